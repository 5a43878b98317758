"""rowcol count: how often each value occurs, compared with collections.Counter."""

import json
import os
import random
import struct
from collections import Counter

import tap

random.seed(13)
DTYPE = "name:str, age:i4?, p:{x:f8, s:S3}?, u:u8, day:M8[D], big:>i2"
NAMES = ["", "a", "b", "Ä", "日本", "a long name that is not in the cell"]


def record():
    return {"name": random.choice(NAMES), "age": random.choice([None, 1, 2, 3]),
            "p": random.choice([None, {"x": random.choice([0.5, -0.0, 0.0, 1e300]), "s": random.choice(["", "x"])}]),
            "u": random.choice([0, 2 ** 63, 2 ** 64 - 1]), "day": random.choice(["2024-02-29", "NaT", "1970-01-01"]),
            "big": random.choice([-300, 300])}


RECORDS = [record() for _ in range(500)]
FILE = tap.write("r.ndjson", "".join(json.dumps(r) + "\n" for r in RECORDS))


def value(r, field):
    """A dotted field; null inside null."""
    for name in field.split("."):
        r = None if r is None else r[name]
    return r


def count(fields, *args, path=FILE, dtype=DTYPE):
    run = tap.rowcol("count", path, *fields, "-d", dtype, "--json", *args)
    return json.loads(run.stdout) if not run.returncode and not run.stderr else f"{run.returncode} {run.stderr}"


def expected(fields, records=None, top=None):
    """Counter keeps the order of first appearance, and most_common is stable."""
    records = RECORDS if records is None else records
    counts = Counter(tuple(value(r, f) for f in fields) for r in records)
    return {"fields": fields, "records": len(records), "distinct": len(counts),
            "values": [{"count": n, "values": list(v)} for v, n in counts.most_common(top)]}


for fields in (["name"], ["age"], ["p.x"], ["p.s"], ["u"], ["day"], ["big"], ["name", "age"],
               ["p.x", "p.s", "age"], ["age", "p.x", "day", "name", "u", "big", "p.s"]):
    tap.equal(count(fields), expected(fields), f"count {' '.join(fields)}")
for top in 0, 1, 3, 1000:
    tap.equal(count(["name", "age"], "--top", str(top)), expected(["name", "age"], top=top), f"--top {top}")
old = [r for r in RECORDS if r["age"] is not None and r["age"] > 1]
tap.equal(count(["age"], "--where", "age > 1"), expected(["age"], old), "--where")
tap.equal(count(["age"], "--sample", "50")["records"], 50, "--sample")
tap.equal(count(["age"], path=tap.write("none.ndjson", "")), expected(["age"], []), "no records")

# --- many records: values are counted in parts
N = 400000
many = [random.randint(0, 3) if i % 5 else random.randint(0, 10 ** 6) for i in range(N)]
path = tap.write("many.json", json.dumps(many))
run = tap.rowcol("count", path, "-d", "i4", "--json")
found = json.loads(run.stdout)
counts = Counter(many)
tap.equal((found["records"], found["distinct"]), (N, len(counts)), "400,000 records: the totals")
tap.ok(found["values"] == [{"count": n, "values": [v]} for v, n in counts.most_common()],
       "400,000 records: every value in order")

# --- NaN is one value; floats, bool, durations
nan = struct.pack("<d", float("nan"))
other = nan[:6] + bytes([nan[6] ^ 1]) + nan[7:]
path = tap.npy("nan.npy", "<f8", 5, nan + other + struct.pack("<3d", float("-inf"), 0.0, -0.0))
run = tap.rowcol("count", path, "x", "--json")
tap.equal(json.loads(run.stdout)["values"], [{"count": 2, "values": ["nan"]}, {"count": 2, "values": [0.0]},
                                             {"count": 1, "values": ["-inf"]}], "NaN, zeros and infinities")

# --- as text
text = tap.write("t.ndjson", "".join(json.dumps({"k": k, "n": n}) + "\n" for k, n in
                                     [("b", 1), ("a\x1b", 2), ("b", 1), (None, -10), ("null", 2), ("b", 1), ("a\x1b", 2)]))
run = tap.rowcol("count", text, "k", "n", "-d", "k:str?, n:i4")
tap.equal(run.stdout.decode(), """\
count  share  k         n
-----  -----  ------  ---
    3  42.9%  b         1
    2  28.6%  a\\x1B     2
    1  14.3%  null    -10
    1  14.3%  "null"    2
7 records, 4 different values
""", "as text")
run = tap.rowcol("count", text, "k", "-n", "1", "-d", "k:str?, n:i4")
tap.equal(run.stdout.decode().splitlines()[2:], ["    3  42.9%  b", "  ...    ...  .", "7 records, 4 different values"],
          "as text: --top")
run = tap.rowcol("count", "-", "-f", "json", "-d", "i4", input=b"[5, 6, 5]")
tap.equal(run.stdout.decode().splitlines()[2:], ["    2  66.7%         5", "    1  33.3%         6",
                                                  "3 records, 2 different values"], "records without fields")
run = tap.rowcol("count", text, "k", "-d", "k:str?, n:i4", "--width", "14")
tap.ok(max(map(len, run.stdout.decode().splitlines()[:-1])) <= 19, "as text: a narrow screen", run.stdout)

# --- wrong command lines
for args, message, status in [
        ([], "a STORE and a FIELD are needed", 2),
        ([text, "-d", "k:str?, n:i4"], "a FIELD is needed", 2),
        ([text, "kk", "-d", "k:str?, n:i4"], 'FIELD: no field "kk": did you mean "k"?', 2),
        ([text, "k", "k", "-d", "k:str?, n:i4"], "FIELD: ", 2),
        ([FILE, "p", "-d", DTYPE], 'field "p": values of struct cannot be keys', 2),
        ([tap.write("v.ndjson", '{"v":[1,2]}\n'), "v", "-d", "v:2i1"], 'field "v": values of subarray cannot be keys', 2),
        ([text, "k", "-d", "k:str?, n:i4", "--top", "-1"], "--top -1: a whole number", 2),
        ([text, "k", "-d", "k:str, n:i4"], "t.ndjson:4:", 3),
        ([os.path.join(tap.T, "none.npy"), "x"], "No such file", 4)]:
    run = tap.rowcol("count", *args)
    tap.ok(run.returncode == status and message in run.stderr.decode() and not run.stdout,
           f"count: {message}: status {status}", f"{run.returncode} {run.stderr} {run.stdout}")

tap.done()
