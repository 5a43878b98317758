#!/usr/bin/env python3
"""How rowcol scales with threads, beside the limit: as many separate processes.

    scale.py --bin FOLDER [--quick] [--work WORDS] [--threads 1,2,4] [--folder /dev/shm]

FOLDER has the programs rowcol, gen and scale_memory (scale_pack.sh makes such a folder, to be carried
to another machine). Data is made in a folder in memory and removed at the end.

Each work runs with 1, 2, 4 ... threads, up to twice the processors. Beside it, "processes": the same
number of one-thread processes at once, each on an equal part of the input; they share nothing, so that
no number of threads can do better. Printed are nanoseconds a record, GB of text a second, voluntary
context switches for each GB of text, the kernel's share of the processor time, and the rate as a part
of the processes' rate. The fastest of the rounds counts. Nothing but Python is needed; DuckDB is
measured where the command duckdb is installed.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

POINTS = "x:i4,y:i4,z:i4"
MIXED = "id:i8, name:S16, city:S12, level:i1, score:f8, ok:bool"
DTYPES = {"points": POINTS, "mixed": MIXED}
# The records of the data in quick and full mode.
RECORDS = {"points": (2_000_000, 60_000_000), "mixed": (700_000, 15_000_000)}


def record_count(options, records):
    quick, full = RECORDS[records]
    return quick if options.quick else int(full * options.share)


class Work:
    """A kind of work. `text` is the ending of the file of text that is read or written."""

    def __init__(self, name, records, text, command):
        self.name, self.records, self.text, self.command = name, records, text, command


def load(bin_folder, records, source, out, threads):
    return [bin_folder + "/rowcol", "load", "-q", "-j", str(threads), "-d", DTYPES[records], source,
            "-o", out + ".npy"]


def load_memory(bin_folder, records, source, _out, threads):
    return [bin_folder + "/scale_memory", "load", DTYPES[records], str(threads), source]


def write(bin_folder, _records, source, out, threads):
    return [bin_folder + "/rowcol", "json", "-j", str(threads), source, "-o", out + ".ndjson"]


def write_csv(bin_folder, _records, source, out, threads):
    return [bin_folder + "/rowcol", "csv", "-j", str(threads), source, "-o", out + ".csv"]


# What the commands write.
ENDINGS = (".npy", ".ndjson", ".csv")
KINDS = {"ndjson": "", "json": " array", "csv": " csv", "npy": ""}

WORKS = [
    Work("load", records, text, load)
    for records in ("points", "mixed") for text in ("ndjson", "json", "csv")
] + [
    Work("memory", records, text, load_memory)
    for records in ("points", "mixed") for text in ("ndjson", "json")
] + [
    Work(name, records, "npy", command)
    for name, command in (("json", write), ("csv", write_csv)) for records in ("points", "mixed")
]


class Measured:
    """What some processes took together."""

    def __init__(self, seconds, user, kernel, switches):
        self.seconds, self.user, self.kernel, self.switches = seconds, user, kernel, switches


def run_all(commands):
    """Runs the commands at once."""
    start = time.perf_counter()
    running = [subprocess.Popen(c, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for c in commands]
    user = kernel = switches = 0
    for process in running:
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        process.stderr.close()
        if status != 0:
            sys.exit("scale: %s\n%s" % (" ".join(process.args), message.decode(errors="replace")))
        user += usage.ru_utime
        kernel += usage.ru_stime
        switches += usage.ru_nvcsw
    return Measured(time.perf_counter() - start, user, kernel, switches)


def best(rounds, commands, outputs):
    results = []
    for _ in range(rounds):
        results.append(run_all(commands))
        for path in outputs:
            if os.path.exists(path):
                os.remove(path)
    return min(results, key=lambda one: one.seconds)


class Data:
    """The files, made when they are needed."""

    def __init__(self, options, folder):
        self.options, self.folder, self.made = options, folder, {}

    def file(self, records, text, count):
        return self.files(records, text, count, 1)[0]

    def files(self, records, text, count, parts):
        """So many files of `count` records each, made at the same time."""
        keys = [(records, text, count, seed) for seed in range(1, parts + 1)]
        making = []
        for key in keys:
            if key not in self.made:
                path = "%s/%s-%d-%d.%s" % (self.folder, records, count, key[3], text)
                making.append((path, subprocess.Popen(
                    [self.options.bin + "/gen", records + "." + text, str(count), str(key[3]), path])))
                self.made[key] = path
        for path, process in making:
            if process.wait() != 0:
                sys.exit("scale: cannot make %s" % path)
            os.remove(path + ".check")
        return [self.made[key] for key in keys]

    def drop(self, keep=()):
        for path in self.made.values():
            if path not in keep:
                os.remove(path)
        self.made = {key: path for key, path in self.made.items() if path in keep}


def text_bytes(data, work, count):
    """The bytes of text that the work reads or writes."""
    if work.text != "npy":
        return os.path.getsize(data.file(work.records, work.text, count))
    out = data.folder + "/size"
    run_all([work.command(data.options.bin, work.records, data.file(work.records, "npy", count), out, 1)])
    made = [out + ending for ending in ENDINGS if os.path.exists(out + ending)]
    size = os.path.getsize(made[0])
    os.remove(made[0])
    return size


def line(label, threads, measured, count, size, limit=None):
    total = measured.user + measured.kernel
    gb = size / 1e9
    rate = gb / measured.seconds
    print("%-22s %4d  %8.2f  %7.2f  %9.0f  %5.0f %%%s" % (
        label, threads, measured.seconds * 1e9 / count, rate, measured.switches / gb,
        100 * measured.kernel / total if total else 0,
        "  %4.0f %%" % (100 * rate / limit) if limit else ""), flush=True)
    return {"work": label, "threads": threads, "ns": measured.seconds * 1e9 / count, "GBs": rate,
            "switches_per_GB": measured.switches / gb, "kernel": measured.kernel,
            "user": measured.user, "of_processes": rate / limit if limit else None}


def measure(options, data, work, threads):
    count = record_count(options, work.records)
    source = data.file(work.records, work.text, count)
    size = text_bytes(data, work, count)
    label = "%s %s%s" % (work.name, work.records, KINDS[work.text])
    rows = []
    for n in threads:
        each = count // n
        parts = data.files(work.records, work.text, each, n)
        outs = ["%s/out%d" % (data.folder, i) for i in range(n)]
        made = [out + ending for out in outs for ending in ENDINGS]
        separate = best(options.rounds, [
            work.command(options.bin, work.records, part, out, 1) for part, out in zip(parts, outs)
        ], made)
        limit = each * n / count * size / 1e9 / separate.seconds
        one = best(options.rounds, [work.command(options.bin, work.records, source, outs[0], n)], made)
        rows.append(line(label, n, one, count, size, limit))
        rows.append(line("  processes", n, separate, each * n, each * n / count * size))
        data.drop(keep=(source,))
    return rows


def duckdb_rows(options, data, threads):
    """DuckDB reads the same lines into a table."""
    program = shutil.which("duckdb")
    if not program:
        print("DuckDB: not on this machine")
        return []
    rows = []
    for records in ("points", "mixed"):
        count = record_count(options, records)
        source = data.file(records, "ndjson", count)
        for n in threads:
            sql = ("SET threads=%d; CREATE TABLE t AS SELECT * FROM read_json('%s', "
                   "format='newline_delimited', maximum_object_size=16777216);" % (n, source))
            rows.append(line("DuckDB load " + records, n, best(options.rounds, [[program, "-c", sql]], []),
                             count, os.path.getsize(source)))
        data.drop()
    return rows


def copies(options, threads):
    """memcpy by each thread, in GB copied a second."""
    each = 1 << (30 if options.quick else 32)
    for n in threads:
        done = subprocess.run([options.bin + "/scale_memory", "copy", str(n), str(each)], check=True,
                              stdout=subprocess.PIPE)
        print("memcpy %22d  %.1f GB/s" % (n, n * each / 1e9 / json.loads(done.stdout)["seconds"]))


def thread_counts(options):
    if options.threads:
        return [int(n) for n in options.threads.split(",")]
    counts, n = [], 1
    while n <= 2 * len(os.sched_getaffinity(0)):
        counts.append(n)
        n *= 2
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bin", required=True, help="folder of rowcol, gen and scale_memory")
    parser.add_argument("--quick", action="store_true", help="less data")
    parser.add_argument("--share", type=float, default=1, help="part of the full data, such as 0.3")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", help="such as 1,2,16; default: up to twice the processors")
    parser.add_argument("--work", default="", help="only works whose name has this in it")
    parser.add_argument("--folder", default="/dev/shm", help="where data is made")
    parser.add_argument("--json", help="file for the results")
    options = parser.parse_args()
    threads = thread_counts(options)
    print("processors: %d" % len(os.sched_getaffinity(0)))
    print("%-22s %4s  %8s  %7s  %9s  %7s  %6s" % (
        "work", "n", "ns/rec", "GB/s", "switch/GB", "kernel", "of processes"))
    rows = []
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="rowcol-scale-") as folder:
        data = Data(options, folder)
        for work in WORKS:
            label = "%s %s %s" % (work.name, work.records, work.text)
            if options.work in label:
                rows += measure(options, data, work, threads)
                data.drop()
        if not options.work:
            rows += duckdb_rows(options, data, threads)
            copies(options, threads)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
