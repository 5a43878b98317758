"""Writes the corpus of fuzz_clickhouse: make_corpus_clickhouse.py (into tests/fuzz/corpus/clickhouse)."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "clickhouse"))
import wire  # noqa: E402

CASES = {
    "numbers": [("a", "Int8", [1, -1]), ("b", "UInt64", [2, 3]), ("c", "Float64", [0.5, -0.0]), ("d", "BFloat16", [1, 2])],
    "bool": [("b", "Bool", [0, 1]), ("n", ("Nullable", "Bool"), [None, 1])],
    "texts": [("s", "String", ["", "a text that is longer"]), ("f", ("FixedString", 3), ["abc", ""]),
              ("n", ("Nullable", "String"), [None, "x"])],
    "times": [("d", "Date", [1, 2]), ("e", "Date32", [-1, 2]), ("t", "DateTime", [1, 2]), ("u", ("DateTime64", 4, "UTC"), [1, 2]),
              ("i", "IntervalQuarter", [1, -1]), ("j", ("Time64", 3), [1, 2])],
    "parts": [("p", ("Tuple", ("x", "Int32"), ("q", ("Tuple", ("s", "String")))), [[1, ["a"]], [2, ["b"]]]),
              ("v", ("Array", ("Array", "Int16")), [[[1, 2]], [[3, 4]]])],
    "dictionaries": [("a", ("LowCardinality", "String"), ["x", "y"]),
                     ("b", ("LowCardinality", ("Nullable", "UInt32")), [None, 7])],
    "others": [("e", ("Enum8", ("a", 1), ("b", -1)), ["a", "b"]), ("u", "UUID", ["00112233-4455-6677-8899-aabbccddeeff"] * 2),
               ("v", "IPv4", [1, 2]), ("w", "IPv6", [bytes(16)] * 2)],
    "none": [("x", "Int32", []), ("s", "String", [])],
}

folder = os.path.join(HERE, "corpus", "clickhouse")
os.makedirs(folder, exist_ok=True)
for name, columns in CASES.items():
    for mark, kind, data in (b"\0", "rowbinary", wire.rowbinary(columns)), (b"\1", "native", wire.native(columns, 1)):
        with open(os.path.join(folder, f"{name}.{kind}"), "wb") as file:
            file.write(mark + data)
        if name != "none":
            with open(os.path.join(folder, f"{name}.{kind}.cut"), "wb") as file:
                file.write(mark + data[:-1])
