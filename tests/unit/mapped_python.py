"""Fields from elsewhere, compared with a second implementation in Python: random nested documents,
random places, policies and bad records, in every way of decoding and with small pieces."""

import copy
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

random.seed(int(os.environ.get("ROWCOL_MAPPED_SEED", "20261128")))
CASES = int(os.environ.get("ROWCOL_MAPPED_CASES", "250"))
PROGRAM = os.path.join(os.environ["top_builddir"], "tests", "unit", "mapped_lines")
ERROR, IGNORE = 0, 1
M_ERROR, M_ZERO, M_NULL = 0, 1, 2
N_ERROR, N_NAN, N_ZERO = 0, 1, 2
KEYS = ["a", "b", "c", "d e", "0", "1", "2", "/", "~", "x.y", "\u00e9", "a key of more than thirty-two bytes"]


class Bad(Exception):
    """A bad record: status, byte in the record, field."""


def ask(questions):
    """One process for all: a line in, a line out."""
    text = "".join(json.dumps(q) + "\n" for q in questions)
    run = subprocess.run([PROGRAM], input=text.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


# ------------------------------------------------------------------------ text with places


class Value:
    """A JSON value and its offset: kind is one of null, bool, number, string, array, object."""

    def __init__(self, kind, at, content, end):
        self.kind, self.at, self.content, self.end = kind, at, content, end


def parse(text, at=0):
    """`text` is bytes of valid JSON without white space before the value."""
    def space(i):
        while text[i:i + 1] in (b" ", b"\t"):
            i += 1
        return i
    c = text[at:at + 1]
    if c == b"{" or c == b"[":
        close, items, i = (b"}" if c == b"{" else b"]"), [], space(at + 1)
        while text[i:i + 1] != close:
            key = None
            if c == b"{":
                key = parse(text, i)
                i = space(space(key.end) + 1)
            item = parse(text, i)
            items.append((key, item))
            i = space(item.end)
            if text[i:i + 1] == b",":
                i = space(i + 1)
        return Value("object" if c == b"{" else "array", at, items, i + 1)
    if c == b'"':
        i = at + 1
        while text[i:i + 1] != b'"':
            i += 2 if text[i:i + 1] == b"\\" else 1
        return Value("string", at, json.loads(text[at:i + 1].decode()), i + 1)
    for word, kind, content in ((b"null", "null", None), (b"true", "bool", True), (b"false", "bool", False)):
        if text.startswith(word, at):
            return Value(kind, at, content, at + len(word))
    i = at
    while text[i:i + 1] in b"+-.eE0123456789" and i < len(text):
        i += 1
    return Value("number", at, text[at:i].decode(), i)


# ------------------------------------------------------------------------ the rules, again


class Field:
    """A field of the dtype: `type` is a name, ("array", n, type) or ("struct", [Field])."""

    def __init__(self, name, type_, nullable=False, place=None):
        self.name, self.type, self.nullable, self.place = name, type_, nullable, place


def is_split(field):
    return isinstance(field.type, tuple) and field.type[0] == "struct" and any(
        f.place is not None or is_split(f) for f in field.type[1])


def readers(fields, path=(), place=()):
    """The fields that are read as a whole: [(field, path of names, place)]."""
    found = []
    for f in fields:
        at = f.place if f.place is not None else place + (f.name,)
        found += (readers(f.type[1], path + (f.name,), at) if is_split(f)
                  else [(f, path + (f.name,), at)])
    return found


def zero(type_):
    if isinstance(type_, tuple):
        return ([zero(type_[2]) for _ in range(type_[1])] if type_[0] == "array"
                else {f.name: zero(f.type) for f in type_[1]})
    return {"bool": False, "str": "", "S4": "", "f8": 0.0, "i2": 0}[type_]


def index_of(token):
    return int(token) if token.isascii() and token.isdigit() and str(int(token)) == token else None


class Reader:
    """Reads records of one dtype."""

    def __init__(self, fields, extra, missing, nulls):
        self.fields, self.extra, self.missing, self.nulls = fields, extra, missing, nulls
        self.readers = readers(fields)

    def record(self, value):
        self.out = {}
        self.group(value, (), False)
        return self.assemble(self.fields, ())

    def assemble(self, fields, path):
        return {f.name: self.assemble(f.type[1], path + (f.name,)) if is_split(f)
                else self.out[path + (f.name,)] for f in fields}

    # ---- places

    def under(self, place):
        return [r for r in self.readers if r[2][:len(place)] == place]

    def children(self, place):
        """Tokens in the order in which they are looked at: indexes, then by the dtype."""
        tokens = []
        for r in self.readers:
            if r[2][:len(place)] == place and len(r[2]) > len(place) and r[2][len(place)] not in tokens:
                tokens.append(r[2][len(place)])
        items = sorted((t for t in tokens if index_of(t) is not None), key=index_of)
        return items + [t for t in tokens if index_of(t) is None]

    def first(self, place):
        """The field for a message about a place."""
        here = [r for r in self.readers if r[2] == place]
        return ".".join(here[0][1]) if here else self.first(place + (self.children(place)[0],))

    def visit(self, value, place, lenient):
        here = [r for r in self.readers if r[2] == place]
        for field, path, _ in here:
            self.out[path] = self.field(field, ".".join(path), value)
        if len(self.under(place)) > len(here):
            self.group(value, place, lenient or bool(here))

    def missing_at(self, place, at):
        for token in self.children(place):
            here = [r for r in self.readers if r[2] == place + (token,)]
            for field, path, _ in here:
                self.out[path] = self.absent(field, ".".join(path), at)
            self.missing_at(place + (token,), at)

    def missing_token(self, place, token, at):
        for field, path, _ in [r for r in self.readers if r[2] == place + (token,)]:
            self.out[path] = self.absent(field, ".".join(path), at)
        self.missing_at(place + (token,), at)

    def null_at(self, place, value):
        for token in self.children(place):
            for field, path, _ in [r for r in self.readers if r[2] == place + (token,)]:
                self.out[path] = self.field(field, ".".join(path), value)
            self.null_at(place + (token,), value)

    def group(self, value, place, lenient):
        tokens, given = self.children(place), []
        name = self.first(place + (tokens[0],)) if place else ""
        items = [t for t in tokens if index_of(t) is not None]
        if value.kind == "null":
            self.null_at(place, value)
            return
        if value.kind == "object":
            for key, item in value.content:
                if key.content not in tokens:
                    if not lenient and self.extra == ERROR:
                        raise Bad("extra", key.at, name)
                    continue
                if key.content in given:
                    raise Bad("duplicate", key.at, self.first(place + (key.content,)))
                given.append(key.content)
                self.visit(item, place + (key.content,), lenient)
        elif value.kind == "array" and (items or not place):
            if not items and value.content and value.content[0][1].kind == "object":
                raise Bad("type", value.content[0][1].at, "")  # an array of records
            if not items:
                raise Bad("type", value.at, name)
            for i, (_, item) in enumerate(value.content):
                if str(i) not in items:
                    if not lenient and self.extra == ERROR:
                        raise Bad("extra", item.at, name)
                    continue
                given.append(str(i))
                self.visit(item, place + (str(i),), lenient)
        else:
            raise Bad("type", value.at, name)
        for token in tokens:
            if token not in given:
                self.missing_token(place, token, value.end - 1)

    # ---- values

    def absent(self, field, name, at):
        if self.missing == M_NULL and field.nullable:
            return None
        if self.missing != M_ZERO:
            raise Bad("missing", at, name)
        return zero(field.type)

    def field(self, field, name, value):
        if value.kind == "null":
            if field.nullable:
                return None
            if self.nulls == N_ZERO:
                return zero(field.type)
            if self.nulls == N_NAN and field.type == "f8":
                return float("nan")
            raise Bad("type", value.at, name)
        return self.value(field.type, name, value)

    def value(self, type_, name, value):
        if isinstance(type_, tuple) and type_[0] == "array":
            if value.kind != "array":
                raise Bad("type", value.at, name)
            out = []
            for i, (_, item) in enumerate(value.content):
                if i < type_[1]:
                    out.append(self.field(Field("", type_[2]), name, item))
            if len(value.content) < type_[1]:
                raise Bad("missing", value.end - 1, name)
            if len(value.content) > type_[1]:
                raise Bad("extra", self.comma(value, type_[1]), name)
            return out
        if isinstance(type_, tuple):
            return self.struct(type_[1], name, value)
        return self.leaf(type_, name, value)

    @staticmethod
    def comma(value, n):
        """Where the array goes on after n values."""
        return value.content[n - 1][1].end

    def struct(self, fields, name, value):
        out, names = {}, [f.name for f in fields]
        if value.kind == "object":
            for key, item in value.content:
                if key.content not in names:
                    if self.extra == ERROR:
                        raise Bad("extra", key.at, name)
                    continue
                if key.content in out:
                    raise Bad("duplicate", key.at, name + "." + key.content)
                out[key.content] = self.field(fields[names.index(key.content)], name + "." + key.content, item)
        elif value.kind == "array":
            for i, (_, item) in enumerate(value.content):
                if i >= len(fields):
                    if self.extra == ERROR:
                        raise Bad("extra", item.at, name)
                    continue
                out[names[i]] = self.field(fields[i], name + "." + names[i], item)
        else:
            raise Bad("type", value.at, name)
        for f in fields:
            if f.name not in out:
                out[f.name] = self.absent(f, name + "." + f.name, value.end - 1)
        return {f.name: out[f.name] for f in fields}

    @staticmethod
    def leaf(type_, name, value):
        wanted = {"i2": "number", "f8": "number", "str": "string", "S4": "string", "bool": "bool"}[type_]
        if value.kind != wanted:
            raise Bad("type", value.at, name)
        if type_ == "i2":
            if any(c in value.content for c in ".eE"):
                raise Bad("type", value.at, name)
            if not -2 ** 15 <= int(value.content) < 2 ** 15:
                raise Bad("range", value.at, name)
            return int(value.content)
        if type_ == "f8":
            return float(value.content)
        if type_ == "S4" and len(value.content.encode()) > 4:
            raise Bad("range", value.at, name)
        return value.content


# ------------------------------------------------------------------------ random cases


def random_type(depth, nested=False):
    pick = random.random()
    if depth and pick < 0.12:
        return ("array", random.randint(1, 3), random.choice(["i2", "f8"]))
    if depth and pick < 0.3:
        keys = random.sample(KEYS[:4], random.randint(1, 3))
        return ("struct", [Field(k, random_type(depth - 1, True), random.random() < 0.3) for k in keys])
    return random.choice(["i2", "f8", "str", "S4", "bool", "i2", "f8"])


def random_place():
    return tuple(random.choice(KEYS[:7] if random.random() < 0.7 else KEYS)
                 for _ in range(random.choice([1, 1, 2, 2, 2, 3, 4])))


def random_fields(count, names=None):
    fields, used = [], []
    for i in range(count):
        place = random_place() if random.random() < 0.8 else None
        type_ = random_type(2)
        if place and used and random.random() < 0.2:  # the place of another, near or in it
            other = random.randrange(len(used))
            place, pick = used[other], random.random()
            if pick < 0.6:
                type_ = copy.deepcopy(fields[other].type) if not is_split(fields[other]) else "i2"
            elif pick < 0.8 and isinstance(fields[other].type, tuple) and fields[other].type[0] == "struct":
                inner = random.choice(fields[other].type[1])
                place, type_ = place + (inner.name,), copy.deepcopy(inner.type)
            else:
                place = random.choice([place + (random.choice(KEYS[:6]),), place[:-1] or place])
        name = random.choice(["f%d", "f %d", "f.%d"]) % i
        f = Field(name, type_, random.random() < 0.4, place)
        if isinstance(f.type, tuple) and f.type[0] == "struct" and not f.nullable and random.random() < 0.4:
            for inner in f.type[1]:
                if random.random() < 0.5:
                    inner.place = random_place()
        fields.append(f)
        used.append(place or (name,))
    return fields


def key_text(key):
    return json.dumps(key) if random.random() < 0.5 else json.dumps(key, ensure_ascii=False)


def source_text(place):
    pointer = "".join("/" + t.replace("~", "~0").replace("/", "~1") for t in place)
    plain = all(c.isalnum() and c.isascii() for t in place for c in t)
    dotted = not place[0].startswith("/")
    pick = random.random()
    if plain and pick < 0.3:
        return ".".join(place) + " "
    if dotted and pick < 0.5:
        return ".".join(json.dumps(t) for t in place)
    return (pointer + " ") if plain and pick < 0.8 else json.dumps(pointer)


def type_text(type_):
    if not isinstance(type_, tuple):
        return type_
    return ("(%d,)%s" % (type_[1], type_[2]) if type_[0] == "array"
            else "{" + ", ".join(field_text(f) for f in type_[1]) + "}")


def field_text(f):
    return "%s%s:%s%s" % (json.dumps(f.name), "=" + source_text(f.place) if f.place is not None else "",
                          type_text(f.type), "?" if f.nullable else "")


def sample_of(type_, quirk):
    """A value of a type as a Python object; some do not fit."""
    if random.random() < quirk:
        return random.choice([None, True, 7, 1.5, 70000, "long text \u00e9\n", [], [1], {}, {"a": 1}, "\\\""])
    if isinstance(type_, tuple):
        if type_[0] == "array":
            n = type_[1] + (random.choice([-1, 1]) if random.random() < quirk else 0)
            return [sample_of(type_[2], quirk) for _ in range(n)]
        if random.random() < 0.15:
            return [sample_of(f.type, quirk) for f in type_[1]]
        members = [(f.name, sample_of(f.type, quirk)) for f in type_[1] if random.random() > quirk]
        random.shuffle(members)
        return dict(members)
    return {"i2": random.randint(-300, 300), "f8": random.choice([0.5, -2, 1e3, 12345.678]),
            "str": random.choice(["", "x", "\u00e9 and more than twelve bytes"]),
            "S4": random.choice(["", "ab", "abcd"]), "bool": random.random() < 0.5}[type_]


def build(tree, quirk):
    """The value at a place, from a tree {token: (reader or None, tree)}."""
    if random.random() < quirk / 2:
        return None
    tokens = list(tree)
    if tokens and all(index_of(t) is not None for t in tokens) and random.random() < 0.7:
        n = max(index_of(t) for t in tokens) + 1 + (random.random() < 0.3) - (random.random() < quirk)
        return [member(tree[str(i)], quirk) if str(i) in tree else random.choice([0, None, "z", {"q": []}])
                for i in range(n)]
    members = [(t, member(tree[t], quirk)) for t in tokens if random.random() > quirk]
    while random.random() < 0.3:
        members.append((random.choice(["other", "z"]), random.choice([1, "t", None, [1, {"a": "]"}], {}])))
    if random.random() < 0.5:
        random.shuffle(members)
    if members and random.random() < quirk / 2:
        members.append(random.choice(members))
    return members  # a list of pairs is an object


class Pairs(list):
    pass


def member(node, quirk):
    reader, inner = node
    if reader and (not inner or random.random() < 0.3):
        return sample_of(reader.type, quirk)
    value = build(inner, quirk)
    return Pairs(value) if isinstance(value, list) and all(isinstance(m, tuple) for m in value) and not (
        value == [] and random.random() < 0.5) else value


def write(value, spaces):
    s = random.choice(["", " "]) if spaces else ""
    if isinstance(value, Pairs):
        return "{" + ("," + s).join(s + key_text(k) + s + ":" + s + write(v, spaces) for k, v in value) + "}"
    if isinstance(value, dict):
        return write(Pairs(value.items()), spaces)
    if isinstance(value, list):
        return "[" + s + ("," + s).join(write(v, spaces) for v in value) + s + "]"
    return json.dumps(value)


def random_record(reader, quirk, spaces):
    tree = {}
    for field, _, place in reader.readers:
        at = tree
        for i, token in enumerate(place):
            known, inner = at.get(token, (None, {}))
            at[token] = (field if i + 1 == len(place) else known, inner)
            at = inner
    value = build(tree, quirk)
    return write(Pairs(value) if value == [] or isinstance(value, list) and isinstance(value[0], tuple)
                 else value, spaces)


def has_nan(value):
    if isinstance(value, dict):
        return any(has_nan(v) for v in value.values())
    return any(has_nan(v) for v in value) if isinstance(value, list) else value != value


class Case:
    """A dtype, records, and what is expected of them."""

    def __init__(self):
        self.fields = random_fields(random.randint(1, 6))
        if not any(f.place is not None for f in self.fields):
            self.fields[0].place = random_place()
        self.extra = random.choice([ERROR, IGNORE, IGNORE])
        self.missing = random.choice([M_ERROR, M_ZERO, M_NULL])
        self.nulls = random.choice([N_ERROR, N_ZERO])
        self.reject = random.random() < 0.5
        self.lines = random.random() < 0.6
        reader = Reader(self.fields, self.extra, self.missing, self.nulls)
        quirk, spaces = random.choice([0.0, 0.02, 0.2]), random.random() < 0.3
        form = [random_record(reader, quirk, spaces) for _ in range(random.randint(1, 4))]
        texts = [random.choice(form) if random.random() < 0.6 else random_record(reader, quirk, spaces)
                 for _ in range(random.choice([1, 5, 60]))]
        self.dtype = ", ".join(field_text(f) for f in self.fields)
        self.text = "\n".join(texts) if self.lines else "[" + ",\n".join(texts) + "]"
        self.expect(reader, texts)

    def expect(self, reader, texts):
        self.good, self.bad, at = [], [], 0 if self.lines else 1
        for number, text in enumerate(texts):
            raw = text.encode()
            try:
                self.good.append(reader.record(parse(raw)))
            except Bad as bad:
                status, byte, field = bad.args
                self.bad.append((status, at + byte, number, field))
                if not self.reject:
                    return
            at += len(raw) + (1 if self.lines else 2)

    def question(self):
        return [self.dtype, self.text, "ndjson" if self.lines else "json", self.extra, self.missing,
                self.nulls, self.reject]

    def is_right(self, found):
        """None, or what is wrong."""
        if "dtype" in found or found.get("differs") or not found["reads_back"]:
            return "it differs by the way of reading, or the dtype is wrong"
        errors = [found["error"]] if "error" in found else found["rejects"]
        bad = [(e["status"], e["byte"], e["record"], e["field"]) for e in errors]
        if bad != self.bad:
            return "the errors are %s, expected %s" % (bad, self.bad)
        if found["records"] != len(self.good):
            return "%d records, expected %d" % (found["records"], len(self.good))
        if "lines" in found and [json.loads(line) for line in found["lines"]] != self.good:
            return "the records are %s, expected %s" % (found["lines"], self.good)
        return None


def main():
    cases = [Case() for _ in range(CASES)]
    answers = ask([c.question() for c in cases])
    failures = [(c, a, c.is_right(a)) for c, a in zip(cases, answers) if c.is_right(a)]
    for case, found, why in failures[:3]:
        print("#", why)
        print("#", json.dumps(case.question(), ensure_ascii=False)[:3000])
        print("#", json.dumps(found)[:3000])
    tap.ok(not failures, "random documents with random places are read as in Python", len(failures))
    statuses = {b[0] for c in cases for b in c.bad}
    tap.ok(statuses >= {"type", "range", "missing", "extra", "duplicate"},
           "every kind of error is among them", sorted(statuses))
    tap.ok(sum(len(c.good) for c in cases) > 3 * CASES, "most records are good",
           sum(len(c.good) for c in cases))
    tap.done()


main()
