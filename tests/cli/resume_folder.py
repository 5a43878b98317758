"""A folder in which runs with --resume are interrupted, for resume.py and resume_refused.py."""

import os
import resource
import signal

import tap

D = os.path.join(tap.T, "work")
os.mkdir(D)


def path(name):
    return os.path.join(D, name)


def write(name, data):
    return tap.write(os.path.join("work", name), data)


def read(name):
    return tap.read(path(name))


def left():
    """The files that runs keep to be continued."""
    return sorted(name for name in os.listdir(D) if "rowcol" in name)


def rowcol(*args, **options):
    return tap.rowcol(*args, cwd=D, **options)


def limited(most, *args):
    """A run that may write files of `most` bytes only: as on a full disk."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return rowcol(*args, preexec_fn=limit, restore_signals=False)


def outcome(run):
    return run.returncode, run.stderr.decode()
