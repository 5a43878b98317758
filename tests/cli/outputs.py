"""Where rowcol writes: whole files or none, standard output, devices, FIFOs; and its failures."""

import os
import resource
import signal
import stat
import subprocess
import threading

import tap

XY = "x:i4, y:i4"
RECORDS = b"".join(b'{"x":%d,"y":%d}\n' % (i, -i) for i in range(1000))
IN = tap.write("in.ndjson", RECORDS)
D = os.path.join(tap.T, "out")
os.mkdir(D)
OUT = os.path.join(D, "out.npy")
STORE = os.path.join(tap.T, "store.npy")
MANY = tap.write("many.ndjson", RECORDS * 200)
tap.rowcol("load", IN, "-d", XY, "-o", STORE)
STORED = tap.read(STORE)


def load(*args, input=IN, dtype=XY, **options):
    return tap.rowcol("load", input, "-d", dtype, "-q", *args, **options)


def sh(script, *args):
    """Runs a shell script with the command as $0."""
    return subprocess.run(["/bin/sh", "-c", script, tap.ROWCOL, *args], capture_output=True,
                          check=False)


def result(run):
    return run.returncode, run.stdout, run.stderr.decode()


def mode(path):
    return oct(stat.S_IMODE(os.stat(path).st_mode))


# --- a new file, a file that exists
tap.equal(result(load("-o", OUT)), (0, b"", ""), "a new file")
tap.equal(tap.read(OUT), STORED, "a new file: is complete")
old = os.umask(0)
os.umask(old)
tap.equal(mode(OUT), oct(0o666 & ~old), "a new file: has the usual permissions")
with open(OUT, "wb") as file:
    file.write(b"before")
os.chmod(OUT, 0o640)
before = os.open(OUT, os.O_RDONLY)
tap.equal(result(load("-o", OUT)), (0, b"", ""), "a file is replaced")
tap.equal((tap.read(OUT), mode(OUT)), (STORED, oct(0o640)),
          "a file is replaced: permissions are kept")
tap.equal(os.read(before, 100), b"before", "a file is replaced: a process that has it open keeps the old one")
os.close(before)
bad = tap.write("bad.ndjson", RECORDS + b"{}\n")
tap.equal(load("-o", OUT, input=bad).returncode, 3, "a failure")
tap.equal((tap.read(OUT), os.listdir(D)), (STORED, ["out.npy"]),
          "a failure leaves the old file alone")
link = os.path.join(D, "link.npy")
os.symlink("out.npy", link)
os.truncate(OUT, 0)
tap.equal(result(load("-o", link)), (0, b"", ""), "a symbolic link")
tap.equal((os.readlink(link), tap.read(OUT)), ("out.npy", STORED), "a symbolic link is followed")
os.remove(link)
os.remove(OUT)
run = load("-o", "relative.npy", cwd=D)
tap.equal((result(run), tap.read(D + "/relative.npy")), ((0, b"", ""), STORED),
          "a name without a folder")
os.remove(D + "/relative.npy")

# --- the output is the input
same = os.path.join(D, "same.npy")
with open(same, "wb") as file:
    file.write(STORED)
run = tap.rowcol("load", same, same, "-o", same, "-q")
tap.equal(result(run), (0, b"", ""), "the output is an input")
run = tap.rowcol("json", same)
tap.equal(run.stdout, RECORDS * 2, "the output is an input: all of it was read")
text = os.path.join(D, "same.ndjson")
with open(text, "wb") as file:
    file.write(RECORDS)
tap.equal(result(tap.rowcol("load", text, "-d", XY, "-o", text, "-q")), (0, b"", ""),
          "text to itself")
tap.equal(tap.read(text), RECORDS, "text to itself: is the same")
STORED_TWICE = tap.read(same)
run = tap.rowcol("json", same, "-o", same)
tap.equal((run.returncode, tap.read(same)), (2, STORED_TWICE), "json to its own store is refused")
tap.ok(b"or -t ndjson" in run.stderr, "json to its own store: what to do", run.stderr)
tap.equal(result(tap.rowcol("json", same, "-o", same, "-t", "ndjson")), (0, b"", ""),
          "json to its own store with -t")
tap.equal(tap.read(same), RECORDS * 2, "json to its own store with -t: is replaced by text")
run = sh('"$0" load "$1" -d "x:i4,y:i4" -f ndjson -t ndjson -o - >>"$1"', text)
tap.ok(run.returncode == 2 and b"this input is also the output" in run.stderr, "standard output is the input",
       run.stderr)
