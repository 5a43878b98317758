"""librowcol-mpi on 2 and 4 ranks of this machine, with 8 ranks in `make check-distributed`."""

import os

import arrow_files
from launch import FULL, TOP, launch, run_cases, tap, why_not
from lines import test_lines, test_wrong


def test_example():
    run = launch(2, "doc/examples/ranks")
    tap.equal((run.returncode, run.stderr), (0, ""), "doc/examples/ranks.c runs")
    with open(os.path.join(TOP, "doc", "examples", "ranks.expected"), encoding="utf-8") as file:
        tap.equal(run.stdout, file.read(), "doc/examples/ranks.c prints what it should")


def test_files(ranks):
    folder = os.path.join(tap.T, f"files-{ranks}")
    os.mkdir(folder)
    run_cases(ranks, "files", folder)


def test_failing_writer():
    """A rank that is killed, and a disk that is full: the file is what it was before."""
    for how, name in (("kill", "killed.npy"), ("full", "full.npy")):
        folder = os.path.join(tap.T, how)
        os.mkdir(folder)
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(b"old bytes")
        run = launch(2, "files", folder, how)
        tap.equal(tap.read(path), b"old bytes", f"{how}: the old file is there")
        if how == "kill":
            tap.ok(run.returncode != 0 and "rank " not in run.stdout, f"{how}: no rank succeeds", run)
        else:
            tap.equal(sorted(run.stdout.splitlines()), ["rank 0: io", "rank 1: io"],
                      f"{how}: all ranks are told")
            tap.equal(os.listdir(folder), [name], f"{how}: nothing is left")


def main():
    reason = why_not()
    if reason and FULL:
        tap.ok(False, "MPI is there", reason)
    elif reason:
        tap.skip_all(reason)
    else:
        test_example()
        run_cases(1, "collectives")
        for ranks in (1, 2, 3, 4, 8) if FULL else (1, 3):
            arrow_files.test_arrow(ranks)
        arrow_files.test_memory(2)
        for ranks in (2, 4, 8) if FULL else (2, 4):
            run_cases(ranks, "collectives")
            run_cases(ranks, "refusals")
            test_files(ranks)
            test_lines(ranks)
            test_wrong(ranks)
        test_failing_writer()
    tap.done()


main()
