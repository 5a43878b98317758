/*
 * number/charconv.h - the parts of the C++ library's <charconv> that lib/number uses: correctly
 * rounded, independent of the locale, without allocation. std::from_chars does not validate JSON:
 * pass it only text that lib/number has composed itself.
 */
#ifndef ROWCOL_NUMBER_CHARCONV_H
#define ROWCOL_NUMBER_CHARCONV_H

#ifdef __cplusplus
extern "C" {
#endif

/* The value nearest to the decimal text [p, end), or `beyond` if that is an infinity or zero. */
double rci_number_charconv_read_f8(const char *p, const char *end, double beyond);
float rci_number_charconv_read_f4(const char *p, const char *end, float beyond);

/*
 * A positive finite value in scientific notation, `d.ddde+dd`, rounded to `places` digits after the
 * point. Writes up to places + 8 bytes and returns the end.
 */
char *rci_number_charconv_print_places(char *out, double value, int places);

/* An integral value with all its digits, 309 at most. */
char *rci_number_charconv_print_integral(char *out, double value);

#ifdef __cplusplus
}
#endif

#endif
