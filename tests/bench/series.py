"""Work at growing sizes: nanoseconds a record as n grows, and resident bytes a record."""
import os
import sys

import machine
import workloads as table
from runner import Row


class Series:
    """Measures workload at each size in turn. A contender that would take too long, or too much memory,
    at the next size is left out from there on, with a note that says what was expected of it.
    `known` holds rows that were measured before, by (contender, records).
    """

    def __init__(self, runner, reps, warm_up, known=None):
        self.runner, self.reps, self.warm_up = runner, reps, warm_up
        self.known = known or {}
        self.last = {}  # by contender name: the row of the size before

    def run(self, workload, sizes):
        rows = []
        for n in sizes:
            for contender in self.runner.participants(workload, 1):
                row = self.known.get((contender.name, n)) or self.measure(contender, workload, n)
                rows.append(row)
                self.last[contender.name] = row
        return rows

    def measure(self, contender, workload, n):
        row = Row(contender, workload, n, 1)
        row.note = self.reason_to_leave_out(contender, n)
        if row.note is None:
            self.runner.take_turn(row, self.reps if n <= 10**6 else 1, self.warm_up)
        return row

    def reason_to_leave_out(self, contender, n):
        if self.runner.is_late():
            return "left out: the %d s are over" % self.runner.mode.limit
        before = self.last.get(contender.name)
        return before and (before.note or before.failure or self.too_much(before, n))

    def too_much(self, before, n):
        growth = n / before.n
        startup = min(before.contender.startup, before.wall)
        seconds = startup + (before.wall - startup) * growth
        if seconds > self.runner.mode.patience:
            return "left out: would take about %d s" % round(seconds)
        if before.workload.group == "write":
            written, free = before.bytes * growth, free_bytes(os.path.dirname(self.runner.scratch))
            if written > 0.6 * free:
                return "left out: would write about %.0f GiB" % (written / 2**30)
        if before.peak * growth > 0.6 * machine.available_bytes():
            return "left out: would need about %.0f GiB" % (before.peak * growth / 2**30)
        return None


def growth(runner, workload, known):
    """Rows of every contender at every size."""
    mode = runner.mode
    rows = Series(runner, mode.reps, mode.warm_up, known).run(workload, mode.growth)
    runner.data.remove_large(2**30)
    return rows


def memory(runner):
    return Series(runner, 1, 0).run(table.MEMORY, runner.mode.memory)


def free_bytes(folder):
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def scratch_folder(wanted, fallback):
    """Written files go to memory, so that no disk is measured, where there is a memory file system
    with room.
    """
    if wanted is None:
        shared = "/dev/shm"
        roomy = os.access(shared, os.W_OK) and free_bytes(shared) > 2**30
        return shared if roomy else fallback
    if not os.access(wanted, os.W_OK):
        sys.exit("bench: cannot write in %s" % wanted)
    return wanted
