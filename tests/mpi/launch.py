"""Starts programs of tests/mpi on several ranks of this machine, also as root, in containers without a
network, and with more ranks than processors. A run that takes too long is ended.
"""

import os
import shutil
import subprocess
import sys

TOP = os.environ["top_srcdir"]
sys.path.insert(0, os.path.join(TOP, "tests", "cli"))

import tap  # noqa: E402 - found through the path above

BUILD = os.environ["top_builddir"]
FULL = os.environ.get("ROWCOL_DISTRIBUTED") == "full"
SECONDS = 240

OPEN_MPI = ["--oversubscribe", "--bind-to", "none", "--mca", "plm", "isolated", "--mca", "btl", "self,vader",
            "--mca", "btl_vader_single_copy_mechanism", "none", "--mca", "mpi_yield_when_idle", "1",
            "--mca", "orte_abort_print_stack", "0", "--quiet"]


_place = {"before": [], "flags": None}


def begin_on(before, flags):
    """From now on mpirun is started by the command `before`, with these flags; [], None: as at first."""
    _place.update(before=before, flags=flags)


def program(name):
    """The program itself, where libtool has put a script in its place. A path with a slash at its start stays."""
    if os.path.isabs(name):
        return name
    folder, file = os.path.split(name)
    folder = os.path.join(BUILD, folder or "tests/mpi")
    path, hidden = os.path.join(folder, file), os.path.join(folder, ".libs", file)
    return hidden if os.path.exists(hidden) else path


def environment():
    found = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    libraries = [os.path.join(BUILD, "lib", ".libs"), os.environ.get("LD_LIBRARY_PATH", "")]
    found["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, libraries))
    # MPI keeps memory to the end; that of rowcol is counted by the programs.
    found["ASAN_OPTIONS"] = "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")
    return found


def why_not():
    """Why nothing can be started, or None."""
    if not os.environ.get("MPICC"):
        return "configure found no MPI"
    if not shutil.which("mpirun"):
        return "no mpirun (Debian package: openmpi-bin)"
    return None


def launch(ranks, name, *arguments, **options):
    """Runs a program on so many ranks. The result has returncode, stdout and stderr (text)."""
    version = subprocess.run(["mpirun", "--version"], capture_output=True, text=True, check=False,
                             env=environment())
    flags = _place["flags"] or (OPEN_MPI if "Open MPI" in version.stdout else [])
    return subprocess.run(["timeout", "-k", "10", str(SECONDS), *_place["before"], "mpirun", *flags, "-n",
                           str(ranks), program(name), *arguments], capture_output=True, text=True, check=False,
                          env=environment(), stdin=subprocess.DEVNULL, **options)


def run_cases(ranks, name, *arguments):
    """Runs a program that prints TAP, each case of which becomes one here."""
    run = launch(ranks, name, *arguments)
    details, cases, plan = [], 0, None
    for line in run.stdout.splitlines():
        if line.startswith("# "):
            details.append(line[2:])
        elif line.startswith(("ok ", "not ok ")):
            cases += 1
            tap.ok(line.startswith("ok "), f"{ranks} ranks, {name}: {line.split(' - ', 1)[1]}",
                   "\n".join(details))
            details = []
        elif line.startswith("1.."):
            plan = int(line[3:])
    tap.ok(plan == cases and cases > 0 and (run.returncode == 0 or tap.failed()),
           f"{ranks} ranks, {name}: it runs to its end",
           f"exit status {run.returncode}, {cases} of {plan} cases\n{run.stderr}")


__all__ = ["FULL", "TOP", "begin_on", "environment", "launch", "run_cases", "tap", "why_not"]
