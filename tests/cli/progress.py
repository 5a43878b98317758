"""How far a run has come: the line on a terminal, SIGUSR1, --progress json; and --errors json."""

import bz2
import errno
import gzip
import json
import lzma
import os
import pty
import re
import signal
import subprocess
import time

import tap
from child import default_signals, wait_until_asleep

LINES = b'{"x":1,"y":2}\n' * 10000
DTYPE = ["-d", "x:i4,y:i4"]
OUT = os.path.join(tap.T, "out.npy")
FROM_PIPE = ["load", "-", *DTYPE, "-f", "ndjson", "-o", OUT]


def start(*args, stderr=subprocess.PIPE, **more):
    return subprocess.Popen([tap.ROWCOL, *args], stdin=subprocess.PIPE, stderr=stderr,
                            preexec_fn=default_signals, **more)


def read_until(fd, pattern):
    """What a terminal shows, up to the pattern."""
    found = b""
    end = time.monotonic() + 60
    while not re.search(pattern, found) and time.monotonic() < end:
        found += os.read(fd, 65536)
    return found


def read_all(fd):
    """The rest, until the other side is closed."""
    found = b""
    while True:
        try:
            some = os.read(fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            some = b""
        if not some:
            return found
        found += some


LINE = rb"\rrowcol load: ([^\r\n]*?)\x1b\[K"


def terminal_of(columns):
    """A terminal of that width: (the side of the person, the side of the program)."""
    person, program = pty.openpty()
    environment = dict(os.environ, COLUMNS=str(columns))
    return person, program, environment


# --- the line on a terminal
for columns in 100, 30:
    person, program, environment = terminal_of(columns)
    process = start(*FROM_PIPE, stderr=program, env=environment)
    os.close(program)
    process.stdin.write(LINES)
    process.stdin.flush()
    shown = read_until(person, LINE)
    process.stdin.write(LINES)
    process.stdin.close()
    shown += read_all(person)
    os.close(person)
    tap.equal(process.wait(), 0, f"{columns} columns: succeeds")
    lines = [line.decode() for line in re.findall(LINE, shown)]
    tap.ok(lines and all(len("rowcol load: " + line) < columns for line in lines),
           f"{columns} columns: the line fits", shown)
    expected = (r"136\.7 KiB, 10,000 records, \d+ MB/s" if columns == 100 else r"136\.7 KiB(, \d+ MB/s)?")
    tap.ok(lines and re.fullmatch(expected, lines[0]), f"{columns} columns: what it says", lines)
    tap.ok(shown.endswith(b"\r\x1b[Krowcol: 20000 records loaded, 0 rejected\r\n"),
           f"{columns} columns: the line is removed before the counts are reported", shown[-200:])


def shown_by_load(path):
    """What a terminal shows of a load that is stopped for a while, so that there is a line."""
    person, program, environment = terminal_of(200)
    process = start("load", path, *DTYPE, "-o", OUT, "--progress", "line", "-j", "1", stderr=program,
                    env=environment)
    process.stdin.close()
    os.close(program)
    process.send_signal(signal.SIGSTOP)
    time.sleep(0.7)
    process.send_signal(signal.SIGCONT)
    found = read_all(person)
    os.close(person)
    process.wait()
    return found


# Of a file it is known how much there is. A FIFO in place of it would not do: the size is 0.
BIG = tap.write("big.ndjson", LINES * 300)
shown = shown_by_load(BIG)
for line in re.findall(LINE, shown):
    tap.ok(re.fullmatch(rb"\d+ %, [\d.]+ [KM]?i?B of 40\.1 MiB, [\d,]+ records, \d+ MB/s(, \d+ s left)?", line),
           "a file: the line has the share", line)
tap.ok(shown.endswith(b"rowcol: 3000000 records loaded, 0 rejected\r\n"), "a file: is loaded", shown)

# Ctrl-C on the terminal that controls the program, at which the records are typed.
pid, person = pty.fork()
if pid == 0:
    default_signals()
    os.execv(tap.ROWCOL, [tap.ROWCOL, "load", "-", *DTYPE, "-f", "ndjson", "-o", OUT + ".new", "-t", "npy"])
os.write(person, b'{"x":1,"y":2}\n' * 3)
shown = read_until(person, rb"rowcol load: 42 B, 3 records, 0 MB/s")
os.write(person, b"\x03")
shown += read_all(person)
_, status = os.waitpid(pid, 0)
os.close(person)
tap.equal(os.waitstatus_to_exitcode(status), 130, "Ctrl-C: exits with 130")
tap.ok(f"rowcol: stopped by signal 2 (Interrupt) after 3 records; nothing was written to {OUT}.new\r\n".encode()
       in shown, "Ctrl-C: says what was done", shown)
tap.ok(not [name for name in os.listdir(tap.T) if name.startswith("out.npy.new")],
       "Ctrl-C: leaves nothing", os.listdir(tap.T))

# --- nothing where standard error is not a terminal, or --progress none
process = start(*FROM_PIPE)
process.stdin.write(LINES)
process.stdin.flush()
wait_until_asleep(process)
time.sleep(0.8)
_, messages = process.communicate(b"")
tap.equal(messages, b"rowcol: 10000 records loaded, 0 rejected\n", "no terminal: no line")
person, program, environment = terminal_of(100)
process = start(*FROM_PIPE, "--progress", "none", stderr=program, env=environment)
os.close(program)
process.stdin.write(LINES)
process.stdin.flush()
wait_until_asleep(process)
time.sleep(0.8)
process.stdin.close()
tap.equal(read_all(person), b"rowcol: 10000 records loaded, 0 rejected\r\n", "--progress none: no line")
process.wait()
os.close(person)

# --- SIGUSR1
for number, (name, args) in enumerate({
        "load": FROM_PIPE,
        "load on 3 threads": [*FROM_PIPE, "-j", "3"],
        "json": ["json", "-", "-f", "npy"],
        "count": ["count", "-", "x", *DTYPE, "-f", "ndjson"],
        "infer": ["infer", "-", "-f", "ndjson"]}.items()):
    process = start(*args, stdout=subprocess.PIPE)
    if name == "json":
        header = b"{'descr': [('x', '<i4')], 'fortran_order': False, 'shape': (300000,), }"
        data = b"\x93NUMPY\1\0" + (len(header) + 1).to_bytes(2, "little") + header + b"\n" + b"\0" * 800000
        process.stdin.write(data)
    else:
        process.stdin.write(LINES)
    process.stdin.flush()
    if name == "json":
        os.read(process.stdout.fileno(), 65536)
    time.sleep(0.1)
    wait_until_asleep(process)
    process.send_signal(signal.SIGUSR1)
    line = process.stderr.readline().decode()
    tap.ok(re.fullmatch(rf"rowcol {args[0]}: [\d.]+ [KM]?i?B, [\d,]+ records, \d+ MB/s\n", line),
           f"SIGUSR1: {name}: one line", line)
    if name != "json":
        tap.ok("136.7 KiB, 10,000 records" in line, f"SIGUSR1: {name}: how far it has come", line)
    process.communicate(b"\0" * 400000 if name == "json" else b"")
    tap.equal(process.returncode, 0, f"SIGUSR1: {name}: the run goes on")

# --- for programs
BAD = tap.write("bad.ndjson", b'{"x":1,"y":2}\n{"x":"a","y":2}\n{"x":1,"y":3000000000}\n{"x":1,"y":2}\n')


def events(*args, stdin=None):
    """The exit status and the objects on standard error."""
    run = tap.rowcol(*args, input=stdin)
    return run.returncode, [json.loads(line) for line in run.stderr.decode().splitlines()]


status, found = events("load", BAD, *DTYPE, "-o", OUT, "--progress", "json", "--errors", "json",
                       "--on-error", "skip")
tap.equal((status, [event["event"] for event in found]), (1, ["progress", "done", "rejects", "rejects"]),
          "JSON: the events of a load")
progress, done, *rejects = found
seconds, rate = progress.pop("seconds"), progress.pop("bytes_per_second")
tap.ok(seconds >= 0 and rate >= 0, "JSON: progress: seconds and rate")
tap.equal(progress, {"event": "progress", "command": "load", "records": 2, "rejected": 2, "bytes": 67,
                     "stored": 67, "total": 67, "last": True}, "JSON: progress")
tap.equal(done, {"event": "done", "records": 2, "rejected": 2}, "JSON: done")
tap.equal(rejects, [{"event": "rejects", "count": 1, "status": status, "field": field,
                     "first": f"{BAD}:{first}"} for status, field, first in
                    (("type", "x", '2:6: found text "a" where int32 expects an integer (try x:S1)'),
                     ("range", "y", "3:12: 3000000000 does not fit int32 (try y:i8)"))],
          "JSON: rejects")

# --- of compressed inputs, the share is that of the compressed bytes, over all inputs
for threads in "1", "3":
    paths = [BIG, *(tap.write("part.ndjson." + ending, compress(LINES * 40))
                    for ending, compress in (("gz", gzip.compress), ("bz2", bz2.compress),
                                             ("xz", lzma.compress)))]
    for inputs in [paths[1:2], paths[2:3], paths[3:], paths, paths[::-1]]:
        status, found = events("load", *inputs, *DTYPE, "-o", OUT, "--progress", "json", "-q", "-j", threads)
        stored = sum(os.path.getsize(path) for path in inputs)
        text = sum(len(LINES) * (300 if path == BIG else 40) for path in inputs)
        last = found[-1]
        tap.equal((status, last["stored"], last["total"], last["bytes"], last["last"]),
                  (0, stored, stored, text, True),
                  f"JSON: {[os.path.basename(path) for path in inputs]}, -j {threads}: all of the stored bytes")
        tap.ok(all(a["stored"] <= b["stored"] for a, b in zip(found, found[1:])), "they do not become fewer",
               found)
status, found = events("load", "-", *DTYPE, "-f", "ndjson", "-o", OUT, "--progress", "json", "-q",
                       stdin=gzip.compress(LINES))
tap.equal((found[-1]["total"], found[-1]["bytes"]), (None, len(LINES)), "JSON: a compressed pipe has no total")

shown = shown_by_load(tap.write("big.ndjson.gz", gzip.compress(LINES * 300, 1)))
for line in re.findall(LINE, shown):
    tap.ok(re.fullmatch(rb"\d+ %, [\d.]+ [KM]?i?B of [\d.]+ [KM]iB, [\d,]+ records, \d+ MB/s(, \d+ s left)?",
                        line), "a compressed file: the line has the share", line)

status, found = events("load", BAD, *DTYPE, "-o", OUT, "--errors", "json")
tap.equal((status, len(found)), (3, 1), "JSON: an error")
tap.equal({name: found[0].get(name) for name in
           ("event", "status", "file", "line", "column", "byte", "record", "field", "exit_status")},
          {"event": "error", "status": "type", "file": BAD, "line": 2, "column": 6, "byte": 19, "record": 1,
           "field": "x", "exit_status": 3}, "JSON: an error: where")
tap.ok("message" in found[0], "JSON: an error: what")
status, found = events("load", BAD, "-d", "x:i4", "-o", OUT, "--errors", "json")
tap.equal((status, found[0].get("advice")), (3, "add a field, or use --extra ignore"),
          "JSON: an error: advice in terms of the command")
status, found = events("load", os.path.join(tap.T, "none.ndjson"), *DTYPE, "-o", OUT, "--errors", "json")
tap.equal((status, found[0]["errno"], found[0]["system"]),
          (4, errno.ENOENT, os.strerror(errno.ENOENT)), "JSON: an error of the system")
status, found = events("load", BAD, "--errors", "json", "--zzz")
tap.equal((status, found), (2, [{"event": "error", "status": "usage", "message": "unknown option --zzz",
                                 "exit_status": 2}]), "JSON: a wrong command line")
status, found = events("load", BAD, "--errors", "json", "-d", "x:i4 y", "-o", OUT)
tap.equal((status, [event["event"] for event in found]), (3, ["error"]),
          "JSON: a wrong dtype: one object, and no picture of the place")
GOOD = tap.write("good.ndjson", LINES)
status, found = events("load", GOOD, *DTYPE, "-o", OUT, "--errors", "json", "--stats", "-j", "1")
tap.equal((status, len(found)), (0, 1), "JSON: --stats")
tap.ok(found[0].pop("seconds") > 0 and found[0].pop("bytes_per_second") > 0
       and found[0].pop("peak_memory") >= found[0].pop("final_memory") > 0, "JSON: --stats: measured")
tap.equal(found, [{"event": "stats", "records": 10000, "rejected": 0, "bytes_in": len(LINES),
                   "bytes_out": 80000, "threads": 1}], "JSON: --stats: counted")
process = start(*FROM_PIPE, "--errors", "json")
process.stdin.write(LINES)
process.stdin.flush()
wait_until_asleep(process)
process.send_signal(signal.SIGINT)
_, messages = process.communicate()
tap.equal((process.returncode, json.loads(messages)),
          (130, {"event": "stopped", "signal": 2, "records": 10000, "exit_status": 130}), "JSON: a signal")

tap.done()
