"""rowcol dtype: the table, the other notations, --json compared with NumPy, the caret under a mistake."""

import json
import os
import subprocess

import tap

try:
    import numpy
except ImportError:
    numpy = None

# A dtype in the compact notation, and the same as an argument of numpy.dtype.
SPECS = [
    ("x:i4, y:i4, z:i4", [("x", "<i4"), ("y", "<i4"), ("z", "<i4")]),
    ("i4, f8", [("f0", "<i4"), ("f1", "<f8")]),
    ("[('x', '<i4'), ('p', '<f8', (3,))]", [("x", "<i4"), ("p", "<f8", (3,))]),
    ("a:i1, b:f8, c:i2", [("a", "i1"), ("b", "<f8"), ("c", "<i2")]),
    ("a:bool, b:u1, c:u2, d:u4, e:u8, f:f2, g:f4",
     [("a", "?"), ("b", "u1"), ("c", "<u2"), ("d", "<u4"), ("e", "<u8"), ("f", "<f2"),
      ("g", "<f4")]),
    ("s:S5, u:U3, v:V2, t:M8[ns], d:m8[25s]",
     [("s", "S5"), ("u", "<U3"), ("v", "V2"), ("t", "<M8[ns]"), ("d", "<m8[25s]")]),
    ("x:>i4, y:>f8", [("x", ">i4"), ("y", ">f8")]),
    ("who:{name:S8, age:i1}, id:u8", [("who", [("name", "S8"), ("age", "i1")]), ("id", "<u8")]),
    ("c:c8, z:c16", [("c", "<c8"), ("z", "<c16")]),
    ("é:i4, 日本:f8", [("é", "<i4"), ("日本", "<f8")]),
]

TABLE = """\
field     type   kind        offset  size  padding
a         i1     int8             0     1        7
p         3f8    float64[3]       8    24        0
who       {...}  struct          32     9        7
who.name  S8     bytes           32     8        0
who.age   i1?    int8            40     1        0
itemsize 48, alignment 8, padding 14
"""


def as_json(descr):
    """NumPy's descr as JSON: arrays for tuples."""
    return json.loads(json.dumps(descr))


def out(*args, **options):
    run = tap.rowcol("dtype", *args, **options)
    tap.equal((run.returncode, run.stderr), (0, b""), f"dtype {' '.join(args)}: succeeds")
    return run.stdout.decode()


# --- compared with NumPy
for spec, numpy_spec in SPECS:
    for align in [], ["--align"]:
        name = " ".join(["dtype", spec, *align])
        found = json.loads(out(spec, "--json", *align))
        if numpy is None:
            tap.skip(f"{name} --json: as NumPy", "no Python with NumPy")
            continue
        dtype = numpy.dtype(numpy_spec, align=bool(align))
        tap.equal(found, {"names": list(dtype.names),
                          "offsets": [dtype.fields[field][1] for field in dtype.names],
                          "itemsize": dtype.itemsize,
                          "alignment": dtype.alignment,
                          "descr": as_json(dtype.descr)}, f"{name} --json: as NumPy")

found = json.loads(out("i4", "--json"))
tap.equal(found, {"names": None, "offsets": None, "itemsize": 4, "alignment": 4,
                  "descr": [["", "<i4"]]}, "dtype i4 --json: no names, no offsets")
found = json.loads(out("3i4", "--json"))
tap.equal(found["descr"], [["", "<i4", [3]]], "dtype 3i4 --json: a descr with a shape")
for spec in "x:str", "x:i4?", "who:{x:i4?}":
    tap.equal(json.loads(out(spec, "--json"))["descr"], None, f"dtype {spec} --json: no descr")

# --- the table
tap.equal(out("a:i1, p:3f8, who:{name:S8, age:i1?}", "--align"), TABLE, "dtype: the table")
lines = out("é:i4, longer:f8").splitlines()
tap.ok(len({len(line) for line in lines[:-1]}) == 1, "dtype: columns are aligned by characters",
       "\n".join(lines))
tap.ok('"a.b"' in out("\"a.b\":i4"), "dtype: a name with a dot is quoted")
tap.ok("who[0].x" in out("who:2{x:i4}"), "dtype: the first of an array of structs is shown")
tap.ok("\n(padding) " in out("[('', 'V4'), ('a', 'i4')]"),
       "dtype: bytes before the first field are shown")
tap.ok("(record)" in out("f8"), "dtype: a dtype without fields")
FALLING = "{'names': ['b', 'a'], 'formats': ['f8', 'i2'], 'offsets': [8, 0], 'itemsize': 20}"
tap.equal([line.split() for line in out(FALLING).splitlines()[1:3]],
          [["b", "f8", "float64", "8", "8", "4"], ["a", "i2", "int16", "0", "2", "6"]],
          "dtype: fields keep their order, whatever their offsets")
tap.equal(json.loads(out(FALLING, "--json"))["descr"], None,
          "dtype --json: no descr for fields in another order than their offsets")
INSIDE = "{'names': ['a', 'e'], 'formats': ['i4', 'S0'], 'offsets': [0, 2], 'itemsize': 6}"
tap.equal([line.split()[5:] for line in out(INSIDE).splitlines()[1:3]], [["0"], ["2"]],
          "dtype: padding after a field without bytes inside another one")

# --- other notations
PRINTED = {
    "compact": "x:i4, p:3f8",
    "numpy": "[('x', '<i4'), ('p', '<f8', (3,))]",
}
for notation, text in PRINTED.items():
    tap.equal(out("x:i4, p:3f8", "--to", notation), text + "\n", f"dtype --to {notation}")
