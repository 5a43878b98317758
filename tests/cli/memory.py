"""The memory of a load does not grow with its input: below 100 MiB for hundreds of megabytes."""

import os
import re
import resource
import subprocess

import tap

if os.environ.get("SANITIZE"):
    tap.skip_all("a sanitizer needs memory of its own")

LIMIT = 100.0  # MiB
OUT = os.path.join(tap.T, "out.npy")


def run(chunks, *args, **options):
    """Feeds chunks to the command's standard input. (status, standard error, peak in MiB)"""
    process = subprocess.Popen([tap.ROWCOL, *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                               **options)
    try:
        for chunk in chunks:
            process.stdin.write(chunk)
        process.stdin.close()
    except BrokenPipeError:
        pass
    line = process.stderr.read().decode()
    process.stderr.close()
    # Counted by the kernel for the process: at least the peak that --stats prints.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, line, usage.ru_maxrss / 1024


def repeated(chunk, times):
    for _ in range(times):
        yield chunk


# --- many records: 10 million lines, 290 MB
CHUNK = b"".join(b'{"x":%d,"y":%d,"z":%d}\n' % (i * 7919 % 1000000, -i,
                                                123456 + i) for i in range(40000))
TIMES = 250
SUMS = [TIMES * sum(i * 7919 % 1000000 for i in range(40000)),
        TIMES * sum(-i for i in range(40000)),
        TIMES * sum(123456 + i for i in range(40000))]
status, line, peak = run(repeated(CHUNK, TIMES), "load", "-", "-f", "ndjson", "-d",
                         "x:i4,y:i4,z:i4", "-o", OUT,
                         "--stats")
tap.equal(status, 0, "10 million lines: load")
start = f"rowcol: {TIMES * 40000} records, 0 rejected, {TIMES * len(CHUNK)} bytes in, "
tap.ok(line.startswith(start),
       "10 million lines: all of them", line)
peak_shown = re.search(r"peak memory ([0-9.]+) MiB", line)
tap.ok(peak_shown and float(peak_shown[1]) < LIMIT and peak < LIMIT, "10 million lines: memory",
       f"{line}{peak} MiB")

# NumPy runs in a process of its own: the memory of this one counts for the processes it starts.
CHECK = """
import numpy, sys
array = numpy.load(sys.argv[1], mmap_mode="r")
print(array.dtype, array.shape, *(int(array[field].sum(dtype="i8")) for field in "xyz"))
"""
if os.environ.get("NUMPY_PYTHON"):
    check = subprocess.run([os.environ["NUMPY_PYTHON"], "-c", CHECK, OUT], stdout=subprocess.PIPE,
                           check=True)
    tap.equal(check.stdout.decode().strip(), "[('x', '<i4'), ('y', '<i4'), ('z', '<i4')] "
              f"({TIMES * 40000},) {' '.join(map(str, SUMS))}",
              "10 million lines: NumPy's dtype, shape, sums")
else:
    tap.skip("10 million lines: NumPy's dtype, shape, sums", "no Python with NumPy")

# Back again: the same bytes, compared as they come.
process = subprocess.Popen([tap.ROWCOL, "json", OUT], stdout=subprocess.PIPE)
equal = all(process.stdout.read(len(CHUNK)) == CHUNK for _ in range(TIMES))
rest = process.stdout.read()
tap.ok(process.wait() == 0 and equal and rest == b"",
       "10 million lines: rowcol json writes the input again")
os.remove(OUT)

# --- one array
ARRAY = CHUNK.replace(b"\n", b",\n")
status, line, peak = run([b"[", *repeated(ARRAY, 60), b'{"x":1,"y":2,"z":3}]'], "load", "-", "-f",
                         "json", "-d",
                         "x:i4,y:i4,z:i4", "-o", "/dev/null", "-t", "npy")
tap.equal((status, line), (0, f"rowcol: {60 * 40000 + 1} records loaded, 0 rejected\n"),
          "one array: load")
tap.ok(peak < LIMIT, "one array: memory", f"{peak} MiB")

# --- some of 4 million records, which take 48 MB: they are not kept
LOAD = ["load", "-", "-f", "ndjson", "-d", "x:i4,y:i4,z:i4", "-o", "/dev/null", "-t", "npy", "-j", "2"]
for args, chosen in [
        (["--where", "y > -10", "--fields", "x,z"], 1000),
        (["--tail", "70"], 70),
        (["--slice", "::4000"], 1000),
        (["--sort", "-x,z", "--head", "90"], 90),
        (["--sample", "50"], 50)]:
    status, line, peak = run(repeated(CHUNK, 100), *LOAD, *args)
    name = f"4 million lines: {' '.join(args)}"
    tap.equal((status, line), (0, f"rowcol: {chosen} records loaded, 0 rejected\n"), name)
    tap.ok(peak < 40, f"{name}: memory", f"{peak} MiB")
for args in ["table", "--tail", "70"], ["count", "--where", "x < 1000"]:
    status, line, peak = run(repeated(CHUNK, 100), args[0], "-", *(["x"] if args[0] == "count" else []), *args[1:],
                             "-f", "ndjson", "-d", "x:i4,y:i4,z:i4", stdout=subprocess.DEVNULL)
    tap.ok((status, line) == (0, "") and peak < 40, f"4 million lines: {' '.join(args)}: memory", f"{status} {line}{peak} MiB")

# --- one line of 200 MB: refused, or accepted when it is allowed
LONG = b" " * 1000000
status, line, peak = run([b'{"x":1}\n{"x":', *repeated(LONG, 200), b"2}\n"], "load", "-", "-f",
                         "ndjson", "-d",
                         "x:i4", "-o", OUT)
tap.ok(status == 3 and line.startswith("rowcol: standard input:2:1: ") and line.count("\n") == 1,
       "a line of 200 MB is refused", line)
tap.ok(peak < LIMIT, "a line of 200 MB: memory", f"{peak} MiB")
tap.equal(tap.read(OUT), None, "a line of 200 MB: writes nothing")
status, line, _ = run([b'{"x":1}\n{"x":', *repeated(LONG, 200), b"2}\n"], "load", "-", "-f",
                      "ndjson", "-d",
                      "x:i4", "-o", OUT, "--max-record", "300M")
tap.equal((status, line), (0, "rowcol: 2 records loaded, 0 rejected\n"),
          "a line of 200 MB: --max-record 300M")
os.remove(OUT)

# --- the system refuses memory
status, line, _ = run([b'{"x":', *repeated(LONG, 400), b"2}\n"], "load", "-", "-f", "ndjson", "-d",
                      "x:i4", "-o", OUT,
                      "--max-record", "1G", "-j", "1",
                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)))
