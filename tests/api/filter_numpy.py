"""Filters match the records that NumPy's comparisons match, for random structured arrays and
predicates. Constants of another kind than the field are compared exactly, as Python does; where NumPy
rounds, a table says how the results differ, and its rows are tried."""

import json
import operator
import random

from compute_program import (FLOATS, INTEGERS, OUT, TEXTS, Program, field, is_missing, np,
                             random_array, same_records, tap)

SEED = 20261129
ARRAYS, PREDICATES, SAVED = 100, 12, 3

KINDS = ["?", *INTEGERS, *FLOATS, *TEXTS, "<M8[s]", ">M8[D]", "<m8[s]", ">m8[h]"]
OPERATORS = {"==": operator.eq, "=": operator.eq, "!=": operator.ne, "<>": operator.ne,
             "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

program = Program()


def python_values(values):
    """Exact values that Python compares: counts of times; NaT is NaN."""
    if values.dtype.kind in "Mm":
        counts = values.astype(values.dtype.newbyteorder("=")).view("i8").tolist()
        return [float("nan") if missing else count
                for count, missing in zip(counts, is_missing(values))]
    return values.tolist()


def number_constant(rng, values):
    """Text of a number, and its value: an int, or a float of the field's precision."""
    known = values[rng.randrange(len(values))].item()
    if rng.random() < 0.4 and isinstance(known, int):
        number = int(known) + rng.choice([-1, 0, 0, 1])
        number = min(max(number, -2**63), 2**64 - 1)
        return str(number), number
    if rng.random() < 0.3:
        number = rng.choice([0, 1, -1, 128, 65536, 16777217, 2**53 + 1, 2**63 - 1])
        return str(number), number
    if values.dtype.kind == "f" and rng.random() < 0.5:
        if np.isnan(known):
            return "nan", known
        return ({np.inf: "inf", -np.inf: "-inf"}.get(known, repr(known)), known)
    text = rng.choice(["0.1", "-0.0", "1.5", "1e3", "-1e-3", "6.5e4", "9007199254740993.0"])
    if values.dtype.kind != "f":
        return text, float(text)
    with np.errstate(over="ignore"):
        number = values.dtype.type(text).item()
    return text, float(text) if np.isinf(number) else number  # never rounded to an infinity


def constant(rng, values):
    """The text of a constant in a predicate, and what Python compares with python_values."""
    kind, unit = values.dtype.kind, np.datetime_data(values.dtype)[0] if values.dtype.kind in "Mm" \
        else ""
    if kind == "b":
        return rng.choice([("true", True), ("false", False), ("0.5", 0.5), ("2", 2)])
    if kind in "iuf":
        return number_constant(rng, values)
    if kind in "Mm":
        count = rng.choice([0, 1, -1, rng.randint(-10**6, 10**6)])
        text = f"'{count} {unit}'" if kind == "m" else str(np.datetime64(count, unit))
        return text, count
    known = values[rng.randrange(len(values))].item()
    letters = known.decode("utf-8", "ignore") if kind == "S" else known
    letters = rng.choice([letters, letters[:1], letters + "b", "", "a", "\u00e9"])
    return json.dumps(letters), letters.encode() if kind == "S" else letters


def compared(values, op, number):
    """By NumPy where the constant is a value of the field's own type, else by Python; bytes, too,
    which NumPy compares as signed numbers (but does not sort so)."""
    kind = values.dtype.kind
    own = kind == "b" and isinstance(number, bool) or kind == "U"
    if kind == "f" and isinstance(number, float):
        with np.errstate(over="ignore"):
            own = np.isnan(number) or values.dtype.type(number).item() == number
    if kind in "iu" and isinstance(number, int):
        info = np.iinfo(values.dtype)
        own = info.min <= number <= info.max
    if own:
        return OPERATORS[op](values, np.array(number, values.dtype if kind != "U" else None))
    return np.array([OPERATORS[op](value, number) for value in python_values(values)], bool)


def test_of(rng, array, paths):
    """The text of one comparison, and which records match."""
    path = rng.choice(paths)
    values = field(array, path)
    if values.dtype.kind == "b" and rng.random() < 0.3:
        return path, values.copy()
    what = rng.choice(["compare", "compare", "in", "between", "starts"])
    negated = rng.random() < 0.3
    word = "not " if negated else ""
    if what == "in":
        constants = [constant(rng, values) for _ in range(rng.randint(1, 4))]
        text = f"{path} {word}in ({', '.join(one for one, _ in constants)})"
        mask = np.any([compared(values, "==", number) for _, number in constants], axis=0)
    elif what == "between":
        (low, least), (high, most) = constant(rng, values), constant(rng, values)
        text = f"{path} {word}between {low} and {high}"
        mask = compared(values, ">=", least) & compared(values, "<=", most)
    elif what == "starts" and values.dtype.kind in "SU":
        prefix, letters = constant(rng, values)
        text = f"{path} {word}starts with {prefix}"
        mask = np.array([value.startswith(letters) for value in values.tolist()], bool)
    else:
        op = rng.choice(list(OPERATORS))
        one, number = constant(rng, values)
        if rng.random() < 0.3:
            if one[0] == '"':  # that would be a field
                one = f"'{one[1:-1]}'"
            return f"{one} {SWAPPED.get(op, op)} {path}", compared(values, op, number)
        return f"{path} {op} {one}", compared(values, op, number)
    return text, ~mask if negated else mask


def predicate(rng, array, paths, depth):
    """The same for tests that are joined."""
    what = rng.choice(["test", "and", "or", "not"]) if depth else "test"
    if what == "test":
        return test_of(rng, array, paths)
    left, mask = predicate(rng, array, paths, depth - 1)
    if what == "not":
        return f"not ({left})", ~mask
    right, other = predicate(rng, array, paths, depth - 1)
    return f"({left}) {what} ({right})", mask & other if what == "and" else mask | other


def test_array(seed):
    rng = random.Random(seed)
    array, paths = random_array(rng, KINDS, rng.choice([1, 7, 64, 65, 300]))
    layout = rng.choice(["rows", "columns"])
    program.load(array, layout)
    wrong = []
    for number in range(PREDICATES):
        text, mask = predicate(rng, array, paths, rng.randint(0, 2))
        found = program.ask("match", text)
        if found != list(np.flatnonzero(mask)):
            wrong.append(f"{text}: {found}, expected {list(np.flatnonzero(mask))}")
        if number == 0 and seed % SAVED == 0:
            found = program.ask("filter", OUT, text)
            if found != [] or not same_records(np.load(OUT), array[mask], paths):
                wrong.append(f"filter {text}")
        if number == 0 and seed % SAVED == 1:
            found = program.ask("mask", OUT, "".join("01"[int(one)] for one in mask))
            if found != [] or not same_records(np.load(OUT), array[mask], paths):
                wrong.append(f"mask {text}")
    tap.ok(not wrong, f"array {seed}: {layout}, {len(array)} records, {PREDICATES} predicates",
           "\n".join(wrong) + f"\n{array.dtype}")


def matches(kind, values, text):
    program.load(np.array([(value,) for value in values], [("x", kind)]), "rows")
    return program.ask("match", text)


BIG = np.array([2**53, 2**53 + 1], "i8")
FAR = np.array([2**62], "M8[s]")

# Where the results are meant to differ: the subject, what NumPy gives, the same of rowcol.
DIFFERENCES = [
    ("integers are rounded to doubles before they are compared with one; rowcol is exact",
     lambda: list(BIG == 2.0**53), [True, True],
     lambda: matches("i8", BIG, "x == 9007199254740992.0"), [0]),
    ("times are converted to the finer unit, and overflow; rowcol is exact",
     lambda: list(FAR < np.datetime64("2020-01-01T00:00:00.000000001")), [True],
     lambda: matches("M8[s]", FAR, "x < 2020-01-01T00:00:00.000000001"), []),
    ("bytes are not compared with str; rowcol compares the text",
     lambda: list(np.char.equal(np.array([b"a"]), np.array(["a"]).astype("S"))), [True],
     lambda: matches("S1", [b"a"], "x == 'a'"), [0]),
]


def test_differences():
    for what, numpy, numpy_result, rowcol, result in DIFFERENCES:
        tap.equal(numpy(), numpy_result, f"NumPy: {what}")
        tap.equal(rowcol(), result, f"rowcol: {what}")


def test_names_of_constants():
    """nan before a comparison is a constant, unless a field has the name."""
    program.load(np.array([(1.0, 2.0)], [("nan", "f8"), ("x", "f8")]), "rows")
    tap.equal(program.ask("match", "nan == 1"), [0], "a field named nan")
    tap.equal(program.ask("match", "inf > x and not (inf < nan)"), [0], "inf is a constant there")
    tap.equal(matches("f8", [1.0, np.nan], "nan != x"), [0, 1], "nan as a constant")


for number in range(ARRAYS):
    test_array(SEED + number)
test_differences()
test_names_of_constants()
program.end()
tap.done()
