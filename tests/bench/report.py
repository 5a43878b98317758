"""Tables of the results: as text, as Markdown, as JSON, and as charts."""
import json
import math
import os

import svg
from runner import Contender, Row


def duration(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return "%.3g %s" % (seconds / scale, unit)
    return "%.3g ns" % (seconds * 1e9)


def spread(row):
    if len(row.samples) < 2:
        return "-"
    return duration(row.quantile(0.25)) + " - " + duration(row.quantile(0.75))


def ratio(value):
    return "%.2f" % value if value < 10 else "%.0f" % value


def significant(value):
    """Three digits and no exponent: 0.852, 28.1, 1,435."""
    if value >= 100:
        return count(round(value))
    return ("%.3g" % value) if value >= 1 else ("%.2f" % value)


def count(n):
    return "{:,}".format(n)


# Of results that do not say it: they are of a time before large_pages.c.
OLD_MEMORY = "large pages for rowcol only; peers compiled for any processor"

# With fewer samples than this the quartiles say nothing about the noise.
FEWEST = 4


def is_apart(fast, slow):
    """Whether `fast` is faster by more than the noise: three quarters of its times are below three
    quarters of the times of `slow`.
    """
    enough = min(len(fast.samples), len(slow.samples)) >= FEWEST
    return enough and fast.quantile(0.75) < slow.quantile(0.25)


def is_noise(one, other):
    """Whether the difference of two rows is known to be within the noise."""
    enough = min(len(one.samples), len(other.samples)) >= FEWEST
    return enough and not is_apart(one, other) and not is_apart(other, one)


class Table:
    """One workload on so many threads: the rows, and those that all others are compared with.

    Peers do what rowcol does: each run makes its parser and its buffer. Contenders with the role
    "kept" keep them from one run to the next, and are compared apart.
    """

    MOST_OTHERS = 4  # that README.md names besides the best peer

    def __init__(self, workload, threads, rows, one_thread=None):
        self.workload, self.threads = workload, threads
        self.rows = sorted((row for row in rows if row.samples), key=lambda row: row.median)
        self.failed = [row for row in rows if row.failure]
        # A contender that can use one thread only takes part on two threads all the same.
        self.field = self.rows + (one_thread.rows if one_thread else [])
        self.n = rows[0].n
        self.own = self.best(self.field, "self")
        self.best_peer = self.best(self.field, "peer")
        self.best_kept = self.best(self.field, "kept")
        self.copy = self.limit("memcpy")
        self.loop = self.limit("C loop")

    @staticmethod
    def best(rows, role):
        return min(
            (row for row in rows if row.contender.role == role),
            key=lambda row: row.median,
            default=None,
        )

    def limit(self, name):
        return next((row for row in self.field if row.contender.name == name), None)

    def peers(self, roles=("peer",)):
        """The peers, each with the number of threads that serves it best, the fastest first."""
        best = {}
        for row in self.field:
            name = row.contender.name
            if row.contender.role in roles and row.median <= best.get(name, row).median:
                best[name] = row
        return sorted(best.values(), key=lambda row: row.median)

    def others(self):
        """What README.md names besides rowcol and the best peer."""
        rest = [row for row in self.peers(("peer", "kept")) if row is not self.best_peer]
        return rest[: self.MOST_OTHERS]

    def shown(self):
        """The rows that README.md shows."""
        if self.own is None or self.best_peer is None:
            return []
        return [self.own, self.best_peer] + self.others()

    def winner(self):
        """The row that is faster than all others by more than the noise, or None."""
        rows = sorted(self.shown(), key=lambda row: row.median)
        if rows and all(is_apart(rows[0], row) for row in rows[1:]):
            return rows[0]
        return None

    def title(self):
        return "%s: %s; %s records, %d thread%s" % (
            self.workload.name,
            self.workload.title,
            count(self.n),
            self.threads,
            "" if self.threads == 1 else "s",
        )

    def verdict(self, todo):
        if self.own is None:
            return "rowcol: %s" % ("not there yet" if todo else "not measured")
        if self.best_peer is None:
            return "rowcol: no peer was measured"
        factor = self.best_peer.median / self.own.median
        own, peer = self.name("rowcol", self.own), self.name(None, self.best_peer)
        noise = " (within the noise)" if is_noise(self.own, self.best_peer) else ""
        if factor >= 1:
            text = "%s is %s times as fast as the best peer, %s" % (own, ratio(factor), peer)
        else:
            text = "a peer is faster: %s is %s times as fast as %s" % (peer, ratio(1 / factor), own)
        return text + noise + self.verdict_on_kept()

    def verdict_on_kept(self):
        if self.best_kept is None:
            return ""
        factor = self.best_kept.median / self.own.median
        noise = " (within the noise)" if is_noise(self.own, self.best_kept) else ""
        own, kept = self.name("rowcol", self.own), self.name(None, self.best_kept)
        return "; %s is %s times as fast as %s%s" % (own, ratio(factor), kept, noise)

    def name(self, name, row):
        """A contender that was faster on fewer threads, or can use one only, is marked so."""
        one = " on one thread" if row.threads < self.threads else ""
        return (name or row.contender.name) + one

    def ratio_to(self, row, other):
        """The time as a multiple of another's; with a mark when that one had fewer threads."""
        if row is None or other is None:
            return "-"
        return ratio(row.median / other.median) + ("¹" if other.threads < row.threads else "")


def make_tables(measured):
    """The tables of a list of (workload, threads, rows)."""
    tables = []
    for workload, threads, rows in measured:
        one = None
        if threads > 1:
            one = next((t for t in tables if t.workload is workload and t.threads == 1), None)
        tables.append(Table(workload, threads, rows, one))
    return tables


class Results:
    def __init__(self, about, contenders, tables, growth, memory):
        self.about, self.contenders, self.growth, self.memory = about, contenders, growth, memory
        self.tables = make_tables(tables)

    @classmethod
    def from_json(cls, text):
        """The results that json() wrote."""
        read = json.loads(text)
        contenders = [
            Contender([], dict(listed, workloads={}, todo=" ".join(listed["todo"])))
            for listed in read["contenders"]
        ]
        tables = {}
        for record in read["results"]:
            row = Row.from_json(record)
            tables.setdefault((row.workload, row.threads), []).append(row)
        series = [[Row.from_json(record) for record in read[name]] for name in ("growth", "memory")]
        return cls(read["about"], contenders, [(*key, rows) for key, rows in tables.items()], *series)

    def table(self, name, threads):
        found = [t for t in self.tables if t.workload.name == name and t.threads == threads]
        return found[0] if found else None

    def todo(self, workload):
        return any(workload.name in c.todo for c in self.contenders)

    def failures(self):
        rows = [row for t in self.tables for row in t.failed] + [
            r for r in self.growth + self.memory if r.failure
        ]
        return [
            "%s, %s, n=%d, threads=%d: %s"
            % (r.workload.name, r.contender.name, r.n, r.threads, r.failure)
            for r in rows
        ]

    # ---- text

    def text(self):
        blocks = [self.head()] + [self.table_text(t) for t in self.tables]
        if self.growth:
            blocks.append(self.growth_text())
        if self.memory:
            blocks.append(
                self.series_text(
                    "memory: resident bytes a record, by number of records",
                    self.memory,
                    resident_bytes,
                )
            )
        failures = self.failures()
        if failures:
            blocks.append("FAILED:\n" + "\n".join("  " + line for line in failures))
        return "\n\n".join(blocks)

    def head(self):
        a = self.about
        lines = [
            "rowcol benchmarks, %s, mode %s, seed %d, %d s%s"
            % (a["date"], a["mode"], a["seed"], a["seconds"], self.caveat()),
            "  command    " + a["command"],
            "  machine    %s, %d processors, %s GiB"
            % (a["processor"], a["processors"], a["memory_gib"]),
            "  system     %s, Linux %s, %s %s"
            % (a["system"], a["kernel"], a["compiler"], a["flags"]),
            "  load       %.2f before, %.2f after (1 minute)"
            % (a["load_before"][0], a["load_after"][0]),
            *self.head_of_build(),
            "  written to %s" % a["scratch"],
            "  versions   " + ", ".join(self.versions()),
        ]
        lines += ["  left out   %s: %s" % item for item in sorted(a["absent"].items())]
        lines += ["  BROKEN     %s: %s" % item for item in sorted(a["broken"].items())]
        return "\n".join(lines)

    def head_of_build(self):
        """Which rowcol was measured, and with which pages; older results do not say it."""
        a, lines = self.about, []
        if a.get("commit"):
            lines.append("  commit     " + a["commit"])
        if a.get("commit_before"):
            lines.append("  before     " + a["commit_before"])
        lines.append("  memory     " + (a.get("memory") or OLD_MEMORY))
        return lines

    def caveat(self):
        return "" if self.about["complete"] else "; INCOMPLETE: it was ended before its time"

    def versions(self):
        seen = {}
        for c in self.contenders:
            if c.role != "limit":
                seen.setdefault(c.name.split()[0], c.version)
        return ["%s %s" % item for item in seen.items()]

    def table_text(self, t):
        pages = any(row.huge is not None for row in t.rows)
        lines = [
            t.title(),
            "  %-20s %11s %4s %23s %11s %9s %10s %8s %8s%s"
            % (
                "contender",
                "median",
                "of",
                "quartiles",
                "ns/record",
                "MB/s",
                "best peer",
                "memcpy",
                "C loop",
                "  large pages" if pages else "",
            ),
        ]
        for row in t.rows:
            line = "  %-20s %11s %4d %23s %11.4g %9.4g %10s %8s %8s" % (
                row.contender.name,
                duration(row.median),
                len(row.samples),
                spread(row),
                row.median / row.records * 1e9,
                row.bytes / row.median / 1e6,
                *(t.ratio_to(row, other) for other in (t.best_peer, t.copy, t.loop)),
            )
            lines.append(line + ("%13s" % large_share(row) if pages else ""))
        lines += ["  %-20s FAILED: %s" % (row.contender.name, row.failure) for row in t.failed]
        if any("¹" in line for line in lines):
            lines.append("  ¹ of one thread: it cannot use more")
        return "\n".join(lines + ["  " + t.verdict(self.todo(t.workload))])

    def growth_text(self):
        blocks = []
        for workload in dict.fromkeys(row.workload for row in self.growth):
            rows = [row for row in self.growth if row.workload is workload]
            blocks.append(
                self.series_text(
                    "%s: ns a record, by number of records" % workload.name, rows, nanoseconds
                )
            )
        return "\n\n".join(blocks)

    def series_text(self, title, rows, value):
        sizes = sorted({row.n for row in rows})
        lines = [title, "  %-20s" % "contender" + "".join("%14s" % count(n) for n in sizes)]
        for name in dict.fromkeys(row.contender.name for row in rows):
            mine = {row.n: row for row in rows if row.contender.name == name}
            cells = [
                "%14s" % ("%.4g" % value(mine[n]) if n in mine and mine[n].samples else "-")
                for n in sizes
            ]
            notes = [row.note for row in mine.values() if row.note]
            lines.append("  %-20s" % name + "".join(cells) + ("  " + notes[0] if notes else ""))
        return "\n".join(lines)

    # ---- Markdown: the table for the documentation

    def markdown(self):
        a = self.about
        kept = any(t.best_kept for t in self.tables)
        titles = ["workload", "records", "threads", "rowcol", "best peer", "rowcol is"]
        titles += (["kept parser"] if kept else []) + ["time : memcpy", "time : C loop"]
        lines = [
            "Measured %s with `%s` on %s (%d processors), %s."
            % (a["date"], a["command"], a["processor"], a["processors"], a["system"]),
            "",
            "| " + " | ".join(titles) + " |",
            "| --- | ---: | ---: | ---: | --- | --- |" + " --- |" * kept + " ---: | ---: |",
        ]
        lines += [self.markdown_line(t, kept) for t in self.tables if t.best_peer is not None]
        if any("¹" in line for line in lines):
            lines += ["", "¹ the time of one thread: it cannot use two, or gains nothing by it."]
        return "\n".join(lines) + "\n"

    def markdown_line(self, t, kept):
        own, peer = t.own, t.best_peer
        factor = "not there yet" if own is None and self.todo(t.workload) else "not measured"
        if own is not None:
            gain = peer.median / own.median
            factor = (
                "%s times as fast" % ratio(gain)
                if gain >= 1
                else "%s times as slow: the peer is faster" % ratio(1 / gain)
            )
            factor += ", within the noise" if is_noise(own, peer) else ""
        cells = [
            t.workload.title,
            count(t.n),
            str(t.threads),
            marked(own, t) if own else "-",
            "%s, %s" % (peer.contender.name, marked(peer, t)),
            factor,
        ]
        if kept:
            row = t.best_kept
            cells.append("%s, %s" % (row.contender.name, marked(row, t)) if row else "-")
        cells += [t.ratio_to(own, limit) for limit in (t.copy, t.loop)]
        return "| " + " | ".join(cells) + " |"

    # ---- files

    def save(self, folder):
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder):
            if name.endswith(".svg"):
                os.remove(os.path.join(folder, name))
        for name, text in self.files().items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)

    def files(self):
        files = {
            "results.txt": self.text() + "\n",
            "results.md": self.markdown(),
            "results.json": self.json(),
        }
        files.update(self.charts())
        return files

    def charts(self):
        where = "%s, %s" % (self.about["processor"], self.about["date"])
        charts = {}
        for t in self.tables:
            if t.rows:
                bars = [bar(row, row.median, duration(row.median)) for row in t.rows]
                name = "%s-%d.svg" % (t.workload.name, t.threads)
                charts[name] = svg.bar_chart(t.title(), where, bars)
        for workload in dict.fromkeys(row.workload for row in self.growth):
            rows = [row for row in self.growth if row.workload is workload]
            charts["growth-%s.svg" % workload.name] = line_chart(
                "%s: ns a record" % workload.title, where, rows, nanoseconds
            )
        largest = {row.contender.name: row for row in self.memory if row.samples}
        if largest:
            charts["memory.svg"] = memory_chart(where, largest.values())
        return charts

    def json(self):
        """One record a line, so that a difference between two runs can be read."""
        lists = {
            "contenders": [c.to_json() for c in self.contenders],
            "results": [row.to_json() for t in self.tables for row in t.rows + t.failed],
            "verdicts": [
                {"workload": t.workload.name, "threads": t.threads, "verdict": t.verdict(self.todo(t.workload))}
                for t in self.tables
            ],
            "growth": [row.to_json() for row in self.growth],
            "memory": [row.to_json() for row in self.memory],
        }
        parts = ['"about": ' + json.dumps(self.about)]
        for name, records in lists.items():
            lines = ",\n".join(json.dumps(record) for record in records)
            parts.append('"%s": [\n%s\n]' % (name, lines))
        return "{%s}\n" % ",\n".join(parts)


