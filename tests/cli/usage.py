"""A wrong command line: status 2, and one line that says what is needed."""

import subprocess

import tap

POINTS = tap.write("points.ndjson", '{"x":1}\n')
CSV = tap.write("points.csv", "x\n1\n")
OUT = tap.T + "/out.npy"
STORE = tap.npy("store.npy", "<i4", 1, bytes(4))

# Arguments, and a part of the line on standard error.
CASES = [
    ([], "a command is needed"),
    (["--no-such-option"], "--no-such-option"),
    (["-v"], "-v"),
    (["no-such-command"], 'unknown command "no-such-command" (see: rowcol help)'),
    (["help", "no-such-command"], 'unknown command "no-such-command"'),
    (["lod"], '(did you mean "load"?)'),
    (["jsno"], '(did you mean "json"?)'),
    (["infe"], '(did you mean "infer"?)'),
    (["dtpye"], '(did you mean "dtype"?)'),
    (["lxyz"], 'unknown command "lxyz" (see: rowcol help)'),
    (["dtype", "i4", "--to", "comp"], '(did you mean "compact"?)'),
    (["dtype", "i4", "--to", "json-shema"], '(did you mean "json-schema"?)'),
    (["dtype", "i4", "--to", "pep"], '(did you mean "pep3118"?)'),
    (["x"], 'unknown command "x" (see: rowcol help)'),
    ([""], 'unknown command "" (see: rowcol help)'),
    (["load" * 100], "unknown command"),
    (["help", "load", "json"], "one COMMAND, not 2"),
    (["load"], "no INPUT"),
    (["load", "-o", OUT], "no INPUT"),
    (["load", POINTS, "-d", "x:i4"], "-o OUTPUT is needed"),
    (["load", POINTS, "-o"], "--output needs an argument"),
    (["load", POINTS, "-o", OUT, "--dtype"], "--dtype needs an argument"),
    (["load", POINTS, "-o", OUT, "--root"], "--root needs an argument"),
    (["load", POINTS, "-o", OUT, "--align"], "--align needs -d DTYPE"),
    (["load", "-o", OUT], "no INPUT"),
    (["load", POINTS, "-d", "x:i4", "--dates", "-o", OUT], "--dates: the dtype is given"),
    (["load", POINTS, "-d", "x:i4", "--infer-sample", "1", "-o", OUT], "--infer-sample: the dtype is given"),
    (["load", STORE, "--flatten", "-o", OUT], "--flatten: the input has a dtype of its own"),
    (["load", STORE, "-d", "a=/b:i4", "-o", OUT], '--dtype NAME=PLACE does not apply to the format npy'),
    (["infer"], "no INPUT"),
    (["load", POINTS, "-o", OUT, "--delimiter", "ab"], "--delimiter ab: one character is needed"),
    (["load", POINTS, "-o", OUT, "--header", "maybe"], "find, yes, no"),
    (["load", POINTS, "-o", OUT, "--skip-lines", "-1"], "--skip-lines -1"),
    (["infer", POINTS, "--sample", "0"], "--sample 0: at least 1 is needed"),
    (["load", POINTS, "-o", OUT, "--infer-sample", "0"], "--infer-sample 0: at least 1 is needed"),
    (["infer", POINTS, "--for", "yaml"], "yaml"),
    (["infer", POINTS, "--to", "yaml"], "compact, numpy"),
    (["load", "-", "-", "-d", "x:i4", "-o", OUT], "only once"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--extra", "what"], "error, ignore"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--missing", ""], "error, zero, null"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--no-such"],
     "unknown option --no-such (see: "),
    (["load", "--mising=zero"], '(did you mean "--missing"?)'),
    (["load", "--max_record", "1"], '(did you mean "--max-record"?)'),
    (["json", "--theads", "1"], '(did you mean "--threads"?)'),
    (["json", "--" + "x" * 100], "unknown option --xxx"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--m=zero"], "ambiguous option --m: --member or --missing or --max-record"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-x"], "unknown option -x"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--stats", "-qx"], "unknown option -x"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--stats=yes"], "--stats takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--quiet=yes"], "--quiet takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--help=yes"], "--help takes no argument"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-f", "parquet"], "--from parquet: "),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-t", "parquet"], "--to parquet: "),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "-t", "npz"], '(did you mean "npy"?)'),
    (["json", "a.npy", "-t", "json1"], '(did you mean "json"?)'),
    (["info", "a.npy", "-f", "nyp"], '(did you mean "npy"?)'),
    # The name of the output decides the format.
    (["load", POINTS, "-d", "x:i4", "-o", tap.T + "/out.unknown"],
     "out.unknown: no format has the ending .unknown: add -t FORMAT: "),
    (["load", POINTS, "-d", "x:i4", "-o", tap.T + "/out"], "does not show a format: add -t FORMAT"),
    (["load", POINTS, "-d", "x:i4", "-o", "-"], "does not show a format: add -t FORMAT"),
    (["json", "a.npy", "-o", tap.T + "/out.xyz"],
     "no format has the ending .xyz: add -t FORMAT: ndjson or json"),
    (["json", "a.npy", "-o", OUT], "the name shows npy, but JSON text is to be written"),
    (["json", "a.npy", "-o", tap.T + "/out.NPY"], "the name shows npy"),
    (["json", "a.npy", "-o", tap.T + "/out.ndjson", "--array"],
     "the name shows ndjson, but --array writes json"),
    (["json", "a.npy", "-t", "npy"], "rowcol json writes JSON text: ndjson or json"),
    (["json", "a.npy", "-t", "ndjson", "--array"], "--array writes json"),
    (["check"], "no INPUT"),
    (["check", "-", "-"], "only once"),
    (["check", POINTS, "-o", OUT], "unknown option -o"),
    (["check", POINTS, "-d", "x:i4", "--on-error", "fail", "--rejects", OUT], "contradicts"),
    (["check", POINTS, "--align"], "--align needs -d DTYPE"),
    (["check", POINTS, "-d", "x:i4", "--dates"], "--dates: the dtype is given by -d"),
    (["load", POINTS, "-d", "x:i4", "--dry-run"], "-o OUTPUT is needed"),
    (["load", "-", "--files-from", "-", "-d", "x:i4", "-o", OUT], "standard input has the names"),
    (["load", "--files-from", "/dev/null", "-d", "x:i4", "-o", OUT], "it has no names"),
    (["json", "a.npy", "--files-from", POINTS], "unknown option --files-from"),
    (["cat"], "no INPUT"),
    (["cat", "a.npy"], "-o OUTPUT is needed"),
    (["load", POINTS, "-o", "-", "-t", "npy", "--append"], "is not a file"),
    (["load", POINTS, "-o", "/dev/null", "-t", "npy", "--append"], "is not a file"),
    (["load", POINTS, "-o", tap.T + "/x.ndjson", "-d", "x:i4", "--append"], "--append is for store files"),
    (["convert", "a.npy", "-o", OUT, "--append", "--head", "3"], "--append adds all records"),
    (["convert"], "no INPUT"),
    (["convert", "a.npy"], "-o OUTPUT is needed"),
    (["convert", "-", "-", "-o", OUT], "only once"),
    (["convert", "a.npy", "-d", "x:i4", "-o", OUT], "unknown option -d"),
    (["convert", "a.npy", "-o", OUT, "--compress", "gzip"], "none, lz4, zstd"),
    (["csv", "a.npy", "-o", OUT], "the name shows npy, but CSV text is to be written"),
    (["csv", "a.npy", "-t", "json"], "rowcol csv writes CSV text: csv or tsv"),
    (["csv"], "one STORE is needed, not 0"),
    (["csv", "a.npy", "--quotes", "some"], "minimal, all"),
    (["csv", "a.npy", "--header", "find"], "yes, no"),
    (["csv", "a.npy", "--decimal", ";"], "--decimal ;: a point or a comma is needed"),
    (["csv", "a.npy", "--decimal", ""], "--decimal : a point or a comma is needed"),
    (["csv", "a.npy", "--trim"], "--trim"),
    (["csv", STORE, "--decimal", ","], "--decimal is the same character as the delimiter: set another delimiter"),
    (["load", CSV, "-d", "x:f8", "-o", OUT, "--decimal", "1"], "--decimal 1: a point or a comma is needed"),
    (["load", CSV, "-d", "x:f8", "-o", OUT, "--thousands", ""], "--thousands: a character is needed"),
    (["load", CSV, "-d", "x:f8", "-o", OUT, "--thousands", "x"], "--thousands is not a comma, a point"),
    (["load", CSV, "-d", "x:f8", "-o", OUT, "--thousands", ",,"], "--thousands is not a comma, a point"),
    (["infer", CSV, "--thousands", "."], "--thousands is the same character as the decimal point"),
    (["infer", CSV, "--thousands", ",", "--decimal", ","], "--thousands is the same character as the decimal comma"),
    (["load", POINTS, "-d", "x:i4", "-o", OUT, "--trim"], "--delimiter (or the like) does not apply to the format ndjson, only to csv, tsv"),
    (["convert", "a.npy", "-o", OUT, "--strings", "veiw"], '(did you mean "view"?)'),
    (["convert", "a.npy", "-o", tap.T + "/out.xyz"],
     "no format has the ending .xyz: add -t FORMAT: npy, arrow, arrows, ndjson, json, csv or tsv"),
    (["convert", "a.npy", "-o", OUT, "--head", "1", "--stats"], "--stats measures"),
    (["convert", POINTS, "-o", OUT], "(use rowcol load with -d DTYPE, such as -d 'x:i4, y:f8')"),
    (["convert", POINTS, "-f", "json", "-o", OUT], "(use rowcol load with -d DTYPE"),
    (["json"], "one STORE"),
    (["json", POINTS], "(use rowcol load with -d DTYPE"),
    (["json", "a.npy", "b.npy"], "not 2"),
    (["json", "a.npy", "--nan", "zero"], "error, null"),
    (["info"], "one STORE"),
    (["info", "a.npy", "--json", "--c-header"], "exclude each other"),
    (["sise"], '(did you mean "size"?)'),
    (["size"], "one SPEC or FILE is needed"),
    (["size", "x:i4", "y:i4"], "not 2"),
    (["size", "x:i4", "-n", "many"], "numbers of records from 1 are needed"),
    (["size", "x:i4", "--python", "3"], "3.7, 3.8, 3.9, 3.10, 3.11, 3.12, 3.13"),
    (["size", "x:i4", "--mesure"], '(did you mean "--measure"?)'),
    (["dtype"], "one SPEC"),
    (["dtype", "i4", "i4"], "not 2"),
    (["dtype", "i4", "--to", "yaml"], "compact, numpy, comma, dict, pep3118, json, json-schema, c"),
    (["dtype", "i4", "--to", "c", "--json"], "exclude each other"),
]
for bad in "-1", "+1", "1.5", "", " 1", "x", "257", "4294967297", "99999999999999999999", "1K":
    CASES.append((["load", POINTS, "-d", "x:i4", "-o", OUT, "-j", bad],
                  f"--threads {bad}: a number"))
    CASES.append((["json", "a.npy", "-j", bad], f"--threads {bad}: a number"))
for bad in ("0", "-1", "1k", "1KB", "1.5M", "", "K", "8589934592G", "17179869184G",
            "9223372036854775808", "99999999999999999999"):
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
