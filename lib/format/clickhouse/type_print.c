/* format/clickhouse/type_print.c - the text of a type. */
#include "base/ascii.h"
#include "base/error.h"
#include "base/join.h"
#include "format/clickhouse/type.h"

#include <string.h>

static rc_status put(rci_base_bytes *out, const char *text, rc_error *err)
{
    return rci_base_bytes_append(out, text, strlen(text), err);
}

static rc_status put_number(rci_base_bytes *out, uint64_t number, rc_error *err)
{
    char digits[RCI_BASE_COUNT_MAX];
    const rci_base_part part = rci_base_part_of_count(digits, number);
    return rci_base_bytes_append(out, part.text, part.length, err);
}

/* Words that are identifiers, and are quoted nevertheless. */
static bool is_reserved(const char *name, size_t length)
{
    static const char *const words[] = {"all",    "distinct", "from",  "null",
                                        "select", "table",    "values"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == length && rci_base_same_letters(name, words[i], length)) {
            return true;
        }
    }
    return false;
}

static bool is_identifier(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!rci_base_is_letter(name[i]) && name[i] != '_' &&
            (i == 0 || !rci_base_is_digit(name[i]))) {
            return false;
        }
    }
    return length > 0;
}

static rc_status put_quoted(const char *name, size_t length, rci_base_bytes *out, rc_error *err)
{
    static const char special[] = "`\\\b\f\n\r\t", letters[] = "`\\bfnrt";
    rc_status status = put(out, "`", err);
    for (size_t i = 0; status == RC_OK && i < length; i++) {
        const char *found = memchr(special, name[i], sizeof special - 1);
        if (found) {
            const char escaped[] = {'\\', letters[found - special], '\0'};
            status = put(out, escaped, err);
        } else {
            status = rci_base_bytes_append(out, name + i, 1, err);
        }
    }
    return status == RC_OK ? put(out, "`", err) : status;
}

/* ClickHouse compares the text of a type with its own: names have quotes where it writes them. */
rc_status rci_clickhouse_print_name(const char *name, size_t length, rci_base_bytes *out,
                                    rc_error *err)
{
    return is_identifier(name, length) && !is_reserved(name, length)
               ? rci_base_bytes_append(out, name, length, err)
               : put_quoted(name, length, out, err);
}

/* ClickHouse names the elements of a Tuple without names by their numbers. */
static bool has_names(const rci_clickhouse_type *type)
{
    uint64_t number = 1;
    for (const rci_clickhouse_type *child = type->child; child; child = child->next, number++) {
        char digits[RCI_BASE_COUNT_MAX];
        const rci_base_part part = rci_base_part_of_count(digits, number);
        if (child->name_length != part.length || memcmp(child->name, part.text, part.length) != 0) {
            return true;
        }
    }
    return false;
}

static rc_status put_children(const rci_clickhouse_type *type, rci_base_bytes *out, rc_error *err)
{
    const bool named = type->kind == RCI_CLICKHOUSE_TUPLE && has_names(type);
    rc_status status = put(out, "(", err);
    for (const rci_clickhouse_type *child = type->child; status == RC_OK && child;
         child = child->next) {
        if (child != type->child) {
            status = put(out, ", ", err);
        }
        if (status == RC_OK && named) {
            status = rci_clickhouse_print_name(child->name, child->name_length, out, err);
        }
        if (status == RC_OK && named) {
            status = put(out, " ", err);
        }
        if (status == RC_OK) {
            status = rci_clickhouse_type_print(child, out, err);
        }
    }
    return status == RC_OK ? put(out, ")", err) : status;
}

/* The names of time zones have no quotes and backslashes. */
static rc_status put_time64(const rci_clickhouse_type *type, rci_base_bytes *out, rc_error *err)
{
    rc_status status = put(out, "(", err);
    if (status == RC_OK) {
        status = put_number(out, type->precision, err);
    }
    if (status == RC_OK && type->zone[0]) {
        status = put(out, ", '", err);
        status = status == RC_OK ? put(out, type->zone, err) : status;
        status = status == RC_OK ? put(out, "'", err) : status;
    }
    return status == RC_OK ? put(out, ")", err) : status;
}

static rc_status put_fixed(const rci_clickhouse_type *type, rci_base_bytes *out, rc_error *err)
{
    rc_status status = put(out, "(", err);
    status = status == RC_OK ? put_number(out, type->width, err) : status;
    return status == RC_OK ? put(out, ")", err) : status;
}

/* Recursion: as deep as the tree. */
rc_status rci_clickhouse_type_print(const rci_clickhouse_type *type, rci_base_bytes *out,
                                    rc_error *err)
{
    rc_status status = type->nullable ? put(out, "Nullable(", err) : RC_OK;
    status = status == RC_OK ? put(out, type->type_name, err) : status;
    if (status == RC_OK && type->child) {
        status = put_children(type, out, err);
    } else if (status == RC_OK && type->kind == RCI_CLICKHOUSE_FIXED) {
        status = put_fixed(type, out, err);
    } else if (status == RC_OK && strcmp(type->type_name, "DateTime64") == 0) {
        status = put_time64(type, out, err);
    }
    return status == RC_OK && type->nullable ? put(out, ")", err) : status;
}
