"""--append: records after those that a store file has, whole or not at all; rowcol cat."""

import fcntl
import json
import os
import signal
import subprocess
import time

import tap

D = os.path.join(tap.T, "work")
os.mkdir(D)
DTYPE = "x:i4, y:f8"
FIRST = [{"x": n, "y": n / 4} for n in range(5000)]
MORE = [{"x": -n, "y": -n / 8} for n in range(3000)]
FULL = "x:i4, s:str, t:M8[s]?, a:2f4"
WIDE = [{"x": n, "s": "word" * (n % 9), "t": None if n % 3 else "2024-01-01T00:00:%02d" % (n % 60),
         "a": [n / 2, 0.5]} for n in range(2000)]


def lines(records):
    return "".join(json.dumps(r) + "\n" for r in records)


def rowcol(*args, **options):
    return tap.rowcol(*args, cwd=D, **options)


def write(name, data):
    return tap.write(os.path.join("work", name), data)


def read(name):
    return tap.read(os.path.join(D, name))


def remove(*names):
    for name in names:
        os.remove(os.path.join(D, name))


def records(name):
    return [json.loads(line) for line in rowcol("json", name).stdout.splitlines()]


def outcome(run):
    return run.returncode, run.stderr.decode()


write("first.ndjson", lines(FIRST))
write("more.ndjson", lines(MORE))
write("both.ndjson", lines(FIRST + MORE))
write("wide.ndjson", lines(WIDE))

# ------------------------------------------------------------- what is appended
for ending in "npy", "arrow", "arrows", "rowbinary", "native":
    out = f"out.{ending}"
    rowcol("load", "both.ndjson", "-d", DTYPE, "-o", f"whole.{ending}", "-q")
    for threads in "1", "3":
        run = rowcol("load", "first.ndjson", "-d", DTYPE, "-o", out, "--append", "-j", threads)
        tap.equal(outcome(run), (0, "rowcol: 5000 records loaded, 0 rejected\n"), f"{out}: it is made")
        run = rowcol("load", "more.ndjson", "-o", out, "--append", "-j", threads)
        tap.equal(outcome(run), (0, "rowcol: 3000 records appended, 0 rejected\n"), f"{out}: appended to")
        tap.equal(records(out), FIRST + MORE, f"{out}: all records, -j {threads}")
        if ending == "npy":
            tap.ok(read(out) == read("whole.npy"), "the file is that of one load")
        run = rowcol("load", "more.ndjson", "more.ndjson", "-d", DTYPE, "-o", out, "--append", "-q", "-j", threads)
        tap.equal((outcome(run), records(out)), ((0, ""), FIRST + MORE * 3), f"{out}: with -d, twice, -q")
        remove(out)
for ending in "arrow", "arrows", "rowbinary", "native":
    out = f"wide.{ending}"
    rowcol("load", "wide.ndjson", "-d", FULL, "-o", out, "-q")
    packed = ["--compress", "zstd"] if "arrow" in ending else []
    rowcol("load", "wide.ndjson", "-o", out, "--append", "-q", *packed)
    tap.equal(records(out), WIDE * 2, f"{out}: strings, nulls, dates, arrays")
rowcol("load", "first.ndjson", "-d", DTYPE, "-o", "a.npy", "-q")
rowcol("load", "more.ndjson", "-d", DTYPE, "-o", "b.arrow", "-q")
run = rowcol("convert", "b.arrow", "-o", "a.npy", "--append")
tap.equal((outcome(run), records("a.npy")), ((0, "rowcol: 3000 records appended\n"), FIRST + MORE), "convert --append")
run = rowcol("cat", "a.npy", "-o", "a.npy", "--append", "-q")
tap.equal((outcome(run), records("a.npy")), ((0, ""), (FIRST + MORE) * 2), "a file to itself")
write("other.txt", read("b.arrow"))
run = rowcol("load", "more.ndjson", "-o", "other.txt", "-t", "arrow", "--append")
tap.equal((run.returncode, records("other.txt")), (0, MORE * 2), "the format by -t")
run = rowcol("load", "-", "-f", "ndjson", "-o", "b.arrow", "--append", "-q", input=lines(FIRST).encode())
tap.equal((outcome(run), records("b.arrow")), ((0, ""), MORE + FIRST), "standard input")
run = rowcol("load", "more.ndjson", "-o", "b.arrow", "--append", "--stats", "-q")
tap.ok(b"3000 records, 0 rejected, %d bytes in" % len(lines(MORE)) in run.stderr, "--stats counts what is new",
       run.stderr)
remove("a.npy", "b.arrow", "other.txt")

