"""Sort, search, groups, unique records, take and put do what NumPy does, for random structured arrays
and keys; where the results are meant to differ, a table says how, and its rows are tried."""

import random

from compute_program import (KINDS, OTHER, OUT, Program, field, is_missing, np, random_array,
                             random_values, same_records, tap)

SEED = 20261128
ARRAYS = 150
DESCENDING, NULLS_FIRST = 1, 2

program = Program()


def native(values):
    return values.astype(values.dtype.newbyteorder("="))


def ranks(values, descending):
    """Integers in the order of the key: NaN and NaT last, whether it is descending or not."""
    values = native(values)
    rank = np.searchsorted(np.sort(values, kind="stable"), values, "left").astype(np.int64)
    if descending:
        rank = -rank
    rank[is_missing(values)] = len(values) + 1
    return rank


def all_ranks(array, keys):
    return np.array([ranks(field(array, path), flags & DESCENDING) for flags, path in keys])


def order_of(array, keys):
    """The stable order, by NumPy's own sort of the values where no key is descending."""
    if any(flags & DESCENDING for flags, _ in keys):
        return np.lexsort(all_ranks(array, keys)[::-1])
    if len(keys) == 1:
        return np.argsort(field(array, keys[0][1]), kind="stable")
    # In its own byte order: lexsort sorts strings of the other one wrong.
    return np.lexsort([native(field(array, path)) for _, path in keys][::-1])


def starts_of(sorted_ranks):
    """Where a column of the matrix is not that before it."""
    changes = np.any(sorted_ranks[:, 1:] != sorted_ranks[:, :-1], axis=0)
    return [0, *(np.flatnonzero(changes) + 1)] if sorted_ranks.shape[1] else []


def sorted_until(matrix):
    """The first column that is before the previous one."""
    for i in range(1, matrix.shape[1]):
        if tuple(matrix[:, i]) < tuple(matrix[:, i - 1]):
            return i
    return matrix.shape[1]


def places(array, queries, keys, side):
    """np.searchsorted; of several or descending keys by way of the ranks of both arrays."""
    if len(keys) == 1 and not keys[0][0] & DESCENDING:
        return np.searchsorted(field(array, keys[0][1]), field(queries, keys[0][1]), side)
    both = all_ranks(np.concatenate([array, queries]), keys)
    whole = np.zeros(both.shape[1], np.int64)
    whole[np.lexsort(both[::-1])] = np.arange(both.shape[1])
    order = np.lexsort(both[::-1])
    dense = np.zeros(both.shape[1], np.int64)
    changes = np.any(both[:, order][:, 1:] != both[:, order][:, :-1], axis=0)
    dense[order] = np.concatenate([[0], np.cumsum(changes)])[:len(order)]
    return np.searchsorted(dense[:len(array)], dense[len(array):], side)


def check_order(array, paths, keys, words, rng):
    """A list of the operations whose results differ."""
    order, matrix = order_of(array, keys), all_ranks(array, keys)
    n, wrong = len(array), []
    first = rng.randint(0, n)
    count = rng.randint(0, n - first)
    starts = starts_of(matrix[:, order])
    expected = {"argsort": order, "groups": starts, "unique": [order[i] for i in starts],
                "sorted": [sorted_until(matrix)]}
    for question, numbers in expected.items():
        if program.ask(question, *words) != list(numbers):
            wrong.append(question)
    if program.ask("part", first, count, *words) != list(order[first:first + count]):
        wrong.append("part")
    return wrong, array[order]


def check_search(array, paths, keys, words, rng):
    """The same for searches in a sorted array."""
    queries = np.zeros(40, array.dtype)
    for path in paths:
        values = random_values(rng, field(array, path).dtype, 40)
        known = field(array, path)
        for i in range(40):
            field(queries, path)[i] = values[i] if rng.random() < 0.5 or len(array) == 0 else \
                known[rng.randrange(len(array))]
    np.save(OTHER, queries)
    return [f"search {side}" for side in ("left", "right")
            if program.ask("search", side, OTHER, *words) !=
            list(places(array, queries, keys, side))]


