/*
 * generate.c - prints points as NDJSON, {"x":...,"y":...,"z":...} on each line, always the same.
 *
 * usage: generate N
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
   2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Writes a coordinate from -1,000,000 to 999,999 as decimal digits; returns the position after
 * them. */
static char *put_coordinate(char *out, uint64_t *state)
{
    char digits[8];
    int n = 0;
    int32_t value = (int32_t)(next_random(state) % 2000000) - 1000000;
    uint32_t rest = (uint32_t)(value < 0 ? -value : value);
    if (value < 0) {
        *out++ = '-';
    }
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    while (n > 0) {
        *out++ = digits[--n];
    }
    return out;
}

static char *put_text(char *out, const char *text)
{
    size_t n = strlen(text);
    memcpy(out, text, n);
    return out + n;
}

int main(int argc, char **argv)
{
    uint64_t state = 1;
    long n = argc == 2 ? atol(argv[1]) : 0;
    if (n <= 0) {
        fprintf(stderr, "usage: generate N\n");
        return 2;
    }
    for (long i = 0; i < n; i++) {
        char line[64], *out = put_text(line, "{\"x\":");
        out = put_text(put_coordinate(out, &state), ",\"y\":");
        out = put_text(put_coordinate(out, &state), ",\"z\":");
        out = put_text(put_coordinate(out, &state), "}\n");
        fwrite(line, 1, (size_t)(out - line), stdout);
    }
    if (fflush(stdout) != 0) {
        perror("generate");
        return 1;
    }
    return 0;
}
