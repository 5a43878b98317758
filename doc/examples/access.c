#include <rowcol.h>
#include <stdio.h>

/* Prints a record as JSON. */
static void show(const char *what, rc_store *store, size_t i, rc_error *err)
{
    rc_row row;
    char *text = NULL;
    if (rc_store_row(store, i, &row, err) == RC_OK) {
        text = rc_row_json(&row, NULL, err);
    }
    printf("%-9s %s\n", what, text ? text : err->message);
    rc_text_free(text);
}

/* Whole fields, from and to plain arrays. */
static void use_arrays(rc_store *store, rc_error *err)
{
    const double prices[] = {2.5, 4.25, 1.75};
    rc_dtype *f8 = rc_dtype_leaf(RC_F8, err), *i1 = rc_dtype_leaf(RC_I1, err);
    rc_value one = rc_value_int(1);
    int8_t small[3];
    rc_field price, count;
    rc_view view;
    if (rc_store_field(store, "price", &price, err) == RC_OK &&
        rc_field_from_array(&price, f8, prices, NULL, err) == RC_OK &&
        rc_store_field(store, "count", &count, err) == RC_OK) {
        rc_field_fill(&count, &one, err);
    }
    /* A value that does not fit is named, not rounded. */
    if (rc_store_view(store, "price", &view, err) == RC_OK &&
        rc_view_to_array(&view, i1, small, NULL, err) != RC_OK) {
        char line[256];
        rc_error_print(err, line, sizeof line);
        printf("%s\n", line);
        rc_error_clear(err);
    }
    rc_dtype_unref(f8);
    rc_dtype_unref(i1);
}

/* Records and fields come and go. */
static void change_shape(rc_store *store, rc_error *err)
{
    rc_dtype *str = rc_dtype_leaf(RC_STR, err);
    rc_field_spec note = {"note", str, RC_AUTO, 1};
    rc_store_insert(store, 0, 1, err);
    rc_store_remove(store, 2, 1, err);
    rc_store_add_field(store, &note, RC_AUTO, err);
    rc_store_rename_field(store, "count", "n", err);
    rc_dtype_unref(str);
}

int main(void)
{
    static const char text[] = "{\"price\":10,\"count\":3,\"id\":7}";
    static const char *const names[] = {"price"};
    const rc_value price = rc_value_float(0.5);
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("id:i4, price:f8, count:i8", &err);
    rc_dtype *narrow = rc_dtype_parse("price:f4, id:i2, count:u1", &err);
    rc_store *store = rc_store_zeros(dtype, 3, RC_COLUMNS, &err), *one, *other, *cast;
    rc_row row;

    use_arrays(store, &err);
    show("filled", store, 1, &err);

    /* One record as a value. */
    one = rc_row_from_json(dtype, text, sizeof text - 1, NULL, &err);
    show("parsed", one, 0, &err);
    if (rc_store_row(one, 0, &row, &err) == RC_OK) {
        other = rc_row_replace(&row, names, &price, 1, &err);
        show("replaced", other, 0, &err);
        rc_store_unref(other);
    }

    cast = rc_store_cast(store, narrow, RC_MATCH_NAME, RC_CAST_LOSSY, RC_ROWS, &err);
    show("cast", cast, 2, &err);

    change_shape(store, &err);
    show("changed", store, 1, &err);

    rc_store_freeze(store, &err);
    if (rc_store_set(store, 0, "id", &price, &err) != RC_OK) {
        printf("%s\n", err.message);
        rc_error_clear(&err);
    }

    rc_store_unref(cast);
    rc_store_unref(one);
    rc_store_unref(store);
    rc_dtype_unref(narrow);
    rc_dtype_unref(dtype);
    return err.status != RC_OK;
}
