/* Records of irregular shapes as JSON text, and reading them in every way that the library has: all
 * ways must give the records and the error that the grammar alone gives. */
#ifndef TESTS_UNIT_IRREGULAR_H
#define TESTS_UNIT_IRREGULAR_H

#include "base/bytes.h"

#include "runner.h"
#include <rowcol.h>
#include <stdbool.h>

/* As ck_assert_msg, which writes to a file each time that it holds: much too slow here. */
#define IRREGULAR_CHECK(condition, ...)                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            ck_abort_msg(__VA_ARGS__);                                                             \
        }                                                                                          \
    } while (0)

/* ---------------------------------------------------------------- random numbers */

/* From 0 to n - 1. */
size_t irregular_below(uint64_t *state, size_t n);
bool irregular_chance(uint64_t *state, unsigned percent);
/* A state that has nothing to do with that of another number; never 0. */
uint64_t irregular_seed(uint64_t number);

/* ------------------------------------------------------------------------- text */

void irregular_add(rci_base_bytes *text, const char *more);
void irregular_add_bytes(rci_base_bytes *text, const void *data, size_t n);
__attribute__((format(printf, 2, 3))) void irregular_print(rci_base_bytes *text, const char *format,
                                                           ...);

/* ----------------------------------------------------------------------- dtypes */

/* Most often a struct: fields of all kinds in both byte orders, names that are hard to tell apart
 * or need escapes, 1 field to 200. A new reference. */
rc_dtype *irregular_dtype(uint64_t *state);

/* ---------------------------------------------------------------------- records */

/* How records differ from each other, and from good ones. Each number is a chance in percent. */
typedef struct irregular_style {
    unsigned shuffled;   /* of an object: its keys come in another order */
    unsigned absent;     /* of a key */
    unsigned extra;      /* of a further key after each key */
    unsigned spaced;     /* of white space at each place that allows it */
    unsigned escaped;    /* of a key: characters of it are written as escapes */
    unsigned tuples;     /* of a struct: it is an array */
    unsigned nulls;      /* of a field that is nullable */
    unsigned duplicated; /* of a key: it is given again */
    unsigned wrong;      /* of a value: of another type, out of range, or not JSON */
    unsigned longs;      /* of a string: longer than 4 KiB, where the field has room */
} irregular_style;

/* Traits that a good record of the options may have, each left out half of the time. */
irregular_style irregular_style_random(uint64_t *state, const rc_read_options *options);

/* Appends the text of one record. Records with the same `shape` state and the same style have the
 * same keys, white space and nulls; their values depend on `value`. Both states move on. */
void irregular_record(rci_base_bytes *text, const rc_dtype *dtype, const irregular_style *style,
                      uint64_t *shape, uint64_t *value);
/* Appends a JSON value of any type, with `depth` levels of arrays and objects at most. */
void irregular_any(rci_base_bytes *text, uint64_t *state, int depth);
/* Appends white space that is not a new line; "" at times. */
void irregular_space(rci_base_bytes *text, uint64_t *state, bool with_newlines);

/* ----------------------------------------------------------------------- faults */

/* A byte is deleted; replaced by one of 16; one of them is put before it; the text ends there. */
enum { IRREGULAR_EDITS = 1 + 16 + 16 + 1, IRREGULAR_CUT = IRREGULAR_EDITS - 1 };

/* Appends the n bytes at `from` to the text with edit number `edit` at byte `at`. */
void irregular_edit(rci_base_bytes *text, const char *from, size_t n, size_t at, size_t edit);

/* ---------------------------------------------------------------------- reading */

/* One way of reading. */
typedef struct irregular_way {
    bool grammar;       /* every record by rci_json_read_decode */
    unsigned ways;      /* RCI_JSON_READ_BY_..., 0: the usual ones */
    size_t piece_bytes; /* 0: the usual size */
    size_t capacity;    /* the most records of a batch; 0: the usual number */
    rc_layout layout;
    unsigned threads; /* 0: rc_reader_next; else rc_pump */
    bool serial;      /* as an input that cannot be addressed */
} irregular_way;

typedef struct irregular_outcome {
    rc_status status;  /* RC_END when all was read */
    rc_store *records; /* those before the error */
    rc_error err;
} irregular_outcome;

typedef struct irregular_input {
    const char *text;
    size_t n;
    rc_read_options options; /* format, dtype, root and all else that is given to the reader */
    uint64_t seed;           /* for messages */
} irregular_input;

/* Release it with irregular_release. */
void irregular_read(const irregular_input *input, const irregular_way *way,
                    irregular_outcome *outcome);
void irregular_release(irregular_outcome *outcome);

/* Fails the test unless both are the same in everything, hints included. */
void irregular_check_same(const irregular_input *input, const irregular_outcome *found,
                          const irregular_outcome *wanted, const char *how);
/* The same without hints and what a message says after "; ", which depend on how much of the text
 * is in a piece. */
void irregular_check_similar(const irregular_input *input, const irregular_outcome *found,
                             const irregular_outcome *wanted, const char *how);
/* The line and the column of an error are those of its byte, counted once more. */
void irregular_check_place(const irregular_input *input, const irregular_outcome *outcome);

/* How much is compared. */
typedef enum irregular_care {
    IRREGULAR_QUICK, /* the usual reader with the grammar */
    IRREGULAR_FULL,  /* also in pieces, in small batches, by columns, without vector code, and by
                        the pump with 1 and 2 threads */
} irregular_care;

/* Reads the text in many ways, `state` chooses their numbers. `*wanted` may be NULL; else it is the
 * outcome by the grammar, which the caller releases. */
void irregular_check(const irregular_input *input, irregular_care care, uint64_t *state,
                     irregular_outcome *wanted);

/* The text is one array. Compares it with rc_json_parse and rc_json_to_store. */
void irregular_check_dom(const irregular_input *input, const irregular_outcome *bulk);

/* ------------------------------------------------------------------------- framing */

/* The forms of a text of many records. */
typedef enum irregular_framing {
    IRREGULAR_LINES,
    IRREGULAR_ARRAY,
    IRREGULAR_SEQUENCE, /* one after the other in a document */
    IRREGULAR_ROOT,     /* an array in a document */
    IRREGULAR_FRAMINGS
} irregular_framing;

/* The text before the first record, between two, and after the last. */
typedef struct irregular_frame {
    const char *format, *root, *before, *between, *after;
} irregular_frame;

extern const irregular_frame irregular_frames[IRREGULAR_FRAMINGS];

/* The number in the environment, or `usual`. */
uint64_t irregular_setting(const char *name, uint64_t usual);

Suite *suite_json_irregular(void);
Suite *suite_json_faults(void);

#endif
