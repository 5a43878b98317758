"""JSON of irregular shapes, compared with Python's json: keys in any order, absent, further and
escaped ones, white space, arrays by position; and records with a byte changed, which both must
refuse, or both read as the same.

ROWCOL_IRREGULAR_RECORDS=N sets the number of records, ROWCOL_IRREGULAR_SEED the first random
number."""

import decimal
import json
import os
import random
import re
import struct

import tap

RECORDS = int(os.environ.get("ROWCOL_IRREGULAR_RECORDS", "6000"))
random.seed(int(os.environ.get("ROWCOL_IRREGULAR_SEED", "20261127")))
FAULTS = max(300, RECORDS // 100)
LOOSE = ["--extra", "ignore", "--missing", "zero"]

# A field: its kind, or a dict of fields, or (n, kind) for a subarray. A "?" ends nullable ones.
KINDS = {"i1": (-2**7, 2**7 - 1), "u2": (0, 2**16 - 1), "i4": (-2**31, 2**31 - 1), "u4": (0, 2**32 - 1),
         ">i8": (-2**63, 2**63 - 1), "i8": (-2**63, 2**63 - 1), "u8": (0, 2**64 - 1)}
FLAT = {"id": "i8", "idx": "u4", "name": "S20", "value": "f8", "ok": "bool", "level": "i1",
        "big": "u8", "café": "f4", 'q"uote': "u2", "measurement_a": ">i8", "measurement_b": "S3"}
NESTED = {"when": "i8", "user": {"id": "u4", "name": "S70", "tags": (2, "i4")},
          "place": {"lat": "f8", "lon": "f8", "place": {"x": "i1"}}, "id": "u4"}
# So wide that few records are read together.
WIDE = {f"field_{i}": ("i4", "f8", "S9", "bool", "u2")[i % 5] for i in range(600)}
NULLS = {"id": "i4?", "text": "str", "maybe?": {"a": "f8?", "b": "str"}, "n": "u2?", "z": "str?"}


def is_nullable(name, kind):
    return name.endswith("?") or isinstance(kind, str) and kind.endswith("?")


def notation(fields):
    def one(name, kind):
        name = json.dumps(name.rstrip("?"), ensure_ascii=False)
        if isinstance(kind, dict):
            kind = "{" + notation(kind) + "}"
        elif isinstance(kind, tuple):
            kind = "%d%s" % kind
        elif kind.endswith("?"):
            kind = kind[:-1]
        return name + ":" + kind
    return ", ".join(one(name, kind) + "?" * is_nullable(name, kind) for name, kind in fields.items())


# ---- records as text

CHARACTERS = ["a", "b", " ", "{", "}", "[", "]", ":", ",", "é", "€", "😀", '\\"', "\\\\", "\\/", "\\n",
              "\\u0041", "\\ud83d\\ude00", "\\u00e9", "word ", "\x7f"]


def text(room):
    """A string of at most `room` bytes, as JSON text."""
    out, used, wanted = "", 0, random.choice([0, 3, room // 2, room])
    while True:
        more = random.choice(CHARACTERS[:random.choice([2, len(CHARACTERS)])])
        used += len(json.loads('"' + more + '"').encode())
        if used > wanted:
            return '"' + out + '"'
        out += more


def anything(depth=3):
    pick = random.randrange(8 if depth else 5)
    if pick == 0:
        return random.choice(["null", "true", "false", "{}", "[]", "0", "1e400", "-0"])
    if pick == 1:
        return str(random.randint(-10**random.randint(1, 25), 10**9))
    if pick == 2:
        return repr(random.uniform(-1e9, 1e9))
    if pick in (3, 4):
        return text(random.choice([5, 40, 200]))
    items = [anything(depth - 1) for _ in range(random.randrange(4))]
    if pick < 7:
        return "[" + ",".join(gap() + item + gap() for item in items) + "]"
    return "{" + ",".join(text(9) + gap() + ":" + item for item in items) + "}"


SPACED = 0.0  # how often there is white space


def gap():
    if random.random() >= SPACED:
        return ""
    return random.choice([" ", "  ", "\t", "\r", " " * random.randrange(100)])


def key(name):
    out = json.dumps(name, ensure_ascii=False)
    if random.random() < 0.1:
        out = '"' + "".join("\\u%04x" % ord(c) if ord(c) < 0xD800 else c for c in name) + '"'
    return out


def value(kind):
    if isinstance(kind, dict):
        return record(kind)
    if isinstance(kind, tuple):
        return "[" + ",".join(gap() + value(kind[1]) + gap() for _ in range(kind[0])) + "]"
    kind = kind.rstrip("?")
    if kind in KINDS:
        low, high = KINDS[kind]
        return str(random.choice([low, high, random.randint(low, high), random.randint(0, 99)]))
    if kind == "bool":
        return random.choice(["true", "false"])
    if kind == "f4":
        return random.choice(["0.5", "-1e3", "0.1", "16777216", "3.14159", "1E-3"])
    if kind == "f8":
        return random.choice(["0", "-0.0", "12", "1e-7", repr(random.uniform(-1e3, 1e3)), "0.1",
                              repr(random.random() * 10.0**random.randint(-300, 300))])
    return text(int(kind[1:]) if kind[0] == "S" else random.choice([5, 50, 5000]))


def record(fields):
    if random.random() < 0.05:
        # An array by position; the first value is not a struct in these dtypes.
        return "[" + ",".join(gap() + value(kind) for kind in fields.values()) + gap() + "]"
    members = []
    for name, kind in fields.items():
        if random.random() < ABSENT:
            continue
        null = is_nullable(name, kind) and random.random() < 0.3
        members.append((key(name.rstrip("?")), "null" if null else value(kind)))
    for _ in range(random.randrange(4) if random.random() < EXTRA else 0):
        members.append((json.dumps(random.choice(["xy", "idy", "ib", "nam", "measurement_c", "long " * 20])),
                        anything()))
    if random.random() < SHUFFLED:
        random.shuffle(members)
    body = ",".join(gap() + k + gap() + ":" + gap() + v + gap() for k, v in members)
    return "{" + body + (gap() if not members else "") + "}"


# ---- what Python makes of the text


class Refused(Exception):
    """The text is not JSON, or its values do not fit the fields."""


class Number(str):
    """A number with a fraction or exponent, as text."""


class Pairs(list):
    """An object: its keys and values in order."""


def refuse(*_):
    raise Refused


DECODER = json.JSONDecoder(parse_constant=refuse, parse_float=Number, object_pairs_hook=Pairs)


def check_strings(found):
    """Python accepts single surrogates."""
    if isinstance(found, Pairs):
        for name, item in found:
            check_strings(name)
            check_strings(item)
    elif isinstance(found, list):
        for item in found:
            check_strings(item)
    elif isinstance(found, str) and re.search("[\ud800-\udfff]", found):
        raise Refused


def parse(line):
    try:
        source = line.decode("utf-8").strip(" \t\r\n")
        found, end = DECODER.raw_decode(source)
    except ValueError:
        raise Refused from None
    if end != len(source):
        raise Refused
    check_strings(found)
    return found


def real(found, size):
    if isinstance(found, Number):
        exact = decimal.Decimal(found)
    elif isinstance(found, int) and not isinstance(found, bool):
        exact = decimal.Decimal(found)
    else:
        raise Refused
    try:
        number = float(exact)
        if size == 4:
            number = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        raise Refused from None
    if abs(number) == float("inf") or (number == 0) != (exact == 0):
        raise Refused
    if isinstance(found, int) and int(number) != found:
        raise Refused
    return float(found) if size == 8 and not isinstance(found, int) else number


def zero(kind):
    if isinstance(kind, dict):
        return {name.rstrip("?"): zero(k) for name, k in kind.items()}
    if isinstance(kind, tuple):
        return [zero(kind[1])] * kind[0]
    kind = kind.rstrip("?")
    return {"f": 0.0, "b": False, "S": "", "s": ""}.get(kind[0], 0)


def fit(kind, found):
    """The value as rowcol writes it."""
    if isinstance(kind, dict):
        return fit_record(kind, found)
    if isinstance(kind, tuple):
        if not isinstance(found, list) or isinstance(found, Pairs) or len(found) != kind[0]:
            raise Refused
        return [fit(kind[1], item) for item in found]
    kind = kind.rstrip("?")
    if kind in KINDS:
        if type(found) is not int or not KINDS[kind][0] <= found <= KINDS[kind][1]:
            raise Refused
        return found
    if kind == "bool":
        if not isinstance(found, bool):
            raise Refused
        return found
    if kind[0] == "f":
        return real(found, int(kind[1]))
    if type(found) is not str:
        raise Refused
    if kind[0] == "S" and (len(found.encode()) > int(kind[1:]) or found.endswith("\0")):
        raise Refused
    return found


def fit_record(fields, found):
    """Keys that are absent are zero, other keys are ignored."""
    names = {name.rstrip("?"): name for name in fields}
    given = {}
    if isinstance(found, Pairs):
        for name, item in found:
            if name in names:
                if name in given:
                    raise Refused
                given[name] = item
    elif isinstance(found, list):
        given = dict(zip(names, found))
    else:
        raise Refused
    out = {}
    for short, name in names.items():
        if short not in given:
            out[short] = zero(fields[name])
        elif given[short] is None and is_nullable(name, fields[name]):
            out[short] = None
        else:
            out[short] = fit(fields[name], given[short])
    return out


# ---- rowcol

FRAMES = {"ndjson": ("", "\n", "\n", ["-f", "ndjson"]), "array": ("[", ",", "]", ["-f", "json"]),
          "sequence": ("", "\n", "", ["-f", "json"]),
          "root": ('{"a":[{}],"rows":[', ",\n", '],"b":"]}"}', ["-f", "json", "--root", "/rows"])}


def framed(frame, records):
    before, between, after, options = FRAMES[frame]
    return before.encode() + between.encode().join(records) + after.encode(), options


def load(data, fields, options, through_npy):
    path = tap.write("in", data)
    arguments = ["load", path, "-d", notation(fields), "-q", *LOOSE, *options]
    if not through_npy:
        return tap.rowcol(*arguments, "-t", "ndjson", "-o", "-")
    out = os.path.join(tap.T, "out.npy")
    run = tap.rowcol(*arguments, "-o", out)
    return tap.rowcol("json", out) if run.returncode == 0 else run


def same(found, wanted, kind=None):
    """Of values from JSON text; floats by their bits."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and list(found) == list(wanted) and all(
            same(found[name], wanted[name], kind and (kind.get(name) or kind.get(name + "?"))) for name in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, float):
        if isinstance(kind, str) and kind.startswith("f4"):
            found = struct.unpack("f", struct.pack("f", found))[0]
        return struct.pack("d", found) == struct.pack("d", wanted)
    return type(found) is type(wanted) and found == wanted


def check_values(name, fields, records, frame):
    data, options = framed(frame, records)
    through_npy = fields is not NULLS
    run = load(data, fields, options, through_npy)
    if not tap.ok(run.returncode == 0, f"{name}, {frame}: is read", run.stderr):
        return
    found = [json.loads(line) for line in run.stdout.splitlines()]
    wanted = [fit_record(fields, parse(line)) for line in records]
    wrong = [(line, a, b) for line, a, b in zip(records, found, wanted) if not same(a, b, fields)]
    tap.ok(len(found) == len(wanted) and not wrong, f"{name}, {frame}: the values that Python reads",
           f"{len(found)} records of {len(wanted)}, {len(wrong)} differ: {wrong[:1]}")


# ---- faults

EDITS = [b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b" ", b"\x01", b"\xff", b"7", b"e", b".", b"-", b"\t",
         b"0", b"u"]


def damaged(line):
    at = random.randrange(len(line))
    how = random.randrange(4)
    if how == 0:
        return line[:at] + line[at + 1:]
    if how == 1:
        return line[:at]
    return line[:at] + random.choice(EDITS) + line[at + (how == 2):]


def judge(fields, line):
    """What Python reads from a line; None if it refuses it."""
    try:
        return fit_record(fields, parse(line))
    except Refused:
        return None


def check_faults(name, fields, records):
    """Bad records, each after good ones; and those that a change leaves good, all at once."""
    good, refused, wrong = [], 0, []
    while refused < FAULTS // 3:
        before = random.sample(records, random.choice([0, 1, 12])) or []
        line = random.choice(records)
        before += [line] * random.choice([0, 30])
        bad = damaged(line)
        if not bad.strip(b" \t\r\n"):
            continue
        if judge(fields, bad) is not None:
            good.append(bad)
            continue
        refused += 1
        run = load(b"\n".join(before + [bad, line]) + b"\n", fields, ["-f", "ndjson"], False)
        place = b":%d:" % (len(before) + 1)
        if run.returncode != 3 or place not in run.stderr:
            wrong.append((bad, len(before), run.returncode, run.stderr))
    tap.ok(not wrong, f"{name}: what Python refuses is refused, in its line", wrong[:2])
    check_values(name + ", changed", fields, good, "ndjson")


for NAME, FIELDS in (("flat", FLAT), ("nested", NESTED), ("nullable", NULLS), ("wide", WIDE)):
    ALL = []
    for STYLE in range(8):
        SHUFFLED, ABSENT = STYLE & 1, 0.2 * (STYLE >> 1 & 1)
        EXTRA, SPACED = 0.7 * (STYLE >> 2), random.choice([0.0, 0.2])
        LINES = [record(FIELDS).encode() for _ in range(RECORDS // (24 if FIELDS is not WIDE else 96))]
        check_values(f"{NAME} {STYLE}", FIELDS, LINES, "ndjson")
        ALL += random.sample(LINES, 50)
    random.shuffle(ALL)
    for FRAME in FRAMES:
        LINES = ALL if FRAME != "sequence" else [line for line in ALL if line[0] != ord("[")]
        check_values(f"{NAME}, mixed", FIELDS, LINES, FRAME)
    check_faults(NAME, FIELDS, [line for line in ALL if len(line) < 1000 or FIELDS is WIDE])
tap.done()
