"""rowcol info --stats: a line about the values of each field, compared with Python."""

import datetime
import json
import math
import os
import random
import struct
from fractions import Fraction

import tap

random.seed(17)
DTYPE = "i:i4, u:u8, b:bool, f:f8, h:f4, s:S30, n:U3, t:M8[s], m:m8[25m], c:c8, v:2i2, p:{x:>i2, e:S4}, raw:V2"
KEYS = ["field", "type", "count", "nulls", "nans", "min", "max", "mean", "distinct"]


def record(i):
    return {"i": random.randint(-10 ** 6, 10 ** 6), "u": random.choice([0, 5, 2 ** 64 - 1]), "b": i % 3 == 0,
            "f": random.choice([0.5, -1.25, 1e10]), "h": i / 4, "s": random.choice(["", "b", "x" * 30, "\u202e"]),
            "n": random.choice(["é", "日本", "a"]), "t": random.choice(["2024-02-29T12:00:00", "1969-12-31T23:59:59", "NaT"]),
            "m": random.choice([1, 2, "NaT"]), "c": [i, 1], "v": [i, i], "p": {"x": i % 7 - 3, "e": f"{i % 100}"},
            "raw": random.choice(["00ff", "0a00"])}


def store(name, records, dtype=DTYPE):
    return tap.store(name, dtype, records)


def stats(path, **options):
    run = tap.rowcol("info", path, "--stats", "--json", **options)
    if run.returncode or run.stderr:
        return f"{run.returncode} {run.stderr}"
    found = json.loads(run.stdout)
    return {line["field"]: [line[key] for key in KEYS[1:]] for line in found["stats"]}


def mean(values):
    return float(sum(map(Fraction, values)) / len(values))


def near(a, b):
    """Means are rounded; estimates of few different values are exact."""
    return len(a) == len(b) and all(
        math.isclose(x, y, rel_tol=1e-12) if isinstance(y, float) else x == y for x, y in zip(a, b))


RECORDS = [record(i) for i in range(700)]
PATH = store("many.npy", RECORDS)
found = stats(PATH)
tap.equal(list(found), ["i", "u", "b", "f", "h", "s", "n", "t", "m", "c", "v", "p.x", "p.e", "raw"], "the fields")


def column(name):
    return [r["p"][name[2:]] if name[1:2] == "." else r[name] for r in RECORDS]


for name, kind in ("i", "i4"), ("u", "u8"), ("f", "f8"), ("h", "f4"), ("p.x", ">i2"):
    values = column(name)
    wanted = [kind, 700, 0, 0, min(values), max(values), mean(values), len(set(values))]
    if len(set(values)) > 100:  # an estimate; its standard error is 0.8 %
        tap.ok(abs(found[name][-1] - wanted[-1]) <= 0.04 * wanted[-1], f"{name}: distinct", found[name])
        found[name][-1] = wanted[-1]
    tap.ok(near(found[name], wanted), f"{name}: the line", f"{found[name]} {wanted}")
trues = sum(column("b"))
tap.ok(near(found["b"], ["bool", 700, 0, 0, False, True, trues / 700, 2]), "bool", found["b"])
tap.equal(found["s"], ["S30", 700, 0, 0, "", "\u202e", None, 4], "S")
tap.equal(found["n"], ["U3", 700, 0, 0, "a", "日本", None, 3], "U")
tap.equal(found["raw"], ["V2", 700, 0, 0, "00ff", "0a00", None, 2], "V")
times = [t for t in column("t") if t != "NaT"]
late = times.count("2024-02-29T12:00:00")
second = 1709208000
at = (late * second - (len(times) - late)) / len(times)
shown = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=math.floor(at + 0.5))).isoformat()
tap.equal(found["t"], ["M8[s]", len(times), 0, 700 - len(times), "1969-12-31T23:59:59", "2024-02-29T12:00:00", shown, 2],
          "dates")
