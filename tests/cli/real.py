"""Real files, loaded and written back, compared with what Python's json module reads."""

import json
import os

import tap

REAL = os.path.join(tap.DATA, "real")
if not os.path.isdir(REAL):
    tap.skip_all(f"no folder {REAL}")

try:
    import numpy
except ImportError:
    numpy = None

OUT = os.path.join(tap.T, "out.npy")


def parsed(name):
    with open(os.path.join(REAL, name), encoding="utf-8") as file:
        return json.load(file)


def load(path, dtype, *options):
    """The records after JSON -> .npy -> JSON."""
    run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-q", *options)
    if run.returncode != 0:
        return run.stderr.decode()
    back = tap.rowcol("json", OUT)
    return [json.loads(line) for line in back.stdout.splitlines()]


def load_as_text(path, dtype, *options):
    """The records after JSON -> JSON: nothing goes through a file."""
    run = tap.rowcol("load", path, "-d", dtype, "-q", "-t", "ndjson", "-o", "-", *options)
    if run.returncode != 0:
        return run.stderr.decode()
    return [json.loads(line) for line in run.stdout.splitlines()]


def same(found, expected, name):
    """The case passes when two lists of records are equal; shows the first that is not."""
    if isinstance(found, str) or len(found) != len(expected):
        return tap.ok(False, name, found if isinstance(found, str) else f"{len(found)} records")
    for i, (a, b) in enumerate(zip(found, expected)):
        if a != b:
            return tap.ok(False, name, f"record {i}\nfound:    {a}\nexpected: {b}")
    return tap.ok(True, name)


# --- one array of flat records
path = os.path.join(REAL, "flights-20k.json")
flights = parsed("flights-20k.json")
dtype = "date:S16, delay:i4, distance:i4, origin:S3, destination:S3"
for threads in "1", "2":
    same(load(path, dtype, "-j", threads), flights, f"flights, -j {threads}")
if numpy:
    array = numpy.load(OUT)
    tap.equal((int(array["delay"].sum()), int(array["distance"].sum())),
              (sum(r["delay"] for r in flights), sum(r["distance"] for r in flights)),
              "flights: NumPy's sums")
    tap.equal(array["origin"].tolist(), [r["origin"].encode() for r in flights],
              "flights: NumPy's strings")
else:
    tap.skip("flights: NumPy's sums", "no Python with NumPy")
    tap.skip("flights: NumPy's strings", "no Python with NumPy")

# --- 480 rings of coordinates in one document, each a record of its own place
path = os.path.join(REAL, "canada.json")
rings = parsed("canada.json")["features"][0]["geometry"]["coordinates"]
tap.equal(len(rings), 480, "canada: 480 rings")
wrong = []
for number, ring in enumerate(rings):
    found = load_as_text(path, "x:f8, y:f8", "--root", f"/features/0/geometry/coordinates/{number}")
    if found != [{"x": x, "y": y} for x, y in ring]:
        wrong.append(number)
tap.equal(wrong, [], "canada: each ring")
found = load_as_text(path, "x:f8, y:f8", "--root", "/features/0/geometry/coordinates/480")
tap.ok("/features/0/geometry/coordinates/480" in found, "canada: there is no ring 480", found)

# --- nested records with more keys than the dtype has
path = os.path.join(REAL, "earthquakes.geojson")
quakes = parsed("earthquakes.geojson")["features"]
options = ["-f", "json", "--root", "/features", "--extra", "ignore"]
dtype = ("id:S16, properties:{mag:f8, place:S80, time:i8, updated:i8, tz:i2, tsunami:i1, sig:u2, "
         "magType:S8}, geometry:{type:S5, coordinates:3f8}")
KEYS = ["mag", "place", "time", "updated", "tz", "tsunami", "sig", "magType"]
expected = [{"id": q["id"], "properties": {key: q["properties"][key] for key in KEYS},
             "geometry": q["geometry"]} for q in quakes]
found = load(path, dtype, *options)
same(found, expected, "earthquakes: nested structs")
if numpy:
    array = numpy.load(OUT)
    tap.equal(array["geometry"]["coordinates"].tolist(),
              [[float(v) for v in q["geometry"]["coordinates"]] for q in quakes],
              "earthquakes: NumPy's coordinates")
else:
    tap.skip("earthquakes: NumPy's coordinates", "no Python with NumPy")
dtype = "id:S16, properties:{felt:i4?, cdi:f8?, nst:i4?, alert:S8?, rms:f8?}"
KEYS = ["felt", "cdi", "nst", "alert", "rms"]
expected = [{"id": q["id"],
             "properties": {key: q["properties"][key] for key in KEYS}} for q in quakes]
same(load_as_text(path, dtype, *options), expected, "earthquakes: nulls")
run = tap.rowcol("load", path, "-d", "id:S10", "-o", OUT, *options)
longest = next(i for i, q in enumerate(quakes) if len(q["id"]) > 10)
tap.ok(run.returncode == 3 and quakes[longest]["id"].encode() in run.stderr,
       "earthquakes: the first id that is too long", run.stderr)

# --- records written as arrays, one in each line, under a line of names
path = os.path.join(REAL, "amazon_cellphones.ndjson")
with open(path, encoding="utf-8") as file:
    names = json.loads(file.readline())
    rest = file.read()
phones = [json.loads(line) for line in rest.splitlines()]
without_names = tap.write("phones.ndjson", rest)
kinds = ["S10", "S16", "S256", "S128", "S128", "f8", "S64", "i4", "S32"]
dtype = ", ".join(f"{name}:{kind}" for name, kind in zip(names, kinds))
same(load(without_names, dtype), [dict(zip(names, phone)) for phone in phones], "cellphones")
run = tap.rowcol("load", path, "-d", dtype, "-o", OUT)
tap.ok(run.returncode == 3 and run.stderr.startswith(f"rowcol: {path}:1:".encode())
       and b'field "rating"' in run.stderr, "cellphones: the line of names is not a record",
       run.stderr)
tap.rowcol("load", without_names, "-d", dtype, "-o", OUT)
run = tap.rowcol("json", OUT, "--values")
same([json.loads(line) for line in run.stdout.splitlines()], phones, "cellphones: --values")
run = tap.rowcol("json", OUT, "--values", "--array")
same(json.loads(run.stdout), phones, "cellphones: --values --array")

# --- nested objects with text in many scripts
path = os.path.join(REAL, "twitter.json")
tweets = parsed("twitter.json")["statuses"]
dtype = "id:u8, text:S512, user:{screen_name:S32, followers_count:u4, verified:bool}, lang:S4"
expected = [{"id": t["id"], "text": t["text"],
             "user": {k: t["user"][k] for k in ("screen_name", "followers_count", "verified")},
             "lang": t["lang"]} for t in tweets]
same(load(path, dtype, "--root", "/statuses", "--extra", "ignore"), expected, "twitter")

tap.done()
