/* options/examples.c - command lines that the help of a command shows. */
#include "options/examples.h"

#include <stddef.h>
#include <string.h>

static const example load_examples[] = {
    {"the dtype is found, and each value kept", "rowcol load events.ndjson -o events.arrow"},
    {"some fields, renamed and from inside",
     "rowcol load quakes.geojson --root /features --extra ignore -o quakes.arrow \\\n"
     "      -d 'lat=/geometry/coordinates/1:f8, mag=properties.mag:f8?'"},
    {"many parts, compressed",
     "find . -name '*.ndjson.gz' -print0 | rowcol load --files-from - -o all.arrow"},
    {"bad records go to a file, at most 10 %",
     "rowcol load events.ndjson -d 'id:i1, name:S5' -o events.npy \\\n"
     "      --rejects bad.ndjson --max-rejects 10%"},
    {"values of other forms, each by name",
     "rowcol load log.ndjson -d 'at:M8[s], age:i1, ok:bool' -o log.npy \\\n"
     "      --time at=epoch-s --null age=-1 --accept quoted,zero-one"},
    {"what is wrong, without an output", "rowcol load events.ndjson -o events.arrow --dry-run"},
    {"more records for a file", "rowcol load today.ndjson -o all.arrow --append"},
    {"into a table of ClickHouse",
     "rowcol load events.ndjson -o clickhouse://loader@db.example/stock.events"},
    {"CSV as some spreadsheets write it",
     "rowcol load preise.csv --decimal , --thousands . -o preise.arrow"},
    {"for another program",
     "rowcol load events.ndjson -o events.arrow --progress json --errors json"},
    {NULL, NULL},
};

static const example check_examples[] = {
    {"what is wrong in an input", "rowcol check events.ndjson -d 'id:i4, name:str'"},
    {"the bad records, to be mended",
     "rowcol check events.ndjson -d 'id:i1, name:str' --rejects-raw bad.ndjson"},
    {NULL, NULL},
};

static const example infer_examples[] = {
    {"a dtype to edit and give back", "rowcol infer events.ndjson >events.dtype"},
    {"with dates, on one line", "rowcol infer people.ndjson --dates --to compact"},
    {"from the first records", "rowcol infer events.ndjson --sample 100000"},
    {"as JSON Schema", "rowcol infer events.ndjson --to json-schema"},
    {NULL, NULL},
};

static const example convert_examples[] = {
    {"to Arrow, compressed", "rowcol convert points.npy -o points.arrow --compress zstd"},
    {"to other types", "rowcol convert points.npy -d 'x:i8, y:f8' -o wide.npy"},
    {"some records of several files",
     "rowcol convert people.arrow more.arrow --where 'age >= 18' -o adults.arrow"},
    {NULL, NULL},
};

static const example cat_examples[] = {
    {"two stores in one file, of any formats", "rowcol cat people.arrow more.arrow -o both.npy"},
    {NULL, NULL},
};

static const example json_examples[] = {
    {"the first records", "rowcol json points.npy --head 10"},
    {"some fields of some records",
     "rowcol json people.arrow --where 'age >= 18' --fields name,age --sort -age"},
    {NULL, NULL},
};

static const example csv_examples[] = {
    {"for a spreadsheet that writes 0,5", "rowcol csv people.arrow --delimiter ';' --decimal ,"},
    {"tabs, and a text for null", "rowcol csv people.arrow --delimiter tab --null-text NA"},
    {NULL, NULL},
};

static const example info_examples[] = {
    {"the fields, and a row of statistics for each", "rowcol info points.npy --stats"},
    {"a C header for its records", "rowcol info points.npy --c-header >point.h"},
    {NULL, NULL},
};

static const example dtype_examples[] = {
    {"where a C compiler puts the fields", "rowcol dtype 'a:i1, b:f8' --align"},
    {"a dtype in NumPy's notation", "rowcol dtype --to numpy 'x:i4, p:3f8'"},
    {NULL, NULL},
};

static const example size_examples[] = {
    {"bytes of so many records", "rowcol size 'x:i4, y:i4, z:i4' -n 1e6,1e8"},
    {"what a file would take in memory", "rowcol size points.npy"},
    {NULL, NULL},
};

static const example table_examples[] = {
    {"the records for people", "rowcol table people.arrow --sort -age,name"},
    {NULL, NULL},
};

static const example count_examples[] = {
    {"which values occur how often", "rowcol count people.arrow city"},
    {NULL, NULL},
};

static const example hist_examples[] = {
    {"how values are distributed", "rowcol hist people.arrow age"},
    {NULL, NULL},
};

static const example ddl_examples[] = {
    {"a table of ClickHouse for the records", "rowcol ddl people.arrow --table persons"},
    {NULL, NULL},
};

static const example diff_examples[] = {
    {"what changed, by key", "rowcol diff people.arrow more.arrow --key name --tolerance 1e-9"},
    {NULL, NULL},
};

const example *examples_of(const char *command)
{
    static const struct {
        const char *command;
        const example *examples;
    } all[] = {{"load", load_examples},       {"check", check_examples}, {"infer", infer_examples},
               {"convert", convert_examples}, {"cat", cat_examples},     {"json", json_examples},
               {"csv", csv_examples},         {"info", info_examples},   {"dtype", dtype_examples},
               {"size", size_examples},       {"table", table_examples}, {"count", count_examples},
               {"hist", hist_examples},       {"diff", diff_examples},   {"ddl", ddl_examples}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i].command, command) == 0) {
            return all[i].examples;
        }
    }
    return NULL;
}
