"""The data files: made once by gen for each kind, number of records and seed, and kept."""
import json
import os
import subprocess
import sys


class DataFiles:
    def __init__(self, folder, gen, seed, shared):
        self.folder, self.gen, self.seed, self.shared = folder, gen, seed, shared
        os.makedirs(folder, exist_ok=True)

    def path(self, kind, n):
        """The file, made if it is not there. "real" is the one of the shared test data, or None
        without those.
        """
        if kind == "real":
            path = os.path.join(self.shared, "real", "earthquakes.geojson") if self.shared else None
            return path if path and os.path.exists(path) else None
        path = os.path.join(self.folder, "%d-%d-%s" % (n, self.seed, kind))
        if not (os.path.exists(path) and os.path.exists(path + ".check")):
            command = [self.gen, kind, str(n), str(self.seed), path]
            if subprocess.run(command).returncode != 0:
                sys.exit("bench: gen cannot make %s" % path)
        return path

    @staticmethod
    def warm(path):
        """Reads the file once, so that everyone finds it in the page cache."""
        with open(path, "rb") as file:
            while file.read(1 << 24):
                pass

    def sums(self, kind, n, family):
        if kind == "real":
            return real_sums(self.path(kind, n))
        with open(self.path(kind, n) + ".check", encoding="ascii") as file:
            return json.load(file)[family]

    def remove_large(self, limit):
        """Files over `limit` bytes do not stay behind."""
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.getsize(path) > limit:
                os.remove(path)


def real_sums(path):
    with open(path, "rb") as file:
        features = json.load(file)["features"]
    properties = [f["properties"] for f in features]
    coordinates = [f["geometry"]["coordinates"] for f in features]
    return {
        "records": len(features),
        "time": sum(p["time"] for p in properties),
        "sig": sum(p["sig"] for p in properties),
        "id_bytes": sum(len(f["id"].encode()) for f in features),
        "place_bytes": sum(len(p["place"].encode()) for p in properties),
        "mag": float(sum(p["mag"] for p in properties)),
        "lon": float(sum(c[0] for c in coordinates)),
        "lat": float(sum(c[1] for c in coordinates)),
        "depth": float(sum(c[2] for c in coordinates)),
    }
