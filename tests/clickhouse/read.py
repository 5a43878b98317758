"""RowBinaryWithNamesAndTypes and Native that others write: types, dictionaries, blocks; and input that is wrong.
The files are made by wire.py."""

import json
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
import wire  # noqa: E402

ENUM = ("Enum8", ("a", -128), ("it\\'s", 0), ("", 1), ("z", 127))
DAY = 86400

# Each: a name, the dtype that is found, the columns, the records.
CASES = [
    ("dates", "d:M8[D], e:M8[s], f:M8[s,Asia/Tokyo], g:M8[D]",
     [("d", "Date", [0, 65535]), ("e", "DateTime", [0, 2**32 - 1]), ("f", ("DateTime", "Asia/Tokyo"), [1, 2]),
      ("g", "Date32", [-25567, 120529])],
     [{"d": "1970-01-01", "e": "1970-01-01T00:00:00", "f": "1970-01-01T00:00:01", "g": "1900-01-01"},
      {"d": "2149-06-06", "e": "2106-02-07T06:28:15", "f": "1970-01-01T00:00:02", "g": "2299-12-31"}]),
    ("precisions", "a:M8[100ms], b:M8[10us], c:M8[ns,UTC], d:m8[s], e:m8[us]",
     [("a", ("DateTime64", 1), [5]), ("b", ("DateTime64", 5), [-1]), ("c", ("DateTime64", 9, "UTC"), [7]),
      ("d", "Time", [3599999]), ("e", ("Time64", 6), [-3])],
     None),
    ("dates that are null", "d:M8[D]?, e:M8[s,UTC]?",
     [("d", ("Nullable", "Date"), [None, 3]), ("e", ("Nullable", ("DateTime", "UTC")), [5, None])], None),
    ("enumerations", "e:str, f:str, n:str?",
     [("e", ENUM, ["a", "it\\'s", ""]), ("f", ("Enum16", ("low", -32768), ("b", 300)), ["b", "low", "b"]),
      ("n", ("Nullable", ENUM), ["z", None, "a"])],
     [{"e": "a", "f": "b", "n": "z"}, {"e": "it's", "f": "low", "n": None}, {"e": "", "f": "b", "n": "a"}]),
    ("addresses", "u:V16, v:u4, w:V16, n:V16?",
     [("u", "UUID", ["00112233-4455-6677-8899-aabbccddeeff"]), ("v", "IPv4", [0x7F000001]),
      ("w", "IPv6", [bytes(range(16))]), ("n", ("Nullable", "UUID"), [None])],
     [{"u": "00112233445566778899aabbccddeeff", "v": 0x7F000001, "w": bytes(range(16)).hex(), "n": None}]),
    ("other numbers", "b:f4, n:f4?, i:i4, j:i8",
     [("b", "BFloat16", [0x3FC0, 0xC000]), ("n", ("Nullable", "BFloat16"), [None, 0x3F80]),
      ("i", "Int32", [5, -5]), ("j", "Int64", [6, -6])],
     [{"b": 1.5, "n": None, "i": 5, "j": 6}, {"b": -2.0, "n": 1.0, "i": -5, "j": -6}]),
    ("dictionaries", "a:str, b:str?, c:S3, d:u4, e:i8?, t:{x:str, y:i1}, v:(2)str",
     [("a", ("LowCardinality", "String"), ["x", "yy", "x", "a longer text here", ""]),
      ("b", ("LowCardinality", ("Nullable", "String")), [None, "q", None, "a longer text here", "q"]),
      ("c", ("LowCardinality", ("FixedString", 3)), ["abc", "z", "abc", "", "z"]),
      ("d", ("LowCardinality", "UInt32"), [7, 7, 2**32 - 1, 0, 7]),
      ("e", ("LowCardinality", ("Nullable", "Int64")), [None, -1, 5, None, -1]),
      ("t", ("Tuple", ("x", ("LowCardinality", "String")), ("y", "Int8")), [[str(i % 2), i] for i in range(5)]),
      ("v", ("Array", ("LowCardinality", "String")), [[str(i % 3), "w"] for i in range(5)])], None),
    ("tuples without names", "1:{1:i1, 2:{1:str}}",
     [("1", ("Tuple", (None, "Int8"), (None, ("Tuple", (None, "String")))), [[1, ["a"]], [2, ["b"]]])],
     [{"1": {"1": 1, "2": {"1": "a"}}}, {"1": {"1": 2, "2": {"1": "b"}}}]),
    ("nested", "n:(2){a:i4, s:str}, m:(2,1,3)u1",
     [("n", ("Array", ("Tuple", ("a", "Int32"), ("s", "String"))), [[[1, "x"], [2, "y"]], [[3, "z"], [4, ""]]]),
      ("m", ("Array", ("Array", ("Array", "UInt8"))), [[[[1, 2, 3]], [[4, 5, 6]]], [[[7, 8, 9]], [[0, 0, 1]]]])],
     [{"n": [{"a": 1, "s": "x"}, {"a": 2, "s": "y"}], "m": [[[1, 2, 3]], [[4, 5, 6]]]},
      {"n": [{"a": 3, "s": "z"}, {"a": 4, "s": ""}], "m": [[[7, 8, 9]], [[0, 0, 1]]]}]),
    ("arrays without elements", "a:(0)i4, b:(2,0)i4, c:(0,0)str",
     [("a", ("Array", "Int32"), [[], []]), ("b", ("Array", ("Array", "Int32")), [[[], []], [[], []]]),
      ("c", ("Array", ("Array", "String")), [[], []])], None),
]


