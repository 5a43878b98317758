"""Compressed inputs: gzip, zstd, xz, bzip2; of every format, from files and pipes, whole and damaged.

The compressors are those of Python (gzip, lzma, bz2) and the command zstd.
"""

import bz2
import gzip
import json
import lzma
import os
import shutil
import signal
import subprocess
import zlib

import tap

ZSTD = shutil.which("zstd")
LINES = b"".join(b'{"x":%d,"y":%d}\n' % (i, i * i % 251 - 99) for i in range(8000))
DTYPE = "x:i4, y:i2"


def zstd(data):
    return subprocess.run([ZSTD, "-q", "-c"], input=data, capture_output=True, check=True).stdout


CODECS = [("gzip", "gz", gzip.compress), ("xz", "xz", lzma.compress), ("bzip2", "bz2", bz2.compress)]
if ZSTD:
    CODECS.append(("zstd", "zst", zstd))
else:
    tap.skip("zstd", "there is no command zstd")


def out(name):
    return os.path.join(tap.T, name)


def records(path, *options, stdin=None):
    """The records as rowcol json prints them, or the status and what was reported."""
    run = tap.rowcol("json", path, *options, input=stdin)
    return run.stdout if run.returncode == 0 else (run.returncode, run.stderr.decode())


def load(path, *options, dtype=DTYPE, stdin=None):
    """The same of text, through a file."""
    run = tap.rowcol("load", path, "-d", dtype, "-o", out("out.npy"), "-q", *options, input=stdin)
    if run.returncode not in (0, 1):
        return run.returncode, run.stderr.decode()
    return records(out("out.npy"))


# ------------------------------------------------------------------- formats
PLAIN = {"ndjson": LINES, "json": b"[" + LINES.strip().replace(b"\n", b",\n") + b"]"}
tap.write("in.ndjson", LINES)
for ending in "npy", "arrow", "arrows":
    tap.rowcol("load", out("in.ndjson"), "-q", "-d", DTYPE, "-o", out("in." + ending))
    PLAIN[ending] = tap.read(out("in." + ending))
try:
    import numpy
    numpy.savez(out("in.npz"), a=numpy.load(out("in.npy")))
    PLAIN["npz"] = tap.read(out("in.npz"))
except ImportError:
    tap.skip("npz", "there is no numpy")

for name, suffix, compress in CODECS:
    for ending, data in PLAIN.items():
        text = ending in ("ndjson", "json")
        read = load if text else records
        packed = compress(data)
        path = tap.write(f"in.{ending}.{suffix}", packed)
        for threads in "1", "2":
            label = f"{ending} in {name}, -j {threads}"
            tap.ok(read(path, "-j", threads) == LINES, f"{label}: a file")
            tap.ok(read("-", "-f", ending, "-j", threads, stdin=packed) == LINES, f"{label}: a pipe")
            # The content shows that it is compressed, and the format of what is in it.
            bare = tap.write("bare", packed)
            tap.ok(read(bare, "-j", threads) == LINES, f"{label}: by content")
            tap.ok(read("-", "-j", threads, stdin=packed) == LINES, f"{label}: a pipe, by content")
    # a name with the ending of another, or of none
    tap.ok(load(tap.write("in.ndjson.other", compress(LINES)), "-f", "ndjson") == LINES,
           f"{name}: under another name")
    tap.ok(load(tap.write(f"plain.ndjson.{suffix}", LINES)) == LINES, f"text that is only called .{suffix}")
    tap.ok(load(tap.write(f"IN.NDJSON.{suffix.upper()}", compress(LINES))) == LINES,
           f"{name}: a name in upper case")

