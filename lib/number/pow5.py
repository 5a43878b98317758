#!/usr/bin/env python3
"""Print number_pow5.inc: the powers of five of number_pow5.h.

Usage: python3 number_pow5.py > number_pow5.inc

Entry q, for q from MIN to MAX, holds the 128 most significant bits of 5**q: the
integer t with 2**127 <= t < 2**128 and t close to 5**q * 2**e for some e.  Which
way t is rounded follows D. Lemire, "Number Parsing at a Gigabyte per Second",
Software: Practice and Experience 51 (8), 2021, section 5:

  q >= 0          rounded down (exact up to q = 55);
  -27 <= q < 0    rounded up, so that a decimal that is exactly representable
                  never comes out one unit short;
  q < -27         rounded down.

All arithmetic is on Python's integers, so every entry is exact by construction.
"""

MIN, MAX = -342, 324


def entry(q):
    """The 128-bit significand of 5**q, rounded as the table needs it."""
    if q >= 0:
        power = 5**q
        excess = power.bit_length() - 128
        return power >> excess if excess > 0 else power << -excess
    divisor = 5**-q
    # 5**-q is no power of two, so 2**(127 + bits) / divisor has exactly 128 bits.
    quotient = (1 << (127 + divisor.bit_length())) // divisor
    return quotient + 1 if q >= -27 else quotient


def main():
    print("/* Made by number_pow5.py from exact integers: do not edit. */")
    for q in range(MIN, MAX + 1):
        t = entry(q)
        assert 1 << 127 <= t < 1 << 128
        print(f"{{0x{t >> 64:016x}, 0x{t & (1 << 64) - 1:016x}}}, /* 5^{q} */")


if __name__ == "__main__":
    main()
