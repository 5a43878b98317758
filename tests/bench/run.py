#!/usr/bin/env python3
"""Runs the benchmarks: every contender on the same workloads, in turn, several times; prints and
saves the tables.

    run.py --out DIR [--mode quick|full|smoke]     after build.py --out DIR

See README.md. Exit status 1 when a contender failed or gave a wrong result.
"""
import argparse
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile
import time

import machine
import report
import series
import workloads as table
from data_files import DataFiles
from runner import Runner, large_pages, list_contenders
from session import Session


def parse_arguments():
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument(
        "--out", required=True, help="folder of contenders.json; results go to OUT/results"
    )
    parser.add_argument("--mode", choices=sorted(table.MODES), default="full")
    parser.add_argument(
        "--smoke", action="store_const", const="smoke", dest="mode", help="the same as --mode smoke"
    )
    parser.add_argument(
        "--workloads",
        help="only these workloads or groups (%s), separated by commas" % ", ".join(table.GROUPS),
    )
    parser.add_argument("--contenders", help="only these contenders, separated by commas")
    parser.add_argument(
        "--threads", default="1,2", help="numbers of threads, separated by commas (default: 1,2)"
    )
    parser.add_argument(
        "--records", type=int, help="records for every workload, in place of the mode's sizes"
    )
    parser.add_argument(
        "--rounds", type=int, help="turns of all contenders, in place of the mode's"
    )
    parser.add_argument("--reps", type=int, help="repetitions in a turn, in place of the mode's")
    parser.add_argument(
        "--timeout",
        type=float,
        help="seconds for one turn of one contender, in place of the mode's",
    )
    parser.add_argument(
        "--limit", type=float, help="seconds for the whole run, in place of the mode's"
    )
    parser.add_argument(
        "--no-series",
        action="store_true",
        help="leave out memory a record and cost as the workload grows",
    )
    parser.add_argument(
        "--pin",
        action="store_true",
        help="bind each contender to as many processors as it has threads",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the data (default: 1)")
    parser.add_argument(
        "--scratch", help="folder for written files (default: /dev/shm when it has room)"
    )
    parser.add_argument("--shared", help="folder of the shared test data, for the real files")
    return parser.parse_args()


def chosen_mode(options):
    mode = table.MODES[options.mode]
    if options.records:
        mode.sizes = dict.fromkeys(mode.sizes, options.records)
    for name in ("rounds", "reps", "timeout", "limit"):
        if getattr(options, name):
            setattr(mode, name, getattr(options, name))
    return mode


def chosen_workloads(options):
    if options.workloads is None:
        return table.WORKLOADS
    wanted = options.workloads.split(",")
    unknown = [
        w for w in wanted if w not in table.GROUPS and w not in table.BY_NAME and w != "memory"
    ]
    if unknown:
        sys.exit("bench: there is no workload %s" % ", ".join(unknown))
    return [workload for workload in table.WORKLOADS if workload.name in wanted or workload.group in wanted]


def chosen_contenders(options, contenders):
    if options.contenders is None:
        return contenders
    wanted = options.contenders.split(",")
    unknown = [name for name in wanted if name not in {c.name for c in contenders}]
    if unknown:
        sys.exit("bench: there is no contender %s here" % ", ".join(unknown))
    return [c for c in contenders if c.name in wanted]


def command_line():
    """The command as make gives it; without make, the arguments without this machine's folders."""
    if "BENCH_COMMAND" in os.environ:
        return os.environ["BENCH_COMMAND"].strip()
    arguments = iter(sys.argv[1:])
    kept = []
    for argument in arguments:
        if argument in ("--out", "--shared", "--scratch"):
            next(arguments, None)
        elif not argument.startswith(("--out=", "--shared=", "--scratch=")):
            kept.append(argument)
    return shlex.join(["run.py"] + kept)


def end_tidily(number, _frame):
    """As an exception, so that the contender that runs is ended and written files are removed."""
    sys.exit(128 + number)


def main():
    options = parse_arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_tidily)
    out = os.path.abspath(options.out)
    with open(os.path.join(out, "contenders.json"), encoding="utf-8") as file:
        built = json.load(file)
    contenders, broken = list_contenders(built["commands"])
    for name, reason in sorted(built["absent"].items()):
        print("bench: %s is left out: %s" % (name, reason))
    mode = chosen_mode(options)
    data = DataFiles(
        os.path.join(out, "data"), os.path.join(out, "bin", "gen"), options.seed, options.shared
    )
    about = machine.describe(built["compiler"])
    preload = built.get("preload")
    about.update(
        commit=built.get("commit"),
        commit_before=built.get("commit_before"),
        memory=machine.pages(preload),
        command=command_line(),
        mode=options.mode,
        seed=options.seed,
        flags=built["flags"],
        absent=built["absent"],
        broken=broken,
        scratch=series.scratch_folder(options.scratch, out),
    )
    folder = tempfile.mkdtemp(prefix="bench-", dir=series.scratch_folder(options.scratch, out))
    try:
        runner = Runner(
            chosen_contenders(options, contenders),
            data,
            mode,
            os.path.join(out, "bin", "verify"),
            os.path.join(folder, "written"),
            options.pin,
            large_pages(preload),
        )
        results, ended = measure(runner, options, about, os.path.join(out, "results"))
    finally:
        shutil.rmtree(folder)
    print(results.text())
    print("bench: saved in %s" % os.path.join(out, "results"))
    sys.exit(ended or (1 if broken or results.failures() else 0))


def measure(runner, options, about, folder):
    """The results, and the exit status of a run that was ended before its time, else 0. They are
    saved after each part.
    """
    everything = options.workloads is None
    session = Session(
        runner,
        chosen_workloads(options),
        [int(count) for count in options.threads.split(",")],
        series_too=not options.no_series,
        memory_too=everything or "memory" in options.workloads.split(","),
    )

    def save():
        about.update(
            seconds=round(time.monotonic() - runner.begun),
            load_after=list(os.getloadavg()),
            complete=session.is_complete,
        )
        results = report.Results(
            about, runner.contenders, session.tables, session.growth, session.memory
        )
        results.save(folder)
        return results

    ended = 0
    try:
        session.run(save)
    except KeyboardInterrupt:
        ended = 130
    except SystemExit as end:  # a signal; anything else that ends a run here has said why
        if not isinstance(end.code, int):
            raise
        ended = end.code
    return save(), ended


if __name__ == "__main__":
    main()
