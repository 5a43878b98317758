"""Dtypes read by rowcol and by NumPy: the same fields, offsets, sizes, alignments and descr, or
both refuse. Where they differ on purpose, a rule below says so, and the guide "describing records"
has a row with the same words."""

import ast
import json
import os
import random
import re
import subprocess
import sys
import warnings

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
from dtype_cases import LITERALS, PEP3118, STRINGS  # noqa: E402

np = tap.import_numpy()
from numpy.core._internal import _dtype_from_pep3118  # noqa: E402
from numpy.lib.format import descr_to_dtype, dtype_to_descr  # noqa: E402

warnings.simplefilter("ignore")
# Arrays of NumPy's 64-bit Linux build are the reference: its C long has 8 bytes.
if np.dtype("l").itemsize != 8 or sys.byteorder != "little":
    tap.skip_all("NumPy on this platform has other C types")

RANDOM_CASES = int(os.environ.get("ROWCOL_DTYPE_CASES", "5000"))
SEED = int(os.environ.get("ROWCOL_DTYPE_SEED", "20261121"))
NOTATIONS = {"compact": "0", "descr": "1", "comma": "2", "dict": "3", "pep3118": "4", "any": "any"}


class Peer:
    """The program that asks rowcol, started once: a line in, a line out."""

    def __init__(self):
        program = os.path.join(os.environ["top_builddir"], "tests", "api", "dtype_lines")
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, notation, align, text):
        for plain, escaped in ("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\0", "\\0"):
            text = text.replace(plain, escaped)
        line = f"{NOTATIONS[notation]}\t{int(align)}\t{text}\n"
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


PEER = Peer()


# ------------------------------------------------------------------ NumPy's view


def tree(dtype):
    """What put_tree of dtype_lines.c prints, out of a NumPy dtype."""
    seen = {"itemsize": dtype.itemsize, "alignment": dtype.alignment}
    if dtype.subdtype:
        element, shape = dtype.subdtype
        while element.subdtype:  # rowcol has one subarray where NumPy keeps two
            shape += element.subdtype[1]
            element = element.subdtype[0]
        seen.update(shape=list(shape), element=tree(element))
    elif dtype.names is not None:
        seen["aligned"] = dtype.isalignedstruct
        seen["fields"] = [
            [name, dtype.fields[name][1], tree(dtype.fields[name][0])] for name in dtype.names
        ]
    else:
        # A bare M8 is written without its unit, and a length of 0 with it.
        length = "0" if dtype.char in "SUV" and dtype.itemsize == 0 and dtype.str[-1] != "0" else ""
        seen["leaf"] = repr(dtype.str + length)
    return seen


def has_padding(literal):
    """Whether a descr list has a V without a name anywhere: it is read by descr_to_dtype."""
    if isinstance(literal, dict):
        return any(has_padding(item) for item in literal.values())
    if isinstance(literal, (list, tuple)):
        if len(literal) in (2, 3) and literal[0] == "" and re.match("[|<>=]?V", str(literal[1])):
            return True
        return any(has_padding(item) for item in literal)
    return False


def by_numpy(notation, align, text):
    """NumPy's dtype, or the exception it raises."""
    try:
        if notation == "pep3118":
            return _dtype_from_pep3118(text)
        if notation in ("descr", "dict"):
            literal = ast.literal_eval(text)
            return descr_to_dtype(literal) if has_padding(literal) else np.dtype(literal, align)
        return np.dtype(text, align)
    except RecursionError:
        raise
    except Exception as error:  # NumPy raises nearly every kind of it
        return error


# ------------------------------------------------------- differences on purpose


def kinds(dtype):
    """All dtypes in a dtype."""
    yield dtype
    if dtype.subdtype:
        yield from kinds(dtype.subdtype[0])
    for name in dtype.names or ():
        yield from kinds(dtype.fields[name][0])


def structs(dtype):
    return (part for part in kinds(dtype) if part.names is not None)


