"""rowcol load to a table of ClickHouse, and queries as inputs, against a server in Python that fails in each way:
server.py. cluster.py has real ones."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "cli"))
import tap  # noqa: E402
from child import default_signals  # noqa: E402
from server import OLD, Server  # noqa: E402

# Three blocks: 2 MiB of records of 1032 bytes, 4 MiB, the rest.
RECORDS, FIRST, SECOND = 7000, 2032, 4064
# The last two of four are of the same size.
EQUAL = FIRST + SECOND + 2 * 8128


def run(*args, timeout=60, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ROWCOL_CLICKHOUSE") and "proxy" not in k.lower()}
    done = subprocess.run([tap.ROWCOL, *args], capture_output=True, text=True, check=False, timeout=timeout,
                          env=clean | environment)
    return done.returncode, done.stdout, done.stderr


def lines(name, n, **more):
    return tap.write(name, "".join(json.dumps({"id": i, "s": f"s{i}"} | more) + "\n" for i in range(n)))


MANY = lines("many.ndjson", RECORDS)
FEW = lines("few.ndjson", 3)


def built_without():
    with Server() as server:
        _, _, message = run("load", FEW, "-o", f"{server.address}/t")
    return "libcurl" in message


# ------------------------------------------------------------------------- loads

def load(server, *options, path=MANY, **environment):
    return run("load", path, "-o", f"{server.address}/t", *options, **environment)


def expect(server, result, status, message, ids, name):
    same = sorted(server.ids) == sorted(ids)
    tap.ok((result[0], result[1], same) == (status, "", True), f"{name}: result",
           (result, f"{len(server.ids)} records, {len(set(server.ids))} different, not {len(ids)}"))
    tap.ok(message in result[2], f"{name}: message", result[2])


def test_good():
    for connections in ("1", "4"):
        with Server() as server:
            result = load(server, "--connections", connections)
            expect(server, result, 0, f"{RECORDS} records loaded", range(RECORDS), f"{connections} connections")
            tap.equal((len(set(server.tokens)), set(server.statements)),
                      (3, {"INSERT INTO `t` (`id`, `s`) FORMAT Native"}), f"{connections} connections: blocks")
            tap.ok(all(h.get("X-ClickHouse-Key") is None for _, h in server.requests), "no password is sent")


def tokens_of(*options, path=MANY):
    with Server() as server:
        load(server, *options, path=path)
        return sorted(server.tokens)


def test_tokens():
    one = tokens_of("-j", "1", "--connections", "1")
    tap.equal(one, tokens_of("-j", "4", "--connections", "3"), "tokens do not depend on threads")
    tap.ok(len(set(one)) == 3, "each block has its token", one)
    other = tap.write("other.ndjson", tap.read(MANY))
    tap.ok(not set(one) & set(tokens_of(path=other)), "another input has other tokens")
    same = tap.write("same.ndjson", tap.read(FEW) * 1)
    first = tokens_of(path=same)
    tap.write("same.ndjson", tap.read(FEW).replace(b"s1", b"s9"))
    tap.ok(first != tokens_of(path=same), "other records have other tokens")
    same = tap.write("equal.ndjson", '{"id":1,"s":"x"}\n' * EQUAL)
    with Server() as server:
        result = load(server, path=same)
        expect(server, result, 0, f"{EQUAL} records loaded", [1] * EQUAL, "equal blocks of one load")
    with Server(version=OLD, window=False) as server:
        load(server)
        tap.equal(server.tokens, [None] * 3, "an old server is sent no token")
        inserts = [path for path, _ in server.requests if "insert_distributed_sync" in path]
        tap.ok(len(inserts) == 3 and all("insert_deduplicate=0" in path for path in inserts),
               "and is to keep equal blocks", inserts)
    with Server(version=OLD, window=False) as server:
        server.engine = "ReplicatedMergeTree('/t', 'a') ORDER BY id"
        server.plan = ["good", "close-after"]
        result = load(server, "--connections", "1")
        expect(server, result, 4, "broke the request off", range(FIRST + SECOND),
               "an old server with a replicated table is not sent a block twice")


def test_failures():
    """Each failure of the second block: what is in the table, and what is said of it."""
    cases = [("close-before", 0, range(RECORDS)), ("close-after", 0, range(RECORDS)), ("later", 0, range(RECORDS)),
             ("busy", 0, range(RECORDS)), ("refuse", 4, None)]
    for how, status, ids in cases:
        with Server() as server:
            server.plan = ["good", how, how]
            result = load(server, "--connections", "1")
            ids = list(range(FIRST)) if ids is None else ids
            expect(server, result, status, "Type mismatch" if status else "records loaded", ids,
                   f"{how}, and a table that drops blocks again")
    after = list(range(FIRST))
    cases = [("close-before", after, "broke the request off"), ("refuse", after, "Type mismatch"),
             ("close-after", after + list(range(FIRST, FIRST + SECOND)), "broke the request off"),
             ("later", after + list(range(FIRST, FIRST + SECOND)), "Too many parts")]
    for how, ids, message in cases:
        with Server(window=False) as server:
            server.plan = ["good", how]
            result = load(server, "--connections", "1")
            expect(server, result, 4, message, ids, f"{how}, and a table that keeps what comes again")
            tap.ok(f"{FIRST} records of this load are in the table" in result[2] and
                   f"{SECOND} more records may be there" in result[2] and "empty it" in result[2],
                   f"{how}: what is in the table", result[2])
    with Server(window=False) as server:
        server.plan = ["busy", "busy", "good"]
        expect(server, load(server, "--connections", "1"), 0, "records loaded", range(RECORDS),
               "a request that was not taken is made again")
    with Server() as server:
        server.plan = ["later"] * 9
        result = load(server, "--connections", "1", "--retries", "1", path=FEW)
        expect(server, result, 4, "Too many parts", range(3), "as often as --retries says")
        tap.equal(len(server.plan), 7, "two requests were made")


def test_again():
    """A load that is broken off, and repeated."""
    with Server() as server:
        server.plan = ["good", "close-after"]
        result = load(server, "--connections", "1", "--retries", "0")
        tap.ok(result[0] == 4 and "repeat the same command" in result[2], "a load that fails", result)
        tap.equal(len(server.ids), FIRST + SECOND, "a part of it is there")
        expect(server, load(server, "-j", "1"), 0, "records loaded", range(RECORDS), "it is repeated")
        expect(server, load(server), 0, "records loaded", range(RECORDS), "and once more")


def test_time_out():
    with Server(window=False) as server:
        server.plan = ["stall"]
        result = load(server, path=FEW, ROWCOL_CLICKHOUSE_TIMEOUT="1")
        expect(server, result, 4, "nothing came from the server for 1 seconds", [], "a server that stalls")


def test_stop():
    with Server(window=False) as server:
        server.plan = ["good", "stall", "stall"]
        clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        with subprocess.Popen([tap.ROWCOL, "load", MANY, "-o", f"{server.address}/t", "--connections", "1"],
                              stderr=subprocess.PIPE, text=True, env=clean, preexec_fn=default_signals) as load_:
            end = time.monotonic() + 30
            while len(server.plan) > 1 and time.monotonic() < end:
                time.sleep(0.02)
            load_.send_signal(signal.SIGINT)
            _, message = load_.communicate(timeout=30)
        tap.equal(load_.returncode, 130, "SIGINT ends a load that waits")
        tap.ok(sorted(server.ids) == list(range(FIRST)), "SIGINT: what was inserted stays", len(server.ids))


def test_columns():
    with Server() as server:
        server.columns = ("id\tUInt64\t\t\ns\tFixedString(1024)\tDEFAULT\t'x'\n" "m\tUInt8\tMATERIALIZED\tid\n"
                          "a\tUInt8\tALIAS\tid\n" "e\\'\\tf\\\\\tEnum8(\\'a\\' = 1)\t\t\n")
        result = load(server, path=FEW)
        tap.ok(result[0] == 3 and "\"e'\\x09f\\" in result[2], "a column that the records do not have", result)
        result = load(server, "-d", "id:u4", "--extra", "ignore", path=FEW)
        expect(server, result, 0, "3 records loaded", range(3), "-d chooses columns")
        tap.equal(server.statements, ["INSERT INTO `t` (`id`) FORMAT Native"], "-d: the columns")
        result = load(server, "-d", "id:i8", "--extra", "ignore", path=FEW)
        tap.ok(result[0] == 3 and 'field "id": the column has ClickHouse\'s type UInt64' in result[2], "-d does not fit",
               result)
        result = load(server, "-d", "id:u8, a:u1?", "--extra", "ignore", "--missing", "null", path=FEW)
        tap.ok(result[0] == 3 and 'field "a": the table has no such column' in result[2], "an alias", result)
        result = load(server, "-d", "id:u8?, s:S1024", path=tap.write("null.ndjson", '{"id":1,"s":""}\n{"id":null,"s":""}\n'))
        tap.ok(result[0] == 3 and "record 1: field \"id\": null, and the column is not Nullable" in result[2], "null",
               result)


def test_options():
    npy = tap.store("three.npy", "id:u8, s:S1024", [{"id": i, "s": ""} for i in range(3)])
    with Server() as server:
        expect(server, load(server, path=npy), 0, "3 records loaded", range(3), "a store file")
    with Server() as server:
        expect(server, load(server, "--where", "id > 0", path=FEW), 0, "2 records loaded", [1, 2], "--where")
        bad = tap.write("bad.ndjson", '{"id":5,"s":""}\n{"id":-1,"s":""}\n')
        result = load(server, "--rejects", os.path.join(tap.T, "rejects.ndjson"), path=bad)
        expect(server, result, 1, "1 record loaded, 1 rejected", [1, 2, 5], "--rejects")
        result = load(server, "--dry-run", path=FEW)
        expect(server, result, 0, "would be loaded", [1, 2, 5], "--dry-run")
        for options in (["--append"], ["--resume"], ["-t", "npy"], ["--compress", "lz4"], ["--dates"]):
            result = load(server, *options, path=FEW)
            tap.ok(result[0] == 2 and "rowcol help load" in result[2], f"{options[0]} is refused", result)
        result = run("convert", npy, "-o", f"{server.address}/t")
        tap.ok(result[0] == 2 and "rowcol load" in result[2], "rowcol convert has no table as output", result)
        result = run("load", FEW, "-d", "id:u8,s:str", "-o", os.path.join(tap.T, "x.npy"), "--retries", "1")
        tap.ok(result[0] == 2 and "clickhouse://" in result[2], "--retries is for tables", result)


# ---------------------------------------------------------------------- addresses

def test_addresses():
    for address, message in (
            ("clickhouse://", "the host is missing"), ("clickhouse:///t", "the host is missing"),
            ("clickhouse://h", "the table is missing"), ("clickhouse://h/.t", "the table is missing"),
            ("clickhouse://h:0/t", "the port"), ("clickhouse://h:99999/t", "the port"),
            ("clickhouse://h:8x/t", "the port"), ("clickhouse://h/a/b", "there is a /"),
            ("clickhouse://h h/t", "the host has"), ("clickhouse://h/?q=1", "query="),
            ("clickhouse://h/?query=%20;", "the query is empty"), ("clickhouse://u%0Av@h/t", "line break")):
        result = run("json", address)
        tap.ok(result[0] == 2 and message in result[2], f"{address} is refused", result)
    result = run("json", "clickhouse://me:secret@h/t")
    tap.ok(result[0] == 2 and "ROWCOL_CLICKHOUSE_PASSWORD" in result[2], "a password in the address is refused", result)
    with Server() as server:
        result = run("load", FEW, "-o", f"{server.address}/?query=SELECT 1")
        tap.ok(result[0] == 2 and "a query is not an output" in result[2], "a query is not an output", result)
        result = run("load", FEW, "-o", f"{server.address}/no")
        tap.ok(result[0] == 4 and "Table doesn't exist" in result[2], "a table that is not there", result)
    result = run("load", FEW, "-o", f"{server.address}/t", "--retries", "0")
    tap.ok(result[0] == 4 and "cannot connect" in result[2], "a server that is not there", result)


def test_password():
    secret = "p%s w\u00f6rd"
    good, empty = tap.write("password", secret + "\n"), tap.write("empty", "\n")
    with Server() as server:
        server.password = secret.encode().decode("latin-1")
        address = f"clickhouse://me%40x@127.0.0.1:{server.port}/t"
        result = run("load", FEW, "-o", address)
        tap.ok(result[0] == 4 and "me@x: Authentication failed" in result[2], "without a password", result)
        for name, environment in (("variable", {"ROWCOL_CLICKHOUSE_PASSWORD": secret}),
                                  ("file", {"ROWCOL_CLICKHOUSE_PASSWORD_FILE": good})):
            server.requests.clear()
            tap.equal(run("load", FEW, "-o", address, **environment)[0], 0, f"the password of a {name}")
            tap.ok(not any("p%" in path or "w" in path.split("token")[0] for path, _ in server.requests),
                   f"{name}: no password in a URL", server.requests)
        for name, environment, message in (
                ("empty file", {"ROWCOL_CLICKHOUSE_PASSWORD_FILE": empty}, "empty"),
                ("no file", {"ROWCOL_CLICKHOUSE_PASSWORD_FILE": empty + "x"}, "No such file"),
                ("both", {"ROWCOL_CLICKHOUSE_PASSWORD_FILE": good, "ROWCOL_CLICKHOUSE_PASSWORD": "x"}, "both"),
                ("time-out", {"ROWCOL_CLICKHOUSE_TIMEOUT": "-1"}, "number of seconds")):
            result = run("load", FEW, "-o", address, **environment)
            tap.ok(result[0] in (2, 4) and message in result[2], f"{name} is refused", result)


def test_tls():
    path = os.path.join(tap.T, "certificate.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path + ".key", "-out", path, "-days",
               "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    if not shutil.which("openssl") or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        tap.skip("TLS", "no openssl that makes a certificate")
        return
    both = tap.write("both.pem", tap.read(path + ".key") + tap.read(path))
    with Server(certificate=both, window=False) as server:
        result = load(server, path=FEW)
        expect(server, result, 4, "certificate", [], "a certificate that is not trusted")
        tap.ok("ROWCOL_CLICKHOUSE_CA_FILE" in result[2], "what to do about it", result[2])
        result = load(server, path=FEW, ROWCOL_CLICKHOUSE_CA_FILE=path)
        expect(server, result, 0, "3 records loaded", range(3), "a certificate that is trusted")
        plain = run("load", FEW, "-o", f"clickhouse://127.0.0.1:{server.port}/t", "--retries", "0")
        tap.ok(plain[0] == 4 and not server.tokens[1:], "TLS is not left out", plain)


# ------------------------------------------------------------------------ queries

ROWS = '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n' * 2


def test_queries():
    with Server() as server:
        server.answers = {"SELECT a, b": "good", "SELECT * FROM `db`.`t`": "good", "SELECT 'a%' AS n": "good",
                          "n": "no_records", "log": "exception_as_value"}
        q = f"{server.address}/?query="
        tap.equal(run("json", q + "SELECT a, b; "), (0, ROWS, ""), "json of a query")
        tap.equal(run("json", f"{server.address}/db.t"), (0, ROWS, ""), "json of a table")
        tap.equal(run("json", q + "SELECT%20'a%'%20AS%20n"), (0, ROWS, ""), "a query with percent signs")
        tap.equal(run("csv", q + "SELECT a, b")[1], "a,b\n" + "1,x\n2,y\n" * 2, "csv of a query")
        tap.equal(run("json", q + "SELECT a, b", "--head", "1"), (0, ROWS.splitlines(True)[0], ""), "--head")
        tap.equal(run("json", q + "n"), (0, "", ""), "a query without records")
        tap.equal(run("infer", q + "n"), (0, "a:i4\n", ""), "its dtype")
        tap.equal(run("json", q + "log")[:2], (0, '{"a":"Code: 395. DB::Exception: a text of the log"}\n'),
                  "a value that is the text of an exception")
        path = os.path.join(tap.T, "q.arrow")
        for command in ("load", "convert"):
            tap.equal(run(command, q + "SELECT a, b", "-o", path)[0], 0, f"{command} of a query")
            tap.equal(run("json", path)[1], ROWS, f"{command}: the records")
        tap.ok("4 records good" in run("check", q + "SELECT a, b")[2], "check of a query")
        tap.ok("4 records, 2 different values" in run("count", q + "SELECT a, b", "b")[1], "count of a query")
        tap.equal(run("infer", q + "SELECT a, b"), (0, "a:i4, b:str\n", ""), "infer of a query")
        result = run("infer", q + "n", "--dates")
        tap.ok(result[0] == 2 and "--dates" in result[2], "infer: --dates is refused", result)
        result = run("json", q + "SELECT a, b", "-f", "npy")
        tap.ok(result[0] == 2 and "a server sends native" in result[2], "-f npy is refused", result)


def test_broken_answers():
    with Server() as server:
        cases = {"refused": "Code: 62. DB::Exception: Syntax \\x1B[31merror\\x07 at the start",
                 "long_words": "DB::Exception: xxxxx", "cut_chunk": "broke the request off",
                 "cut_between": "broke the request off", "exception_after": "stopped in the middle",
                 "without_end": "does not show where it ends", "not_clickhouse": "inside of a header",
                 "stalls": "nothing came", "stalls_inside": "nothing came", "many_headers": "broke the request off"}
        server.answers = {name: name for name in cases}
        for name, message in cases.items():
            path = os.path.join(tap.T, "broken.arrow")
            status, _, words = run("load", f"{server.address}/?query={name}", "-o", path, ROWCOL_CLICKHOUSE_TIMEOUT="1")
            tap.ok(status in (3, 4) and message in words and len(words) < 700, f"{name}: refused", (status, words))
            tap.ok(not os.path.exists(path), f"{name}: no output")
            status, _, words = run("count", f"{server.address}/?query={name}", "a", ROWCOL_CLICKHOUSE_TIMEOUT="1")
            tap.ok(status in (3, 4) and message in words, f"{name}: count", (status, words))


def main():
    if built_without():
        tap.skip_all("built without libcurl")
    test_good()
    test_tokens()
    test_failures()
    test_again()
    test_time_out()
    test_stop()
    test_columns()
    test_options()
    test_addresses()
    test_password()
    test_tls()
    test_queries()
    test_broken_answers()
    tap.done()


main()
