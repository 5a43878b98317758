#!/usr/bin/env python3
"""The harness: wrong results, crashes and hangs are found; sums, tables and charts are right."""
import collections
import json
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree

HERE = os.path.join(os.environ["top_srcdir"], "tests", "bench")
sys.path[:0] = [HERE, os.path.join(os.environ["top_srcdir"], "tests", "cli")]

import kinds
import publish
import report
import series
import tap
import workloads
from data_files import DataFiles, quake_sums
from kinds import wrap
from protocol import pick
from runner import Contender, Row, Runner, large_pages, list_contenders
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
    with open(data.path("quakes.json", N), encoding="utf-8") as file:
        expected = quake_sums(json.load(file)["features"])
    tap.equal(
        workloads.same(data.sums("quakes.json", N, "all"), expected), None, "sums of earthquakes"
    )


# ---- irregular files


def check_irregular(data, gen):
    lines, records = {}, {}
    for style in kinds.IRREGULAR:
        kind = style + ".ndjson"
        with open(data.path(kind, N), encoding="utf-8", newline="\n") as file:
            lines[style] = file.read().splitlines()
        records[style] = [json.loads(line) for line in lines[style]]
        expected = kinds.sums(kinds.READING, records[style], style in kinds.NESTED)
        found = data.sums(kind, N, "all")
        tap.equal(workloads.same(found, expected), None, "sums of %s records" % style)
    check_styles(lines, records)
    again = DataFiles(os.path.join(tap.T, "again"), gen, 7, None)
    other = DataFiles(os.path.join(tap.T, "again"), gen, 8, None)
    for files, same in ((again, True), (other, False)):
        with open(files.path("everything.ndjson", N), encoding="utf-8", newline="\n") as file:
            tap.equal(
                file.read().splitlines() == lines["everything"],
                same,
                "the same seed makes the same file" if same else "another seed makes another",
            )


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def check_styles(lines, records):
    """Each file is irregular in the way that its name says."""
    orders = {style: {tuple(r) for r in records[style]} for style in records}
    keys = {style: {key for r in records[style] for key in r} for style in records}
    for style in ("regular", "escapes", "nested", "extra", "spaces"):
        tap.equal(len(orders[style]), 1, style + ": one shape")
    for style in ("shuffled", "extra_shuffled", "nested_shuffled"):
        tap.ok(len(orders[style]) > N / 4, style + ": many orders of keys", len(orders[style]))
    for style in ("regular", "extra"):
        shuffled = {"regular": "shuffled", "extra": "extra_shuffled"}[style]
        tap.ok(
            all(a == b for a, b in zip(records[style], records[shuffled])) or style == "regular",
            style + ": the shuffled file has the same keys",
        )
    share = mean(len(r) for r in records["absent"]) / 9
    tap.ok(0.65 < share < 0.75, "absent: 30 % of the keys are absent", share)
    tap.equal(len(keys["extra"] - keys["regular"]), 10, "extra: ten further keys")
    types = {type(value) for r in records["extra"] for value in r.values()}
    tap.ok(
        {dict, list, str, int, float, bool, type(None)} <= types, "extra: values of all types", types
    )
    tap.equal(len(orders["two_shapes"]), 2, "two_shapes: two shapes")
    events = collections.Counter(r["event"] for r in records["events"])
    tap.ok(len(events) == 4 and min(events.values()) > N / 8, "events: four kinds", events)
    spaced = mean(line != line.replace(" :", ":").replace(": ", ":") for line in lines["spaces"])
    tap.ok(spaced > 0.9, "spaces: lines have white space", spaced)
    strings = [r[name] for r in records["escapes"] for name in ("station", "unit")]
    changed = mean(any(ord(c) > 126 or c in '\\"\n\t/' for c in s.replace("m/s", "")) for s in strings)
    tap.ok(0.2 < changed < 0.35, "escapes: 30 % of the strings", changed)
    whole = records["everything"]
    tap.ok(
        any("\\u" in line for line in lines["everything"])
        and len(orders["everything"]) > N / 2
        and any(isinstance(r.get("limits"), dict) for r in whole)
        and any(len(r["place"]) < 3 for r in whole),
        "everything: all of it at once",
    )


# ---- real files: the shared ones may be missing, so small ones of the same form are made here

REAL_FILES = {
    "flights-20k.json": '[{"date":"2001/01/01 00:47","delay":-66,"distance":1750,"origin":"DTW",'
    '"destination":"LAS"}]',
    "twitter.json": '{"statuses":[{"id":505874924095815681,"text":"\\u6771!","user":{"id":1,'
    '"screen_name":"abc","followers_count":7},"retweet_count":2,"lang":"ja"}]}',
    "amazon_cellphones.ndjson": '["asin","brand","title","url","image","rating","reviewUrl",'
    '"totalReviews","prices"]\n["B1","N","T","u","i",3.5,"r",14,""]\n["B2","N","T","u","i",4,"r",1,'
    '"$2"]\n',
}