def overlaps(struct):
    ends = 0
    for offset, size in sorted((struct.fields[n][1], struct.fields[n][0].itemsize)
                               for n in struct.names):
        if size and offset < ends:
            return True
        ends = max(ends, offset + size)
    return False


def depth(dtype):
    if dtype.subdtype:
        base = dtype.subdtype[0]
        return depth(base) + (0 if base.subdtype else 1)
    return 1 + max((depth(dtype.fields[n][0]) for n in dtype.names), default=0) \
        if dtype.names is not None else 0


def rewritten(rewrite):
    def explains(notation, align, text, theirs, ours):
        again = by_numpy(notation, align, rewrite(text))
        return (ours["status"] == "ok" and isinstance(theirs, Exception) and
                isinstance(again, np.dtype) and same(again, ours))
    return explains


def refused(status, message, test=lambda text, theirs: True):
    """NumPy takes it; rowcol refuses it with this message, and the test holds."""
    def explains(notation, align, text, theirs, ours):
        return (ours["status"] == status and message in ours["message"] and
                isinstance(theirs, np.dtype) and test(text, theirs))
    return explains


# Each rule: its name in the guide's table, and whether it explains the case at hand, where NumPy
# says `theirs` (a dtype or an exception) and rowcol `ours` (an answer of dtype_lines).
RULES = {
    "object dtypes": refused("unsupported", "object", lambda text, t: t.hasobject),
    "long double": refused(
        "unsupported", "long double", lambda text, t: any(k.char in "gG" for k in kinds(t))),
    "titles": refused(
        "unsupported", "title",
        lambda text, t: any(len(s.fields[n]) > 2 for s in structs(t) for n in s.names)),
    "overlapping fields": refused(
        "argument", "overlap", lambda text, t: any(map(overlaps, structs(t)))),
    "empty names": refused(
        "name", "a field name is empty",
        lambda text, t: any(not n or n == "f0" for s in structs(t) for n in s.names)),
    "sizes that wrap": lambda notation, align, text, theirs, ours: (
        ours["status"] in ("limit", "range") and isinstance(theirs, np.dtype) and
        (any(k.itemsize < 0 for k in kinds(theirs)) or
         any(d in text for d in ("2147483647", "2147483648", "4294967296", "99999999999")))),
    "depth": refused("limit", "inside one another", lambda text, t: depth(t) > 64),
    "zero multiples": refused(
        "syntax", "the multiple and the divisor of a time unit", lambda text, t: "[0" in text),
    "weeks divided": refused(
        "syntax", "not a whole number of a smaller unit", lambda text, t: "[W/" in text),
    "one type and a comma": refused("syntax", "one type and a comma"),
    "signs and blanks in numbers": refused(
        "syntax", "expected", lambda text, t: re.search(r"[A-Za-z\[][+ -]\d", text)),
    "a byte order without a type": refused(
        "syntax", "expected a type", lambda text, t: text[-1] in "<>=|"),
    "two byte orders": refused(
        "syntax", "expected a type", lambda text, t: re.search("[<>=|]{2}", text)),
    "blanks beyond ASCII": refused("syntax", "expected", lambda text, t: "\u00a0" in text),
    "unknown keys": refused("syntax", "expected one of the keys names, formats"),
    "more formats than names": refused("syntax", "give one for each"),
    "unclosed formats": refused(
        "syntax", "expected '}'", lambda text, t: text.count("T{") > text.count("}")),
    "formats closed early": refused(
        "syntax", "expected", lambda text, t: text.count("T{") < text.count("}")),
    "None": refused("syntax", "found None"),
    "rarer literals": refused(
        "syntax", "expected",
        lambda text, t: any(mark in text for mark in ("b'", "\\\n", "\\N{"))),
    "a type with fields": refused(
        "syntax", "expected an integer as a dimension",
        lambda text, t: re.match(r"\('\w+', \[", text)),
    "str": lambda notation, align, text, theirs, ours: (
        ours["status"] == "ok" and isinstance(theirs, np.dtype) and
        re.search(r"\bstr\b", text) and '"itemsize": 16' in json.dumps(ours["tree"])),
    "empty aligned structs": lambda notation, align, text, theirs, ours: (
        ours["status"] == "ok" and isinstance(theirs, np.dtype) and
        any(k.alignment == 0 for k in kinds(theirs))),
    # What rowcol takes and NumPy does not: NumPy takes what the text is rewritten to, and then
    # both say the same.
    "byte order of a long name": rewritten(lambda text: re.sub(
        r"([<>=|])([a-z_]\w{2,})", lambda m: m[1] + np.dtype(m[2]).str[1:], text)),
    "blanks around a type": rewritten(lambda text: re.sub(r"[ \t\n]", "", text)),
    "a number in parentheses": rewritten(lambda text: re.sub(r"\((\d+)\)", r"\1", text)),
    "leading zeros": rewritten(lambda text: re.sub(r"\b0+(\d)", r"\1", text)),
    "divided units in a comma string": rewritten(lambda text: re.sub(
        r"[Mm]8\[[^]]*\]", lambda m: np.dtype(m[0]).str[1:], text)),
    "lists for tuples": rewritten(lambda text: re.sub(r"\[\[(.*)\]\]", r"[(\1)]", text)),
    "elements without bytes": lambda notation, align, text, theirs, ours: (
        ours["status"] == "ok" and "itemsize in generic type tuple" in str(theirs) and
        re.search("'[|][SV]0'|'[<>]U0'|[(, ]0[,)]", ours["dict"])),
}


