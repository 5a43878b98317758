/* The JSON test suite (json-suite in the test data): y_*.json is JSON, n_*.json is not, and on
 * i_*.json parsers may differ, so that what rowcol says is written down in json_suite_verdicts.h.
 * Every text goes through every door. */
#include "json_suite_verdicts.h"
#include "test_json_dom.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    N_YES = 95,
    N_NO = 188,
    N_EITHER = sizeof json_suite_verdicts / sizeof *json_suite_verdicts
};

/* The status that the door gives for the text. */
typedef rc_status door_fn(const char *text, size_t length, rc_error *err);

static rc_status dom_door(const char *text, size_t length, rc_error *err)
{
    json_decref(rc_json_parse(text, length, RC_JSON_LAST_OF_DUPLICATES, err));
    return err->status;
}

/* The text as the value of a key that is ignored, in a document of this format. */
static rc_status read_record(const char *format, const char *before, const char *text,
                             size_t length, const char *behind, rc_error *err)
{
    size_t n_before = strlen(before), n_behind = strlen(behind), records = 0;
    char *document = malloc(n_before + length + n_behind);
    rc_read_options options = {
        .size = sizeof(rc_read_options), .format = format, .extra = RC_EXTRA_IGNORE};
    rc_dtype *dtype = dom_dtype("a:i4");
    rc_reader *reader;
    rc_store *batch;
    rc_status status;
    memcpy(document, before, n_before);
    memcpy(document + n_before, text, length);
    memcpy(document + n_before + length, behind, n_behind);
    options.dtype = dtype;
    reader = rc_reader_open_memory(document, n_before + length + n_behind, NULL, &options, err);
    while (reader && (status = rc_reader_next(reader, &batch, err)) == RC_OK) {
        records += rc_store_length(batch);
        rc_store_unref(batch);
    }
    rc_reader_close(reader);
    rc_dtype_unref(dtype);
    free(document);
    ck_assert_msg(err->status != RC_OK || records == 1, "%s: %zu records", format, records);
    return err->status;
}

static rc_status array_door(const char *text, size_t length, rc_error *err)
{
    return read_record("json", "[{\"a\":1,\"ignored\":", text, length, "}]", err);
}

static rc_status lines_door(const char *text, size_t length, rc_error *err)
{
    return read_record("ndjson", "{\"a\":1,\"ignored\":", text, length, "}\n", err);
}

static const struct door {
    const char *name;
    door_fn *try;
    size_t verdict; /* where its column is */
    bool by_line;   /* a newline ends the record, and with it a value that is not complete */
} doors[] = {
    {"DOM", dom_door, offsetof(struct json_suite_verdict, dom), false},
    {"bulk, array", array_door, offsetof(struct json_suite_verdict, bulk), false},
    {"bulk, lines", lines_door, offsetof(struct json_suite_verdict, bulk), true},
};

enum { N_DOORS = sizeof doors / sizeof *doors };

/* --------------------------------------------------------------------- files */

static char *read_text(const char *folder, const char *name, size_t *length)
{
    char path[4096 + 257], *text;
    FILE *file;
    long size;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    ck_assert_int_ge(size, 0);
    rewind(file);
    text = malloc((size_t)size + 1);
    ck_assert_ptr_nonnull(text);
    *length = fread(text, 1, (size_t)size, file);
    ck_assert_uint_eq(*length, (size_t)size);
    fclose(file);
    return text;
}

typedef void visit_fn(const char *name, const char *text, size_t length, void *context);

/* Calls `visit` for each text with the name it has without ".json". Returns how many there are. */
static size_t visit_texts(visit_fn *visit, void *context)
{
    const char *found = runner_data_path("json-suite");
    char folder[4096];
    DIR *dir;
    struct dirent *entry;
    size_t n = 0;
    ck_assert_ptr_nonnull(found);
    snprintf(folder, sizeof folder, "%s", found);
    dir = opendir(folder);
    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)) != NULL) {
        char name[256], *suffix, *text;
        size_t length;
        snprintf(name, sizeof name, "%s", entry->d_name);
        suffix = strstr(name, ".json");
        if (!suffix) {
            continue;
        }
        *suffix = '\0';
        text = read_text(folder, entry->d_name, &length);
        visit(name, text, length, context);
        free(text);
        n++;
    }
    closedir(dir);
    return n;
}