run = sh('"$0" load - -d "x:i4,y:i4" -f ndjson -t ndjson -o /dev/stdout <"$1" >>"$1"', text)
tap.equal((run.returncode, tap.read(text)), (2, RECORDS), "standard output is standard input")
run = sh('"$0" load "$1" -d "x:i4,y:i4" -t ndjson -o /dev/fd/1 >>"$1"', text)
tap.equal((run.returncode, tap.read(text)), (2, RECORDS), "standard output as /dev/fd/1")
# However the descriptor is named; under a limit on file sizes, as the file would grow forever.
os.symlink("/dev/stdout", os.path.join(D, "link"))
for target in "/proc/self/fd/1", "/dev/fd/3", os.path.join(D, "link"):
    for inputs in ([text], [IN, text], ["-"]):
        run = sh('ulimit -f 2000; output=$1 in=$2; shift 2; exec "$0" load "$@" -d "x:i4,y:i4" '
                 '-f ndjson -t ndjson -o "$output" <"$in" >>"$in" 3>>"$in"',
                 target, text, *inputs)
        tap.equal((run.returncode, tap.read(text)), (2, RECORDS),
                  f"the output {os.path.basename(target)} is one of {len(inputs)} inputs")
os.truncate(text, 0)
run = sh('ulimit -f 2000; exec "$0" load "$1" "$2" -q -d "x:i4,y:i4" -f ndjson -t ndjson -o - >>"$2"',
         IN, text)
tap.equal((run.returncode, tap.read(text)), (2, b""), "standard output is an empty input")
for name in os.listdir(D):
    os.remove(os.path.join(D, name))

# --- standard output
tap.equal(result(load("-o", "-", "-t", "npy")), (0, STORED, ""), "-o - to a pipe")
tap.equal(result(load("-o", "-", "-t", "ndjson")), (0, RECORDS, ""), "-o - as lines")
for name, target in ("-", "-"), ("/dev/stdout", "/dev/stdout"):
    path = os.path.join(tap.T, "redirected")
    run = sh('{ echo before; "$0" load "$1" -d "x:i4,y:i4" -q -t npy -o "$2"; echo "after $?"; } '
             '>"$3"',
             IN, target, path)
    tap.equal(tap.read(path), b"before\n" + STORED + b"after 0\n",
              f"-o {name}: into a file, in place")
tap.equal(result(load("-o", "/dev/stdout", "-t", "npy")), (0, STORED, ""),
          "-o /dev/stdout to a pipe")
tap.equal(result(tap.rowcol("json", STORE)), (0, RECORDS, ""), "json to a pipe")
tap.equal(result(tap.rowcol("json", STORE, "-o", "-")), (0, RECORDS, ""), "json -o -")
# One rule for load, convert and json: -t, else the ending of the name.
ARRAY = tap.rowcol("json", STORE, "--array").stdout
for name, options, expected in [
    ("out.ndjson", [], RECORDS),
    ("out.jsonl", [], RECORDS),
    ("out.json", [], ARRAY),
    ("out.JSON", [], ARRAY),
    ("out.geojson", [], ARRAY),
    ("out.json", ["-t", "ndjson"], RECORDS),
    ("out.json", ["-t", "jsonl"], RECORDS),
    ("out.npy", ["-t", "ndjson"], RECORDS),
    ("out.csv", ["-t", "json"], ARRAY),
    ("out", ["-t", "json"], ARRAY),
]:
    out = os.path.join(D, name)
    for args in ["json", STORE], ["load", STORE, "-q"], ["convert", STORE, "-q"]:
        label = f"{args[0]} -o {name} {' '.join(options)}"
        tap.equal(result(tap.rowcol(*args, "-o", out, *options)), (0, b"", ""), label)
        tap.equal(tap.read(out), expected, f"{label}: what is written")
        os.remove(out)
for name, options, expected in ("out", [], RECORDS), (".npy", [], RECORDS), ("out.json", ["--array"], ARRAY), (
        "out", ["--array"], ARRAY), ("out.npy", ["--array", "-t", "json"], ARRAY):
    out = os.path.join(D, name)
    label = f"json -o {name} {' '.join(options)}"
    tap.equal(result(tap.rowcol("json", STORE, "-o", out, *options)), (0, b"", ""), label)
    tap.equal(tap.read(out), expected, f"{label}: what is written")
    os.remove(out)

# --- devices and FIFOs are written to, never replaced
null = os.stat("/dev/null")
tap.equal(result(load("-o", "/dev/null", "-t", "npy")), (0, b"", ""), "-o /dev/null")
now = os.stat("/dev/null")
tap.equal((stat.S_ISCHR(now.st_mode), now.st_rdev), (True, null.st_rdev),
          "/dev/null is still there")
fifo = os.path.join(D, "fifo.x")
os.mkfifo(fifo)
for name, args in [("load", ["load", IN, "-d", XY, "-q", "-t", "npy"]), ("json", ["json", STORE])]:
    got = []


    def drain():
        with open(fifo, "rb") as file:
            got.append(file.read())


    drainer = threading.Thread(target=drain)
    drainer.start()
    tap.equal(result(tap.rowcol(*args, "-o", fifo)), (0, b"", ""), f"{name} to a FIFO")
    drainer.join()
    tap.equal((got[0], stat.S_ISFIFO(os.stat(fifo).st_mode)),
              (STORED if name == "load" else RECORDS, True), f"{name} to a FIFO: all comes through")
os.remove(fifo)

# --- a full disk
FULL = "cannot write: No space left on device"
tap.equal(result(load("-o", "/dev/full", "-t", "npy")), (4, b"", f"rowcol: /dev/full: {FULL}\n"),
          "load to a full device")