def check_saved(array, in_order, paths, layout, words, rng):
    """One of sort, take and put: to save a store takes longer than all the rest."""
    n, what = len(array), rng.choice(["sort", "take", "put"])
    indices = [rng.randrange(n) for _ in range(rng.randint(0, 2 * n))]
    if what == "sort":
        expected, found = in_order, program.ask("sort", OUT, *words)
    elif what == "take":
        expected = array[np.array(indices, np.intp)]
        found = program.ask("take", OUT, layout, *indices)
    else:
        source = array[[rng.randrange(n) for _ in indices]]
        np.save(OTHER, source)
        expected = array.copy()
        for i, index in enumerate(indices):
            expected[index] = source[i]
        found = program.ask("put", OTHER, OUT, *indices)
    return [] if found == [] and same_records(np.load(OUT), expected, paths) else [what]


def test_array(seed):
    rng = random.Random(seed)
    array, paths = random_array(rng, KINDS, rng.choice([0, 1, 2, 9, 64, 300]))
    layout = rng.choice(["rows", "columns"])
    chosen = rng.sample(paths, rng.randint(1, min(3, len(paths))))
    keys = [(rng.choice([0, 0, DESCENDING, DESCENDING | NULLS_FIRST]), path) for path in chosen]
    words = [f"{flags}:{path}" for flags, path in keys]
    program.load(array, layout)
    wrong, in_order = check_order(array, paths, keys, words, rng)
    if len(array):
        wrong += check_saved(array, in_order, paths, layout, words, rng)
    program.load(in_order, layout)
    if program.ask("sorted", *words) != [len(array)]:
        wrong.append("sorted")
    wrong += check_search(in_order, paths, keys, words, rng)
    tap.ok(not wrong, f"array {seed}: {layout}, {len(array)} records, keys {' '.join(words)}",
           f"{', '.join(wrong)}\n{array.dtype}")


# Where the results are meant to differ: the subject, what NumPy gives, the same of rowcol.
NAN, NAT = np.nan, np.datetime64("NaT")


def ask_of(array, *words):
    program.load(array, "rows")
    return program.ask(*words)


def pairs(kind, *rows):
    return np.array(list(rows), [("x", kind), ("y", "i4")])


TIES = pairs("i4", (1, 9), (0, 5), (1, 3), (0, 7))
WITH_NAN = pairs("f8", (1, 0), (NAN, 0), (2, 0))
WITH_NAT = pairs("M8[D]", (1, 0), (NAT, 0), (2, 0))
NANS = pairs("f8", (NAN, 1), (1, 1), (NAN, 1))

DIFFERENCES = [
    ("order= orders equal records by the fields that are not named; rowcol keeps their order",
     lambda: list(np.argsort(TIES, order="x", kind="stable")), [1, 3, 2, 0],
     lambda: ask_of(TIES, "argsort", "0:x"), [1, 3, 0, 2]),
    ("an ascending order that is reversed has equal records reversed; descending is stable",
     lambda: list(np.argsort(TIES["x"], kind="stable")[::-1]), [2, 0, 3, 1],
     lambda: ask_of(TIES, "argsort", "1:x"), [0, 2, 1, 3]),
    ("an ascending order that is reversed begins with NaN; NaN is last in descending order, too",
     lambda: list(np.argsort(WITH_NAN["x"], kind="stable")[::-1]), [1, 2, 0],
     lambda: ask_of(WITH_NAN, "argsort", "1:x"), [2, 0, 1]),
    ("the same for NaT",
     lambda: list(np.argsort(WITH_NAT["x"], kind="stable")[::-1]), [1, 2, 0],
     lambda: ask_of(WITH_NAT, "argsort", "1:x"), [2, 0, 1]),
    ("unique records with NaN are all different for NumPy, equal for rowcol",
     lambda: len(np.unique(NANS)), 3,
     lambda: len(ask_of(NANS, "unique", "0:x", "0:y")), 2),
    ("a negative index counts from the end; rowcol refuses it",
     lambda: list(TIES["y"][[-1]]), [7],
     lambda: ask_of(TIES, "take", OUT, "rows", 2**64 - 1)[0], "index"),
    ("a query of another kind is converted for NumPy; rowcol refuses it",
     lambda: list(np.searchsorted(np.sort(TIES["x"]), np.array([0.5]))), [2],
     lambda: (np.save(OTHER, pairs("f8", (0.5, 0))), ask_of(np.sort(TIES), "search", "left", OTHER,
                                                            "0:x"))[1][0], "type"),
]


def test_differences():
    for what, numpy, numpy_result, rowcol, result in DIFFERENCES:
        tap.equal(numpy(), numpy_result, f"NumPy: {what}")
        tap.equal(rowcol(), result, f"rowcol: {what}")


for number in range(ARRAYS):
    test_array(SEED + number)
test_differences()
program.end()
tap.done()
