"""What rowcol writes as RowBinaryWithNamesAndTypes and Native, byte for byte as wire.py makes it; and what it
does not write."""

import json
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
import wire  # noqa: E402

# Each: a name, the dtype, the columns, the records as JSON where they are not the values of the columns.
INTEGERS = [("i1", "Int8", -2**7, 2**7 - 1), ("i2", "Int16", -2**15, 2**15 - 1), ("i4", "Int32", -2**31, 2**31 - 1),
            ("i8", "Int64", -2**63, 2**63 - 1), ("u1", "UInt8", 0, 2**8 - 1), ("u2", "UInt16", 0, 2**16 - 1),
            ("u4", "UInt32", 0, 2**32 - 1), ("u8", "UInt64", 0, 2**64 - 1)]
TEXTS = ["", "a", "twelve bytes", "thirteen byte", "Zo\u00eb \u4e16\U0001f600", "x" * 127, "y" * 128, "z" * 20000]
DAY = 86400

CASES = [
    ("integers", ", ".join(f"f{k}:{k}" for k, *_ in INTEGERS),
     [(f"f{k}", t, [low, high, 1]) for k, t, low, high in INTEGERS], None),
    ("big-endian", ", ".join(f"f{k}:>{k}" for k, *_ in INTEGERS[1:4]),
     [(f"f{k}", t, [low, high, 258]) for k, t, low, high in INTEGERS[1:4]], None),
    ("nullable integers", ", ".join(f"f{k}:{k}?" for k, *_ in INTEGERS),
     [(f"f{k}", ("Nullable", t), [None, low, None, high]) for k, t, low, high in INTEGERS], None),
    ("aligned", "a:i1, b:i8, c:i2; aligned",
     [("a", "Int8", [1, -1]), ("b", "Int64", [2, -2]), ("c", "Int16", [3, -3])], None),
    ("floats", "h:f2, f:f4, d:f8, g:>f8, b:>f2?",
     [("h", "Float32", [0.5, -65504, 2**-24]), ("f", "Float32", [1.5, -3.25, 2**100]),
      ("d", "Float64", [0.1, -1e300, 5e-324]), ("g", "Float64", [0.1, -1e300, 5e-324]),
      ("b", ("Nullable", "Float32"), [None, 1, -2])], None),
    ("complex", "c:c8, d:>c16",
     [("c", ("Tuple", ("re", "Float32"), ("im", "Float32")), [[1, -2.5], [0, 0.25]]),
      ("d", ("Tuple", ("re", "Float64"), ("im", "Float64")), [[0.1, -2.5], [0, 1e300]])], None),
    ("bool", "a:bool, b:bool?",
     [("a", "Bool", [True, False, True]), ("b", ("Nullable", "Bool"), [None, True, False])], None),
    ("bytes", "s:S5, n:S3?",
     [("s", ("FixedString", 5), ["", "abcde", "\u00e9"]), ("n", ("Nullable", ("FixedString", 3)), ["abc", None, ""])],
     None),
    ("raw", "v:V3", [("v", ("FixedString", 3), [b"\0\1\xff", b"abc"])], [{"v": "0001ff"}, {"v": "616263"}]),
    ("texts", "s:str, n:str?, u:U5, b:>U5?",
     [("s", "String", TEXTS), ("n", ("Nullable", "String"), [None if i % 3 == 1 else t for i, t in enumerate(TEXTS)]),
      ("u", "String", [t[:5] for t in TEXTS]),
      ("b", ("Nullable", "String"), [None if i % 2 else t[:5] for i, t in enumerate(TEXTS)])], None),
    ("days", "d:M8[D], m:M8[M], y:M8[Y], n:M8[D]?",
     [("d", "Date32", [0, -25567, 120529]), ("m", "Date32", [31, -25567, 0]), ("y", "Date32", [365, -365, 0]),
      ("n", ("Nullable", "Date32"), [None, 1, None])],
     [{"d": "1970-01-01", "m": "1970-02", "y": "1971", "n": None},
      {"d": "1900-01-01", "m": "1900-01", "y": "1969", "n": "1970-01-02"},
      {"d": "2299-12-31", "m": "1970-01", "y": "1970", "n": None}]),
    ("times", "h:M8[h], s:M8[s], t:M8[10ms], m:M8[ms], u:M8[us], n:M8[ns]?, b:>M8[us], p:M8[ps]",
     [("h", ("DateTime64", 0), [3600, -2208988800]), ("s", ("DateTime64", 0), [1, 120529 * DAY + DAY - 1]),
      ("t", ("DateTime64", 2), [123, -1]), ("m", ("DateTime64", 3), [1234, -1]), ("u", ("DateTime64", 6), [1, -1]),
      ("n", ("Nullable", ("DateTime64", 9)), [None, 1000000001]), ("b", ("DateTime64", 6), [1, -1]),
      ("p", ("DateTime64", 9), [1, -1])],
     [{"h": "1970-01-01T01", "s": "1970-01-01T00:00:01", "t": "1970-01-01T00:00:01.23", "m": "1970-01-01T00:00:01.234",
       "u": "1970-01-01T00:00:00.000001", "n": None, "b": "1970-01-01T00:00:00.000001",
       "p": "1970-01-01T00:00:00.000000001"},
      {"h": "1900-01-01T00", "s": "2299-12-31T23:59:59", "t": "1969-12-31T23:59:59.99",
       "m": "1969-12-31T23:59:59.999", "u": "1969-12-31T23:59:59.999999", "n": "1970-01-01T00:00:01.000000001",
       "b": "1969-12-31T23:59:59.999999", "p": "1969-12-31T23:59:59.999999999"}]),
    ("time zones", "a:M8[ms,Europe/Berlin], b:M8[s,+05:30]",
     [("a", ("DateTime64", 3, "Europe/Berlin"), [0]), ("b", ("DateTime64", 0, "Fixed/UTC+05:30:00"), [0])],
     [{"a": "1970-01-01", "b": "1970-01-01"}]),
    ("durations", "a:m8[ns], b:m8[us], c:m8[ms], d:m8[s], e:m8[m], f:m8[h], g:m8[D], h:m8[W], i:m8[M], j:m8[3M], "
     "k:m8[Y], l:m8[25s]?, m:>m8[s]",
     [(chr(97 + i), "Interval" + unit, [7, -7]) for i, unit in enumerate(
         ("Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter",
          "Year"))] + [("l", ("Nullable", "IntervalSecond"), [50, None]), ("m", "IntervalSecond", [7, -7])],
     [{"a": "7 ns", "b": "7 us", "c": "7 ms", "d": "7 s", "e": "7 m", "f": "7 h", "g": "7 D", "h": "7 W", "i": "7 M",
       "j": "21 M", "k": "7 Y", "l": "50 s", "m": "7 s"},
      {"a": "-7 ns", "b": "-7 us", "c": "-7 ms", "d": "-7 s", "e": "-7 m", "f": "-7 h", "g": "-7 D", "h": "-7 W",
       "i": "-7 M", "j": "-21 M", "k": "-7 Y", "l": None, "m": "-7 s"}]),
    ("structs", "a:i1, p:{x:i4, q:{s:str, k:i2?}}, z:{b:bool}",
     [("a", "Int8", [1, 2]),
      ("p", ("Tuple", ("x", "Int32"), ("q", ("Tuple", ("s", "String"), ("k", ("Nullable", "Int16"))))),
       [[5, ["hello", None]], [-6, ["a longer text", 7]]]),
      ("z", ("Tuple", ("b", "Bool")), [[True], [False]])],
     [{"a": 1, "p": {"x": 5, "q": {"s": "hello", "k": None}}, "z": {"b": True}},
      {"a": 2, "p": {"x": -6, "q": {"s": "a longer text", "k": 7}}, "z": {"b": False}}]),
    ("arrays", "v:3i2, m:(2,3)u1, s:2str, b:2>i4, e:0i4",
     [("v", ("Array", "Int16"), [[1, 2, 3], [-1, -2, -3]]),
      ("m", ("Array", ("Array", "UInt8")), [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]),
      ("s", ("Array", "String"), [["a", "a text of more bytes"], ["", "b"]]),
      ("b", ("Array", "Int32"), [[1, -1], [2, -2]]), ("e", ("Array", "Int32"), [[], []])], None),
    ("arrays of structs", "p:2{x:i4, c:c8, v:2{s:str, d:M8[D]}}",
     [("p", ("Array", ("Tuple", ("x", "Int32"), ("c", ("Tuple", ("re", "Float32"), ("im", "Float32"))),
                       ("v", ("Array", ("Tuple", ("s", "String"), ("d", "Date32")))))),
       [[[k, [k, 0.5], [[str(k), k], ["b" * 20, 0]]] for k in (i, 10 + i)] for i in range(3)])],
     [{"p": [{"x": k, "c": [k, 0.5], "v": [{"s": str(k), "d": f"1970-01-{k + 1:02}"}, {"s": "b" * 20, "d": "1970-01-01"}]}
             for k in (i, 10 + i)]} for i in range(3)]),
    ("names", '"a b":i1, "`":i1, "\\\\":{"x.y":i1, "1":i1}, "2":{"1":i1, "2":i1}',
     [("a b", "Int8", [1]), ("`", "Int8", [2]), ("\\", ("Tuple", ("x.y", "Int8"), ("1", "Int8")), [[3, 4]]),
      ("2", ("Tuple", (None, "Int8"), (None, "Int8")), [[5, 6]])],
     [{"a b": 1, "`": 2, "\\": {"x.y": 3, "1": 4}, "2": {"1": 5, "2": 6}}]),
    ("names that are quoted", '"p":{"Null":i1, "_a1":i1, "1a":i1, "\u00e9":i1, "x\\ny\\t\\u0001":i1, "from":i1, "order":i1}',
     [("p", ("Tuple", *((n, "Int8") for n in ("Null", "_a1", "1a", "\u00e9", "x\ny\t\1", "from", "order"))),
       [[1, 2, 3, 4, 5, 6, 7]])],
     [{"p": {"Null": 1, "_a1": 2, "1a": 3, "\u00e9": 4, "x\ny\t\1": 5, "from": 6, "order": 7}}]),
    ("no records", "x:i4, s:{t:str}, v:2i1",
     [("x", "Int32", []), ("s", ("Tuple", ("t", "String")), []), ("v", ("Array", "Int8"), [])], None),
    ("many records", "n:i4, s:str, o:i8?",
     [("n", "Int32", list(range(30000))), ("s", "String", [str(i) * (i % 7) for i in range(30000)]),
      ("o", ("Nullable", "Int64"), [None if i % 3 else i for i in range(30000)])], None),
    ("many columns", ", ".join(f"c{i}:i2" for i in range(2000)),
     [(f"c{i}", "Int16", [i, -i]) for i in range(2000)], None),
]


