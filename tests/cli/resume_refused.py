"""--resume: what does not belong to the interrupted run is refused, and what was left stays.

With ROWCOL_RESUME=full each byte of the checkpoint is changed."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import time

import tap
from resume_folder import D, left, limited, outcome, path, read, rowcol, write

FULL = os.environ.get("ROWCOL_RESUME") == "full"
N = 6000
DTYPE = "x:i4, s:S40"
PARTIAL, CHECKPOINT = ".out.npy.rowcol-partial", ".out.npy.rowcol-resume"
ADVICE = "run it as it was, or drop what was loaded with --restart\n"
RESTART = "rowcol: --restart drops what the interrupted run has loaded, and begins anew\n"


def line(n):
    return json.dumps({"x": n, "s": "text" * (n % 9)}) + "\n"


def load(*more, inputs=("a.ndjson", "b.ndjson"), dtype=("-d", DTYPE), out="out.npy"):
    return ["load", *inputs, *dtype, "-o", out, "--resume", *more]


A = "".join(line(n) for n in range(N))
B = "".join(line(n) for n in range(N, 2 * N))
TIME = 1_700_000_000


def restore(*names):
    for name in names or ("a.ndjson", "b.ndjson"):
        write(name, {"a.ndjson": A, "b.ndjson": B}[name])
        os.utime(path(name), ns=(TIME * 10**9, TIME * 10**9 + 5))


def keep_time(name, data):
    write(name, data)
    os.utime(path(name), ns=(TIME * 10**9, TIME * 10**9 + 5))


restore()
rowcol("load", "a.ndjson", "b.ndjson", "-d", DTYPE, "-o", "whole.npy")
WHOLE = read("whole.npy")
SAVED = os.path.join(tap.T, "saved")


def interrupt(stop=None, args=None):
    """A run that stops in the second input. What it has left is kept in SAVED."""
    shutil.rmtree(SAVED, ignore_errors=True)
    run = limited(stop or len(WHOLE) * 3 // 4, *(args or load("--checkpoint", "20K", "-j", "1")))
    tap.equal(outcome(run), (4, "rowcol: out.npy: cannot write: File too large\nrowcol: the same command continues "
                                "what was loaded; --restart drops it\n"), "a run is interrupted")
    os.mkdir(SAVED)
    for name in left():
        shutil.copy(path(name), SAVED)


def again():
    """The files that the interrupted run has left, as they were."""
    for name in left():
        os.remove(path(name))
    for name in os.listdir(SAVED):
        shutil.copy(os.path.join(SAVED, name), D)


def state():
    return [(name, read(name)) for name in left()]


def goes_on(name):
    run = rowcol(*load())
    tap.ok(outcome(run) == (0, f"rowcol: {2 * N} records loaded, 0 rejected\n") and read("out.npy") == WHOLE
           and left() == [], name, f"{outcome(run)} {left()}")
    if os.path.exists(path("out.npy")):
        os.remove(path("out.npy"))


interrupt()
tap.equal(left(), [PARTIAL, CHECKPOINT], "two files are left beside the output")
tap.equal(os.stat(path(CHECKPOINT)).st_mode & 0o777, 0o600, "nobody else reads the checkpoint")
goes_on("the next run goes on")

# ------------------------------------------------------------- other inputs
REFUSED = [
    ("appended", "b.ndjson", B + line(0), f"rowcol: b.ndjson: it has changed since an interrupted run has read from it: it "
     f"had {len(B)} bytes, and has {len(B + line(0))}\n"),
    ("written again", "a.ndjson", None, "rowcol: a.ndjson: it was written since an interrupted run has opened it: the time "
     "of its last change is another one\n"),
    ("another head", "a.ndjson", A.replace("0", "7", 1), "rowcol: a.ndjson: it has changed since an interrupted run has "
     "opened it: its first bytes are others\n"),
    ("another tail", "b.ndjson", B[:-4] + "z\"}\n", "rowcol: b.ndjson: it has changed since an interrupted run has opened "
     "it: its last bytes are others\n"),
]
for name, which, data, message in REFUSED:
    again()
    if data is None:
        os.utime(path(which), ns=(TIME * 10**9, TIME * 10**9 + 6))
    elif len(data) == len({"a.ndjson": A, "b.ndjson": B}[which]):
        keep_time(which, data)
    else:
        write(which, data)
    before = state()
    tap.equal((outcome(rowcol(*load())), state() == before), ((2, message + RESTART), True), f"{name}: refused")
    run = rowcol(*load("--restart", "-q"))
    tap.ok(outcome(run) == (0, "") and left() == [], f"{name}: --restart", outcome(run))
    rowcol("load", "a.ndjson", "b.ndjson", "-d", DTYPE, "-o", "other.npy")
    tap.ok(read("out.npy") == read("other.npy"), f"{name}: the output is that of the new input")
    restore()
again()
os.remove(path("out.npy"))
position = int(read(CHECKPOINT).split(b"\nbyte ")[1].split(b"\n")[0])
tap.ok(70000 < position < len(B) - 70000, "the checkpoint is inside of the second input", position)
keep_time("b.ndjson", B[:position - 4] + "~" + B[position - 3:])
run = rowcol(*load())
tap.ok(run.returncode == 2 and f"the bytes before byte {position}, up to which" in run.stderr.decode(),
       "other bytes before the place where it goes on: refused", outcome(run))
restore()
goes_on("with the inputs as they were it goes on")
for inputs, message in [
        (["a.ndjson"], "rowcol: the interrupted run had 2 inputs, and this one has 1\n"),
        (["b.ndjson", "a.ndjson"], "rowcol: b.ndjson: input 1 of the interrupted run was a.ndjson\n"),
        (["a.ndjson", "./b.ndjson"], "rowcol: ./b.ndjson: input 2 of the interrupted run was b.ndjson\n"),
        (["a.ndjson", "none.ndjson"], "rowcol: none.ndjson: input 2 of the interrupted run was b.ndjson\n")]:
    again()
    tap.equal(outcome(rowcol(*load(inputs=inputs))), (2, message + RESTART), f"other inputs: {inputs}")
again()
write("list.txt", "a.ndjson\nb.ndjson\n")
run = rowcol("load", "--files-from", "list.txt", "-d", DTYPE, "-o", "out.npy", "--resume", "-q")
tap.ok(outcome(run) == (0, "") and read("out.npy") == WHOLE, "the same inputs from a file", outcome(run))
os.remove(path("out.npy"))

# ------------------------------------------------------------- other options
for more, dtype, message in [
        (["--extra", "ignore"], ["-d", DTYPE], "--extra ignore was not given to the interrupted run: " + ADVICE),
        (["--missing", "zero", "--null", "zero"], ["-d", DTYPE], "--missing zero was not given to the interrupted run: "
         + ADVICE),
        (["--rejects", "bad.ndjson"], ["-d", DTYPE], "--rejects bad.ndjson was not given to the interrupted run: "
         + ADVICE),
        (["-t", "npy"], ["-d", DTYPE], "--to npy was not given to the interrupted run: " + ADVICE),
        ([], ["-d", "x:i4, s:S41"], f"the dtype of the interrupted run was '{DTYPE}': " + ADVICE),
        ([], ["-d", "x:i8, s:S40"], f"the dtype of the interrupted run was '{DTYPE}': " + ADVICE),
        ([], [], "-d is not given, and the interrupted run had it: " + ADVICE)]:
    again()
    before = state()
    tap.equal((outcome(rowcol(*load(*more, dtype=dtype))), state() == before), ((2, "rowcol: " + message), True),
              f"other options: {more} {dtype}")
again()
run = rowcol(*load("-j", "1", "--stats", "--checkpoint", "1s", "--errors", "text", "--progress", "none", "--max-rejects", "3",
                   dtype=["-d", "s=s:S40, x:i4"]))
tap.equal(run.returncode, 2, "an option that is not given to the interrupted run, among others")
run = rowcol(*load("-j", "1", "-q", "--checkpoint", "1s", "--errors", "text", "--progress", "none",
                   dtype=["--dtype", "x : int32, s : S40"]))
tap.ok(outcome(run) == (0, "") and read("out.npy") == WHOLE, "options that change nothing may be others", outcome(run))
os.remove(path("out.npy"))
again()
tap.equal(outcome(rowcol("load", "a.ndjson", "b.ndjson", "-d", DTYPE, "-o", "out.npy", "-q")), (0, ""), "without --resume")
tap.equal((left(), read("out.npy") == WHOLE), ([PARTIAL, CHECKPOINT], True), "it does not look at what is left")
os.remove(path("out.npy"))

# ------------------------------------------------------------- damaged files
again()
good = read(CHECKPOINT)
wrong = []
for i in range(len(good)) if FULL else [*range(0, len(good), 16), *range(len(good) - 22, len(good))]:
    write(CHECKPOINT, good[:i] + bytes([good[i] ^ (1 << i % 8)]) + good[i + 1:])
    run = rowcol(*load())
    if (outcome(run) != (4, f"rowcol: {CHECKPOINT}: this checkpoint of an interrupted run is damaged\n" + RESTART)
            or read("out.npy") is not None or not os.path.exists(path(PARTIAL))):
        wrong.append((i, outcome(run)))
tap.ok(not wrong, f"one of {len(good)} bytes of the checkpoint changed", wrong[:5])
for n in (0, 1, 20, len(good) // 2, len(good) - 1):
    write(CHECKPOINT, good[:n])
    tap.equal(rowcol(*load()).returncode, 4, f"a checkpoint of {n} bytes")
write(CHECKPOINT, good + b"x")
tap.equal(rowcol(*load()).returncode, 4, "a checkpoint with a byte after it")
tap.equal(read(PARTIAL), tap.read(os.path.join(SAVED, PARTIAL)), "the partial file stays as it was")
write(CHECKPOINT, good)
written = int(good.split(b"\nbytes ")[1].split(b"\n")[0])
data = read(PARTIAL)
write(PARTIAL, data[:written - 1])
tap.equal(outcome(rowcol(*load())), (4, f"rowcol: out.npy: the file that was left of it, {PARTIAL}, has become shorter: it "
                                        f"has {written - 1} bytes of the {written} that were written\n"
                                        "rowcol: the same command continues what was loaded; --restart drops it\n"),
          "the partial file is too short")
write(PARTIAL, data[:written - 9] + bytes([data[written - 9] ^ 1]) + data[written - 8:])
run = rowcol(*load())
tap.ok(run.returncode == 4 and "has been changed since" in run.stderr.decode(), "the partial file has other bytes",
       outcome(run))
write(PARTIAL, data[:written] + b"anything" * 1000)
goes_on("what is in the partial file after the checkpoint does not count")
again()
os.remove(path(PARTIAL))
tap.equal((rowcol(*load()).returncode, left()), (4, [CHECKPOINT]), "the partial file is missing")
again()
os.remove(path(CHECKPOINT))
goes_on("without a checkpoint the run begins anew")
again()
os.remove(path(PARTIAL))
os.symlink("a.ndjson", path(PARTIAL))
run = rowcol(*load())
tap.ok(run.returncode == 4 and "is not a regular file of this user: remove it" in run.stderr.decode()
       and read("a.ndjson").decode() == A, "the partial file is a symbolic link", outcome(run))
os.remove(path(PARTIAL))

# ------------------------------------------------------------- killed between the last two steps
for name in left():
    os.remove(path(name))
interrupt()
os.rename(path(PARTIAL), path("kept"))  # the other file must not get its inode
shutil.copy(path("kept"), path("out.npy"))
tap.equal((outcome(rowcol(*load())), left()),
          ((4, f"rowcol: out.npy: the file that was left of it, {PARTIAL}, has become shorter: it has 0 bytes of the "
               f"{written} that were written\nrowcol: the same command continues what was loaded; --restart drops it\n"),
           [CHECKPOINT]), "another file at the place of the output is not taken for the partial one")
os.rename(path("kept"), path("out.npy"))
goes_on("the output had got its place, and the checkpoint was not removed yet")

# ------------------------------------------------------------- two runs at once
again()
with open(path(PARTIAL), "r+b") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    tap.equal(outcome(rowcol(*load())), (4, "rowcol: out.npy: another run is writing it: try again when that has ended\n"
                                         + RESTART), "two runs at once")
    tap.equal(rowcol(*load("--restart")).returncode, 4, "also with --restart")
goes_on("after the other run")

# ------------------------------------------------------------- the end of a run
for name in left():
    os.remove(path(name))
write("bad.ndjson", A * 3 + "[\n")
run = rowcol("load", "bad.ndjson", "-d", DTYPE, "-o", "bad.npy", "--resume")
tap.ok(run.returncode == 3 and f"bad.ndjson:{3 * N + 1}:2" in run.stderr.decode() and "continues" not in run.stderr.decode()
       and "bad" not in " ".join(left()), "a run that fails before its first checkpoint leaves nothing", outcome(run))
for _ in range(2):
    run = rowcol("load", "bad.ndjson", "-d", DTYPE, "-o", "bad.npy", "--resume", "--checkpoint", "20K", "-j", "1")
    tap.ok(run.returncode == 3 and f"bad.ndjson:{3 * N + 1}:2" in run.stderr.decode()
           and "the same command continues" in run.stderr.decode(), "a bad record: the same line in each run", outcome(run))
tap.ok(".bad.npy.rowcol-partial" in left(), "what was loaded stays", left())
run = rowcol("load", "bad.ndjson", "-d", DTYPE, "-o", "bad.npy", "--restart", "--on-error", "skip")
tap.ok(outcome(run)[1].startswith(f"rowcol: {3 * N} records loaded, 1 rejected\n") and run.returncode == 1, "--restart",
       outcome(run))
tap.ok(".bad.npy.rowcol-partial" not in left(), "it has removed what was left", left())

# Fewer bad records are allowed than there are, and then more.
write("many.ndjson", "".join(line(n) if n % 100 else '{"x":}\n' for n in range(N)))
limit = ["load", "many.ndjson", "-d", DTYPE, "-o", "many.npy", "--resume", "--checkpoint", "20K", "-j", "1", "--rejects", "r.ndjson"]
run = rowcol(*limit, "--max-rejects", "40")
tap.ok(run.returncode == 3 and "more bad records than --max-rejects 40" in run.stderr.decode(), "too many", outcome(run))
run = rowcol(*limit, "--max-rejects", "50")
tap.ok(run.returncode == 3 and "more bad records than --max-rejects 50" in run.stderr.decode(), "still too many", outcome(run))
run = rowcol(*limit, "--max-rejects", "60")
tap.ok(outcome(run)[1].startswith(f"rowcol: {N - 60} records loaded, 60 rejected\n"), "as many as there are", outcome(run))
rejected = [json.loads(text) for text in read("r.ndjson").splitlines()]
tap.equal([(r["line"], r["record"]) for r in rejected], [(n + 1, n) for n in range(0, N, 100)], "each of them once")

# Ctrl-C
write("long.ndjson", A * 40)
process = subprocess.Popen([tap.ROWCOL, "load", "long.ndjson", "-d", DTYPE, "-o", "long.npy", "--resume", "--checkpoint",
                            "20K", "-j", "1"], cwd=D, stderr=subprocess.PIPE,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
for _ in range(1000):
    if ".long.npy.rowcol-resume" in left():
        break
    time.sleep(0.005)
process.send_signal(signal.SIGINT)
message = process.communicate()[1].decode()
tap.ok(process.returncode == 130 and "the same command continues what was loaded" in message, "Ctrl-C", message)
run = rowcol("load", "long.ndjson", "-d", DTYPE, "-o", "long.npy", "--resume", "-q")
rowcol("load", "long.ndjson", "-d", DTYPE, "-o", "long2.npy", "-q")
tap.ok(outcome(run) == (0, "") and read("long.npy") == read("long2.npy"), "and the next run", outcome(run))

# ------------------------------------------------------------- checkpoints that somebody has made
def forged(data):
    """The checkpoint with a right checksum."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return data + b"end %016x\n" % value


