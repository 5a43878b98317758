"""rowcol table: records for people, in columns that fit the screen."""

import json
import os
import random
import subprocess
import unicodedata

import tap

random.seed(3)
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "COLUMNS"}


def table(records, dtype, *args, columns=None, **options):
    """The lines of the table of these records."""
    lines = "".join(json.dumps(r) + "\n" for r in records).encode()
    environment = dict(ENVIRONMENT, **({"COLUMNS": str(columns)} if columns is not None else {}))
    run = tap.rowcol("table", "-", "-f", "ndjson", "-d", dtype, *args, input=lines, env=environment,
                     **options)
    if run.returncode or run.stderr:
        return [f"{run.returncode}", run.stderr.decode()]
    return run.stdout.decode().splitlines()


def width(text):
    """The columns of a text by Unicode's data."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# --- one table of every kind
RECORDS = [
    {"name": "Ada", "age": 36, "p": {"x": 0.5, "ok": True}, "v": [1, 2, 3], "when": "2024-02-29", "s": "a b"},
    {"name": "日本", "age": None, "p": {"x": -1e300, "ok": False}, "v": [-1, 0, 1], "when": "NaT", "s": ""},
    {"name": "e\u0301a", "age": -7, "p": {"x": 2.0, "ok": True}, "v": [7, 8, 9], "when": "1970-01-01", "s": "null"},
    {"name": " x", "age": 0, "p": {"x": 1.25, "ok": True}, "v": [7, 8, 9], "when": "1970-01-01", "s": "\x1b[31m\"q"},
]
DTYPE = "name:str, age:i4?, p:{x:f8, ok:bool}, v:3i1, when:M8[D], s:S8"
EXPECTED = """\
name    age       p.x  p.ok   v           when        s
----  -----  --------  -----  ----------  ----------  -----------
Ada      36       0.5  true   [1, 2, 3]   2024-02-29  a b
日本   null  -1e+300  false  [-1, 0, 1]  NaT         ""
e\u0301a       -7       2.0  true   [7, 8, 9]   1970-01-01  "null"
" x"      0      1.25  true   [7, 8, 9]   1970-01-01  \\x1B[31m"q
4 records"""
found = table(RECORDS, DTYPE)
rows = [line.replace(" ", "") for line in EXPECTED.splitlines()]
tap.equal([line.replace(" ", "").replace("-", "") for line in found],
          [line.replace("-", "") for line in rows], "every kind: the cells")
starts = [width(found[0][:found[0].index(name)]) for name in ("p.ok", "v ", "when", "s")]
ends = [width(found[0][:found[0].index(name)]) + len(name) for name in ("age", "p.x")]
for i, line in enumerate(found[:-1]):
    at = {}
    column = 0
    for c in line:
        at.setdefault(column, c)
        column += width(c)
    wrong = [x for x in starts if at.get(x, " ") == " " or at.get(x - 1) != " "]
    wrong += [x for x in ends if at.get(x - 1, " ") == " " or at.get(x) != " "]
    tap.equal(wrong, [], f"every kind: line {i}: text is aligned left, numbers right")
    tap.ok(not line.endswith(" "), f"every kind: line {i}: no blanks at the end", line)
exact = table([{"a": 1, "b": "x"}, {"a": -10, "b": "yy"}], "a:i2, b:S2")
tap.equal(exact, ["  a  b", "---  --", "  1  x", "-10  yy", "2 records"], "a small table")

# --- subarrays, structs in them, nulls
tap.equal(table([{"v": list(range(7))}, {"v": [9] * 7}], "v:7i4")[2:4], ["[0, 1, 2, 3, ... 7]", "[9, 9, 9, 9, ... 7]"],
          "a long subarray is shortened")
tap.equal(table([{"v": list(range(6))}], "v:6i4")[2], "[0, 1, 2, 3, 4, 5]", "six elements are shown")
tap.equal([line[:-2].rstrip() for line in table([{"s": s, "n": 1} for s in ("x ", "x", '"', 'x"', "nul", "a b")], "s:str, n:i1")[2:-1]],
          ['"x "', "x", '"""', '"x""', "nul", "a b"], "which text is in quotes")
tap.equal(table([{"v": [[1, 2], [3, 4]]}], "v:(2,2)i4")[2], "[[1, 2], [3, 4]]", "two dimensions")
tap.equal(table([{"v": [{"a": 1, "b": "x"}] * 2}], "v:2{a:i4, b:S1}")[2], "[{a: 1, b: x}, {a: 1, b: x}]",
          "structs in a subarray")
tap.equal(table([{"p": None}, {"p": {"x": 1, "y": None}}], "p:{x:i4, y:f8?}?")[2:4], ["null  null", "   1  null"],
          "a null struct")
tap.equal(table([{"v": None}, {"v": [1, 2]}], "v:2i4?")[2:4], ["null", "[1, 2]"], "a null subarray")
run = tap.rowcol("table", "-", "-f", "json", "-d", "i4", input=b"[5, -6]")
tap.equal(run.stdout, b"(record)\n--------\n       5\n      -6\n2 records\n", "records without fields")
run = tap.rowcol("table", "-", "-f", "json", "-d", "{}", input=b"[{}, {}]")
tap.equal(run.stdout, b"2 records without fields\n", "records with no field at all")
tap.equal(table([], "x:i4"), ["x", "-", "0 records"], "no records")
tap.equal(table([{"a.b": 1, "c\u202e": 2}], '"a.b":i4, "c\u202e":i4')[0], '"a.b"  c\\u202E', "names are escaped")

# --- head and tail
MANY = [{"i": i} for i in range(1234)]


def numbers(lines):
    """The cells of the only column; the line of dots is as wide as the column, three at most."""
    return ["..." if set(line.strip()) == {"."} else line.strip() for line in lines[2:-1]]


def expected(head, tail, n=1234):
    all_of = [str(i) for i in range(n)]
    if head + tail >= n:
        return all_of
    return all_of[:head] + ["..."] + (all_of[-tail:] if tail else [])


for args, head, tail, footer in [
        ([], 10, 10, "20 of 1,234 records"),
        (["--head", "3"], 3, 0, "the first 3 records"),
        (["--tail", "4"], 0, 4, "4 of 1,234 records"),
        (["--head", "2", "--tail", "1"], 2, 1, "3 of 1,234 records"),
        (["--head", "1000", "--tail", "233"], 1000, 233, "1,233 of 1,234 records"),
        (["--head", "1000", "--tail", "234"], 1000, 234, "1,234 records"),
        (["--all"], 1234, 0, "1,234 records"),
        (["--head", "0"], 0, 0, "the first 0 records"),
        (["--head", "2000"], 2000, 0, "1,234 records")]:
    found = table(MANY, "i:i4", *args)
    tap.equal((numbers(found), found[-1]), (expected(head, tail), footer), f"table {' '.join(args)}")
for text, part in [("5:8", slice(5, 8)), ("::-300", slice(None, None, -300)), ("-40:", slice(-40, None)),
                   ("2000:", slice(2000, None)), (":1200:1", slice(None, 1200))]:
    found = table(MANY, "i:i4", f"--slice={text}")
    chosen = [str(i) for i in range(1234)[part]]
    tap.equal((numbers(found), found[-1]), (chosen, f"{len(chosen):,} records"), f"table --slice {text}")
found = table([{"i": i} for i in range(300000)], "i:i4", "--tail", "5")
tap.equal(numbers(found), ["...", *map(str, range(299995, 300000))], "the tail of many batches")
found = table([{"i": i} for i in range(300000)], "i:i4", "--tail", "100000")
tap.equal(numbers(found)[1:], [*map(str, range(200000, 300000))], "a long tail")
found = table(MANY, "i:i4", "--where", "i >= 1200 and i < 1230", "--sort", "-i", "--head", "2", "--tail", "1")
tap.equal((numbers(found), found[-1]), (["1229", "1228", "...", "1200"], "3 of 30 records"),
          "--where and --sort apply first")
tap.equal(table([{"a": 1, "b": {"c": 2}}], "a:i4, b:{c:i4}", "--fields", "z=b.c,a")[0], "z  a", "--fields")
tap.equal(numbers(table(MANY, "i:i4", "--sample", "1234", "--head", "1")), ["0", "..."], "--sample")

# --- the width of the screen
WORDS = ["", "a", "word", "日本語", "e\u0301", "lorem ipsum dolor", "x" * 40]
wide = [{f"f{k}": "".join(random.choice(WORDS) for _ in range(5)) for k in range(6)} | {"n": i * 10 ** 6}
        for i in range(12)]
dtype = ", ".join(f"f{k}:str" for k in range(6)) + ", n:i8"
for columns in 1, 5, 20, 40, 60, 79, 80, 100, 120, 200, 1000:
    lines = table(wide, dtype, columns=columns)[:-1]
    tap.ok(max(map(width, lines)) <= max(columns, 12), f"{columns} columns: no line is wider",
           "\n".join(lines))
    tap.equal(table(wide, dtype, "--width", str(columns))[:-1], lines, f"--width {columns}: the same")
lines = table(wide, dtype, "--width", "0")
tap.ok(all(line.endswith("00") or line == "0" for line in [x.split(" ")[-1] for x in lines[3:-1]]),
       "--width 0: all columns", "\n".join(lines))
tap.equal(table(wide, dtype), table(wide, dtype, columns=80), "80 columns without a terminal")
tap.equal(table(wide, dtype, columns="junk"), table(wide, dtype, columns=80), "COLUMNS that is not a number")
narrow = table([{"a": "x" * 30, "b": 123456, "c": "y" * 30}], "a:str, b:i4, c:str", columns=30)
tap.ok(narrow[-1] == "1 record, 2 of 3 fields; not shown: c" and "123456" in narrow[2] and "x..." in narrow[2],
       "text is cut, numbers are not, fields that do not fit are named", "\n".join(narrow))
exact = [{"a": 12345, "b": 67890}]
tap.equal((table(exact, "a:i4, b:i4", "--width", "12")[2], table(exact, "a:i4, b:i4", "--width", "11")[2]),
          ("12345  67890", "12345"), "numbers that just fit, and that do not")
tap.equal(table([{"when": "2024-02-29T12:00:00", "s": "y" * 60}], "when:M8[s], s:str", columns=40)[2],
          "2024-02-29T12:00:00  " + "y" * 16 + "...", "a date is not cut")
# Names of columns that are paths differ at their ends.
tap.equal(table([{"properties": {"latitude": 1, "longitude": 2}}], "properties:{latitude:i1, longitude:i1}",
                columns=26)[0], "....latitude  ...longitude", "of a path that is cut the end is shown")
tap.equal(table([{"a": {"e\u0301e\u0301e\u0301bcdefghij": "x" * 9}}], "a:{e\u0301e\u0301e\u0301bcdefghij:str}",
                columns=12)[0], "...bcdefghij", "a mark is cut with its letter")
tap.equal(table([{"s": "日本語日本語日本語"}], "s:str", columns=12)[2], "日本語日...", "a wide character is not cut in two")

# --- the columns of a terminal
try:
    import fcntl
    import pty
    import struct
    import termios
except ImportError:
    tap.skip("the width of a terminal", "no pty")
else:
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 37, 0, 0))
    lines = "".join(json.dumps(r) + "\n" for r in wide).encode()
    path = tap.write("wide.ndjson", lines)
    run = subprocess.run([tap.ROWCOL, "table", path, "-d", dtype], stdout=side, env=ENVIRONMENT, check=False)
    os.close(side)
    output = b""
    try:
        while part := os.read(main, 65536):
            output += part
    except OSError:
        pass
    os.close(main)
    tap.equal(output.decode().replace("\r\n", "\n").splitlines(), table(wide, dtype, columns=37),
              "the width of a terminal")

