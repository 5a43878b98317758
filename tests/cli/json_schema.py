"""The JSON Schema of a dtype against another implementation of JSON Schema: a record is valid exactly
when it can be loaded, but for what a schema cannot say; what is written is valid."""

import json
import os
import random

import tap

try:
    import jsonschema
except ImportError:
    tap.skip_all("python3-jsonschema is not installed")

TYPES = ["bool", "i1", "u1", "i2", "i4", "u4", "i8", "u8", "f4", "f8", "c16", "S5", "U3", "V2", "str", "M8[D]", "M8[s]",
         "m8[s]", "2i2", "(2,2)u1", "3S2", "{b:bool}", "{b:bool, s:str}", "2{x:i1}", "i4?", "f8?", "bool?", "S5?",
         "str?", "{b:i1?}?", "M8[D]?"]

# Left out: what a schema cannot say. A number 1.0 is an integer to it; the bytes of a string, the days of a month, the
# digits of hexadecimal text, the range of m8 and whether a float is exact are not its business, nor that an array may
# stand for an object.
VALUES = [None, True, False, 0, 1, -1, 127, 128, -128, -129, 255, 256, 32768, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32,
          2 ** 63, 2 ** 64, -2 ** 63, -2 ** 63 - 1, 1.5, -0.25, [], [1], [1, 2], [1, 2, 3], [1, None], [1, "x"], [1.5, 2],
          [[1, 2], [3, 4]], [[1, 2], [3]], ["a", "b", "c"], ["a", "b"], ["a", "b", "ccc"], {}, {"b": True}, {"b": 1}, {"b": None},
          {"b": True, "s": "x"}, {"b": True, "s": None}, {"s": "x"}, {"b": True, "c": 1}, [{"x": 1}, {"x": 2}],
          [{"x": 1}, {"x": 200}], [{"x": 1}]]
TEXTS = ["", "x", "abc", "abcd", "abcde", "abcdef"]
HEX = ["00ff", "00", "00ff00"]
DATES = ["2020-02-29"]


def schema_of(dtype):
    run = tap.rowcol("dtype", "--to", "json-schema", dtype)
    schema = json.loads(run.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def loaded(dtype, records):
    """For each record, whether it can be loaded."""
    source = tap.write("in.ndjson", "".join(json.dumps(record) + "\n" for record in records).encode())
    rejects = os.path.join(tap.T, "rejects.ndjson")
    run = tap.rowcol("load", source, "-d", dtype, "-o", os.path.join(tap.T, "out.arrow"), "-q", "--on-error", "skip",
                     "--rejects", rejects)
    assert run.returncode in (0, 1), run.stderr
    bad = {json.loads(line)["line"] for line in tap.read(rejects).splitlines()}
    return [i + 1 not in bad for i in range(len(records))]


for kind in TYPES:
    leaf = kind.rstrip("?")
    values = VALUES + (HEX if leaf == "V2" else DATES if leaf.startswith("M8") else [] if leaf.startswith("m8")
                       else TEXTS)
    if leaf in ("f4", "f8", "m8[s]"):
        values = [value for value in values if not isinstance(value, int) or abs(value) < 2 ** 24]
    if leaf.startswith("{"):
        values = [value for value in values if not isinstance(value, list)]
    records = [{"x": value} for value in values] + [{}, {"x": values[1], "y": 1}, 1, None]
    validator = schema_of("x:" + kind)
    valid = [validator.is_valid(record) for record in records]
    got = loaded("x:" + kind, records)
    tap.ok(got == valid and True in valid[:-4] and False in valid[:-4], f"{kind}: {len(records)} values",
           [(json.dumps(r), "loaded" if a else "not loaded") for r, a, b in zip(records, got, valid) if a != b])

# ------------------------------------------------------------------- what is written
rng = random.Random(5)


def value_of(kind):
    if kind.endswith("?") and rng.random() < 0.3:
        return None
    leaf = kind.rstrip("?")
    return {"bool": lambda: rng.random() < 0.5, "i1": lambda: rng.randrange(-128, 128),
            "u8": lambda: rng.randrange(2 ** 64), "f8": lambda: rng.choice([0.1, -1e300, 5.0]),
            "S5": lambda: "x" * rng.randrange(6), "str": lambda: "\u20ac" * rng.randrange(9),
            "V2": lambda: "%04x" % rng.randrange(65536), "M8[D]": lambda: "2020-01-%02d" % rng.randrange(1, 32),
            "m8[s]": lambda: rng.randrange(-9, 9), "c16": lambda: [1.5, -2.0], "2i1": lambda: [1, -2],
            "{p:i1, q:str?}": lambda: {"p": 1, "q": rng.choice([None, "q"])}}[leaf]()


KINDS = ["bool", "i1", "u8", "f8", "S5", "str", "V2", "M8[D]", "m8[s]", "c16", "2i1", "{p:i1, q:str?}"]
for case in range(12):
    kinds = [rng.choice(KINDS) + rng.choice(["", "?"]) for _ in range(rng.randrange(1, 9))]
    dtype = ", ".join(f"f{i}:{kind}" for i, kind in enumerate(kinds))
    records = [{f"f{i}": value_of(kind) for i, kind in enumerate(kinds)} for _ in range(50)]
    validator = schema_of(dtype)
    source = tap.write("in.ndjson", "".join(json.dumps(record) + "\n" for record in records).encode())
    store = os.path.join(tap.T, "x.arrow")
    run = tap.rowcol("load", source, "-d", dtype, "-o", store, "-q")
    written = tap.rowcol("json", store).stdout.splitlines() if run.returncode == 0 else []
    tap.ok(len(written) == 50 and all(validator.is_valid(json.loads(line)) for line in written)
           and all(validator.is_valid(record) for record in records), f"what is written: {dtype}", run.stderr)

tap.done()
