"""rowcol size SPEC: the sizes in the articles that compare Python's records, its JSON and text, and
what is wrong with a command line."""

import ctypes
import json
import re

import tap

POINT = "x:i4, y:i4, z:i4"
KINDS = ["dict", "class", "slots", "tuple", "namedtuple", "mutabletuple", "dataobject", "cython",
         "numpy", "rows", "columns"]


def size(*args):
    """The JSON of a run that succeeds."""
    run = tap.rowcol("size", *args, "--json")
    tap.equal((run.returncode, run.stderr), (0, b""), f"size {' '.join(args)}: succeeds")
    return json.loads(run.stdout or b"{}")


def containers(*args):
    return {kind: parts["container"] for kind, parts in size(*args)["one_record"].items()}


# --- x, y, z of 32 bits, as sys.getsizeof printed them for the articles: CPython 3.7
found = size(POINT, "--python", "3.7")["one_record"]
tap.equal({kind: found[kind]["container"] for kind in KINDS if kind not in ("rows", "columns")},
          {"dict": 240, "class": 56 + 112, "slots": 64, "tuple": 72, "namedtuple": 72,
           "mutabletuple": 48, "dataobject": 40, "cython": 32, "numpy": 12},
          "the sizes of the articles")
tap.equal((found["class"]["object"], found["class"]["attributes"]), (56, 112),
          "class: the object and its dict")
tap.equal({parts["values"] for parts in found.values()}, {3 * 28, 0}, "three integers of 28 bytes")
tap.equal([kind for kind in KINDS if not found[kind]["values"]],
          ["cython", "numpy", "rows", "columns"], "C, NumPy and rowcol have no objects for values")

# sys.getsizeof in other versions: dict, __slots__, tuple, list of three; object of a class.
KNOWN = {
    "3.8": (232, 56, 64, 48, 104),
    "3.9": (232, 56, 64, 48, 104),
    "3.10": (232, 56, 64, 48, 104),
    "3.11": (184, 56, 64, 56, 40),
    "3.12": (184, 56, 64, 48, 40),
    "3.13": (184, 56, 64, 48, 48),
}
for version, (a_dict, slots, a_tuple, instance, attributes) in KNOWN.items():
    one = size(POINT, "--python", version)["one_record"]
    tap.equal([one[kind]["container"] for kind in ("dict", "slots", "tuple", "class")],
              [a_dict, slots, a_tuple, instance + attributes], f"the sizes in CPython {version}")
    tap.equal((one["class"]["object"], one["class"]["attributes"]), (instance, attributes),
              f"class in CPython {version}")
tap.equal(size(POINT)["python"], "3.11", "the version that is taken by itself")

# --- JSON
text = tap.rowcol("size", POINT, "-n", "1e6,1e7,1e8", "--json").stdout
found = json.loads(text)
tap.equal([entry["n"] for entry in found["records"]], [10**6, 10**7, 10**8], "the numbers of records")
tap.ok(all(list(entry) == ["n", "bytes"] and list(entry["bytes"]) == KINDS
           for entry in found["records"]), "the keys of the records", text)
tap.ok(all(type(value) is int for entry in found["records"] for value in entry["bytes"].values()),
       "bytes are whole numbers", text)
for entry in found["records"]:
    n = entry["n"]
    tap.equal({kind: entry["bytes"][kind] for kind in KINDS[:9]},
              {kind: n * sum(found["one_record"][kind][part] for part in ("container", "values"))
               for kind in KINDS[:9]}, f"{n} records: containers and values")
    tap.equal(entry["bytes"]["numpy"], 12 * n, f"{n} records: NumPy")
    for kind in "rows", "columns":
        # Exactly what the library takes: size_store.py
        tap.ok(0 <= entry["bytes"][kind] - 12 * n < 4096, f"{n} records: {kind}", entry["bytes"])
tap.equal(size(POINT)["records"], size(POINT, "-n", "1e6")["records"], "a million by itself")