def shown(theirs):
    try:
        return repr(theirs)
    except ZeroDivisionError:  # NumPy's repr of some zero-sized structs
        return f"a dtype of {theirs.itemsize} bytes"


class Tally:
    """Counts the cases of one group, and keeps those that no rule explains."""

    def __init__(self, name, rules):
        self.name = name
        self.rules = rules
        self.cases = self.equal = self.refused = 0
        self.by_rule = {}
        self.wrong = []

    def explain(self, notation, align, text, theirs, ours):
        for rule in self.rules:
            if RULES[rule](notation, align, text, theirs, ours):
                self.by_rule[rule] = self.by_rule.get(rule, 0) + 1
                return True
        return False

    def compare(self, notation, align, text):
        self.cases += 1
        theirs = by_numpy(notation, align, text)
        ours = PEER.ask(notation, align, text)
        if isinstance(theirs, Exception) and ours["status"] != "ok":
            self.refused += 1
            if not 0 <= ours["byte"] <= len(text.encode()):
                self.wrong.append(f"{text!r}: no byte: {ours}")
        elif isinstance(theirs, np.dtype) and ours["status"] == "ok" and same(theirs, ours):
            self.equal += 1
        elif not self.explain(notation, align, text, theirs, ours):
            self.wrong.append(f"{notation} align={align} {text!r}:\n  NumPy:  {shown(theirs)}\n"
                              f"  rowcol: {json.dumps(ours)[:1000]}")

    def finish(self):
        ruled = ", ".join(f"{n} {rule}" for rule, n in sorted(self.by_rule.items()))
        tap.ok(not self.wrong,
               f"{self.name}: {self.cases} cases, {self.equal} equal, {self.refused} refused by "
               f"both" + (f", differing on purpose: {ruled}" if ruled else ""),
               "\n".join(self.wrong[:20]))


def descr_of(dtype):
    """What numpy.save would write, or None where it cannot."""
    try:
        return repr(dtype_to_descr(dtype))
    except ValueError:
        return None


def plain(dtype):
    """Whether NumPy writes the dtype's descr as rowcol does: no subarray in a subarray, and not
    itself a subarray."""
    return not dtype.subdtype and not any(
        k.subdtype and k.subdtype[0].subdtype for k in kinds(dtype))


