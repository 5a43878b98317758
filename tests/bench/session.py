"""One run of the benchmarks, in an order that makes the most of the time: first a turn of everyone
on every work, then the series, then further turns until the time is over. Whenever it ends, what
was measured is whole in itself.
"""
import sys

import series
import works as table


class Session:
    """`tables` lists (work, threads, rows), `growth` and `memory` list rows."""

    def __init__(self, runner, works, threads, series_too, memory_too):
        self.runner, self.works, self.threads = runner, works, threads
        self.series_too, self.memory_too = series_too, memory_too
        self.tables, self.growth, self.memory = [], [], []
        self.is_complete = False

    def run(self, save):
        """Calls save() whenever there is something new that would be a pity to lose."""
        for work in self.works:
            self.begin(work)
            save()
        self.run_series(save)
        for turn in range(1, self.runner.mode.rounds):
            for _work, _threads, rows in self.tables:
                self.runner.take_turns(rows, turn)
            save()
        self.is_complete = True

    def begin(self, work):
        size = self.runner.mode.sizes[work.size]
        for count in self.threads if work.threads else self.threads[:1]:
            rows = self.runner.rows(work, size, count)
            if rows is None:
                print("bench: %s is left out: no shared test data" % work.name, file=sys.stderr)
            if rows:
                self.tables.append((work, count, rows))
                self.runner.take_turns(rows, 0)

    def run_series(self, save):
        if not self.series_too:
            return
        for work in (table.BY_NAME[name] for name in table.GROWTH):
            if work in self.works and self.runner.mode.growth:
                self.growth += series.growth(self.runner, work, self.measured(work))
                save()
        if self.memory_too:
            self.memory = series.memory(self.runner)

    def measured(self, work):
        """The rows of the tables, which need no second measurement, by (contender, records)."""
        return {
            (row.contender.name, row.n): row
            for of, threads, rows in self.tables
            if of is work and threads == 1
            for row in rows
        }
