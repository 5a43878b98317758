#!/usr/bin/env python3
"""Puts the results of a run into the documents: the tables of README.md and doc/benchmarks.md, and
the charts, tables and times in doc/benchmarks/.

    publish.py --top DIR --results FILE    FILE is results.json of a run
    publish.py --top DIR --check           do the documents agree with doc/benchmarks/results.json?

Everything between <!-- bench: begin --> and <!-- bench: end --> in the documents is replaced.
"""
import argparse
import os
import sys
import textwrap

import report
import workloads as table

BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->"

IN_MEMORY = (
    "rowcol",
    "rowcol columns",
    "NumPy",
    "pandas",
    "DuckDB",
    "ClickHouse",
    "Polars",
    "Python tuple",
    "Python __slots__",
    "Python class",
    "Python dict",
    "jansson",
)

# The charts of doc/benchmarks.md, besides those of the series.
CHARTS = (
    "load_points-1",
    "load_mixed-1",
    "load_points_array-1",
    "load_everything-1",
    "load_events-1",
    "load_earthquakes-1",
    "convert_points-2",
    "convert_mixed-2",
    "write_points-2",
    "write_mixed-2",
    "rows_to_columns-1",
    "columns_to_rows-1",
    "random_rows-1",
    "random_columns-1",
)


# ---- tables


def per_record(row):
    return report.significant(report.nanoseconds(row))


def plain(name):
    """A name that Markdown leaves as it is."""
    return name.replace("__", "\\_\\_")


def named(row, t):
    """With a mark when it was faster on one thread, or cannot use more; in bold when it is faster
    than all others by more than the noise.
    """
    mark = "¹" if row.threads < t.threads else ""
    text = "%s%s %s" % (plain(row.contender.name), mark, per_record(row))
    return "**%s**" % text if row is t.winner() else text


def readme_line(t, title):
    others = ", ".join(named(row, t) for row in t.others())
    return "| %s | %d | %s | %s | %s |" % (
        title,
        t.threads,
        named(t.own, t),
        named(t.best_peer, t),
        others,
    )


def readme_tables(results):
    """The tables of README.md with their titles, those that were measured."""
    for name, threads, title in table.README:
        t = results.table(name, threads)
        if t is not None and t.shown():
            yield t, title


