#!/usr/bin/env python3
"""The harness: wrong results, crashes and hangs are found; sums, tables and charts are right."""
import json
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree

HERE = os.path.join(os.environ["top_srcdir"], "tests", "bench")
sys.path[:0] = [HERE, os.path.join(os.environ["top_srcdir"], "tests", "cli")]

import publish
import report
import series
import tap
import workloads
from data_files import DataFiles, real_sums
from protocol import pick, wrap
from runner import Contender, Row, Runner, list_contenders
from session import Session

N = 300


def build(name, sources, *flags):
    path = os.path.join(tap.T, name)
    command = (
        os.environ["CC"].split()
        + ["-std=c11", "-O1", "-o", path]
        + [os.path.join(HERE, s) for s in sources]
    )
    done = subprocess.run(
        command + list(flags), capture_output=True, universal_newlines=True, check=False
    )
    tap.equal(done.stderr if done.returncode else 0, 0, name + " compiles")
    return path


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


# ---- the data, read here again by json and struct


def point_sums(points, ordered=False):
    sums = {
        "records": len(points),
        "x": sum(p["x"] for p in points),
        "y": sum(p["y"] for p in points),
        "z": sum(p["z"] for p in points),
        "xz": sum(p["x"] * p["z"] for p in points),
        "yz": sum(p["y"] // 2**20 * p["z"] for p in points),
    }
    if ordered:
        sums["order"] = sum(i % 1000 * p["x"] for i, p in enumerate(points))
    return sums


def check_points(data):
    points = read_lines(data.path("points.ndjson", N))
    expected = {
        "all": point_sums(points),
        "sum": {"x": sum(p["x"] for p in points)},
        "filter": point_sums([p for p in points if p["x"] >= 0]),
        "sort": point_sums(sorted(points, key=lambda p: p["x"]), ordered=True),
        "take": point_sums([points[pick(i, N)] for i in range(N // 2)], ordered=True),
        "random": {"total": sum(sum(points[pick(i, N)].values()) for i in range(200000))},
        "open": {"records": N, "last": sum(points[-1].values())},
    }
    for family, sums in expected.items():
        tap.equal(data.sums("points.ndjson", N, family), sums, "sums of points, " + family)
    with open(data.path("points.json", N), encoding="utf-8") as file:
        tap.ok(json.load(file) == points, "the array holds the same points")
    with open(data.path("points.npy", N), "rb") as file:
        content = file.read()
    start = 10 + int.from_bytes(content[8:10], "little")
    tap.equal(start % 64, 0, "the .npy header is padded")
    tap.ok(
        list(struct.iter_unpack("<3i", content[start:])) == [tuple(p.values()) for p in points],
        "the .npy file too",
    )


def check_mixed(data):
    records = read_lines(data.path("mixed.ndjson", N))
    found = data.sums("mixed.ndjson", N, "all")
    expected = {
        "records": N,
        "id": wrap(sum(r["id"] for r in records)),
        "level": sum(r["level"] for r in records),
        "name_bytes": sum(len(r["name"].encode()) for r in records),
        "ok": sum(r["ok"] for r in records),
        "city_bytes": sum(len(r["city"].encode()) for r in records),
        "score": sum(r["score"] for r in records),
        "name_a": sum(r["name"].startswith("A") for r in records),
    }
    tap.equal(workloads.same(found, expected), None, "sums of mixed records")
    tap.ok(
        any('"' in r["name"] for r in records) and any(ord(max(r["city"])) > 127 for r in records),
        "some strings need an escape, some are not ASCII",
    )
    tap.ok(max(abs(r["id"]) for r in records) > 2**53, "some integers are no doubles")


def check_quakes(data):
    path = data.path("quakes.json", N)
    tap.equal(
        workloads.same(data.sums("quakes.json", N, "all"), real_sums(path)), None, "sums of earthquakes"
    )


# ---- sums that differ


def check_same():
    good = {"records": 5, "score": 2.5}
    tap.equal(workloads.same(dict(good), good), None, "equal sums agree")
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
    for name in ("good", "wrong", "unchecked", "crash", "hang", "short", "liar", "slow"):
        line = {"contender": name, "role": "peer", "version": "1", "todo": ""}
        print(json.dumps({**line, "workloads": {"sum_rows": 1, "write_points": 1}}))
    sys.exit()
name, workload, file, n, threads, reps, scratch = sys.argv[1:]
if name == "crash":
    sys.exit("SomeError: no luck")
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
        [["fake.py.none"], 8],
        "a command that does not start is reported",
    )
    mode = workloads.Mode(
        {"store": N}, rounds=2, reps=3, warm_up=1, seconds=1, budget=100, timeout=60, patience=0
    )
    runner = Runner(contenders, data, mode, verify, os.path.join(tap.T, "written"))
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
    tap.equal(len(rows["good"].samples), 3, "whoever has spent the budget gets no further turn")
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


# ---- tables and charts


def row(name, role, seconds, workload="sum_rows", n=1000, threads=1):
    contender = Contender(
        [], {"contender": name, "role": role, "version": "1", "workloads": {}, "todo": "sort_rows"}
    )
    made = Row(contender, workloads.BY_NAME[workload], n, threads)
    made.samples, made.records, made.bytes, made.resident = list(seconds), n, 4 * n, 12 * n
    return made


ABOUT = {
    "date": "d",
    "mode": "m",
    "seed": 1,
    "seconds": 1,
    "command": "c",
    "processor": "<p&>",
    "processors": 2,
    "memory_gib": 1,
    "system": "s",
    "kernel": "k",
    "compiler": "cc",
    "flags": "-O",
    "load_before": [0],
    "load_after": [0],
    "scratch": "/",
    "absent": {"x": "not installed"},
    "broken": {},
    "complete": False,
}


def check_report():
    tap.equal(
        [row("a", "peer", [4, 1, 3, 2]).quantile(q) for q in (0, 0.25, 0.5, 1)],
        [1, 1.75, 2.5, 4],
        "quartiles",
    )
    workload = workloads.BY_NAME["sum_rows"]
    peers = [row("C loop", "limit", [1]), row("a", "peer", [6]), row("b", "peer", [4])]
    for own, verdict in (
        (2, "rowcol is 2.00 times as fast as the best peer, b"),
        (8, "a peer wins: b is 2.00 times as fast as rowcol"),
    ):
        table = report.Table(workload, 1, peers + [row("rowcol", "self", [own])])
        tap.equal(table.verdict(False), verdict, verdict)
    tap.equal(
        report.Table(workload, 1, peers).verdict(True),
        "rowcol: not there yet",
        "workload to come is marked so",
    )
    two = report.Table(
        workload, 2, [row("rowcol", "self", [1], threads=2)], report.Table(workload, 1, peers)
    )
    tap.ok(
        "b on one thread" in two.verdict(False),
        "peers that use one thread only compete on two",
        two.verdict(False),
    )

    growth = [row("a", "peer", [1e-6 * n], n=n) for n in (10, 1000)] + [
        row("rowcol", "self", [1e-7])
    ]
    results = report.Results(ABOUT, [r.contender for r in peers], [(workload, 1, peers)], growth, peers)
    charts = {
        name: xml.etree.ElementTree.fromstring(text)
        for name, text in results.files().items()
        if name.endswith(".svg")
    }
    tap.equal(
        sorted(charts), ["growth-sum_rows.svg", "memory.svg", "sum_rows-1.svg"], "charts are XML"
    )
    tap.equal(
        len(charts["sum_rows-1.svg"].findall("{*}rect")),
        4,
        "a background and a bar for each contender",
    )
    tap.equal(
        len(json.loads(results.json())["results"]), 3, "the JSON has a result for each contender"
    )
    check_read_again(results)
    nothing = report.Results(ABOUT, [], [(workload, 1, [Row(peers[0].contender, workload, 5, 1)])], [], [])
    tap.equal(
        sorted(nothing.files()),
        ["results.json", "results.md", "results.txt"],
        "a run that was ended before it measured anything can be reported",
    )
    tap.ok(
        "x: not installed" in results.text() and "| b, 4 s |" in results.markdown(),
        "tables name the absent and the best",
        results.text(),
    )


def check_read_again(results):
    again = report.Results.from_json(results.json())
    tap.ok(
        again.files() == results.files() and "INCOMPLETE" in again.text(),
        "tables and charts can be made again from the JSON",
    )


def check_publish():
    """Documents are made of the results, and a document that was changed by hand is found."""
    top = os.path.join(tap.T, "top")
    os.makedirs(os.path.join(top, "doc"))
    for name in ("README.md", "doc/benchmarks.md"):
        with open(os.path.join(top, name), "w", encoding="utf-8") as file:
            file.write("before\n" + publish.BEGIN + "stale\n" + publish.END + "after\n")
    rows = [
        row("rowcol", "self", [3e-5], "load_points"),
        row("Python __slots__", "peer", [6e-5], "load_points"),
        row("quick", "peer", [2e-5], "load_points"),
    ]
    contenders = [r.contender for r in rows]
    workload = workloads.BY_NAME["load_points"]
    results = report.Results(ABOUT, contenders, [(workload, 1, rows)], rows, rows)
    files = publish.documents(top, results.json())
    os.makedirs(os.path.join(top, "doc", "benchmarks"))
    for path, text in files.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(top, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    line = "| 1 | rowcol 30 | **quick 20** | Python \\_\\_slots\\_\\_ 60 |"
    tap.ok(line in readme, "the winner is in bold, be it a peer", readme)
    tap.ok(
        readme.startswith("before\n") and readme.endswith("after\n") and "stale" not in readme,
        "what stands between the marks is replaced, and nothing else",
        readme,
    )
    again = publish.documents(top, results.json())
    tap.equal(publish.check(again), [], "made once more it is the same")
    path = os.path.join(top, "doc", "benchmarks", "results.txt")
    with open(path, "a", encoding="utf-8") as file:
        file.write("and faster\n")
    tap.equal(publish.check(again), [path], "a figure that nobody measured is found")


def check_documents():
    """README.md and doc/ say what was measured, and nothing else."""
    top = os.environ["top_srcdir"]
    kept = os.path.join(top, "doc", "benchmarks", "results.json")
    stale = publish.check(publish.documents(top, publish.read(kept)))
    tap.equal(
        [os.path.relpath(path, top) for path in stale],
        [],
        "the documents are what publish.py makes of the results",
    )


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
    gen = build("gen", ["gen.c", "bench.c", "data.c"])
    flags = os.environ["JANSSON_CFLAGS"].split()
    verify = build("verify", ["verify.c", "bench.c", "data.c"], *flags, "-ljansson")
    data = DataFiles(os.path.join(tap.T, "data"), gen, 7, None)
    check_points(data)
    check_mixed(data)
    check_quakes(data)
    check_same()
    check_runner(data, verify)
    check_report()
    check_publish()
    check_documents()
    check_series()
    tap.done()


main()
