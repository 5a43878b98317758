"""What is done about values that do not fit, on request: null, absent and extra values, and the counts
that rowcol load reports; compared with a second implementation in Python.
"""

import json
import random
import re

import tap

LOAD = ["load", "-", "-f", "ndjson", "-t", "ndjson", "-o", "-"]


def load(records, dtype, *options, as_lines=True):
    """The records that come back, or the message; and the lines of the report."""
    text = "".join(json.dumps(r) + "\n" for r in records) if as_lines else json.dumps(records)
    command = LOAD if as_lines else ["load", "-", "-f", "json", "-t", "ndjson", "-o", "-"]
    run = tap.rowcol(*command, "-d", dtype, *options, input=text.encode())
    lines = [line[len("rowcol: "):] for line in run.stderr.decode().splitlines()]
    if run.returncode != 0:
        return lines, None
    return [json.loads(line) for line in run.stdout.splitlines()], lines


# --- each policy of null: the dtype, the options, the records, the result, the report
LEFT = "left out because of its null"
CASES = [
    ("x:i4, y:i4", ["--null", "skip"], [{"x": 1, "y": 2}, {"x": None, "y": 3}, {"x": 4, "y": 5}],
     [{"x": 1, "y": 2}, {"x": 4, "y": 5}], [f'field "x": 1 record {LEFT}']),
    ("x:i4, y:i4", ["--null", "skip"], [{"x": None, "y": 2}, {"x": None, "y": None}], [],
     [f'field "x": 2 records {LEFT}']),
    ("x:i4, y:i4?", ["--null", "skip"], [{"x": 1, "y": None}], [{"x": 1, "y": None}], []),
    ("x:2i4", ["--null", "skip"], [{"x": [1, None]}, {"x": [3, 4]}, {"x": None}], [{"x": [3, 4]}],
     [f'field "x": 2 records {LEFT}']),
    ("x:{y:i4}", ["--null", "skip"], [{"x": None}, {"x": {"y": None}}, {"x": {"y": 1}}],
     [{"x": {"y": 1}}], [f'field "x": 1 record {LEFT}', f'field "x.y": 1 record {LEFT}']),
    ("x:c16", ["--null", "skip"], [{"x": [1, None]}, {"x": [1, 2]}], [{"x": [1.0, 2.0]}],
     [f'field "x": 1 record {LEFT}']),
    ("x:i4", ["--null", "-7"], [{"x": None}, {"x": 3}], [{"x": -7}, {"x": 3}],
     ['field "x": 1 null replaced']),
    ("x:f8, y:u1", ["--null", "x=1.5", "--null", "y=zero"], [{"x": None, "y": None}],
     [{"x": 1.5, "y": 0}], ['field "x": 1 null replaced', 'field "y": 1 null replaced']),
    ("x:str, y:S4, z:U2", ["--null", '"n/a"', "--null", 'z="-"'], [{"x": None, "y": None, "z": None}],
     [{"x": "n/a", "y": "n/a", "z": "-"}],
     [f'field "{c}": 1 null replaced' for c in "xyz"]),
    ("x:bool", ["--null", "true"], [{"x": None}, {"x": False}], [{"x": True}, {"x": False}],
     ['field "x": 1 null replaced']),
    ("x:>i4, y:>f4", ["--null", "258"], [{"x": None, "y": None}], [{"x": 258, "y": 258.0}],
     ['field "x": 1 null replaced', 'field "y": 1 null replaced']),
    ("x:M8[D], y:m8[s]", ["--null", "x=2020-02-29", "--null", "y=25 s"], [{"x": None, "y": None}],
     [{"x": "2020-02-29", "y": 25}], ['field "x": 1 null replaced', 'field "y": 1 null replaced']),
    ("x:2i4", ["--null", "x=9"], [{"x": [1, None]}], [{"x": [1, 9]}], ['field "x": 1 null replaced']),
    ("p:{a:i4, b:S2}, x:i4", ["--null", "p=zero", "--null", "-1"],
     [{"p": {"a": None, "b": None}, "x": None}, {"p": None, "x": 1}],
     [{"p": {"a": 0, "b": ""}, "x": -1}, {"p": {"a": 0, "b": ""}, "x": 1}],
     ['field "p": 1 null replaced', 'field "p.a": 1 null replaced', 'field "p.b": 1 null replaced',
      'field "x": 1 null replaced']),
    ("p:{a:i4, b:i4}", ["--null", "p=zero", "--null", "p.b=7"], [{"p": {"a": None, "b": None}}],
     [{"p": {"a": 0, "b": 7}}], ['field "p.a": 1 null replaced', 'field "p.b": 1 null replaced']),
    ('"a=b":i4', ["--null", '"a=b"=5'], [{"a=b": None}], [{"a=b": 5}],
     ['field "a=b": 1 null replaced']),
    ("x:i4", ["--extra", "ignore"], [{"x": 1, "y": 2, "z": [1, {"x": 2}]}, {"x": 2}],
     [{"x": 1}, {"x": 2}], ["in records: 2 extra values ignored"]),
    ("x:i4, p:{y:i4}", ["--extra", "ignore"], [{"x": 1, "p": {"y": 1, "a": 1, "b": 2}}],
     [{"x": 1, "p": {"y": 1}}], ['field "p": 2 extra values ignored']),
    ("x:i4, y:i4", ["--extra", "ignore"], [[1, 2, 3, 4]], [{"x": 1, "y": 2}],
     ["in records: 2 extra values ignored"]),
    ("x:i4, y:i4?", ["--missing", "null"], [{"x": 1}, {"x": 2, "y": 3}],
     [{"x": 1, "y": None}, {"x": 2, "y": 3}], ['field "y": 1 absent value filled in']),
    ("x:i4, z:{y:i4}", ["--missing", "zero"], [{"x": 1}, {"z": {}}, {"z": {"y": 1}}],
     [{"x": 1, "z": {"y": 0}}, {"x": 0, "z": {"y": 0}}, {"x": 0, "z": {"y": 1}}],
     ['field "x": 2 absent values filled in', 'field "z": 1 absent value filled in',
      'field "z.y": 1 absent value filled in']),
    ("x:i4, valeu:i4", ["--missing", "zero", "--extra", "ignore"], [{"x": 1, "value": 2}] * 3,
     [{"x": 1, "valeu": 0}] * 3,
     ["in records: 3 extra values ignored", 'field "valeu": no loaded record has it']),
    ("x:i4, p:{q:i4, r:2{s:i4}}", ["--missing", "zero"], [{"x": 1}, {"x": 2}],
     [{"x": n, "p": {"q": 0, "r": [{"s": 0}] * 2}} for n in (1, 2)], ['field "p": no loaded record has it']),
    ("x:i4, y:i4", ["--missing", "zero"], [], [], []),
]

