"""Runs contenders on workloads: in turn, several times; each result is checked before its time
counts.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

import workloads as table


class Contender:
    def __init__(self, command, listed, startup=0.0):
        self.command, self.startup = command, startup
        self.name, self.role, self.version = listed["contender"], listed["role"], listed["version"]
        self.workloads, self.todo = listed["workloads"], listed["todo"].split()

    def to_json(self):
        names = {"contender": self.name, "role": self.role, "version": self.version}
        return dict(names, todo=self.todo)


class Failure(Exception):
    pass


def program_name(workload):
    """The real earthquakes are loaded as the generated ones are."""
    return "load_quakes" if workload.name == "load_earthquakes" else workload.name


def launch(command, timeout, env):
    """The standard output of a program that may take `timeout` seconds; all that it started ends with
    it.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        env=env,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failure("not done after %g s" % timeout) from None
    finally:
        end_group(process)
    if process.returncode != 0:
        lines = err.splitlines()
        message = (
            [line for line in lines if re.match(r"\S*[eE]rror: ", line)]
            or lines[-1:]
            or ["no message"]
        )
        raise Failure("exit status %d: %s" % (process.returncode, message[0][:300]))
    return out


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.communicate()


def environment():
    env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8")
    for name in ("BENCH_TEXT_BYTES", "BENCH_SECONDS", "GLIBC_TUNABLES", "LD_PRELOAD"):
        env.pop(name, None)
    return env


def large_pages(preload):
    """Settings that give all contenders memory in large pages, as rowcol asks for on its own: malloc
    by a tunable of the C library (2.35 or newer), other allocators by large_pages.c.
    """
    settings = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    if preload is not None:
        settings["LD_PRELOAD"] = preload
    return settings


def list_contenders(commands):
    """The contenders of all commands, and {command: reason} for those that do not start. How long
    the listing took is how long they need to start.
    """
    contenders, broken = [], {}
    for command in commands:
        try:
            begun = time.monotonic()
            lines = launch(command + ["--list"], 120, environment()).splitlines()
            startup = time.monotonic() - begun
            contenders += [Contender(command, json.loads(line), startup) for line in lines]
        except (Failure, ValueError, KeyError, OSError) as problem:
            broken[os.path.basename(command[-1])] = str(problem)
    return contenders, broken


class Row:
    """What one contender did on one workload, at one size, with so many threads."""

    OPTIONAL = ("resident", "anonymous", "huge", "failure", "note")

    def __init__(self, contender, workload, n, threads):
        self.contender, self.workload, self.n, self.threads = contender, workload, n, threads
        self.samples, self.records, self.bytes, self.resident = [], 0, 0, None
        self.peak = 0  # memory of the process, in bytes
        self.anonymous = self.huge = None  # its memory that is not a file's; in large pages
        self.wall = 0.0  # of the last turn, with all that is not measured
        self.cost = 0.0  # of all turns
        self.failure = None
        self.note = None

    def add(self, line):
        self.samples.append(float(line["seconds"]))
        self.records, self.bytes = int(line["records"]), int(line["bytes"])
        self.peak = max(self.peak, int(line.get("peak", 0)))
        if "resident" in line:
            self.resident = max(self.resident or 0, int(line["resident"]))
        if "huge" in line:
            self.anonymous, self.huge = int(line["anonymous"]), int(line["huge"])

    def fail(self, reason):
        self.failure, self.samples = reason, []
        print("FAILED: " + reason, file=sys.stderr)

    @property
    def median(self):
        return self.quantile(0.5)

    def quantile(self, q):
        ordered = sorted(self.samples)
        at = q * (len(ordered) - 1)
        low = int(at)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (at - low)

    @classmethod
    def from_json(cls, record):
        """As to_json() wrote it: for tables and charts, not to be measured again."""
        listed = dict(record, workloads={}, todo="")
        workload = table.find(record["workload"])
        row = cls(Contender([], listed), workload, record["n"], record["threads"])
        row.samples, row.records = record.get("seconds", []), record.get("records", 0)
        row.bytes = record.get("bytes", 0)
        for name in Row.OPTIONAL:
            setattr(row, name, record.get(name))
        return row

    def to_json(self):
        record = {
            "workload": self.workload.name,
            "contender": self.contender.name,
            "role": self.contender.role,
            "version": self.contender.version,
            "threads": self.threads,
            "n": self.n,
        }
        if self.samples:
            record.update(
                records=self.records,
                bytes=self.bytes,
                samples=len(self.samples),
                seconds=self.samples,
                median=self.median,
                quartiles=[self.quantile(0.25), self.quantile(0.75)],
                ns_per_record=self.median / self.records * 1e9,
                megabytes_per_second=self.bytes / self.median / 1e6,
            )
        for name in Row.OPTIONAL:
            if getattr(self, name) is not None:
                record[name] = getattr(self, name)
        return record


