"""librowcol-mpi on 2 and 4 ranks of this machine, with 8 ranks in `make check-distributed`."""

from launch import FULL, run_cases, tap, why_not


def main():
    reason = why_not()
    if reason and FULL:
        tap.ok(False, "MPI is there", reason)
    elif reason:
        tap.skip_all(reason)
    else:
        run_cases(1, "collectives")
        for ranks in (2, 4, 8) if FULL else (2, 4):
            run_cases(ranks, "collectives")
            run_cases(ranks, "refusals")
    tap.done()


main()
