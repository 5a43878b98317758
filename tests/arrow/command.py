"""Arrow files and streams through the command: what is written is read again as the same records and
dtype, and by an independent reader as the same values; what other implementations wrote is read as
what their JSON says, or refused with the field and the type.
"""

import datetime
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import integration  # noqa: E402
import tap  # noqa: E402

T = tap.T


def path(name):
    return os.path.join(T, name)


def run(*args, data=None):
    """The output of the command, or its error with the exit status."""
    found = tap.rowcol(*args, input=data)
    if found.returncode:
        return f"{found.returncode}: {found.stderr.decode(errors='replace').strip()}"
    return found.stdout


def dtype_of(name):
    text = run("info", path(name)).decode()
    return next(line.split(None, 1)[1] for line in text.splitlines() if line.startswith("compact"))


# Each: a dtype, and records as rowcol prints them.
CASES = [
    ("x:i4, y:f8", ['{"x":1,"y":0.5}', '{"x":-2147483648,"y":1e+300}']),
    ("name:str, age:i1?", ['{"name":"","age":null}', '{"name":"twelve bytes","age":-128}',
                           '{"name":"thirteen byte","age":127}',
                           '{"name":"' + "x" * 100000 + '","age":0}']),
    ("s:str?, t:str?", ['{"s":null,"t":"a"}', '{"s":"b","t":null}', '{"s":null,"t":null}']),
    ("a:bool, b:bool?", [f'{{"a":{a},"b":{b}}}' for a in ("true", "false")
                         for b in ("true", "false", "null")] * 3),
    ("a:u1, b:u2, c:u4, d:u8, e:i2, f:i8, g:f2, h:f4",
     ['{"a":255,"b":65535,"c":4294967295,"d":18446744073709551615,"e":-32768,'
      '"f":-9223372036854775808,"g":0.5,"h":0.1}']),
    ("a:>i2, b:>f8, c:>M8[ms]", ['{"a":-2,"b":0.1,"c":"2020-02-29T01:02:03.004"}']),
    ("s:S5, u:U3", ['{"s":"abc","u":"d\u00e9"}', '{"s":"","u":""}']),
    ("d:M8[D], w:M8[W], t:M8[us], n:m8[ns]?", ['{"d":"1969-12-31","w":"1970-01-08",'
                                               '"t":"2020-01-02T03:04:05.000006","n":null}']),
    ("p:{x:i4, q:{s:str, k:i2?}?}", ['{"p":{"x":1,"q":null}}',
                                     '{"p":{"x":2,"q":{"s":"a","k":null}}}',
                                     '{"p":{"x":3,"q":{"s":"","k":4}}}']),
    ("a:3i4, b:(2,2)f8, c:2{s:str}", ['{"a":[1,2,3],"b":[[0.5,1.5],[2.5,3.5]],'
                                      '"c":[{"s":"a"},{"s":"' + "b" * 20 + '"}]}']),
    ("i4", ["1", "2", "3"]),
]


def test_round_trips():
    for dtype, records in CASES:
        text = "".join(record + "\n" for record in records).encode()
        for name in ("a.arrow", "a.arrows", "a.feather"):
            made = run("load", "-q", "-", "-f", "ndjson", "-d", dtype, "-o", path(name), data=text)
            tap.equal(made, b"", f"{dtype} is written to {name}")
            tap.equal(run("json", path(name)), text, f"{dtype} is read from {name}")
            tap.equal(dtype_of(name), dtype, f"{name} has the dtype {dtype}")
        with open(path("a.arrow"), "rb") as file:
            tap.equal(run("json", "-", data=file.read()), text, f"{dtype} is read from a pipe")
        with open(path("a.arrows"), "rb") as file:
            tap.equal(run("json", "-", data=file.read()), text,
                      f"{dtype} is read from a pipe with a stream")
        tap.equal(run("json", "-f", "arrows", path("a.arrow")), text, "-f arrows reads a file")
        tap.equal(run("json", "-f", "arrow", path("a.arrows")), text, "-f arrow reads a stream")