class Runner:
    """`settings` are environment variables for every contender."""

    def __init__(self, contenders, data, mode, verify, scratch, pin=False, settings=None):
        self.contenders, self.data, self.mode, self.pin = contenders, data, mode, pin
        self.settings = settings or {}
        self.verify = verify if os.path.exists(verify) else None
        self.scratch, self.begun = scratch, time.monotonic()

    def is_late(self):
        return time.monotonic() - self.begun > self.mode.limit

    def participants(self, workload, threads):
        """On more than one thread only those that can use them; the others were measured on one."""
        name = program_name(workload)
        return [c for c in self.contenders if c.workloads.get(name, 0) >= threads]

    def rows(self, workload, n, threads):
        """A row, still empty, for every contender of a workload; None when its data are missing."""
        if workload.kind is not None and workload.kind.startswith("real."):
            if self.data.path(workload.kind, n) is None:
                return None
            n = self.data.sums(workload.kind, n, "all")["records"]
        return [Row(c, workload, n, threads) for c in self.participants(workload, threads)]

    def take_turns(self, rows, turn):
        """One turn for every row, each time beginning with another. Every row gets the first turn;
        further ones are for those that are fast and right, as long as there is time.
        """
        shift = turn * 7 % len(rows) if rows else 0
        for row in rows[shift:] + rows[:shift]:
            again = row.failure is None and row.cost < self.mode.budget and not self.is_late()
            if turn == 0 or again:
                self.take_turn(row, self.mode.reps, self.mode.warm_up)

    def take_turn(self, row, reps, warm_up):
        """Adds the times of `reps` repetitions, or the failure of any. When the first one takes all the
        seconds of the turn, it counts, though it was to warm up.
        """
        what = (row.workload.name, row.contender.name, row.n, row.threads)
        print("  %-18s %-16s n=%-9d threads=%d" % what, end="  ", flush=True, file=sys.stderr)
        try:
            lines = self.start(row, reps + warm_up)
            for line in lines:
                self.check(row, line)
            if lines[-1].get("output") in ("ndjson", "npy", "csv") and not row.samples:
                self.compare(self.verify_output(row), self.expected(row))
            for line in lines[warm_up:] or lines[-1:]:
                row.add(line)
            print("%10.3f ms" % (row.samples[-1] * 1e3), file=sys.stderr)
        except Failure as problem:
            row.fail(str(problem))
        except (ValueError, KeyError) as problem:
            row.fail("a line that cannot be read: %r" % problem)
        finally:
            if os.path.exists(self.scratch):
                os.remove(self.scratch)

    def start(self, row, reps):
        workload, env = row.workload, environment()
        if workload.name != "memory":  # there each has the pages that it has for its users
            env.update(self.settings)
        env["BENCH_SECONDS"] = str(self.mode.seconds)
        path = "-"
        if workload.kind is not None:
            path = self.data.path(workload.kind, row.n)
            self.data.warm(path)
            if workload.needs_text:
                beside = self.data.path(workload.kind.replace(".npy", ".ndjson"), row.n)
                env["BENCH_TEXT_BYTES"] = str(os.path.getsize(beside))
        how = [str(row.n), str(row.threads), str(reps), self.scratch]
        arguments = [row.contender.name, program_name(workload), path] + how
        cpus = ",".join(str(cpu) for cpu in sorted(os.sched_getaffinity(0))[: row.threads])
        prefix = ["taskset", "-c", cpus] if self.pin else []
        begun = time.monotonic()
        out = launch(prefix + row.contender.command + arguments, self.mode.timeout, env)
        row.wall = time.monotonic() - begun
        row.cost += row.wall
        lines = [json.loads(line) for line in out.splitlines()]
        few = len(lines) < reps and row.wall < self.mode.seconds
        if not lines or few or len(lines) > reps:
            raise Failure("%d results, not %d" % (len(lines), reps))
        return lines

    def check(self, row, line):
        if line["check"]:
            self.compare(line["check"], self.expected(row))
        elif line.get("output") is None and not row.contender.name.startswith("memcpy"):
            raise Failure("a result that cannot be checked")

    def expected(self, row):
        if row.workload.kind is None:
            return table.made_sums(row.workload.family, row.n)
        return self.data.sums(row.workload.kind, row.n, row.workload.family)

    def compare(self, found, expected):
        difference = table.same(found, expected)
        if difference is not None:
            raise Failure("wrong result: " + difference)

    def verify_output(self, row):
        """Reads the file of the last repetition with another program than the one that wrote it."""
        if self.verify is None:
            raise Failure("verify was not built, so the output cannot be checked")
        return json.loads(
            launch(
                [self.verify, row.workload.record, self.scratch, str(row.n)],
                self.mode.timeout,
                environment(),
            )
        )
