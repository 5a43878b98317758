"""librowcol-mpi on two hosts: network namespaces of this machine with addresses and host names of their own,
between which messages go over TCP. The file system is the same one. Making them takes root (CAP_SYS_ADMIN and
CAP_NET_ADMIN), `ip` and `unshare`: without these nothing is tested.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import arrow_files
import launch
from launch import launch as start
from launch import run_cases, tap
from lines import DTYPE, record, test_lines, test_wrong

HOSTS = {"hosta": "198.18.0.1", "hostb": "198.18.0.2"}  # RFC 2544: addresses for tests
NETWORK = "198.18.0.0/30"
PREFIX = f"rowcol-{os.getpid()}-"

# What mpirun calls in place of ssh, with an address and a command for a shell.
AGENT = """#!/bin/sh
address=$1
shift
case $address in
%s
*) echo "no such host: $address" >&2; exit 1 ;;
esac
exec ip netns exec "%s$host" unshare --uts sh -c 'hostname "$0" && exec sh -c "$1"' "$host" "$*"
"""


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def must(*command):
    done = run(*command)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def why_not():
    """Why there cannot be two hosts, or None."""
    if launch.why_not():
        return launch.why_not()
    if "Open MPI" not in run("mpirun", "--version", env=launch.environment()).stdout:
        return "the hosts are started as Open MPI does it"
    if os.geteuid() != 0:
        return "network namespaces need root"
    for name, package in (("ip", "iproute2"), ("unshare", "util-linux"), ("hostname", "hostname")):
        if not shutil.which(name):
            return f"no {name} (Debian package: {package})"
    name = PREFIX + "try"
    done = run("ip", "netns", "add", name)
    if done.returncode == 0:
        done = run("ip", "netns", "exec", name, "unshare", "--uts", "hostname", "hosta")
        run("ip", "netns", "delete", name)
    return f"no network namespaces: {done.stderr.strip()}" if done.returncode else None


def end_processes(namespace):
    """Ends what is left in a namespace that this script has made."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(20):
            left = run("ip", "netns", "pids", namespace).stdout.split()
            if not left:
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), number)
            time.sleep(0.1)


def remove_hosts():
    for host in HOSTS:
        end_processes(PREFIX + host)
        run("ip", "netns", "delete", PREFIX + host)


@contextlib.contextmanager
def two_hosts():
    """The hosts, and mpirun on the first one of them for what is launched meanwhile."""
    first, second = (PREFIX + host for host in HOSTS)
    try:
        for host in HOSTS:
            must("ip", "netns", "add", PREFIX + host)
        must("ip", "-n", first, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", second)
        for host, address in HOSTS.items():
            must("ip", "-n", PREFIX + host, "address", "add", address + "/30", "dev", "eth0")
            for device in ("lo", "eth0"):
                must("ip", "-n", PREFIX + host, "link", "set", device, "up")
        path = tap.write("rowcol-agent", AGENT % ("\n".join(
            f"{address}) host={host} ;;" for host, address in HOSTS.items()), PREFIX))
        os.chmod(path, 0o755)
        launch.begin_on(["ip", "netns", "exec", first, "unshare", "--uts", "sh", "-c",
                         'hostname "$0" && exec "$@"', "hosta"], flags())
        yield
    finally:
        launch.begin_on([], None)
        remove_hosts()


def flags():
    """Four ranks to a host at most, the first half of them on the first; messages over TCP between them."""
    hosts = ",".join(address + ":4" for address in HOSTS.values())
    return ["--mca", "plm", "rsh", "--mca", "plm_rsh_agent", "rowcol-agent", "--host", hosts, "--map-by", "node",
            "--bind-to", "none", "--mca", "pml", "ob1", "--mca", "btl", "self,tcp",
            "--mca", "btl_tcp_if_include", NETWORK, "--mca", "oob_tcp_if_include", NETWORK,
            "--mca", "mpi_yield_when_idle", "1", "--mca", "orte_abort_print_stack", "0", "--quiet",
            "-x", "LD_LIBRARY_PATH", "-x", "ASAN_OPTIONS"]


def received():
    """Bytes that came to each host over the network."""
    return [json.loads(must("ip", "-n", PREFIX + host, "-j", "-s", "link", "show", "dev", "eth0"))
            [0]["stats64"]["rx"]["bytes"] for host in HOSTS]


def test_names():
    found = start(4, shutil.which("hostname"))
    tap.equal((sorted(found.stdout.split()), found.returncode), (["hosta", "hosta", "hostb", "hostb"], 0),
              "the ranks run on two hosts")
    if found.returncode:
        print("#", found.stderr.replace("\n", "\n# "))


def test_network():
    """Lines of JSON into one file, whose records then go to rank 0: half of them over the network."""
    before = received()
    n = 200000
    lines = tap.write("large.ndjson", "".join(record(i) + "\n" for i in range(n)))
    paths = [os.path.join(tap.T, name) for name in ("together.npy", "alone.npy")]
    tap.rowcol("load", lines, "-d", DTYPE, "-o", paths[1], "-q")
    found = start(4, "files", "lines", DTYPE, lines, paths[0])
    tap.equal((found.stdout.split("\n")[0], found.returncode), ("no error", 0), "two hosts load one file")
    tap.ok(tap.read(paths[0]) is not None and tap.read(paths[0]) == tap.read(paths[1]),
           "two hosts: the bytes of rowcol load")
    tap.ok(all(b > a for a, b in zip(before, received())), "two hosts: messages go both ways over the network")
    before = received()
    gathered = os.path.join(tap.T, "gathered.npy")
    arrow = os.path.join(tap.T, "large.arrow")
    tap.rowcol("convert", paths[1], "-o", arrow, "-q")
    start(4, "arrow", "rows", arrow, gathered)
    tap.ok(tap.read(gathered) == tap.read(paths[1]), "two hosts: gathered records are those of the file")
    size = os.path.getsize(paths[1])
    tap.ok(received()[0] - before[0] > size // 2, "two hosts: half of the records went over the network",
           f"{received()[0] - before[0]} of {size} bytes")


def test_killed():
    """The rank on the second host is killed while it writes."""
    folder = os.path.join(tap.T, "kill")
    os.mkdir(folder)
    path = os.path.join(folder, "killed.npy")
    with open(path, "wb") as file:
        file.write(b"old bytes")
    found = start(2, "files", folder, "kill")
    tap.equal(tap.read(path), b"old bytes", "two hosts, a rank is killed: the old file is there")
    tap.ok(found.returncode != 0 and "rank " not in found.stdout, "two hosts, a rank is killed: none succeeds",
           found)


def test_all():
    test_names()
    if tap.failed():
        return
    test_network()
    for ranks in (2, 4, 8):
        run_cases(ranks, "collectives")
        run_cases(ranks, "refusals")
        folder = os.path.join(tap.T, f"files-{ranks}")
        os.mkdir(folder)
        run_cases(ranks, "files", folder)
        test_lines(ranks)
        test_wrong(ranks)
    arrow_files.test_arrow(4)
    test_killed()


def main():
    reason = why_not()
    if reason:
        tap.skip_all(reason)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    os.environ["PATH"] = tap.T + os.pathsep + os.environ["PATH"]
    with two_hosts():
        test_all()
    left = run("ip", "netns", "list").stdout
    tap.ok(PREFIX not in left, "two hosts: nothing of them is left", left)
    tap.done()


main()
