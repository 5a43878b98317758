"""ClickHouse itself (chDB, from npm) reads what rowcol writes with the same values, and rowcol reads what
ClickHouse writes; the statements of rowcol ddl make tables that take the files.

ROWCOL_CLICKHOUSE is the folder with the npm package (tests/bench/peers.sh DIR --with-chdb); without it all is
skipped.
"""

import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

FOLDER = os.environ.get("ROWCOL_CLICKHOUSE", "")
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "engine.mjs")
FORMATS = {"rowbinary": "RowBinaryWithNamesAndTypes", "native": "Native"}

if not FOLDER or not os.path.isdir(os.path.join(FOLDER, "node_modules", "chdb")):
    tap.skip_all("ROWCOL_CLICKHOUSE does not name a folder with the npm package chdb")

chance = random.Random(3)
N = 500
EPOCH = "1970-01-01"


def some(make):
    return [make(i) for i in range(N)]


# Each: a name, the dtype, the records, what ClickHouse finds (None: the same).
CASES = [
    ("integers", "a:i1, b:i2, c:i4, d:u1, e:u2, f:u4, g:>i4",
     some(lambda i: {"a": chance.randint(-128, 127), "b": chance.randint(-2**15, 2**15 - 1),
                     "c": chance.randint(-2**31, 2**31 - 1), "d": i % 256, "e": i * 100, "f": 2**32 - 1 - i, "g": -i}), None),
    ("long integers", "a:i8, b:u8", [{"a": -2**63, "b": 2**64 - 1}, {"a": 2**53 + 1, "b": 0}], None),
    ("floats", "f:f4, d:f8, h:f2", some(lambda i: {"f": i / 8, "d": chance.uniform(-1e9, 1e9), "h": i / 2}), None),
    ("complex", "c:c8", [{"c": [1, -2.5]}], [{"c": {"re": 1, "im": -2.5}}]),
    ("bool", "b:bool, n:bool?", some(lambda i: {"b": i % 3 == 0, "n": None if i % 5 == 0 else i % 2 == 0}), None),
    ("texts", "s:str, n:str?, u:U4, f:S3",
     some(lambda i: {"s": "\u00e9" * (i % 40), "n": None if i % 2 else "x" * i, "u": "\u4e16" * (i % 4 + 1), "f": "abc"}), None),
    ("nullable", "a:i4?, b:f8?, c:M8[D]?", some(lambda i: {"a": None if i % 3 else i, "b": None if i % 2 else i / 4,
                                                         "c": None if i % 7 else EPOCH}), None),
    ("days", "d:M8[D]", [{"d": "1900-01-01"}, {"d": EPOCH}, {"d": "2299-12-31"}], None),
    ("times", "s:M8[s,UTC], m:M8[ms,UTC], n:M8[ns,UTC], z:M8[us,+05:30]",
     [{"s": "2020-02-29T01:02:03", "m": "2020-02-29T01:02:03.004", "n": "2020-02-29T01:02:03.000000005",
       "z": "2020-02-29T00:00:00.000001"}],
     [{"s": "2020-02-29 01:02:03", "m": "2020-02-29 01:02:03.004", "n": "2020-02-29 01:02:03.000000005",
       "z": "2020-02-29 05:30:00.000001"}]),
    ("structs", "p:{x:i4, q:{s:str, k:i2?}}, l:3i4",
     some(lambda i: {"p": {"x": i, "q": {"s": "s" * (i % 20), "k": None if i % 3 else i}}, "l": [i, -i, 0]}), None),
    ("arrays", "m:(2,2)u1, p:2{x:i4, s:str}",
     some(lambda i: {"m": [[1, 2], [i % 256, 4]], "p": [{"x": i, "s": str(i)}, {"x": -i, "s": "longer than a cell"}]}), None),
    ("durations", "a:m8[s], b:m8[M]", [{"a": 5, "b": -7}], None),
    ("names", '"a b":i1, "`":{"x.y":i1, "\\\\":i1}', [{"a b": 1, "`": {"x.y": 3, "\\": 4}}], None),
    ("names that are quoted", '"p":{"_a1":i1, "1a":i1, "\u00e9":i1, "x\\ny\\t\\u0001":i1, "From":i1, "all":i1, "distinct":i1, '
     '"select":i1, "table":i1, "values":i1, "order":i1}',
     [{"p": {"_a1": 2, "1a": 3, "\u00e9": 4, "x\ny\t\1": 5, "From": 6, "all": 7, "distinct": 8, "select": 9, "table": 10,
             "values": 11, "order": 12}}], None),
    ("no records", "x:i4, s:str, v:2i1", [], None),
    ("many records", "n:i4, s:str", [{"n": i, "s": str(i)} for i in range(300000)], None),
]

