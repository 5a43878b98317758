"""JSON text that is in another form than its name shows: found by its content, and told."""

import bz2
import gzip
import json
import os
import subprocess

import tap

OUT = os.path.join(tap.T, "out.npy")
RECORDS = [{"x": 1, "y": 2}, {"x": -3, "y": 4}]
LINES = "".join(json.dumps(r) + "\n" for r in RECORDS).encode()
ARRAY = json.dumps(RECORDS).encode()
PRETTY = json.dumps(RECORDS, indent=1).encode()
ARRAYS = b"[1,2]\n[-3,4]\n"
DTYPE = ["-d", "x:i4, y:i4"]
DOCUMENT = "rowcol: %s: by its content one JSON document: read with -f json\n"
EACH_LINE = "rowcol: %s: by its content a record in each line: read with -f ndjson\n"


def load(path, *options, stdin=None):
    """The records that are loaded, and what is said but for the counts; or status and message."""
    if os.path.exists(OUT):
        os.remove(OUT)
    run = tap.rowcol("load", path, "-o", OUT, *options, input=stdin)
    said = run.stderr.decode()
    if run.returncode != 0:
        return run.returncode, said
    back = tap.rowcol("json", OUT).stdout
    said = "".join(line + "\n" for line in said.splitlines() if " loaded, " not in line)
    return [json.loads(line) for line in back.splitlines()], said


# The name of the file, its bytes, what is said.
CASES = [
    ("x.ndjson", LINES, ""), ("x.json", ARRAY, ""), ("x.json", PRETTY, ""), ("x", LINES, ""),
    ("x.ndjson", ARRAY, DOCUMENT), ("x.jsonl", PRETTY, DOCUMENT), ("x", ARRAY, DOCUMENT),
    ("x.json", LINES, EACH_LINE), ("x.json", ARRAYS, EACH_LINE), ("x", ARRAYS, ""),
    ("x.ndjson", ARRAYS, ""),
]
for name, data, said in CASES:
    path = tap.write(name, data)
    expected = RECORDS, said % path if said else ""
    what = f"{name} of {len(data)} bytes, {said[11:40]!r}"
    tap.equal(load(path, *DTYPE), expected, f"{what}: load")
    tap.equal(load(path, *DTYPE, "-q"), (RECORDS, ""), f"{what}: load -q")
    tap.equal(load(path, *DTYPE, "-j", "3"), expected, f"{what}: three threads")
    if data is not ARRAYS:  # whose fields have no names
        tap.equal(load(path), expected, f"{what}: load without a dtype")
    for ending, compress in ("gz", gzip.compress), ("bz2", bz2.compress):
        packed = tap.write(f"{name}.{ending}", compress(data))
        tap.equal(load(packed, *DTYPE), (RECORDS, said % packed if said else ""), f"{what}: {ending}")
    for command in "check", "count", "table", "infer":
        run = tap.rowcol(command, path, *([] if command == "infer" else DTYPE),
                         *(["x"] if command == "count" else []))
        lines = [line for line in run.stderr.decode().splitlines(True) if " records good" not in line]
        tap.equal((run.returncode, "".join(lines)), (0, expected[1]), f"{what}: {command}")

# --- standard input has no name, and its records come in parts
for data, said in (LINES, ""), (ARRAY, DOCUMENT), (PRETTY, DOCUMENT), (ARRAYS, ""):
    tap.equal(load("-", *DTYPE, stdin=data), (RECORDS, said % "standard input" if said else ""),
              f"standard input of {len(data)} bytes")
    run = subprocess.run(["sh", "-c", 'head -c 9; sleep 0.1; cat'], input=data, capture_output=True,
                         check=True)
    tap.equal(run.stdout, data, "the parts are the whole")
    pipe = subprocess.Popen(["sh", "-c", 'head -c 9; sleep 0.2; cat'], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
    loader = subprocess.Popen([tap.ROWCOL, "load", "-", *DTYPE, "-o", OUT, "-q"], stdin=pipe.stdout)
    pipe.stdout.close()
    pipe.communicate(data)
    tap.equal(loader.wait(), 0, f"a pipe that stops in {len(data)} bytes")
    tap.equal([json.loads(r) for r in tap.rowcol("json", OUT).stdout.splitlines()], RECORDS,
              "its records")

# --- a form that is given is obeyed, and its error says the way out, which works
for path, given, other in (tap.write("a.ndjson", ARRAY), "ndjson", "json"), \
                          (tap.write("b.json", ARRAYS), "json", "ndjson"):
    status, said = load(path, *DTYPE, "-f", given)
    tap.ok(status == 3 and said.endswith(f"(use -f {other})\n"), f"-f {given} is obeyed", said)
    tap.equal(load(path, *DTYPE, "-f", other), (RECORDS, ""), f"-f {other} reads it")

# --- what the dtype decides
ONE = tap.write("one.json", b"[1,2]")
tap.equal(load(ONE, *DTYPE), ([RECORDS[0]], EACH_LINE % ONE), "an array that is one record")
tap.equal(load(ONE, "-d", "i4"), ([1, 2], ""), "an array of numbers that are records")
ONE = tap.write("one.ndjson", b"[1,2]")
tap.equal(load(ONE, *DTYPE), ([RECORDS[0]], ""), "the same in lines")
tap.equal(load(ONE, "-d", "2i4"), ([[1, 2]], ""), "the record is an array")
tap.equal(load(ONE, "-d", "i4"), ([1, 2], DOCUMENT % ONE), "the same, of numbers that are records")

# --- lines of a .json file: a bad one is skipped as one of an .ndjson file
bad = tap.write("bad.json", LINES + b'{"x":\n' + LINES)
status, said = load(bad, *DTYPE, "--on-error", "skip")
tap.ok(status == 1 and said.startswith(EACH_LINE % bad + "rowcol: 4 records loaded, 1 rejected\n"),
       "a bad line is skipped", said)

# --- a message for programs
run = tap.rowcol("load", tap.write("a.ndjson", ARRAY), *DTYPE, "-o", OUT, "--errors", "json")
tap.equal([json.loads(line)["event"] for line in run.stderr.splitlines()], ["message", "done"],
          "--errors json")

# --- what comes after an array that was found is not lost
for rest in b"x", b'{"x":5,"y":6}', b"\n[5,6]":
    path = tap.write("rest.ndjson", PRETTY + rest)
    status, said = load(path, *DTYPE)
    tap.ok(status == 3 and f"{path}:" in said.splitlines()[-1], f"an array and {rest!r}", said)

tap.done()