def test_options():
    """Every type of strings with every compression: the same records; smaller; read by dump."""
    text = "".join(f'{{"s":"{"ab" * (i % 30)}","t":{i % 3},"n":{"null" if i % 5 else i}}}\n'
                   for i in range(3000)).encode()
    sizes = {}
    for strings, code in ("utf8", "u"), ("large", "U"), ("view", "vu"):
        for compress in "none", "lz4", "zstd":
            made = run("load", "-q", "-", "-f", "ndjson", "-d", "s:str, t:i4, n:i8?", "-o",
                       path("o.arrow"), "--strings", strings, "--compress", compress, data=text)
            shown = f"--strings {strings} --compress {compress}"
            tap.equal(made, b"", shown)
            tap.equal(run("json", path("o.arrow")), text, f"{shown}: the records")
            found = subprocess.run([integration.DUMP, path("o.arrow")], capture_output=True,
                                   check=False).stdout.decode().splitlines()
            schema, batches = json.loads(found[0]), [json.loads(line) for line in found[1:]]
            tap.equal(schema["children"][0]["format"], code, f"{shown}: the type")
            tap.equal(sum((batch["columns"][0] for batch in batches), []),
                      [json.loads(line)["s"] for line in text.splitlines()], f"{shown}: strings")
            sizes[strings, compress] = os.path.getsize(path("o.arrow"))
    tap.ok(all(sizes[key, "none"] > 4 * sizes[key, "zstd"] for key in ("utf8", "large")),
           "zstd makes it smaller", sizes)
    tap.ok(all(sizes[key, "none"] > 2 * sizes[key, "lz4"] for key in ("utf8", "large")),
           "lz4 makes it smaller", sizes)
    refused = run("load", "-q", "-", "-f", "ndjson", "-d", "s:str", "-o", path("o.ndjson"),
                  "--compress", "lz4", data=text)
    tap.ok(isinstance(refused, str) and "--compress does not" in refused, "--compress of NDJSON is refused",
           refused)


def test_empty():
    for name in ("e.arrow", "e.arrows"):
        run("load", "-q", "-", "-f", "ndjson", "-d", "a:i4, s:str", "-o", path(name), data=b"")
        tap.equal(run("json", path(name)), b"", f"{name} with 0 records")
        tap.equal(dtype_of(name), "a:i4, s:str", f"the dtype of {name} with 0 records")


def lengths(name):
    """The lengths of the record batches, as the independent reader finds them."""
    found = subprocess.run([integration.DUMP, path(name)], capture_output=True, check=True)
    return [json.loads(line)["count"] for line in found.stdout.splitlines()[1:]]


def test_batches():
    """Many batches; the same file for any number of threads."""
    chance = random.Random(1)
    lines = [json.dumps({"i": i, "s": "x" * chance.choice((0, 5, 12, 13, 300)),
                         "n": chance.choice((None, i))}, separators=(",", ":"))
             for i in range(100000)]
    text = ("\n".join(lines) + "\n").encode()
    source = tap.write("many.ndjson", text)
    files = []
    for threads in ("1", "2", "7"):
        made = run("load", "-q", source, "-d", "i:i4, s:str, n:i8?", "-j", threads, "-o",
                   path("m.arrow"))
        files.append(made or tap.read(path("m.arrow")))
    tap.ok(files[0] == files[1] == files[2], "the file does not depend on the threads",
           [len(file) for file in files])
    tap.equal(run("json", path("m.arrow")), text, "100,000 records in several batches")
    found = lengths("m.arrow")
    tap.ok(len(found) > 1 and sum(found) == 100000 and min(found[:-1]) > 1000, "lengths of batches",
           found)
    run("load", "-q", path("m.arrow"), "-o", path("m2.arrows"))
    run("load", "-q", path("m2.arrows"), "-o", path("m2.arrow"))
    tap.equal(tap.read(path("m2.arrow")), files[0], "the file again, after a stream")


def test_long_strings():
    """Batches end before their strings are more than 8 MiB."""
    text = "".join(f'{{"s":"{i:03}{"y" * 400000}"}}\n' for i in range(30)).encode()
    run("load", "-q", "-", "-f", "ndjson", "-d", "s:str", "-o", path("l.arrow"), data=text)
    tap.equal(run("json", path("l.arrow")), text, "long strings")
    tap.equal(lengths("l.arrow"), [20, 10], "batches of long strings")


# ------------------------------------------------------- files of other implementations

