#include "format/json/read/piece.h"
#include "irregular.h"

#include "json_oracle.h"

#include <rowcol/json.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------- messages */

/* The text as one line that can be read and, with the seed, made again. */
static const char *shown(const irregular_input *input)
{
    static char out[4000];
    size_t n = input->n < 2500 ? input->n : 2500;
    char *dtype = rc_dtype_text(input->options.dtype, RC_NOTATION_COMPACT, NULL);
    int used =
        snprintf(out, sizeof out, "seed %llu, %s, extra %d, missing %d, %s, %zu bytes: ",
                 (unsigned long long)input->seed, input->options.format, (int)input->options.extra,
                 (int)input->options.missing, dtype ? dtype : "?", input->n);
    rc_text_free(dtype);
    if (used > 0 && (size_t)used < sizeof out) {
        rc_text_printable(input->text + (input->n - n), n, out + used, sizeof out - (size_t)used);
    }
    return out;
}

static const char *described(const irregular_outcome *outcome)
{
    static char out[2][1200];
    static int turn;
    const rc_error *err = &outcome->err;
    char *to = out[turn = !turn];
    snprintf(to, sizeof out[0],
             "%s, %zu records, byte %lld, line %lld, column %lld, record %lld, field '%s': %s "
             "(hint %d '%s')",
             rc_status_name(outcome->status), rc_store_length(outcome->records),
             (long long)err->byte, (long long)err->line, (long long)err->column,
             (long long)err->record, err->field, err->message, (int)err->hint, err->hint_value);
    return to;
}

/* ------------------------------------------------------------------------ comparing */

/* The length of a message without the explanation of a framing, and without the suggestion that it
   takes the place of. */
static size_t bare(const char *message)
{
    const char *rest = strstr(message, "; the format ");
    rest = rest ? rest : strstr(message, " (try ");
    return rest ? (size_t)(rest - message) : strlen(message);
}

static bool same_place(const rc_error *a, const rc_error *b)
{
    return a->status == b->status && a->sys == b->sys && a->byte == b->byte && a->line == b->line &&
           a->column == b->column && a->record == b->record && strcmp(a->field, b->field) == 0 &&
           strcmp(a->source, b->source) == 0 && bare(a->message) == bare(b->message) &&
           memcmp(a->message, b->message, bare(a->message)) == 0;
}

static bool same_records(const irregular_outcome *a, const irregular_outcome *b)
{
    return a->status == b->status && rc_store_equal(a->records, b->records);
}

void irregular_check_same(const irregular_input *input, const irregular_outcome *found,
                          const irregular_outcome *wanted, const char *how)
{
    IRREGULAR_CHECK(same_records(found, wanted) && same_place(&found->err, &wanted->err) &&
                        strcmp(found->err.message, wanted->err.message) == 0 &&
                        found->err.hint == wanted->err.hint &&
                        strcmp(found->err.hint_value, wanted->err.hint_value) == 0,
                    "%s\n%s\nfound  %s\nwanted %s", how, shown(input), described(found),
                    described(wanted));
}

void irregular_check_similar(const irregular_input *input, const irregular_outcome *found,
                             const irregular_outcome *wanted, const char *how)
{
    IRREGULAR_CHECK(same_records(found, wanted) && same_place(&found->err, &wanted->err),
                    "%s\n%s\nfound  %s\nwanted %s", how, shown(input), described(found),
                    described(wanted));
}

void irregular_check_place(const irregular_input *input, const irregular_outcome *outcome)
{
    uint64_t line = 1, column = 1, i;
    const rc_error *err = &outcome->err;
    if (outcome->status == RC_END) {
        return;
    }
    IRREGULAR_CHECK(err->byte <= input->n, "%s\n%s", shown(input), described(outcome));
    for (i = 0; i < err->byte; i++) {
        column = input->text[i] == '\n' ? 1 : column + 1;
        line += input->text[i] == '\n';
    }
    IRREGULAR_CHECK(err->line == line && err->column == column, "line %lld, column %lld\n%s\n%s",
                    (long long)line, (long long)column, shown(input), described(outcome));
}

/* -------------------------------------------------------------------------- checking */

static void check_way(const irregular_input *input, irregular_way way,
                      const irregular_outcome *wanted, const char *how)
{
    irregular_outcome found;
    way.grammar = false;
    irregular_read(input, &way, &found);
    if (way.piece_bytes == 0) {
        irregular_check_same(input, &found, wanted, how);
    } else {
        irregular_outcome grammar;
        way.grammar = true;
        way.threads = 0;
        irregular_read(input, &way, &grammar);
        irregular_check_same(input, &found, &grammar, how);
        /* Of a record that is too long, more than the limit may have been looked at or not. */
        if (input->options.max_record == 0) {
            irregular_check_similar(input, &grammar, wanted, "the grammar, in pieces");
        }
        irregular_release(&grammar);
    }
    irregular_release(&found);
}

