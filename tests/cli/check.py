"""rowcol check and load --dry-run, which write nothing; --files-from, which has the names of inputs."""

import gzip
import json
import os
import subprocess

import tap

D = os.path.join(tap.T, "work")
os.mkdir(D)
DTYPE = "x:i4, y:i2"
GOOD = [{"x": n, "y": n % 100} for n in range(3000)]


def lines(records):
    return "".join(json.dumps(r) + "\n" for r in records)


def rowcol(*args, **options):
    return tap.rowcol(*args, cwd=D, **options)


def write(name, data):
    return tap.write(os.path.join("work", name), data)


def files():
    return sorted(os.listdir(D))


def outcome(run):
    return run.returncode, run.stderr.decode()


write("good.ndjson", lines(GOOD))
bad = lines(GOOD[:1000]) + '{"x":1,"y":70000}\n{"x":"a","y":1}\n' + lines(GOOD[1000:]) + '{"x":2,"y":70001}\n'
write("bad.ndjson", bad)
rowcol("load", "good.ndjson", "-d", DTYPE, "-o", "good.npy", "-q")
rowcol("convert", "good.npy", "-o", "good.arrow", "-q")
before = files()

# ------------------------------------------------------------------------ check
for threads in "1", "3":
    run = rowcol("check", "good.ndjson", "-d", DTYPE, "-j", threads)
    tap.equal(outcome(run), (0, "rowcol: 3000 records good, 0 rejected\n"), f"good records, -j {threads}")
    run = rowcol("check", "good.ndjson", "bad.ndjson", "-d", DTYPE, "-j", threads)
    status, text = outcome(run)
    tap.equal(status, 1, f"bad records: the exit status, -j {threads}")
    text = text.splitlines()
    tap.equal(text[0], "rowcol: 6000 records good, 3 rejected", "the counts")
    tap.equal([line.split()[1:4] for line in text[2:]], [["2", "range", "y"], ["1", "type", "x"]], "the table")
    tap.equal([line.split()[4].rsplit(":", 2)[0] for line in text[2:]], ["bad.ndjson:1001", "bad.ndjson:1002"],
              "the first places")
run = rowcol("check", "good.ndjson")
tap.equal(outcome(run), (0, "rowcol: 3000 records good, 0 rejected\n"), "without a dtype")
run = rowcol("check", "bad.ndjson")
tap.equal((run.returncode, b'"x": a number and a string' in run.stderr), (3, True), "without a dtype: a conflict")
run = rowcol("check", "good.npy", "good.arrow")
tap.equal(outcome(run), (0, "rowcol: 6000 records good, 0 rejected\n"), "store files")
run = rowcol("check", "-", "-f", "ndjson", "-d", DTYPE, "-q", input=bad.encode())
tap.equal(outcome(run), (1, ""), "standard input, -q")
run = rowcol("check", "bad.ndjson", "-d", DTYPE, "--on-error", "fail")
tap.equal((run.returncode, run.stderr.startswith(b"rowcol: bad.ndjson:1001:")), (3, True), "--on-error fail")
run = rowcol("check", "bad.ndjson", "-d", DTYPE, "--max-rejects", "2")
tap.equal(run.returncode, 3, "--max-rejects")
run = rowcol("check", "bad.ndjson", "-d", DTYPE, "--stats", "-q")
tap.ok(b"3000 records, 3 rejected, %d bytes in, 0 bytes out" % len(bad) in run.stderr, "--stats", run.stderr)
run = rowcol("check", "missing.ndjson", "-d", DTYPE)
tap.equal(run.returncode, 4, "no such file")
write("cut.npy", tap.read(os.path.join(D, "good.npy"))[:-1])
run = rowcol("check", "cut.npy")
tap.equal(run.returncode, 3, "a store file that is cut off")
write("cut.ndjson.gz", gzip.compress(lines(GOOD).encode())[:-5])
run = rowcol("check", "cut.ndjson.gz", "-d", DTYPE)
tap.equal((run.returncode, b"cut off" in run.stderr), (3, True), "a compressed file that is cut off")
run = rowcol("check", "good.arrow", "-d", "x:i4")
tap.equal(run.returncode, 3, "a dtype that is not the one of the store")
for name in "cut.npy", "cut.ndjson.gz":
    os.remove(os.path.join(D, name))
tap.equal(files(), before, "check writes nothing")
run = rowcol("check", "bad.ndjson", "-d", DTYPE, "--rejects", "log.ndjson", "--rejects-raw", "raw.ndjson", "-q")
tap.equal(run.returncode, 1, "check --rejects")
tap.equal([json.loads(line)["line"] for line in tap.read(os.path.join(D, "log.ndjson")).splitlines()],
          [1001, 1002, 3003], "the files of bad records are written")
for name in "log.ndjson", "raw.ndjson":
    os.remove(os.path.join(D, name))

# ---------------------------------------------------------------------- dry run
for output in "new.npy", "new.arrow", "new.arrows", "new.ndjson", "good.npy":
    run = rowcol("load", "good.ndjson", "-d", DTYPE, "-o", output, "--dry-run")
    tap.equal(outcome(run), (0, "rowcol: 3000 records would be loaded, 0 rejected\n"), f"a dry run to {output}")
