#include <rowcol.h>
#include <stdio.h>

static const char lines[] = "{\"name\":\"Ann\",\"age\":34,\"city\":\"Oslo\"}\n"
                            "{\"name\":\"Bob\",\"age\":17,\"city\":\"Rome\"}\n"
                            "{\"name\":\"Cid\",\"age\":null,\"city\":\"Oslo\"}\n"
                            "{\"name\":\"Dan\",\"age\":70,\"city\":\"Bonn\"}\n";

/* Prints the names of the records that match. */
static void show(const rc_store *people, const rc_predicate *predicate, rc_error *err)
{
    rc_store *found = rc_store_filter(people, predicate, NULL, err);
    for (size_t i = 0; i < rc_store_length(found); i++) {
        rc_value name;
        char text[16];
        if (rc_store_get(found, i, "name", &name, err) == RC_OK) {
            rc_value_print(&name, text, sizeof text);
            printf("%s ", text);
        }
    }
    printf("\n");
    rc_store_unref(found);
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    rc_dtype *dtype = rc_dtype_parse("name:S8, age:i1?, city:str", &err);
    options.dtype = dtype;
    options.format = "ndjson";
    rc_store *people = rc_load_memory(lines, sizeof lines - 1, NULL, &options, &err);
    if (!people) {
        return 1;
    }

    /* From values ... */
    rc_value eighteen = rc_value_int(18);
    rc_predicate *adult = rc_predicate_compare("age", RC_COMPARE_GREATER_OR_EQUAL, &eighteen, &err);
    rc_predicate *not_adult = rc_predicate_not(adult, &err);
    show(people, adult, &err);
    show(people, not_adult, &err); /* without Cid, whose age is not known */

    /* ... or from text. */
    rc_predicate *typed =
        rc_predicate_parse(dtype, "(age < 18.5 or age is null) and city in ('Oslo', 'Rome')", &err);
    size_t count;
    if (rc_store_match(people, typed, NULL, &count, NULL, &err) == RC_OK) {
        printf("%zu: ", count);
        show(people, typed, &err);
    }

    /* Errors have the place in the text. */
    if (!rc_predicate_parse(dtype, "agr >= 18", &err)) {
        printf("byte %d: %s\n", (int)err.byte, err.message);
        rc_error_clear(&err);
    }
    if (!rc_predicate_parse(dtype, "city == Oslo && age > 18", &err)) {
        printf("byte %d: %s\n", (int)err.byte, err.message);
    }

    rc_predicate_unref(adult);
    rc_predicate_unref(not_adult);
    rc_predicate_unref(typed);
    rc_store_unref(people);
    rc_dtype_unref(dtype);
    return 0;
}
