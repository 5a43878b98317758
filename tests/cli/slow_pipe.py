"""Records that come through a pipe one after the other leave at once, not when the input ends."""

import select
import subprocess

import tap

PATIENCE = 20  # seconds until a missing record is a failure


def start(*args):
    return subprocess.Popen([tap.ROWCOL, "load", "-", "-o", "-", "-q", *args],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def receive(process, size):
    """The next SIZE bytes of the output, or what there is of them."""
    got = b""
    while len(got) < size:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        part = process.stdout.read1(size - len(got)) if ready else b""
        if not part:
            break
        got += part
    return got


# What is written, a part at a time, and what has to come out before the next part is written.
CASES = [
    ("lines", ["-f", "ndjson"], [(b'{"x":%d}\n' % i, b'{"x":%d}\n' % i) for i in range(3)]),
    ("lines, the format by content", [],
     [(b'{"x":%d}\n' % i, b'{"x":%d}\n' % i) for i in range(3)]),
    ("two lines at a time", ["-f", "ndjson"],
     [(b'{"x":1}\n{"x":2}\n', b'{"x":1}\n{"x":2}\n'), (b'{"x":3}\n', b'{"x":3}\n')]),
    ("a line and a part of the next", ["-f", "ndjson"],
     [(b'{"x":1}\n{"x":', b'{"x":1}\n'), (b"2}", b""), (b"\n", b'{"x":2}\n')]),
    ("empty lines, a byte order mark", ["-f", "ndjson"],
     [(b"\xef\xbb\xbf\n\n", b""), (b'{"x":1}\n', b'{"x":1}\n'), (b"\n", b"")]),
    ("the byte order mark in parts", ["-f", "ndjson"],
     [(b"\xef", b""), (b"\xbb", b""), (b'\xbf{"x":1}\n', b'{"x":1}\n')]),
    ("an array", ["-f", "json"],
     [(b"[", b""), (b'{"x":1},', b'{"x":1}\n'), (b'{"x":2},', b'{"x":2}\n'),
      (b'{"x":3}]', b'{"x":3}\n')]),
    ("objects without line breaks", ["-f", "json"],
     [(b'{"x":1}', b'{"x":1}\n'), (b' {"x":2}', b'{"x":2}\n')]),
    ("an array below a pointer", ["-f", "json", "--root", "/a"],
     [(b'{"n":{},"a"', b""), (b":[", b""), (b'{"x":1}\n,', b'{"x":1}\n'), (b'{"x":2}]', b'{"x":2}\n'),
      (b"}", b"")]),
]
for name, options, steps in CASES:
    for threads in "1", "3":
        if tap.failed():
            break  # each failure takes long
        process = start("-d", "x:i4", "-t", "ndjson", "-j", threads, *options)
        label = f"{name}, -j {threads}"
        for given, expected in steps:
            process.stdin.write(given)
            process.stdin.flush()
            tap.equal(receive(process, len(expected)), expected, f"{label}: after {given}")
        rest, err = process.communicate(timeout=PATIENCE)
        tap.equal((process.returncode, rest, err), (0, b"", b""), f"{label}: ends")

# An error in a line is reported when the line has come.
# Another thread may be waiting for input then, so this is tried often.
for i in range(30):
    process = start("-f", "ndjson", "-d", "x:i4", "-t", "ndjson", "-j", "4")
    process.stdin.write(b'{"x":1}\n{"x":true}\n')
    process.stdin.flush()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
    line = process.stderr.readline()
    process.communicate()
    if process.returncode != 3 or not line.startswith(b"rowcol: standard input:2:6: "):
        break
tap.ok(line.startswith(b"rowcol: standard input:2:6: "), "an error is reported at once", line)
tap.equal(process.returncode, 3, "an error ends the program before the input ends")

tap.done()