# ------------------------------------------------------------------- commands
for name, suffix, compress in CODECS:
    text, store = out(f"in.ndjson.{suffix}"), out(f"in.npy.{suffix}")
    infer = tap.rowcol("infer", text).stdout
    tap.equal(infer, tap.rowcol("infer", out("in.ndjson")).stdout, f"infer {name}")
    run = tap.rowcol("load", text, "-o", out("found.npy"), "-q")
    tap.ok(records(out("found.npy")) == LINES, f"load {name} without a dtype", run.stderr)
    run = tap.rowcol("load", "-", "-f", "ndjson", "-o", out("found.npy"), "-q", input=tap.read(text))
    tap.ok(records(out("found.npy")) == LINES, f"load {name} from a pipe without a dtype", run.stderr)
    for command in (["count", "{}", "y"], ["hist", "{}", "y"], ["table", "{}"], ["json", "{}", "--tail", "3"],
                    ["json", "{}", "--sort", "-y", "--head", "9"]):
        plain = tap.rowcol(*[arg.format(out("in.npy")) for arg in command])
        packed = tap.rowcol(*[arg.format(store) for arg in command])
        tap.equal((packed.returncode, packed.stdout), (0, plain.stdout), f"{command[0]} of {name}")
    run = tap.rowcol("convert", "-q", store, "-o", out("converted.arrow"))
    tap.ok(records(out("converted.arrow")) == LINES, f"convert {name}", run.stderr)
    run = tap.rowcol("diff", store, out("in.npy"))
    tap.equal(run.returncode, 0, f"diff of {name}")
    for ending in PLAIN:
        if ending not in ("ndjson", "json"):
            run = tap.rowcol("info", "--json", out(f"in.{ending}.{suffix}"))
            tap.equal((run.returncode, b"compact" in run.stdout), (0, True), f"info of {ending} in {name}")
    run = tap.rowcol("size", store)
    tap.equal((run.returncode, run.stderr), (0, b""), f"size of {name}")
    run = tap.rowcol("load", text, "-d", DTYPE, "-o", out("x.npy.gz"))
    tap.equal((run.returncode, b"no format has the ending .gz" in run.stderr), (2, True),
              "an output is not compressed")

    run = tap.rowcol("load", text, "-d", DTYPE, "-o", out("out.npy"), "-q", "--progress", "json")
    last = json.loads(run.stderr.splitlines()[-1])
    tap.equal((last["bytes"], last["total"]), (len(LINES), os.path.getsize(text)),
              f"progress in {name}: the bytes are those of the text, the total those of the file")

