"""The Python side of the demo's first part: the languages of ISO 639-3.

usage: languages.py dtype FILE.json           prints a dtype wide enough for every string
       languages.py table FILE.npy            prints a few records with NumPy
       languages.py compare FILE.json FILE.ndjson
                                              checks that both hold the same records
"""

import json
import sys

ROOT = "639-3"


def languages(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)[ROOT]


def dtype(path):
    """S<n> for each key, n bytes for its longest string."""
    widths = {}
    for record in languages(path):
        for key, text in record.items():
            widths[key] = max(widths.get(key, 1), len(text.encode()))
    print(", ".join(f"{key}:S{widths[key]}" for key in sorted(widths)))


def table(path):
    import numpy

    array = numpy.load(path)
    print(f"numpy.load: {len(array)} records of {array.dtype.itemsize} bytes, dtype")
    print(f"  {array.dtype}")
    fields = ["alpha_3", "alpha_2", "scope", "type", "name", "inverted_name"]
    shown = array[numpy.isin(array["alpha_2"], [b"cy", b"de", b"ja", b"nb", b"sw", b"zu"])]
    rows = [fields] + [[record[field].decode() for field in fields] for record in shown]
    widths = [max(len(row[i]) for row in rows) for i in range(len(fields))]
    for row in rows:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    living = int((array["type"] == b"L").sum())
    print(f"  ... {living} of them living languages")


def compare(original, back):
    """A key that a record does not have became an empty string."""
    records = languages(original)
    keys = sorted({key for record in records for key in record})
    with open(back, encoding="utf-8") as file:
        written = [json.loads(line) for line in file]
    expected = [{key: record.get(key, "") for key in keys} for record in records]
    if written != expected:
        sys.exit("the records are NOT the same")
    print(f"the same {len(written)} records")


def main():
    actions = {"dtype": dtype, "table": table, "compare": compare}
    actions[sys.argv[1]](*sys.argv[2:])


main()
