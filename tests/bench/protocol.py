"""What every contender written in Python shares: its command line, its clock and its result lines.

The protocol is described in README.md. A contender names its workloads in a table:
    {"load_points": Workload(run, setup=None, max_threads=1), ...}
`setup(job)` returns what `run(job, state, result)` gets as its state; result.timer() is a context
manager.
"""
import json
import os
import resource
import sys
import time

from kinds import MASK

RANDOM_READS = 200000
MEGABYTE = 1 << 20


class Job:
    def __init__(self, contender, workload, file, records, threads, reps, scratch):
        self.contender, self.workload, self.file, self.scratch = contender, workload, file, scratch
        self.records, self.threads, self.reps = int(records), int(threads), int(reps)


class Result:
    def __init__(self, records):
        self.records, self.bytes, self.seconds = records, 0, None
        self.resident = self.output = None
        self.pages = {}
        self.check = {}

    def timer(self):
        return Timer(self)


class Timer:
    def __init__(self, result):
        self.result = result

    def __enter__(self):
        self.begun = time.perf_counter()

    def __exit__(self, *_):
        self.result.seconds = time.perf_counter() - self.begun
        self.result.pages = pages()


known_pages = {}


def pages():
    """How much memory this process has, and how much of it is in large pages, in bytes. Asked once:
    walking through the pages takes time.
    """
    if not known_pages:
        try:
            with open("/proc/self/smaps_rollup", encoding="ascii") as file:
                values = dict(line.split(":", 1) for line in file if ":" in line[:20])
            for name, key in (("anonymous", "Anonymous"), ("huge", "AnonHugePages")):
                known_pages[name] = int(values[key].split()[0]) * 1024
        except (OSError, KeyError):
            pass
    return known_pages


class Workload:
    def __init__(self, run, setup=None, max_threads=1):
        self.run, self.setup, self.max_threads = run, setup, max_threads


class Contender:
    def __init__(self, name, version, workloads, role="peer", todo=""):
        self.name, self.version, self.workloads, self.role, self.todo = name, version, workloads, role, todo


def main(contenders):
    if sys.argv[1:] == ["--list"]:
        for c in contenders:
            workloads = {name: workload.max_threads for name, workload in c.workloads.items()}
            print(
                json.dumps(
                    {
                        "contender": c.name,
                        "role": c.role,
                        "version": c.version,
                        "workloads": workloads,
                        "todo": c.todo,
                    }
                )
            )
        return
    if len(sys.argv) != 8:
        sys.exit(
            "usage: %s CONTENDER WORKLOAD FILE RECORDS THREADS REPS SCRATCH, or --list" % sys.argv[0]
        )
    job = Job(*sys.argv[1:])
    contender = next((c for c in contenders if c.name == job.contender), None)
    if contender is None or job.workload not in contender.workloads:
        sys.exit("error: there is no contender %s for %s here" % (job.contender, job.workload))
    workload = contender.workloads[job.workload]
    state = workload.setup(job) if workload.setup else None
    over = time.monotonic() + float(os.environ.get("BENCH_SECONDS", "inf"))
    for rep in range(job.reps):
        if rep > 0 and time.monotonic() > over:
            break
        result = Result(job.records)
        if os.path.exists(job.scratch):  # replacing a file takes time, which is not to be measured
            os.remove(job.scratch)
        workload.run(job, state, result)
        print_result(job, result)


def print_result(job, result):
    line = {
        "workload": job.workload,
        "contender": job.contender,
        "threads": job.threads,
        "seconds": result.seconds,
        "records": result.records,
        "bytes": result.bytes,
        "check": result.check,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    line.update(result.pages)
    for name in ("resident", "output"):
        if getattr(result, name) is not None:
            line[name] = getattr(result, name)
    print(json.dumps(line), flush=True)


def resident():
    """Bytes of this process in memory now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def mix(value):
    """data_mix() of data.c"""
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


def pick(i, n):
    """data_pick() of data.c"""
    return mix(i + 12345) % n
