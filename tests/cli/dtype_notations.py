"""rowcol dtype --to: notations that read back as the same dtype."""

import json

import tap

SPECS = [
    "x:i4, y:i4, z:i4",
    "x:i4, p:3f8",
    "a:i1, b:f8, c:i2",
    "b:bool, u:U3, s:S5, h:f2, c:c16",
    "x:>i4, y:>f8",
    "who:{name:S8, age:i1}, id:u8",
    "m:(2,3)i2, many:2{x:i4, y:f8}",
    "é:i4, 日本:f8",
]
# Each of these notations has the offsets. PEP 3118 does not have the alignment, a comma string does
# not have names.
NOTATIONS = ["dict", "json", "pep3118"]


def out(*args, **options):
    run = tap.rowcol("dtype", *args, **options)
    tap.equal((run.returncode, run.stderr), (0, b""), f"dtype {' '.join(args)}: succeeds")
    return run.stdout.decode()


def check(spec, notation, *align):
    name = " ".join(["dtype", spec, *align, "--to", notation])
    printed = out(spec, *align, "--to", notation)
    tap.equal(printed.count("\n"), 1, f"{name}: one line")
    found = json.loads(out(printed.rstrip("\n"), "--json"))
    expected = json.loads(out(spec, *align, "--json"))
    if notation == "pep3118":
        found.pop("alignment"), expected.pop("alignment")
    tap.equal(found, expected, f"{name}: reads back as the same")


for spec in SPECS:
    for notation in NOTATIONS:
        check(spec, notation)
        check(spec, notation, "--align")
check("f0:i4, f1:2f8, f2:S3", "comma")
run = tap.rowcol("dtype", "x:i4, y:i4", "--to", "comma")
tap.ok(run.returncode == 3 and b'field "x"' in run.stderr,
       "dtype --to comma: refuses names that it would lose", run.stderr)

tap.done()
