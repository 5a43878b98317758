"""The files and streams of Arrow's own implementations (apache/arrow-testing) have the schemas and
values that are listed as JSON beside them: what dump prints of each is compared with that. Files that
once made other readers crash are refused or read, in time and memory that their size bounds.

Skipped where ROWCOL_DATA has none of them.
"""

import gzip
import json
import os
import resource
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

DUMP = os.path.join(os.environ["top_builddir"], "tests", "arrow", "dump")
FOLDER = os.path.join(tap.DATA, "arrow", "integration")
FUZZ = os.path.join(tap.DATA, "arrow", "fuzz")

NULLABLE, ORDERED, SORTED = 2, 1, 4
UNITS = {"SECOND": "s", "MILLISECOND": "m", "MICROSECOND": "u", "NANOSECOND": "n"}
INTEGERS = {8: "c", 16: "s", 32: "i", 64: "l"}
PLAIN = {"null": "n", "bool": "b", "utf8": "u", "binary": "z", "largeutf8": "U", "largebinary": "Z",
         "list": "+l", "largelist": "+L", "struct": "+s", "map": "+m"}


def int_format(kind):
    letter = INTEGERS[kind["bitWidth"]]
    return letter if kind["isSigned"] else letter.upper()


def decimal_format(kind):
    bits = kind.get("bitWidth", 128)
    return f"d:{kind['precision']},{kind['scale']}" + ("" if bits == 128 else f",{bits}")


def type_format(kind):
    """The format string of a type of the JSON."""
    name = kind["name"]
    if name in PLAIN:
        return PLAIN[name]
    return {
        "int": lambda: int_format(kind),
        "floatingpoint": lambda: {"HALF": "e", "SINGLE": "f", "DOUBLE": "g"}[kind["precision"]],
        "decimal": lambda: decimal_format(kind),
        "date": lambda: {"DAY": "tdD", "MILLISECOND": "tdm"}[kind["unit"]],
        "time": lambda: "tt" + UNITS[kind["unit"]],
        "timestamp": lambda: f"ts{UNITS[kind['unit']]}:{kind.get('timezone', '')}",
        "duration": lambda: "tD" + UNITS[kind["unit"]],
        "interval": lambda: {"YEAR_MONTH": "tiM", "DAY_TIME": "tiD",
                             "MONTH_DAY_NANO": "tin"}[kind["unit"]],
        "fixedsizebinary": lambda: f"w:{kind['byteWidth']}",
        "fixedsizelist": lambda: f"+w:{kind['listSize']}",
        "union": lambda: {"SPARSE": "+us:", "DENSE": "+ud:"}[kind["mode"]] +
                         ",".join(map(str, kind["typeIds"])),
    }[name]()


def metadata_of(item):
    return [text for pair in item.get("metadata") or []
            for text in (pair["key"], pair["value"])]


def normal(schema):
    """A schema with its metadata in order of the keys, which differs between the files and their
    JSON, and without the names inside of maps, which writers replace."""
    metadata = schema["metadata"]
    children = [normal(child) for child in schema["children"]]
    if schema["format"] == "+m":
        entries = children[0]
        children = [{**entries, "name": "",
                     "children": [{**child, "name": ""} for child in entries["children"]]}]
    result = {**schema, "metadata": sorted(zip(metadata[::2], metadata[1::2])),
              "children": children}
    if "dictionary" in schema:
        result["dictionary"] = normal(schema["dictionary"])
    return result


def schema_of(field):
    """A field of the JSON, as dump prints it."""
    kind = field["type"]
    values = {"name": field["name"], "format": type_format(kind),
              "flags": NULLABLE * field["nullable"] + SORTED * kind.get("keysSorted", False),
              "metadata": metadata_of(field),
              "children": [schema_of(child) for child in field.get("children") or []]}
    encoding = field.get("dictionary")
    if not encoding:
        return values
    index = encoding.get("indexType") or {"bitWidth": 32, "isSigned": True}
    return {"name": field["name"], "format": int_format(index),
            "flags": NULLABLE * field["nullable"] + ORDERED * encoding["isOrdered"],
            "metadata": metadata_of(field), "children": [],
            "dictionary": {**values, "name": "", "flags": NULLABLE | (values["flags"] & SORTED),
                           "metadata": []}}


