"""rowcol convert: from each format to each other, several inputs, chosen records, failures. What is
expected comes from Python, and from NumPy where there is one."""

import json
import os
import random
import stat
import struct
import subprocess
import zipfile

import tap

try:
    import numpy
except ImportError:
    numpy = None

random.seed(11)
FIXED = "id:i8, x:f8, s:{b:bool, t:S3}, p:2u1"
RECORDS = [{"id": i * (-1) ** i, "x": random.choice([0.5, -1e300, 3.0]),
            "s": {"b": i % 3 == 0, "t": random.choice(["", "ab", "xyz"])}, "p": [i % 256, 7]}
           for i in range(300)]
TEXT = "name:str, age:i1?, when:M8[D]?"
PEOPLE = [{"name": random.choice(["", "ab", "Zoë", "y" * 40]), "age": random.choice([None, -5, 99]),
           "when": random.choice([None, "2026-11-28", "1969-12-31"])} for i in range(300)]
BINARY = ["npy", "arrow", "arrows"]


def path_of(name):
    return os.path.join(tap.T, name)


def convert(*args, **options):
    return tap.rowcol("convert", *args, **options)


def succeeds(name, *args, report=b"", **options):
    run = convert(*args, **options)
    return tap.equal((run.returncode, run.stderr), (0, report), name)


def lines(records):
    return "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)


def parsed(text):
    return [json.loads(line) for line in text.splitlines()]


def records_of(path, *args):
    """The records of any file, as Python's json reads them."""
    run = convert(path, "-q", "-t", "ndjson", "-o", "-", *args)
    return parsed(run.stdout) if (run.returncode, run.stderr) == (0, b"") else run.stderr


# --- the first store is made by Python alone
def packed(records):
    return b"".join(struct.pack("<qd?3s2B", r["id"], r["x"], r["s"]["b"], r["s"]["t"].encode(), *r["p"])
                    for r in records)


def npy(name, records):
    descr = "[('id','<i8'),('x','<f8'),('s',[('b','|b1'),('t','|S3')]),('p','|u1',(2,))]"
    header = "{'descr': %s, 'fortran_order': False, 'shape': (%d,), }" % (descr, len(records))
    header += " " * (63 - (len(header) + 10) % 64) + "\n"
    return tap.write(name, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
                     + packed(records))


FIRST = npy("first.npy", RECORDS)
ARCHIVE = path_of("two.npz")
with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write(npy("head.npy", RECORDS[:100]), "head.npy")
    archive.write(npy("tail.npy", RECORDS[100:]), "tail.npy")

# --- each format to each other
STORES = {}
for kind in BINARY:
    STORES[kind] = path_of("fixed." + kind)
    succeeds(f"npy to {kind}", FIRST, "-o", STORES[kind], report=b"rowcol: 300 records converted\n")
    tap.equal(records_of(STORES[kind]), RECORDS, f"npy to {kind}: the records")
STORES["feather"] = path_of("fixed.feather")
succeeds("npy to feather", FIRST, "-q", "-o", STORES["feather"])
tap.equal(tap.read(STORES["feather"]), tap.read(STORES["arrow"]), "feather is an Arrow file")
for source, path in STORES.items():
    for kind in BINARY:
        out = path_of("out." + kind)
        succeeds(f"{source} to {kind}", path, "-q", "-o", out)
        tap.equal(tap.read(out), tap.read(STORES[kind]), f"{source} to {kind}: the same file as from npy")
    run = convert(path, "-q", "-o", "-", "-t", "ndjson")
    tap.equal(run.stdout.decode(), lines(RECORDS).replace("e+300", "e300").replace("1e300", "1e+300"),
              f"{source} to lines of JSON")
    succeeds(f"{source} to .json", path, "-q", "-o", path_of("out.json"))
    tap.equal(json.loads(tap.read(path_of("out.json"))), RECORDS, f"{source} to an array of JSON")
out = path_of("name-shows-nothing")
succeeds("-t decides the format", STORES["arrow"], "-q", "-t", "npy", "-o", out)
tap.equal(tap.read(out), tap.read(STORES["npy"]), "-t decides the format: npy")
succeeds("-f reads it again", out, "-f", "npy", "-q", "-o", path_of("out.arrow"))
tap.equal(tap.read(path_of("out.arrow")), tap.read(STORES["arrow"]), "-f reads it again: the same")
with open(STORES["arrow"], "rb") as file:
    succeeds("standard input, its format by content", "-", "-q", "-o", path_of("out.npy"), stdin=file)
tap.equal(tap.read(path_of("out.npy")), tap.read(STORES["npy"]), "standard input: the same")
with subprocess.Popen(["cat", STORES["arrows"]], stdout=subprocess.PIPE) as cat:
    succeeds("a stream from a pipe", "-", "-q", "-o", path_of("out.npy"), stdin=cat.stdout)
tap.equal(tap.read(path_of("out.npy")), tap.read(STORES["npy"]), "a stream from a pipe: the same")

