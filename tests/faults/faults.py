"""Every system call that the command makes, and every allocation, fails once: the exit status says
whether the output is complete, and the output is the new one or the old one, never a part.

A preload library (inject.c) makes the k-th call of a function fail, be short, be interrupted, or be
accompanied by SIGTERM, for every k. ROWCOL_FAULTS=full tries more errors, larger data, and threads.
"""

import concurrent.futures
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402

FULL = os.environ.get("ROWCOL_FAULTS") == "full"
OLD = b"old contents"
DTYPE = "x:i4, name:S8, v:f8"

if os.environ.get("SANITIZE"):
    tap.skip_all("a preload library does not work with sanitizers")

LIBRARY = os.path.join(tap.T, "inject.so")
subprocess.run([*os.environ["CC"].split(), "-O1", "-shared", "-fPIC", "-o", LIBRARY,
                os.path.join(tap.TOP_SRCDIR, "tests", "faults", "inject.c"), "-ldl"], check=True)


def environment(**more):
    values = {key: value for key, value in os.environ.items() if not key.startswith("FAULT_")}
    values.update(LD_PRELOAD=LIBRARY, LC_ALL="C")
    values.update(more)
    return values


def default_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def run(args, **faults):
    return subprocess.run([tap.ROWCOL, *args], env=environment(**faults), capture_output=True,
                          check=False, stdin=subprocess.DEVNULL, timeout=100,
                          preexec_fn=default_signals)


N = 20000 if FULL else 300
LINES = b"".join(b'{"x":%d,"name":"n%d","v":%d.5}\n' % (i, i % 100, i) for i in range(N))
IN = tap.write("in.ndjson", LINES)
STORE = os.path.join(tap.T, "in.npy")
if tap.rowcol("load", "-q", IN, "-d", DTYPE, "-o", STORE).returncode != 0:
    tap.ok(False, "the store is loaded")
    tap.done()
ARROW = os.path.join(tap.T, "in.arrow")
tap.rowcol("convert", STORE, "-q", "-o", ARROW)
ARCHIVE = os.path.join(tap.T, "in.npz")
with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.write(STORE, "x.npy")
THREADS = ["-j", "3"] if FULL else ["-j", "1"]


class Case:
    """A use of the command. {out} in its arguments is the output, else the output is stdout."""

    def __init__(self, name, args, suffix="", partial=False):
        self.name = name
        self.args = args
        self.suffix = suffix
        self.partial = partial  # a part of the output may appear on stdout: text for people
        self.to_file = any("{out}" in arg for arg in args)
        folder = tempfolder()
        done = run(self.arguments(folder))
        assert done.returncode == 0, (name, done.stderr)
        self.expected = tap.read(self.out(folder)) if self.to_file else done.stdout
        shutil.rmtree(folder)

    def out(self, folder):
        return os.path.join(folder, "out" + self.suffix)

    def arguments(self, folder):
        return [arg.replace("{out}", self.out(folder)) for arg in self.args]


_folders = 0


def tempfolder():
    global _folders
    _folders += 1
    folder = os.path.join(tap.T, f"run{_folders}")
    os.mkdir(folder)
    return folder


CASES = [
    Case("load", ["load", "-q", IN, "-d", DTYPE, "-o", "{out}", *THREADS], ".npy"),
    Case("load to stdout", ["load", "-q", IN, "-d", DTYPE, "-t", "npy", "-o", "-", *THREADS],
         partial=True),
    Case("convert", ["convert", "-q", STORE, STORE, "-o", "{out}", "--compress", "zstd", *THREADS],
         ".arrow"),
    Case("json", ["json", STORE, "-o", "{out}", *THREADS], ".ndjson"),
    Case("json to stdout", ["json", STORE, *THREADS], partial=True),
    Case("json of an archive", ["json", ARCHIVE, *THREADS], partial=True),
    Case("json of some records", ["json", STORE, "-o", "{out}", "--where", "x >= 0", "--sort", "-x", "--tail", "9",
                                  "--fields", "a=x", *THREADS], ".ndjson"),
    Case("json of a sample", ["json", STORE, "--sample", "3", *THREADS], partial=True),
    Case("info", ["info", STORE], partial=True),
    Case("info --stats", ["info", "--stats", STORE], partial=True),
    Case("info --stats --json", ["info", "--stats", "--json", STORE], partial=True),
    Case("table", ["table", STORE, "--tail", "3"], partial=True),
    Case("count", ["count", STORE, "x", "--top", "3"], partial=True),
    Case("count --json", ["count", "--json", STORE, "x", "--top", "3"], partial=True),
    Case("hist", ["hist", STORE, "x"], partial=True),
    Case("hist --json", ["hist", "--json", "--bins", "3", STORE, "v"], partial=True),
    Case("diff", ["diff", STORE, STORE, "--key", "x"], partial=True),
    Case("info of an archive", ["info", ARCHIVE], partial=True),
    Case("info --json", ["info", "--json", STORE]),
    Case("info of Arrow", ["info", ARROW], partial=True),
    Case("info of Arrow --json", ["info", "--json", ARROW]),
    Case("dtype", ["dtype", DTYPE + ", s:{a:i4, b:2f8}"], partial=True),
    Case("dtype --json", ["dtype", "--json", DTYPE + ", s:{a:i4, b:2f8}"]),
    Case("dtype --to c", ["dtype", "--to", "c", DTYPE + ", s:{a:i4, b:2f8}"], partial=True),
    Case("size of a dtype", ["size", DTYPE + ", s:{a:i4, b:2f8}"], partial=True),
    Case("size of a dtype --json", ["size", "--json", "-n", "1,1e6", DTYPE]),
    Case("size of a file", ["size", STORE], partial=True),
    Case("size of a file --json", ["size", "--json", STORE]),
    Case("size of text", ["size", IN, "-d", DTYPE], partial=True),
]

