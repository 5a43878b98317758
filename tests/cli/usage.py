"""A wrong command line: status 2, and one line that says what is needed."""

import subprocess

import tap

POINTS = tap.write("points.ndjson", '{"x":1}\n')
OUT = tap.T + "/out.npy"

# Arguments, and a part of the line on standard error.
CASES = [
    ([], "a command is needed"),
    (["--no-such-option"], "--no-such-option"),
    (["-v"], "-v"),
    (["no-such-command"], 'no command "no-such-command"'),
    (["help", "no-such-command"], 'no command "no-such-command"'),
    (["help", "load", "json"], "one COMMAND, not 2"),
    (["load"], "no INPUT"),
    (["load", "-o", OUT], "no INPUT"),
    (["load", POINTS, "-d", "x:i4"], "-o OUTPUT is needed"),
    (["load", POINTS, "-o"], "--output needs an argument"),
    (["load", POINTS, "-o", OUT, "--dtype"], "--dtype needs an argument"),
    (["load", POINTS, "-o", OUT, "--root"], "--root needs an argument"),
    (["load", POINTS, "-o", OUT, "--align"], "--align needs -d DTYPE"),
    (["load", POINTS, "-o", OUT], "dtype"),
    (["load", "-", "-", "-d", "x:i4", "-o", OUT], "only once"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--extra", "what"], "error, ignore"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--missing", ""], "error, zero"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--no-such"],
     "unknown or ambiguous option --no-such"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--m=zero"], "unknown or ambiguous option --m=zero"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-x"], "unknown option -x"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--stats", "-qx"], "unknown option -x"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--stats=yes"], "--stats takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--quiet=yes"], "--quiet takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--help=yes"], "--help takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-f", "parquet"], "parquet"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-t", "parquet"], "parquet"),
    (["load", POINTS, "-d", "x:i4", "-o", tap.T + "/out.unknown"], "out.unknown"),
    (["load", POINTS, "-d", "x:i4", "-o", "-"], "format"),
    (["json"], "one STORE"),
    (["json", "a.npy", "b.npy"], "not 2"),
    (["json", "a.npy", "--nan", "zero"], "error, null"),
    (["info"], "one STORE"),
    (["info", "a.npy", "--json", "--c-header"], "exclude each other"),
    (["dtype"], "one SPEC"),
    (["dtype", "i4", "i4"], "not 2"),
    (["dtype", "i4", "--to", "yaml"], "compact, numpy, comma, dict, pep3118, json, c"),
    (["dtype", "i4", "--to", "c", "--json"], "exclude each other"),
]
for bad in "-1", "+1", "1.5", "", " 1", "x", "257", "4294967297", "99999999999999999999", "1K":
    CASES.append((["load", POINTS, "-d", "x:i4", "-o", OUT, "-j", bad],
                  f"--threads {bad}: a number"))
    CASES.append((["json", "a.npy", "-j", bad], f"--threads {bad}: a number"))
for bad in "0", "-1", "1k", "1KB", "1.5M", "", "K", "17179869184G", "99999999999999999999":
    CASES.append((["load", POINTS, "-d", "x:i4", "-o", OUT, "--max-record", bad],
                  f"--max-record {bad}: a number"))

for args, part in CASES:
    call = " ".join(("rowcol", *args)).replace(tap.T, "")
    run = tap.rowcol(*args, stdin=subprocess.DEVNULL)
    tap.equal(run.returncode, 2, f"{call}: exits with 2")
    tap.equal(run.stdout, b"", f"{call}: prints nothing on standard output")
    line = run.stderr.decode()
    tap.ok(line.startswith("rowcol: ") and line.count("\n") == 1 and line.endswith("\n")
           and part in line, f"{call}: one line on standard error with '{part}'", line)
    tap.equal(tap.read(OUT), None, f"{call}: writes no output")

tap.done()
