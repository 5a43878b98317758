"""CSV text with decimal comma, thousands separators and blanks around fields: what Python has written so is read with the
same values, its types are found, and what is written with a decimal comma Python reads."""

import csv
import io
import json
import os
import random
import re
import shlex
import struct
import subprocess

import tap

random.seed(4182)
OUT = os.path.join(tap.T, "out.ndjson")
N = 2000


def number(value, decimal, thousands):
    """What a spreadsheet shows: groups of three, and the fraction as short as it can be."""
    text = f"{value:,}" if thousands else str(value)
    return text.replace(".", "\0").replace(",", thousands).replace("\0", decimal)


def values():
    return [(random.choice([random.uniform(-1e7, 1e7), random.randrange(-10**9, 10**9) / 8, random.uniform(-1, 1)]),
             random.randrange(-2**62, 2**62) // 10**random.randrange(19), random.choice(["", " a ", "x;y", "é", "1,5"]))
            for _ in range(N)]


def blanks(delimiter):
    return "".join(random.choice(" \t".replace(delimiter, "")) for _ in range(random.randrange(3)))


def check(delimiter, decimal, thousands, trims):
    rows = values()
    name = f"delimiter {delimiter!r}, decimal {decimal!r}, thousands {thousands!r}, trim {trims}"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL if trims else csv.QUOTE_MINIMAL)
    writer.writerow(["f", "i", "s"])
    writer.writerows([number(f, decimal, thousands), number(i, decimal, thousands), s] for f, i, s in rows)
    text = out.getvalue()
    if trims:
        quoted = text.splitlines()
        text = "".join(delimiter.join(blanks(delimiter) + field + blanks(delimiter) for field in split(line, delimiter)) + "\n" for line in quoted)
    path = tap.write("local.csv", text)
    options = ["--decimal", decimal, *(["--thousands", thousands] if thousands else []), *(["--trim"] if trims else [])]
    expected = [{"f": f, "i": i, "s": s} for f, i, s in rows]
    for more in (["-j", "1"], ["-j", "8", "--delimiter", delimiter]):
        run = tap.rowcol("load", path, "-d", "f:f8, i:i8, s:str", "-o", OUT, "-q", *options, *more)
        tap.equal((run.returncode, run.stderr), (0, b""), f"{name}, {more}: loads")
        with open(OUT, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        tap.ok(found == expected, f"{name}, {more}: the values are the same",
               next((pair for pair in zip(found, expected) if pair[0] != pair[1]), ""))
    run = tap.rowcol("infer", path, "--to", "compact", *options)
    tap.equal((run.returncode, run.stdout.decode().strip()), (0, "f:f8, i:i8, s:str?"), f"{name}: the types are found")


def split(line, delimiter):
    """The fields of a line in which all are in quotes, with these."""
    return ['"' + field for field in line[1:].split(delimiter + '"')]


for delimiter, decimal, thousands in [(";", ",", "."), (";", ",", ""), (",", ".", ","), (",", ",", "."), ("\t", ".", "'"),
                                      ("|", ",", " "), (";", ",", "\u202f"), (",", ".", "_"), (",", ".", "")]:
    for trims in (False, True):
        check(delimiter, decimal, thousands, trims)

# --- each command that reads CSV text takes the options
path = tap.write("one.csv", " a ; b\n 1.234,5 ;x\n2,25;\ty\n")
OPTIONS = ["--decimal", ",", "--thousands", ".", "--trim"]
DTYPE = ["-d", "a:f8, b:S9"]
store = tap.store("one.npy", "a:f8, b:S9", [{"a": 1234.5, "b": "x"}, {"a": 2.25, "b": "y"}])
run = tap.rowcol("check", path, *DTYPE, *OPTIONS)
tap.equal((run.returncode, run.stderr), (0, b"rowcol: 2 records good, 0 rejected\n"), "check")
for args in (["table"], ["count", "a", "--where", "a > 1000"], ["hist", "a"], ["size"]):
    run = tap.rowcol(args[0], path, *args[1:], *DTYPE, *OPTIONS)
    same = tap.rowcol(args[0], store, *args[1:])
    tap.equal((run.returncode, run.stderr), (0, b""), f"{args[0]}: reads it")
    if args[0] == "size":
        command = re.search(r"rowcol load .*", run.stdout.decode().replace("\\\n", ""))[0]
        tap.ok("--decimal , --thousands . --trim" in command, "size: the command has the options", command)
        run = subprocess.run(["sh", "-c", "exec 2>&1; " + command.replace("rowcol", shlex.quote(tap.ROWCOL), 1)], cwd=tap.T, check=False, stdout=subprocess.PIPE)
        tap.equal(run.returncode, 0, "size: the command works")
    else:
        tap.equal(run.stdout.replace(b"one.csv", b"one.npy"), same.stdout, f"{args[0]}: as from a store file")
other = tap.write("other.csv", "a;b\n1234,5;x\n2,25;y\n")
run = tap.rowcol("diff", path, other, *DTYPE, *OPTIONS)
tap.equal((run.returncode, run.stdout, run.stderr), (0, b"2 equal\n", b""), "diff")
out = os.path.join(tap.T, "again.npy")
run = tap.rowcol("load", path, "-o", out, "-q", *OPTIONS)
tap.equal((run.returncode, run.stderr), (0, b""), "load with inference")

# --- without them the values are not numbers, and the message has the option that helps
for text, dtype, option in [('a\n"1,5"\n', "a:f8", "--decimal ,"), ('a\n"1,500"\n', "a:i4", "--thousands ,"),
                            ('a\n"1,234,567.5"\n', "a:f8", "--thousands ,"), ("a\n 5\n", "a:i4", "--trim")]:
    path = tap.write("hint.csv", text)
    run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-q")
    tap.ok(run.returncode == 3 and run.stderr.endswith(f" (or use {option})\n".encode()), f"{text!r}: {option} is suggested",
           run.stderr)
    run = tap.rowcol("load", path, "-d", dtype, "-o", OUT, "-q", *option.split())
    tap.equal((run.returncode, run.stderr), (0, b""), f"{text!r}: loads with {option}")
for text, dtype, options in [("a\n1.5\n", "a:f8", ["--decimal", ","]), ("a\nx,5\n", "a:f8", ["--delimiter", ";"]),
                             ("a\n1,5,2\n", "a:i4", ["--delimiter", ";"])]:
    run = tap.rowcol("load", tap.write("hint.csv", text), "-d", dtype, "-o", OUT, "-q", *options)
    tap.ok(run.returncode == 3 and run.stderr.endswith(b"or str)\n"), f"{text!r}: nothing else is suggested", run.stderr)

# --- writing
VALUES = [0.5, -1e300, 1e-7, 3.0, 1234567.25, float("inf"), float("nan")]
store = tap.npy("w.npy", "<f8", len(VALUES), struct.pack(f"<{len(VALUES)}d", *VALUES))
path = os.path.join(tap.T, "w.csv")
for args, delimiter in ((["--delimiter", ";"], ";"), (["-t", "tsv"], "\t"), (["--delimiter", "bar", "--quotes", "all"], "|")):
    run = tap.rowcol("csv", store, "-o", path, "--decimal", ",", *args)
    tap.equal((run.returncode, run.stderr), (0, b""), f"csv --decimal , {args}")
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row[0] for row in csv.reader(file, delimiter=delimiter, strict=True)][1:]
    tap.ok(not any("." in row for row in rows), f"{args}: no point")
    tap.equal([repr(float(row.replace(",", "."))) for row in rows], list(map(repr, VALUES)), f"{args}: the values")
    back = os.path.join(tap.T, "back.npy")
    run = tap.rowcol("load", path, "-d", "x:f8", "-o", back, "-q", "--decimal", ",", "--delimiter", delimiter)
    tap.equal((run.returncode, run.stderr, tap.read(back)[-8 * len(VALUES):]), (0, b"", tap.read(store)[-8 * len(VALUES):]),
              f"{args}: loads again")
run = tap.rowcol("convert", store, "-o", path, "-q", "--decimal", ",", "--delimiter", ";")
tap.equal((run.returncode, tap.read(path).split(b"\n")[1]), (0, b"0,5"), "convert --decimal ,")
run = tap.rowcol("csv", store, "--decimal", ",")
tap.ok(run.returncode == 2 and b"another delimiter, such as a semicolon" in run.stderr, "the delimiter must differ", run.stderr)

tap.done()
