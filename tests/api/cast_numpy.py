"""Casts give the values that NumPy's astype gives where those are exact, or where rounding is allowed;
where a value does not fit, NumPy wraps, cuts off or rounds, and rowcol refuses it with its record. A table
of such differences is tried."""

import random

from compute_program import (FLOATS, INTEGERS, KINDS, OUT, Program, is_missing, np,
                             random_values, same_records, tap)

SEED = 20261130
CASTS = 150
TO_TEXT = ["S4", "S24", "<U4", ">U24"]
UNIT = {"D": 86400 * 10**9, "h": 3600 * 10**9, "s": 10**9, "us": 1000, "ns": 1}
INT64 = range(-(2**63) + 1, 2**63)

program = Program()


def nanoseconds(dtype):
    unit, multiple = np.datetime_data(dtype)
    return UNIT[unit] * multiple


def cast_times(values, to, lossy):
    """Counts by exact arithmetic; NaT stays. None is a value that does not fit."""
    counts = values.astype(values.dtype.newbyteorder("=")).view("i8").tolist()
    made = []
    for count, missing in zip(counts, is_missing(values)):
        whole, rest = divmod(count * nanoseconds(values.dtype), nanoseconds(to))
        good = missing or (whole in INT64 and (lossy or rest == 0))
        made.append((-(2**63) if missing else whole) if good else None)
    return made


def cast_numbers(values, to, lossy):
    """astype, and which of its results are the values."""
    with np.errstate(all="ignore"):
        rounded = values.astype("f8").round() if lossy and values.dtype.kind == "f" and \
            to.kind in "biu" else values
        made = rounded.astype(to)
    result = []
    for value, cast in zip(rounded.tolist(), made.tolist()):
        same = cast == value or (cast != cast and value != value)
        finite = abs(cast) != np.inf or abs(value) == np.inf
        result.append(cast if same or (lossy and to.kind == "f" and finite) else None)
    return result


def cast_texts(values, to):
    most = to.itemsize // (4 if to.kind == "U" else 1)
    made = []
    for value in values.tolist():
        try:
            if isinstance(value, bytes) and to.kind == "U":
                value = value.decode()
            elif isinstance(value, str) and to.kind == "S":
                value = value.encode()
        except UnicodeDecodeError:
            value = None
        made.append(value if value is not None and len(value) <= most else None)
    return made


def text_of(values):
    """The text that NumPy gives a value, but for true and false."""
    if values.dtype.kind == "b":
        return ["true" if value else "false" for value in values.tolist()]
    if values.dtype.kind == "M":
        return [str(value) for value in values]
    return [str(value) for value in values.astype(values.dtype.newbyteorder("="))]


def level_of(source, to):
    """The level that a cast of numbers needs, if it is the last one."""
    narrower = source.kind == to.kind == "f" and source.itemsize > to.itemsize
    return "lossy" if narrower else "checked"


def expected(values, to, level):
    """The values after the cast, None where one does not fit; or None if the level is too low."""
    kinds = values.dtype.kind + to.kind
    lossy = level == "lossy"
    if kinds in ("MM", "mm"):
        return cast_times(values, to, lossy)
    if kinds[0] in "SU" and kinds[1] in "SU":
        return cast_texts(values, to)
    if kinds[1] in "SU":
        made = np.array(text_of(values)).astype("U64")
        return cast_texts(made, to)
    if level_of(values.dtype, to) == "lossy" and not lossy:
        return None
    return cast_numbers(values, to, lossy)


def target_of(rng, kind):
    """A kind that values of this one can be cast to."""
    dtype = np.dtype(kind)
    if dtype.kind in "biuf":
        return rng.choice(["?", *INTEGERS, *FLOATS, *(TO_TEXT if dtype.kind != "f" else [])])
    if dtype.kind == "M":
        return rng.choice(["<M8[s]", ">M8[D]", "<M8[us]", "<M8[25us]"])
    if dtype.kind == "m":
        return rng.choice(["<m8[s]", ">m8[h]", "<m8[ns]", ">m8[us]"])
    return rng.choice(["S1", "S3", "S9", "S40", "<U1", ">U5", "<U40"])


