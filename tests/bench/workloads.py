"""The workloads of the benchmarks: what is done, on which data, how large, and with which sums it must
end.
"""

GROUPS = ("load", "write", "files", "layout", "access", "order", "memory")


class Workload:
    """`kind` is the data file of gen.c (None: made from nothing), `family` the sums it must end
    with, `size` the key into a mode's sizes, `threads` whether it is measured on two threads too.
    """

    def __init__(self, name, title, group, kind, family, size, threads=False):
        self.name, self.title, self.group, self.kind = name, title, group, kind
        self.family, self.size, self.threads = family, size, threads

    @property
    def needs_text(self):
        """Whether someone wants the NDJSON beside the .npy: engines read no .npy, and writing needs
        its length.
        """
        return (
            self.group == "write"
            or self.name.split("_")[-1] == "columns"
            and self.group != "layout"
        )

    @property
    def record(self):
        return "mixed" if "mixed" in self.name else "points"


def text(name, title, group, kind):
    return Workload(name, title, group, kind, "all", "text", threads=True)


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
    Workload("load_real", "a real nested document to memory", "load", "real", "all", "nested"),
    text("write_points", "points in memory to an NDJSON file", "write", "points.npy"),
    text("write_mixed", "mixed records in memory to an NDJSON file", "write", "mixed.npy"),
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
    Workload("zeros", "n records of zeros", "memory", None, "zeros", "store"),
    store("open_npy", "open a .npy file, read its last record", "memory", "open"),
    store("sum_npy", "open a .npy file, sum one field", "memory", "sum"),
]
BY_NAME = {workload.name: workload for workload in WORKLOADS}

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
    """How large and how often: `rounds` turns of all contenders, `reps` repetitions in each after
    `warm_up` that do not count; no repetition begins when `seconds` of a turn are over. A contender
    that took `budget` seconds on a workload gets no further turn; one that takes `timeout` in a turn is
    ended. In the series, one that would take longer than `patience` at a size is left out there.
    After `limit` seconds in all, only the first turns that are still due are taken.
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
        memory=(),
        growth=(),
    ):
        self.sizes, self.rounds, self.reps, self.warm_up = sizes, rounds, reps, warm_up
        self.seconds, self.budget, self.timeout = seconds, budget, timeout
        self.patience, self.limit = patience, limit
        self.memory, self.growth = memory, growth


SMOKE = Mode(
    {"text": 1000, "nested": 100, "store": 2000},
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
    {"text": 10**5, "nested": 5000, "store": 10**5},
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
    {"text": 10**6, "nested": 10**5, "store": 10**6},
    rounds=5,
    reps=3,
    warm_up=1,
    seconds=2,
    budget=6,
    timeout=900,
    patience=30,
    limit=2700,
    memory=[10**6, 10**7, 10**8],
    growth=[10**4, 10**5, 10**6, 10**7, 10**8],
)
MODES = {"smoke": SMOKE, "quick": QUICK, "full": FULL}


def made_sums(family, n):
    """The sums of workload whose records are made by rule, not read from a file."""
    if family == "zeros":
        return {"records": n, "x": 0, "y": 0, "z": 0}
    x = n * (n - 1) // 2
    return {"records": n, "x": x, "y": x + n, "z": x + 2 * n}


def same(found, expected):
    """None when the sums agree, else what differs. Integers must be equal; floats, which depend on
    the order of adding, may differ in their last digits.
    """
    if set(found) != set(expected):
        return "sums of %s, not of %s" % (sorted(found), sorted(expected))
    for name, value in expected.items():
        other = found[name]
        if isinstance(value, float):
            if abs(other - value) > 1e-9 * max(abs(value), abs(other), expected.get("records", 1)):
                return "%s is %r, not %r" % (name, other, value)
        elif other != value:
            return "%s is %r, not %r" % (name, other, value)
    return None
