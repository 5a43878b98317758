"""Commands that run beside the test which sends them input and signals."""

import os
import signal
import time


def default_signals():
    """For preexec_fn. The parent of the tests may ignore a signal (nohup, a shell's background jobs); the
    command would then ignore it too, as it should."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, signal.SIG_DFL)


def wait_until_asleep(process):
    """Waits until all threads wait for input: the pipe is empty, and a signal arrives during the work."""
    for _ in range(1000):
        states = set()
        for task in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{task}/stat", encoding="ascii") as file:
                states.add(file.read().rsplit(")", 1)[1].split()[0])
        if states == {"S"}:
            return
        time.sleep(0.01)