/* -------------------------------------------------------------------- verdicts */

typedef struct count {
    const struct door *door;
    size_t yes, no, either;
} count;

/* 'y' or 'n'. */
static char expected(const struct door *door, const char *name, count *seen)
{
    size_t i;
    seen->yes += name[0] == 'y';
    seen->no += name[0] == 'n';
    for (i = 0; i < N_EITHER && name[0] == 'i'; i++) {
        if (strcmp(json_suite_verdicts[i].name, name) == 0) {
            seen->either++;
            return ((const char *)&json_suite_verdicts[i])[door->verdict];
        }
    }
    ck_assert_msg(name[0] != 'i', "%s: no verdict in json_suite_verdicts.h", name);
    return name[0];
}

static void check_text(const char *name, const char *text, size_t length, void *context)
{
    count *seen = context;
    rc_error err = RC_ERROR_INIT;
    rc_status status = seen->door->try(text, length, &err);
    char wanted = expected(seen->door, name, seen);
    char verdict = status == RC_OK ? 'y' : 'n', line[800];
    if (seen->door->by_line && memchr(text, '\n', length)) {
        wanted = 'n';
    }
    rc_error_print(&err, line, sizeof line);
    ck_assert_msg(verdict == wanted, "%s, %s: %c: %s", seen->door->name, name, verdict, line);
    if (verdict == 'n') {
        ck_assert_msg(status == RC_ESYNTAX || status == RC_ERANGE || status == RC_ELIMIT,
                      "%s, %s: %s", seen->door->name, name, line);
        ck_assert_msg(err.byte != RC_NOWHERE && err.line != RC_NOWHERE && err.column != RC_NOWHERE,
                      "%s, %s: no place: %s", seen->door->name, name, line);
    }
}

START_TEST(every_text_gets_its_verdict)
{
    count seen = {&doors[_i], 0, 0, 0};
    visit_texts(check_text, &seen);
    ck_assert_uint_eq(seen.yes, N_YES);
    ck_assert_uint_eq(seen.no, N_NO);
    ck_assert_uint_eq(seen.either, N_EITHER);
}
END_TEST

/* Without RC_JSON_LAST_OF_DUPLICATES the same texts are taken, but for two. */
static void check_strictly(const char *name, const char *text, size_t length, void *context)
{
    rc_error err = RC_ERROR_INIT;
    rc_status loosely, strictly;
    json_decref(rc_json_parse(text, length, RC_JSON_LAST_OF_DUPLICATES, &err));
    loosely = err.status;
    rc_error_clear(&err);
    json_decref(rc_json_parse(text, length, 0, &err));
    strictly = err.status;
    if (strncmp(name, "y_object_duplicated_key", strlen("y_object_duplicated_key")) == 0) {
        ck_assert_int_eq(strictly, RC_EDUPLICATE);
        ++*(size_t *)context;
    } else {
        ck_assert_msg(strictly == loosely, "%s: %s, %s", name, rc_status_name(strictly),
                      rc_status_name(loosely));
    }
}

START_TEST(only_duplicates_depend_on_the_flag)
{
    size_t duplicates = 0;
    ck_assert_uint_eq(visit_texts(check_strictly, &duplicates), N_YES + N_NO + N_EITHER);
    ck_assert_uint_eq(duplicates, 2);
}
END_TEST

Suite *suite_json_suite(void)
{
    Suite *suite = suite_create("json_suite");
    TCase *tc = tcase_create("suite");
    if (runner_data_path("json-suite")) {
        tcase_add_loop_test(tc, every_text_gets_its_verdict, 0, N_DOORS);
        tcase_add_test(tc, only_duplicates_depend_on_the_flag);
    } else {
        runner_skip("json_suite", "no json-suite in ROWCOL_DATA");
    }
    suite_add_tcase(suite, tc);
    return suite;
}