def marked(row, t):
    """A time, with a mark when it is of fewer threads than the table."""
    return duration(row.median) + ("¹" if row.threads < t.threads else "")


def large_share(row):
    """How much of the memory of the process was in large pages."""
    if not row.anonymous:
        return "-"
    return "%.0f %%" % (100 * row.huge / row.anonymous)


def bar(row, value, text):
    return svg.Bar(row.contender.name, value, text, row.contender.role)


def nanoseconds(row):
    return row.median / row.records * 1e9


def resident_bytes(row):
    return max(row.resident or 0, 0) / row.n


def memory_chart(where, rows):
    """Bars of a contender's largest size; a bar of a smaller size than the others says so."""
    n = max(row.n for row in rows)
    bars = []
    for row in sorted(rows, key=resident_bytes):
        smaller = "" if row.n == n else " at 10^%.3g" % math.log10(row.n)
        bars.append(bar(row, resident_bytes(row), "%.4g%s" % (resident_bytes(row), smaller)))
    title = "Resident bytes a record of 3 x int32; %s records" % count(n)
    return svg.bar_chart(title, where, bars)


def line_chart(title, where, rows, value):
    lines = {}
    for row in rows:
        if row.samples:
            lines.setdefault(row.contender.name, (row.contender.role, []))[1].append(
                (row.n, value(row))
            )
    return svg.line_chart(title, where, lines)