# ----------------------------------------------------------------------- one run

NAMED = {"FAULT_NO_TMPFILE": "1"}


def one(case, call, k, how, old, more):
    """Runs the case with one fault. Returns "" or what is wrong, and whether the run succeeded."""
    folder = tempfolder()
    out = case.out(folder)
    if old:
        with open(out, "wb") as file:
            file.write(OLD)
    before = OLD if old else None
    try:
        done = run(case.arguments(folder), FAULT_CALL=call, FAULT_K=str(k), FAULT_HOW=how, **more)
    except subprocess.TimeoutExpired:
        return "it does not end", False
    found = tap.read(out) if case.to_file else done.stdout
    left = sorted(set(os.listdir(folder)) - {os.path.basename(out)})
    shutil.rmtree(folder)
    return judge(case, call, how, before, done, found, left), done.returncode == 0


# A failure of these must be reported; others may have another way. With several threads, a range
# that could not be read is read again when its turn comes.
REPORTED = {"read", "write", "pwrite", "fsync", "linkat", "renameat", "fchmod"}
REPORTED |= set() if FULL else {"pread"}


def judge(case, call, how, before, done, found, left):
    status = done.returncode
    message = done.stderr.decode("utf-8", "strict")
    if left and call != "unlinkat":
        return f"status {status}: files are left: {left}"
    # (jansson can do without /dev/urandom, which it reads for objects.)
    if status == 0 and call in REPORTED and how == str(errno.EIO) and "--json" not in case.args:
        return "status 0, although it failed"
    if status == 0:
        return "" if found == case.expected else f"status 0, but the output is {found!r:.80}"
    if how.startswith("signal"):
        if status not in (128 + signal.SIGTERM, -signal.SIGTERM):
            return f"status {status}: {message}"
    elif how in ("short", str(errno.EINTR)):
        return f"status {status}: {message}"
    elif status != (5 if call == "malloc" or how == str(errno.ENOMEM) and status == 5 else 4):
        return f"status {status}: {message}"
    if status > 0 and not message.startswith("rowcol: "):
        return f"status {status}, no message: {message!r}"
    if case.to_file:
        if found == case.expected and "in its place" in message:
            return ""
        return "" if found == before else f"status {status}: the output is {found!r:.80}"
    if case.partial:
        return "" if case.expected.startswith(found) else f"the output is {found!r:.80}"
    return "" if found in (b"", case.expected) or call == "write" else f"the output: {found!r:.80}"


# -------------------------------------------------------------------------- all k

RETRIED = {"read", "write", "pread", "pwrite", "openat", "fsync", "poll"}
TRANSFERS = {"read", "write", "pread", "pwrite"}
ERRORS = [errno.EIO] if not FULL else [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ENOMEM,
                                        errno.EINVAL, errno.EPERM]


def counts_of(case, old, more):
    log = os.path.join(tap.T, "log")
    folder = tempfolder()
    if old:
        with open(case.out(folder), "wb") as file:
            file.write(OLD)
    run(case.arguments(folder), FAULT_LOG=log, **more)
    shutil.rmtree(folder)
    with open(log, encoding="ascii") as file:
        return {name: int(n) for name, n in (line.split() for line in file)}


