"""What compressed inputs cost: rowcol load beside the command that only decompresses, in one run.

    python3 tests/bench/compressed.py path/to/rowcol [repetitions]

Prints for each format the least time of several runs: of the decompressor alone (to /dev/null), of
rowcol load on the compressed file, of both with a pipe between them, and of the plain file; and the
processor time of the first two. The input is 4,000,000 records of three integers, 130 MB, made anew in a
temporary folder.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

RECORDS = 4000000
LOAD = ["load", "-d", "x:i4, y:i4, z:i1", "-f", "ndjson", "-t", "npy", "-o", "/dev/null", "-q"]
FORMATS = [("gz", ["gzip", "-6"], ["gzip", "-dc"]), ("zst", ["zstd", "-q", "-3"], ["zstd", "-dcq"]),
           ("xz", ["xz", "-T1", "-1"], ["xz", "-dc", "-T1"]), ("bz2", ["bzip2"], ["bzip2", "-dc"])]


def run(commands):
    """Seconds, and seconds of the processors, for commands with pipes between them."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    processes, source = [], None
    for i, command in enumerate(commands):
        last = i == len(commands) - 1
        processes.append(subprocess.Popen(command, stdin=source,
                                          stdout=subprocess.DEVNULL if last else subprocess.PIPE))
        if source:
            source.close()
        source = processes[-1].stdout
    if any(process.wait() for process in processes):
        sys.exit(f"{commands}: failed")
    took = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(commands, repetitions):
    runs = [run(commands) for _ in range(repetitions)]
    return min(took for took, _ in runs), min(used for _, used in runs)


def main():
    rowcol = os.path.abspath(sys.argv[1])
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("in.ndjson", "w", encoding="ascii") as file:
            for i in range(RECORDS):
                file.write('{"x":%d,"y":%d,"z":%d}\n' % (i, random.randint(-10**6, 10**6), random.randint(0, 99)))
        plain, _ = least([[rowcol, *LOAD, "in.ndjson"]], repetitions)
        print(f"plain text: load {plain:.3f} s")
        for suffix, compress, decompress in FORMATS:
            if not shutil.which(compress[0]):
                print(f"{suffix}: there is no command {compress[0]}")
                continue
            with open("in.ndjson." + suffix, "wb") as file:
                subprocess.run([*compress, "-c", "in.ndjson"], stdout=file, check=True)
            alone, used = least([[*decompress, "in.ndjson." + suffix]], repetitions)
            load, load_used = least([[rowcol, *LOAD, "in.ndjson." + suffix]], repetitions)
            pipe, _ = least([[*decompress, "in.ndjson." + suffix], [rowcol, *LOAD, "-"]], repetitions)
            print(f"{suffix:4} {' '.join(decompress):14} {alone:6.3f} s, load {load:6.3f} s ({load / alone:4.2f} times), "
                  f"through a pipe {pipe:6.3f} s; processors {used:6.3f} s and {load_used:6.3f} s")
        os.chdir("/")


main()
