#!/usr/bin/env python3
"""The runner: wrong results, crashes and hangs are found; what is measured when, in which memory."""
import os
import subprocess
import sys

sys.path[:0] = [
    os.path.join(os.environ["top_srcdir"], "tests", folder) for folder in ("bench", "cli")
]

import series
import tap
import workloads
from data_files import DataFiles
from runner import Row, Runner, large_pages, list_contenders
from session import Session
from testing import HERE, build, build_generator, row

N = 300


# ---- large pages for every contender


MAPPER = """
import mmap, re
memory = mmap.mmap(-1, 1 << 23, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
small = mmap.mmap(-1, 1 << 16, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
blocks = re.findall(r"^Size: +(\\d+) kB.*?^VmFlags:(.*?)$", open("/proc/self/smaps").read(), re.M | re.S)
print(any(int(size) >= 8192 and " hg" in flags for size, flags in blocks))
"""


def check_large_pages():
    preload = build("large_pages.so", ["large_pages.c"], "-shared", "-fPIC")
    settings = large_pages(preload)
    tap.equal(
        settings["GLIBC_TUNABLES"], "glibc.malloc.hugetlb=1", "malloc is asked for large pages"
    )
    if not os.path.exists("/sys/kernel/mm/transparent_hugepage/enabled"):
        print("ok - a library asks for the other allocators # SKIP no large pages in this kernel")
        return
    for env, expected in (({}, "False"), (settings, "True")):
        done = subprocess.run(
            [sys.executable, "-c", MAPPER],
            env={**os.environ, **env},
            stdout=subprocess.PIPE,
            universal_newlines=True,
            check=False,
        )
        tap.equal(
            done.stdout.strip(),
            expected,
            "a block that a program maps is %s large pages" % ("given" if env else "not given"),
        )


# ---- sums that differ


def check_same():
    good = {"records": 5, "score": 2.5}
    tap.equal(workloads.same(dict(good), good), None, "equal sums agree")
    hashed = {**good, "name_hash": 7}
    tap.equal(workloads.same(good, hashed), None, "a contender may leave out the hash of strings")
    tap.ok(workloads.same({**good, "name_hash": 8}, hashed) is not None, "a wrong hash is refused")
    tap.equal(
        workloads.same({"records": 5, "score": 2.5 + 1e-10}, good),
        None,
        "last digits of floats may differ",
    )
    for bad in (
        {"records": 4, "score": 2.5},
        {"records": 5, "score": 2.50001},
        {"records": 5},
        {**good, "more": 1},
    ):
        tap.ok(workloads.same(bad, good) is not None, "%r is refused" % (bad,))


# ---- contenders that misbehave


FAKE = """
import json, os, sys, time
if sys.argv[1] == "--list":
    for name in ("good", "wrong", "unchecked", "crash", "hang", "short", "liar", "slow", "paged"):
        line = {"contender": name, "role": "peer", "version": "1", "todo": ""}
        print(json.dumps({**line, "workloads": {"sum_rows": 1, "write_points": 1, "memory": 1}}))
    sys.exit()
name, workload, file, n, threads, reps, scratch = sys.argv[1:]
if name == "crash":
    sys.exit("SomeError: no luck")
if name == "paged" and (os.environ.get("GLIBC_TUNABLES") is None) == (workload == "sum_rows"):
    sys.exit("error: the wrong memory")
if name == "hang":
    time.sleep(60)
check = json.load(open(file + ".check"))["sum"]
if name == "wrong":
    check["x"] += 1
if name == "slow":
    time.sleep(1.1 * float(os.environ["BENCH_SECONDS"]))
    reps = 1
line = {"seconds": 0.25, "records": int(n), "bytes": 4 * int(n), "check": check}
if name == "unchecked":
    line["check"] = {}
if workload == "write_points":
    text = open(file.replace(".npy", ".ndjson")).read()
    open(scratch, "w").write(text if name == "good" else text.replace('"z":1', '"z":2'))
    line.update(check={}, output="ndjson")
for rep in range(int(reps) - (name == "short")):
    print(json.dumps({**line, "seconds": 0.25 if rep else 9}))
"""


