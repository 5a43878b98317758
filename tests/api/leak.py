"""The report at exit finds a store that a program leaves, with its line; reports are valid JSON whose
rows add up."""

import json
import os
import re
import subprocess
import sys

TOP = os.environ["top_srcdir"]
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))

import tap  # noqa: E402 - found through the path above

PROGRAM = os.path.join(os.environ["top_builddir"], "tests", "api", "leak")
SOURCE = os.path.join(TOP, "tests", "api", "leak.c")


def run(*arguments, trace=None):
    """(exit status, standard output, standard error)."""
    environment = {name: value for name, value in os.environ.items() if name != "ROWCOL_TRACE"}
    # What the leak checker of a sanitizer prints is not meant here.
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    if trace is not None:
        environment["ROWCOL_TRACE"] = trace
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False,
                          env=environment)
    return done.returncode, done.stdout, done.stderr


def rows(table):
    """{name: (bytes, blocks)} of the lines of a table."""
    return {m[3]: (int(m[1]), int(m[2]))
            for m in re.finditer(r"^ *(\d+) +(\d+)  (.*)$", table, re.M)}


def test_leak():
    with open(SOURCE, encoding="utf-8") as file:
        line = next(n for n, text in enumerate(file, 1) if "/* the leak */" in text)
    status, out, err = run("leak", trace="exit")
    tap.equal((status, out), (0, ""), "the program runs")
    tap.ok(err.startswith("rowcol: still in use at exit:\n"), "a leak is reported", err)
    found = {name: value for name, value in rows(err).items() if f"leak.c:{line}" in name}
    tap.ok(len(found) == 1, f"the report has leak.c:{line}", err)
    for size, _ in found.values():
        tap.ok(4096 * 12 <= size < 4096 * 12 + 2000, "with the bytes of the store", size)
    tap.equal([name for name in rows(err) if "leak.c" in name and name not in found
               and f":{line}" in name], [], "and no other line of it")
    tap.equal(rows(err)["data"][1], 1, "one block of data is left")


def test_no_leak():
    tap.equal(run("clean", trace="exit"), (0, "", ""), "without a leak there is no report")
    tap.equal(run("leak"), (0, "", ""), "without the variable there is no report")
    tap.equal(run("leak", trace=""), (0, "", ""), "nor if it is empty")
    tap.equal(run("leak", trace="on"), (0, "", ""), "nor if it does not say exit")
    for wrong in ("of", "frames=x", "exit,", "frames=", "exit,frames=4x"):
        status, _, err = run("leak", trace=wrong)
        tap.equal((status, err.count("\n"), err[:22]), (0, 1, "rowcol: ROWCOL_TRACE: "),
                  f"ROWCOL_TRACE={wrong} is refused in one line")


def test_json():
    status, out, err = run("json", trace="on,frames=4")
    tap.equal((status, err), (0, ""), "the program prints reports")
    reports = [json.loads(line) for line in out.splitlines()]
    tap.equal([report["group"] for report in reports],
              [group for group in ("site", "tag", "kind", "dtype", "field", "stack") for _ in (1, 2)],
              "each group is there")
    for report in reports:
        what = report["group"]
        tap.equal(report["lost"], 0, f"{what}: nothing is lost")
        changed = sum(row["bytes_change"] for row in report["rows"])
        tap.equal(changed, report["bytes_change"], f"{what}: the rows add up to the change")
        blocks = sum(row["blocks_change"] for row in report["rows"])
        tap.equal(blocks, report["blocks_change"], f"{what}: so do the blocks")
    tags = [row["name"] for row in reports[2]["rows"]]
    tap.equal([name for name in tags if name.startswith("a ")],
              [r'a "tag"\\x0A\x1B[31m\xFF\u202E end'],
              "a tag is printable")
    fields = {row["name"]: row["bytes"] for row in reports[8]["rows"]}
    name = 'x of x:i4, a "name":f8'
    tap.ok(fields.get(name) == 40, "a field has its bytes", fields)


def main():
    if not os.path.exists(PROGRAM):
        tap.skip_all("the program was not built")
    test_leak()
    test_no_leak()
    test_json()
    tap.done()


main()