OTHERS = [b"18446744073709551615", b"9999999", b"18446744073709551614", b"0", b"-1"]


def forgeries(data):
    """With other numbers, and cut off at each line."""
    for number in re.finditer(rb"\b\d+\b", data):
        for other in OTHERS if FULL else OTHERS[:2]:
            yield data[:number.start()] + other + data[number.end():]
    for line_end in re.finditer(rb"\n", data):
        yield data[:line_end.end()]


again()
data = read(CHECKPOINT)[:-21]
tap.equal(forged(data), read(CHECKPOINT), "the checksum is known here")
for name in left():
    os.remove(path(name))
keep_time("many.ndjson", "".join(line(n % 1000 if n % 10 == 0 else n % 100) for n in range(3000)))
for args in load("-j", "1"), load("--rejects", "bad.ndjson", "-j", "1", inputs=["many.ndjson"], dtype=["-d", "x:i1, s:S40"]):
    interrupted = limited(60000, *args, "--checkpoint", "10K")
    tap.ok(interrupted.returncode == 4 and CHECKPOINT in left(), "a run is interrupted", outcome(interrupted))
    shutil.rmtree(SAVED)
    os.mkdir(SAVED)
    for name in left():
        shutil.copy(path(name), SAVED)
    wrong = []
    for made in forgeries(read(CHECKPOINT)[:-21]):
        again()
        write(CHECKPOINT, forged(made))
        run = rowcol(*args, "-q")
        if run.returncode not in (0, 1, 2, 3, 4) or b"Sanitizer" in run.stderr:
            wrong.append((made, outcome(run)))
    tap.ok(not wrong, f"no forged checkpoint of {args[1:-1]} ends in a crash", wrong[:1])
    for name in [*left(), "out.npy", "bad.ndjson"]:
        if os.path.exists(path(name)):
            os.remove(path(name))