def measure(runner, workload, wanted):
    every = runner.contenders
    runner.contenders = [c for c in every if wanted(c.name)]
    rows = runner.rows(workload, N, 1)
    for turn in range(runner.mode.rounds):
        runner.take_turns(rows, turn)
    runner.contenders = every
    return {row.contender.name: row for row in rows}


def check_runner(data, verify):
    script = os.path.join(tap.T, "fake.py")
    with open(script, "w", encoding="utf-8") as file:
        file.write(FAKE)
    contenders, broken = list_contenders(
        [[sys.executable, script], [sys.executable, script + ".none"]]
    )
    tap.equal(
        [list(broken), len(contenders)],
        [["fake.py.none"], 9],
        "a command that does not start is reported",
    )
    mode = workloads.Mode(
        {"store": N}, rounds=2, reps=3, warm_up=1, seconds=1, budget=100, timeout=60, patience=0
    )
    settings = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    runner = Runner(
        contenders, data, mode, verify, os.path.join(tap.T, "written"), settings=settings
    )
    sys.stderr = open(os.devnull, "w", encoding="utf-8")
    workload = workloads.BY_NAME["sum_rows"]
    rows = measure(runner, workload, lambda name: name not in ("hang", "slow"))
    mode.timeout = 1
    rows.update(measure(runner, workload, lambda name: name == "hang"))
    mode.timeout = 60
    tap.equal(
        rows["good"].samples,
        [0.25] * 6,
        "two turns of three repetitions count, less those to warm up",
    )
    for name, message in (
        ("wrong", "wrong result: x is"),
        ("unchecked", "cannot be checked"),
        ("crash", "SomeError: no luck"),
        ("hang", "not done after 1 s"),
        ("short", "3 results, not 4"),
    ):
        row = rows[name]
        tap.ok(not row.samples and message in (row.failure or ""), name + " is caught", row.failure)
    tap.equal(rows["paged"].failure, None, "contenders get the settings for large pages")
    row_of_memory = Row(next(c for c in contenders if c.name == "paged"), workloads.MEMORY, N, 1)
    runner.take_turn(row_of_memory, 1, 0)
    tap.ok(
        "FileNotFoundError" in (row_of_memory.failure or ""),
        "but not where memory itself is measured",
        row_of_memory.failure,
    )
    check_time(runner, workload)
    rows = measure(runner, workloads.BY_NAME["write_points"], lambda name: name in ("good", "liar"))
    tap.equal(len(rows["good"].samples), 6, "a right file counts")
    tap.ok(
        "wrong result" in (rows["liar"].failure or ""),
        "a wrong file is caught",
        rows["liar"].failure,
    )
    check_session(runner)


def check_time(runner, workload):
    """What a run has no time for."""
    mode = runner.mode
    mode.seconds = 0.2
    slow = measure(runner, workload, lambda name: name == "slow")["slow"]
    tap.equal(
        [slow.failure, len(slow.samples)],
        [None, 2],
        "the one repetition of a slow turn counts",
    )
    mode.budget = 0
    rows = measure(runner, workload, lambda name: name == "good")
    tap.equal(len(rows["good"].samples), 3, "a contender that has spent the budget gets no further turn")
    mode.budget, mode.limit = 100, 0
    rows = measure(runner, workload, lambda name: name in ("good", "slow"))
    tap.equal(
        {name: len(row.samples) for name, row in rows.items()},
        {"good": 3, "slow": 1},
        "when the time is over, everyone still gets the first turn",
    )
    mode.limit = float("inf")


def check_session(runner):
    """One that is ended by a signal keeps what it has."""
    workload, every = workloads.BY_NAME["sum_rows"], runner.contenders
    runner.contenders = [c for c in every if c.name == "good"]
    session = Session(runner, [workload], [1, 2], series_too=True, memory_too=False)
    saved = []

    def save():
        saved.append(len(session.tables[0][2][0].samples))
        if len(saved) == 2:
            raise SystemExit(143)

    try:
        session.run(save)
    except SystemExit:
        pass
    tap.equal(saved, [3, 6], "a session saves after each turn")
    tap.ok(not session.is_complete, "one that was ended says so")
    session = Session(runner, [workload], [1], series_too=False, memory_too=False)
    session.run(lambda: None)
    tap.equal(
        [session.is_complete, len(session.tables), len(session.tables[0][2][0].samples)],
        [True, 1, 6],
        "one that came to its end says that, and has every turn",
    )
    runner.contenders = every