def root_of(schema):
    return {"name": "", "format": "+s", "flags": 0, "metadata": metadata_of(schema),
            "children": [schema_of(field) for field in schema["fields"]]}


def number_text(value, kind):
    """A value without children, as dump prints it."""
    name = kind["name"]
    if name == "bool":
        return bool(value)
    if name in ("utf8", "largeutf8"):
        return value
    if name in ("binary", "largebinary", "fixedsizebinary"):
        return value.upper()
    if name == "decimal":
        size = kind.get("bitWidth", 128) // 8
        return int(value).to_bytes(size, "big", signed=True).hex().upper()
    if name == "interval" and kind["unit"] == "DAY_TIME":
        return [value["days"], value["milliseconds"]]
    if name == "interval" and kind["unit"] == "MONTH_DAY_NANO":
        return [value["months"], value["days"], value["nanoseconds"]]
    if name == "floatingpoint":
        code = {"HALF": "e", "SINGLE": "f", "DOUBLE": "d"}[kind["precision"]]
        packed = struct.pack("<" + code, value)
        if code == "e":
            return "e" + packed[::-1].hex()
        return struct.unpack("<" + code, packed)[0]
    return str(int(value))


def elements(column, field, dictionaries):
    """The elements of a list column, as lists."""
    child = values_of(column["children"][0], field["children"][0], dictionaries)
    if field["type"]["name"] == "fixedsizelist":
        n = field["type"]["listSize"]
        return [child[i * n:(i + 1) * n] for i in range(column["count"])]
    offsets = [int(offset) for offset in column["OFFSET"]]
    return [child[a:b] for a, b in zip(offsets, offsets[1:])]


def union_values(column, field, dictionaries):
    children = [values_of(*pair, dictionaries)
                for pair in zip(column["children"], field["children"])]
    ids = column.get("TYPE_ID") or column.get("TYPE") or []
    places = column.get("OFFSET") or range(column["count"])
    return [[kind, children[field["type"]["typeIds"].index(kind)][int(place)]]
            for kind, place in zip(ids, places)]


def plain_values(column, field, dictionaries):
    """The values of a column without its nulls and dictionaries."""
    name = field["type"]["name"]
    if name == "null":
        return [None] * column["count"]
    if name == "union":
        return union_values(column, field, dictionaries)
    if name in ("list", "largelist", "map", "fixedsizelist"):
        return elements(column, field, dictionaries)
    if name == "struct":
        children = [values_of(*pair, dictionaries)
                    for pair in zip(column["children"], field["children"])]
        return [[child[i] for child in children] for i in range(column["count"])]
    return [number_text(value, field["type"]) for value in column["DATA"]]


def values_of(column, field, dictionaries):
    """The values of a column of the JSON; null is None."""
    encoding = field.get("dictionary")
    valid = column.get("VALIDITY") or [1] * column["count"]
    if encoding:
        plain = {key: value for key, value in field.items() if key != "dictionary"}
        values = values_of(dictionaries[encoding["id"]], plain, dictionaries)
        return [values[int(index)] if bit else None for index, bit in zip(column["DATA"], valid)]
    return [value if bit else None
            for value, bit in zip(plain_values(column, field, dictionaries), valid)]


def float_of(value):
    """dump prints floats as "f" and C's hexadecimal notation."""
    if isinstance(value, list):
        return [float_of(item) for item in value]
    if isinstance(value, str) and value.startswith("f") and "0x" in value:
        return float.fromhex(value[1:])
    return value


