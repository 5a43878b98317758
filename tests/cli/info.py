"""rowcol info: a store file described as text, as JSON and as a C header."""

import json
import os
import re

import tap

IN = tap.write("in.ndjson", b'{"x":1,"y":2.5,"who":{"name":"a"}}\n' * 3)
OUT = os.path.join(tap.T, "out.npy")
DTYPE = "x:i4, y:f8, who:{name:S3}"


def info(*args, **options):
    run = tap.rowcol("info", *args, **options)
    name = " ".join(["info", *args]).replace(tap.T, "")
    tap.equal((run.returncode, run.stderr), (0, b""), f"{name}: succeeds")
    return run.stdout.decode()


tap.rowcol("load", IN, "-d", DTYPE, "-o", OUT)
size = os.path.getsize(OUT)
text = info(OUT)
lines = dict(re.findall(r"^(\w+) +(.*)$", text, re.MULTILINE))
tap.equal(lines["file"], OUT, "info: the file")
tap.equal(lines["size"], f"{size} bytes", "info: its size")
tap.equal(lines["records"], "3", "info: the records")
tap.ok("\nitemsize  15 bytes a record\n" in text, "info: bytes a record", text)
tap.equal(lines["layout"], "rows, packed", "info: the layout")
tap.equal(lines["compact"], DTYPE, "info: the compact notation")
tap.equal(lines["numpy"], "[('x', '<i4'), ('y', '<f8'), ('who', [('name', '|S3')])]",
          "info: NumPy's notation")
tap.ok(lines["comma"].startswith("(not possible: "), "info: a notation that cannot express it", text)
table = tap.rowcol("dtype", DTYPE).stdout.decode()
tap.ok(text.endswith("\n\n" + table), "info: ends with the table of rowcol dtype", text)

found = json.loads(info(OUT, "--json"))
dtype = json.loads(tap.rowcol("dtype", DTYPE, "--json").stdout)
tap.equal({key: found.get(key) for key in dtype}, dtype, "info --json: the keys of dtype --json")
tap.equal([found[key] for key in ("file", "size", "records", "layout")], [OUT, size, 3, "rows"],
          "info --json: file, size, records, layout")
tap.equal((found["notations"]["compact"], found["notations"]["comma"]), (DTYPE, None),
          "info --json: notations")

tap.rowcol("load", IN, "-d", DTYPE, "-o", OUT, "--align")
tap.equal(json.loads(info(OUT, "--json"))["itemsize"], 24, "info: a padded record")
tap.ok("layout    rows, with padding\n" in info(OUT), "info: a padded layout")
empty = tap.write("empty.ndjson", b"")
tap.rowcol("load", empty, "-d", DTYPE, "-o", OUT)
tap.equal(json.loads(info(OUT, "--json"))["records"], 0, "info: no records")
other = tap.write("other.dat", tap.read(OUT))
tap.equal(json.loads(info(other, "--json"))["records"], 0, "info: a file of any name")
tap.equal(json.loads(info(other, "-f", "npy", "--json"))["records"], 0, "info -f")
with open(OUT, "rb") as file:
    tap.equal(json.loads(info("-", "--json", stdin=file))["size"], len(tap.read(OUT)),
              "info: standard input")

tap.rowcol("load", IN, "-d", DTYPE, "-o", OUT)
whole = tap.read(OUT)
for name, data, status in [
    ("truncated data", whole[:-1], 3),
    ("truncated header", whole[:40], 3),
    ("an empty file", b"", 3),
    ("another file", b"PK\x03\x04" + bytes(100), 3),
]:
    path = tap.write("broken.npy", data)
    for command in "info", "json":
        run = tap.rowcol(command, path)
        line = run.stderr.decode()
        tap.ok(run.returncode == status and line.startswith(f"rowcol: {path}: ")
               and line.count("\n") == 1 and run.stdout == b"",
               f"{command}: {name}", f"{run.returncode} {line}")
for command in "info", "json":
    run = tap.rowcol(command, tap.T + "/none.npy")
    tap.ok(run.returncode == 4 and run.stderr.endswith(b": No such file or directory\n"),
           f"{command}: no such file", run.stderr)
    run = tap.rowcol(command, tap.T)
    tap.ok(run.returncode in (2, 4) and run.stderr.count(b"\n") == 1, f"{command}: a directory",
           run.stderr)
run = tap.rowcol("info", IN)
tap.ok(run.returncode == 2 and b"dtype" in run.stderr, "info: text is not a store file", run.stderr)

tap.done()