def filled(made, to):
    array = np.zeros(len(made), to)
    if to.kind in "Mm":
        array = np.array(made, to.str[0] + "i8").view(to)
    else:
        array[:] = made
    return array


def test_cast(seed):
    rng = random.Random(seed)
    n, layout = rng.choice([0, 1, 5, 100]), rng.choice(["rows", "columns"])
    level, match = rng.choice(["checked", "lossy"]), rng.choice(["name", "position"])
    names = "abc"[:rng.randint(1, 3)]
    kinds = [rng.choice(KINDS) for _ in names]
    targets = [target_of(rng, kind) for kind in kinds]
    array = np.zeros(n, list(zip(names, kinds)))
    for name, kind in zip(names, kinds):
        array[name] = random_values(rng, kind, n)
        if rng.random() < 0.5 and n:  # values that most kinds have
            array[name] = array[name][0] if rng.random() < 0.5 else np.zeros(1, kind)
    to_names = rng.sample(names, len(names)) if match == "name" else list("xyz"[:len(names)])
    order = [names.index(name) for name in to_names] if match == "name" else range(len(names))
    to = np.dtype([(name, targets[i]) for name, i in zip(to_names, order)])
    wanted, refused = np.zeros(n, to), None
    for name, i in zip(to_names, order):
        made = expected(array[names[i]], to[name], level)
        if made is None or None in made:
            refused = -1 if made is None else made.index(None)
            break
        wanted[name] = filled(made, to[name])
    program.load(array, layout)
    found = program.ask("cast", OUT, level, match, layout, str(to.descr))
    if refused is not None:
        statuses = ("type",) if refused == -1 else ("range", "type")
        passed = isinstance(found, tuple) and found[0] in statuses and found[1] == refused
    else:
        passed = found == [] and (same_records(np.load(OUT), wanted, to_names) or
                                  repr(np.load(OUT).tolist()) == repr(wanted.tolist()))
    tap.ok(passed, f"cast {seed}: {level}, by {match}, {n} records in {layout}",
           f"{array.dtype} to {to}: {found}, expected record {refused}")


def cast(kind, value, to, level="checked"):
    """The value after a cast of rowcol, or the status of its error."""
    program.load(np.array([(value,)], [("x", kind)]), "rows")
    found = program.ask("cast", OUT, level, "name", "rows", f"[('x', '{to}')]")
    return np.load(OUT)["x"].tolist()[0] if found == [] else found[0]


def numpy_cast(kind, value, to):
    with np.errstate(all="ignore"):
        return np.array([value], kind).astype(to).tolist()[0]


# Where the results are meant to differ: the kinds and the value, what NumPy gives, what rowcol.
DIFFERENCES = [
    ("integers wrap around", "i4", 300, "i1", 44, "range"),
    ("fractions are cut off", "f8", -1.5, "i4", -1, "type"),
    ("integers are rounded", "i8", 2**53 + 1, "f8", 2.0**53, "range"),
    ("too large is an infinity", "f8", 1e39, "f4", np.inf, "type"),
    ("what is not 0 is true", "i4", 2, "?", True, "range"),
    ("strings are cut off", "S3", b"abc", "S2", b"ab", "range"),
    ("the time of a date is cut off", "M8[s]", "2020-02-29T13:59:59", "M8[D]",
     np.datetime64("2020-02-29").item(), "range"),
    ("text of a bool", "?", True, "U5", "True", "true"),
]


def test_differences():
    for what, kind, value, to, numpy, rowcol in DIFFERENCES:
        tap.equal(numpy_cast(kind, value, to), numpy, f"NumPy, {kind} to {to}: {what}")
        tap.equal(cast(kind, value, to), rowcol, f"rowcol, {kind} to {to}")
    tap.equal(numpy_cast("f8", 2.5, "i4"), 2, "NumPy cuts off what rowcol rounds")
    tap.equal(cast("f8", 3.5, "i4", "lossy"), 4, "a lossy cast rounds to the nearest")
    tap.equal(cast("f8", 1e39, "f4", "lossy"), "range", "a lossy cast gives no infinity")


for number in range(CASTS):
    test_cast(SEED + number)
test_differences()
program.end()
tap.done()
