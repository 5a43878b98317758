/* format/clickhouse/text.c - text between cells and String or Enum. */
#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
#include "format/clickhouse/value.h"
#include "format/clickhouse/wire.h"
#include "store/batch.h"
#include "value/value.h"

#include <string.h>

/* ---------------------------------------------------------------------- writing */

/* Space for a string of `n` bytes, whose length is written. */
static rc_status begin_text(rci_base_bytes *out, size_t n, rc_error *err)
{
    rc_status status = rci_base_bytes_reserve(out, n + RCI_CLICKHOUSE_SIZE_MAX, err);
    if (status == RC_OK) {
        out->length += rci_clickhouse_put_size(out->data + out->length, n);
    }
    return status;
}

static rc_status put_ucs4(const rci_clickhouse_type *type, const unsigned char *cell,
                          rci_base_bytes *out, rc_error *err)
{
    const bool big = rc_dtype_order(type->dtype) == RC_ORDER_BIG;
    const size_t n = rci_base_ucs4_trim(cell, rc_dtype_length(type->dtype));
    size_t length;
    rc_status status;
    if (rci_base_ucs4_check(cell, n, big) != n) {
        rci_base_fail(err, RC_ERANGE, "code points that are not characters");
        return rci_clickhouse_at(type, RC_ERANGE, err);
    }
    length = rci_base_ucs4_utf8_length(cell, n, big);
    status = begin_text(out, length, err);
    if (status == RC_OK) {
        rci_base_ucs4_to_utf8((char *)out->data + out->length, cell, n, big);
        out->length += length;
    }
    return status;
}

/* The number that the Enum has for a string. */
static rc_status put_enum(const rci_clickhouse_type *type, const char *text, size_t n,
                          rci_base_bytes *out, rc_error *err)
{
    const rci_clickhouse_entry *entries =
        (const rci_clickhouse_entry *)(const void *)type->entries.data;
    const size_t n_entries = type->entries.length / sizeof *entries;
    rci_base_quoted quoted;
    for (size_t i = 0; i < n_entries; i++) {
        if (entries[i].length == n &&
            (n == 0 || memcmp(type->texts.data + entries[i].at, text, n) == 0)) {
            unsigned char number[8];
            rci_base_cell_put(number, type->width, false, (uint64_t)entries[i].number);
            return rci_base_bytes_append(out, number, type->width, err);
        }
    }
    rci_base_fail(err, RC_ERANGE, "the text \"%s\", which is not in the %s of the column",
                  rci_base_quote(&quoted, text, n), type->type_name);
    return rci_clickhouse_at(type, RC_ERANGE, err);
}

rc_status rci_clickhouse_put_no_text(const rci_clickhouse_type *type, rci_base_bytes *out,
                                     rc_error *err)
{
    static const unsigned char zeros[4];
    return rci_base_bytes_append(out, zeros, type->kind == RCI_CLICKHOUSE_ENUM ? type->width : 1,
                                 err);
}

/* Of S<n> without the zeros at its end. */
static const char *text_of(const rci_clickhouse_type *type, const rc_store *store,
                           const unsigned char *cell, size_t *n)
{
    if (rc_dtype_kind(type->dtype) == RC_STR) {
        return rci_store_string_get(store, cell, n);
    }
    *n = rci_base_text_trim(cell, rc_dtype_length(type->dtype));
    return (const char *)cell;
}

rc_status rci_clickhouse_put_text(const rci_clickhouse_type *type, const rc_store *store,
                                  const unsigned char *cell, rci_base_bytes *out, rc_error *err)
{
    const char *text;
    size_t n;
    rc_status status;
    if (rc_dtype_kind(type->dtype) == RC_UCS4) {
        return put_ucs4(type, cell, out, err);
    }
    text = text_of(type, store, cell, &n);
    if (type->kind == RCI_CLICKHOUSE_ENUM) {
        return put_enum(type, text, n, out, err);
    }
    status = begin_text(out, n, err);
    if (status == RC_OK) {
        memcpy(out->data + out->length, text, n);
        out->length += n;
    }
    return status;
}

/* ---------------------------------------------------------------------- reading */

static rc_status fail_utf8(const rci_clickhouse_type *type, const char *text, size_t n, size_t bad,
                           rc_error *err)
{
    rci_base_quoted quoted;
    rci_base_fail(err, RC_ESYNTAX,
                  "the text \"%s\" is not UTF-8: byte 0x%02X at offset %zu (select base64Encode of "
                  "it, or make it a FixedString)",
                  rci_base_quote(&quoted, text, n), (unsigned char)text[bad], bad);
    return rci_clickhouse_at(type, RC_ESYNTAX, err);
}

rc_status rci_clickhouse_take_text(const rci_clickhouse_type *type, rc_store *store,
                                   unsigned char *cell, const char *text, size_t n, rc_error *err)
{
    const rc_kind kind = rc_dtype_kind(type->dtype);
    const rc_value value = {.type = kind == RC_BYTES ? RC_VALUE_BYTES : RC_VALUE_TEXT,
                            .as.text = {text, n}};
    const size_t bad = kind == RC_BYTES ? n : rci_base_utf8_check(text, n);
    rc_status status;
    if (bad < n) {
        return fail_utf8(type, text, n, bad, err);
    }
    status = kind == RC_STR ? rci_store_string_put(store, cell, text, n, err)
                            : rci_value_store(type->dtype, cell, &value, err);
    return rci_clickhouse_at(type, status, err);
}

rc_status rci_clickhouse_enum_name(const rci_clickhouse_type *type, const unsigned char *from,
                                   const char **text, size_t *n, rc_error *err)
{
    const rci_clickhouse_entry *entries =
        (const rci_clickhouse_entry *)(const void *)type->entries.data;
    const int32_t number = (int32_t)rci_base_cell_get_signed(from, type->width, false);
    size_t low = 0, high = type->entries.length / sizeof *entries;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (entries[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == type->entries.length / sizeof *entries || entries[low].number != number) {
        rci_base_fail(err, RC_EFORMAT, "the number %d, which is not in the %s", (int)number,
                      type->type_name);
        return rci_clickhouse_at(type, RC_EFORMAT, err);
    }
    *text = type->texts.data ? (const char *)type->texts.data + entries[low].at : "";
    *n = entries[low].length;
    return RC_OK;
}