run = rowcol("load", "good.ndjson", "-o", "new.npy", "--dry-run", "-q")
tap.equal(outcome(run), (0, ""), "without a dtype")
run = rowcol("load", "good.ndjson", "-d", DTYPE, "-o", "-", "-t", "ndjson", "--dry-run", "-q")
tap.equal((run.returncode, run.stdout), (0, b""), "to standard output")
os.mkfifo(os.path.join(D, "fifo"))
run = rowcol("load", "good.ndjson", "-d", DTYPE, "-o", "fifo", "-t", "npy", "--dry-run", "-q", timeout=60)
tap.equal(outcome(run), (0, ""), "to a FIFO that nobody reads")
os.remove(os.path.join(D, "fifo"))
# What would fail fails, with the same message.
write("nan.npy", tap.read(tap.npy("nan.npy", "<f8", 1, b"\0\0\0\0\0\0\xf8\x7f")))
for args in (["bad.ndjson", "-d", DTYPE, "-o", "new.npy"], ["good.ndjson", "-d", "x:str, y:i2", "-o", "new.npy"],
             ["good.ndjson", "-d", DTYPE, "-o", "no/folder/new.npy"], ["nan.npy", "-o", "new.ndjson"]):
    dry, real = rowcol("load", *args, "--dry-run"), rowcol("load", *args)
    tap.equal(outcome(dry), outcome(real), f"what fails: {' '.join(args)}")
    tap.ok(dry.returncode >= 2, "it fails")
os.remove(os.path.join(D, "nan.npy"))
tap.equal(files(), before, "a dry run writes nothing")

# -------------------------------------------------------------- names of inputs
odd = "odd name\twith \u00fc.ndjson"
write(odd, lines(GOOD[:2]))
write("new\nline.ndjson", lines(GOOD[2:4]))
with gzip.open(os.path.join(D, "c.ndjson.gz"), "wb") as file:
    file.write(lines(GOOD[4:6]).encode())
cases = [
    ("lines", f"{odd}\nc.ndjson.gz\n", [0, 1, 4, 5]),
    ("no newline at the end", f"c.ndjson.gz\n{odd}", [4, 5, 0, 1]),
    ("NUL after each", f"new\nline.ndjson\0c.ndjson.gz\0", [2, 3, 4, 5]),
    ("a NUL between", f"{odd}\0new\nline.ndjson", [0, 1, 2, 3]),
    ("one name", odd, [0, 1]),
]
for name, names, expected in cases:
    write("names", names)
    for source, given in ("names", None), ("-", names.encode()):
        for first in [], ["c.ndjson.gz"]:
            run = rowcol("load", *first, "--files-from", source, "-d", DTYPE, "-o", "-", "-t", "ndjson", "-q",
                         input=given)
            got = [json.loads(line)["x"] for line in run.stdout.splitlines()]
            tap.equal((run.returncode, got), (0, [4, 5] * len(first) + expected), f"{name}: {source}, {first}")
find = subprocess.run(["find", ".", "-name", "*line.ndjson", "-print0"], cwd=D, capture_output=True, check=True)
run = rowcol("check", "--files-from", "-", "-d", DTYPE, input=find.stdout)
tap.equal(outcome(run), (0, "rowcol: 2 records good, 0 rejected\n"), "find -print0")
write("names", "good.npy\ngood.arrow\n")
run = rowcol("convert", "--files-from", "names", "-o", "-", "-t", "ndjson", "-q")
tap.equal((run.returncode, run.stdout.count(b"\n")), (0, 6000), "convert")
write("names", "good.ndjson\nc.ndjson.gz\n")
run = rowcol("infer", "--files-from", "names")
tap.equal((run.returncode, run.stdout.splitlines()[0]), (0, b"# 3002 records"), "infer")
many = [f"p{i}.ndjson" for i in range(500)]
for i, name in enumerate(many):
    write(name, lines(GOOD[i:i + 1]))
write("names", "\n".join(many))
run = rowcol("load", "--files-from", "names", "-o", "-", "-t", "ndjson", "-q")
tap.equal([json.loads(line)["x"] for line in run.stdout.splitlines()], list(range(500)), "500 names")
for names, status, message in [("a\n\nb\n", 2, "name 2 is empty"), ("\n", 2, "name 1 is empty"), ("", 2, "no names"),
                               ("good.ndjson\nnone\n", 4, "none: cannot open it"),
                               ("bad.ndjson\n", 3, "bad.ndjson:1001:"),
                               ("-\n-\n", 2, "only once")]:
    write("names", names)
    run = rowcol("load", "--files-from", "names", "-d", DTYPE, "-o", "new.npy", stdin=subprocess.DEVNULL)
    tap.equal((run.returncode, message in run.stderr.decode()), (status, True), f"names {names!r}")
run = rowcol("load", "--files-from", "nothing", "-d", DTYPE, "-o", "new.npy")
tap.equal((run.returncode, b"nothing: cannot read the names of inputs" in run.stderr), (4, True), "no such file")
run = rowcol("load", "--files-from", ".", "-d", DTYPE, "-o", "new.npy")
tap.equal(run.returncode, 4, "a folder")

tap.done()