for dtype, options, records, expected, report in CASES:
    found = load(records, dtype, *options)
    name = f"{dtype}: {' '.join(options)}: {json.dumps(records)[:60]}"
    n = len(expected)
    first = f"{n} record{'' if n == 1 else 's'} loaded, 0 rejected"
    tap.equal(found, (expected, [first, *report]), name)
    found = load(records, dtype, *options, as_lines=False)
    if records:
        tap.equal(found, (expected, [first, *report]), f"{name}: an array")
    found = load(records, dtype, "-q", *options)
    tap.equal(found, (expected, []), f"{name}: -q")

# --- what is refused
for dtype, options, record, message in [
    ("x:i4", ["--null", "nul"], {}, "--null nul: one of these is needed"),
    ("x:i4", ["--null", "x=nul"], {}, "--null nul: one of these is needed"),
    ("x:i4", ["--null", '"x'], {}, "a double quote is not closed"),
    ("x:i4", ["--null", '"text"'], {}, 'no field that is not nullable takes "text"'),
    ("x:i4?", ["--null", "1"], {}, 'no field that is not nullable takes "1"'),
    ("x:i4?", ["--null", "x=1"], {}, "the field is nullable"),
    ("x:i1", ["--null", "x=300"], {}, "300 does not fit int8"),
    ("x:i1", ["--null", "x=nan"], {}, "found null where int8 expects"),
    ("value:i1", ["--null", "valeu=1"], {}, 'did you mean "value"?'),
    ("x:i4, y:u1", ["--null", "-1"], {"x": 1, "y": None}, "found null where uint8 expects"),
    ("x:2i4", ["--null", "-1"], {"x": None}, "found null where a subarray expects"),
    ("x:c8", ["--null", "-1"], {"x": [None, 1]}, "a complex number"),
    ("x:i4, y:i4", ["--missing", "null"], {"x": 1}, "the record does not have it"),
]:
    found, report = load([record], dtype, *options)
    tap.ok(report is None and message in found[0], f"{dtype}: {' '.join(options)}: is refused", found)