# ------------------------------------------------------------- other places
os.makedirs(path("elsewhere"))
write("elsewhere/real.npy", "old")
os.chmod(path("elsewhere/real.npy"), 0o640)
os.symlink("elsewhere/real.npy", path("link.npy"))
run = limited(len(WHOLE) // 2, *load("--checkpoint", "20K", "-j", "1", out="link.npy"))
tap.equal(sorted(os.listdir(path("elsewhere"))), [".real.npy.rowcol-partial", ".real.npy.rowcol-resume", "real.npy"],
          "an output that is a symbolic link")
tap.equal((read("elsewhere/real.npy"), os.stat(path("elsewhere/.real.npy.rowcol-partial")).st_mode & 0o777), (b"old", 0o600),
          "the old file stays, and others cannot read the new one")
run = rowcol(*load("-q", out="link.npy"))
tap.ok(outcome(run) == (0, "") and read("elsewhere/real.npy") == WHOLE and os.path.islink(path("link.npy"))
       and os.stat(path("elsewhere/real.npy")).st_mode & 0o777 == 0o640, "it is replaced", outcome(run))
tap.equal(os.listdir(path("elsewhere")), ["real.npy"], "nothing else is left")
run = rowcol(*load(out="n" * 250 + ".npy"))
tap.equal(run.returncode, 4, "a name that is too long with what is added")

# ------------------------------------------------------------- the dtype is found once
interrupt(40000, ["load", "a.ndjson", "b.ndjson", "-o", "out.npy", "--resume", "--checkpoint", "20K", "-j", "1"])
text = read(CHECKPOINT).decode("latin-1")
tap.ok("\nfound x:i2, s:S32\n" in text, "the checkpoint has the dtype", text[:2000])
run = rowcol("load", "a.ndjson", "b.ndjson", "-o", "out.npy", "--resume", "-q", "--infer-sample", "5")
tap.equal(outcome(run), (2, "rowcol: --infer-sample 5 was not given to the interrupted run: " + ADVICE), "--infer-sample")
run = rowcol("load", "a.ndjson", "b.ndjson", "-o", "out.npy", "--resume", "-d", "x:i2, s:S32")
tap.equal(outcome(run), (2, "rowcol: -d is given, and the interrupted run has found the dtype: " + ADVICE), "-d")
run = rowcol("load", "a.ndjson", "b.ndjson", "-o", "out.npy", "--resume", "-q")
rowcol("load", "a.ndjson", "b.ndjson", "-o", "found.npy", "-q")
tap.ok(outcome(run) == (0, "") and read("out.npy") == read("found.npy"), "the run goes on with it", outcome(run))
tap.done()