counts = [m for m in column("m") if m != "NaT"]
tap.equal(found["m"][:6], ["m8[25m]", len(counts), 0, 700 - len(counts), "25 m", "50 m"], "durations")
number, unit = found["m"][6].split()
tap.ok(unit == "m" and math.isclose(float(number), 25 * mean(counts), rel_tol=1e-12), "durations: the mean", found["m"])
tap.equal(found["c"], ["c8", 700, 0, 0, None, None, None, None], "complex numbers")
tap.equal(found["v"], ["2i2", 700, 0, 0, None, None, None, None], "subarrays")

# --- NaN and infinities, no records, one
path = tap.npy("nan.npy", "<f8", 5, struct.pack("<5d", math.nan, math.inf, 1, math.nan, 2))
tap.equal(stats(path)["x"], ["f8", 3, 0, 2, 1.0, "inf", "inf", 3], "NaN and infinities")
empty = store("empty.npy", [], "x:i4, s:S3")
tap.equal(stats(empty), {"x": ["i4", 0, 0, 0, None, None, None, 0], "s": ["S3", 0, 0, 0, None, None, None, 0]}, "no records")
with open(PATH, "rb") as file:
    tap.equal(stats("-", stdin=file)["i"], stats(PATH)["i"], "standard input")
big = store("big.npy", [{"x": i} for i in range(400000)], "x:i8")
found = stats(big)["x"]
tap.ok(near(found[:7], ["i8", 400000, 0, 0, 0, 399999, 199999.5]) and abs(found[7] - 400000) < 16000,
       "400,000 records in many batches", found)

# --- a mean that a double rounds to 2^63, which is not a time
for end, shown in (2 ** 63 - 1, "2262-04-11T23:47:16.854775807"), (-2 ** 63 + 1, "1677-09-21T00:12:43.145224193"):
    path = tap.npy("far.npy", "<M8[ns]", 3, struct.pack("<3q", end, end, end))
    tap.equal(stats(path)["x"], ["M8[ns]", 3, 0, 0, shown, shown, shown, 1], f"the mean of {shown}")

# --- as text: after what rowcol info prints, a table
plain = tap.rowcol("info", PATH).stdout.decode()
text = tap.rowcol("info", PATH, "--stats").stdout.decode()
tap.ok(text.startswith(plain + "\n"), "as text: what rowcol info prints", text)
lines = text[len(plain) + 1:].splitlines()
tap.equal(lines[0].split(), KEYS, "as text: the names")
rows = {line.split()[0]: line.split() for line in lines[2:]}
tap.equal((len(rows), rows["b"][1:7]), (14, ["bool", "700", "0", "0", "false", "true"]), "as text: a row a field")
tap.equal(rows["s"][-3:], ['""', "\\u202E", "4"], "as text: escaped")
tap.ok(len({len(line) for line in lines[2:] if line.split()[0] not in ("c", "v", "n")}) == 1, "as text: aligned", text)
long = store("long.npy", [{"s": "y" * 100}], "s:S100")
tap.equal(tap.rowcol("info", long, "--stats").stdout.decode().splitlines()[-1].split()[5:7], ["y" * 21 + "..."] * 2,
          "as text: long text is cut")
one = store("one.npy", [{"x": 1}], "x:i4")
object_of = json.loads(tap.rowcol("info", one, "--json").stdout)
with_stats = json.loads(tap.rowcol("info", one, "--json", "--stats").stdout)
with_stats.pop("stats")
tap.equal(with_stats, object_of, "--json: the other members do not change")

run = tap.rowcol("info", one, "--stats", "--c-header")
tap.ok(run.returncode == 2 and b"--stats and --c-header exclude each other" in run.stderr, "--stats and --c-header", run.stderr)
bad = tap.write("bad.npy", tap.read(PATH)[:-1])
run = tap.rowcol("info", bad, "--stats")
tap.ok(run.returncode == 3 and run.stdout == b"", "a store that is cut off", f"{run.returncode} {run.stderr}")

tap.done()
