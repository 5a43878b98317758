"""Makes tests/fuzz/corpus/cstruct: descriptions of C structs, good ones and wrong ones. The first byte
of a file is the size of the struct, then come entries of eight bytes, as fuzz_cstruct.c reads them."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "cstruct")
FIELD, TEXT, STRUCT, NULLABLE, NAME = 1, 2, 3, 4, 5
A, B, C, EMPTY, BLANK, BAD, NULL, D = range(8)
I4, F8, BYTES, ARRAY = 4, 12, 15, 0x40


def entry(role, member, text=0, offset=0, size=4, kind=I4, shape=0, nested=0xC0):
    return bytes([role, member, text, offset, size, kind, shape, nested])


CASES = {
    "two": (8, entry(FIELD, A), entry(FIELD, B, offset=4)),
    "array": (24, entry(FIELD, A, size=24, kind=F8 | ARRAY)),
    "bytes": (7, entry(FIELD, A, size=7, kind=BYTES | ARRAY)),
    "matrix": (24, entry(FIELD, A, size=24, kind=I4 | ARRAY, shape=0x21)),
    "no-extent": (0, entry(FIELD, A, size=0, kind=I4 | ARRAY, shape=0x01)),
    "text": (8, entry(TEXT, A, text=1, size=8)),
    "nested": (16, entry(STRUCT, A, size=8), entry(STRUCT, B, offset=8, size=8)),
    "nested-fails": (8, entry(STRUCT, A, size=8, nested=0x40)),
    "no-nested": (8, entry(STRUCT, A, size=8, nested=0)),
    "nullable": (4, entry(FIELD, A), entry(NULLABLE, A), entry(NAME, A, text=6)),
    "nullable-first": (4, entry(NULLABLE, A), entry(FIELD, A)),
    "name-empty": (4, entry(FIELD, A), entry(NAME, A, text=4)),
    "name-null": (4, entry(FIELD, A), entry(NAME, A, text=5)),
    "member-null": (4, entry(FIELD, NULL)),
    "member-bad": (4, entry(FIELD, BAD)),
    "overlap": (8, entry(FIELD, A), entry(FIELD, B, offset=2)),
    "twice": (8, entry(FIELD, A), entry(FIELD, A, offset=4)),
    "outside": (4, entry(FIELD, A, offset=4)),
    "far": (4, entry(FIELD, A, offset=255)),
    "wrong-size": (8, entry(FIELD, A, size=8)),
    "no-role": (4, entry(0, A)),
    "other-role": (4, entry(7, A)),
    "kind-time": (8, entry(FIELD, A, size=8, kind=18)),
    "kind-none": (4, entry(FIELD, A, kind=0)),
    "dimensions": (4, entry(FIELD, A, shape=0x04)),
    "nothing": (0,),
}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name in os.listdir(FOLDER):
        os.remove(os.path.join(FOLDER, name))
    for name, (size, *entries) in CASES.items():
        with open(os.path.join(FOLDER, name), "wb") as file:
            file.write(bytes([size]) + b"".join(entries))


main()
