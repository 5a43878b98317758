"""Public collections of CSV files: the verdict for each file is the one in the tables here and in doc/csv.md.

ROWCOL_CSV_SUITES is the folder with them (make csv-suites); what is not there is skipped.
"""

import glob
import json
import os

import tap

FOLDER = os.environ.get("ROWCOL_CSV_SUITES", "")
SPECTRUM = os.path.join(FOLDER, "node_modules", "csv-spectrum")
DATA = os.path.join(FOLDER, "csv-test-data")
OUT = os.path.join(tap.T, "out.ndjson")
SAME = "same"  # the records are those of the collection

# For each file SAME, or a part of the error.
SPECTRUM_FILES = {
    "comma_in_quotes": SAME, "empty": SAME, "empty_crlf": SAME, "escaped_quotes": SAME, "json": SAME,
    "location_coordinates": ":2:24: found a quote inside a field", "newlines": SAME, "newlines_crlf": SAME, "quotes_and_newlines": SAME, "simple": SAME,
    "simple_crlf": SAME, "utf8": SAME,
}
DATA_FILES = {
    "all-empty": SAME, "bad-header-less-fields": ":2:4: the record has 2 fields, expected 3",
    "bad-header-more-fields": ":2:7: the record has 4 fields, expected 3",
    "bad-header-no-header": "the input has no records: expected a header",
    "bad-header-wrong-header": ':1:1: column "qux" is not in the dtype',
    "bad-missing-quote": ":2:3: the quote is never closed",
    "bad-quotes-with-unescaped-quote": ":2:19: found ' ' after the closing quote", "bad-unescaped-quote": ":2:8: found a quote inside a field",
    "empty-field": SAME, "empty-one-column": SAME, "header-no-rows": SAME, "header-simple": SAME, "leading-space": SAME,
    "one-column": SAME, "quotes-empty": SAME, "quotes-with-comma": SAME, "quotes-with-escaped-quote": SAME,
    "quotes-with-newline": SAME, "quotes-with-space": SAME, "simple-crlf": SAME, "simple-lf": SAME,
    "trailing-newline-one-field": SAME, "trailing-newline": SAME, "trailing-space": SAME, "utf8": SAME,
}


def check(name, path, names, header, verdict, expected):
    run = tap.rowcol("load", path, "-d", ", ".join(f"{n}:str" for n in names), "--header", header, "-o", OUT, "-q")
    if verdict != SAME:
        tap.ok(run.returncode == 3 and verdict in run.stderr.decode(), f"{name}: is refused: {verdict}", run.stderr)
        return
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: loads")
    with open(OUT, encoding="utf-8") as file:
        tap.equal([json.loads(line) for line in file], expected, f"{name}: the records are those of the collection")


def parsed(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def files(folder):
    return {os.path.basename(path)[:-4] for path in glob.glob(os.path.join(folder, "*.csv"))}


def spectrum():
    if not os.path.isdir(SPECTRUM):
        tap.skip("csv-spectrum", "it is not there (make csv-suites)")
        return
    tap.equal(files(os.path.join(SPECTRUM, "csvs")), set(SPECTRUM_FILES), "csv-spectrum: the table has all files")
    for name, verdict in SPECTRUM_FILES.items():
        path = os.path.join(SPECTRUM, "csvs", name + ".csv")
        expected = parsed(os.path.join(SPECTRUM, "json", name + ".json")) if verdict == SAME else []
        names = list(expected[0]) if verdict == SAME else "abcd"
        check(f"csv-spectrum {name}", path, names, "yes" if verdict == SAME else "no", verdict, expected)


def data():
    if not os.path.isdir(os.path.join(DATA, "csv")):
        tap.skip("csv-test-data", "it is not there (make csv-suites)")
        return
    tap.equal(files(os.path.join(DATA, "csv")), set(DATA_FILES), "csv-test-data: the table has all files")
    for name, verdict in DATA_FILES.items():
        path = os.path.join(DATA, "csv", name + ".csv")
        expected = parsed(os.path.join(DATA, "json", name + ".json")) if verdict == SAME else []
        if "header-" in name:
            check(f"csv-test-data {name}", path, ["foo", "bar", "baz"], "yes", verdict, expected)
        else:
            names = "abc"[:len(expected[0])] if expected else "abc"
            check(f"csv-test-data {name}", path, names, "no", verdict, [dict(zip(names, row)) for row in expected])


spectrum()
data()
tap.done()
