"""The workloads of the benchmarks: what is done, on which data, how large, and which sums must be
found.
"""

GROUPS = ("load", "irregular", "changes", "real", "write", "csv", "files", "layout", "access", "order",
          "memory")


class Workload:
    """`kind` is the data file of gen.c (None: no file is read), `family` the sums that must be found,
    `size` the key into a mode's sizes, `threads` whether it is measured on two threads too.
    """

    def __init__(self, name, title, group, kind, family, size, threads=False):
        self.name, self.title, self.group, self.kind = name, title, group, kind
        self.family, self.size, self.threads = family, size, threads

    @property
    def needs_text(self):
        """Whether the NDJSON of the same records must be beside the .npy: engines do not read .npy,
        and writing needs its length.
        """
        return (
            self.name.startswith("write_")
            or self.name.split("_")[-1] == "columns"
            and self.group != "layout"
        )

    @property
    def record(self):
        return "mixed" if "mixed" in self.name else "points"


def text(name, title, group, kind):
    return Workload(name, title, group, kind, "all", "text", threads=True)


def irregular(name, title):
    kind = name + ".ndjson"
    return Workload("load_" + name, title, "irregular", kind, "all", "irregular")


def change(name, title):
    kind = name + ".ndjson"
    return Workload("load_" + name, title, "changes", kind, "all", "irregular")


def real(name, title):
    return Workload("load_" + name, title, "real", "real." + name, "all", "nested")


def store(name, title, group, family, threads=False):
    return Workload(name, title, group, "points.npy", family, "store", threads)


WORKLOADS = [
    text("load_points", "NDJSON points (3 x int32) to memory", "load", "points.ndjson"),
    text("load_mixed", "NDJSON mixed records to memory", "load", "mixed.ndjson"),
    text("load_points_array", "one JSON array of points to memory", "load", "points.json"),
    text("load_mixed_array", "one JSON array of mixed records to memory", "load", "mixed.json"),
    Workload(
        "load_quakes", "a nested document to memory", "load", "quakes.json", "all", "nested", True
    ),
    irregular("regular", "lines of one shape"),
    irregular("escapes", "30 % of the strings with escapes or UTF-8"),
    irregular("nested", "nested, one shape"),
    irregular("shuffled", "keys in another order in each record"),
    irregular("absent", "30 % of the keys absent"),
    irregular("extra", "10 further keys of several types"),
    irregular("extra_shuffled", "10 further keys, keys in another order in each record"),
    irregular("spaces", "white space that varies"),
    irregular("nested_shuffled", "nested, keys in another order in each record"),
    irregular("two_shapes", "two shapes, mixed"),
    irregular("events", "four kinds of events, mixed"),
    irregular("everything", "all of this at once"),
    change("moved", "regular lines, one key moved in each"),
    change("blank", "regular lines, one blank added in each"),
    change("blank_tenth", "regular lines, one blank added in every tenth"),
    change("absent_tenth", "regular lines, one key absent from every tenth"),
    change("shape_tenth", "regular lines, every tenth of another shape"),
    change("renamed", "regular lines, one key renamed in every second"),
    real("earthquakes", "earthquakes: a real nested document"),
    real("flights", "flights: a real array of flat records"),
    real("tweets", "tweets: a real nested document"),
    real("phones", "phones: real lines, each an array of values"),
    text("write_points", "points in memory to an NDJSON file", "write", "points.npy"),
    text("write_mixed", "mixed records in memory to an NDJSON file", "write", "mixed.npy"),
    text("load_points_csv", "CSV of points to memory", "csv", "points.csv"),
    text("load_mixed_csv", "CSV of mixed records to memory", "csv", "mixed.csv"),
    text("write_points_csv", "points in memory to a CSV file", "csv", "points.npy"),
    text("write_mixed_csv", "mixed records in memory to a CSV file", "csv", "mixed.npy"),
    text("convert_points", "NDJSON points to a binary file", "files", "points.ndjson"),
    text("convert_mixed", "NDJSON mixed records to a binary file", "files", "mixed.ndjson"),
    text("rewrite_points", "NDJSON points to NDJSON", "files", "points.ndjson"),
    text("rewrite_mixed", "NDJSON mixed records to NDJSON", "files", "mixed.ndjson"),
    store("rows_to_columns", "rows to columns", "layout", "all"),
    store("columns_to_rows", "columns to rows", "layout", "all"),
    store("sum_rows", "sum of one field of rows", "access", "sum"),
    store("sum_columns", "sum of one field of columns", "access", "sum", threads=True),
    store("random_rows", "200,000 records read at random, rows", "access", "random"),
    store("random_columns", "200,000 records read at random, columns", "access", "random"),
    store("sort_rows", "sort by a field, rows", "order", "sort"),
    store("sort_columns", "sort by a field, columns", "order", "sort", threads=True),
    store("filter_rows", "keep the half with x >= 0, rows", "order", "filter"),
    store("filter_columns", "keep the half with x >= 0, columns", "order", "filter", threads=True),
    store("take_rows", "take n/2 records by number, rows", "order", "take"),
    store("take_columns", "take n/2 records by number, columns", "order", "take", threads=True),
    store("group_few_columns", "sums of 1,001 groups, columns", "order", "group_few", threads=True),
    store("group_many_columns", "sums of 1,000,001 groups, columns", "order", "group_many", threads=True),
    Workload("zeros", "n records of zeros", "memory", None, "zeros", "store"),
    store("open_npy", "open a .npy file, read its last record", "memory", "open"),
    store("sum_npy", "open a .npy file, sum one field", "memory", "sum"),
]
BY_NAME = {workload.name: workload for workload in WORKLOADS}

