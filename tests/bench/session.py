"""One run of the benchmarks, in an order that uses the time well: first a turn of every contender on
every workload, then enough turns for what README.md shows, then the series, then further turns until
the time is over. Whenever it ends, the results that it has can be used.
"""
import sys

import report
import series
import workloads as table


class Session:
    """`tables` lists (workload, threads, rows), `growth` and `memory` list rows."""

    def __init__(self, runner, workloads, threads, series_too, memory_too):
        self.runner, self.workloads, self.threads = runner, workloads, threads
        self.series_too, self.memory_too = series_too, memory_too
        self.tables, self.growth, self.memory = [], [], []
        self.is_complete = False

    def run(self, save):
        """Calls save() after each part."""
        for workload in self.workloads:
            self.begin(workload)
            save()
        self.complete_readme(save)
        self.run_series(save)
        for turn in range(1, self.runner.mode.rounds):
            for _work, _threads, rows in self.tables:
                self.runner.take_turns(rows, turn)
            save()
        self.is_complete = True

    def begin(self, workload):
        size = self.runner.mode.sizes[workload.size]
        for count in self.threads if workload.threads else self.threads[:1]:
            rows = self.runner.rows(workload, size, count)
            if rows is None:
                print("bench: %s is left out: no shared test data" % workload.name, file=sys.stderr)
            if rows:
                self.tables.append((workload, count, rows))
                self.runner.take_turns(rows, 0)

    def complete_readme(self, save):
        """Further turns for the contenders that README.md shows, until each has enough samples."""
        wanted = [(name, threads) for name, threads, _title in table.README]
        for _ in range(self.runner.mode.samples):  # each turn adds one sample at least
            lacking = [
                row
                for t in report.make_tables(self.tables)
                if (t.workload.name, t.threads) in wanted
                for row in t.shown()
                if len(row.samples) < self.runner.mode.samples
            ]
            lacking = list(dict.fromkeys(lacking))
            if not lacking or self.runner.is_late():
                break
            for row in lacking:
                self.runner.take_turn(row, self.runner.mode.reps, self.runner.mode.warm_up)
            save()

    def run_series(self, save):
        if not self.series_too:
            return
        for workload in (table.BY_NAME[name] for name in table.GROWTH):
            if workload in self.workloads and self.runner.mode.growth:
                self.growth += series.growth(self.runner, workload, self.measured(workload))
                save()
        if self.memory_too:
            self.memory = series.memory(self.runner)

    def measured(self, workload):
        """The rows of the tables, which need no second measurement, by (contender, records)."""
        return {
            (row.contender.name, row.n): row
            for of, threads, rows in self.tables
            if of is workload and threads == 1
            for row in rows
        }
