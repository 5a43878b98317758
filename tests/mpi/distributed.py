"""librowcol-mpi on 2 and 4 ranks of this machine, with 8 ranks in `make check-distributed`."""

import os

from launch import FULL, TOP, launch, run_cases, tap, why_not


def test_example():
    run = launch(2, "doc/examples/ranks")
    tap.equal((run.returncode, run.stderr), (0, ""), "doc/examples/ranks.c runs")
    with open(os.path.join(TOP, "doc", "examples", "ranks.expected"), encoding="utf-8") as file:
        tap.equal(run.stdout, file.read(), "doc/examples/ranks.c prints what it should")


def main():
    reason = why_not()
    if reason and FULL:
        tap.ok(False, "MPI is there", reason)
    elif reason:
        tap.skip_all(reason)
    else:
        test_example()
        run_cases(1, "collectives")
        for ranks in (2, 4, 8) if FULL else (2, 4):
            run_cases(ranks, "collectives")
            run_cases(ranks, "refusals")
    tap.done()


main()