# ---- an earlier build


OLD = """import json, sys
if sys.argv[1:] == ["--list"]:
    print(json.dumps({"contender": "rowcol", "role": "self", "version": "1", "todo": "",
                      "works": {"load_points": 2}}))
else:
    print(sys.argv[1:])
"""


def check_before():
    """An earlier build takes part, also one that called its workloads works."""
    program = os.path.join(tap.T, "old")
    with open(program, "w", encoding="utf-8") as file:
        file.write("#!%s\n%s" % (sys.executable, OLD))
    os.chmod(program, 0o755)
    command = [sys.executable, os.path.join(HERE, "contend_before.py"), program]
    found, broken = list_contenders([command])
    tap.equal(
        [(c.name, c.role, c.workloads) for c in found] + list(broken),
        [("rowcol before", "peer", {"load_points": 2})],
        "an earlier build is listed as a peer",
    )
    done = subprocess.run(
        command + ["rowcol before", "x"], stdout=subprocess.PIPE, text=True, check=True
    )
    tap.equal(done.stdout, "['rowcol', 'x']\n", "and is run under its own name")


# ---- what is measured when


class Turns:
    """A runner that adds three samples a turn."""

    def __init__(self, mode):
        self.mode, self.turns = mode, []

    def is_late(self):
        return len(self.turns) > 100

    def take_turn(self, row, reps, warm_up):
        self.turns.append(row.contender.name)
        row.samples += [row.samples[0]] * 3


def check_samples():
    """What README.md shows has enough samples."""
    mode = workloads.Mode({}, 1, 3, 1, 1, 1, 1, 1, samples=10)
    turns = Turns(mode)
    shown = workloads.BY_NAME["load_points"]
    hidden = workloads.BY_NAME["sum_rows"]
    session = Session(turns, [shown, hidden], [1], series_too=False, memory_too=False)
    names = ["b", "c", "d", "e", "f", "g"]
    rows = [row("rowcol", "self", [1], "load_points")] + [
        row(name, "peer", [2 + i], "load_points") for i, name in enumerate(names)
    ]
    failed = row("h", "peer", [1], "load_points")
    failed.samples, failed.failure = [], "wrong"
    session.tables = [(shown, 1, rows + [failed]), (hidden, 1, [row("rowcol", "self", [1])])]
    session.complete_readme(lambda: None)
    tap.equal(
        [len(r.samples) for r in rows],
        [10, 10, 10, 10, 10, 10, 1],
        "what README.md shows has ten samples, and nothing else is measured for it",
    )
    tap.equal(turns.turns[:6], ["rowcol", "b", "c", "d", "e", "f"], "in turn")


def check_series():
    mode = workloads.Mode(
        {}, rounds=1, reps=1, warm_up=0, seconds=1, budget=0, timeout=10, patience=10
    )
    watch = series.Series(Runner([], None, mode, "", ""), 1, 0)
    before = row("a", "peer", [1], n=100)
    before.wall, before.contender.startup = 5.75, 5.5
    watch.last["a"] = before
    tap.equal(
        watch.reason_to_leave_out(before.contender, 1000),
        None,
        "ten times the workload fits ten seconds, start and all",
    )
    tap.equal(
        watch.reason_to_leave_out(before.contender, 3000),
        "left out: would take about 13 s",
        "thirty times does not",
    )
    before.wall, before.peak = 0.0, 2**50
    tap.ok(
        "GiB" in watch.reason_to_leave_out(before.contender, 200),
        "nor does more memory than there is",
    )


def main():
    gen = build_generator()
    flags = os.environ["JANSSON_CFLAGS"].split()
    verify = build("verify", ["verify.c", "bench.c", "data.c"], *flags, "-ljansson")
    check_large_pages()
    check_same()
    check_runner(DataFiles(os.path.join(tap.T, "data"), gen, 7, None), verify)
    check_before()
    check_samples()
    check_series()
    tap.done()


main()