def document_of(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def expected_of(path):
    document = document_of(path)
    fields = document["schema"]["fields"]
    dictionaries = {item["id"]: item["data"]["columns"][0]
                    for item in document.get("dictionaries") or []}
    return root_of(document["schema"]), [
        {"count": batch["count"],
         "columns": [values_of(*pair, dictionaries) for pair in zip(batch["columns"], fields)]}
        for batch in document["batches"]]


def first_difference(found, expected, where=""):
    if isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        pairs = [(found[key], expected[key], f"{where}.{key}") for key in expected]
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = [(*pair, f"{where}[{i}]") for i, pair in enumerate(zip(found, expected))]
    else:
        return None if found == expected else f"{where}: {found!r}, expected {expected!r}"
    return next((text for text in (first_difference(*pair) for pair in pairs) if text), None)


def compare(name, expected, data=None, shown=None):
    """dump of a file, or of bytes from a pipe."""
    shown = shown or name
    path = os.path.join(FOLDER, name) if data is None else "-"
    run = subprocess.run([DUMP, path], input=data, capture_output=True, check=False)
    if run.returncode != 0:
        tap.ok(False, shown, run.stderr.decode())
        return
    lines = [json.loads(line) for line in run.stdout.decode().splitlines()]
    batches = [{"count": batch["count"], "columns": float_of(batch["columns"])}
               for batch in lines[1:]]
    wrong = first_difference(normal(lines[0]), normal(expected[0]), "schema") or first_difference(
        batches, expected[1], "batches")
    tap.ok(not wrong, shown, wrong)


def written(schema):
    """Whether files with this type are written: not with dictionaries or unions."""
    return "dictionary" not in schema and not schema["format"].startswith("+u") and all(
        map(written, schema["children"]))


def merge(batches, n_columns):
    """The batches as one."""
    return {"count": sum(batch["count"] for batch in batches),
            "columns": [sum((batch["columns"][i] for batch in batches), [])
                        for i in range(n_columns)]}


def rewrite(name, expected, codec):
    """What is written of a file is read as the same values."""
    out = os.path.join(tap.T, "out.arrow")
    shown = f"{name} written with {codec}"
    first = subprocess.run([DUMP, os.path.join(FOLDER, name), out, codec],
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    run = subprocess.run([DUMP, out], capture_output=True, check=False)
    if first.returncode or run.returncode:
        tap.ok(False, shown, (first.stderr + run.stderr).decode())
        return
    lines = [json.loads(line) for line in run.stdout.decode().splitlines()]
    batches = [{**batch, "columns": float_of(batch["columns"])} for batch in lines[1:]]
    n_columns = len(lines[0]["children"])
    wrong = first_difference(normal(lines[0]), normal(expected[0]), "schema") or first_difference(
        merge(batches, n_columns), merge(expected[1], n_columns), "batches")
    tap.ok(not wrong, shown, wrong)


def test_integration():
    for version in sorted(os.listdir(FOLDER)):
        for name in sorted(os.listdir(os.path.join(FOLDER, version))):
            stem, dot, _ = os.path.join(version, name).partition(".json.gz")
            if not dot:
                continue
            expected = expected_of(os.path.join(FOLDER, version, name))
            compare(stem + ".arrow_file", expected)
            compare(stem + ".stream", expected)
            if written(expected[0]):
                for codec in ("none", "zstd", "lz4"):
                    rewrite(stem + ".arrow_file", expected, codec)
            if version == "2.0.0-compression":
                for ending in (".arrow_file", ".stream"):
                    with open(os.path.join(FOLDER, stem + ending), "rb") as file:
                        compare(stem, expected, file.read(), stem + ending + " from a pipe")


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    if not os.environ.get("SANITIZE"):
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def test_fuzz():
    """Exit status 0 or 1, and a message with 1; under 1 GiB and 20 seconds."""
    wrong = []
    names = sorted(os.listdir(FUZZ))
    for name in names:
        run = subprocess.run([DUMP, os.path.join(FUZZ, name)], stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, check=False, preexec_fn=limits)
        message = run.stderr.decode(errors="replace")
        if run.returncode not in (0, 1) or (run.returncode == 1) != bool(message):
            wrong.append(f"{name}: status {run.returncode}: {message}")
        if "out of memory" in message:
            wrong.append(f"{name}: {message}")
    tap.ok(not wrong, f"{len(names)} files that crashed other readers are read or refused",
           "\n".join(wrong))


def main():
    if not os.path.isdir(FOLDER):
        tap.skip_all("no arrow/integration in ROWCOL_DATA")
    test_integration()
    if os.path.isdir(FUZZ):
        test_fuzz()
    tap.done()


if __name__ == "__main__":
    main()