def members(kind, value):
    """A value as rowcol writes it to JSON."""
    head = kind if isinstance(kind, str) else kind[0]
    if head in ("Nullable", "LowCardinality"):
        return None if value is None else members(kind[1], value)
    if head == "Array":
        return [members(kind[1], v) for v in value]
    if head == "Tuple":
        return {n: members(t, v) for (n, t), v in zip(kind[1:], value)}
    return value


TIMES = {
    "precisions": [{"a": "1970-01-01T00:00:00.500", "b": "1969-12-31T23:59:59.999990",
                    "c": "1970-01-01T00:00:00.000000007", "d": 3599999, "e": -3}],
    "dates that are null": [{"d": None, "e": "1970-01-01T00:00:05"}, {"d": "1970-01-04", "e": None}],
}


def found_in(path, *args):
    run = tap.rowcol("load", path, "-o", "-", "-t", "ndjson", "-q", *args)
    if run.returncode or run.stderr:
        return run.stderr.decode()
    return [json.loads(line) for line in run.stdout.splitlines()]


def compact(path):
    return json.loads(tap.rowcol("info", path, "--json").stdout)["notations"]["compact"]


def spaceless(dtype):
    return dtype.replace(" ", "").replace("(2)", "2").replace("(0)", "0")


for name, dtype, columns, records in CASES:
    records = records or TIMES.get(name) or [
        {n: members(t, v[i]) for n, t, v in columns} for i in range(len(columns[0][2]))]
    raw = any(t in ("UUID", "IPv6") for _, t, _ in columns)
    files = [("rowbinary", "", wire.rowbinary(columns)), ("native", "", wire.native(columns)),
             ("native", ", a record in each block", wire.native(columns, 1)),
             ("native", ", long indices", wire.native(columns, None, 4)),
             ("native", ", empty blocks", b"\0\0" + wire.native([(n, t, []) for n, t, _ in columns]) +
              wire.native(columns, 1) + wire.native([(n, t, []) for n, t, _ in columns]) + b"\0\0")]
    for ending, how, data in files:
        path = tap.write("in." + ending, data)
        tap.equal(spaceless(compact(path)), spaceless(dtype), f"{name}, {ending}{how}: the dtype")
        if raw:  # JSON text cannot have the bytes
            continue
        tap.equal(found_in(path), records, f"{name}, {ending}{how}")
        run = tap.rowcol("json", "-", "-f", ending, input=data)
        tap.equal([json.loads(line) for line in run.stdout.splitlines()], records, f"{name}, {ending}{how}: a pipe")