# What ClickHouse writes: a name, the SELECT, the records.
WRITTEN = [
    ("numbers", "number::Int32 AS a, number::UInt64 AS b, number / 4 AS c, number % 2 = 0 AS d FROM numbers(5)",
     [{"a": i, "b": i, "c": i / 4, "d": int(i % 2 == 0)} for i in range(5)]),
    ("dictionaries", "CAST(if(number % 3 = 0, NULL, toString(number)), 'LowCardinality(Nullable(String))') AS a, "
     "CAST(toString(number % 7), 'LowCardinality(String)') AS b FROM numbers(200000)",
     [{"a": None if i % 3 == 0 else str(i), "b": str(i % 7)} for i in range(200000)]),
    ("enumerations", "CAST(number % 2, 'Enum8(''x'' = 0, ''it''''s \\\\ b'' = 1)') AS e FROM numbers(3)",
     [{"e": "x"}, {"e": "it's \\ b"}, {"e": "x"}]),
    ("dates", "toDate('2149-06-06') AS a, toDate32('1900-01-01') AS b, toDateTime('2106-02-07 06:28:15', 'UTC') AS c, "
     "toDateTime64('2020-01-01 00:00:00.123', 3, 'UTC') AS d",
     [{"a": "2149-06-06", "b": "1900-01-01", "c": "2106-02-07T06:28:15", "d": "2020-01-01T00:00:00.123"}]),
    ("tuples", "(1::Int8, 'a') AS t, CAST((1, 'b'), 'Tuple(`x y` Int8, s String)') AS u, [(1::Int8, 'c')] AS v",
     [{"t": {"1": 1, "2": "a"}, "u": {"x y": 1, "s": "b"}, "v": [{"1": 1, "2": "c"}]}]),
    ("nulls", "if(number % 2 = 0, NULL, number::Int16) AS n, CAST(NULL, 'Nullable(String)') AS s FROM numbers(4)",
     [{"n": None if i % 2 == 0 else i, "s": None} for i in range(4)]),
    ("other types", "toIPv4('127.0.0.1') AS a, 1.5::BFloat16 AS b, true AS c, toIntervalMonth(3) AS d",
     [{"a": 0x7F000001, "b": 1.5, "c": True, "d": 3}]),
    ("no rows", "1::Int8 AS x WHERE 0", []),
]


def text(value):
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


SETTINGS = ("SETTINGS output_format_json_quote_64bit_integers = 0, output_format_json_named_tuples_as_objects = 1, "
            "allow_suspicious_low_cardinality_types = 1, engine_file_truncate_on_insert = 1")
statements, checks = [], []


def ask(statement, kind, check):
    statements.append(json.dumps([statement, kind]))
    checks.append(check)


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def finds(name, records):
    def check(answer):
        tap.ok("text" in answer and lines(answer["text"]) == records, name,
               answer.get("failed") or f"{answer['text'][:300]}\nexpected: {records[:3]}")
    return check


def is_done(name):
    return lambda answer: tap.equal(answer, {"text": ""}, name)


def rowcol_finds(name, path, records, ending):
    def check(answer):
        run = tap.rowcol("json", path)
        if not records and tap.read(path) in (None, b""):
            return tap.equal(run.returncode == 0, False, f"{name}: no bytes have no dtype")
        return tap.ok("text" in answer and run.returncode == 0 and lines(run.stdout) == records, name,
                      f"{answer}\n{run.stderr.decode()}\n{run.stdout[:300]}\nexpected: {records[:3]}")
    return check


for number, (name, dtype, records, expected) in enumerate(CASES):
    source = "".join(json.dumps(r) + "\n" for r in records).encode()
    for ending, kind in FORMATS.items():
        path = os.path.join(tap.T, f"case{number}.{ending}")
        run = tap.rowcol("load", "-", "-f", "ndjson", "-d", dtype, "-o", path, "-q", input=source)
        tap.equal(run.stderr, b"", f"{name}: {ending}")
        table = tap.rowcol("ddl", path, "--table", f"t {number}.{ending}").stdout.decode()
        if table:  # arrays without records have no dtype
            ask(table, "Null", is_done(f"ClickHouse makes the table: {name}"))
            ask(f"INSERT INTO `t {number}.{ending}` SELECT * FROM file({text(path)}, '{kind}')", "Null",
                is_done(f"the table takes {ending}: {name}"))
        ask(f"SELECT * FROM file({text(path)}, '{kind}') {SETTINGS}", "JSONEachRow",
            finds(f"ClickHouse reads {ending}: {name}", expected if expected is not None else records))
for number, (name, select, records) in enumerate(WRITTEN):
    for ending, kind in FORMATS.items():
        path = os.path.join(tap.T, f"written{number}.{ending}")
        ask(f"INSERT INTO FUNCTION file({text(path)}, '{kind}') SELECT {select} {SETTINGS}", "Null",
            rowcol_finds(f"rowcol reads ClickHouse's {ending}: {name}", path, records, ending))

done = subprocess.run(["node", SCRIPT, FOLDER], input="\n".join(statements), capture_output=True, text=True, check=False)
answers = [json.loads(line) for line in done.stdout.splitlines()]
if tap.equal(len(answers), len(statements), "ClickHouse has answered each statement"):
    for check, answer in zip(checks, answers):
        check(answer)
else:
    print("# " + done.stderr[-2000:].replace("\n", "\n# "))
tap.done()
