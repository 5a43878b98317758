"""Writes the inputs of fuzz_arrow_import: structures of the Arrow C data interface are made of any bytes.

usage: make_corpus_arrow_import.py [FOLDER]
"""

import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = 50  # of arrow_made.c


def inputs():
    """Each form as the only column and as the root, and structs of some columns."""
    chance = random.Random(14)
    yield "empty", b""
    for form in range(FORMS):
        rest = bytes(chance.randrange(256) for _ in range(200))
        yield f"column-{form}", bytes([0, 1, form]) + rest
        if form and form % 5 == 0:
            yield f"root-{form}", bytes([200 + form % 50]) + rest
    for i in range(30):
        yield f"struct-{i}", bytes([0, 3]) + bytes(chance.randrange(256) for _ in range(300 + 20 * i))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus", "arrow_import")
    os.makedirs(folder, exist_ok=True)
    for name, data in inputs():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


main()
