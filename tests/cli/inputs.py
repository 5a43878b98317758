"""What rowcol load reads: lines, arrays, several inputs, standard input, FIFOs; and its options."""

import json
import os
import subprocess
import threading

import tap

OUT = os.path.join(tap.T, "out.npy")
XY = "x:i4, y:i4"


def load(*args, dtype=XY, **options):
    """Loads, and returns (status, records) with the records as rowcol json writes them."""
    if os.path.exists(OUT):
        os.remove(OUT)
    run = tap.rowcol("load", *args, "-d", dtype, "-o", OUT, "-q", **options)
    if run.returncode != 0:
        return run.returncode, run.stderr.decode()
    back = tap.rowcol("json", OUT)
    return run.returncode, [json.loads(line) for line in back.stdout.splitlines()]


ONE = {"x": 1, "y": 2}
TWO = {"x": -3, "y": 4}

# The name of the case, the file's name, its bytes, the records, options.
CASES = [
    ("lines", "in.ndjson", b'{"x":1,"y":2}\n{"x":-3,"y":4}\n', [ONE, TWO], []),
    ("lines, another ending", "in.jsonl", b'{"x":1,"y":2}\n{"x":-3,"y":4}\n', [ONE, TWO], []),
    ("no newline at the end", "in.ndjson", b'{"x":1,"y":2}\n{"x":-3,"y":4}', [ONE, TWO], []),
    ("CRLF", "in.ndjson", b'{"x":1,"y":2}\r\n{"x":-3,"y":4}\r\n', [ONE, TWO], []),
    ("empty lines", "in.ndjson", b'\n{"x":1,"y":2}\n\n \t\r\n{"x":-3,"y":4}\n\n', [ONE, TWO], []),
    ("a byte order mark", "in.ndjson", b'\xef\xbb\xbf{"x":1,"y":2}\n{"x":-3,"y":4}\n', [ONE, TWO],
     []),
    ("spaces", "in.ndjson", b' { "x" : 1 , "y" : 2 } \n\t{\t"x":-3,"y"\t:4}', [ONE, TWO], []),
    ("keys in any order", "in.ndjson", b'{"y":2,"x":1}\n{"x":-3,"y":4}\n', [ONE, TWO], []),
    ("escaped keys", "in.ndjson", b'{"\\u0079":2,"\\u0078":1}\n', [ONE], []),
    ("records as arrays", "in.ndjson", b"[1,2]\n[-3,4]\n", [ONE, TWO], []),
    ("an empty file of lines", "in.ndjson", b"", [], []),
    ("only a byte order mark", "in.ndjson", b"\xef\xbb\xbf", [], []),
    ("one array", "in.json", b'[{"x":1,"y":2},{"x":-3,"y":4}]', [ONE, TWO], []),
    ("one array over lines", "in.json", b'[\n{"x":1,\n"y":2}\n,\n{"x":-3,"y":4}\n]\n', [ONE, TWO],
     []),
    ("one array with a mark", "in.json", b'\xef\xbb\xbf[{"x":1,"y":2}]', [ONE], []),
    ("an array of arrays", "in.json", b"[[1,2],[-3,4]]", [ONE, TWO], []),
    ("an empty array", "in.json", b"[]", [], []),
    ("an array below a root", "in.json", b'{"n":[0],"a":{"b":[{"x":1,"y":2}]},"z":{"b":[]}}', [ONE],
     ["--root", "/a/b"]),
    ("a root with escapes", "in.json", b'{"a/b~c":[{"x":1,"y":2}]}', [ONE], ["--root", "/a~1b~0c"]),
    ("a root by number", "in.json", b'[[[9]],[[1,2],[-3,4]]]', [ONE, TWO], ["--root", "/1"]),
    ("the empty root", "in.json", b'[{"x":1,"y":2}]', [ONE], ["--root", ""]),
    ("extra keys ignored", "in.ndjson",
     b'{"q":"}","x":1,"r":[{"x":5}],"y":2}\n{"x":-3,"y":4,"x2":null}\n', [ONE, TWO],
     ["--extra", "ignore"]),
    ("extra values ignored", "in.ndjson", b'[1,2,{"a":[]}]\n[-3,4]\n', [ONE, TWO],
     ["--extra", "ignore"]),
    ("missing fields zero", "in.ndjson", b'{"x":1,"y":2}\n{"y":4}\n{}\n[7]\n',
     [ONE, {"x": 0, "y": 4}, {"x": 0, "y": 0}, {"x": 7, "y": 0}], ["--missing", "zero"]),
    ("a format by name", "in.txt", b'{"x":1,"y":2}\n', [ONE], ["--from", "ndjson"]),
    ("a short form of an option", "in.txt", b'[{"x":1,"y":2}]', [ONE], ["--fr=json"]),
    ("a format other than that of the name", "in.json", b'{"x":1,"y":2}\n{"x":-3,"y":4}\n', [ONE, TWO],
     ["-f", "ndjson"]),
    ("the last option counts", "in.ndjson", b'{"x":1,"y":2,"z":3}\n', [ONE],
     ["--extra", "error", "--extra", "ignore"]),
    ("a long record", "in.ndjson", b'{"x":1,' + b" " * 1000000 + b'"y":2}\n{"x":-3,"y":4}\n',
     [ONE, TWO],
     []),
    ("a record as long as --max-record", "in.ndjson", b'{"x":1,"y":2}\n', [ONE],
     ["--max-record", "4K"]),
]
for name, file, data, records, options in CASES:
    for threads in "1", "2":
        path = tap.write(file, data)
        tap.equal(load(path, *options, "-j", threads), (0, records), f"{name} (-j {threads})")

