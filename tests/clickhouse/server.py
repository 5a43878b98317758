"""A server that answers as ClickHouse's HTTP interface does, and fails where it is told to.

    with Server() as server:
        server.plan = ["close-after", "good"]       # of the inserts, in their order; then all are good
        rowcol load x.ndjson -o {server.address}/t

It has one table, t, of the columns `id UInt64, s FixedString(1024)`, unless `columns` says otherwise. With
`window` it drops a block whose token it has. Queries are answered by `answers`: SQL text -> a name of `Handler`.
"""

import http.server
import ssl
import threading
import urllib.parse

import wire

VERSION, OLD = "22.8.1.2", "18.16.1"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def log_message(self, format, *args):  # noqa: A002 - the name of the base class
        pass

    # ------------------------------------------------------------------ answers

    def say(self, status, text, code=None, length=True):
        data = text if isinstance(text, bytes) else text.encode()
        self.send_response(status)
        if code:
            self.send_header("X-ClickHouse-Exception-Code", str(code))
        if length:
            self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def chunked(self, parts, end=True):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            self.wfile.write(b"%x\r\n" % len(part) + part + b"\r\n")
        if end:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()
        self.close_connection = True

    def fail(self, status, code, text):
        self.say(status, f"Code: {code}. DB::Exception: {text}. (NAME) (version {VERSION})\n", code)

    def refused(self):
        self.fail(400, 62, "Syntax \x1b[31merror\x07 at\tthe\nstart")

    def long_words(self):
        self.say(500, "Code: 1. DB::Exception: " + "x" * 200000, 1)

    def good(self):
        self.chunked([wire.block([("a", "Int32", [1, 2]), ("b", "String", ["x", "y"])])] * 2)

    def no_records(self):
        self.chunked([])

    def cut_chunk(self):
        block = wire.block([("a", "Int32", [1, 2])])
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n" % (len(block) * 2) + block)
        self.close_connection = True

    def cut_between(self):
        self.chunked([wire.block([("a", "Int32", [1, 2])])], end=False)

    def exception_after(self):
        text = b"Code: 395, e.displayText() = DB::Exception: stopped in the middle, e.what() = DB::Exception"
        self.chunked([wire.block([("a", "Int32", [1, 2])]), text])

    def exception_as_value(self):
        text = "Code: 395. DB::Exception: a text of the log"
        self.chunked([wire.block([("a", "String", [text])])])

    def without_end(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(wire.block([("a", "Int32", [1, 2])]))
        self.close_connection = True

    def stalls(self):
        self.server.owner.wake.wait(60)
        self.close_connection = True

    def stalls_inside(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.stalls()

    def not_clickhouse(self):
        self.say(200, "<html>welcome</html>")

    def many_headers(self):
        self.send_response(200)
        for i in range(90):
            self.send_header(f"X-{i}", "y" * 1000)
        self.end_headers()
        self.close_connection = True

    # ------------------------------------------------------------------ requests

    def do_POST(self):
        owner = self.server.owner
        length = int(self.headers["Content-Length"])
        parameters = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        with owner.lock:
            owner.requests.append((self.path, dict(self.headers)))
        if owner.password and self.headers.get("X-ClickHouse-Key") != owner.password:
            self.rfile.read(length)
            self.fail(401, 516, f"{self.headers.get('X-ClickHouse-User')}: Authentication failed")
            return
        head = self.rfile.read(min(length, 6))
        if head != b"INSERT":
            self.query((head + self.rfile.read(length - len(head))).decode())
            return
        how = owner.next_insert()
        if how == "close-before":
            self.close_connection = True
            return
        body = head + self.rfile.read(length - len(head))
        statement, data = body.split(b"\n", 1)
        if how == "refuse":
            self.fail(400, 53, "Type mismatch")
        elif how == "busy":
            self.fail(500, 202, "Too many simultaneous queries")
        elif how == "stall":
            self.stalls()
        else:
            owner.insert(statement.decode(), data, parameters.get("insert_deduplication_token"))
            if how == "later":
                self.fail(500, 252, "Too many parts")
            elif how == "close-after":
                self.close_connection = True
            else:
                self.say(200, "")

    def query(self, text):
        owner = self.server.owner
        if text.startswith("SELECT version()"):
            self.say(200, owner.version + "\n")
        elif text.startswith("DESCRIBE TABLE (n)"):
            self.say(200, "a\tInt32\t\t\n")
        elif text.startswith("DESCRIBE TABLE"):
            self.say(200, owner.columns) if "`t`" in text else self.fail(404, 60, "Table doesn't exist")
        elif "system.tables" in text:
            self.say(200, owner.engine + "\n")
        else:
            getattr(self, owner.answers.get(text.removesuffix("\n").removesuffix(" FORMAT Native"), "refused"))()


class Server:
    """`certificate` is a PEM file with a key, for TLS."""

    def __init__(self, version=VERSION, window=True, certificate=None):
        self.certificate = certificate
        self.version, self.engine = version, "MergeTree ORDER BY id SETTINGS index_granularity = 8192"
        if window:
            self.engine += ", non_replicated_deduplication_window = 1000"
        self.window = window
        self.columns = "id\tUInt64\t\t\ns\tFixedString(1024)\t\t\n"
        self.password, self.plan, self.answers = "", [], {}
        self.requests, self.ids, self.tokens, self.statements = [], [], [], []
        self.lock, self.wake = threading.Lock(), threading.Event()

    def __enter__(self):
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.owner = self
        self.port = self.http.server_address[1]
        self.address = f"clickhouse{'s' if self.certificate else ''}://127.0.0.1:{self.port}"
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,))
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.wake.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def next_insert(self):
        with self.lock:
            return self.plan.pop(0) if self.plan else "good"

    def insert(self, statement, data, token):
        """The ids of a block, whose first column they are; all or nothing, and once with the window."""
        with self.lock:
            self.statements.append(statement)
            if token and self.window and token in self.tokens:
                return
            self.tokens.append(token)
            self.ids += ids_of(data)


def number(data, at):
    value, shift = 0, 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def ids_of(data):
    """The values of the first column, UInt64, of one whole block."""
    columns, at = number(data, 0)
    rows, at = number(data, at)
    for _ in range(2):
        length, at = number(data, at)
        at += length
    ids = memoryview(data)[at:at + 8 * rows].tolist()
    assert len(ids) == 8 * rows and columns > 0
    return [int.from_bytes(data[at + 8 * i:at + 8 * i + 8], "little") for i in range(rows)]


__all__ = ["OLD", "Server"]
