"""Lines of JSON that all ranks read: the file that they write together is that of `rowcol load`, and errors
are those of it.
"""

import gzip
import os

from launch import launch, tap

DTYPE = "x:i4, y:f8, s:S5"


def record(i, pad=0):
    return '{"x":%d,"y":%s,"s":"%s"%s}' % (i, i / 8, "abcde"[:i % 6], " " * pad)


def texts():
    """Name and text: ends and starts of ranges at every place of a line."""
    yield "many", "".join(record(i) + "\n" for i in range(20000))
    yield "of any length", "".join(record(i, i * 37 % 400) + "\n" for i in range(3000))
    yield "one line for all ranks", record(1, 100000) + "\n"
    yield "long lines", "".join(record(i, 40000) + "\n" for i in range(7))
    yield "few", "".join(record(i) + "\n" for i in range(3))
    yield "no newline at the end", "\n".join(record(i) for i in range(50))
    yield "blank lines and carriage returns", "\r\n\n".join(record(i) for i in range(50)) + "\n\n"
    yield "a byte order mark", "\ufeff" + "".join(record(i) + "\n" for i in range(50))
    for n in range(1, 40):
        yield f"of {n} bytes more", " " * n + "".join(record(i) + "\n" for i in range(4))
    yield "nothing", ""


def wrong_texts():
    lines = [record(i) + "\n" for i in range(400)]
    for at in (0, 1, 150, 398, 399):
        yield f"a wrong value in line {at + 1}", "".join([*lines[:at], '{"x":7.5,"y":0,"s":""}\n', *lines[at + 1:]])
    bad = '{"x":1}\n'
    yield "two wrong lines", "".join([*lines[:120], bad, "\n", *lines[120:], bad])
    yield "text that is not JSON", "".join([*lines[:300], '{"x":1,,}\n', *lines[300:]])


def both(ranks, name, text):
    """What rowcol and the ranks say and write."""
    folder = os.path.join(tap.T, f"lines-{ranks}")
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, one) for one in ("in.ndjson", "alone.npy", "together.npy")]
    for path in paths[1:]:
        if os.path.exists(path):
            os.unlink(path)
    with open(paths[0], "wb") as file:
        file.write(text.encode())
    alone = tap.rowcol("load", paths[0], "-f", "ndjson", "-d", DTYPE, "-o", paths[1], "-q")
    together = launch(ranks, "files", paths[0], DTYPE, paths[2])
    return alone, together, paths


def test_lines(ranks, quick):
    for name, text in texts():
        if quick and name.startswith("of ") and name.endswith("more") and len(name) % 2:
            continue
        alone, together, paths = both(ranks, name, text)
        tap.ok(alone.returncode == 0 and together.returncode == 0, f"{ranks} ranks, lines, {name}: loaded",
               f"{alone.stderr!r} {together.stdout} {together.stderr}")
        tap.ok(tap.read(paths[1]) is not None and tap.read(paths[1]) == tap.read(paths[2]),
               f"{ranks} ranks, lines, {name}: the file of rowcol load")
        if name == "many" and together.returncode == 0:
            least, most = map(int, together.stdout.splitlines()[1].split())
            tap.ok(least > 0.9 * 20000 / ranks and most < 1.1 * 20000 / ranks,
                   f"{ranks} ranks, lines: all read about as many", (least, most))


def test_wrong(ranks):
    for name, text in wrong_texts():
        alone, together, paths = both(ranks, name, text)
        said = together.stdout.split("\n")[0]
        expected = alone.stderr.decode().split("\n")[0]
        tap.ok(together.returncode != 0 and said and expected.startswith("rowcol: " + said.split(" (")[0]),
               f"{ranks} ranks, lines, {name}: the error of rowcol load", f"{said}\n{expected}")
        tap.equal(tap.read(paths[2]), None, f"{ranks} ranks, lines, {name}: no file")
    packed = os.path.join(tap.T, "packed.ndjson")
    with gzip.open(packed, "wb") as file:
        file.write(record(1).encode())
    run = launch(ranks, "files", packed, DTYPE, packed + ".npy")
    tap.ok(run.returncode != 0 and "compressed file cannot be divided" in run.stdout,
           f"{ranks} ranks, lines: compressed ones are refused", run.stdout)


__all__ = ["test_lines", "test_wrong"]