# --- nested
NESTED = [{"id": "a", "p": {"x": 1, "q": [1.5, -2.0]}},
          {"id": "", "p": {"x": 0, "q": [0.0, 1e300]}}]
path = tap.write("in.ndjson", "\n".join(map(json.dumps, NESTED)))
tap.equal(load(path, dtype="id:S4, p:{x:i8, q:2f8}"), (0, NESTED), "nested structs and arrays")

# --- several inputs
a = tap.write("a.ndjson", b'{"x":1,"y":2}\n')
b = tap.write("b.json", b'[{"x":-3,"y":4}]')
empty = tap.write("empty.ndjson", b"")
tap.equal(load(a, b, empty, a), (0, [ONE, TWO, ONE]), "several inputs, one after the other")
tap.equal(load(empty, a), (0, [ONE]), "the first of several is empty")
bad = tap.write("bad.ndjson", b'{"x":1,"y":2}\n{"x":1}\n')
status, line = load(a, bad, b)
tap.ok(status == 3 and line.startswith(f"rowcol: {bad}:2:7: "), "several inputs: which one is bad",
       line)
tap.equal(tap.read(OUT), None, "several inputs: nothing is written")
none = tap.T + "/none.ndjson"
status, line = load(a, none)
tap.equal((status, line), (4,
                           f"rowcol: {none}: cannot open it: No such file or directory\n"),
          "several inputs: one is not there")

# --- options after operands, and "--"
run = tap.rowcol("load", a, "-d", XY, b, "-o", OUT, "-q")
tap.equal((run.returncode, run.stderr), (0, b""), "options between operands")
dashed = tap.write("-in.ndjson", b'{"x":1,"y":2}\n')
run = tap.rowcol("load", "-d", XY, "-o", "out.npy", "-q", "--", "-in.ndjson", cwd=tap.T)
tap.equal((run.returncode, run.stderr), (0, b""), "an operand with a dash after --")

# --- the dtype
dtype = tap.write("xy.dtype", "x:i4,\n y:i4\n")
tap.equal(load(a, dtype="@" + dtype), (0, [ONE]), "-d @FILE")
tap.equal(load(a, dtype="[('x', '<i4'), ('y', '<i4')]"), (0, [ONE]), "-d in NumPy's notation")
run = tap.rowcol("load", a, "-d", "x:i1, y:i4", "--align", "-o", OUT, "-q")
info = json.loads(tap.rowcol("info", OUT, "--json").stdout)
tap.equal((run.returncode, info["itemsize"], info["offsets"]), (0, 8, [0, 4]), "--align")

# --- a store file has its own dtype
store = os.path.join(tap.T, "store.npy")
tap.rowcol("load", a, b, "-d", XY, "-o", store)
run = tap.rowcol("load", store, store, "-o", OUT)
tap.equal((run.returncode, run.stderr), (0, b"rowcol: 4 records loaded, 0 rejected\n"),
          "store files as input need no dtype")
run = tap.rowcol("load", store, "-d", "x:i8, y:i8", "-o", OUT)
tap.ok(run.returncode == 2 and b"dtype" in run.stderr, "a store file of another dtype is refused",
       run.stderr)
run = tap.rowcol("load", store, "-d", XY, "--missing", "zero", "-o", OUT)
tap.equal(run.returncode, 2, "an option that the format has no use for is refused")

# A missing field: null if it is nullable, in the output that can hold it; refused otherwise.
lines = tap.write("null.ndjson", b'{"x":1,"y":2}\n{"y":3}\n')
run = tap.rowcol("load", lines, "-d", "x:i4?, y:i4", "--missing", "null", "-t", "ndjson", "-o", "-")
tap.equal((run.returncode, run.stdout), (0, b'{"x":1,"y":2}\n{"x":null,"y":3}\n'),
          "a missing nullable field is null")
