#include <rowcol.h>
#include <stdio.h>

/* Stores a string, whatever kind the field is. */
static void set_text(const rc_field *field, size_t i, const char *text)
{
    rc_error err = RC_ERROR_INIT;
    rc_value value = rc_value_string(text);
    if (rc_field_set(field, i, &value, &err) != RC_OK) {
        char line[1024];
        rc_error_print(&err, line, sizeof line);
        printf("%s\n", line);
    }
}

int main(void)
{
    static const char *const texts[][3] = {{"age", "41", "-1"},
                                           {"when", "2024-02-29T12:00:00", "2023-02-29"},
                                           {"name", "Ada", "Ada Augusta King-Noel"}};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("age:u1?, when:M8[s], name:S16", &err);
    rc_store *store = rc_store_zeros(dtype, 1, RC_ROWS, &err);
    for (size_t k = 0; err.status == RC_OK && k < 3; k++) {
        rc_field field;
        rc_value value;
        if (rc_store_field(store, texts[k][0], &field, &err) == RC_OK) {
            set_text(&field, 0, texts[k][1]); /* converted: no value is lost */
            set_text(&field, 0, texts[k][2]); /* refused: the field keeps its value */
            rc_field_get(&field, 0, &value, &err);
        }
        if (err.status == RC_OK) {
            char text[64];
            rc_value_print(&value, text, sizeof text);
            printf("%s = %s\n", texts[k][0], text);
        }
    }
    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return err.status != RC_OK;
}