def same(theirs, ours):
    """Fields, offsets, sizes, alignments; descr; and what NumPy makes of the forms rowcol prints."""
    if ours["tree"] != tree(theirs) or not ours["round"]:
        return False
    if plain(theirs) and ours["descr"] != descr_of(theirs):
        return False
    again = by_numpy("dict", False, ours["dict"])
    if not isinstance(again, np.dtype) or tree_without_flags(again) != tree_without_flags(theirs):
        return False
    if ours["descr"] is not None:
        again = descr_to_dtype(ast.literal_eval(ours["descr"]))
        if tree_without_flags(again) != tree_without_flags(theirs):
            return False
    if ours["pep3118"] is not None:
        again = by_numpy("pep3118", False, ours["pep3118"])
        if not isinstance(again, np.dtype) or \
                tree_without_flags(again) != tree_without_flags(theirs):
            return False
    return True


def tree_without_flags(dtype):
    """The tree without alignments, which do not survive a descr."""
    def strip(node):
        node = {k: v for k, v in node.items() if k not in ("alignment", "aligned")}
        if "element" in node:
            node["element"] = strip(node["element"])
        if "fields" in node:
            node["fields"] = [[name, offset, strip(inner)] for name, offset, inner in
                              node["fields"]]
        return node
    return strip(tree(dtype))


# ------------------------------------------------------------------ random cases

LEAVES = ["?", "b", "b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8",
          "c16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
          "float16", "float32", "float64", "complex64", "complex128", "bool", "h", "H", "i", "I",
          "l", "L", "q", "Q", "e", "f", "d", "F", "D", "B", "p", "P", "half", "double", "intc",
          "short", "longlong", "M8", "m8", "datetime64", "timedelta64"]
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAMES = ["x", "y", "z", "id", "a b", "na.me", "\u00e9t\u00e9", "it's", 'say "hi"', "back\\slash",
         "\u65e5\u672c", "f0", "f1", "T", "_", "tab\there", "line\nbreak", "nb\u00a0sp", "\U0001f600"]


def random_leaf(rng):
    pick = rng.random()
    if pick < 0.6:
        code = rng.choice(LEAVES)
    elif pick < 0.85:
        code = rng.choice("SUVa") + str(rng.choice([0, 1, 2, 3, 5, 8, 16, 31]))
    else:
        many = str(rng.choice([1, 2, 7, 25, 100, 2147483647])) if rng.random() < 0.5 else ""
        code = rng.choice(["M8", "m8", "datetime64", "timedelta64"]) + f"[{many}{rng.choice(UNITS)}]"
    if rng.random() < 0.4 and (len(code) <= 3 or "8[" in code or "64[" in code):
        code = rng.choice("<>=|") + code
    return code


def random_shape(rng):
    shape = tuple(rng.choice([0, 1, 1, 2, 3, 4]) for _ in range(rng.choice([1, 1, 1, 2, 3])))
    return rng.choice([shape, shape, shape[0]])


def has_bytes(kind):
    """Whether NumPy makes subarrays of it in the usual way: see "elements without bytes"."""
    try:
        return np.dtype(kind).itemsize != 0
    except Exception:
        return True


def random_names(rng, n):
    names = rng.sample(NAMES, min(n, len(NAMES)))
    return names + [f"n{i}" for i in range(n - len(names))]


# No struct without fields: NumPy divides by the alignment of an aligned one, which is 0 there.
def random_list(rng, level):
    fields = []
    for name in random_names(rng, rng.choice([1, 1, 2, 3, 4, 6])):
        kind = random_type(rng, level - 1)
        shaped = rng.random() < 0.3 and has_bytes(kind)
        fields.append((name, kind, random_shape(rng)) if shaped else (name, kind))
        if rng.random() < 0.1:
            fields.append(("", f"|V{rng.randint(1, 9)}"))
    return fields