def faults_of(case, counts):
    for call, n in counts.items():
        for k in range(1, n + 1):
            if call == "malloc":
                yield call, k, str(errno.ENOMEM)
                continue
            for error in ERRORS:
                yield call, k, str(error)
            if call in RETRIED:
                yield call, k, str(errno.EINTR)
            if call in TRANSFERS:
                yield call, k, "short"
            if case.to_file:
                yield call, k, "signal"
                yield call, k, "signal-after"


def try_all(pool, case, old, more, label):
    counts = counts_of(case, old, more)
    faults = list(faults_of(case, counts))
    results = pool.map(lambda fault: one(case, *fault, old, more), faults)
    wrong, succeeded = [], 0
    for (call, k, how), (problem, success) in zip(faults, results):
        succeeded += success
        if problem:
            wrong.append(f"{call} {k} {how}: {problem}")
    tap.ok(faults and not wrong, f"{label}: {len(faults)} faults", "\n".join(wrong[:40]))
    tap.ok(succeeded < len(faults), f"{label}: faults have an effect")


workers = max(2, len(os.sched_getaffinity(0)))
with concurrent.futures.ThreadPoolExecutor(workers) as pool:
    for case in CASES:
        if not case.to_file:
            try_all(pool, case, False, {}, case.name)
            continue
        try_all(pool, case, False, {}, f"{case.name}, a new file")
        try_all(pool, case, True, {}, f"{case.name}, a file is replaced")
        try_all(pool, case, True, NAMED, f"{case.name}, without O_TMPFILE")

# ---------------------------------------------------------------- the last step fails

LOAD = CASES[0]
folder = tempfolder()
out = LOAD.out(folder)
done = run(LOAD.arguments(folder), FAULT_CALL="fsync", FAULT_K="2", FAULT_HOW=str(errno.EIO))
tap.ok(done.returncode == 4 and b"the output is complete and in its place" in done.stderr and
       tap.read(out) == LOAD.expected, "the folder cannot be synced: the message says what is there",
       done.stderr)
done = run(LOAD.arguments(folder), FAULT_CALL="fsync", FAULT_K="2", FAULT_HOW=str(errno.EINVAL))
tap.equal(done.returncode, 0, "a folder that need not be synced")

# ------------------------------------------------------------- calls for each write

MANY = tap.write("many.ndjson", LINES * (12000000 // len(LINES)))
counts = []
for path in IN, MANY:
    log = os.path.join(tap.T, "log")
    run(["load", "-q", path, "-d", DTYPE, "-t", "ndjson", "-o", os.path.join(folder, "many"), "-j", "1"],
        FAULT_LOG=log)
    with open(log, encoding="ascii") as file:
        counts.append(dict(line.split() for line in file))
    os.remove(os.path.join(folder, "many"))
tap.ok(int(counts[1]["pwrite"]) > int(counts[0]["pwrite"]) + 3, "more output is written in more calls",
       counts)
tap.equal(counts[1]["fstat"], counts[0]["fstat"], "a write does not ask for the kind of its file")

# -------------------------------------------------------- signals while the disk is slow

for more, label in ({}, "with O_TMPFILE"), (NAMED, "without O_TMPFILE"):
    for k, expected in (1, (143, OLD)), (2, (0, LOAD.expected)):
        with open(out, "wb") as file:
            file.write(OLD)
        done = run(LOAD.arguments(folder), FAULT_CALL="fsync", FAULT_K=str(k),
                   FAULT_HOW="signal-slow", **more)
        tap.equal((done.returncode, tap.read(out)), expected,
                  f"SIGTERM during slow fsync {k}, {label}: status and output agree")
        tap.equal(os.listdir(folder), ["out.npy"], f"SIGTERM during slow fsync {k}, {label}: no file "
                  "is left")

# ------------------------------------------------- signals while input is waited for

for more, label in ({}, "with O_TMPFILE"), (NAMED, "without O_TMPFILE"):
    process = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-d", DTYPE, "-o", out],
                               env=environment(**more), stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, preexec_fn=default_signals)
    process.stdin.write(LINES[:1000])
    process.stdin.flush()
    for _ in range(1000):
        if more and len(os.listdir(folder)) == 2:
            break
        time.sleep(0.001 if more else 0.0003)
    if more:
        tap.equal(len(os.listdir(folder)), 2, f"waiting, {label}: there is a temporary file")
    process.send_signal(signal.SIGTERM)
    time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    tap.equal(process.returncode in (143, -15), True, f"SIGTERM twice while waiting, {label}")
    tap.equal(os.listdir(folder), ["out.npy"], f"SIGTERM twice while waiting, {label}: no file is left")
    process.stdin.close()
    process.stderr.close()

tap.done()
