"""rowcol csv and convert to .csv: what Python's csv module reads is what the store holds, and it loads again."""

import csv
import io
import math
import os
import random

import tap

random.seed(4181)
BITS = ["a", "b", " ", "7", "é", "\t", ";", "|", ",", '"', "\n", "\r\n", "#", "'", "x" * 30, "NA", "nan"]
DTYPE = "s:str, t:str?, b:S40, i:i8, u:u1?, f:f8, g:f4, ok:bool, day:M8[D], p:{x:i2, v:2i1}"
HEADER = ["s", "t", "b", "i", "u", "f", "g", "ok", "day", "p.x", "p.v[0]", "p.v[1]"]


def text(n=5):
    return "".join(random.choice(BITS) for _ in range(random.randrange(n)))


def record():
    return {"s": text(), "t": random.choice([None, text()]), "b": text(2), "i": random.randrange(-2**63, 2**63),
            "u": random.choice([None, random.randrange(256)]), "f": random.uniform(-1, 1) * 10**random.randrange(-300, 300),
            "g": random.randrange(-1000, 1000) / 8, "ok": random.random() < 0.5,
            "day": f"{random.randrange(1600, 2400)}-02-2{random.randrange(9)}",
            "p": {"x": random.randrange(-9, 9), "v": [random.randrange(9), random.randrange(9)]}}


def shown(r, null):
    number = lambda value: null if value is None else str(value)  # noqa: E731
    return [r["s"], null if r["t"] is None else r["t"], r["b"], str(r["i"]), number(r["u"]), repr(r["f"]), repr(r["g"]),
            "true" if r["ok"] else "false", r["day"], str(r["p"]["x"]), *map(str, r["p"]["v"])]


RECORDS = [record() for _ in range(3000)]
STORE = tap.store("a.arrow", DTYPE, RECORDS)


def check(name, args, delimiter=",", header=True, null=""):
    path = os.path.join(tap.T, name)
    run = tap.rowcol("csv", STORE, "-o", path, *args)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name} {args}: written")
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter, strict=True))
    if header:
        tap.equal(rows.pop(0), HEADER, f"{name} {args}: the header")
    expected = [shown(r, null) for r in RECORDS]
    tap.ok(rows == expected, f"{name} {args}: Python reads the values",
           next((pair for pair in zip(rows, expected) if pair[0] != pair[1]), ""))
    back = os.path.join(tap.T, "back.arrow")
    same = [a for a in args if a not in ("--quotes", "all")]
    if null:
        same += [] if "--null-text" in same else ["--null-text", null]
    run = tap.rowcol("load", path, "-d", DTYPE, "-o", back, "-q", *same)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name} {args}: loads again")
    run = tap.rowcol("diff", STORE, back)
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name} {args}: the same records")


check("a.csv", [])
check("a.csv", ["-j", "1"])
check("a.csv", ["--quotes", "all"])
check("a.csv", ["--delimiter", ";"], delimiter=";")
check("a.csv", ["--delimiter", "7"], delimiter="7")
check("a.tsv", [], delimiter="\t")
check("a.csv", ["--header", "no"], header=False)
check("a.csv", ["--null-text", "NA"], null="NA")

# minimal quotes are those of csv.writer, but that the empty text of a nullable field, too, is not null
rows = [{"a": "x", "b": 1}, {"a": "a,b", "b": -2}, {"a": 'q"', "b": 3}, {"a": "l\n", "b": 4}]
store = tap.store("m.arrow", "a:str, b:i4", rows)
out = io.StringIO()
csv.writer(out, lineterminator="\n").writerows([["a", "b"], *([r["a"], r["b"]] for r in rows)])
tap.equal(tap.rowcol("csv", store).stdout.decode(), out.getvalue(), "the bytes are those of Python's writer")
run = tap.rowcol("csv", store, "--quotes", "all", "-t", "tsv")
tap.equal(run.stdout.decode().splitlines()[:2], ['"a"\t"b"', '"x"\t"1"'], "--quotes all, -t tsv")
path = os.path.join(tap.T, "m.csv")
run = tap.rowcol("convert", store, "-o", path, "-q", "--delimiter", "bar")
tap.equal((run.returncode, tap.read(path).decode().splitlines()[0]), (0, "a|b"), "convert --delimiter bar")

# a number that is the text of null is in quotes, which a null is not
store = tap.store("n.arrow", "a:i4?, b:i4?", [{"a": 0, "b": None}])
tap.equal(tap.rowcol("csv", store, "--null-text", "0").stdout, b'a,b\n"0",0\n', "a number that is the text of null")
# floats that are not finite
store = tap.npy("f.npy", "<f8", 3, b"".join(__import__("struct").pack("<d", v) for v in (math.inf, -math.inf, math.nan)))
path = os.path.join(tap.T, "f.csv")
tap.rowcol("csv", store, "-o", path)
tap.equal(tap.read(path), b"x\ninf\n-inf\nnan\n", "inf, -inf, nan")
run = tap.rowcol("load", path, "-d", "x:f8", "-o", os.path.join(tap.T, "f2.npy"), "-q")
tap.equal(tap.read(os.path.join(tap.T, "f2.npy"))[-24:], tap.read(store)[-24:], "they load again")
# what CSV text cannot hold
store = tap.npy("s.npy", "|S2", 2, b"ok\xff\x01")
run = tap.rowcol("csv", store)
tap.ok(run.returncode == 3 and b'record 1: field "x":' in run.stderr and b"not UTF-8 from byte 0" in run.stderr,
       "bytes that are not UTF-8", run.stderr)
store = tap.npy("z.npy", "|S3", 1, b"a\0b")
run = tap.rowcol("csv", store)
tap.ok(run.returncode == 3 and b"NUL byte" in run.stderr, "a NUL byte", run.stderr)
store = tap.store("e.arrow", "a:{x:i4}?", [{"a": None}])
run = tap.rowcol("csv", store)
tap.ok(run.returncode == 3 and b'field "a": CSV has no text for a struct' in run.stderr, "a struct that is null", run.stderr)

tap.done()
