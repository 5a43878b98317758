"""What bad records cost: rowcol load with and without options for them, as ratios in one run.

    python3 tests/bench/rejects.py path/to/rowcol [repetitions]

Prints for JSON and for CSV the user time per input and options on one thread, relative to a load of good
records only. The first two lines are that load again, twice: how far they are from 1 is the noise. With
valgrind, where it is found, the instructions of a bad record are counted, too. The input is made anew in a
temporary folder: 1,000,000 records of five fields, none, 1 % or all of them bad.
"""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

DTYPE = "id:i4, name:S9, x:f8, y:f8, ok:bool"
FIELDS = ("id", "name", "x", "y", "ok")
RECORDS, ALL_BAD = 1000000, 400000
COUNTED = 20000  # records whose instructions are counted
LOG = ["--rejects", "bad.ndjson"]


def good(n):
    return [str(n), f"user{n % 100000:05}", f"{random.random() * 100:.4f}", f"{random.random() * 100:.4f}",
            "true"]


def as_ndjson(values):
    quoted = [f'"{value}"' if value[:1].isalpha() and value != "true" else value for value in values]
    return "{" + ",".join(f'"{name}":{value}' for name, value in zip(FIELDS, quoted)) + "}\n"


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


def write(name, line, records, bad, share):
    with open(name, "w", encoding="ascii") as file:
        step = round(1 / share) if share else 0
        if name.endswith(".csv"):
            file.write(",".join(FIELDS) + "\n")
        for n in range(records):
            values = good(n)
            file.write(bad(values, line) if step and n % step == step // 2 else line(values))


def load(command, name, options, tool=()):
    run = subprocess.run([*tool, command, "load", name, "-d", DTYPE, "-o", "out.npy", "-j", "1", "-q",
                          *options], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{name}: exit status {run.returncode}")
    return run.stderr


def user_time(command, name, options, repetitions):
    """The least user time of several runs, in seconds for each byte of input."""
    least = float("inf")
    for _ in range(repetitions):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        load(command, name, options)
        least = min(least, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return least / os.path.getsize(name)


def instructions(command, name, options):
    """As valgrind counts them; None without it."""
    if not shutil.which("valgrind"):
        return None
    found = re.search(r"Collected : (\d+)", load(command, name, options,
                                                ["valgrind", "--tool=callgrind",
                                                 "--callgrind-out-file=/dev/null"]))
    return int(found[1]) if found else None


def compare_times(command, ending, repetitions):
    line = FORMATS[ending]
    runs = [("good", []), ("good", []), ("good", ["--on-error", "skip"]), ("good", LOG)]
    write(f"good.{ending}", line, RECORDS, None, 0)
    base = min(user_time(command, f"good.{ending}", [], repetitions) for _ in range(3))
    for kind in KINDS:
        one, every = f"1 % {kind.__name__}", f"all {kind.__name__}"
        write(f"{one}.{ending}", line, RECORDS, kind, 0.01)
        write(f"{every}.{ending}", line, ALL_BAD, kind, 1)
        runs += [(name, options) for name in (one, every) for options in (["--on-error", "skip"], LOG)]
    for name, options in runs:
        found = user_time(command, f"{name}.{ending}", options, repetitions)
        print(f"{ending:6} {name:18} {' '.join(options):20} {found / base:6.2f} times the good load, "
              f"{1e-6 / found:6.0f} MB/s", flush=True)


def count_instructions(command, ending):
    """Of a record: a good one, and a bad one in a row of bad ones, with a log."""
    line = FORMATS[ending]
    write(f"none.{ending}", line, 0, None, 0)
    start = instructions(command, f"none.{ending}", LOG)
    for kind in (None, *KINDS):
        name = f"some {kind.__name__ if kind else 'good'}.{ending}"
        write(name, line, COUNTED, kind, 1 if kind else 0)
        if start is not None:
            each = (instructions(command, name, LOG) - start) / COUNTED
            print(f"{ending:6} {name[:name.index('.')]:23} {each:8.0f} instructions a record", flush=True)


def main():
    command = os.path.abspath(sys.argv[1])
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for ending in FORMATS:
            compare_times(command, ending, repetitions)
            count_instructions(command, ending)
        os.chdir("/")


main()
