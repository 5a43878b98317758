"""Files that all ranks read and write: their bytes, and ratios of the least times of several turns.

    make bench-distributed                     FOLDER is $TMPDIR or /dev/shm
    distributed.py GEN [FOLDER [MEGABYTES]]    MEGABYTES of lines (350); three times as much is written

The environment is that of the tests.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "mpi"))
import subprocess  # noqa: E402

import launch  # noqa: E402
from launch import tap  # noqa: E402

DTYPE = "x:i4, y:i4, z:i4"
BYTES = 37  # of a line, about
TURNS, ROUNDS = "5", 3
PROGRAM = "tests/bench/distributed"


def seconds(ranks, *arguments):
    run = launch.launch(ranks, PROGRAM, *arguments, TURNS)
    if run.returncode:
        sys.exit(run.stderr)
    return [tuple(map(float, line.split())) for line in run.stdout.splitlines()]


def least(cases):
    """The least time of each case, and the least processor time, of several rounds in which each has its turns."""
    found = {}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            found.setdefault(name, []).extend(seconds(*case))
    return {name: tuple(map(min, zip(*times))) for name, times in found.items()}


def same_bytes(lines, folder):
    paths = [os.path.join(folder, name) for name in ("together.npy", "alone.npy")]
    tap.rowcol("load", lines, "-d", DTYPE, "-o", paths[1], "-q")
    expected = tap.read(paths[1])
    for ranks in (2, 4, 8):
        run = launch.launch(ranks, "files", "lines", DTYPE, lines, paths[0])
        good = run.returncode == 0 and expected is not None and tap.read(paths[0]) == expected
        print(f"{ranks} ranks, {os.path.getsize(lines) / 1e6:.0f} MB of lines into one .npy: "
              f"{'the bytes of rowcol load' if good else 'OTHER BYTES ' + run.stdout + run.stderr}")
        if not good:
            sys.exit(1)
        os.remove(paths[0])
    os.remove(paths[1])


def reading(lines):
    times = least({(how, ranks): (ranks, how, lines, DTYPE) for ranks in (1, 2, 4) for how in ("load", "parts")})
    size = os.path.getsize(lines) / 1e9
    one, one_busy = times["load", 1]
    for ranks in (1, 2, 4):
        time, busy = times["load", ranks]
        print(f"read, {ranks} rank{'s' if ranks > 1 else ''}: {size / time:.2f} GB/s, {one / time:.2f} times one rank "
              f"({one_busy / busy:.2f} by processor time); {times['parts', ranks][0] / time:.0%} of as many "
              f"processes that read their parts")


def writing(folder, megabytes):
    path = os.path.join(folder, "written.npy")
    for ranks in (1, 2, 4):
        found = least({how: (ranks, how, path, str(megabytes)) for how in ("pwrite", "save")})
        (plain, plain_busy), (time, busy) = found["pwrite"], found["save"]
        print(f"write, {ranks} rank{'s' if ranks > 1 else ''}: pwrite {megabytes / 1e3 / plain:.2f} GB/s, rc_mpi_save "
              f"{megabytes / 1e3 / time:.2f} GB/s: {plain / time:.0%} ({plain_busy / busy:.0%} by processor time)")


def main():
    gen, folder, megabytes = [*sys.argv[1:], *["/dev/shm", "350"][len(sys.argv) - 2:]]
    reason = launch.why_not()
    if reason:
        sys.exit(reason)
    folder = os.path.join(folder, f"rowcol-distributed-{os.getpid()}")
    os.mkdir(folder)
    lines = os.path.join(folder, "points.ndjson")
    try:
        subprocess.run([gen, "points.ndjson", str(int(megabytes) * 1000000 // BYTES), "1", lines], check=True)
        same_bytes(lines, folder)
        reading(lines)
        writing(folder, 3 * int(megabytes))
    finally:
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        os.rmdir(folder)


main()
