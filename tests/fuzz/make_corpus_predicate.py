"""Makes tests/fuzz/corpus/predicate: predicates over the fields of fuzz_predicate.c."""

import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "predicate")

CASES = [
    "age >= 18 and name != \"\"", "not age >= 1", "age is null", "age is not null", "name is null",
    "ok", "not not ok", "ok == true", "age < 0.5", "age <= -2.5", "age == 1e300", "age in (1, 2.0, -3)",
    "age in (1,2,3,4,5,6,7,8,9,10)", "age not in (0)", "age between -1 and 1", "1 < age", "'a' <= name",
    "f == 0.1", "f > -inf", "d != nan", "h in (1, 2)", "d < 1e400", "d > 1e-400",
    "day == 1970-01-01", "day > '1970-01-01T12:00'", "day < 9999-12-31", "day == NaT", "t > '2 s'",
    "t < '1 ms'", "t >= '1 m'", "tag == 'ab'", "tag < 'abcde'", "tag starts with 'a'",
    "u starts with '\\u00e9'", "u > \"a\\\"b\"", "name in ('', 'ab', 'long text, not in a cell')",
    "name starts with ''", "raw == '0000'", "raw > '00'", "z == '(1.0+2.0j)'", "z in (0, 1)", "z != 0",
    "pos.x > 0 or pos.y < 0", "pos is null", "pos.y is null", "\"a b\" == 2", "big > 9223372036854775807",
    "big == 18446744073709551615", "k is null", "(ok or (age == 1)) and not (d < 0 or f == 0)",
    "a or", "(((", "age >", "age == null", "name == bob", "ok && ok", "age in (", "age between 1", "'",
    "age == '1'", "agee > 1", "age starts with 'a'", "z < 1", "pos == 1", "\"\" == 1", "age. == 1",
    "h == 65520", "ok in (true, 2)", "age > -9223372036854775809", "tag == 'a\\u0000'",
    " or ".join(["ok"] * 50), "(" * 66, "age not starts with 'x'", "t == 5", "u in ('ab', 'abcdef')",
]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name in os.listdir(FOLDER):
        os.remove(os.path.join(FOLDER, name))
    for number, text in enumerate(CASES):
        with open(os.path.join(FOLDER, f"{number:03}"), "wb") as file:
            file.write(text.encode())


main()
