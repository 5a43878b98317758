"""Servers of ClickHouse (Debian: clickhouse-server, clickhouse-client) on free ports of this machine, each in a folder
of its own. They are ended by their ids, at the exit of the script at the latest.
"""

import atexit
import os
import signal
import socket
import subprocess
import time
import urllib.request

SECONDS = 60

CONFIG = """<yandex>
 <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
 <http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
 <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><mark_cache_size>67108864</mark_cache_size>
 <users_config>{folder}/users.xml</users_config><default_profile>default</default_profile>
 <default_database>default</default_database>
 <remote_servers><two>{shards}</two></remote_servers>
</yandex>"""
SHARD = "<shard><replica><host>127.0.0.1</host><port>{}</port></replica></shard>"
USERS = """<yandex><profiles><default/></profiles><quotas><default/></quotas><users>
 <default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
 </default><loader><password>its word</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile>
 <quota>default</quota></loader></users></yandex>"""

def free_ports(n):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Server:
    """The tables of `two` are on the ports `shards`."""

    def __init__(self, folder, http, tcp, shards):
        self.folder, self.http, self.tcp, self.process = folder, http, tcp, None
        os.makedirs(os.path.join(self.folder, "data"))
        os.makedirs(os.path.join(self.folder, "tmp"))
        config = CONFIG.format(folder=self.folder, http=http, tcp=tcp, shards="".join(map(SHARD.format, shards)))
        for file, text in (("config.xml", config), ("users.xml", USERS)):
            with open(os.path.join(self.folder, file), "w", encoding="utf-8") as out:
                out.write(text)
        self.address = f"clickhouse://127.0.0.1:{http}"
        atexit.register(self.end, signal.SIGKILL)

    def start(self):
        with open(os.path.join(self.folder, "output"), "ab") as out:
            self.process = subprocess.Popen(
                ["clickhouse-server", f"--config-file={self.folder}/config.xml"], stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, cwd=self.folder)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                        f"http://127.0.0.1:{self.http}/ping", timeout=5):
                    return True
            except OSError:
                time.sleep(0.1)
        return False

    def end(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def sql(self, text):
        run = subprocess.run(["clickhouse-client", "--host", "127.0.0.1", "--port", str(self.tcp), "--query", text],
                             capture_output=True, text=True, check=False, timeout=SECONDS, cwd=self.folder)
        return run.stdout.strip() if run.returncode == 0 else run.stderr


__all__ = ["SECONDS", "Server", "free_ports"]
