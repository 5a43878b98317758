"""Makes tests/fuzz/corpus/value: text for every dtype of fuzz_value.c. The first byte of a file is the
index of the dtype."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "value")
DTYPES = 38

CASES = {
    "zero": b"0", "one": b"1", "true": b"true", "negative": b"-1", "large": b"18446744073709551615",
    "least": b"-9223372036854775808", "fraction": b"0.1", "exponent": b"1e400", "tiny": b"-1e-400",
    "odd-integer": b"16777217", "nan": b"nan", "infinity": b"-Infinity", "nothing": b"",
    "blank": b" 1", "complex": b"(1.5-2e-3j)", "imaginary": b"-0.0j", "half-complex": b"(1+",
    "text": "h\u00e9\u65e5".encode(), "nul": b"a\0", "bad-utf8": b"a\xff", "hex": b"00fF7e01",
    "date": b"2020-02-29", "time": b"2020-02-29T13:59:59.123456789123456789-23:59", "nat": b"NaT",
    "year": b"-200000", "month": b"2020-13", "long-fraction": b"1970-01-01T00:00:00.0000000000000000001",
    "delta": b"25 s", "delta-months": b"7 M", "delta-long": b"9" * 60 + b" as", "delta-unit": b"1 q",
}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name in os.listdir(FOLDER):
        os.remove(os.path.join(FOLDER, name))
    for number, (name, text) in enumerate(CASES.items()):
        # Every text with a few dtypes, so that every dtype sees several texts.
        for step in (0, 11, 23):
            kind = (number * 5 + step) % DTYPES
            with open(os.path.join(FOLDER, f"{name}-{kind}"), "wb") as file:
                file.write(bytes([kind]) + text)


main()
