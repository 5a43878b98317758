"""The data files: made once by gen for each kind, number of records and seed, and kept."""
import json
import os
import shutil
import subprocess
import sys

import kinds


class DataFiles:
    def __init__(self, folder, gen, seed, shared):
        self.folder, self.gen, self.seed, self.shared = folder, gen, seed, shared
        os.makedirs(folder, exist_ok=True)

    def path(self, kind, n):
        """The file, made if it is not there. A kind "real.NAME" is a file of the shared test data,
        None without those.
        """
        if kind.startswith("real."):
            return self.real_path(kinds.REAL[kind[len("real.") :]])
        path = os.path.join(self.folder, "%d-%d-%s" % (n, self.seed, kind))
        if not (os.path.exists(path) and os.path.exists(path + ".check")):
            command = [self.gen, kind, str(n), str(self.seed), path]
            if subprocess.run(command).returncode != 0:
                sys.exit("bench: gen cannot make %s" % path)
        return path

    def real_path(self, file):
        """The file itself; of a file with a line of names, a copy without that line."""
        source = file.source(self.shared) if self.shared else None
        if source is None or not os.path.exists(source):
            return None
        if not file.lines:
            return source
        path = os.path.join(self.folder, "real-" + file.name)
        if not os.path.exists(path):
            with open(source, "rb") as lines, open(path + ".part", "wb") as copy:
                lines.readline()
                shutil.copyfileobj(lines, copy)
            os.rename(path + ".part", path)
        return path

    @staticmethod
    def warm(path):
        """Reads the file once, so that everyone finds it in the page cache."""
        with open(path, "rb") as file:
            while file.read(1 << 24):
                pass

    def sums(self, kind, n, family):
        if kind.startswith("real."):
            name = kind[len("real.") :]
            return real_sums(kinds.REAL[name], self.path(kind, n))
        with open(self.path(kind, n) + ".check", encoding="ascii") as file:
            return json.load(file)[family]

    def remove_large(self, limit):
        """Removes files of more than `limit` bytes."""
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if os.path.getsize(path) > limit:
                os.remove(path)


def real_sums(file, path):
    """The sums as Python's json reads them."""
    with open(path, "rb") as text:
        records = [json.loads(line) for line in text] if file.lines else file.find(json.load(text))
    if file.fields is None:
        return quake_sums(records)
    return kinds.sums(file.fields, records)


def quake_sums(features):
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