# ------------------------------------------------------------- whole or not at all
rowcol("load", "first.ndjson", "-d", DTYPE, "-o", "out.npy", "-q")
before, files = read("out.npy"), sorted(os.listdir(D))
write("bad.ndjson", lines(MORE) + '{"x":1.5,"y":0}\n')
write("cut.npy", before[:-1])
write("notes.npy", "not a store\n")
rowcol("load", "more.ndjson", "-d", "x:i8, y:f8", "-o", "wider.npy", "-q")
for args, status, message in [
        (["bad.ndjson"], 3, "bad.ndjson:3001:6: "),
        (["more.ndjson", "-d", "x:i8, y:f8"], 3, "unlike out.npy, to which it is appended"),
        (["more.ndjson", "-d", "x:i4"], 3, "unlike out.npy, to which it is appended"),
        (["wider.npy"], 2, "wider.npy: the dtype of the file is not"),
        (["wide.ndjson"], 3, "wide.ndjson:1:"),
        (["more.ndjson", "none.ndjson"], 4, "none.ndjson: cannot open it"),
        (["more.ndjson", "--dates"], 2, "--dates: the dtype is that of the output"),
        (["more.ndjson", "--infer-sample", "5"], 2, "--infer-sample: the dtype is that of the output")]:
    run = rowcol("load", *args, "-o", "out.npy", "--append")
    tap.equal((run.returncode, message in run.stderr.decode()), (status, True), f"refused: {args}")
    tap.ok(read("out.npy") == before, "the file is as it was", run.stderr)
for out in "cut.npy", "notes.npy":
    was = read(out)
    run = rowcol("load", "more.ndjson", "-d", DTYPE, "-o", out, "--append")
    tap.equal((run.returncode, read(out) == was), (3, True), f"{out} is damaged: {run.stderr.decode().strip()[:60]}")
remove("bad.ndjson", "cut.npy", "notes.npy", "wider.npy")
run = rowcol("load", "more.ndjson", "-o", "out.npy", "--append", "--dry-run")
tap.equal((outcome(run), read("out.npy") == before), ((0, "rowcol: 3000 records would be appended, 0 rejected\n"), True),
          "a dry run")
write("some.ndjson", lines(MORE) + '{"x":1.5,"y":0}\n{"x":7,"y":7}\n')
run = rowcol("load", "some.ndjson", "-o", "out.npy", "--append", "--on-error", "skip", "-q")
tap.equal((run.returncode, records("out.npy")), (1, FIRST + MORE + [{"x": 7, "y": 7}]), "bad records are skipped")
remove("some.ndjson")

# Two runs at once.
before = read("out.npy")
with open(os.path.join(D, "out.npy"), "rb") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    run = rowcol("load", "more.ndjson", "-o", "out.npy", "--append")
    tap.equal((run.returncode, b"another run appends to it" in run.stderr), (4, True), "a file that is locked")
tap.ok(read("out.npy") == before, "it is as it was")
first = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-o", "out.npy", "--append", "-q"], cwd=D,
                         stdin=subprocess.PIPE)
folder = f"/proc/{first.pid}/fd"
for _ in range(2000):
    if any(os.path.realpath(os.path.join(folder, fd)).endswith("out.npy") for fd in os.listdir(folder)):
        break
    time.sleep(0.01)
time.sleep(0.2)
run = rowcol("load", "more.ndjson", "-o", "out.npy", "--append", "-q")
tap.equal(run.returncode, 4, "while another run appends")
run = rowcol("load", "more.ndjson", "-o", "out.npy", "--append", "--dry-run", "-q")
tap.equal(run.returncode, 0, "a dry run needs no lock")
first.communicate(lines(MORE).encode(), timeout=60)
tap.equal(first.returncode, 0, "which ends well")
run = rowcol("load", "more.ndjson", "-o", "out.npy", "--append", "-q")
tap.equal((run.returncode, records("out.npy") == FIRST + MORE + [{"x": 7, "y": 7}] + MORE + MORE), (0, True),
          "and then")

# A run that is stopped.
before = read("out.npy")
process = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-o", "out.npy", "--append"], cwd=D,
                           stdin=subprocess.PIPE, stderr=subprocess.PIPE)
process.stdin.write(lines(MORE).encode())
process.stdin.flush()
time.sleep(0.2)
process.send_signal(signal.SIGTERM)
process.communicate(timeout=60)
tap.equal((process.returncode in (143, -15), read("out.npy") == before), (True, True), "a run that is stopped")
tap.equal(sorted(os.listdir(D)), files, "nothing is left")

# -------------------------------------------------------------------------- cat
rowcol("load", "more.ndjson", "-d", DTYPE, "-o", "b.arrow", "-q")
rowcol("load", "first.ndjson", "-d", DTYPE, "-o", "a.npy", "-q")
rowcol("convert", "b.arrow", "-o", "c.arrows", "-q")
for out in "d.npy", "d.arrow", "d.arrows", "d.rowbinary", "d.native":
    run = rowcol("cat", "a.npy", "b.arrow", "c.arrows", "-o", out)
    tap.equal((outcome(run), records(out)), ((0, "rowcol: 11000 records written\n"), FIRST + MORE + MORE), f"to {out}")
run = rowcol("cat", "a.npy", "b.arrow", "-o", "-", "-t", "ndjson", "-q")
tap.equal([json.loads(line) for line in run.stdout.splitlines()], FIRST + MORE, "to standard output, as lines")
run = rowcol("cat", "a.npy", "wide.arrow", "-o", "e.npy")
tap.equal((run.returncode, b"unlike a.npy, the first input" in run.stderr), (3, True), "other dtypes")
run = rowcol("cat", "a.npy", "a.npy", "-o", "a.npy", "-q")
tap.equal((run.returncode, records("a.npy")), (0, FIRST * 2), "the output is an input")

tap.done()