# ------------------------------------------------------- members, and mixed inputs
half = LINES.index(b"\n", len(LINES) // 2) + 1
cut = half - 5  # a record across two members
for name, suffix, compress in CODECS:
    data = compress(LINES[:cut]) + compress(b"") + compress(LINES[cut:])
    tap.ok(load(tap.write(f"m.ndjson.{suffix}", data)) == LINES, f"members of {name}")
inputs = [tap.write(f"part.ndjson.{suffix}", compress(LINES)) for _, suffix, compress in CODECS]
tap.equal(load(out("in.ndjson"), *inputs, "-j", "2"), LINES * (1 + len(inputs)), "plain and compressed inputs")
tap.ok(load(tap.write("padded.ndjson.gz", gzip.compress(LINES) + bytes(1000))) == LINES, "gzip with zeros after it")
tap.ok(load(tap.write("padded.ndjson.xz", lzma.compress(LINES) + bytes(8) + lzma.compress(b""))) == LINES,
       "xz with padding")
header = bytearray(gzip.compress(LINES))
header[3] |= 0b11110  # FHCRC, FEXTRA, FNAME, FCOMMENT
extra = b"\x04\0abcdin.ndjson\0made for a test\0"
fields = bytes(header[:10]) + extra
fields += (zlib.crc32(fields) & 0xFFFF).to_bytes(2, "little")
tap.ok(load(tap.write("fields.gz", fields + bytes(header[10:]))) == LINES, "gzip with all fields of a header")
if ZSTD:
    skipped = b"\x53\x2a\x4d\x18\x05\0\0\0abcde"
    tap.ok(load(tap.write("skip.ndjson.zst", skipped + zstd(LINES[:cut]) + skipped + zstd(LINES[cut:]))) == LINES,
           "zstd with frames to be skipped")

# ------------------------------------------------------------------- errors
# Places are those in the text: the same message as for the plain file.
wrong = LINES[:half] + b'{"x":1,"y":70000}\n' + LINES[half:]
tap.write("wrong.ndjson", wrong)
for name, suffix, compress in CODECS:
    path = tap.write(f"wrong.ndjson.{suffix}", compress(wrong))
    for threads in "1", "2":
        plain, packed = load(out("wrong.ndjson"), "-j", threads), load(path, "-j", threads)
        tap.equal(packed, (3, plain[1].replace("wrong.ndjson", f"wrong.ndjson.{suffix}")),
                  f"the place of an error in {name}, -j {threads}")
    run = tap.rowcol("load", path, "-d", DTYPE, "-o", out("out.npy"), "--rejects", out("bad.ndjson"))
    bad = json.loads(tap.read(out("bad.ndjson")))
    tap.equal((run.returncode, bad["line"], bad["byte"], bad["text"], bad["file"]),
              (1, 1 + wrong[:half].count(b"\n"), half + 11, '{"x":1,"y":70000}', path), f"a bad record in {name}")
    tap.ok(records(out("out.npy")) == LINES, f"its neighbours in {name}")

small = LINES[:half // 100]
small = small[:small.rindex(b"\n") + 1]
for name, suffix, compress in CODECS:
    packed = compress(small)
    for length in 0, 1, 2, 3, 9, 20, len(packed) // 2, len(packed) - 5, len(packed) - 1:
        path = tap.write(f"cut.ndjson.{suffix}", packed[:length])
        for source, given in (path, None), ("-", packed[:length]):
            if given is not None and length < 10:
                continue  # its name does not show that it is compressed
            status, message = load(source, "-f", "ndjson", stdin=given)
            tap.equal((status, f"the {name} data are cut off: the file ends after {length} bytes" in message),
                      (3, True), f"{name} cut off after {length} of {len(packed)} bytes, {source[-20:]}")
    status, message = load(tap.write(f"tail.ndjson.{suffix}", packed + b"x"))
    tap.equal((status, f"head -c {len(packed)} " in message), (3, True), f"{name} with something after it")
    fixed = tap.write(f"fixed.ndjson.{suffix}", (packed + b"x")[:len(packed)])
    tap.ok(load(fixed) == small, "and without it, as suggested")
    damaged = bytearray(packed)
    damaged[len(packed) // 2] ^= 0x10
    status, message = load(tap.write(f"bad.ndjson.{suffix}", bytes(damaged)))
    tap.equal((status, f"the {name} data are damaged at byte " in message), (3, True), f"{name}, damaged")
    # the records before the end of the data are good: what is wrong is told, and nothing is written
    tap.ok(not [f for f in os.listdir(tap.T) if f.startswith(".rowcol")], "nothing is left")

if ZSTD:
    # A window that needs more memory than a reader takes.
    long = subprocess.run([ZSTD, "-q", "-c", "--long=28", "-1"], input=LINES, capture_output=True,
                          check=True).stdout
    status, message = load(tap.write("long.ndjson.zst", long))
    tap.equal((status, "zstd -dc --long=31" in message), (3, True), "a zstd window of 256 MiB")
    plain = subprocess.run([ZSTD, "-dc", "--long=31"], input=long, capture_output=True, check=True).stdout
    tap.ok(load("-", "-f", "ndjson", stdin=plain) == LINES, "and decompressed, as suggested")

# --------------------------------------------------------- a pipe that is silent
first = zlib.compressobj(wbits=31)
part = first.compress(LINES[:half]) + first.flush(zlib.Z_SYNC_FLUSH)
for threads in "1", "3":
    for given in b"", part[:2], part:
        process = subprocess.Popen([tap.ROWCOL, "load", "-", "-d", DTYPE, "-f", "ndjson", "-t", "ndjson", "-o", "-",
                                    "-q", "-j", threads], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
        process.stdin.write(given)
        process.stdin.flush()
        expected = LINES[:half] if given == part else b""
        got = process.stdout.read(len(expected))
        tap.ok(got == expected, f"-j {threads}: what is there of a silent pipe comes out ({len(given)} bytes)")
        process.terminate()
        tap.ok(process.wait(timeout=60) in (128 + signal.SIGTERM, -signal.SIGTERM), f"-j {threads}: a signal ends it")
        process.stdin.close()
        process.stdout.close()
        process.stderr.close()

tap.done()
