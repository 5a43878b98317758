"""Writes the corpus of fuzz_infer: a byte of options, then records.

usage: make_corpus_infer.py FOLDER
"""
import os
import sys

TEXTS = [
    '{"a":1,"b":"x","c":1.5,"d":true,"e":null}\n' * 6 + '{"a":300, "b" : "long","c":2,"d":false,"e":[1,2]}\n',
    '{"a":1,"b":2}\n{"b":2,"a":1}\n{"a":1}\n{"a":1,"b":2,"c":{"d":[1,2],"e":{"f":"x"}}}\n' * 4,
    '[{"a":1,"b":2},\n{"a":3, "b":4},{"a" :5,"b":6}, {"b":7,"a":8}]' ,
    '[{"a":1},{"a":2},]',
    '{"t":"2020-01-01","u":"2020-02-30"}\n{"t":"2021-05-06T07:08:09Z","u":""}\n' * 3,
    '{"a":9007199254740993}\n{"a":1}\n{"a":1.5}\n',
    '{"a":18446744073709551615}\n{"a":0}\n{"a":-1}\n',
    '{"a\\"b":1,"\\u0041":"\\n"}\n{ "a\\"b" : 2 , "A":"\\u00e9"}\n' * 5,
    '{"a":1,"a":2}\n',
    '{"a":[[1,2],[3,4]],"o":[{"x":1},{"x":2}]}\n' * 4 + '{"a":[[1,2],[3,400]],"o":[{"x":1},{"x":2.5}]}\n',
    '{"a":1}{"a":2} {"a":3}\n\n{"a":4}',
    '{"a":1 1}\n{"a",1}\n',
    '1\n200\n-3\n',
    '[1,"x"]\n[2,"yy"]\n',
    '{"a":"' + "k" * 70 + '"}\n{"' + "k" * 40 + '":1}\n' * 5,
]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for number, text in enumerate(TEXTS):
        for flags in (0, 3, 6, 0x41):
            with open(os.path.join(folder, f"{number:02}-{flags:02x}"), "wb") as file:
                file.write(bytes([flags]) + text.encode())


main()