# --- the bytes of UUID and IPv6 in the order of their text
columns = [("u", "UUID", ["00112233-4455-6677-8899-aabbccddeeff"] * 2), ("w", "IPv6", [bytes(range(16))] * 2)]
for ending in "rowbinary", "native":
    path = tap.write("in." + ending, getattr(wire, ending)(columns))
    out = os.path.join(tap.T, "out.npy")
    tap.rowcol("convert", path, "-o", out, "-q")
    tap.equal(tap.read(out)[-64:], (bytes.fromhex("00112233445566778899aabbccddeeff") + bytes(range(16))) * 2,
              f"{ending}: the bytes of UUID and IPv6")

# --- a dtype that is given
columns = [("x", "Int32", [1, 2]), ("s", "String", ["ab", "c"]), ("d", "Date", [1, 2]), ("h", "Float32", [0.5, 2.0]),
           ("v", ("Array", "Int8"), [[1, 2], [3, 4]])]
expected = [{"x": 1, "s": "ab", "d": "1970-01-02T00:00:00", "h": 0.5, "v": [1, 2]},
            {"x": 2, "s": "c", "d": "1970-01-03T00:00:00", "h": 2.0, "v": [3, 4]}]
REFUSED = [
    ("x:i8, s:str, d:M8[D], h:f4, v:2i1", "Int32, which is not read as int64"),
    ("x:i4, s:str, d:M8[D], h:f4", "the dtype has no field for a column"),
    ("x:i4, s:str, d:M8[D], h:f4, v:3i1", "elements"),
    ("x:i4, t:str, d:M8[D], h:f4, v:2i1", 'the field "t"'),
    ("x:i4, s:str, d:M8[D], h:f4, v:2i1, w:i1", "no more columns"),
    ("x:i4, s:S1, d:M8[D], h:f4, v:2i1", "2 bytes do not fit S1"),
]
for ending in "rowbinary", "native":
    path = tap.write("in." + ending, getattr(wire, ending)(columns))
    for dtype in "x:i4, s:U2, d:M8[s], h:f2, v:2i1", "x:>i4?, s:S2?, d:>M8[s], h:>f2, v:2i1":
        tap.equal(found_in(path, "-d", dtype), expected, f"{ending}: {dtype}")
    for dtype, message in REFUSED:
        found = found_in(path, "-d", dtype)
        tap.ok(isinstance(found, str) and message in found, f"{ending}: {dtype} is refused", found)
    null = tap.write("null." + ending, getattr(wire, ending)([("x", ("Nullable", "Int32"), [1, None])]))
    found = found_in(null, "-d", "x:i4")
    tap.ok("Nullable" in found and "give it a ?" in found, f"{ending}: a Nullable column and a field without ?", found)
    fixed = tap.write("fixed." + ending, getattr(wire, ending)([("b", ("FixedString", 8), ["abcdefgh"])]))
    for dtype in "b:V4", "b:S16":
        found = found_in(fixed, "-d", dtype)
        tap.ok("FixedString, which is not read as" in found, f"{ending}: FixedString(8) as {dtype}", found)
    inexact = tap.write("half." + ending, getattr(wire, ending)([("h", "Float32", [0.5, 0.1])]))
    found = found_in(inexact, "-d", "h:f2")
    tap.ok("does not fit float16 exactly (try f4)" in found, f"{ending}: 0.1 as f2", found)

# --- no records
for ending, data in ("rowbinary", wire.rowbinary([("x", "Int32", [])])), ("native", wire.native([("x", "Int32", [])])):
    tap.equal(found_in(tap.write("in." + ending, data)), [], f"{ending}: no records")
path = tap.write("none.native", b"")
tap.ok("without a block" in found_in(path) and "-d DTYPE" in found_in(path), "native: no bytes need a dtype", found_in(path))
tap.equal(found_in(path, "-d", "x:i4"), [], "native: no bytes and a dtype")

