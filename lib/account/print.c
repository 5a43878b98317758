/* account/print.c - reports as a table and as JSON, and the report at exit. */
#include "account/report.h"
#include "base/error.h"
#include "base/text_builder.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *group_name(rc_memory_group group)
{
    static const char *const names[] = {
        [RC_MEMORY_BY_SITE] = "site",   [RC_MEMORY_BY_TAG] = "tag",
        [RC_MEMORY_BY_KIND] = "kind",   [RC_MEMORY_BY_DTYPE] = "dtype",
        [RC_MEMORY_BY_FIELD] = "field", [RC_MEMORY_BY_STACK] = "stack",
    };
    return names[group];
}

static rc_memory_row row_at(const rc_memory_report *report, size_t i)
{
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    rc_memory_report_row(report, i, &row, NULL);
    return row;
}

static size_t shown(const rc_memory_report *report, size_t top)
{
    return top > 0 && top < report->n ? top : report->n;
}

/* ----------------------------------------------------------------- table */

enum { WIDTHS = 128 };

/* The numbers of a line. In a difference the changes come first. */
static void print_numbers(char *text, size_t size, const rc_memory_report *report,
                          const rc_memory_row *row)
{
    if (report->is_difference) {
        snprintf(text, size, "%+15lld %+10lld %14llu %9llu", (long long)row->bytes_change,
                 (long long)row->blocks_change, (unsigned long long)row->bytes,
                 (unsigned long long)row->blocks);
    } else {
        snprintf(text, size, "%14llu %9llu", (unsigned long long)row->bytes,
                 (unsigned long long)row->blocks);
    }
}

static void head_line(char *text, size_t size, const rc_memory_report *report)
{
    if (report->is_difference) {
        snprintf(text, size, "%15s %10s %14s %9s", "bytes changed", "blocks", "bytes", "blocks");
    } else {
        snprintf(text, size, "%14s %9s", "bytes", "blocks");
    }
}

static rc_memory_row all_rows(const rc_memory_report *report)
{
    rc_memory_row row = RC_MEMORY_ROW_INIT;
    row.bytes = report->bytes;
    row.blocks = report->blocks;
    row.bytes_change = (int64_t)(report->bytes - report->bytes_before);
    row.blocks_change = (int64_t)(report->blocks - report->blocks_before);
    return row;
}

/* The last line: what the snapshot has in all. */
static const char *sum_name(const rc_memory_report *report, size_t n, char *text, size_t size)
{
    if (n < report->n) {
        snprintf(text, size, "all, with %zu more", report->n - n);
    } else {
        snprintf(text, size, "all");
    }
    return text;
}

typedef void put_line(void *to, const char *numbers, const char *name);

static void each_line(const rc_memory_report *report, size_t top, put_line *put, void *to)
{
    char numbers[WIDTHS], name[WIDTHS];
    size_t n = shown(report, top);
    rc_memory_row all = all_rows(report);
    head_line(numbers, sizeof numbers, report);
    put(to, numbers, group_name(report->group));
    for (size_t i = 0; i < n; i++) {
        rc_memory_row row = row_at(report, i);
        print_numbers(numbers, sizeof numbers, report, &row);
        put(to, numbers, row.name);
    }
    print_numbers(numbers, sizeof numbers, report, &all);
    put(to, numbers, sum_name(report, n, name, sizeof name));
    if (report->lost > 0) {
        snprintf(numbers, sizeof numbers, "%llu blocks", (unsigned long long)report->lost);
        put(to, numbers, "could not be remembered");
    }
}

static void put_text(void *to, const char *numbers, const char *name)
{
    rci_base_text_builder *out = to;
    rci_base_put(out, numbers);
    rci_base_put(out, "  ");
    rci_base_put(out, name);
    rci_base_put_char(out, '\n');
}

/* ------------------------------------------------------------------ JSON */

static void put_number(rci_base_text_builder *out, const char *name, long long n)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", n);
    rci_base_put(out, ",\"");
    rci_base_put(out, name);
    rci_base_put(out, "\":");
    rci_base_put(out, text);
}

static void put_row(rci_base_text_builder *out, const rc_memory_row *row)
{
    rci_base_put(out, "{\"name\":");
    rci_base_put_json(out, row->name, strlen(row->name));
    put_number(out, "bytes", (long long)row->bytes);
    put_number(out, "blocks", (long long)row->blocks);
    put_number(out, "bytes_change", row->bytes_change);
    put_number(out, "blocks_change", row->blocks_change);
    rci_base_put_char(out, '}');
}

static void put_json(rci_base_text_builder *out, const rc_memory_report *report, size_t top)
{
    rc_memory_row all = all_rows(report);
    rci_base_put(out, "{\"group\":\"");
    rci_base_put(out, group_name(report->group));
    rci_base_put(out, "\",\"rows\":[");
    for (size_t i = 0; i < shown(report, top); i++) {
        rc_memory_row row = row_at(report, i);
        rci_base_put(out, i > 0 ? "," : "");
        put_row(out, &row);
    }
    rci_base_put_char(out, ']');
    put_number(out, "bytes", (long long)all.bytes);
    put_number(out, "blocks", (long long)all.blocks);
    put_number(out, "bytes_change", all.bytes_change);
    put_number(out, "blocks_change", all.blocks_change);
    put_number(out, "lost", (long long)report->lost);
    rci_base_put(out, "}\n");
}

char *rc_memory_report_text(const rc_memory_report *report, size_t top, rc_memory_style style,
                            rc_error *err)
{
    rci_base_text_builder out;
    if (!report || (style != RC_MEMORY_TABLE && style != RC_MEMORY_JSON)) {
        rci_base_fail(err, RC_EARG,
                      report ? "%d is not an rc_memory_style" : "no report (NULL) for style %d",
                      (int)style);
        return NULL;
    }
    rci_base_text_builder_init(&out, err);
    if (style == RC_MEMORY_TABLE) {
        each_line(report, top, put_text, &out);
    } else {
        put_json(&out, report, top);
    }
    return rci_base_text_builder_finish(&out);
}

/* ------------------------------------------------------------------ exit */

static void put_stream(void *to, const char *numbers, const char *name)
{
    fprintf(to, "%s  %s\n", numbers, name);
}

static void print_groups(const rc_memory_snapshot *snapshot, rc_memory_group group)
{
    rc_memory_report *report = rc_memory_report_new(snapshot, NULL, group, NULL);
    if (report) {
        each_line(report, 0, put_stream, stderr);
        rc_memory_report_free(report);
    }
}

static void print_rest(void)
{
    rc_memory_snapshot *snapshot = rc_memory_snapshot_take(NULL);
    if (snapshot && rc_memory_snapshot_blocks(snapshot) > 0) {
        fprintf(stderr, "rowcol: still in use at exit:\n");
        print_groups(snapshot, RC_MEMORY_BY_SITE);
        print_groups(snapshot, RC_MEMORY_BY_KIND);
    }
    rc_memory_snapshot_free(snapshot);
}

static void register_exit(void)
{
    atexit(print_rest);
}

void rci_account_report_at_exit(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_exit);
}
