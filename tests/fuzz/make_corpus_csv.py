"""Writes the first inputs of fuzz_csv: python3 make_corpus_csv.py FOLDER."""

import os
import sys

TEXTS = [
    b"a,b\n1,2\n", b'"a","b"\r\n"x""y","z\nw"\r\n', b'a"b,c\nd,e\n', b'"a"b,c\nd,e\n', b'a,"b\nc,d\n', b"\n\n,\n\r\n",
    b'#a"\n"#",b\n', b"a,b\rc,d\n", b"a,\0\nb,c\n", b"\xff,b\n\xc3\xa9,c\n", b'""\n""""\n"\n"\n',
    b"0123456789" * 7 + b',"' + b"x" * 60 + b'"\n' + b"1,2\n" * 30, b'a;b\tc|d,"\r\n"\r\n',
    b' "a" ,b\n\t"c"\td , "e"\n  \n "f" g,h\n', b"1.234,5;-7\n 1.234.567,25 ;1e5\n1,5;x\n", b'"1,234.5",nan\n1234,"2,5"\n',
]

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for number, text in enumerate(TEXTS):
    for head in (b"\0\0\1\0", b"\0\1\0\3", b"\1\0\1\100", b"\0\2\1\0", b"\1\26\1\5", b"\0\34\1\1"):
        with open(os.path.join(folder, f"{number:02}-{head[0]}{head[1]}"), "wb") as file:
            file.write(head + text)
