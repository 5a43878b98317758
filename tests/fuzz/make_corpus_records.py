"""Writes the corpus of fuzz_records: a byte of options, a line for the dtype, and records.

usage: make_corpus_records.py FOLDER
"""
import os
import sys

RECORDS = [
    ("x:i4, y:i4, z:i4", '{"x":1,"y":-2,"z":3}\n{"x":4,"y":5,"z":6}\n{"z":7,"x":8,"y":9}\n'),
    ("x:i4, y:i4", '[{"x":1,"y":2},{"x":3,"y":4},{"x":5,"y":6}]'),
    ("x:i4, y:i4", '[{"x":1,"y":2},{"x":3,"y":4},]'),
    ("x:i4, y:i4", "[1,2]\n[3,4]\n"),
    ("a:{b:f8, c:i1?}?, s:str", '{"a":null,"s":"a text of more than twelve bytes"}\n'
     '{"a":{"b":1.5,"c":null},"s":"\\u00e9"}\n'),
    ("q:{m:f8}", '[{"q":{"m":1.5}},{"q":{"m":2.5}}]\n'),
    ("p:(2,3)i2, e:0i4", '{"p":[[1,2,3],[4,5,6]],"e":[]}\n'),
    ("t:M8[s], d:m8[ms], c:c16", '{"t":"2020-02-29T13:59:59","d":-5,"c":[1,-0.5]}\n'
     '{"t":"NaT","d":"NaT","c":[0,0]}\n'),
    ("u:U2, v:V2, b:bool?, w:>i2", '[["\\u20ac","00ff",true,-2],["","0000",null,3]]'),
    ("n:i2?, m:u8?", '{"n":1}\n{"m":18446744073709551615}\n{}\n{}\n'),
    ("i8", "[1,2,-9223372036854775808]"),
    ("g:2{x:i1, y:S3}", '{"g":[{"x":1,"y":"a"},{"y":"bcd","x":2}]}\n'),
    ("v:V0, z:S0", '{"v":"","z":""}\n{"v":"","z":""}\n'),
    ("i8", "8\n-90\t23-92\t-92\t23-92\t8\n8\n233.017"),
    ("m8", '[1,2,"NaT"]'),
    ("V0", '["",""]'),
    ("5{}", '[[{},{},{},{},{}],[{},[],{},{},{}]]'),
    ("f:f2, h:>f8", '{"f":1.5,"h":0.1}\n{"f":65504,"h":1e300}\n'),
]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for number, (dtype, records) in enumerate(RECORDS):
        for flags in (0, 1, 2, 7, 15, 0x41):
            path = os.path.join(folder, f"{number:02}-{flags:02x}")
            with open(path, "wb") as file:
                file.write(bytes([flags]) + dtype.encode() + b"\n" + records.encode())


main()
