"""The program npy_store, which saves and loads .npy and .npz files through the library."""

import os
import subprocess


class Store:
    """The program that saves and loads."""

    def __init__(self):
        path = os.path.join(os.environ["top_builddir"], "tests", "api", "npy_store")
        self.process = subprocess.Popen(
            [path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def ask(self, *parts):
        self.process.stdin.write("\t".join(parts) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("Bail out! npy_store has ended")
        return answer.rstrip("\n").split("\t")
