"""Fields from elsewhere: places in -d, --flatten of load and infer; compared with Python's json."""

import json
import os

import tap

OUT = os.path.join(tap.T, "out.ndjson")
REAL = os.path.join(tap.DATA, "real")


def load(path, *args, out=OUT):
    """The records that are written, or the status and the messages."""
    run = tap.rowcol("load", path, "-o", out, "-q", *args)
    if run.returncode:
        return f"{run.returncode} {run.stderr.decode()}"
    with open(out, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def infer(path, *args):
    run = tap.rowcol("infer", path, *args)
    return run.stdout.decode() if run.returncode == 0 else f"{run.returncode} {run.stderr.decode()}"


def flat(value, before=""):
    """The members of nested objects by their paths; objects in arrays stay."""
    out = {}
    for key, item in value.items():
        if isinstance(item, dict) and item:
            out.update(flat(item, before + key + "."))
        else:
            out[before + key] = item
    return out


FILE = tap.write("quakes.ndjson", """{"id":"a","properties":{"mag":1.5},"geometry":{"type":"Point","coordinates":[1.25,2.5,3]}}
{"geometry":{"coordinates":[-1.25,-2.5],"type":"Point"},"id":"b","properties":{"mag":2,"place":"x"}}
{"id":"c","properties":null,"geometry":null}
{"id":"d","properties":{},"geometry":{"coordinates":[]}}
""")
PLACES = "lat=/geometry/coordinates/1 : f8?, mag=properties.mag : f8?, name=id:str"
EXPECTED = [{"lat": 2.5, "mag": 1.5, "name": "a"}, {"lat": -2.5, "mag": 2, "name": "b"},
            {"lat": None, "mag": None, "name": "c"}, {"lat": None, "mag": None, "name": "d"}]
OPTIONS = ["--extra", "ignore", "--missing", "null"]

# --- places
tap.equal(load(FILE, "-d", PLACES, *OPTIONS), EXPECTED, "a pointer, keys with dots, another name")
DTYPE = tap.write("places.dtype", PLACES.replace(",", ",  # a comment\n"))
tap.equal(load(FILE, "-d", "@" + DTYPE, *OPTIONS), EXPECTED, "in a file")
tap.equal(load(FILE, "-d", 'lat="/geometry/coordinates/1":f8?, mag="properties".mag:f8?, name="/id":str', *OPTIONS),
          EXPECTED, "in quotes")
tap.equal(load(FILE, "-d", "a=id:str, b=id:str, c:{x=id:str, y=/id:str}", *OPTIONS),
          [{"a": r["name"], "b": r["name"], "c": {"x": r["name"], "y": r["name"]}} for r in EXPECTED],
          "several fields of one place, and fields of a struct")
tap.equal(load(FILE, "-d", PLACES, *OPTIONS, "--where", "mag > 1.5", "--fields", "lat"), [{"lat": -2.5}],
          "--where and --fields")
tap.ok("1:11: key \"properties\" is not in the dtype (add a field, or use --extra ignore)"
       in load(FILE, "-d", "name=id:str"), "what no field reads is extra", load(FILE, "-d", "name=id:str"))
tap.ok('1:63: field "g": key "coordinates" of the object at "/geometry" is read by no field'
       in load(FILE, "-d", "mag=properties.mag:f8?, id:str, g=geometry.type:str"), "also on the way to a field",
       load(FILE, "-d", "mag=properties.mag:f8?, id:str, g=geometry.type:str"))
tap.ok('field "lat": value 0 of the array at "/geometry/coordinates" is read by no field' in
       load(FILE, "-d", "id:str, p=properties.mag:f8, t=geometry.type:str, lat=/geometry/coordinates/1:f8?"),
       "also in an array")
tap.ok('4:54: field "lat": the record does not have it (drop the field, or use --missing zero)' in
       load(FILE, "-d", "lat=/geometry/coordinates/1 : f8?", "--extra", "ignore"), "a part of the way is missing",
       load(FILE, "-d", "lat=/geometry/coordinates/1 : f8?", "--extra", "ignore"))
tap.ok('3:40: field "lat": found null where float64 expects a number' in
       load(FILE, "-d", "lat=/geometry/coordinates/1 : f8", *OPTIONS), "null on the way is null")
tap.ok('1:7: field "x": found text at "/id", on the way to the field: expected an object' in
       load(FILE, "-d", "x=/id/z:f8?", *OPTIONS), "text on the way")
tap.ok('an array at "/geometry/coordinates", on the way to the field: expected an object' in
       load(FILE, "-d", "x=/geometry/coordinates/z:f8?", *OPTIONS), "an array where a key is wanted")

# --- a dtype that is wrong
for text, message in (
        ("x=:i4", "expected a JSON pointer, such as /pos/0, or a key"),
        ("x=/a~2:i4", "expected 0 or 1 after ~ at byte 3"),
        ('x="/a".b:i4', "expected ':' after the field name"),
        ("p:2{x=/a:i4}", "a field in a subarray has no place of its own"),
        ("p:{x=/a:i4}?", "a field of a nullable struct cannot have a place of its own"),
        ("x=a.:i4", "expected a JSON pointer, such as /pos/0, or a key"),
        ("x=" + "/a" * 65 + ":i4", "a pointer of 65 tokens: the limit is 64")):
    found = load(FILE, "-d", text, *OPTIONS)
    tap.ok(message in found, "-d " + text[:20], found)

# --- other commands
tap.equal(tap.rowcol("table", FILE, "-d", PLACES, "--tail", "1", *OPTIONS).stdout.decode().split(),
          "lat mag name ---- ---- ---- ... ... ... null null d 1 of 4 records".split(), "rowcol table -d")
tap.equal(tap.rowcol("dtype", PLACES, "--to", "compact").stdout.decode(),
          "lat=/geometry/coordinates/1 :f8?, mag=/properties/mag :f8?, name=/id :str\n", "rowcol dtype --to compact")
tap.equal(tap.rowcol("dtype", PLACES, "--to", "json").stdout.decode(),
          tap.rowcol("dtype", "lat:f8?, mag:f8?, name:str", "--to", "json").stdout.decode(),
          "other notations have no places")

# --- --flatten
FLAT = [flat(r) for r in map(json.loads, open(FILE, encoding="utf-8").read().splitlines()[:1])]
ONE = tap.write("one.ndjson", open(FILE, encoding="utf-8").readline())
tap.equal(load(ONE, "--flatten"), FLAT, "--flatten")
tap.equal(infer(ONE, "--flatten"), """# 1 record
id:str,  # in all; at most 1 byte
properties.mag=/properties/mag :f8,  # in all; 1.5 to 1.5
geometry.type=/geometry/type :str,  # in all; at most 5 bytes
geometry.coordinates=/geometry/coordinates :3f8,  # in all; arrays of 3
""", "infer --flatten")
tap.equal(load(ONE, "-d", "id:str, properties:{mag:f8}, geometry:{type:str, coordinates:3f8}", "--flatten"), FLAT,
          "--flatten with -d")
tap.equal(load(ONE, "-d", "id:str, p=properties:{m=/id:str, mag:f8}", "--flatten", *OPTIONS),
          [{"id": "a", "p.m": "a", "p.mag": 1.5}], "--flatten of places")
ODD = tap.write("odd.ndjson", json.dumps({"a b": {"c/d": 1, "~": {"x": "é"}, "e.f": [{"g": 1}]}, "h": {}}) + "\n"
                + json.dumps({"a b": None, "h": {}}) + "\n")
FIRST = {"a b.c/d": 1, "a b.~.x": "é", "a b.e.f": [{"g": 1}], "h": {}}
tap.equal(load(ODD, "--flatten"), [FIRST, dict({k: None for k in FIRST}, h={})], "names of all sorts, null objects")
ODD_DTYPE = tap.write("odd.dtype", infer(ODD, "--flatten"))
tap.equal(load(ODD, "-d", "@" + ODD_DTYPE), [FIRST, dict({k: None for k in FIRST}, h={})], "infer --flatten is read by -d")
TUPLES = tap.write("tuples.ndjson", '[1,{"a":2,"b":{"c":3}}]\n[4,{"b":{"c":6},"a":5}]\n')
tap.equal(load(TUPLES, "--flatten"), [{"f0": 1, "f1.a": 2, "f1.b.c": 3}, {"f0": 4, "f1.a": 5, "f1.b.c": 6}],
          "records that are arrays")
TUPLES_DTYPE = tap.write("tuples.dtype", infer(TUPLES, "--flatten"))
tap.equal(load(TUPLES, "-d", "@" + TUPLES_DTYPE), load(TUPLES, "--flatten"), "and their dtype")
TWICE = tap.write("twice.ndjson", '{"a.b":1,"a":{"b":2}}\n')
for command in ["load", TWICE, "-o", OUT], ["infer", TWICE]:
    run = tap.rowcol(*command, "--flatten")
    tap.equal((run.returncode, run.stdout.decode(), run.stderr.decode()), (3, "", """\
rowcol: field "a.b": two fields are named "a.b" (at index 0 and 1)
rowcol: two fields of the record would have one name: leave out --flatten, and give their places in -d, such as 'new=/a/b:i4'
"""), "two fields of one name: rowcol " + command[0])
tap.equal(load(TWICE, "-d", 'x="/a.b":i4, y=a.b:i4'), [{"x": 1, "y": 2}], "which -d can read")

# --- real files
if os.path.isdir(REAL):
    QUAKES = os.path.join(REAL, "earthquakes.geojson")
    with open(QUAKES, encoding="utf-8") as file:
        features = json.load(file)["features"]
    found = load(QUAKES, "--root", "/features", "--flatten")
    expected = [flat(f) for f in features]
    tap.ok([{k: r.get(k) for k in found[0]} for r in expected] == found, "earthquakes.geojson --flatten")
    quakes = tap.write("quakes.dtype", infer(QUAKES, "--root", "/features", "--flatten"))
    tap.ok(load(QUAKES, "--root", "/features", "-d", "@" + quakes, "--missing", "null") == found,
           "and with the dtype that infer --flatten prints")
    for threads in "1", "3":
        found = load(QUAKES, "--root", "/features", "-d",
                     "lon=/geometry/coordinates/0:f8, lat=geometry.coordinates.1:f8, mag=properties.mag:f8?, id:S20",
                     "--extra", "ignore", "-j", threads)
        tap.ok(found == [{"lon": f["geometry"]["coordinates"][0], "lat": f["geometry"]["coordinates"][1],
                          "mag": f["properties"]["mag"], "id": f["id"]} for f in features],
               f"earthquakes.geojson with places, {threads} threads")
    TWITTER = os.path.join(REAL, "twitter.json")
    with open(TWITTER, encoding="utf-8") as file:
        statuses = json.load(file)["statuses"]
    found = load(TWITTER, "--root", "/statuses", "-d",
                 "who=user.screen_name:str, again=/user/screen_name:S40, lang=metadata.iso_language_code:str, id:u8",
                 "--extra", "ignore")
    tap.ok(found == [{"who": s["user"]["screen_name"], "again": s["user"]["screen_name"],
                      "lang": s["metadata"]["iso_language_code"], "id": s["id"]} for s in statuses],
           "twitter.json with places")
tap.done()