def as_json(value):
    return value.decode() if isinstance(value, bytes) else value


def lines(columns, records):
    if records is None:
        records = [{name: as_json(values[i]) for name, _, values in columns} for i in range(len(columns[0][2]))]
    return "".join(json.dumps(r) + "\n" for r in records)


def differs(found, expected):
    at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
    return f"byte {at}: {found[max(at - 20, 0):at + 40]!r}\nexpected {expected[max(at - 20, 0):at + 40]!r}"


def check(name, path, expected, run):
    found = tap.read(path) or b""
    tap.ok(run.returncode == 0 and not run.stderr and found == expected, name,
           run.stderr.decode() + differs(found, expected))


for name, dtype, columns, records in CASES:
    source = tap.write("in.ndjson", lines(columns, records))
    store = os.path.join(tap.T, "store.arrow")
    tap.equal(tap.rowcol("load", source, "-d", dtype, "-o", store, "-q").stderr, b"", f"{name}: the store")
    for ending, expected in ("rowbinary", wire.rowbinary(columns)), ("native", wire.native(columns)):
        path = os.path.join(tap.T, "out." + ending)
        check(f"{name}: load, {ending}", path, expected,
              tap.rowcol("load", source, "-d", dtype, "-o", path, "-q"))
        check(f"{name}: convert, {ending}", path, expected, tap.rowcol("convert", store, "-o", path, "-q"))
        back = os.path.join(tap.T, "back.arrow")
        run = tap.rowcol("load", path, "-d", dtype, "-o", back, "-q")
        tap.ok(run.stderr == b"" and tap.read(back) == tap.read(store), f"{name}: read back, {ending}",
               run.stderr.decode())

