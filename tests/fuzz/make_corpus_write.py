"""Makes tests/fuzz/corpus/write: dtypes of every kind, above all those without bytes, with bytes of
several patterns in their stores. fuzz_write.c says what a file holds."""

import os
import random
import struct

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "write")

ALIGNED, VALUES, NULL = 1, 2, 4

dtypes = {
    "points": "x:i4,y:i4,z:i4",
    "mixed": "id:i8,name:S16,city:S12,level:i1,score:f8,ok:bool",
    "integers": "a:i1,b:i2,c:i4,d:i8,e:u1,f:u2,g:u4,h:u8",
    "big-endian": "a:>i2,b:>i4,c:>i8,d:>u2,e:>u4,f:>u8,g:>f2,h:>f4,i:>f8,j:>c16,k:>M8[s],l:>U2",
    "floats": "a:f2,b:f4,c:f8,d:c8,e:c16",
    "times": "a:M8[s],b:M8[Y],c:M8[25ns],d:m8[D],e:M8,f:m8",
    "strings": "a:S1,b:S17,c:S32,d:S33,e:U3,f:V2,g:str",
    "nullable": "a:i4?,b:f8?,c:S9?,d:bool?,e:{x:i2,y:u8?}?,f:str?,g:3i2?,h:M8[s]?",
    "nested": "a:{b:{c:i1,d:2{e:i2,f:S3}},g:(2,2)f4},h:2u1",
    "padded": "a:i1,b:i8,c:2{d:i1,e:i2},f:bool,g:c16",
    "many-elements": "a:17i2,b:(3,7)f8,c:16c16",
    "no-elements": "(0,3)f8",
    "no-fields": "{}",
    "no-fields-in-array": "5{}",
    "no-bytes": "V0",
    "empty-string": "S0",
    "empty-ucs4": "U0",
    "no-integers": "0i4",
    "no-bytes-in-struct": "a:V0,b:S0,c:0i4,d:{},e:2{},f:(2,0)U0",
    "no-bytes-beside": "a:i4,b:S0,c:i4,d:0f8,e:{}",
    "array-of-struct": "2{a:i1}",
    "just-year": "M8[Y]",
    "just-int": "i4",
    "just-float": ">f8",
    "just-complex": "16c16",
    "just-string": "S5",
    "just-str": "str",
    "just-array": "(2,3)i2",
    "long-key": "a_key_that_takes_more_than_one_copy_of_thirty_two_bytes_by_far:i4,b:f4",
    "quoted-key": '"q\\"uote":i4,"tab\\t":f4',
    "wide": ",".join(f"f{i}:i2" for i in range(300)),
    "random-1": "?",
    "random-2": "??",
    "random-3": "???",
    "random-4": "????",
    "random-5": "?????",
    "random-6": "??????",
}

random.seed(20261127)
fills = {
    "zeros": b"\0",
    "ones": b"\xff",
    "ascii": b"some text, \"quoted\" and \\ more\n",
    "utf8": "\u00e9\u65e5\U0001f642a\0b".encode(),
    "smallest": struct.pack("<d", -2.2250738585072014e-308),
    "largest": struct.pack(">d", -1.7976931348623157e308),
    "sign": b"\0\0\0\0\0\0\0\x80",
    "random": random.randbytes(211),
}

os.makedirs(FOLDER, exist_ok=True)
for entry in os.listdir(FOLDER):
    os.remove(os.path.join(FOLDER, entry))
for number, (name, dtype) in enumerate(dtypes.items()):
    for turn, (pattern, fill) in enumerate(fills.items()):
        options = (number + turn) % 8
        records = (0, 1, 10, 65, 149)[(number + turn) % 5] if turn else 150
        with open(os.path.join(FOLDER, f"{name}-{pattern}"), "wb") as file:
            file.write(dtype.encode() + b"\0" + bytes([options, records]) + fill)
