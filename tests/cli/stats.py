"""--stats: one line with the amounts, and the number of threads that really run."""

import os
import re
import subprocess

import tap

N = 50000
LINES = b"".join(b'{"x":%d}\n' % i for i in range(N))
IN = tap.write("in.ndjson", LINES)
OUT = os.path.join(tap.T, "out.npy")
LINE = re.compile(
    r"rowcol: (?P<records>\d+) records, (?P<rejected>\d+) rejected, (?P<bytes_in>\d+) bytes in, "
    r"(?P<bytes_out>\d+) bytes out, (?P<seconds>\d+\.\d{3}) s, (?P<rate>\d+\.\d) MB/s, "
    r"peak memory (?P<peak>\d+\.\d) MiB, final memory (?P<final>\d+\.\d) MiB, "
    r"(?P<threads>\d+) threads?\n")


def stats(*args):
    """The numbers of the line, by name."""
    name = f"rowcol {args[0]} {' '.join(args[2:])}".replace(tap.T, "")
    run = tap.rowcol(*args, stdin=subprocess.DEVNULL)
    tap.equal(run.returncode, 0, f"{name}: succeeds")
    match = LINE.fullmatch(run.stderr.decode())
    if not tap.ok(match, f"{name}: prints the line", run.stderr):
        return None
    return {key: float(value) for key, value in match.groupdict().items()}


for threads in 1, 2, 5, 0, None:
    options = [] if threads is None else ["-j", str(threads)]
    for args in (["load", IN, "-d", "x:i4", "-o", OUT],
                 ["json", OUT, "-o", os.path.join(tap.T, "back")]):
        found = stats(*args, "--stats", *options)
        if not found:
            continue
        name = f"rowcol {args[0]} {' '.join(options)}"
        usable = len(os.sched_getaffinity(0))
        tap.equal(found["threads"], min(threads or usable, usable), f"{name}: threads")
        tap.equal((found["records"], found["rejected"]), (N, 0), f"{name}: records")
        text = found["bytes_in" if args[0] == "load" else "bytes_out"]
        tap.equal(text, len(LINES), f"{name}: bytes of text")
        store = found["bytes_out" if args[0] == "load" else "bytes_in"]
        tap.ok(4 * N <= store <= 4 * N + 1024, f"{name}: bytes of records", store)
        tap.ok(0 < found["seconds"] < 100, f"{name}: seconds", found)
        rate = text / found["seconds"] / 1e6
        tap.ok(abs(found["rate"] - rate) <= 0.06 + rate * 0.001 / found["seconds"], f"{name}: MB/s",
               f"{found} {rate}")
        tap.ok(0.5 < found["final"] <= found["peak"] < 4000, f"{name}: memory", found)

found = stats("json", OUT, "-o", os.path.join(tap.T, "back"), "--stats", "-j", "256")
tap.equal(found and found["threads"], usable, "256 threads: one for each processor")
found = stats("load", IN, IN, "-d", "x:i4", "-o", OUT, "--stats", "-q")
tap.ok(found and found["records"] == 2 * N,
       "several inputs are counted together; -q does not suppress --stats")
one = tap.write("one.ndjson", '{"x":1}\n')
run = tap.rowcol("load", one, "-d", "x:i4", "-o", OUT)
tap.equal(run.stderr, b"rowcol: 1 record loaded, 0 rejected\n", "one record")
run = tap.rowcol("load", IN, "-d", "x:i4", "-o", OUT)
tap.equal(run.stderr, b"rowcol: 50000 records loaded, 0 rejected\n", "without --stats: the counts")
run = tap.rowcol("load", IN, "-d", "x:i4", "-o", OUT, "--quiet")
tap.equal(run.stderr, b"", "--quiet: nothing")

tap.done()