# --- the columns of characters, by Unicode's data of this Python
if unicodedata.unidata_version != "14.0.0":
    tap.skip("the columns of all characters", f"Unicode {unicodedata.unidata_version}, not 14.0.0")
else:
    codes = [c for c in range(0x20, 0x110000)
             if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) not in ("Cc", "Cn", "Co")
             and not 0x1160 <= c <= 0x11FF and not 0xD7B0 <= c <= 0xD7FF and c != 0xAD
             and not (c == 0x61C or 0x200E <= c <= 0x200F or 0x2028 <= c <= 0x202E or 0x2066 <= c <= 0x2069)
             and not 0x20000 <= c and not 0x3400 <= c <= 0x4DB0 and not 0x4E10 <= c <= 0x9F00
             and not 0xAC10 <= c <= 0xD700]
    cells = ["x" + chr(c) + "x" for c in codes]
    found = table([{"c": c, "n": 1} for c in cells], "c:U3, n:i1", "--all")[2:-1]
    wrong = [f"{codes[i]:x}: {line!r}" for i, line in enumerate(found)
             if line != cells[i] + " " * (6 - width(cells[i])) + "1"]
    tap.ok(len(found) == len(codes) and not wrong, f"the columns of {len(codes)} characters", "\n".join(wrong[:10]))