run = tap.rowcol("load", lines, "-d", "x:i4, y:i4?", "--missing", "null", "-t", "ndjson", "-o", "-")
tap.ok(run.returncode == 3 and b'field "x"' in run.stderr,
       "a missing field that is not nullable is refused", run.stderr)

# Several inputs need one dtype: the message shows the first difference.
for wide, field, found in [
    ("x:i8, y:i4", "x", ["<i8", "<i4"]),
    ("x:i4, y:f4", "y", ["<f4", "<i4"]),
    ("x:i4, z:i4", None, ["z", "y"]),
    ("x:i4", "y", []),
    ("x:i4, y:i4, w:i1", "w", []),
]:
    other = os.path.join(tap.T, "other.npy")
    tap.rowcol("load", "-", "-f", "ndjson", "-d", wide, "-o", other, input=b"")
    run = tap.rowcol("load", store, other, "-o", OUT)
    line = run.stderr.decode()
    start = f"rowcol: {other}: " + (f'field "{field}": ' if field else "")
    tap.ok(run.returncode == 3 and line.startswith(start) and line.count("\n") == 1
           and all(part in line for part in found) and f"unlike {store}, the first input" in line,
           f"inputs of different dtypes: {wide}", line)

# --- standard input
data = b'{"x":1,"y":2}\n{"x":-3,"y":4}\n'
tap.equal(load("-", "-f", "ndjson", input=data), (0, [ONE, TWO]), "standard input, a pipe")
with open(a, "rb") as file:
    tap.equal(load("-", "-f", "ndjson", stdin=file), (0, [ONE]), "standard input, a file")
with open(a, "rb") as file:
    file.seek(len(b'{"x":1,"y":2}\n'))
    tap.equal(load("-", b, "-f", "ndjson", stdin=file)[0], 3, "a format stands for all inputs")
tap.equal(load(a, "-", b, input=data[14:]), (0, [ONE, TWO, TWO]), "standard input among files")
run = tap.rowcol("load", "-", "-d", XY, "-o", OUT, "-f", "ndjson", input=b'{"x":1}\n')
tap.ok(run.returncode == 3 and run.stderr.startswith(b"rowcol: standard input:1:7: field \"y\": "),
       "standard input in an error", run.stderr)
closed = subprocess.run(["/bin/sh", "-c", 'exec "$0" "$@" <&-', tap.ROWCOL, "load", "-", "-d", XY,
                         "-o", OUT,
                         "-f", "ndjson"], capture_output=True, check=False)
tap.equal((closed.returncode, closed.stderr),
          (4, b"rowcol: standard input: cannot read: Bad file descriptor\n"),
          "standard input is closed")

# --- a FIFO
fifo = os.path.join(tap.T, "fifo.ndjson")
os.mkfifo(fifo)


def feed():
    with open(fifo, "wb") as file:
        for _ in range(20000):
            file.write(data)


feeder = threading.Thread(target=feed)
feeder.start()
status, records = load(fifo)
feeder.join()
tap.equal((status, len(records), records[:2]), (0, 40000, [ONE, TWO]), "a FIFO")

# --- what cannot be read
for name, path, why in [
    ("no such file", tap.T + "/none.ndjson", "cannot open it: No such file or directory"),
    ("a directory", tap.T, "cannot read it: Is a directory"),
    ("below a file", a + "/x.ndjson", "cannot open it: Not a directory"),
]:
    run = tap.rowcol("load", path, "-d", XY, "-f", "ndjson", "-o", OUT)
    tap.equal((run.returncode, run.stderr.decode()), (4, f"rowcol: {path}: {why}\n"), name)
os.chmod(a, 0)
if os.access(a, os.R_OK):
    tap.skip("a file that may not be read", "the superuser may read all")
else:
    run = tap.rowcol("load", a, "-d", XY, "-o", OUT)
    tap.equal((run.returncode, run.stderr.decode()),
              (4, f"rowcol: {a}: cannot open it: Permission denied\n"),
              "a file that may not be read")
os.chmod(a, 0o600)

# --- the counts
run = tap.rowcol("load", a, b, "-d", XY, "-o", OUT)
tap.equal(run.stderr, b"rowcol: 2 records loaded, 0 rejected\n", "the counts are reported")

# A line break in a name does not break the line of an error.
path = tap.write("new\nline.ndjson", b"{}\n")
run = tap.rowcol("load", path, "-d", XY, "-o", OUT)
tap.equal((run.returncode, run.stderr.count(b"\n")), (3, 1), "a newline in a file's name")
tap.ok(b"new\\x0Aline.ndjson:1:2: " in run.stderr, "a newline in a file's name is shown",
       run.stderr)

tap.done()