# --- strings and nulls, compression, types of strings
PEOPLE_FILE = tap.store("people.arrow", TEXT, PEOPLE)
for options in ([], ["--compress", "lz4"], ["--compress", "zstd"], ["--strings", "large"],
                ["--strings", "view"], ["--strings", "view", "--compress", "zstd"]):
    for kind in "arrow", "arrows":
        out = path_of("people2." + kind)
        label = f"{' '.join(options) or 'no options'} to {kind}"
        succeeds(label, PEOPLE_FILE, "-q", "-o", out, *options)
        tap.equal(records_of(out), PEOPLE, f"{label}: the records")
        again = path_of("people3.arrow")
        succeeds(f"{label} and back", out, "-q", "-o", again)
        tap.equal(tap.read(again), tap.read(PEOPLE_FILE), f"{label} and back: the same file")
        for mark in b"LZ4", b"ZSTD":
            frame = {b"LZ4": b"\x04\x22\x4d\x18", b"ZSTD": b"\x28\xb5\x2f\xfd"}[mark]
            tap.equal(frame in tap.read(out), mark.decode().lower() in options,
                      f"{label}: whether there are {mark.decode()} frames")
run = convert(PEOPLE_FILE, "-q", "--values", "-t", "json", "-o", "-")
tap.equal(json.loads(run.stdout), [list(r.values()) for r in PEOPLE], "--values")
nans = tap.npy("nans.npy", "<f8", 2, struct.pack("<2d", 1.5, float("nan")))
run = convert(nans, "-t", "ndjson", "-o", "-", "--nan", "null", "-q")
tap.equal((run.returncode, run.stdout), (0, b'{"x":1.5}\n{"x":null}\n'), "--nan null")
run = convert(nans, "-t", "ndjson", "-o", path_of("nan.ndjson"))
tap.ok(run.returncode == 3 and b"(use --nan null to write null)" in run.stderr
       and tap.read(path_of("nan.ndjson")) is None, "NaN for JSON: is refused", run.stderr)

# --- several inputs, an archive
ALL = [FIRST, STORES["arrows"], STORES["arrow"]]
for threads in "1", "3":
    out = path_of("all.arrow")
    succeeds(f"three inputs, -j {threads}", *ALL, "-o", out, "-j", threads,
             report=b"rowcol: 900 records converted\n")
    tap.equal(records_of(out), RECORDS * 3, f"three inputs, -j {threads}: the records")
run = convert(ARCHIVE, "-o", path_of("x.arrow"))
tap.ok(run.returncode == 2 and b"(use --member NAME)" in run.stderr, "two arrays: which one?", run.stderr)
for member, expected in ("head", RECORDS[:100]), ("tail.npy", RECORDS[100:]), ("*", RECORDS):
    succeeds(f"--member {member}", ARCHIVE, "--member", member, "-q", "-o", path_of("x.arrow"))
    tap.equal(records_of(path_of("x.arrow")), expected, f"--member {member}: the records")
OTHER = tap.store("other.arrow", "id:i8, x:f4", [{"id": 1, "x": 2}])
SAME = tap.store("id.arrow", "id:i8, x:f8", [{"id": 1, "x": 2}])
KEPT = tap.write("kept.arrow", b"as it was")
run = convert(SAME, OTHER, "-o", KEPT)
tap.ok(run.returncode == 3 and run.stderr.startswith(f'rowcol: {OTHER}: field "x": '.encode())
       and f"unlike {SAME}, the first input".encode() in run.stderr,
       "another dtype: the first difference", run.stderr)
tap.equal(tap.read(KEPT), b"as it was", "another dtype: the output is what it was")

# --- chosen records and fields
BY_ID = sorted(RECORDS, key=lambda r: -r["id"])
for name, args, expected in [
    ("--where", ["--where", "id > 250"], [r for r in RECORDS if r["id"] > 250]),
    ("--sort, --head", ["--sort", "-id", "--head", "3"], BY_ID[:3]),
    ("--tail", ["--tail", "2"], RECORDS[-2:]),
    ("--slice", ["--slice", "10:2:-3"], RECORDS[10:2:-3]),
    ("--fields", ["--fields", "t=s.t,id", "--head", "9"],
     [{"t": r["s"]["t"], "id": r["id"]} for r in RECORDS[:9]]),
    ("--where that no record matches", ["--where", "id > 1000"], []),
]:
    for kind in BINARY:
        out = path_of("some." + kind)
        succeeds(f"{name} to {kind}", FIRST, "-o", out, *args,
                 report=b"rowcol: %d record%s converted\n" % (len(expected), b"s"[len(expected) == 1:]))
        tap.equal(records_of(out), expected, f"{name} to {kind}: the records")
tap.equal(len(records_of(FIRST, "--sample", "7", "--seed", "3")), 7, "--sample")
tap.equal(records_of(FIRST, "--sample", "7", "--seed", "3"), records_of(STORES["arrow"], "--sample", "7", "--seed", "3"),
          "--sample: the same of each format")