tap.ok(status == 5 and line.startswith("rowcol: ") and "memory" in line and line.count("\n") == 1,
       "out of memory: exits with 5", f"{status} {line}")
tap.equal(tap.read(OUT), None, "out of memory: writes nothing")

# --- 200 MB outside the records, before and after them; one value of 100 MB is refused
TEXT = b'"' + b"x" * 1000000 + b'",'
AROUND = [b'{"a":[', *repeated(TEXT, 100), b'1],"r":[{"x":1}],"b":[', *repeated(TEXT, 100), b"2]}"]
status, line, peak = run(AROUND, "load", "-", "-f", "json", "--root", "/r", "-d", "x:i4", "-o", OUT)
tap.equal((status, line), (0, "rowcol: 1 record loaded, 0 rejected\n"),
          "200 MB around the records: load")
tap.ok(peak < LIMIT, "200 MB around the records: memory", f"{peak} MiB")

HUGE = [b'{"a":"', *repeated(b"x" * 1000000, 100), b'","r":[{"x":1}]}']
status, line, peak = run(HUGE, "load", "-", "-f", "json", "--root", "/r", "-d", "x:i4", "-o", OUT)
tap.ok(status == 3 and line.startswith("rowcol: standard input:1:6: ") and peak < LIMIT,
       "a value of 100 MB before the records is refused", f"{line}{peak} MiB")
status, line, peak = run(HUGE, "load", "-", "-f", "json", "--root", "/r", "-d", "x:i4", "-o", OUT,
                         "--max-record", "128M")
tap.equal((status, line), (0, "rowcol: 1 record loaded, 0 rejected\n"),
          "a value of 100 MB before the records: --max-record 128M")

# --- a store of no records of two gigabytes each: memory is allocated when there is one
header = "{'descr': [('x', '|S2000000000')], 'fortran_order': False, 'shape': (0,)}".encode()
header += b" " * (-(len(header) + 11) % 64) + b"\n"
empty = tap.write("empty.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)


def little_address_space():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


for args in ["json", empty], ["info", empty], ["load", "-q", empty, "-o", OUT]:
    status, line, peak = run([], *args, *(["-j", "16"] if args[0] != "info" else []),
                             stdout=subprocess.DEVNULL, preexec_fn=little_address_space)
    tap.equal((status, line), (0, ""), f"{args[0]} of no records of 2 GB in 1 GB of address space")

tap.done()