# --- numbers of records
for given, expected in [("1", 1), ("1000", 1000), ("1e0", 1), ("1E3", 1000), ("1e+3", 1000),
                        ("2.5e6", 2500000), ("0.5e1", 5), ("1.000", 1),
                        ("120.00e1", 1200), ("1.20e1", 12), (".5e1", 5), ("5.e1", 50),
                        ("007", 7),
                        ("1.00000000000000000000000000000000e3", 1000)]:
    tap.equal(size("x:u1", "-n", given)["records"][0]["n"], expected, f"-n {given}")
tap.equal(size("x:V1", "-n", "4e15")["records"][0]["bytes"]["numpy"], 4 * 10**15, "-n 4e15: exact")
tap.equal([entry["n"] for entry in size("x:i4", "-n", ",".join(map(str, range(1, 65))))["records"]],
          list(range(1, 65)), "64 numbers")
for given, part in [
    ("0", "numbers of records from 1 are needed"), ("0e5", "from 1 are needed"),
    ("", "from 1 are needed"), ("1,", "from 1 are needed"), (",1", "from 1 are needed"),
    ("1,,2", "from 1 are needed"), ("-1", "from 1 are needed"), ("+1", "from 1 are needed"),
    ("1e", "from 1 are needed"), ("e5", "from 1 are needed"), ("1e-3", "from 1 are needed"),
    ("1e5x", "from 1 are needed"), ("1 ", "from 1 are needed"), ("0x10", "from 1 are needed"),
    ("1.2.3", "from 1 are needed"), (".", "from 1 are needed"), ("1K", "from 1 are needed"),
    ("nan", "from 1 are needed"), ("1_000", "from 1 are needed"),
    ("1.5", "a whole number of records is needed"), ("1.55e1", "a whole number"),
    ("1e400", "below 2^63"), ("1e99999999999999999999", "below 2^63"), ("1e19", "below 2^63"),
    ("9223372036854775807", "below 2^63"), ("18446744073709551617", "below 2^63"),
    ("1e18", "the bytes of so many records are 2^63 or more"),
    (",".join(["1"] * 65), "more than 64 numbers"),
]:
    run = tap.rowcol("size", POINT, f"--records={given}")
    line = run.stderr.decode()
    tap.ok(run.returncode == 2 and run.stdout == b"" and line.count("\n") == 1 and part in line,
           f"-n {given[:30]}: refused", line)
run = tap.rowcol("size", POINT, "-n", "1," + "9" * 300)
tap.ok("--records " + "9" * 60 + ":" in run.stderr.decode(), "a long number is cut", run.stderr)

# --- what is counted
def parts(spec, kind="tuple", version="3.11", *args):
    entry = size(spec, "--python", version, *args)["one_record"][kind]
    return entry["container"], entry["values"]


for spec, values in [
    ("x:bool", 0), ("x:i1", 0), ("x:u1", 0), ("x:i2", 28), ("x:u2", 28), ("x:i4", 28), ("x:u4", 28),
    ("x:i8", 32), ("x:u8", 32), ("x:f2", 24), ("x:f4", 24), ("x:f8", 24), ("x:c8", 32),
    ("x:c16", 32), ("x:S1", 0), ("x:S2", 35), ("x:S16", 49), ("x:V8", 41), ("x:U1", 0),
    ("x:U10", 59), ("x:str", 61), ("x:M8[D]", 32), ("x:M8[s]", 48), ("x:M8[ns]", 36),
    ("x:m8[s]", 40), ("x:m8[Y]", 28), ("x:m8[ns]", 32), ("x:3f8", 56 + 24 + 72), ("x:>i4?", 28),
    ("x:(2,3)u1", 56 + 16 + 2 * (56 + 24)), ("x:(0,3)f8", 56), ("x:(2,0)f8", 56 + 16 + 2 * 56),
]:
    tap.equal(parts(spec), (48, values), f"a tuple of {spec}: its value")