run = tap.rowcol(*LOAD, "--null", "-1", input=b'{"x":1}\n')
tap.ok(run.returncode == 2 and b"need -d DTYPE" in run.stderr, "--null VALUE without -d", run.stderr)
run = tap.rowcol("infer", "-", "--null", "-1", input=b'{"x":1}\n')
tap.ok(run.returncode == 2, "infer --null VALUE", run.stderr)
run = tap.rowcol(*LOAD[:-4], "-t", "npy", "-o", tap.T + "/a.npy", "--null", "skip",
                 input=b'{"x":1}\n{"x":null}\n')
tap.equal((run.returncode, b"x\": 1 record left out" in run.stderr), (0, True),
          "--null skip without -d: the dtype is not nullable")

# --- a record that is left out is well-formed, as all others
for text, place in [(b'{"x":null,"y":}\n', "1:15"), (b'{"x":null} 1\n', "1:12"), (b'{"x":null\n', "1:10")]:
    run = tap.rowcol(*LOAD, "-d", "x:i4", "--null", "skip", input=b"" + text)
    tap.ok(run.returncode == 3 and f":{place}:".encode() in run.stderr and run.stdout == b"",
           f"{text}: is not left out", run.stderr)
run = tap.rowcol(*LOAD, "-d", "x:i4", "--null", "skip", "--on-error", "skip",
                 input=b'{"x":null}\n{"x":null\n{"x":"a"}\n{"x":4}\n')
tap.ok(run.returncode == 1 and run.stdout == b'{"x":4}\n'
       and b"1 record loaded, 2 rejected\n" in run.stderr and b"x\": 1 record left out" in run.stderr,
       "records that are left out, and bad ones", run.stderr)

# --- files that have a dtype have all fields
STORE = tap.store("s.npy", "x:i4", [{"x": 1}])
run = tap.rowcol("load", STORE, "-d", "x:i4", "-o", tap.T + "/b.npy")
tap.equal(run.stderr, b"rowcol: 1 record loaded, 0 rejected\n", "a store file: nothing is reported")

# --- random records, by every way of decoding: the same result and counts as by Python
FIELDS = {"a": "i4", "b": "f8", "c": "S3", "d": "i4?", "e": "bool", "f": "str"}
P = {"q": "i2", "r": "i2?"}
DTYPE = ", ".join(f"{k}:{v}" for k, v in FIELDS.items()) + ", p:{q:i2, r:i2?}, w:2i4"
ZERO = {"i4": 0, "f8": 0.0, "S3": "", "bool": False, "str": "", "i2": 0}
VALUES = {"i4": lambda r: r.randrange(-9, 999), "f8": lambda r: r.randrange(99) / 4,
          "S3": lambda r: r.choice(["", "ab", "xyz"]), "bool": lambda r: r.random() < 0.5,
          "str": lambda r: "s" * r.randrange(20), "i2": lambda r: r.randrange(99)}


class Left(Exception):
    """The record is left out, because of a field."""


