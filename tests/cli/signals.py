"""A signal stops the command: status 128 + its number, and nothing is left of the output."""

import os
import re
import signal
import subprocess
import time

import tap
from child import default_signals, wait_until_asleep

D = os.path.join(tap.T, "out")
os.mkdir(D)
OUT = os.path.join(D, "out.npy")
CHUNK = b'{"x":1,"y":2}\n' * 1000


def start(*args):
    return subprocess.Popen([tap.ROWCOL, "load", "-", "-d", "x:i4,y:i4", "-f", "ndjson", "-o", OUT,
                             *args],
                            stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=default_signals)


def wait(process):
    """Its status; a failure instead of waiting forever."""
    try:
        return process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return "it did not stop"


NAMES = {"SIGINT": "Interrupt", "SIGTERM": "Terminated", "SIGHUP": "Hangup"}
for name, description in NAMES.items():
    number = getattr(signal, name)
    for threads in "1", "3":
        for then in "more input", "the end of the input", "nothing":
            process = start("-j", threads)
            process.stdin.write(CHUNK * 100)
            process.stdin.flush()
            wait_until_asleep(process)
            process.send_signal(number)
            time.sleep(0.05)
            begin = time.monotonic()
            try:
                if then == "more input":
                    for _ in range(1000):
                        process.stdin.write(CHUNK)
                if then != "nothing":
                    process.stdin.close()
            except BrokenPipeError:
                pass
            status = wait(process)
            label = f"{name}, {threads} threads, then {then}"
            tap.equal(status, 128 + number, f"{label}: exits with 128 + {number}")
            tap.ok(time.monotonic() - begin < 10, f"{label}: at once, or soon after")
            tap.equal(os.listdir(D), [], f"{label}: leaves nothing")
            line = process.stderr.read().decode()
            tap.ok(re.fullmatch(f"rowcol: stopped by signal {int(number)} \\({description}\\) after "
                                f"{'100,000' if then == 'nothing' else '[0-9,]+00'} records; nothing was written to {re.escape(OUT)}\n", line),
                   f"{label}: says so, and how many records it had read", line)
            process.stderr.close()

# The old file stays when the run is stopped.
with open(OUT, "wb") as file:
    file.write(b"before")
process = start()
process.stdin.write(CHUNK * 100)
process.stdin.flush()
wait_until_asleep(process)
process.send_signal(signal.SIGTERM)
wait(process)
tap.equal((process.returncode, tap.read(OUT), os.listdir(D)), (143, b"before", ["out.npy"]),
          "SIGTERM: the old file stays")
os.remove(OUT)

# A program that is stopped while a slow disk writes the output ends: the output does not appear, and
# the status says so. (tests/faults/faults.py has the signals that come too late.)
SHIM = tap.write("shim.c", """
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static int raised;
int fsync(int fd)
{
    if (!raised++) {
        struct timespec left = {2, 500000000};
        raise(SIGTERM);
        while (nanosleep(&left, &left) != 0) {
        }
    }
    return (int)syscall(SYS_fsync, fd);
}
""")


def build_shim():
    """The path of a library in which the first fsync sends SIGTERM and takes longer than a program that
    is stopped waits; None without a compiler."""
    path = os.path.join(tap.T, "shim.so")
    build = subprocess.run([*os.environ.get("CC", "cc").split(), "-shared", "-fPIC", "-o", path, SHIM],
                           capture_output=True, check=False)
    return path if build.returncode == 0 else None


shim = None if os.environ.get("SANITIZE") else build_shim()
if shim:
    process = subprocess.Popen([tap.ROWCOL, "load", "-", "-d", "x:i4,y:i4", "-f", "ndjson", "-o", OUT],
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=default_signals, env=dict(os.environ, LD_PRELOAD=shim))
    _, line = process.communicate(CHUNK, timeout=60)
    tap.equal((process.returncode, line, os.listdir(D)),
              (143, b"rowcol: stopped by a signal while it waited\n", []),
              "SIGTERM while a slow disk writes the output: it does not appear")
else:
    tap.skip("SIGTERM while a slow disk writes the output", "no library can be preloaded")

# A signal that is ignored from the start stays ignored: nohup and shells rely on it.
process = subprocess.Popen(["/bin/sh", "-c", 'trap "" INT HUP; exec "$0" "$@"', tap.ROWCOL, "load",
                            "-", "-d", "x:i4,y:i4", "-f", "ndjson", "-o", OUT],
                           stdin=subprocess.PIPE, stderr=subprocess.PIPE)
process.stdin.write(CHUNK * 100)
process.stdin.flush()
wait_until_asleep(process)
process.send_signal(signal.SIGINT)
process.send_signal(signal.SIGHUP)
_, line = process.communicate(timeout=60)
tap.equal((process.returncode, line), (0, b"rowcol: 100000 records loaded, 0 rejected\n"),
          "signals that are ignored from the start stay so")

tap.done()
