"""JSON to .npy and back: the same bytes, whatever the number of threads; and NumPy's own bytes."""

import json
import os
import random

import tap

numpy = tap.import_numpy()

random.seed(20240229)
OUT = os.path.join(tap.T, "out.npy")
N = 120000


def int32():
    return random.choice([random.randint(-2**31, 2**31 - 1), random.randint(-99, 99)])


def mixed():
    return {"id": random.randint(-2**63, 2**63 - 1),
            "name": random.choice(["", "a", "née", "日本", '"\\\n']),
            "level": random.randint(-128, 127), "score": random.uniform(-1e6, 1e6),
            "ok": random.random() < 0.5}


def lines(records):
    """The text that rowcol writes."""
    return "".join(json.dumps(r, ensure_ascii=False,
                              separators=(",", ":")) + "\n" for r in records).encode()


# The name, the dtype for rowcol and for NumPy, and the records.
CASES = [
    ("points", "x:i4,y:i4,z:i4", [("x", "<i4"), ("y", "<i4"), ("z", "<i4")],
     [{"x": int32(), "y": int32(), "z": int32()} for _ in range(N)]),
    ("mixed", "id:i8, name:S8, level:i1, score:f8, ok:bool",
     [("id", "<i8"), ("name", "S8"), ("level", "i1"), ("score", "<f8"), ("ok", "?")],
     [mixed() for _ in range(N // 4)]),
    ("nested", "k:u2, p:{u:2f8, v:{w:i2}}",
     [("k", "<u2"), ("p", [("u", "<f8", (2,)), ("v", [("w", "<i2")])])],
     [{"k": i % 65536, "p": {"u": [random.random(), float(i)], "v": {"w": -(i % 32768)}}}
      for i in range(N // 4)]),
]


def values(record):
    """A record for NumPy: tuples for structs, bytes for text."""
    def value(v):
        if isinstance(v, dict):
            return tuple(map(value, v.values()))
        return v.encode() if isinstance(v, str) else v
    return value(record)


for name, dtype, numpy_dtype, records in CASES:
    text = lines(records)
    path = tap.write(name + ".ndjson", text)
    expected = numpy.array([values(r) for r in records], numpy_dtype)
    saved = os.path.join(tap.T, "saved.npy")
    numpy.save(saved, expected)
    for threads in "1", "2", "4":
        run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-j", threads)
        tap.equal((run.returncode, run.stderr),
                  (0, b"rowcol: %d records loaded, 0 rejected\n" % len(records)),
                  f"{name}, -j {threads}: loads")
        tap.ok(tap.read(OUT) == tap.read(saved),
               f"{name}, -j {threads}: the bytes numpy.save writes")
        run = tap.rowcol("json", OUT, "-j", threads)
        tap.ok((run.returncode, run.stderr, run.stdout) == (0, b"", text),
               f"{name}, -j {threads}: rowcol json writes the input again",
               f"{run.returncode} {run.stderr} {len(run.stdout)} of {len(text)} bytes")
    array = numpy.load(OUT)
    tap.equal(array.dtype, numpy.dtype(numpy_dtype), f"{name}: NumPy's dtype")
    for field in array.dtype.names:
        if array.dtype[field].kind in "iu":
            # Python's integers: NumPy's sums could wrap around.
            tap.equal(sum(array[field].tolist()), sum(r[field] for r in records),
                      f"{name}: NumPy's sum of {field}")

    # The other forms of text load as the same records.
    for options in ["--array"], ["--values"], ["--array", "--values"]:
        run = tap.rowcol("json", OUT, *options)
        again = tap.write("again" + (".json" if "--array" in options else ".ndjson"), run.stdout)
        run = tap.rowcol("load", again, "-d", dtype, "-o", OUT + "2.npy", "-q")
        tap.equal((run.returncode, run.stderr), (0, b""), f"{name}, {' '.join(options)}: loads")
        tap.ok(tap.read(OUT + "2.npy") == tap.read(saved),
               f"{name}, {' '.join(options)}: the same bytes")
    run = tap.rowcol("json", OUT, "--array")
    tap.ok(json.loads(run.stdout) == records, f"{name}: --array is one JSON array of the records")

# Floats that JSON cannot express.
numpy.save(OUT, numpy.array([(1.5,), (numpy.nan,), (-numpy.inf,)], [("x", "<f8")]))
run = tap.rowcol("json", OUT)
tap.ok(run.returncode == 3 and run.stderr.count(b"\n") == 1 and b'field "x"' in run.stderr
       and b"record 1" in run.stderr, "NaN is refused", run.stderr)
run = tap.rowcol("json", OUT, "--nan", "error")
tap.equal(run.returncode, 3, "--nan error refuses it too")
run = tap.rowcol("json", OUT, "--nan", "null")
tap.equal((run.returncode, run.stdout), (0, b'{"x":1.5}\n{"x":null}\n{"x":null}\n'), "--nan null")

# No records.
for text, options in (b"", []), (b"[]", ["--array"]):
    path = tap.write("none.json" if options else "none.ndjson", text)
    run = tap.rowcol("load", path, "-d", "x:i4", "-o", OUT)
    tap.equal((run.returncode, run.stderr), (0, b"rowcol: 0 records loaded, 0 rejected\n"),
              "no records")
    tap.equal((numpy.load(OUT).shape, numpy.load(OUT).dtype), ((0,), numpy.dtype([("x", "<i4")])),
              "no records: NumPy's array")
    run = tap.rowcol("json", OUT, *options)
    tap.equal((run.returncode, run.stdout.strip()), (0, text), "no records: back")

tap.done()