def readme_table(results):
    lines = [
        "| workload | threads | rowcol | best peer | others |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    return lines + [readme_line(t, title) for t, title in readme_tables(results)]


def fewest_samples(results):
    return min(
        (len(row.samples) for t, _title in readme_tables(results) for row in t.shown()), default=0
    )


def memory_table(results, wanted=None):
    """Bytes a record, at the largest size that most have; of the contenders `wanted`, or all."""
    by_size = {}
    for row in results.memory:
        if row.samples and (wanted is None or row.contender.name in wanted):
            by_size.setdefault(row.n, []).append(row)
    most = max((len(rows) for rows in by_size.values()), default=0)
    n = max((n for n, rows in by_size.items() if len(rows) == most), default=None)
    if n is None:
        return []
    rows = sorted(by_size[n], key=report.resident_bytes)
    return [
        "",
        "A record of three int32 has 12 bytes. Resident memory for each of %s:" % report.count(n),
        "",
        "| " + " | ".join(plain(row.contender.name) for row in rows) + " |",
        "|" + " ---: |" * len(rows),
        "| " + " | ".join("%.1f" % report.resident_bytes(row) for row in rows) + " |",
    ]


def sizes(results):
    """How many records the workloads of README.md have."""
    return " or ".join(report.count(n) for n in sorted({t.n for t, _ in readme_tables(results)}))


def measured(results):
    a = results.about
    has_kept = any(t.best_kept for t, _title in readme_tables(results))
    return textwrap.wrap(
        "Nanoseconds a record, medians of at least %d runs, measured on %s with `%s` on %s "
        "(%d processors), %s, %s; each workload on %s records. rowcol is rows or columns, whichever "
        "is faster. The fastest of all is in bold, rowcol or not, when three quarters of its times "
        "are below three quarters of the times of each other: smaller differences are noise. ¹ on "
        "one thread: it cannot use more, or gains nothing by it.%s%s"
        % (
            fewest_samples(results),
            a["date"].split()[0],
            a["command"],
            a["processor"],
            a["processors"],
            a["system"],
            a["compiler"],
            sizes(results),
            "" if a.get("memory") else " In this run only rowcol had large "
            "pages, and peers were compiled for any processor.",
            ' "Kept": with a parser and a buffer that stay from one run to the next; all others make '
            "theirs in each run."
            if has_kept
            else "",
        ),
        100,
    )


def readme(results):
    return readme_table(results) + [""] + measured(results) + memory_table(results, IN_MEMORY)


def growth_tables(results):
    lines = []
    for workload in dict.fromkeys(row.workload for row in results.growth):
        rows = [row for row in results.growth if row.workload is workload]
        ns = sorted({row.n for row in rows})
        lines += [
            "",
            "### " + workload.title,
            "",
            "![ns a record](benchmarks/growth-%s.svg)" % workload.name,
            "",
            "| ns a record at n = | " + " | ".join(report.count(n) for n in ns) + " |",
            "| --- |" + " ---: |" * len(ns),
        ]
        for name in dict.fromkeys(row.contender.name for row in rows):
            mine = {
                row.n: per_record(row) for row in rows if row.contender.name == name and row.samples
            }
            lines.append("| %s | %s |" % (plain(name), " | ".join(mine.get(n, "-") for n in ns)))
    return lines


def document(results):
    head = ["```"] + results.head().splitlines() + ["```", ""]
    charts = results.charts()
    lines = head + ["## At a glance", ""] + results.markdown().splitlines() + ["", "## Charts", ""]
    lines += ["![%s](benchmarks/%s.svg)" % (name, name) for name in CHARTS if name + ".svg" in charts]
    lines += ["", "## Memory", "", "![memory](benchmarks/memory.svg)"] + memory_table(results)
    return lines + ["", "## Cost as the number of records grows"] + growth_tables(results)


# ---- files


def between(text, lines, path):
    """`text` with `lines` in place of what is between the marks."""
    start, end = text.find(BEGIN), text.find(END)
    if start < 0 or end < start:
        sys.exit("publish: %s has no place for results" % path)
    return text[: start + len(BEGIN)] + "\n".join([""] + lines + [""]) + "\n" + text[end:]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def documents(top, text):
    """{path: content} of everything that is made of the results in `text`."""
    results = report.Results.from_json(text)
    files = {}
    for name, lines in (("README.md", readme(results)), ("doc/benchmarks.md", document(results))):
        path = os.path.join(top, *name.split("/"))
        files[path] = between(read(path), lines, name)
    folder = os.path.join(top, "doc", "benchmarks")
    charts = results.charts()
    wanted = [name + ".svg" for name in CHARTS]
    wanted += ["growth-%s.svg" % name for name in table.GROWTH] + ["memory.svg"]
    files.update((os.path.join(folder, name), charts[name]) for name in wanted if name in charts)
    files[os.path.join(folder, "results.txt")] = results.text() + "\n"
    files[os.path.join(folder, "results.json")] = results.json()
    return files


def check(files):
    """The files whose content is different."""
    return [
        path for path, text in files.items() if not os.path.exists(path) or read(path) != text
    ]


def main():
    parser = argparse.ArgumentParser(description="Put results into the documents.")
    parser.add_argument("--top", required=True, help="top of the source tree")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--results", help="results.json of a run")
    what.add_argument("--check", action="store_true", help="write nothing; exit status 1 if stale")
    options = parser.parse_args()
    kept = os.path.join(options.top, "doc", "benchmarks", "results.json")
    files = documents(options.top, read(kept if options.check else options.results))
    if options.check:
        stale = check(files)
        for path in stale:
            print("publish: %s is not what the results say" % os.path.relpath(path, options.top))
        sys.exit(1 if stale else 0)
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    for path, text in files.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    print("publish: %d files written" % len(files))
    fewest = fewest_samples(report.Results.from_json(read(kept)))
    if fewest < table.README_SAMPLES:
        print("publish: README.md shows medians of %d samples; %d are the rule" % (
            fewest, table.README_SAMPLES))


if __name__ == "__main__":
    main()