class Model:
    """What the options say, in Python."""

    def __init__(self, nulls, missing):
        self.nulls, self.missing, self.counts, self.seen = nulls, missing, {}, set()

    def count(self, path, what):
        self.now[(path, what)] = self.now.get((path, what), 0) + 1

    def null(self, kind, path):
        if kind.endswith("?"):
            return None
        if self.nulls == "skip":
            raise Left(path)
        self.count(path, "null")
        return ZERO[kind]

    def leaf(self, record, key, kind, prefix):
        path = prefix + key
        if key not in record:
            self.count(path, "absent")
            return None if kind.endswith("?") and self.missing == "null" else ZERO[kind.rstrip("?")]
        self.seen.add(path)
        return self.null(kind, path) if record[key] is None else record[key]

    def struct(self, record, fields, prefix, others):
        known = {}
        for key in record: # in the order of the text, so that the first null leaves it out
            if key in fields:
                known[key] = self.leaf(record, key, fields[key], prefix)
            elif key in others:
                self.seen.add(prefix + key)
                known[key] = others[key](record[key])
            else:
                self.count(prefix[:-1], "extra")
        for key, kind in fields.items():
            if key not in record:
                known[key] = self.leaf(record, key, kind, prefix)
        return known

    def record(self, record):
        self.now = {}

        def pair(value):
            return [self.null("i4", "w") if v is None else v for v in value]

        try:
            made = self.struct(record, FIELDS, "", {"p": lambda v: self.struct(v, P, "p.", {}), "w": pair})
        except Left as left:
            self.counts[(str(left), "left")] = self.counts.get((str(left), "left"), 0) + 1
            return None
        if "p" not in record:
            self.count("p", "absent")
            made["p"] = {"q": 0, "r": 0}
        if "w" not in record:
            self.count("w", "absent")
            made["w"] = [0, 0]
        for key, n in self.now.items():
            self.counts[key] = self.counts.get(key, 0) + n
        return made


def make(rng, style):
    """A record. STYLE is how regular it is: 0 is one form, 1 a few forms, 2 any order and lack."""
    lack, null, extra = (0, 0, 0) if style == 0 else (0.1, 0.1, 0.1) if style == 1 else (0.3, 0.1, 0.4)
    if style == 1:
        rng = random.Random(rng.randrange(6))

    def pick(kind):
        return None if rng.random() < null else VALUES[kind.rstrip("?")](rng)

    items = [(k, pick(v)) for k, v in FIELDS.items() if rng.random() >= lack]
    inner = [(k, pick(v)) for k, v in P.items() if rng.random() >= lack]
    inner += [("more", [1, {"q": 2}])] if rng.random() < extra else []
    items.append(("p", dict(inner)))
    items.append(("w", [pick("i4"), pick("i4")]))
    items += [(k, rng.choice([1, "x", None, {"a": [None]}])) for k in ("u", "v") if rng.random() < extra]
    if style == 2:
        rng.shuffle(items)
    return dict(items)


WORDS = {"null": r"(\d+) nulls? replaced", "absent": r"(\d+) absent values? filled in",
         "extra": r"(\d+) extra values? ignored", "left": r"(\d+) records? left out"}


def counts_in(report):
    found = {}
    for line in report[1:]:
        match = re.match(r'(?:field "([^"]*)"|in records): ', line)
        for what, pattern in WORDS.items():
            number = re.search(pattern, line)
            if number:
                found[(match[1] or "", what)] = int(number[1])
    return found


rng = random.Random(20240229)
for style in 0, 1, 2:
    for nulls in "zero", "skip":
        records = [make(rng, style) for _ in range(4000)]
        records += [make(rng, 0) for _ in range(1000)] + [make(rng, 2) for _ in range(200)]
        for missing in "zero", "null":
            if missing == "null":
                records = [r | {k: VALUES[v](rng) for k, v in FIELDS.items() if k not in r and v[-1] != "?"}
                           for r in records]
                records = [r | {"p": {"q": 1} | r["p"]} for r in records]
            model = Model(nulls, missing)
            expected = [made for made in map(model.record, records) if made is not None]
            for threads, as_lines in ("1", True), ("3", True), ("3", False):
                found, report = load(records, DTYPE, "--null", nulls, "--missing", missing, "--extra",
                                     "ignore", "-j", threads, as_lines=as_lines)
                name = f"style {style}, --null {nulls} --missing {missing} -j {threads}, lines {as_lines}"
                if report is None:
                    tap.ok(False, name, found[0])
                    continue
                tap.ok(found == expected, f"{name}: the records")
                tap.equal(counts_in(report), model.counts, f"{name}: the counts")