tap.equal(result(load("-o", "/dev/full", "-t", "npy", input=MANY)),
          (4, b"", f"rowcol: /dev/full: {FULL}\n"),
          "load of more to a full device")
for args in (["json", STORE], ["load", IN, "-d", XY, "-o", "-", "-t", "npy"], ["info", STORE],
             ["info", STORE, "--json"], ["dtype", XY], ["--version"], ["--help"], ["help", "load"]):
    with open("/dev/full", "wb") as full:
        run = subprocess.run([tap.ROWCOL, *args], stdout=full, stderr=subprocess.PIPE, check=False)
    tap.equal((run.returncode, run.stderr.decode()), (4, f"rowcol: standard output: {FULL}\n"),
              f"rowcol {args[0]}: standard output is full")


def limited(size):
    """Lets files grow to SIZE bytes: the way a disk fills up, for any user."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


for name, size in ("at once", 0), ("in the middle", 500000):
    run = load("-o", OUT, input=MANY, preexec_fn=limited(size))
    tap.equal(result(run), (4, b"", f"rowcol: {OUT}: cannot write: File too large\n"),
              f"a file that cannot grow, {name}")
    tap.equal(os.listdir(D), [], f"a file that cannot grow, {name}: leaves nothing")

# --- a closed pipe, standard output that is closed
# A program that is started with SIGPIPE ignored reports the error, others end as SIGPIPE ends them.
PIPE = 128 + signal.SIGPIPE
BROKEN = "rowcol: standard output: cannot write: Broken pipe\n"
big = os.path.join(tap.T, "big.npy")
load("-o", big, input=MANY)
for threads in "1", "4":
    run = sh('{ "$0" json "$1" -j "$2"; echo $? >"$3/status"; } | head -n 1; cat "$3/status"', big,
             threads, tap.T)
    tap.equal(result(run), (0, b'{"x":0,"y":0}\n%d\n' % PIPE, ""), f"a closed pipe, -j {threads}")
    run = sh('trap "" PIPE; { "$0" json "$1" -j "$2"; echo $? >"$3/status"; } | head -n 1; '
             'cat "$3/status"', big, threads, tap.T)
    tap.equal(result(run), (0, b'{"x":0,"y":0}\n4\n', BROKEN),
              f"a closed pipe, SIGPIPE ignored, -j {threads}")
process = subprocess.Popen([tap.ROWCOL, "json", big], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
line = process.stdout.readline()
process.stdout.close()
err = process.stderr.read()
tap.equal((line, process.wait(), err), (b'{"x":0,"y":0}\n', -signal.SIGPIPE, b""),
          "a closed pipe: the program ends by SIGPIPE")
process.stderr.close()
run = sh('{ sleep 0.2; "$0" dtype i4; echo $? >"$1/status"; } | true; sleep 0.5; cat "$1/status"',
         tap.T)
tap.equal(result(run), (0, b"%d\n" % PIPE, ""), "a closed pipe, a short text")
run = sh('{ sleep 0.2; "$0" load "$1" -d "x:i4,y:i4" -t npy -o - 2>"$2/err"; echo $? >"$2/status"; } '
         '| true; sleep 0.5; cat "$2/status" "$2/err"', IN, tap.T)
tap.equal(result(run), (0, b"%d\n" % PIPE, ""), "a closed pipe, load")
for args in 'json "$1"', 'info "$1"', "dtype i4":
    run = sh(f'"$0" {args} >&-', STORE)
    tap.equal((run.returncode, run.stderr.decode()),
              (4, "rowcol: standard output: cannot write: Bad file descriptor\n"),
              f"{args.split()[0]}: standard output is closed")
run = sh('exec "$0" load "$1" -d "x:i4,y:i4" -q -o "$2" >&- 2>&- <&-', IN, OUT)
tap.equal((run.returncode, tap.read(OUT)), (0, STORED), "all three closed: the file is whole")
os.remove(OUT)

# --- places that cannot be written
for name, path, why in [
    ("a directory", D, "Is a directory"),
    ("no such folder", D + "/none/out.npy", "No such file or directory"),
    ("below a file", IN + "/out.npy", "Not a directory"),
    ("a name that is too long", D + "/" + "n" * 300 + ".npy", "File name too long"),
    ("an empty name", "", "No such file or directory"),
]:
    run = load("-o", path, "-t", "npy")
    # A long name keeps its end.
    tap.ok(run.returncode == 4 and path[-100:] in run.stderr.decode()
           and run.stderr.decode().endswith(f": {why}\n"), f"{name}: exits with 4", run.stderr)
    tap.equal(os.listdir(D), [], f"{name}: leaves nothing")
os.chmod(D, 0o500)
run = load("-o", OUT)
if os.geteuid() == 0:
    tap.skip("a folder that may not be written", "the superuser may write all")
else:
    tap.ok(run.returncode == 4 and run.stderr.endswith(b": Permission denied\n"),
           "a folder that may not be written", run.stderr)
os.chmod(D, 0o700)

tap.done()
