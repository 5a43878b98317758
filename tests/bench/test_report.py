#!/usr/bin/env python3
"""The report: tables, charts and documents say what was measured, and nothing else."""
import json
import os
import sys
import xml.etree.ElementTree

sys.path[:0] = [
    os.path.join(os.environ["top_srcdir"], "tests", folder) for folder in ("bench", "cli")
]

import publish
import report
import tap
import workloads
from runner import Row
from testing import row


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


# ---- tables and charts


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


def check_read_again(results):
    again = report.Results.from_json(results.json())
    tap.ok(
        again.files() == results.files() and "INCOMPLETE" in again.text(),
        "tables and charts can be made again from the JSON",
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


# ---- documents


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


def main():
    check_report()
    check_noise()
    check_threads()
    check_publish()
    check_documents()
    tap.done()


main()