def random_dict(rng, level):
    n = rng.choice([1, 2, 3, 4])
    formats = [random_type(rng, level - 1) for _ in range(n)]
    spec = {"names": random_names(rng, n), "formats": formats}
    if rng.random() < 0.7:
        spec["offsets"] = random_offsets(rng, formats)
    if rng.random() < 0.4:
        spec["itemsize"] = rng.choice([0, 1, 8, 24, 64, 100, 200, 1000])
    if rng.random() < 0.4:
        spec["aligned"] = rng.random() < 0.7
    return spec


def random_offsets(rng, formats):
    """Mostly without overlap, in any order, sometimes misaligned."""
    places, end = [], 0
    for kind in formats:
        try:
            size = np.dtype(kind).itemsize
        except Exception:
            size = 8
        unit = rng.choice([1, 1, 2, 4, 8])
        end = (end + unit - 1) // unit * unit + (rng.choice([1, 3, 8]) if rng.random() < 0.2 else 0)
        places.append([size, end])
        end += size
    if rng.random() < 0.3 and len(places) > 1:  # two of one size change places
        i, j = rng.sample(range(len(places)), 2)
        if places[i][0] == places[j][0] or rng.random() < 0.2:
            places[i][1], places[j][1] = places[j][1], places[i][1]
    return [offset for _, offset in places]


def random_comma(rng):
    items = []
    for _ in range(rng.choice([1, 2, 3, 5])):
        count = rng.choice(["", "", "", "2", "3", "(2,)", "(2,3)", "( 2, 2 )", "1", "0", "()"])
        leaf = random_leaf(rng)
        count = count if has_bytes(leaf) else ""
        if count and leaf[0] in "<>=|" and rng.random() < 0.5:
            leaf = leaf[0] + count + leaf[1:]
        else:
            leaf = count + leaf
        items.append(leaf)
    return rng.choice([",", ", ", " , "]).join(items) + rng.choice(["", "", "", "", ","])


def random_type(rng, level):
    pick = rng.random()
    if level <= 0 or pick < 0.65:
        return random_leaf(rng)
    if pick < 0.72:
        kind = random_type(rng, level - 1)
        return (kind, random_shape(rng)) if has_bytes(kind) else kind
    if pick < 0.76:
        return random_comma(rng)
    if pick < 0.88:
        return random_list(rng, level)
    return random_dict(rng, level)


def has_mixed_padding(literal):
    """descr_to_dtype reads padding, but knows no dictionaries and no titles."""
    return has_padding(literal) and "{" in repr(literal)


def random_pep3118(rng, level):
    out = []
    for _ in range(rng.choice([1, 1, 2, 3, 4])):
        shape = rng.choice(["", "", "", "(2)", "(2,3)", "(1)", "( 2, 2)"])
        order = rng.choice(["", "", "<", ">", "=", "@", "^", "!"])
        if level and rng.random() < 0.25:
            code = rng.choice(["", "", "2"]) + "T{" + random_pep3118(rng, level - 1) + "}"
        else:
            code = rng.choice(["?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d",
                               "Zf", "Zd", "c", "4s", "0s", "s", "3w", "w", "x", "4x", "2i", "3d"])
        name = rng.choice(["", ":a:", ":b:", ":c:", ":f0:", ":f1:", ":x y:"])
        out.append(shape + order + code + name)
    return "".join(out)


def random_group():
    rng = random.Random(SEED)
    lists = Tally("random descr lists", RULES)
    dicts = Tally("random dictionaries", RULES)
    commas = Tally("random comma strings", RULES)
    peps = Tally("random PEP 3118 formats", RULES)
    for i in range(RANDOM_CASES):
        align = rng.random() < 0.4
        if i % 10 < 4:
            spec = random_list(rng, 3)
            while has_mixed_padding(spec):
                spec = random_list(rng, 3)
            lists.compare("descr", align and not has_padding(spec), repr(spec))
        elif i % 10 < 7:
            spec = random_dict(rng, 3)
            while has_padding(spec):
                spec = random_dict(rng, 3)
            dicts.compare("dict", align, repr(spec))
        elif i % 10 < 9:
            commas.compare("comma", align, random_comma(rng))
        else:
            peps.compare("pep3118", False, random_pep3118(rng, 2))
    for tally in (lists, dicts, commas, peps):
        tally.finish()


