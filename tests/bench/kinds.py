"""The records of the irregular and of the real files, as kinds.c has them: which fields are read,
where they are, and the sums made from them.
"""
import os

# Each field: its name, where it is in nested records, and its type.
READING = (
    ("time", "time", int),
    ("sensor", "sensor", int),
    ("value", "data.value", float),
    ("level", "data.level", int),
    ("valid", "valid", bool),
    ("station", "place.station", str),
    ("unit", "data.unit", str),
    ("lat", "place.lat", float),
    ("lon", "place.lon", float),
)
FLIGHT = (
    ("date", "date", str),
    ("delay", "delay", int),
    ("distance", "distance", int),
    ("origin", "origin", str),
    ("destination", "destination", str),
)
TWEET = (
    ("id", "id", int),
    ("text", "text", str),
    ("lang", "lang", str),
    ("retweet_count", "retweet_count", int),
    ("screen_name", "user.screen_name", str),
    ("followers_count", "user.followers_count", int),
)
PHONE = tuple(
    (name, str(position), kind)
    for position, (name, kind) in enumerate(
        (
            ("asin", str),
            ("brand", str),
            ("title", str),
            ("url", str),
            ("image", str),
            ("rating", float),
            ("review_url", str),
            ("reviews", int),
            ("prices", str),
        )
    )
)
# The styles of irregular.c.
IRREGULAR = (
    "regular",
    "escapes",
    "nested",
    "shuffled",
    "absent",
    "extra",
    "extra_shuffled",
    "spaces",
    "nested_shuffled",
    "two_shapes",
    "events",
    "everything",
)
# The styles with one small change of the regular file.
CHANGES = ("moved", "blank", "blank_tenth", "absent_tenth", "shape_tenth", "renamed")
# Those whose records have the objects "place" and "data".
NESTED = ("nested", "nested_shuffled", "everything")
MASK = 2**64 - 1


def wrap(value):
    """An integer as int64 arithmetic leaves it."""
    return ((value + 2**63) & MASK) - 2**63


def getter(path):
    """A function that gets the value at a path from a record, or None."""
    keys = [int(key) if key.isdigit() else key for key in path.split(".")]

    def get(record):
        for key in keys:
            if isinstance(record, dict):
                record = record.get(key)
            else:
                record = record[key] if isinstance(record, list) else None
        return record

    return get


def text_hash(text):
    return sum((i + 1) * byte for i, byte in enumerate(text))


def sums(fields, records, nested=True):
    """A value that is absent counts as zero."""
    found = {"records": len(records)}
    for name, path, kind in fields:
        get = getter(path if nested else name)
        values = [get(record) for record in records]
        if kind is str:
            texts = [(value or "").encode() for value in values]
            found[name + "_bytes"] = sum(map(len, texts))
            found[name + "_hash"] = sum(map(text_hash, texts))
        elif kind is float:
            found[name] = float(sum(value or 0.0 for value in values))
        else:
            found[name] = wrap(sum(value or 0 for value in values))
    return found


def is_nested(workload):
    return workload[len("load_") :] in NESTED


# ---- the real files, in the folder "real" of the shared test data


class RealFile:
    """`find` gets the records from the parsed document; the lines of a file with `lines` are each a
    record, and the first of them, which has the names of the columns, is not one.
    """

    def __init__(self, name, fields, find=None, lines=False):
        self.name, self.fields, self.find, self.lines = name, fields, find, lines

    def source(self, shared):
        return os.path.join(shared, "real", self.name)


REAL = {
    "flights": RealFile("flights-20k.json", FLIGHT, lambda document: document),
    "tweets": RealFile("twitter.json", TWEET, lambda document: document["statuses"]),
    "phones": RealFile("amazon_cellphones.ndjson", PHONE, lines=True),
    "earthquakes": RealFile("earthquakes.geojson", None, lambda document: document["features"]),
}
