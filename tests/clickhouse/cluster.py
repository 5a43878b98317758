"""Two servers of ClickHouse (Debian: clickhouse-server, clickhouse-client) on this machine, with a Distributed table:
what rowcol loads is counted by clickhouse-client and read back, and a server that is killed loses and doubles nothing.
Part of `make check-distributed`; the servers are ended at the end, by their ids.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
from live import SECONDS, Server, free_ports  # noqa: E402

RECORDS = 200000

COLUMNS = """id UInt64, x Int32, v Float64, name Nullable(String), flag UInt8, day Date, at DateTime,
    kind Enum8('low' = 1, 'high' = -2), code FixedString(4)"""


def rowcol(*args, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ROWCOL_CLICKHOUSE") and "proxy" not in k.lower()}
    done = subprocess.run([tap.ROWCOL, *args], capture_output=True, text=True, check=False, timeout=4 * SECONDS,
                          env=clean | environment)
    return done.returncode, done.stdout, done.stderr


def make_records():
    r = random.Random(7)
    return [{"id": i * 2**44 + i % 7, "x": r.randint(-2**31, 2**31 - 1), "v": r.random() * 1e6,
             "name": r.choice([None, "", "Zo\u00eb", f"name {i}"]), "flag": r.random() < 0.5,
             "day": f"20{r.randint(10, 99)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
             "at": f"20{r.randint(10, 99)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}T{r.randint(0, 23):02}:59:0{i % 10}",
             "kind": r.choice(["low", "high"]), "code": f"{i % 10000:04}"} for i in range(RECORDS)]


def test_cluster(one, two, records, path):
    for server in (one, two):
        server.sql(f"CREATE TABLE part ({COLUMNS}) ENGINE = MergeTree ORDER BY id")
    tap.equal(one.sql(f"CREATE TABLE whole ({COLUMNS}) ENGINE = Distributed(two, default, part, id)"), "", "the tables")
    dtype = rowcol("infer", f"{one.address}/whole")
    tap.equal(dtype[:2], (0, "id:u8, x:i4, v:f8, name:str?, flag:u1, day:M8[D], at:M8[s], kind:str, code:S4\n"),
              "the dtype of the table")
    run = rowcol("load", path, "-d", "id:u8, x:i4, v:f8, name:str?, flag:bool, day:M8[D], at:M8[s], kind:str, code:S4",
                 "-o", f"clickhouse://loader@127.0.0.1:{one.http}/default.whole", "--connections", "2",
                 ROWCOL_CLICKHOUSE_PASSWORD="its word")
    tap.equal((run[0], run[1]), (0, ""), "load through the Distributed table")
    tap.ok(f"{RECORDS} records loaded" in run[2], "the report", run[2])
    sums = (f"{RECORDS}\t{sum(r['x'] for r in records)}\t{sum(r['flag'] for r in records)}\t"
            f"{sum(r['name'] is None for r in records)}\t{sum(r['kind'] == 'low' for r in records)}")
    tap.equal(one.sql("SELECT count(), sum(x), sum(flag), sum(isNull(name)), sum(kind = 'low') FROM whole"), sums,
              "counted by clickhouse-client")
    shares = [int(server.sql("SELECT count() FROM part")) for server in (one, two)]
    tap.ok(sum(shares) == RECORDS and min(shares) > RECORDS // 4, "both shards have records", shares)
    run = rowcol("json", f"{two.address}/?query=SELECT * FROM remote('127.0.0.1:{one.tcp}', default.whole) ORDER BY id")
    back = [json.loads(line) for line in run[1].splitlines()]
    wanted = sorted((r | {"flag": int(r["flag"])} for r in records), key=lambda r: r["id"])
    tap.ok(back == wanted, "read back, and compared with Python's json",
           (len(back), next(((a, b) for a, b in zip(back, wanted) if a != b), None), run[2]))
    run = rowcol("json", f"{one.address}/?query=SELECT throwIf(number = 5000000) FROM system.numbers")
    tap.ok(run[0] == 4 and "'throwIf' function is non zero" in run[2], "an exception in the middle of an answer",
           (run[0], run[2]))
    run = rowcol("load", path, "-o", f"clickhouse://loader@127.0.0.1:{one.http}/whole")
    tap.ok(run[0] == 4 and "password" in run[2].lower(), "without the password", run)


def load_and_kill(server, lines, table):
    """The server is killed when it has some of the records. The exit status and message of the load."""
    clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    load = subprocess.Popen([tap.ROWCOL, "load", "-", "-f", "ndjson", "-o", f"{server.address}/{table}", "--retries", "0"],
                            stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=clean)
    half = len(lines) // 2
    load.stdin.write("".join(lines[:half]).encode())
    load.stdin.flush()
    end = time.monotonic() + SECONDS
    while server.sql(f"SELECT count() FROM {table}") == "0" and time.monotonic() < end:
        time.sleep(0.05)
    server.end(signal.SIGKILL)
    try:
        load.stdin.write("".join(lines[half:]).encode())
        load.stdin.close()
    except BrokenPipeError:
        pass
    load.stdin = None
    _, message = load.communicate(timeout=2 * SECONDS)
    return load.returncode, message.decode()


def test_kill(server, path, lines):
    """Version 18 inserts again what it has: the records go to a table of their own first."""
    for table in ("final", "staging"):
        server.sql(f"CREATE TABLE {table} ({COLUMNS}) ENGINE = MergeTree ORDER BY id")
    status, message = load_and_kill(server, lines, "staging")
    tap.ok(status == 4 and "records of this load are in the table" in message and "empty it" in message,
           "a server that is killed in the middle", (status, message))
    tap.ok(server.start(), "it starts again", tap.read(os.path.join(server.folder, "errors")))
    there = int(server.sql("SELECT count() FROM staging"))
    tap.ok(0 < there < RECORDS, "it has a part of the records", there)
    said = [int(word) for word in message.split("in the table")[0].split() if word.isdigit()]
    tap.ok(said and said[-1] <= there, "at least those that the message counts", (said, there))
    tap.equal(server.sql("TRUNCATE TABLE staging"), "", "the table is emptied")
    tap.equal(rowcol("load", path, "-o", f"{server.address}/staging", "-q"), (0, "", ""), "the load is repeated")
    tap.equal(server.sql("ALTER TABLE final ATTACH PARTITION tuple() FROM staging"), "", "its records are moved")
    tap.equal(server.sql("SELECT count(), uniqExact(id) FROM final"), f"{RECORDS}\t{RECORDS}", "each record is there once")


def main():
    if os.environ.get("ROWCOL_DISTRIBUTED") != "full":
        tap.skip_all("a part of make check-distributed")
    for program in ("clickhouse-server", "clickhouse-client"):
        if not shutil.which(program):
            tap.skip_all(f"no {program}")
    if "libcurl" in rowcol("json", "clickhouse://127.0.0.1:1/t")[2]:
        tap.skip_all("built without libcurl")
    ports = free_ports(4)
    servers = [Server(os.path.join(tap.T, f"server{i}"), ports[2 * i], ports[2 * i + 1], ports[1::2]) for i in range(2)]
    for server in servers:
        tap.ok(server.start(), f"server {server.http} starts", tap.read(os.path.join(server.folder, "output")))
    if not tap.failed():
        records = make_records()
        lines = [json.dumps(r) + "\n" for r in records]
        path = tap.write("records.ndjson", "".join(lines))
        plain = [json.dumps(r | {"flag": int(r["flag"])}) + "\n" for r in records]
        test_cluster(*servers, records, path)
        test_kill(servers[1], tap.write("plain.ndjson", "".join(plain)), plain)
    for server in servers:
        server.end(signal.SIGTERM)
    tap.done()


main()
