"""What reaches a terminal: characters that it would obey are escaped wherever text from outside is
shown, in messages, tables and notations."""

import json
import os
import re
import subprocess

import tap

# C0, DEL, C1 (of one byte and as UTF-8), bidirectional controls, separators, bytes that are not UTF-8.
BAD = [chr(code).encode() for code in [*range(1, 0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F,
                                       *range(0x2028, 0x202F), *range(0x2066, 0x206A)]]
BROKEN = [b"\x9b", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3"]
GOOD = ["aq", "é", "日", "\U0001F600"]
STORE = os.path.join(tap.T, "store.npy")
tap.rowcol("load", "-", "-f", "ndjson", "-d", "x:i4", "-o", STORE, input=b'{"x":1}\n')


def harmless(output):
    """Whether the output is UTF-8 without characters that a terminal obeys but newlines."""
    try:
        text = output.decode()
    except UnicodeDecodeError:
        return False
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]",
                         text)


def check(what, args, lines=1, **options):
    """Runs the command: one message of LINES lines, harmless."""
    run = subprocess.run([os.fsencode(tap.ROWCOL), *args], capture_output=True, check=False, cwd=tap.T,
                         **options)
    both = run.stdout + run.stderr
    return tap.ok(harmless(both) and run.stderr.count(b"\n") == lines, f"{what}: harmless",
                  f"{run.returncode} {both!r}")


for bad in BAD + BROKEN:
    name = bad.hex()
    here = b"a" + bad + b"b"
    check(f"{name} as a command", [here])
    check(f"{name} as an option", [b"load", b"--" + here])
    check(f"{name} as an argument", [b"load", b"x", b"--extra", here])
    check(f"{name} as a format", [b"load", b"x", b"-f", here])
    check(f"{name} as an input", [b"info", here])
    check(f"{name} as an input", [b"load", here, b"-d", b"x:i4", b"-o", b"out.npy"])
    check(f"{name} in the ending of an output", [b"json", STORE, b"-o", b"x." + here])
    check(f"{name} as an output", [b"load", STORE, b"-o", here + b"/x.npy"])
    check(f"{name} in a dtype", [b"dtype", b"x:" + here], 3)
    check(f"{name} as the file of a dtype", [b"dtype", b"@" + here])
    path = os.path.join(os.fsencode(tap.T), here + b".npy")
    with open(path, "wb") as file:
        file.write(tap.read(STORE))
    run = subprocess.run([os.fsencode(tap.ROWCOL), b"info", path], capture_output=True, check=False)
    tap.ok(run.returncode == 0 and harmless(run.stdout), f"{name} in the file of info: harmless",
           run.stdout)
    run = subprocess.run([os.fsencode(tap.ROWCOL), b"info", path, b"--json"], capture_output=True,
                         check=False)
    found = json.loads(run.stdout)["file"]
    tap.equal(found, None if bad in BROKEN else path.decode(), f"{name} in the file of info --json")
    os.remove(path)

for good in GOOD:
    for args in ["info", good], [good], ["dtype", "x:" + good]:
        run = tap.rowcol(*args)
        tap.ok(good in run.stderr.decode(), f"{good} is shown as it is", run.stderr)

# Names of fields: in tables, and in messages about values and keys.
for bad in BAD:
    name = bad.hex()
    spec = json.dumps("a" + bad.decode()) + ":i4"
    run = tap.rowcol("dtype", spec)
    tap.ok(run.returncode == 0 and harmless(run.stdout), f"{name} in the table of a dtype", run.stdout)
    tap.ok(len({len(line) for line in run.stdout.decode().splitlines()[:2]}) == 1,
           f"{name} in the table of a dtype: columns are aligned", run.stdout)
    for number, line in enumerate([b'{"a' + bad + b'":1.5}\n', b'{"b":1}\n', b'{"b' + bad + b'":1}\n',
                                   json.dumps({"a" + bad.decode(): "x" + bad.decode()}).encode()]):
        check(f"{name} in record {number}",
              [b"load", b"-", b"-f", b"ndjson", b"-d", spec.encode(), b"-o", b"out.npy"], input=line)

tap.done()