# --- wrong command lines, wrong input
STORE = tap.write("one.ndjson", '{"x":1}\n')
for args, message in [
        ([], "one STORE is needed, not 0"),
        ([STORE, STORE], "one STORE is needed, not 2"),
        ([STORE, "--head", "-1"], "--head -1: a whole number from 0"),
        ([STORE, "--all", "--tail", "2"], "--all and --tail exclude each other"),
        ([STORE, "--slice", "2:", "--head", "2"], "--slice and --head exclude each other"),
        ([STORE, "--width", "x"], "--width x: a number from 0 to 100000"),
        ([STORE, "--width", str(2 ** 64 - 1)], "a number from 0 to 100000 is needed"),
        ([STORE, "--align"], "--align needs -d DTYPE"),
        ([STORE, "-d", "x:i4", "--where", "y = 1"], "--where: "),
        ([STORE, "-d", "x:i4", "--compress", "zstd"], "unknown option --compress")]:
    run = tap.rowcol("table", *args)
    tap.ok(run.returncode == 2 and message in run.stderr.decode() and not run.stdout,
           f"table {' '.join(args)}: status 2".replace(tap.T, ""), run.stderr)
run = tap.rowcol("table", tap.write("bad.ndjson", '{"x":1}\n{"x":"a"}\n'), "-d", "x:i4")
tap.ok(run.returncode == 3 and b"bad.ndjson:2:" in run.stderr and not run.stdout, "bad data: status 3", run.stderr)
run = tap.rowcol("table", os.path.join(tap.T, "none.npy"))
tap.equal(run.returncode, 4, "no such file: status 4")
with open("/dev/full", "wb") as full:
    run = subprocess.run([tap.ROWCOL, "table", STORE, "-d", "x:i4"], stdout=full, stderr=subprocess.PIPE,
                         check=False)
tap.equal(run.returncode, 4, "a full disk: status 4")

tap.done()