# --- a pipe, one thread, many threads: the same bytes
columns = [("n", "Int32", list(range(400000))), ("s", "String", [str(i) for i in range(400000)])]
source = tap.write("in.ndjson", lines(columns, None))
for ending in "rowbinary", "native":
    files = []
    for args in ["--threads", "1"], ["--threads", "7"]:
        path = os.path.join(tap.T, "out." + ending)
        tap.rowcol("load", source, "-d", "n:i4, s:str", "-o", path, "-q", *args)
        files.append(tap.read(path))
    run = tap.rowcol("load", source, "-d", "n:i4, s:str", "-o", "-", "-t", ending, "-q")
    tap.ok(files[0] == files[1] == run.stdout, f"{ending}: the same bytes with any number of threads, and to a pipe")
    if ending == "rowbinary":
        tap.ok(files[0] == wire.rowbinary(columns), "rowbinary: as expected")
    else:
        tap.ok(files[0] == wire.native(columns, 2**21 // 20), "native: blocks of 2 MiB")

# --- what has no type there
REFUSED = [
    ("p:{x:i4}?", "make its members nullable"),
    ("c:c8?", "make its members nullable"),
    ("v:2i4?", "try a field without ?"),
    ("t:M8", "try M8[ns]"),
    ("t:m8", "try m8[ns]"),
    ("s:S0", "leave it out"),
    ("p:{}", "leave it out"),
    ("s:S16777216", "-o NAME.arrow"),
]
for dtype, way in REFUSED:
    for ending in "rowbinary", "native":
        path = os.path.join(tap.T, "refused." + ending)
        run = tap.rowcol("load", "-", "-f", "ndjson", "-d", dtype, "-o", path, input=b"")
        message = run.stderr.decode()
        tap.ok(run.returncode == 3 and f'field "{dtype[0]}"' in message and way in message
               and not os.path.exists(path), f"{ending}: no type for {dtype}", f"{run.returncode} {message}")

# --- values that a type does not hold: the record and the field are told, and nothing is written
WRONG = [
    ("d:M8[D]", '{"d":"1899-12-31"}', "1899-12-31 does not fit ClickHouse's Date32 exactly"),
    ("d:M8[D]", '{"d":"2300-01-01"}', "2300-01-01 does not fit ClickHouse's Date32 exactly"),
    ("d:M8[s]", '{"d":"2300-01-01"}', "2300-01-01T00:00:00 does not fit ClickHouse's DateTime64 exactly"),
    ("d:M8[ps]", '{"d":"1970-01-01T00:00:00.000000000001"}', "does not fit ClickHouse's DateTime64 exactly"),
    ("d:M8[D]", '{"d":"NaT"}', "has no NaT (a nullable field holds null instead)"),
    ("d:M8[ms]?", '{"d":"NaT"}', "has no NaT (a nullable field holds null instead)"),
    ("d:m8[s]", '{"d":"NaT"}', "has no NaT (a nullable field holds null instead)"),
]
for dtype, record, message in WRONG:
    good = '{"d":null}\n' if "?" in dtype else '{"d":"1 s"}\n' if "m8" in dtype else '{"d":"1970-01-01"}\n'
    for ending in "rowbinary", "native":
        path = os.path.join(tap.T, "wrong." + ending)
        run = tap.rowcol("load", "-", "-f", "ndjson", "-d", dtype, "-o", path, input=(good * 3 + record).encode())
        found = run.stderr.decode()
        tap.ok(run.returncode == 3 and message in found and 'field "d"' in found and "record 3" in found
               and ".arrow" in found and not os.path.exists(path), f"{ending}: {dtype}: {record}",
               f"{run.returncode} {found}")

tap.done()
