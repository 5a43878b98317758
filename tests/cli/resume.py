"""--resume: a load that was interrupted goes on, and makes the output of one that was not.

With ROWCOL_RESUME=full a hundred runs of each kind are killed."""

import gzip
import json
import os
import random
import subprocess
import time

import tap
from resume_folder import D, left, limited, outcome, path, read, rowcol, write

FULL = os.environ.get("ROWCOL_RESUME") == "full"
RNG = random.Random(15)


def clear(*names):
    for name in [*left(), *names]:
        if os.path.exists(path(name)):
            os.remove(path(name))


def killed(delay, *args):
    """A run that is killed after `delay` seconds, if it has not ended then. None, or its result."""
    process = subprocess.Popen([tap.ROWCOL, *args], cwd=D, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        out, err = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def record(n):
    return {"x": n, "y": n / 7, "s": "text" * (n % 13), "t": None if n % 5 else n}


def lines(first, last, bad=0):
    text = []
    for n in range(first, last):
        text.append(json.dumps(record(n)))
        if bad and n % bad == 0:
            text.append(RNG.choice(['{"x":1.5}', '{"x":true,', "[1,2", '{"x":1,"y":"\u00e9","z":3}', "\xff"]))
    return "\n".join(text) + "\n"


def csv(first, last):
    return "x,y,s,t\n" + "".join(
        f'{n},{n / 7},"{"te""xt" * (n % 13)}",{"" if n % 5 else n}\n' for n in range(first, last))


SIZE = 12000
EVERY = "40K" if FULL else "120K"
write("a.ndjson", lines(0, SIZE))
write("b.ndjson", lines(SIZE, SIZE + 40))
write("empty.ndjson", "")
write("c.ndjson", lines(SIZE + 40, 2 * SIZE))
write("bad1.ndjson", lines(0, SIZE, 50).encode("latin-1"))
write("bad2.ndjson", lines(SIZE, SIZE + 3000, 7).encode("latin-1"))
write("array.json", json.dumps([record(n) for n in range(SIZE)], indent=1))
write("deep.json", '{"a": [\n1],\n "rows":' + json.dumps([record(n) for n in range(SIZE)]) + ',\n"z": {}}')
write("a.csv", csv(0, SIZE))
write("c.csv", csv(SIZE, 2 * SIZE))
with open(path("a.ndjson.gz"), "wb") as packed:
    packed.write(gzip.compress(lines(0, SIZE).encode(), 1))
with open(path("array.json.gz"), "wb") as packed:
    packed.write(gzip.compress(read("array.json"), 1))
write("list.txt", "b.ndjson\nc.ndjson\n")
FIXED = "x:i4, y:f8, s:S48, t:f8"
WIDE = "x:i4, y:f8, s:str, t:i4?"
SKIP = ["--rejects", "bad.ndjson", "--rejects-raw", "bad.raw", "--missing", "zero", "--null", "zero", "--extra",
        "ignore", "--accept", "integral"]

# The name, the arguments, the output, files that appear beside it.
CASES = [
    ("npy", ["a.ndjson", "b.ndjson", "empty.ndjson", "c.ndjson", "-d", FIXED, "--null", "nan"], "out.npy", []),
    ("bad records", ["bad1.ndjson", "bad2.ndjson", "-d", FIXED, *SKIP], "out.npy", ["bad.ndjson", "bad.raw"]),
    ("rejects as arrow", ["bad1.ndjson", "-d", WIDE, "--rejects", "bad.arrow"], "out.arrow", ["bad.arrow"]),
    ("arrow", ["a.ndjson", "--files-from", "list.txt", "-d", WIDE], "out.arrow", []),
    ("compressed arrow stream", ["a.ndjson", "c.ndjson", "-d", WIDE, "--compress", "zstd"], "out.arrows", []),
    ("rowbinary", ["a.ndjson", "c.ndjson", "-d", WIDE], "out.rowbinary", []),
    ("rowbinary, rows as they lie", ["a.ndjson", "c.ndjson", "-d", FIXED, "--null", "nan"], "out.rowbinary", []),
    ("native", ["a.ndjson", "c.ndjson", "-d", WIDE], "out.native", []),
    ("ndjson, an array", ["array.json", "-d", WIDE], "out.ndjson", []),
    ("json, inside of a document", ["deep.json", "-d", WIDE, "--root", "/rows"], "out.json", []),
    ("csv", ["a.csv", "c.csv", "-d", WIDE], "out.csv", []),
    ("gzip", ["a.ndjson.gz", "array.json.gz", "-d", WIDE], "out.arrow", []),
    ("no dtype", ["a.ndjson", "c.ndjson"], "out.arrow", []),
    ("chosen records", ["a.ndjson", "c.ndjson", "-d", WIDE, "--where", "x > 100",
                        "--fields", "t,x"], "out.arrow", []),
]


def reference(args, out, files):
    """The result of a run that is not interrupted."""
    run = rowcol("load", *args, "-o", out)
    found = outcome(run), [read(name) for name in [out, *files]]
    clear(out, *files)
    return found


def finish(name, args, out, files, expected, detail):
    """Goes on to the end."""
    run = rowcol("load", *args, "-o", out, "--resume", "-j", RNG.choice("127"))
    found = outcome(run), [read(one) for one in [out, *files]]
    tap.ok(found == expected and left() == [], f"{name}: {detail}",
           f"{outcome(run)} {expected[0]} {[a == b for a, b in zip(found[1], expected[1])]} {left()}")
    clear(out, *files)


def went_on(run):
    return run is None or "the same command continues" in run.stderr.decode()


cases_kept = 0
for name, args, out, files in CASES:
    expected = reference(args, out, files)
    tap.ok(expected[0][0] in (0, 1) and None not in expected[1], f"{name}: the whole load", str(expected[0]))
    # a run with --resume that is not interrupted
    finish(name, args, out, files, expected, "not interrupted")
    # full disks: at another place each time, and twice in a run
    size = len(expected[1][0])
    kept = 0
    for part in (0.1, 0.6) if not FULL else [n / 20 for n in range(20)]:
        stops = [int(size * part), int(size * (part + 1) / 2)]
        for stop in stops:
            run = limited(stop + 1, "load", *args, "-o", out, "--resume", "--checkpoint", EVERY, "-j",
                          RNG.choice("127"))
            kept += went_on(run)
            if read(out) is not None:
                tap.ok(run.returncode in (0, 1), f"{name}: the output is complete", outcome(run))
                break
            tap.ok(run.returncode == 4, f"{name}: a file that may have {stop} bytes: status 4", outcome(run))
        if read(out) is None:
            finish(name, args, out, files, expected, f"a full disk at {stops}")
        else:
            clear(out, *files)
    cases_kept += kept > 0
    # kills
    begin = time.monotonic()
    rowcol("load", *args, "-o", out, "--resume", "--checkpoint", EVERY)
    whole = time.monotonic() - begin
    clear(out, *files)
    for _ in range(100 if FULL else 2):
        rounds = 0
        while read(out) is None and rounds < 20:
            rounds += 1
            run = killed(RNG.uniform(0, whole), "load", *args, "-o", out, "--resume", "--checkpoint", EVERY,
                         "-j", RNG.choice("127"))
            if run is not None and read(out) is None:
                tap.ok(False, f"{name}: it fails", outcome(run))
                break
        if read(out) is None:
            finish(name, args, out, files, expected, f"killed {rounds} times")
            continue
        # It may have been killed after the output was there, and before the checkpoint was removed.
        found = [read(one) for one in [out, *files]]
        tap.ok(found == expected[1], f"{name}: killed {rounds - 1} times")
        clear(out, *files)
# A run of one kind may be over, or fail, before its first checkpoint is due.
tap.ok(2 * cases_kept > len(CASES), "runs have left checkpoints", f"of {cases_kept} of {len(CASES)} kinds")
tap.done()