# --- types that no dtype holds
for kind in ["Int128", "UInt256", "Decimal(18, 4)", "Map(String, Int8)", "Variant(Int8, String)", "Dynamic", "JSON", "Nothing",
             "Nullable(Nothing)", "Point", "Array(Nullable(Int8))", "Tuple()", "Nullable(Tuple(Int8))",
             "Object('json')", "AggregateFunction(sum, Int8)", "Date33", "LowCardinality(Enum8('a' = 1))"]:
    for ending, data in (("rowbinary", b"\1\1x" + wire.text(kind) + b"\1" + bytes(16)),
                         ("native", b"\1\1\1x" + wire.text(kind) + b"\1" + bytes(16))):
        found = found_in(tap.write("in." + ending, data))
        tap.ok(isinstance(found, str) and 'field "x"' in found and "no dtype holds" in found, f"{ending}: {kind}", found)
for kind in ["", "Int32)", "Int32 x", "FixedString", "FixedString(0)", "FixedString(99999999999)", "DateTime64(10)",
             "Enum8('a')", "Enum8('a' = 200)", "Enum8('a = 1)", "Tuple(a Int8", "Array(Int8", "Array()",
             "DateTime(UTC)", "Nullable(Int8", "Nullable()", "Array(" * 200 + "Int8" + ")" * 200]:
    for ending, data in ("rowbinary", b"\1\1x" + wire.text(kind)), ("native", b"\1\1\1x" + wire.text(kind)):
        found = found_in(tap.write("in." + ending, data))
        tap.ok(isinstance(found, str) and 'field "x"' in found, f"{ending}: the type {kind[:40]!r}", found)

# --- wrong values: the byte and the field
utf8 = [("s", "String", ["a", b"\xff", "c"]), ("b", "Bool", [0, 1, 0])]
bools = [("s", "String", ["a", "b", "c"]), ("b", "Bool", [0, 1, 2])]
both = [("s", "String", ["a", "b", b"\xff"]), ("b", "Bool", [0, 2, 0])]
lengths = [("v", ("Array", "Int8"), [[1, 2], [1, 2], [1]])]
enum = [("e", "Int8", [1, 1, 9])]
for ending in "rowbinary", "native":
    make = getattr(wire, ending)
    rows = [("utf8", utf8, "is not UTF-8: byte 0xFF at offset 0", 's"', b"\1\xff"),
            ("bool", bools, "the byte 2, where Bool", 'b"', b"\2"),
            ("two columns", both, "the byte 2, where Bool", 'b"', b"\2"),
            ("array", lengths, "an array of 1 elements, where the dtype has 2", 'v"', None)]
    for name, columns, message, field, wrong in rows:
        data = make(columns)
        found = found_in(tap.write("in." + ending, data))
        tap.ok(isinstance(found, str) and message in found and field in found
               and (wrong is None or f"byte {data.rindex(wrong)}:" in found), f"{ending}: {name}", found)
    data = make(enum).replace(b"\4Int8", wire.text("Enum8('a' = 1)"))
    found = found_in(tap.write("in." + ending, data))
    tap.ok("the number 9, which is not in the Enum8" in found and f"byte {len(data) - 1}:" in found,
           f"{ending}: Enum8", found)