for spec, _ in SPECS:
    same = out(spec, "--json")
    for notation in PRINTED:
        tap.equal(out(out(spec, "--to", notation).rstrip("\n"), "--json"), same,
                  f"dtype {spec} --to {notation}: reads back as the same")
run = tap.rowcol("dtype", "x:i4?", "--to", "numpy")
tap.ok(run.returncode == 3 and b'field "x"' in run.stderr,
       "dtype --to numpy: refuses what it cannot express", run.stderr)

# --- files
path = tap.write("points.dtype", "x:i4,\n  y:i4\n")
tap.equal(out("@" + path), out("x:i4, y:i4"), "dtype @FILE: the dtype in the file")
tap.equal(out("@-", input=b"x:i4, y:i4\n"), out("x:i4, y:i4"),
          "dtype @-: the dtype on standard input")
run = tap.rowcol("dtype", "@" + tap.T + "/none")
tap.equal((run.returncode, run.stderr.decode()),
          (4, f"rowcol: {tap.T}/none: cannot open it: No such file or directory\n"),
          "dtype @FILE: no such file")
run = tap.rowcol("dtype", "@" + tap.T)
tap.equal((run.returncode, run.stderr.decode()),
          (4, f"rowcol: {tap.T}: cannot read it: Is a directory\n"), "dtype @FILE: a directory")

# --- the dtype of a store file
store = os.path.join(tap.T, "store.npy")
tap.rowcol("load", "-", "-f", "ndjson", "-d", "a:i1, b:f8", "--align", "-o", store, input=b"")
tap.equal(out("@" + store), out("[('a', 'i1'), ('', 'V7'), ('b', '<f8')]"),
          "dtype @STORE: that of the store")
tap.equal(out("@" + store, "--align"), out("a:i1, b:f8", "--align"),
          "dtype @STORE --align: placed again")
other = tap.write("store.dtype", tap.read(store))
tap.equal(out("@" + other), out("@" + store), "dtype @FILE: a store file of any name")
again = os.path.join(tap.T, "again.npy")
run = tap.rowcol("load", "-", "-f", "ndjson", "-d", "@" + store, "-o", again,
                 input=b'{"b":0.5,"a":-1}\n')
tap.equal((run.returncode, out("@" + again)), (0, out("@" + store)), "load -d @STORE")
broken = tap.write("broken.npy", tap.read(store)[:50])
run = tap.rowcol("dtype", "@" + broken)
tap.ok(run.returncode == 3 and run.stderr.startswith(f"rowcol: {broken}: ".encode())
       and run.stderr.count(b"\n") == 1, "dtype @STORE: a damaged store", run.stderr)
schema = tap.write("schema.json", out("a:i1, b:f8", "--to", "json"))
tap.equal(out("@" + schema), out("a:i1, b:f8"), "dtype @FILE: a schema document")

# --- mistakes: the spec, the offset of the offending byte, the column of the caret
WRONG = [
    ("x:q4, y:i4", 2, 2),
    ("x:i4, y:i3", 8, 8),
    ("x:i4, x:i4", 6, 6),
    ("x:i4,,y:i4", 5, 5),
    ("x:i4, y", 7, 7),
    ("who:{name:S8", 12, 12),
    ("é:q4", 3, 2),
    ("[('x', '<i4'), ('y', '<q9')]", 23, 23),
    ("", 0, 0),
    ("x:O", 2, 2),
    ("x:i4@1; aligned", 0, 0),
    ("x:i4@0, y:i4", 8, 8),
]
for spec, byte, column in WRONG:
    run = tap.rowcol("dtype", spec)
    lines = run.stderr.decode().splitlines()
    tap.equal((run.returncode, run.stdout), (3, b""), f"dtype {spec}: exits with 3")
    tap.ok(lines[0].startswith(f"rowcol: dtype: byte {byte}: "), f"dtype {spec}: byte {byte}",
           lines[0])
    tap.equal(lines[1:], ["  " + spec, "  " + " " * column + "^"], f"dtype {spec}: the caret")

path = tap.write("wrong.dtype", "x:i4,\ny:i4, z:q4\n")
run = tap.rowcol("dtype", "@" + path)
lines = run.stderr.decode().splitlines()
tap.ok(run.returncode == 3 and lines[0].startswith(f"rowcol: {path}:2:9: "),
       "dtype @FILE: line and column of the mistake", lines)
tap.equal(lines[1:], ["  y:i4, z:q4", "          ^"], "dtype @FILE: the caret in the line")

spec = ", ".join(f"field_number_{i}:i4" for i in range(100)) + ", x:q4, " + \
    ", ".join(f"other_field_{i}:i4" for i in range(100))
run = tap.rowcol("dtype", spec)
lines = run.stderr.decode().splitlines()
tap.ok(len(lines) == 3 and len(lines[1]) < 90 and lines[1][lines[2].index("^"):].startswith("q4"),
       "dtype: a long text is cut around the caret", lines)

for args in (["load", "-", "-d", "x:q4", "-o", tap.T + "/out.npy"],):
    run = tap.rowcol(*args, stdin=subprocess.DEVNULL)
    tap.ok(run.returncode == 3 and run.stderr.decode().endswith("\n  x:q4\n    ^\n"),
           "load -d: shows the caret too", run.stderr)

# --- large
wide = ", ".join(f"f{i}:i4" for i in range(10000))
found = json.loads(out("@-", "--json", input=wide.encode()))
tap.equal((found["itemsize"], found["offsets"][-1]), (40000, 39996), "dtype: 10,000 fields")
tap.equal(len(out("@-", input=wide.encode()).splitlines()), 10002,
          "dtype: a table of 10,000 fields")

tap.done()
