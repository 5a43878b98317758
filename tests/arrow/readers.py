"""Arrow files that rowcol writes are opened by other implementations with the same values, and theirs by
rowcol: apache-arrow and flechette (JavaScript) and Polars (Rust).

ROWCOL_ARROW_READERS is the folder with their npm packages (see readers.sh); what is not there is skipped.
"""

import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

FOLDER = os.environ.get("ROWCOL_ARROW_READERS", "")
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readers.mjs")
READERS = {"apache-arrow": "apache-arrow", "flechette": "@uwdata/flechette", "polars": "nodejs-polars"}


def installed():
    return [name for name, package in READERS.items()
            if FOLDER and os.path.isdir(os.path.join(FOLDER, "node_modules", package))]


def node(*args):
    return subprocess.run(["node", SCRIPT, FOLDER, *args], capture_output=True, text=True, check=False)


def day(text):
    return text + "T00:00:00.000Z"


def numbers(count):
    chance = random.Random(1)
    return [{"i1": chance.randint(-128, 127), "u2": chance.randint(0, 65535),
             "i4": chance.randint(-2**31, 2**31 - 1), "f4": chance.randint(-1000, 1000) / 8,
             "f8": chance.uniform(-1e9, 1e9), "b": chance.random() < 0.5,
             "o": None if chance.random() < 0.3 else chance.randint(0, 9)} for _ in range(count)]


# Each: a name, a dtype, the records, and what a reader finds (None: the same).
CASES = [
    ("numbers", "i1:i1, u2:u2, i4:i4, f4:f4, f8:f8, b:bool, o:u1?", numbers(1000), None),
    ("long integers", "a:i8, b:u8",
     [{"a": -2**63, "b": 2**64 - 1}, {"a": 2**53 + 1, "b": 0}],
     [{"a": str(-2**63), "b": str(2**64 - 1)}, {"a": str(2**53 + 1), "b": "0"}]),
    ("strings", "s:str, o:str?",
     [{"s": text, "o": None if i % 2 else text}
      for i, text in enumerate(["", "a" * 12, "b" * 13, "\u00e9\u4e16\U0001f600", "c" * 100000])], None),
    ("times", "day:M8[D], time:M8[ms]",
     [{"day": "1969-12-31", "time": "2020-02-29T01:02:03.004"}],
     [{"day": day("1969-12-31"), "time": "2020-02-29T01:02:03.004Z"}]),
    ("nested", "p:{x:i4, q:{s:str, k:i2?}}, l:3i4",
     [{"p": {"x": i, "q": {"s": "s" * i, "k": None if i % 3 else i}}, "l": [i, -i, 0]}
      for i in range(40)], None),
    ("nullable structs", "p:{x:i4}?", [{"p": None}, {"p": {"x": 1}}, {"p": None}], None),
    ("no records", "x:i4, s:str", [], None),
    ("several batches", "n:i4, s:str", [{"n": i, "s": str(i) * 3} for i in range(100000)], None),
    ("many columns", ", ".join(f"c{i}:i4" for i in range(2000)),
     [{f"c{i}": i * k for i in range(2000)} for k in range(3)], None),
]

# What readers.mjs writes.
WRITTEN = [{"n": 1, "x": 0.5, "s": "", "b": True},
           {"n": -2, "x": -0.0, "s": "twelve bytes", "b": None},
           {"n": 3, "x": 1e300, "s": "thirteen byte", "b": False},
           {"n": 2147483647, "x": 3.0, "s": "d\u00e9j\u00e0 vu", "b": True}]
FORMS = {"apache-arrow": ["file", "stream", "file-dictionary", "stream-dictionary"],
         "flechette": ["file", "stream"],
         "polars": ["file", "file-lz4", "file-zstd", "stream", "stream-lz4", "stream-zstd"]}

# What an implementation cannot do.
LIMITS = {
    ("apache-arrow", "lz4"): "the program must register a codec",
    ("apache-arrow", "zstd"): "the program must register a codec",
    ("flechette", "lz4"): "the program must register a codec",
    ("flechette", "zstd"): "the program must register a codec",
    ("polars", "long integers"): "its rows have doubles",
    ("polars", "nullable structs"): "its rows show a null struct as one of nulls",
}


# Options of writing, tried with the strings.
OPTIONS = [["--strings", "large"], ["--strings", "view"], ["--compress", "lz4"], ["--compress", "zstd"]]


def check_options(name):
    case, dtype, records, _ = next(one for one in CASES if one[0] == "strings")
    lines = tap.write("in.ndjson", "".join(json.dumps(one) + "\n" for one in records))
    path = os.path.join(tap.T, "out.arrow")
    for option in OPTIONS:
        run = tap.rowcol("load", "-q", lines, "-d", dtype, "-o", path, *option)
        tap.equal((run.returncode, run.stderr), (0, b""), f"{case}, {' '.join(option)}: is written")
        what = f"{name} reads {case}, {' '.join(option)}"
        if (name, option[1]) in LIMITS:
            tap.skip(what, LIMITS[name, option[1]])
            continue
        found = node("read", name, path)
        rows = [json.loads(line) for line in found.stdout.splitlines()]
        tap.ok(found.returncode == 0 and rows == records, what, found.stderr[-600:] or str(rows)[:300])


def check_reading(name):
    for case, dtype, records, expected in CASES:
        if (name, case) in LIMITS:
            tap.skip(f"{name} reads {case}", LIMITS[name, case])
            continue
        lines = tap.write("in.ndjson", "".join(json.dumps(one) + "\n" for one in records))
        for ending in ("arrow", "arrows"):
            path = os.path.join(tap.T, "out." + ending)
            run = tap.rowcol("load", "-q", lines, "-d", dtype, "-o", path)
            tap.equal((run.returncode, run.stderr), (0, b""), f"{case}: is written as .{ending}")
            found = node("read", name, path)
            rows = [json.loads(line) for line in found.stdout.splitlines()]
            tap.ok(found.returncode == 0 and rows == (records if expected is None else expected),
                   f"{name} reads {case} in .{ending}",
                   found.stderr[-600:] or f"{str(rows)[:300]}")


def check_writing(name):
    for form in FORMS[name]:
        path = os.path.join(tap.T, f"{name}.{form}.arrow")
        made = node("write", name, form, path)
        if not tap.ok(made.returncode == 0, f"{name} writes a {form}", made.stderr[-600:]):
            continue
        run = tap.rowcol("json", path)
        rows = [json.loads(line) for line in run.stdout.splitlines()]
        tap.equal((run.stderr, repr(rows)), (b"", repr(WRITTEN)), f"a {form} of {name} is read")


def main():
    names = installed()
    if not names:
        tap.skip_all("no other implementation of Arrow is installed: make arrow-readers")
    for name in READERS:
        if name in names:
            check_reading(name)
            check_options(name)
            check_writing(name)
        else:
            tap.skip(name, "it is not installed")
    tap.done()


main()