# The files that no dtype can represent: the field and the type that the error names.
REFUSED = {
    "custom_metadata": ("list_with_odd_values", "list of variable length"),
    "decimal": ("f0", "decimal"),
    "decimal256": ("f0", "decimal"),
    "duplicate_fieldnames": ("", "name"),
    "interval": ("f6", "interval of days"),
    "map": ("map_nullable", "map"),
    "map_non_canonical": ("map_other_names", "map"),
    "nested": ("list_nullable", "list of variable length"),
    "nested_dictionary": ("list_dict", "list of variable length"),
    "nested_large_offsets": ("large_list_nullable", "large list"),
    "null": ("f0", "null"),
    "null_trivial": ("f0", "null"),
    "primitive": ("binary_nullable", "not UTF-8"),  # binaries are read as text
    "primitive_large_offsets": ("largebinary_nullable", "not UTF-8"),
    "recursive_nested": ("lists_list", "list of variable length"),
    "union": ("sparse", "union"),
}

UNITS = {"SECOND": 1, "MILLISECOND": 10**3, "MICROSECOND": 10**6, "NANOSECOND": 10**9}
DIGITS = {"SECOND": 0, "MILLISECOND": 3, "MICROSECOND": 6, "NANOSECOND": 9}


def time_text(value, unit):
    """A time since 1970 as ISO 8601, with the digits of its unit; None for years after 9999."""
    seconds, rest = divmod(int(value), UNITS[unit])
    try:
        when = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return None
    text = f"{when.year:04}-{when:%m-%dT%H:%M:%S}"
    return text + (f".{rest:0{DIGITS[unit]}}" if DIGITS[unit] else "")


def json_value(value, field):
    """A value of the JSON of the file, as rowcol prints the field; a float as a number."""
    kind = field["type"]
    name = kind["name"]
    if value is None:
        return None
    if name == "struct":
        return {child["name"]: json_value(part, child)
                for child, part in zip(field["children"], value)}
    if name == "fixedsizelist":
        return [json_value(part, field["children"][0]) for part in value]
    if name == "int":
        return int(value)
    if name in ("binary", "largebinary"):
        return bytes.fromhex(value).decode()
    if name == "fixedsizebinary":
        return value.lower()
    if name == "date":
        return (time_text(int(value) * 86400, "SECOND")[:10] if kind["unit"] == "DAY"
                else time_text(value, "MILLISECOND"))
    if name == "timestamp":
        return time_text(value, kind["unit"])
    if name in ("time", "duration", "interval"):
        return "any"  # m8 prints a number with its unit
    return value


def check_values(shown, found, expected):
    wrong = None
    if isinstance(found, str):
        wrong = found
    else:
        records = [json.loads(line) for line in found.splitlines()]
        if len(records) != len(expected):
            wrong = f"{len(records)} records, expected {len(expected)}"
        for i, (record, values) in enumerate(zip(records, expected)):
            for name, value in values.items():
                same = value == "any" or record[name] == value or (
                    isinstance(value, float) and abs(record[name] - value) < 1e-3)
                if not same:
                    wrong = f"record {i}, {name}: {record[name]!r}, expected {value!r}"
    tap.ok(not wrong, shown, wrong)


def expected_records(path_of_json):
    fields = integration.document_of(path_of_json)["schema"]["fields"]
    _, batches = integration.expected_of(path_of_json)
    return [{field["name"]: json_value(column[i], field)
             for field, column in zip(fields, batch["columns"])}
            for batch in batches for i in range(batch["count"])]


def golden(version, name):
    stem = os.path.join(integration.FOLDER, version, name.partition(".")[0])
    kind = name.partition(".")[0].removeprefix("generated_")
    for ending in (".arrow_file", ".stream"):
        shown = f"{version}/{kind}{ending}"
        found = run("json", "-f", "arrow", stem + ending)
        if kind in REFUSED:
            where, why = REFUSED[kind]
            tap.ok(isinstance(found, str) and found.startswith("3: ") and where in found and
                   why in found, f"{shown} is refused: {why}", found)
        else:
            check_values(f"{shown} is read", found, expected_records(stem + ".json.gz"))


def test_golden():
    if not os.path.isdir(integration.FOLDER):
        tap.skip("files of other implementations", "no arrow/integration in ROWCOL_DATA")
        return
    for version in sorted(os.listdir(integration.FOLDER)):
        for name in sorted(os.listdir(os.path.join(integration.FOLDER, version))):
            if name.endswith(".json.gz"):
                golden(version, name)


def main():
    test_round_trips()
    test_options()
    test_empty()
    test_batches()
    test_long_strings()
    test_golden()
    tap.done()


main()
