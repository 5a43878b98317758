"""CSV text against Python's csv module: random hostile records, made by its writer or by hand; the fields
are the same, or the record is one that RFC 4180 refuses. ROWCOL_CSV_RECORDS=100000 tries more."""

import csv
import io
import json
import os
import random
import subprocess

import tap

random.seed(4180)
RECORDS = int(os.environ.get("ROWCOL_CSV_RECORDS", "6000"))
BITS = ["a", "b", " ", "7", "-1", "é", "€", "\t", ";", "|", ",", '"', '""', "\n", "\r\n", "#", "'", "x" * 30, "NA"]
OUT = os.path.join(tap.T, "out.ndjson")
PIECES = os.path.join(os.environ["top_builddir"], "tests", "unit", "csv_pieces")


def field():
    return "".join(random.choice(BITS) for _ in range(random.randrange(5)))


def load(path, dtype, *args):
    run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-q", *args)
    with open(OUT, encoding="utf-8") as file:
        return run, [json.loads(line) for line in file]


def pieces(text, delimiter, rows, name):
    """The same records in pieces of any size and with any number of threads."""
    if not os.path.exists(PIECES):
        tap.skip(f"{name}: in pieces", "tests/unit/csv_pieces is not built")
        return
    run = subprocess.run([PIECES, tap.write("pieces.csv", text), OUT, delimiter, str(len(rows[0]))], capture_output=True,
                         check=False)
    tap.equal((run.returncode, run.stdout), (0, b""), f"{name}: in pieces down to a byte, with 1 to 16 threads")
    with open(OUT, encoding="utf-8") as file:
        found = [["" if v is None else v for v in json.loads(line).values()] for line in file]
    tap.ok(found == rows, f"{name}: in pieces, {len(rows)} records as Python has them")


def well_formed(delimiter, quoting, terminator, n, columns):
    """What csv.writer writes: each field comes back."""
    rows = [[field() for _ in range(columns)] for _ in range(n)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=terminator).writerows(rows)
    names = "abcd"[:columns]
    path = tap.write("in.csv", delimiter.join(names) + terminator + out.getvalue())
    run, found = load(path, ",".join(f"{name}:str" for name in names), "--delimiter", delimiter)
    name = f"delimiter {delimiter!r}, quoting {quoting}, {terminator!r}, {columns} columns"
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: loads")
    pieces(out.getvalue(), delimiter, rows, name)
    # csv.writer puts an empty line for a record of one empty field in quotes: all are there
    tap.ok([list(r.values()) for r in found] == rows, f"{name}: {n} records as Python has them",
           next((pair for pair in zip(map(lambda r: list(r.values()), found), rows) if pair[0] != pair[1]), ""))


def is_strict(text, delimiter, columns):
    """The fields of one record by Python's strict reader and the rules that it does not have, or None."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 and len(rows[0]) == columns else None


def hostile(n):
    """Lines of any bytes without line breaks inside: each is taken as Python takes it, or rejected."""
    lines = []
    for _ in range(n):
        line = "".join(random.choice([",", ",", '"', '""', "a", "b", " ", "é", "1"]) for _ in range(random.randrange(1, 9)))
        # a quote that is open at the end of the line would take the lines after it
        if line.count('"') % 2 == 0 and not open_at_end(line):
            lines.append(line)
    path = tap.write("hostile.csv", "".join(line + "\n" for line in lines))
    rejects = os.path.join(tap.T, "rejects.ndjson")
    run, found = load(path, "a:str,b:str,c:str", "--header", "no", "--delimiter", ",", "--on-error", "skip",
                      "--rejects", rejects)
    with open(rejects, encoding="utf-8") as file:
        bad = [(r["line"], r["text"]) for r in map(json.loads, file)]
    expected, expected_bad = [], []
    for number, line in enumerate(lines, 1):
        fields = is_strict(line, ",", 3)
        inner = any('"' in part for part in unquoted_parts(line))
        if fields is None or inner:
            expected_bad.append((number, line))
        else:
            expected.append(fields)
    tap.equal(run.returncode, 1, "records are rejected")
    tap.ok([list(r.values()) for r in found] == expected, f"{len(expected)} good records of {len(lines)}")
    tap.ok(bad == expected_bad, f"{len(expected_bad)} bad records, with their lines and text",
           next((pair for pair in zip(bad, expected_bad) if pair[0] != pair[1]), ""))


def open_at_end(line):
    state = "start"
    for c in line:
        if state == "in":
            state = "after" if c == '"' else "in"
        elif c == '"' and state in ("start", "after"):
            state = "in"
        elif c == ",":
            state = "start"
        else:
            state = "plain"
    return state == "in"


def unquoted_parts(line):
    """The fields that do not begin with a quote; Python keeps quotes in them."""
    parts, part, state = [], "", "start"
    for c in line + ",":
        if state == "in":
            state = "after" if c == '"' else "in"
        elif c == '"' and state in ("start", "after"):
            state = "in"
            part = None
        elif c == ",":
            if part is not None:
                parts.append(part)
            part, state = "", "start"
        else:
            part = part if part is None else part + c
            state = "plain"
    return parts


SETUPS = [(d, q, t, c) for d in ",;\t|" for q in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL) for t in ("\n", "\r\n")
          for c in (2, 4)]
for setup in SETUPS:
    well_formed(*setup[:3], max(RECORDS // len(SETUPS), 1), setup[3])
hostile(RECORDS)

# found by itself: the delimiter and the header
for delimiter in ",;\t|":
    path = tap.write("found.csv", f"id{delimiter}name\n1{delimiter}a\n2{delimiter}b\n")
    run, found = load(path, "id:i4, name:str")
    tap.equal((run.returncode, found), (0, [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]),
              f"the delimiter {delimiter!r} is found")

# inference: what Python makes of each column
SAMPLES = [
    ("1\n2\n300\n", "i2"), ("1\n2.5\n", "f8"), ("007\n12\n", "str"), (f"{2**70}\n1\n", "str"), ("1\nabc\n", "str"),
    ("true\nFalse\n", "bool"), ("2020-01-01\n1\n", "str"), (f"{2**53 + 1}\n0.5\n", "str"), ("1e400\n1\n", "str"),
    ("nan\n1\n", "f8"), (f"{2**64 - 1}\n", "u8"), ("+5\n1\n", "str"), ("-0\n1\n", "i1"),
]
for text, kind in SAMPLES:
    path = tap.write("infer.csv", "k,v\n" + "".join(f"1,{line}\n" for line in text.splitlines()))
    run = tap.rowcol("infer", path, "--to", "compact")
    tap.equal((run.returncode, run.stdout.decode().strip()), (0, f"k:i1, v:{kind}"), f"{text!r} is {kind}")
path = tap.write("null.csv", "p.x,p.y,s\n1,,a\n2,3,\n")
run = tap.rowcol("infer", path, "--to", "compact")
tap.equal((run.returncode, run.stdout.decode().strip()), (0, "p:{x:i1, y:i1?}, s:str?"), "dotted names and null")
path = tap.write("texts.csv", "a,b\nx,y\nz,w\n")
run = tap.rowcol("infer", path)
tap.ok(run.returncode == 3 and b"--header yes or --header no" in run.stderr, "a header of a file of text is asked for",
       run.stderr)
for header, expected in (("yes", "a:str, b:str"), ("no", "f0:str, f1:str")):
    run = tap.rowcol("infer", path, "--to", "compact", "--header", header)
    tap.equal((run.returncode, run.stdout.decode().strip()), (0, expected), f"--header {header}")

tap.done()
