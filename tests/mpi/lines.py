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
    for what, mark in (("a byte order mark", b"\xef\xbb\xbf"), ("the mark of gzip", b"\x1f\x8b")):
        line = (record(5) + "\n").encode()
        yield f"{what} at the start of a range", 201 * line + mark + 200 * line
    bad = '{"x":1}\n'
    yield "two wrong lines", "".join([*lines[:120], bad, "\n", *lines[120:], bad])
    yield "text that is not JSON", "".join([*lines[:300], '{"x":1,,}\n', *lines[300:]])


def run_all(ranks, cases):
    """What the ranks say of each text, in one run, and the paths: of the lines, of their file, and of that
    of rowcol load, with what that says: (name, said, expected, together, alone, counts)."""
    folder = os.path.join(tap.T, f"lines-{ranks}")
    os.makedirs(folder, exist_ok=True)
    arguments, expected = [], []
    for number, (name, text) in enumerate(cases):
        paths = [os.path.join(folder, f"{number}-{len(cases)}{end}") for end in (".ndjson", "-all.npy", ".npy")]
        with open(paths[0], "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        run = tap.rowcol("load", paths[0], "-f", "ndjson", "-d", DTYPE, "-o", paths[2], "-q")
        expected.append((name, run.stderr.decode().split("\n")[0], paths[1], paths[2]))
        arguments += paths[:2]
    run = launch(ranks, "files", "lines", DTYPE, *arguments)
    said = run.stdout.splitlines()
    tap.equal((run.returncode, len(said)), (0, 2 * len(cases)), f"{ranks} ranks, lines: all are read")
    for (name, alone_said, together, alone), error, counts in zip(expected, said[::2], said[1::2]):
        yield name, error, alone_said, together, alone, counts


def test_lines(ranks):
    for name, said, _, together, alone, counts in run_all(ranks, list(texts())):
        tap.ok(said == "no error" and tap.read(alone) is not None and tap.read(alone) == tap.read(together),
               f"{ranks} ranks, lines, {name}: the file of rowcol load", said)
        if name == "many":
            least, most = map(int, counts.split())
            tap.ok(least > 0.9 * 20000 / ranks and most < 1.1 * 20000 / ranks,
                   f"{ranks} ranks, lines: all read about as many", counts)


def test_wrong(ranks):
    cases = [*wrong_texts(), ("compressed", gzip.compress(record(1).encode()))]
    for name, said, expected, together, _, _ in run_all(ranks, cases):
        if name == "compressed":
            tap.ok("compressed file cannot be divided" in said, f"{ranks} ranks, lines, {name}: refused", said)
        else:
            # The command adds its options in parentheses.
            tap.ok(said != "no error" and expected.startswith("rowcol: " + said.split(" (")[0]),
                   f"{ranks} ranks, lines, {name}: the error of rowcol load", f"{said}\n{expected}")
        tap.equal(tap.read(together), None, f"{ranks} ranks, lines, {name}: no file")


__all__ = ["test_lines", "test_wrong"]