void irregular_check(const irregular_input *input, irregular_care care, uint64_t *state,
                     irregular_outcome *wanted)
{
    static const size_t sizes[] = {1, 2, 7, 31, 64, 100, 129, 500, 1000, 4000, 65536};
    const irregular_way usual = {.layout = RC_ROWS}, grammar = {.layout = RC_ROWS, .grammar = true};
    irregular_outcome own, *outcome = wanted ? wanted : &own;
    irregular_read(input, &grammar, outcome);
    irregular_check_place(input, outcome);
    check_way(input, usual, outcome, "the reader");
    if (care == IRREGULAR_FULL) {
        irregular_way way = usual;
        way.ways = RCI_JSON_READ_BY_PLAIN_TEMPLATE;
        check_way(input, way, outcome, "templates without vector code");
        way.ways = RCI_JSON_READ_BY_INDEX;
        check_way(input, way, outcome, "the index");
        way.ways = RCI_JSON_READ_BY_NARROW_INDEX;
        check_way(input, way, outcome, "the narrow index");
        way.ways = 1 + (unsigned)irregular_below(state, 15);
        way.capacity = 1 + irregular_below(state, 9);
        way.layout = RC_COLUMNS;
        check_way(input, way, outcome, "in small batches, by columns");
        way.piece_bytes = sizes[irregular_below(state, sizeof sizes / sizeof *sizes)];
        way.layout = RC_ROWS;
        check_way(input, way, outcome, "in pieces");
        way.serial = true;
        check_way(input, way, outcome, "in pieces of a pipe");
        way.serial = irregular_chance(state, 50);
        way.capacity = irregular_chance(state, 50) ? 0 : way.capacity;
        for (way.threads = 1; way.threads <= 2; way.threads++) {
            check_way(input, way, outcome, way.threads == 1 ? "the pump" : "two threads");
        }
    }
    if (!wanted) {
        irregular_release(&own);
    }
}

/* -------------------------------------------------------------------- the DOM bridge */

/* Numbers that a jansson value does not hold, or that it changes: see rowcol/json.h. Strings with
 * such digits are included, which costs a few comparisons only. */
static bool has_other_numbers(const char *text, size_t n)
{
    size_t digits = 0, i;
    for (i = 0; i < n; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        digits = digit ? digits + 1 : 0;
        if (digits >= 17 || (digit && i + 1 < n && (text[i + 1] == 'e' || text[i + 1] == 'E')) ||
            (text[i] == '-' && i + 1 < n && text[i + 1] == '0' &&
             (i + 2 == n || text[i + 2] != '.'))) {
            return true;
        }
    }
    return false;
}

/* The records by way of jansson; NULL with the error set. */
static rc_store *by_dom(const irregular_input *input, unsigned flags, rc_error *err)
{
    json_t *array = rc_json_parse(input->text, input->n, flags, err);
    rc_store *store = NULL;
    rc_read_options options = RC_READ_OPTIONS_INIT;
    options.extra = input->options.extra;
    options.missing = input->options.missing;
    if (array) {
        store = rc_json_to_store(array, input->options.dtype, RC_ROWS, &options, err);
    }
    json_decref(array);
    return store;
}

void irregular_check_dom(const irregular_input *input, const irregular_outcome *bulk)
{
    rc_error err = RC_ERROR_INIT;
    /* The strict parser looks for duplicate keys everywhere, the bulk reader among fields only. */
    rc_store *store = by_dom(input, RC_JSON_LAST_OF_DUPLICATES, &err);
    bool others = has_other_numbers(input->text, input->n);
    if (bulk->status == RC_END) {
        IRREGULAR_CHECK(store || (others && err.status == RC_ERANGE), "the bridge: %s\n%s",
                        err.message, shown(input));
        IRREGULAR_CHECK(!store || others || rc_store_equal(store, bulk->records),
                        "the bridge has other values\n%s", shown(input));
    } else if (store) {
        rc_store_unref(store);
        store = by_dom(input, 0, NULL);
        IRREGULAR_CHECK(store == NULL, "the bridge takes it\n%s\n%s", shown(input),
                        described(bulk));
    }
    /* Another implementation of the grammar. */
    if (bulk->status == RC_END) {
        size_t at = strspn(input->text, " \t\r\n");
        IRREGULAR_CHECK(json_oracle_value(input->text + at, input->n - at, RC_JSON_MAX_DEPTH) !=
                            JSON_ORACLE_NONE,
                        "not JSON\n%s", shown(input));
    }
    rc_store_unref(store);
}
