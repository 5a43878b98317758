/*
 * rowcol/value.h - one value of any kind, for checked generic get, set and conversion.
 */
#ifndef ROWCOL_VALUE_H
#define ROWCOL_VALUE_H

#include <rowcol/dtype.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a value is. Integers are INT whenever they fit int64_t, else UINT. */
typedef enum rc_value_type {
    RC_VALUE_NULL = 0,
    RC_VALUE_BOOL,
    RC_VALUE_INT,
    RC_VALUE_UINT,
    RC_VALUE_FLOAT,
    RC_VALUE_COMPLEX,
    RC_VALUE_TEXT,  /**< UTF-8 */
    RC_VALUE_BYTES, /**< bytes without a meaning */
    RC_VALUE_DATETIME,
    RC_VALUE_TIMEDELTA
} rc_value_type;

/**
 * One value. Texts and bytes are borrowed: the value never owns memory. `small` is where a getter
 * puts a text that lies nowhere else in that form (UCS-4 turned into UTF-8, hexadecimal); `data`
 * then points into the same structure, so such a value is not to be copied by assignment.
 */
typedef struct rc_value {
    rc_value_type type;
    union {
        int boolean;
        int64_t i; /**< INT, and the count of a DATETIME or TIMEDELTA (INT64_MIN: not a time) */
        uint64_t u;
        double f;
        struct {
            double re, im;
        } c;
        struct {
            const char *data;
            size_t length; /**< bytes */
        } text;            /**< TEXT and BYTES */
    } as;
    rc_unit unit;     /**< of a DATETIME or TIMEDELTA */
    int32_t multiple; /**< of that unit, 1 or more */
} rc_value;

#ifdef __cplusplus
}
#endif
#endif