# What README.md shows: the workload, the number of threads, and what to call it.
README = (
    ("load_points", 1, "NDJSON lines of three int32 to memory"),
    ("load_points", 2, "NDJSON lines of three int32 to memory"),
    ("load_points_array", 1, "one JSON array of them to memory"),
    ("load_mixed", 1, "mixed records (int64, two strings, int8, double, bool) to memory"),
    ("load_mixed", 2, "mixed records to memory"),
    *((w.name, 1, w.title) for w in WORKLOADS if w.group in ("irregular", "real")),
    ("convert_points", 2, "lines to a binary file, each its own: `.npy`, Parquet, Arrow, Native"),
    ("convert_mixed", 2, "the same, mixed records"),
    ("write_points", 2, "three int32 in memory to lines"),
    ("write_mixed", 2, "mixed records in memory to lines"),
    ("rows_to_columns", 1, "rows to columns"),
    ("columns_to_rows", 1, "columns to rows"),
)
# For what README.md shows, at least so many samples in full mode.
README_SAMPLES = 10

# Resident bytes of a record, at several sizes.
MEMORY = Workload("memory", "points kept in memory", "memory", None, "memory", "store")


def find(name):
    return MEMORY if name == MEMORY.name else BY_NAME[name]


# Nanoseconds a record as the number of records grows.
GROWTH = (
    "load_points",
    "write_points",
    "rows_to_columns",
    "sum_rows",
    "sum_columns",
    "random_rows",
)


class Mode:
    """How large and how often. Each contender has `rounds` turns; a turn has `reps` repetitions after
    `warm_up` that do not count, and none begins when `seconds` of the turn are over. A contender
    that took `budget` seconds on a workload gets no further turn; one that takes `timeout` in a turn
    is ended. What README.md shows gets further turns until it has `samples`. In the series, a
    contender that would take longer than `patience` at a size is left out there. After `limit`
    seconds in all, only the first turns that are still due are taken.
    """

    def __init__(
        self,
        sizes,
        rounds,
        reps,
        warm_up,
        seconds,
        budget,
        timeout,
        patience,
        limit=float("inf"),
        samples=0,
        memory=(),
        growth=(),
    ):
        self.sizes, self.rounds, self.reps, self.warm_up = sizes, rounds, reps, warm_up
        self.seconds, self.budget, self.timeout = seconds, budget, timeout
        self.patience, self.limit, self.samples = patience, limit, samples
        self.memory, self.growth = memory, growth


SMOKE = Mode(
    {"text": 1000, "irregular": 300, "nested": 100, "store": 2000},
    rounds=1,
    reps=1,
    warm_up=0,
    seconds=5,
    budget=5,
    timeout=60,
    patience=5,
    memory=[10**4],
)
QUICK = Mode(
    {"text": 10**5, "irregular": 20000, "nested": 5000, "store": 10**5},
    rounds=4,
    reps=3,
    warm_up=1,
    seconds=0.25,
    budget=1,
    timeout=60,
    patience=2,
    limit=210,
    memory=[10**5],
    growth=[10**4, 10**5],
)
FULL = Mode(
    {"text": 10**6, "irregular": 200000, "nested": 10**5, "store": 10**6},
    rounds=5,
    reps=3,
    warm_up=1,
    seconds=2,
    budget=6,
    timeout=900,
    patience=30,
    limit=3000,
    samples=README_SAMPLES,
    memory=[10**6, 10**7, 10**8],
    growth=[10**4, 10**5, 10**6, 10**7, 10**8],
)
MODES = {"smoke": SMOKE, "quick": QUICK, "full": FULL}


def made_sums(family, n):
    """The sums of a workload whose records are made by rule, not read from a file."""
    if family == "zeros":
        return {"records": n, "x": 0, "y": 0, "z": 0}
    x = n * (n - 1) // 2
    return {"records": n, "x": x, "y": x + n, "z": x + 2 * n}


def same(found, expected):
    """None when the sums agree, else what differs. Integers must be equal; floats, which depend on
    the order of adding, may differ in their last digits. Engines cannot make the hashes of strings.
    """
    optional = {name for name in expected if name.endswith("_hash")}
    if not set(expected) - optional <= set(found) <= set(expected):
        return "sums of %s, not of %s" % (sorted(found), sorted(expected))
    for name, other in found.items():
        value = expected[name]
        if isinstance(value, float):
            if abs(other - value) > 1e-9 * max(abs(value), abs(other), expected.get("records", 1)):
                return "%s is %r, not %r" % (name, other, value)
        elif other != value:
            return "%s is %r, not %r" % (name, other, value)
    return None
