"""rowcol ddl: the columns have the names and types of the files."""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
import wire  # noqa: E402


def statement(table, columns):
    inside = ",\n".join(f"    {wire.quoted(name)} {wire.name_of(kind)}" for name, kind in columns)
    return f"CREATE TABLE {wire.quoted(table)}\n(\n{inside}\n)\nENGINE = MergeTree\nORDER BY tuple()\n"


def ddl(*args, **options):
    run = tap.rowcol("ddl", *args, **options)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


DTYPE = 'n:i4?, s:str, "a b":M8[ms,Europe/Berlin], "from":S3, p:{x:c8, "y`":2u1}'
COLUMNS = [("n", ("Nullable", "Int32")), ("s", "String"), ("a b", ("DateTime64", 3, "Europe/Berlin")),
           ("from", ("FixedString", 3)),
           ("p", ("Tuple", ("x", ("Tuple", ("re", "Float32"), ("im", "Float32"))), ("y`", ("Array", "UInt8"))))]
RECORD = {"n": 1, "s": "a", "a b": "2020-01-01", "from": "abc", "p": {"x": [1, 2], "y`": [3, 4]}}

for ending in "arrow", "native", "rowbinary":
    path = tap.store("people.2026." + ending, DTYPE, [RECORD])
    columns = COLUMNS
    tap.equal(ddl(path), (0, statement("people", columns), ""), f"{ending}: the name of the file")
    for table in "t", "my table", "select", "`x\\":
        tap.equal(ddl(path, "--table", table), (0, statement(table, columns), ""), f"{ending}: --table {table}")
path = tap.npy("plain.npy", "<f8", 0, b"")
tap.equal(ddl(path), (0, statement("plain", [("x", "Float64")]), ""), "a .npy file without records")
tap.equal(ddl("-", "-f", "npy", "--table", "t", input=tap.read(path)), (0, statement("t", [("x", "Float64")]), ""),
          "standard input")

status, out, err = ddl("-", "-f", "npy", input=tap.read(path))
tap.ok(status == 2 and not out and "add --table NAME" in err, "standard input has no name", err)
status, out, err = ddl(path, "--table", "")
tap.ok(status == 2 and "add --table NAME" in err, "an empty name", err)
status, out, err = ddl()
tap.ok(status == 2 and "one STORE is needed" in err, "no store", err)
path = tap.store("null.arrow", "p:{x:i4}?", [{"p": None}])
status, out, err = ddl(path)
tap.ok(status == 3 and not out and 'field "p"' in err and "make its members nullable" in err, "no type for a field", err)
tap.done()