# --- the output: whole or not at all, one of the inputs, what it replaces
cut = tap.write("cut.npy", tap.read(FIRST)[:-1])
broken = tap.write("broken.arrow", tap.read(STORES["arrow"])[:-40])
for name, inputs, status in [("a short input", [cut], 3), ("a damaged input", [broken], 3),
                             ("a good and a short input", [FIRST, cut], 3),
                             ("no such input", [FIRST, path_of("absent.npy")], 4),
                             ("text among the inputs", [FIRST, tap.write("t.ndjson", lines(RECORDS))], 2)]:
    for out in KEPT, path_of("new.arrow"):
        before = sorted(os.listdir(tap.T))
        run = convert(*inputs, "-o", out)
        tap.ok(run.returncode == status and run.stdout == b"" and run.stderr.count(b"\n") == 1,
               f"{name}: exits with {status}", run.stderr)
        tap.equal((tap.read(out), sorted(os.listdir(tap.T))),
                  (b"as it was" if out == KEPT else None, before), f"{name}: no output, nothing left over")
os.chmod(KEPT, 0o640)
succeeds("a file is replaced", FIRST, "-q", "-o", KEPT)
tap.equal((tap.read(KEPT), stat.S_IMODE(os.stat(KEPT).st_mode)), (tap.read(STORES["arrow"]), 0o640),
          "a file is replaced: its permissions are kept")
succeeds("the output is an input", KEPT, KEPT, "-q", "-o", KEPT)
tap.equal(records_of(KEPT), RECORDS * 2, "the output is an input: all of it was read")
run = convert(FIRST, "-o", path_of("out.arrow"), "--stats")
tap.ok(run.returncode == 0 and run.stderr.startswith(b"rowcol: 300 records, 0 rejected, "), "--stats",
       run.stderr)
tap.equal(convert(FIRST, "-t", "npy", "-q", "-o", "-").stdout, tap.read(STORES["npy"]), "to standard output")

# --- no records
EMPTY = npy("empty.npy", [])
for kind in BINARY:
    out = path_of("none." + kind)
    succeeds(f"no records to {kind}", EMPTY, "-o", out, report=b"rowcol: 0 records converted\n")
    tap.equal(records_of(out), [], f"no records to {kind}: none")
    tap.equal(records_of(out, "--fields", "id"), [], f"no records to {kind}: the fields exist")

# --- against NumPy
KINDS = ["<i4", ">i4", "|u1", "<f2", ">f8", "<c8", "|S5", "<U3", ">U2", "<M8[ms]", "<M8[25s]", "<m8[D]", "|b1",
         "|V4"]


def values(kind, shape):
    """Some values of a NumPy dtype that has no fields."""
    n = int(numpy.prod(shape))
    if kind.kind == "S":
        found = [random.choice([b"", b"a", b"1"]) for _ in range(n)]
    elif kind.kind == "U":
        found = [random.choice(["", "a", "é€"]) for _ in range(n)]
    elif kind.kind in "fc":
        found = [i / 4 for i in range(n)]
    elif kind.kind == "V":
        found = [bytes([i % 256, 0, 7, 1]) for i in range(n)]
    else:
        found = [i * 37 % 101 - (0 if kind.kind in "ub" else 50) for i in range(n)]
    return numpy.array(found).astype(kind).reshape(shape)


def numpy_dtype(layout):
    if layout == "with offsets":
        return numpy.dtype({"names": ["y", "x"], "formats": [">u2", "<f4"], "offsets": [2, 8], "itemsize": 16})
    return numpy.dtype([(f"f{i}", kind) for i, kind in enumerate(KINDS)] + [("a", "<i2", (2, 3))],
                       align=layout == "aligned")


def check_numpy():
    for layout in "packed", "aligned", "with offsets":
        array = numpy.zeros(50, numpy_dtype(layout))
        for name in array.dtype.names:
            array[name] = values(array[name].dtype, array[name].shape)
        source = path_of("numpy.npy")
        numpy.save(source, array)
        for kind in "arrow", "arrows":
            middle, back = path_of("numpy." + kind), path_of("back.npy")
            succeeds(f"NumPy, {layout} to {kind}", source, "-q", "-o", middle)
            succeeds(f"NumPy, {layout} to {kind} and back", middle, "-q", "-o", back)
            found = numpy.load(back)
            tap.equal(found.dtype, array.dtype, f"NumPy, {layout} to {kind} and back: the dtype")
            tap.ok(all(found[n].tobytes() == array[n].tobytes() for n in array.dtype.names),
                   f"NumPy, {layout} to {kind} and back: the values")
    numpy.savez(path_of("np.npz"), one=numpy.arange(5, dtype="<i4"), two=numpy.eye(2))
    succeeds("NumPy, a member", path_of("np.npz"), "--member", "one", "-q", "-o", path_of("one.npy"))
    tap.equal(numpy.load(path_of("one.npy")).tolist(), [0, 1, 2, 3, 4], "NumPy, a member: the values")


if numpy:
    check_numpy()
else:
    tap.skip("NumPy", "no Python with NumPy")
tap.done()
