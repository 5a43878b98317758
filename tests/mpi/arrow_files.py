"""Arrow files that all ranks read: the records of all are those that were written, by a second implementation
of the format or by rowcol, and errors are those of `rowcol load`.
"""

import json
import os
import random
import struct
import sys

from launch import TOP, launch, run_cases, tap

sys.path.insert(0, os.path.join(TOP, "tests", "arrow"))
import flat  # noqa: E402 - found through the path above

FIELDS = [flat.field("i", flat.integer(64), nullable=False), flat.field("x", flat.integer(32)),
          flat.field("s", (flat.UTF8, {}))]


def record(i):
    """Values with nulls and texts of every length class: empty, inline, on the heap."""
    return {"i": i, "x": None if i % 5 == 3 else i * 7 - 100,
            "s": None if i % 4 == 1 else "t\u00e4xt " * (i % 6) + str(i) * (i % 3)}


def message(first, n):
    records = [record(i) for i in range(first, first + n)]
    nulls = [sum(r[name] is None for r in records) for name in ("i", "x", "s")]
    valid = [flat.bits([r[name] is not None for r in records]) for name in ("x", "s")]
    return flat.batch_message(n, [(n, count) for count in nulls],
                              [b"", flat.numbers("q", [r["i"] for r in records]),
                               valid[0], flat.numbers("i", [r["x"] or 0 for r in records]),
                               valid[1], *flat.texts([r["s"] for r in records])])


def messages(sizes):
    starts = [sum(sizes[:k]) for k in range(len(sizes))]
    return [message(first, n) for first, n in zip(starts, sizes)]


def lines(n):
    return "".join(json.dumps(record(i), ensure_ascii=False, separators=(",", ":")) + "\n"
                   for i in range(n)).encode()


def made_files():
    """Name, bytes of an Arrow file, and its records as lines."""
    dice = random.Random(5)
    for name, sizes in (("no batch", []), ("one batch", [1000]), ("even batches", [100] * 8),
                        ("uneven batches", [1, 999, 3, 0, 400, 77]), ("empty batches", [0, 0, 0]),
                        ("empty batches around", [0, 0, 30, 0, 1, 0]), ("one record", [1]),
                        ("three records in three", [1, 1, 1]), ("seven records", [5, 0, 2]),
                        ("many batches", [dice.randrange(40) for _ in range(120)])):
        yield name, flat.file(FIELDS, messages(sizes)), lines(sum(sizes))
    yield "a stream", flat.stream(FIELDS, *messages([10, 200, 31])), lines(241)


def converted_files(folder):
    """The same of files that rowcol has written."""
    for name, n, options in (("of rowcol", 5000, ()), ("lz4", 3000, ("--compress", "lz4")),
                             ("zstd", 3000, ("--compress", "zstd"))):
        path = os.path.join(folder, "made.arrow")
        run = tap.rowcol("load", "-", "-f", "ndjson", "-d", "i:i8, x:i4?, s:str?", "-o", path, "-q", *options,
                         input=lines(n))
        tap.equal((run.returncode, run.stderr), (0, b""), f"Arrow files, {name}: made")
        yield name, tap.read(path), lines(n)


def broken_files():
    """Name and bytes of files with an error in one place, and the number of the wrong record, or -1."""
    good = flat.file(FIELDS, messages([100, 300, 200]))
    yield "cut off", good[:-20], -1
    blocks = flat.blocks_of(good)
    for number, block in enumerate(blocks):
        broken = bytearray(good)
        struct.pack_into("<i", broken, flat.buffers_of(good, block)[5][0] + 40, 1 << 30)
        yield f"offsets of batch {number}", bytes(broken), -1
        broken = bytearray(good)
        at = flat.buffers_of(good, block)[6][0]
        broken[at + 60] = 0xFF
        wrong = (0, 100, 400)[number]
        left = 60
        while left >= 0:
            left -= len((record(wrong)["s"] or "").encode())
            wrong += 1
        yield f"text of batch {number}", bytes(broken), wrong - 1
    null = [flat.bits([i != 70 for i in range(n)]) * (number == 2) for number, n in enumerate((40, 50, 80))]
    yield "record with null", flat.file(FIELDS[:1], [
        flat.batch_message(n, [(n, bool(bits))], [bits, flat.numbers("q", range(n))])
        for n, bits in zip((40, 50, 80), null)]), 160
    broken = bytearray(good)
    broken[blocks[1][0] + 8:blocks[1][0] + 24] = bytes(16)
    yield "metadata of batch 1", bytes(broken), -1


def run_all(ranks, layout, folder, files):
    """What the ranks say of each file, and the lines of its records: (error, least, most, record, found)."""
    arguments = []
    for number, data in enumerate(files):
        paths = [os.path.join(folder, f"{layout}-{number}-{len(files)}{end}") for end in (".arrow", ".ndjson")]
        with open(paths[0], "wb") as file:
            file.write(data)
        arguments += paths
    run = launch(ranks, "arrow", layout, *arguments)
    said = run.stdout.splitlines()
    tap.equal((run.returncode, len(said)), (0, 2 * len(files)), f"{ranks} ranks, Arrow files: all are read")
    for out, error, counts in zip(arguments[1::2], said[::2], said[1::2]):
        yield (error, *map(int, counts.split()), tap.read(out))


def test_arrow(ranks):
    folder = os.path.join(tap.T, f"arrow-{ranks}")
    os.makedirs(folder)
    cases = [*made_files(), *converted_files(folder)]
    for layout in ("rows", "columns"):
        found = run_all(ranks, layout, folder, [data for _, data, _ in cases])
        for (name, _, expected), (error, least, most, _, text) in zip(cases, found):
            tap.ok(error == "no error" and text == expected,
                   f"{ranks} ranks, Arrow files, {layout}, {name}: the records that were written", error)
            n = expected.count(b"\n")
            tap.equal((least, most), (n // ranks, -(-n // ranks)),
                      f"{ranks} ranks, Arrow files, {layout}, {name}: as many on each")
    broken = list(broken_files())
    found = run_all(ranks, "rows", folder, [data for _, data, _ in broken])
    for place, ((name, _, wrong), (error, _, _, number, text)) in enumerate(zip(broken, found)):
        path = os.path.join(folder, f"rows-{place}-{len(broken)}.arrow")
        alone = tap.rowcol("load", path, "-o", os.path.join(folder, "alone.arrow"), "-q").stderr.decode()
        alone = alone.split("\n")[0]
        tap.ok(error != "no error" and alone == "rowcol: " + error and path in error,
               f"{ranks} ranks, Arrow files, wrong {name}: the error of rowcol load, on all ranks",
               f"{error}\n{alone}")
        tap.equal((text, number), (None, wrong),
                  f"{ranks} ranks, Arrow files, wrong {name}: no records, and the number of the wrong one")


def test_memory(ranks):
    run_cases(ranks, "arrow", "memory", tap.write("memory.arrow", flat.file(FIELDS, messages([5, 9, 4]))))


__all__ = ["test_arrow", "test_memory"]