def check_real(gen):
    folder = os.path.join(tap.T, "shared")
    os.makedirs(os.path.join(folder, "real"))
    for name, text in REAL_FILES.items():
        with open(os.path.join(folder, "real", name), "w", encoding="utf-8") as file:
            file.write(text)
    data = DataFiles(os.path.join(tap.T, "real"), gen, 7, folder)
    tap.equal(data.path("real.earthquakes", 1), None, "a real file that is missing is left out")
    tap.equal(
        data.sums("real.flights", 1, "all"),
        {
            "records": 1,
            "date_bytes": 16,
            "date_hash": sum((i + 1) * b for i, b in enumerate(b"2001/01/01 00:47")),
            "delay": -66,
            "distance": 1750,
            "origin_bytes": 3,
            "origin_hash": 68 + 2 * 84 + 3 * 87,
            "destination_bytes": 3,
            "destination_hash": 76 + 2 * 65 + 3 * 83,
        },
        "sums of the flights",
    )
    tweets = data.sums("real.tweets", 1, "all")
    tap.equal(
        [tweets[name] for name in ("id", "text_bytes", "screen_name_bytes", "followers_count")],
        [505874924095815681, 4, 3, 7],
        "sums of the tweets",
    )
    phones = data.sums("real.phones", 1, "all")
    tap.equal(
        [phones[name] for name in ("records", "rating", "reviews", "prices_hash")],
        [2, 7.5, 15, 36 + 2 * 50],
        "sums of the phones, without the line of names",
    )


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
        (8, "a peer is faster: b is 2.00 times as fast as rowcol"),
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


def one_table(own, peer, kept=()):
    rows = [row("rowcol", "self", own, "load_points"), row("a", "peer", peer, "load_points")]
    if kept:
        rows.append(row("a kept", "kept", kept, "load_points"))
    return report.Table(workloads.BY_NAME["load_points"], 1, rows)


def check_noise():
    for own, peer, winner, noise in (
        ([2, 2, 2, 2], [3, 3, 3, 3], "rowcol", False),
        ([3, 3, 3, 3], [2, 2, 2, 2], "a", False),
        ([2, 2, 3, 9], [2.5, 3, 3, 3], None, True),
        ([2, 2, 2, 9], [1, 3, 3, 3], None, True),
        ([2, 2, 2], [3, 3, 3], None, False),  # too few to know
    ):
        t = one_table(own, peer)
        found = t.winner().contender.name if t.winner() else None
        tap.equal(
            [found, "noise" in t.verdict(False)],
            [winner, noise],
            "the winner of %r and %r" % (own, peer),
        )
    t = one_table([3] * 4, [4] * 4, kept=[2] * 4)
    tap.equal(
        [t.best_peer.contender.name, t.winner().contender.name],
        ["a", "a kept"],
        "a kept parser is not the best peer, but can be the fastest",
    )
    tap.ok(
        t.verdict(False).endswith("; rowcol is 0.67 times as fast as a kept"),
        "rowcol is compared with it too",
        t.verdict(False),
    )


def check_threads():
    """One thread is never beside two without a mark."""
    work = workloads.BY_NAME["load_points"]
    one = [
        row("memcpy", "limit", [1], "load_points"),
        row("a", "peer", [3], "load_points"),
        row("b", "peer", [4], "load_points"),
    ]
    two = [
        row("rowcol", "self", [2], "load_points", threads=2),
        row("b", "peer", [5], "load_points", threads=2),
    ]
    results = report.Results(
        {**ABOUT, "commit": "abc", "memory": "large"},
        [r.contender for r in one + two],
        [(work, 1, one), (work, 2, two)],
        [],
        [],
    )
    line = publish.readme_line(results.table("load_points", 2), "t")
    tap.equal(line, "| t | 2 | rowcol 2,000,000 | a¹ 3,000,000 | b¹ 4,000,000 |", "in README.md")
    cells = results.markdown().splitlines()[-3].split(" | ")
    tap.equal(cells[3:5] + cells[6:7], ["2 s", "a, 3 s¹", "2.00¹"], "in doc/benchmarks.md")
    tap.ok("2.00¹" in results.text(), "in the tables of text", results.text())
    tap.ok(
        "commit     abc" in results.text() and "memory     large" in results.text(),
        "the tables name the commit and the memory",
    )
    record = json.loads(results.json())["results"][0]
    tap.equal(record["samples"], 1, "the JSON has the number of samples")


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
        row("rowcol", "self", [3e-5] * 4, "load_points"),
        row("Python __slots__", "peer", [6e-5] * 4, "load_points"),
        row("quick", "peer", [2e-5] * 4, "load_points"),
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
        "what is between the marks is replaced, and nothing else",
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
    gen = build("gen", ["gen.c", "irregular.c", "bench.c", "data.c", "kinds.c"])
    flags = os.environ["JANSSON_CFLAGS"].split()
    verify = build("verify", ["verify.c", "bench.c", "data.c"], *flags, "-ljansson")
    data = DataFiles(os.path.join(tap.T, "data"), gen, 7, None)
    check_points(data)
    check_mixed(data)
    check_quakes(data)
    check_irregular(data, gen)
    check_real(gen)
    check_large_pages()
    check_same()
    check_runner(data, verify)
    check_report()
    check_noise()
    check_threads()
    check_samples()
    check_before()
    check_publish()
    check_documents()
    check_series()
    tap.done()


main()