# ---------------------------------------------------------- hand-picked, hostile


def all_codes():
    """Every letter with every size, alone and with each byte order."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ?"
    for letter in letters:
        for size in ("", "0", "1", "2", "3", "4", "5", "7", "8", "9", "10", "16", "32", "64", "128"):
            yield letter + size
        for mark in "<>=|":
            yield mark + letter + "4"
            yield mark + letter


NUMPY_NAMES = sorted({name for name in np.sctypeDict if isinstance(name, str)})


def nested_list(levels):
    text = "'i4'"
    for _ in range(levels):
        text = f"[('a', {text})]"
    return text


def hostile_group():
    tally = Tally("every code", RULES)
    for text in all_codes():
        tally.compare("comma", False, text)
    tally.finish()

    tally = Tally("every name of a type", RULES)
    for text in NUMPY_NAMES:
        tally.compare("comma", False, text)
        tally.compare("descr", True, repr([("a", "i1"), ("b", text)]))
    tally.finish()

    tally = Tally("hand-picked strings", RULES)
    for text in STRINGS:
        if "M8[s/0]" not in text:  # a division by zero ends NumPy's process
            tally.compare("comma", False, text)
            tally.compare("comma", True, "i1," + text)
    tally.finish()

    tally = Tally("hand-picked literals", RULES)
    for text in LITERALS:
        tally.compare("descr", False, text)
        if not ("('', " in text):
            tally.compare("descr", True, text)
    for levels in 1, 2, 10, 32, 63, 64, 65, 66, 80:
        tally.compare("descr", False, nested_list(levels))
    tally.finish()

    tally = Tally("hand-picked PEP 3118 formats", RULES)
    for text in PEP3118:
        tally.compare("pep3118", False, text)
    tally.finish()


def kinds_group():
    """Every kind between two bytes, packed and aligned, in each byte order and several shapes."""
    tally = Tally("every kind in a struct", RULES)
    leaves = LEAVES[:16] + ["S3", "S0", "U2", "V5", "M8[ns]", "m8[25s]"]
    for leaf in leaves:
        for mark in "", ">", "<":
            for shape in (), (1,), (3,), (2, 3), (0,), (2, 0):
                for align in False, True:
                    spec = [("a", "i1"), ("b", mark + leaf, shape), ("c", "i1")]
                    tally.compare("descr", align, repr(spec))
    tally.finish()


def any_group():
    """The reader that recognises notations comes to the same result."""
    wrong = []
    rng = random.Random(SEED + 1)
    for _ in range(300):
        spec = random_list(rng, 2)
        known, found = (PEER.ask(n, False, repr(spec)) for n in ("descr", "any"))
        if known != found:
            wrong.append(repr(spec))
    for text in PEP3118:
        if text.startswith("T{"):
            known, found = (PEER.ask(n, False, text) for n in ("pep3118", "any"))
            if known != found:
                wrong.append(text)
    tap.ok(not wrong, "the notation is recognised", "\n".join(wrong[:10]))


def rules_are_documented():
    path = os.path.join(os.environ["top_srcdir"], "doc", "describing-records.md")
    with open(path, encoding="utf-8") as page:
        text = page.read()
    for rule in RULES:
        tap.ok(f"| {rule} |" in text, f"the guide has a row for: {rule}")


hostile_group()
kinds_group()
random_group()
any_group()
if os.path.exists(os.path.join(os.environ["top_srcdir"], "doc", "describing-records.md")):
    rules_are_documented()
tap.equal(PEER.close(), 0, "the program that asks rowcol ends well")
tap.done()
