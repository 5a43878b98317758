"""What bad records cost: rowcol load with and without options for them, as ratios in one run.

    python3 tests/bench/rejects.py path/to/rowcol [repetitions]

Prints for JSON and for CSV, for short and for long records, the processor time per input and options on one
thread (the user's and the kernel's, which writes the logs), relative to a load of good records only. The first
two lines are that load again, twice: how far they are from 1 is the noise. With valgrind, where it is found, the
instructions of a bad record are counted, too. The input is made anew in a temporary folder in memory: records of
5 fields (63 bytes of JSON) and of 40 (520 bytes), none, 1 % or all of them bad.
"""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

FIELDS = (("id", "i4"), ("name", "S9"), ("x", "f8"), ("y", "f8"), ("ok", "bool"))
BYTES, ALL_BAD_BYTES = 64000000, 25000000  # of a file, about
WIDTHS = {"short": 1, "long": 8}  # how often a record has the five fields
COUNTED = 20000  # records whose instructions are counted
LOG, RAW, SKIP = ["--rejects", "bad.ndjson"], ["--rejects-raw", "bad.raw"], ["--on-error", "skip"]


def names(width):
    return [f"{name}{i or ''}" for i in range(width) for name, _ in FIELDS]


def dtype(width):
    return ", ".join(f"{name}{i or ''}:{kind}" for i in range(width) for name, kind in FIELDS)


def good(n, width):
    return [value for _ in range(width) for value in
            (str(n), f"user{n % 100000:05}", f"{random.random() * 100:.4f}", f"{random.random() * 100:.4f}", "true")]


def as_ndjson(values):
    quoted = [f'"{value}"' if value[:1].isalpha() and value != "true" else value for value in values]
    return "{" + ",".join(f'"{name}":{value}' for name, value in zip(names(8), quoted)) + "}\n"


def as_csv(values):
    return ",".join(values) + "\n"


def of_wrong_type(values, line):
    return line([*values[:2], "n/a", *values[3:]])


def out_of_range(values, line):
    return line([f"5{values[0]:0>9}", *values[1:]])


def not_whole(values, line):
    text = line(values)
    return text[:len(text) // 2] + "\n"


def without_field(values, line):
    return line(values[:-1])


FORMATS = {"ndjson": as_ndjson, "csv": as_csv}
KINDS = (of_wrong_type, out_of_range, not_whole, without_field)


def write(name, line, records, bad, share, width):
    with open(name, "w", encoding="ascii") as file:
        step = round(1 / share) if share else 0
        if name.endswith(".csv"):
            file.write(",".join(names(width)) + "\n")
        for n in range(records):
            values = good(n, width)
            file.write(bad(values, line) if step and n % step == step // 2 else line(values))


def load(command, name, options, width, tool=()):
    run = subprocess.run([*tool, command, "load", name, "-d", dtype(width), "-o", "out.npy", "-j", "1", "-q",
                          *options], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{name}: exit status {run.returncode}")
    return run.stderr


def processor_time(command, name, options, width, repetitions):
    """The least of several runs, in seconds for each byte of input."""
    least = float("inf")
    for _ in range(repetitions):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        load(command, name, options, width)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least / os.path.getsize(name)


def instructions(command, name, options, width):
    """As valgrind counts them; None without it."""
    if not shutil.which("valgrind"):
        return None
    found = re.search(r"Collected : (\d+)", load(command, name, options, width,
                                                ["valgrind", "--tool=callgrind",
                                                 "--callgrind-out-file=/dev/null"]))
    return int(found[1]) if found else None


def compare_times(command, ending, size, repetitions):
    line, width = FORMATS[ending], WIDTHS[size]
    each = len(line(good(1, width)))
    runs = [("good", []), ("good", []), ("good", SKIP), ("good", LOG)]
    write(f"good.{ending}", line, BYTES // each, None, 0, width)
    base = min(processor_time(command, f"good.{ending}", [], width, repetitions) for _ in range(3))
    for kind in KINDS:
        one, every = f"1 % {kind.__name__}", f"all {kind.__name__}"
        write(f"{one}.{ending}", line, BYTES // each, kind, 0.01, width)
        write(f"{every}.{ending}", line, ALL_BAD_BYTES // each, kind, 1, width)
        runs += [(name, options) for name in (one, every) for options in (SKIP, RAW, LOG)]
    for name, options in runs:
        found = processor_time(command, f"{name}.{ending}", options, width, repetitions)
        print(f"{size:5} {ending:6} {name:18} {' '.join(options):20} {found / base:6.2f} times the good load, "
              f"{1e-6 / found:6.0f} MB/s", flush=True)


def count_instructions(command, ending, size):
    """Of a record: a good one, and a bad one in a row of bad ones, with a log."""
    line, width = FORMATS[ending], WIDTHS[size]
    write(f"none.{ending}", line, 0, None, 0, width)
    start = instructions(command, f"none.{ending}", LOG, width)
    for kind in (None, *KINDS):
        name = f"some {kind.__name__ if kind else 'good'}.{ending}"
        write(name, line, COUNTED, kind, 1 if kind else 0, width)
        if start is not None:
            each = (instructions(command, name, LOG, width) - start) / COUNTED
            print(f"{size:5} {ending:6} {name[:name.index('.')]:23} {each:8.0f} instructions a record", flush=True)


def main():
    command = os.path.abspath(sys.argv[1])
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    random.seed(1)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        os.chdir(folder)
        for size in WIDTHS:
            for ending in FORMATS:
                compare_times(command, ending, size, repetitions)
                count_instructions(command, ending, size)
        os.chdir("/")


main()
