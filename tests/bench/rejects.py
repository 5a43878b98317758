"""What bad records cost: rowcol load with and without options for them, as ratios in one run.

    python3 tests/bench/rejects.py path/to/rowcol [repetitions]

Prints user time per input and options on one thread, relative to a load of good records only. The first
two lines are that load again, twice: how far they are from 1 is the noise. The input is made anew in a
temporary folder: 1,000,000 records of five fields, none, 1 % or all of them bad.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile

DTYPE = "id:i4, name:S9, x:f8, y:f8, ok:bool"
RECORDS, ALL_BAD = 1000000, 400000
LOG = ["--rejects", "bad.ndjson"]


def good(n):
    x, y = random.random() * 100, random.random() * 100
    return f'{{"id":{n},"name":"user{n % 100000:05}","x":{x:.4f},"y":{y:.4f},"ok":true}}\n'


def of_wrong_type(n):
    return good(n).replace('"x":', '"x":"').replace(',"y"', '","y"')


def not_whole(n):
    return good(n)[:40] + "\n"


def without_field(n):
    return good(n).replace(',"ok":true', "")


def write(name, records, bad, share):
    with open(name, "w", encoding="ascii") as file:
        step = round(1 / share) if share else 0
        for n in range(records):
            file.write(bad(n) if step and n % step == step // 2 else good(n))


def user_time(command, name, options, repetitions):
    """The least user time of several runs, in seconds for each byte of input."""
    least = float("inf")
    for _ in range(repetitions):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        run = subprocess.run([command, "load", name, "-d", DTYPE, "-o", "out.npy", "-j", "1", "-q",
                              *options], check=False)
        if run.returncode not in (0, 1):
            sys.exit(f"{name}: exit status {run.returncode}")
        least = min(least, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return least / os.path.getsize(name)


def main():
    command = os.path.abspath(sys.argv[1])
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    kinds = (of_wrong_type, not_whole, without_field)
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        runs = [("good", []), ("good", []), ("good", ["--on-error", "skip"]), ("good", LOG)]
        write("good.ndjson", RECORDS, good, 0)
        base = min(user_time(command, "good.ndjson", [], repetitions) for _ in range(3))
        for kind in kinds:
            one, every = f"1 % {kind.__name__}", f"all {kind.__name__}"
            write(f"{one}.ndjson", RECORDS, kind, 0.01)
            write(f"{every}.ndjson", ALL_BAD, kind, 1)
            runs += [(name, options) for name in (one, every)
                     for options in (["--on-error", "skip"], LOG)]
        for name, options in runs:
            found = user_time(command, f"{name}.ndjson", options, repetitions)
            print(f"{name:18} {' '.join(options):20} {found / base:6.2f} times the good load, "
                  f"{1e-6 / found:6.0f} MB/s")
        os.chdir("/")


main()