# --- wide records that lack most fields, in any order, with bad ones among them, in structs, subarrays
# and by a mapping: the counts are those of the records that were loaded
WIDE = 130
NAMES = [f"c{n:03}" for n in range(WIDE)]
WIDE_DTYPE = ", ".join(f"{name}:{'i4?' if n % 7 == 3 else 'i4'}" for n, name in enumerate(NAMES))
WIDE_DTYPE += ", s:{a:i4, b:i4, c:i4}, l:2{a:i4, b:i4}"
MAPPED = ", ".join(f"{name}=/{name} : i4" for name in NAMES[:70]) + ", x=/g/x : i4, y=/g/y : i4, z=/g/x : f8"


def some(rng, names, n):
    return {k: rng.randrange(9) for k in rng.sample(names, rng.randrange(n))}


def wide_record(rng, style):
    """A record. STYLE is how regular it is: 0 a few sets of keys in one order, 1 any."""
    rng = random.Random(rng.randrange(5)) if style == 0 else rng
    record = some(rng, NAMES, 9)
    if rng.random() < 0.6:
        record["s"] = some(rng, ["a", "b", "c"], 4)
    if rng.random() < 0.6:
        record["l"] = [some(rng, ["a", "b"], 3), some(rng, ["a", "b"], 3)]
    return record


def lacking(record):
    """Paths of the fields that are absent."""
    yield from (name for name in NAMES + ["s", "l"] if name not in record)
    yield from (f"s.{k}" for k in "abc" if "s" in record and k not in record["s"])
    yield from (f"l.{k}" for item in record.get("l", []) for k in "ab" if k not in item)


def lacking_mapped(record):
    group = record.get("g", {})
    yield from (name for name in NAMES[:70] if name not in record)
    yield from (name for name, key in (("x", "x"), ("y", "y"), ("z", "x")) if key not in group)


def mapped_record(rng, style):
    rng = random.Random(rng.randrange(5)) if style == 0 else rng
    record = some(rng, NAMES[:70], 9)
    if rng.random() < 0.6:
        record["g"] = some(rng, ["x", "y"], 3)
    return record


def spoiled(record, rng):
    """The same with a value that is bad, in any place."""
    items = list(record.items()) + [(rng.choice([n for n in NAMES[:70] if n not in record]), "bad")]
    rng.shuffle(items)
    return dict(items)


for dtype, make_one, absent in (WIDE_DTYPE, wide_record, lacking), (MAPPED, mapped_record, lacking_mapped):
    for style in 0, 1:
        for bad in 0, 0.02, 0.4:
            lines, counts, loaded = [], {}, 0
            for _ in range(3000):
                record = make_one(rng, style)
                if rng.random() < bad:
                    lines.append(json.dumps(spoiled(record, rng)))
                    continue
                lines.append(json.dumps(record))
                loaded += 1
                for path in absent(record):
                    counts[(path, "absent")] = counts.get((path, "absent"), 0) + 1
            run = tap.rowcol("load", "-", "-f", "ndjson", "-t", "arrow", "-o", tap.T + "/w.arrow", "-d",
                             dtype, "--missing", "zero", "--on-error", "skip", "-j", "2",
                             input="\n".join(lines).encode())
            report = [line[len("rowcol: "):] for line in run.stderr.decode().splitlines()]
            # of a field that no loaded record has no number is told
            never = [line.split('"')[1] for line in report if line.endswith("no loaded record has it")]
            tap.equal(counts_in(report), {k: n for k, n in counts.items() if k[0] not in never},
                      f"{dtype[-20:]}: style {style}, {bad} bad: the counts")
            tap.ok(all(counts[(path, "absent")] == loaded for path in never), "fields never seen", never)

tap.done()