# --- absurd numbers: an error at once, without much memory
HUGE = wire.size(2**63)
for name, ending, data in [
        ("columns", "rowbinary", HUGE), ("no columns", "rowbinary", b"\0"), ("a number of 11 bytes", "rowbinary", b"\xff" * 11),
        ("a name", "rowbinary", b"\1" + HUGE), ("a type", "rowbinary", b"\1\1x" + HUGE),
        ("a text", "rowbinary", b"\1\1x\6String" + HUGE), ("an array", "rowbinary", b"\1\1x\x0bArray(Int8)" + HUGE),
        ("elements", "rowbinary", b"\1\1x" + wire.text("Array(String)") + wire.size(2**31 - 1) + b"a"),
        ("columns", "native", HUGE + b"\1"), ("records", "native", b"\1" + HUGE + b"\1x\4Int8"),
        ("records of texts", "native", b"\1" + HUGE + b"\1x\6String"),
        ("records without columns", "native", b"\0\1"),
        ("a text", "native", b"\1\1\1x\6String" + HUGE),
        ("an array", "native", b"\1\1\1x\x0bArray(Int8)" + struct.pack("<Q", 2**63)),
        ("an array that ends before it begins", "native", b"\1\2\1x\x0bArray(Int8)" + struct.pack("<2Q", 2, 1)),
        ("keys", "native", b"\1\1\1x" + wire.text("LowCardinality(String)") + struct.pack("<3Q", 1, 0x600, 2**62)),
        ("a version", "native", b"\1\1\1x" + wire.text("LowCardinality(String)") + struct.pack("<3Q", 2, 0x600, 1)),
        ("a global dictionary", "native", b"\1\1\1x" + wire.text("LowCardinality(String)") + struct.pack("<3Q", 1, 0x700, 1)),
        ("another number of indices", "native",
         b"\1\1\1x" + wire.text("LowCardinality(String)") + struct.pack("<3QBQB", 1, 0x600, 1, 0, 2, 0)),
        ("an index", "native",
         b"\1\1\1x" + wire.text("LowCardinality(String)") + struct.pack("<3QBQB", 1, 0x600, 1, 0, 1, 1)),
        ("other columns", "native", wire.block([("x", "Int8", [1])]) + wire.block([("y", "Int8", [1])])),
        ("more columns", "native", wire.block([("x", "Int8", [1])]) + wire.block([("x", "Int8", [1]), ("y", "Int8", [1])])),
]:
    path = tap.write("in." + ending, data)
    run = tap.rowcol("load", path, "-o", "-", "-t", "ndjson", "-q")
    tap.ok(run.returncode == 3 and b"byte" in run.stderr or run.returncode == 2 and b"whole record" in run.stderr,
           f"{ending}: {name}", f"{run.returncode} {run.stderr}")

# --- limits
columns = [("s", "String", ["x" * 1000])]
for ending in "rowbinary", "native":
    path = tap.write("in." + ending, getattr(wire, ending)(columns))
    found = found_in(path, "--max-record", "100")
    tap.ok(isinstance(found, str) and "more than 100 bytes" in found and "--max-record" in found, f"{ending}: --max-record", found)
    tap.equal(found_in(path, "--max-record", "2000"), [{"s": "x" * 1000}], f"{ending}: a larger --max-record")

# --- input that ends anywhere is an error, but where a record or block ends
columns = [("x", "Int32", [1, 2]), ("s", "String", ["ab", "a text"]), ("n", ("Nullable", "Int8"), [None, 1]),
           ("v", ("Array", ("LowCardinality", "String")), [["k", "l"], ["k", "k"]])]
fixed = [("x", "Int32", [1, 2]), ("b", "Bool", [0, 1])]
for name, ending, data, ends in [
        ("texts", "rowbinary", wire.rowbinary(columns), wire.rowbinary([(n, t, v[:1]) for n, t, v in columns])),
        ("numbers", "rowbinary", wire.rowbinary(fixed), wire.rowbinary([(n, t, v[:1]) for n, t, v in fixed])),
        ("blocks", "native", wire.native(columns, 1), wire.native([(n, t, v[:1]) for n, t, v in columns]))]:
    bad = []
    for n in range(len(data)):
        run = tap.rowcol("load", tap.write("cut." + ending, data[:n]), "-o", "-", "-t", "ndjson", "-q")
        whole = n == len(ends) or (ending == "rowbinary" and name == "numbers" and n == len(wire.rowbinary([(c, t, []) for c, t, _ in fixed])))
        if (run.returncode == 0) != whole or run.returncode not in (0, 2, 3):
            bad.append((n, run.returncode, run.stderr))
    tap.equal(bad, [], f"{ending}: {name}: cut at any byte")

tap.done()
