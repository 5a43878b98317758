"""rowcol load into a table of ClickHouse beside clickhouse-client's own insert of the same lines.

usage: python3 clickhouse_load.py ROWCOL [RECORDS [REPETITIONS]]

Starts a server of its own (Debian: clickhouse-server, clickhouse-client) on this machine, and loads points (three
Int32) and mixed records (UInt64, Int32, Float64, String) into empty tables of the engine MergeTree. Of each, the
least wall time and processor time of the client in turns that follow each other; "server" is a file of Native,
inserted by clickhouse-client: what any client has to wait for.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clickhouse"))
import live  # noqa: E402 - found through the path above

KINDS = {
    "points": ("x Int32, y Int32, z Int32", "tuple()",
               lambda r, i: f'{{"x":{i},"y":{r.randint(-1000, 1000)},"z":{r.randint(0, 10**8)}}}\n'),
    "mixed": ("id UInt64, x Int32, v Float64, name String", "id",
              lambda r, i: f'{{"id":{i},"x":{r.randint(-1000, 1000)},"v":{r.random() * 100:.3f},'
                           f'"name":"n{r.randint(0, 99999)}"}}\n'),
}


def run(command, path):
    """Wall and processor seconds of a command with a file as its input."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with open(path, "rb") as file:
        subprocess.run(command, stdin=file, check=True, cwd=os.path.dirname(path))
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(server, rowcol, kind, records, repetitions, folder):
    columns, order, line = KINDS[kind]
    path, native = os.path.join(folder, f"{kind}.ndjson"), os.path.join(folder, f"{kind}.native")
    with open(path, "w", encoding="utf-8") as file:
        r = random.Random(1)
        file.writelines(line(r, i) for i in range(records))
    server.sql(f"CREATE TABLE {kind} ({columns}) ENGINE = MergeTree ORDER BY {order}")
    client = ["clickhouse-client", "--host", "127.0.0.1", "--port", str(server.tcp), "--query"]
    load = [rowcol, "load", "-q", "-f", "ndjson", "-"]
    commands = {"rowcol": ([*load, "-o", f"{server.address}/{kind}"], path),
                "clickhouse-client": ([*client, f"INSERT INTO {kind} FORMAT JSONEachRow"], path),
                "server": ([*client, f"INSERT INTO {kind} FORMAT Native"], native)}
    dtype = subprocess.run([rowcol, "infer", f"{server.address}/{kind}"], check=True, capture_output=True, text=True)
    run([*load, "-d", dtype.stdout.strip(), "-o", native], path)
    least = {name: (float("inf"), float("inf")) for name in commands}
    for _ in range(repetitions):
        for name, (command, source) in commands.items():
            server.sql(f"TRUNCATE TABLE {kind}")
            time.sleep(0.3)
            least[name] = tuple(map(min, least[name], run(command, source)))
            found = server.sql(f"SELECT count() FROM {kind}")
            if found != str(records):
                sys.exit(f"{name}: {found} records, not {records}")
    print(f"{kind}: {records} records, {os.path.getsize(path) / 1e6:.0f} MB of NDJSON")
    for name, (wall, used) in least.items():
        print(f"  {name:18} {wall:6.3f} s {used:6.3f} s of a processor   {least['clickhouse-client'][0] / wall:5.2f}x"
              f" {used / least['clickhouse-client'][1]:5.2f} of the processor time")
    for file in path, native:
        os.unlink(file)


def main():
    rowcol = os.path.abspath(sys.argv[1])
    records, repetitions = (int(a) if a else d for a, d in zip((sys.argv[2:] + ["", ""])[:2], (1000000, 7)))
    if not shutil.which("clickhouse-server") or not shutil.which("clickhouse-client"):
        sys.exit("clickhouse-server and clickhouse-client are needed (Debian packages of these names)")
    folder = tempfile.mkdtemp(prefix="rowcol-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    http, tcp = live.free_ports(2)
    server = live.Server(os.path.join(folder, "server"), http, tcp, [tcp])
    try:
        if not server.start():
            sys.exit("the server does not start")
        for kind in KINDS:
            measure(server, rowcol, kind, records, repetitions, folder)
    finally:
        server.end(signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
