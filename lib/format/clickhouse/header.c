/* format/clickhouse/header.c - names and types of columns. */
#include "format/clickhouse/header.h"

#include "base/error.h"
#include "format/clickhouse/wire.h"

/* ---------------------------------------------------------------------- reading */

rc_status rci_clickhouse_fail_end(const rci_clickhouse_input *input, const char *inside,
                                  rc_error *err)
{
    rci_base_fail(err, RC_EFORMAT, "the input ends inside of %s", inside);
    rci_base_error_byte(err, input->at + input->ahead.length);
    return RC_EFORMAT;
}

static rc_status fail_at(const rci_clickhouse_input *input, size_t at, rc_status status,
                         const char *wrong, rc_error *err)
{
    rci_base_fail(err, status, "%s (is the input RowBinaryWithNamesAndTypes, or Native?)", wrong);
    rci_base_error_byte(err, input->at + at);
    return status;
}

rc_status rci_clickhouse_read_size(rci_clickhouse_input *input, size_t *at, uint64_t *number,
                                   rc_error *err)
{
    const rci_base_bytes *ahead = &input->ahead;
    for (;;) {
        const size_t have = ahead->length;
        const size_t used =
            have > *at ? rci_clickhouse_get_size(ahead->data + *at, have - *at, number) : 0;
        rc_status status;
        if (used > RCI_CLICKHOUSE_SIZE_MAX) {
            return fail_at(input, *at, RC_EFORMAT, "a number of more than 64 bits", err);
        }
        if (used) {
            *at += used;
            return RC_OK;
        }
        status = rci_clickhouse_input_fill(input, have + 1, err);
        if (status != RC_OK) {
            return status;
        }
        if (ahead->length == have) {
            return rci_clickhouse_fail_end(input, "a header", err);
        }
    }
}

rc_status rci_clickhouse_read_name(rci_clickhouse_input *input, size_t *at, size_t *place,
                                   size_t *length, rc_error *err)
{
    const size_t start = *at;
    uint64_t n;
    rc_status status = rci_clickhouse_read_size(input, at, &n, err);
    if (status != RC_OK) {
        return status;
    }
    if (n > RCI_CLICKHOUSE_MAX_NAME || *at + n > RCI_CLICKHOUSE_MAX_HEADER) {
        return fail_at(input, start, RC_ELIMIT, "a name or a type of more than 1 MiB", err);
    }
    status = rci_clickhouse_input_fill(input, *at + (size_t)n, err);
    if (status == RC_OK && input->ahead.length - *at < n) {
        status = rci_clickhouse_fail_end(input, "a header", err);
    }
    *place = *at;
    *length = (size_t)n;
    *at += (size_t)n;
    return status;
}

rci_clickhouse_type *rci_clickhouse_read_column(const rci_clickhouse_input *input,
                                                const size_t name[2], const size_t type[2],
                                                rc_error *err)
{
    const char *bytes = (const char *)input->ahead.data;
    rci_clickhouse_type *column =
        rci_clickhouse_type_parse(bytes + type[0], type[1], bytes + name[0], name[1], err);
    rci_base_quoted quoted;
    if (!column) {
        rci_base_error_field(err, rci_base_quote(&quoted, bytes + name[0], name[1]));
        rci_base_error_byte(err, input->at + type[0]);
    }
    return column;
}

rci_clickhouse_type *rci_clickhouse_new_root(rc_error *err)
{
    rci_clickhouse_type *root = rci_clickhouse_type_new(NULL, 0, err);
    if (root) {
        root->kind = RCI_CLICKHOUSE_TUPLE;
        root->type_name = "Tuple";
    }
    return root;
}

/* The names are passed, and read again with the types. */
static rc_status read_columns(rci_clickhouse_input *input, rci_clickhouse_type *root, size_t *at,
                              uint64_t n, rc_error *err)
{
    size_t name_at = *at, name[2], type[2];
    rc_status status = RC_OK;
    for (uint64_t i = 0; status == RC_OK && i < n; i++) {
        status = rci_clickhouse_read_name(input, at, &name[0], &name[1], err);
    }
    for (uint64_t i = 0; status == RC_OK && i < n; i++) {
        rci_clickhouse_type *column = NULL;
        status = rci_clickhouse_read_name(input, &name_at, &name[0], &name[1], err);
        if (status == RC_OK) {
            status = rci_clickhouse_read_name(input, at, &type[0], &type[1], err);
        }
        if (status == RC_OK) {
            column = rci_clickhouse_read_column(input, name, type, err);
            status = column ? RC_OK : RC_EFORMAT;
        }
        if (column) {
            rci_clickhouse_type_add(root, column);
        }
    }
    return status;
}

rci_clickhouse_type *rci_clickhouse_header_read(rci_clickhouse_input *input, rc_error *err)
{
    rci_clickhouse_type *root = rci_clickhouse_new_root(err);
    size_t at = 0;
    uint64_t n;
    rc_status status;
    if (!root) {
        return NULL;
    }
    status = rci_clickhouse_read_size(input, &at, &n, err);
    if (status == RC_OK && (n == 0 || n > RC_MAX_FIELDS)) {
        status =
            fail_at(input, 0, RC_EFORMAT, "the number of columns is not from 1 to 1000000", err);
    }
    if (status == RC_OK) {
        status = read_columns(input, root, &at, n, err);
    }
    if (status != RC_OK) {
        rci_clickhouse_type_free(root);
        return NULL;
    }
    rci_clickhouse_input_drop(input, at);
    return root;
}

/* ---------------------------------------------------------------------- writing */

rc_status rci_clickhouse_put_name(const char *text, size_t n, rci_base_bytes *out, rc_error *err)
{
    unsigned char size[RCI_CLICKHOUSE_SIZE_MAX];
    rc_status status = rci_base_bytes_append(out, size, rci_clickhouse_put_size(size, n), err);
    return status == RC_OK ? rci_base_bytes_append(out, text, n, err) : status;
}

rc_status rci_clickhouse_put_type(const rci_clickhouse_type *type, rci_base_bytes *out,
                                  rc_error *err)
{
    rci_base_bytes text;
    rc_status status;
    if (type->text.length) {
        return rci_clickhouse_put_name((const char *)type->text.data, type->text.length, out, err);
    }
    rci_base_bytes_init(&text);
    status = rci_clickhouse_type_print(type, &text, err);
    if (status == RC_OK) {
        status = rci_clickhouse_put_name((const char *)text.data, text.length, out, err);
    }
    rci_base_bytes_release(&text);
    return status;
}

rc_status rci_clickhouse_header_write(const rci_clickhouse_columns *columns, rci_base_bytes *out,
                                      rc_error *err)
{
    unsigned char size[RCI_CLICKHOUSE_SIZE_MAX];
    const rci_clickhouse_type *column;
    rc_status status =
        rci_base_bytes_append(out, size, rci_clickhouse_put_size(size, columns->n_columns), err);
    for (column = columns->root->child; status == RC_OK && column; column = column->next) {
        status = rci_clickhouse_put_name(column->name, column->name_length, out, err);
    }
    for (column = columns->root->child; status == RC_OK && column; column = column->next) {
        status = rci_clickhouse_put_type(column, out, err);
    }
    return status;
}
