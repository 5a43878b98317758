"""Makes tests/fuzz/corpus/compressed: lines of JSON in each compressed format, whole and damaged. The first
byte of a file is not compressed; fuzz_compressed.c reads the rest in steps of its size."""

import bz2
import gzip
import io
import lzma
import os
import shutil
import subprocess

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "compressed")
LINES = b"".join(b'{"a":%d}\n' % (i * 7919 % 1000) for i in range(200))


def named(data):
    file = io.BytesIO()
    with gzip.GzipFile("name", "wb", 6, file, 0) as out:
        out.write(data)
    return file.getvalue()


def zstd(data, *options):
    return subprocess.run([shutil.which("zstd"), "-qc", *options], input=data, stdout=subprocess.PIPE,
                          check=True).stdout


CODECS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": zstd,
}


def damaged(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:]


files = {"plain": LINES[:50], "gzip-name": named(LINES), "gzip-stored": gzip.compress(LINES[:100], 0, mtime=0),
         "zstd-no-checksum": zstd(LINES, "--no-check"), "xz-none": lzma.compress(LINES, check=lzma.CHECK_NONE),
         "xz-sha": lzma.compress(LINES, check=lzma.CHECK_SHA256), "gzip-zeros": gzip.compress(bytes(70000), mtime=0),
         "gzip-spaces": gzip.compress(b" " * 70000, mtime=0)}
for name, compress in CODECS.items():
    whole = compress(LINES)
    files[f"{name}"] = whole
    files[f"{name}-nothing"] = compress(b"")
    files[f"{name}-two"] = compress(LINES[:301]) + compress(LINES[301:])
    files[f"{name}-bad-json"] = compress(LINES + b'{"a":x}\n')
    files[f"{name}-cut"] = whole[:-9]
    files[f"{name}-cut-head"] = whole[:5]
    files[f"{name}-damaged"] = damaged(whole, len(whole) // 2)
    files[f"{name}-damaged-end"] = damaged(whole, len(whole) - 2)
    files[f"{name}-zeros-after"] = whole + bytes(8)
    files[f"{name}-more"] = whole + b"more"

os.makedirs(FOLDER, exist_ok=True)
for old in os.listdir(FOLDER):
    os.remove(os.path.join(FOLDER, old))
for i, (name, data) in enumerate(files.items()):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(bytes([i * 5 % 64]) + data)