tap.equal(parts("x:str", "tuple", "3.12"), (48, 53), "str in CPython 3.12")
tap.equal(parts("x:str", "tuple", "3.11", "--text-length", "100"), (48, 149), "--text-length")
tap.equal(parts("x:str", "numpy", "3.11", "--text-length", "100"), (8, 149), "str in NumPy: an object")
tap.equal(parts("x:str", "rows", "3.11", "--text-length", "100"), (16, 100), "str in rowcol: its text")
tap.equal(parts("x:str", "rows"), (16, 0), "short text is in the cell")
tap.equal(parts("a:{x:i4, y:f8}, b:2{z:u1}", "dict"), (184 * 4, 28 + 24 + 56 + 16), "nested dicts")
tap.equal(parts("a:{x:i4, y:f8}, b:2{z:u1}", "slots"), (48 + 48 + 2 * 40, 28 + 24 + 72),
          "nested objects")
tap.equal(parts("a:i4?, b:i4?, c:i4", "numpy"), (15, 0), "a masked array: a flag for each value")
tap.equal(parts("a:i4?, b:i4?, c:i4", "rows"), (13, 0), "bitmaps")
tap.equal(parts("a:i1, b:f8", "rows", "3.11", "--align"), (16, 0), "padding in rows")
tap.equal(parts("a:i1, b:f8", "columns", "3.11", "--align"), (9, 0), "no padding in columns")


class Inner(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int8), ("b", ctypes.c_double * 3)]


class Outer(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int16), ("in", Inner * 2), ("s", ctypes.c_char * 5),
                ("y", ctypes.c_float)]


c_size = -(-ctypes.sizeof(Outer) // 8) * 8
tap.equal(parts("x:i2, in:2{a:i1, b:3f8}, s:S5, y:f4", "cython"), (16 + c_size, 0),
          "Cython: the C struct after a PyObject")


class Tail(ctypes.Structure):
    _fields_ = [("b", ctypes.c_double), ("a", ctypes.c_int8)]


class Tails(ctypes.Structure):
    _fields_ = [("in", Tail * 2), ("c", ctypes.c_int8)]


tap.equal(parts("in:2{b:f8, a:i1}, c:i1", "cython"), (16 + ctypes.sizeof(Tails), 0),
          "Cython: padding at the end of a struct")

# Sums that do not end: arrays of nothing.
run = tap.rowcol("size", "x:(2000000000,2000000000){}", "-n", "1")
tap.ok(run.returncode == 2 and b"2^63" in run.stderr, "an array of many structs of no fields", run.stderr)
tap.equal(parts("{}"), (40, 0), "no fields")

# --- text
for args in [(POINT,), (POINT, "-n", "1,1e6,5e15"), ("{}",), (POINT, "--python", "3.7"),
             ("a:i8?, b:str, c:(2,3){d:f8}", "-n", "1e12")]:
    text = tap.rowcol("size", *args).stdout.decode()
    tap.ok(text and max(map(len, text.splitlines())) <= 80, f"{args}: fits the screen", text)
text = tap.rowcol("size", POINT, "-n", "1e6,1e8", "--python", "3.7").stdout.decode()
tap.ok(re.search(r"^dict +240 +84 +324$", text, re.M), "text: a record", text)
tap.ok(re.search(r"^NumPy array +12,000,000 bytes +11\.4 MiB", text, re.M), "text: a million", text)
tap.ok(re.search(r"^dict +32,400,000,000 bytes +30\.2 GiB", text, re.M), "text: 100 million", text)
tap.ok("56 of the object + 112 of its attributes" in text, "text: a class", text)

# --- wrong SPECs
for args, status, part in [
    (("i4",), 3, "a record with fields is needed, not int32"),
    (("3f8",), 3, "a record with fields is needed"),
    (("x:i5",), 3, "i5"),
    (("x:i4", "--python", "2.7"), 2, "3.7, 3.8, 3.9, 3.10, 3.11, 3.12, 3.13"),
    (("x:i4", "--text-length", "x"), 2, "a number of bytes"),
    ((), 2, "one SPEC or FILE is needed"),
    (("x:i4", "y:i4"), 2, "not 2"),
    (("x:i4", "--mesure"), 2, '(did you mean "--measure"?)'),
]:
    run = tap.rowcol("size", *args)
    tap.ok(run.returncode == status and run.stdout == b"" and part in run.stderr.decode(),
           f"size {' '.join(args)}: refused", run.stderr)
run = tap.rowcol("sise", POINT)
tap.ok(b'(did you mean "size"?)' in run.stderr, "did you mean size", run.stderr)

tap.done()
