/* Faults planted in every place of a record: the error, its place and the records before it are
 * those that the grammar gives, whatever the records before look like.
 *
 * By default each faulty record is read in lines, after records of its own shape, and in one or two
 * of the other ways; with ROWCOL_IRREGULAR_RECORDS (see test_json_irregular.c) in all of them. */
#include "irregular.h"

#include <stdlib.h>
#include <string.h>

enum { BEFORE = 40 };

/* A record, a record of another shape, and the options. */
static const struct {
    const char *dtype, *record, *other;
    rc_extra extra;
    rc_missing missing;
} cases[] = {
    {"a:i4,b:f8", "{\"b\":-1.5,\"a\":12}", "{\"a\":1,\"b\":2}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"id:i8,name:S16,ok:bool?", "{ \"ok\" : true, \"id\":123456 ,\"name\": \"pi\\\"er\"}",
     "{\"id\":1,\"name\":\"\",\"ok\":null}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"id:i8,name:str", "{\"tags\":[\"a]\",{\"k\":null}],\"name\":\"\xC3\xA9\\\\\",\"id\":1}",
     "{\"id\":77,\"name\":\"abcdefghijklmnopqrst\"}", RC_EXTRA_IGNORE, RC_MISSING_ERROR},
    {"p:{x:f4,y:f4}?,q:2u1", "{\"q\":[1,20],\"p\":{\"y\":2.5,\"x\":0.5}}",
     "{\"p\":null,\"q\":[0,0]}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"p:{x:f4,y:f4},q:2{u:u2}", "{\"p\":[1.5, 2],\"q\":[{\"u\":1},[65535]]}",
     "{\"q\":[[1],[2]],\"p\":{\"y\":1,\"x\":3}}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"a:u1,ab:u2,abc:u4?", "{\"abc\":null,\"a\\u0062\":300,\"a\":25}", "{\"ab\":1}",
     RC_EXTRA_IGNORE, RC_MISSING_ZERO},
    {"a:u1?,b:i2?", "{\"c\":{\"a\":1,\"b\":[[]]},\"a\":7}", "{\"b\":-1,\"a\":null}",
     RC_EXTRA_IGNORE, RC_MISSING_NULL},
    {"t:M8[s],d:m8[ms],v:V3,u:U4",
     "{\"v\":\"00fFa1\",\"u\":\"\\ud83d\\ude00x\",\"d\":-5,\"t\":\"2024-02-29T01:02:03\"}",
     "{\"t\":\"NaT\",\"d\":\"NaT\",\"v\":\"000000\",\"u\":\"\"}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"c:c16,h:>f2,i:>i4", "{\"h\":0.5,\"c\":[1.25,-2e2],\"i\":-100}",
     "{\"c\":[0,0],\"h\":1,\"i\":1}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"a:i4,b:S4", "[12,\"xy\"]", "{\"b\":\"\",\"a\":1}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"e:{},a:i4", "{\"e\":{},\t\"a\":1}", "{\"a\":1,\"e\":[]}", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"i8", "-1234", "0", RC_EXTRA_ERROR, RC_MISSING_ERROR},
    {"long_name_of_a_field_1:i1,long_name_of_a_field_2:i1",
     "{\"long_name_of_a_field_2\":1,\"a key that is longer than a block of 64 bytes, and a bit "
     "more, "
     "too\":0,\"long_name_of_a_field_1\":2}",
     "{\"long_name_of_a_field_1\":1}", RC_EXTRA_IGNORE, RC_MISSING_ZERO},
};

/* What stands before the faulty record. */
typedef enum context { SAME_SHAPE, OTHER_SHAPES, NOTHING, CONTEXTS } context;

/* The text around the faulty record, for one frame and context. */
typedef struct surroundings {
    rci_base_bytes before, after;
} surroundings;

/* All of one case. */
typedef struct planting {
    irregular_input input;
    rc_dtype *dtype;
    surroundings around[IRREGULAR_FRAMINGS][CONTEXTS];
    rci_base_bytes record, text;
    uint64_t state;
    bool all;
} planting;

static void surround(surroundings *around, const irregular_frame *frame, context before, int which)
{
    rci_base_bytes_init(&around->before);
    rci_base_bytes_init(&around->after);
    irregular_add(&around->before, frame->before);
    for (int i = 0; i < BEFORE && before != NOTHING; i++) {
        const char *record =
            before == SAME_SHAPE || i % 3 == 1 ? cases[which].record : cases[which].other;
        irregular_add(&around->before, i % 5 == 4 && before == OTHER_SHAPES ? " " : "");
        irregular_add(&around->before, record);
        irregular_add(&around->before, frame->between);
    }
    for (int i = 0; i < 2; i++) {
        irregular_add(&around->after, frame->between);
        irregular_add(&around->after, cases[which].record);
    }
    irregular_add(&around->after, frame->after);
}

static void plant_begin(planting *p, int which)
{
    memset(p, 0, sizeof *p);
    p->all = getenv("ROWCOL_IRREGULAR_RECORDS") != NULL;
    p->state = irregular_seed((uint64_t)which + irregular_setting("ROWCOL_IRREGULAR_SEED", 1));
    p->input.options = (rc_read_options)RC_READ_OPTIONS_INIT;
    p->dtype = rc_dtype_parse(cases[which].dtype, NULL);
    IRREGULAR_CHECK(p->dtype != NULL, "no memory");
    p->input.options.dtype = p->dtype;
    p->input.options.extra = cases[which].extra;
    p->input.options.missing = cases[which].missing;
    for (int frame = 0; frame < IRREGULAR_FRAMINGS; frame++) {
        for (int before = 0; before < CONTEXTS; before++) {
            surround(&p->around[frame][before], &irregular_frames[frame], (context)before, which);
        }
    }
    rci_base_bytes_init(&p->record);
    rci_base_bytes_init(&p->text);
}

static void plant_end(planting *p)
{
    for (int frame = 0; frame < IRREGULAR_FRAMINGS; frame++) {
        for (int before = 0; before < CONTEXTS; before++) {
            rci_base_bytes_release(&p->around[frame][before].before);
            rci_base_bytes_release(&p->around[frame][before].after);
        }
    }
    rci_base_bytes_release(&p->record);
    rci_base_bytes_release(&p->text);
    rc_dtype_unref(p->dtype);
}

/* The record in its surroundings; without what comes after it if `cut`. */
static void place(planting *p, int frame, int before, bool cut)
{
    const surroundings *around = &p->around[frame][before];
    p->text.length = 0;
    irregular_add_bytes(&p->text, around->before.data, around->before.length);
    irregular_add_bytes(&p->text, p->record.data, p->record.length);
    if (!cut) {
        irregular_add_bytes(&p->text, around->after.data, around->after.length);
    }
    irregular_add_bytes(&p->text, "", 1);
    p->input.text = (const char *)p->text.data;
    p->input.n = p->text.length - 1;
    p->input.options.format = irregular_frames[frame].format;
    p->input.options.root = irregular_frames[frame].root;
}

/* In lines, the error is the same alone and after other records. */
static void check_alone(planting *p, const irregular_outcome *warm, bool cut)
{
    irregular_outcome alone;
    size_t before = p->around[IRREGULAR_LINES][SAME_SHAPE].before.length;
    place(p, IRREGULAR_LINES, NOTHING, cut);
    irregular_read(&p->input, &(irregular_way){.grammar = true, .layout = RC_ROWS}, &alone);
    if (alone.status != RC_END) {
        alone.err.byte += before;
        alone.err.line += BEFORE;
        alone.err.record += BEFORE;
    }
    IRREGULAR_CHECK(rc_store_length(warm->records) == rc_store_length(alone.records) + BEFORE &&
                        alone.status == warm->status,
                    "alone, not as after others: %s", p->input.text);
    rc_store_unref(alone.records);
    alone.records = rc_store_ref(warm->records);
    irregular_check_same(&p->input, warm, &alone, "alone, after others");
    irregular_release(&alone);
}

static void check_in(planting *p, int frame, int before, bool cut)
{
    irregular_care care = irregular_below(&p->state, 40) ? IRREGULAR_QUICK : IRREGULAR_FULL;
    irregular_outcome outcome;
    place(p, frame, before, cut);
    irregular_check(&p->input, care, &p->state, &outcome);
    if (frame == IRREGULAR_ARRAY) {
        irregular_check_dom(&p->input, &outcome);
    }
    if (frame == IRREGULAR_LINES && before == SAME_SHAPE) {
        check_alone(p, &outcome, cut);
    }
    irregular_release(&outcome);
}

/* The faulty record in some or all frames and contexts. The text ends at the cut, or after it. */
static void check_record(planting *p, bool cut)
{
    for (int frame = 0; frame < IRREGULAR_FRAMINGS; frame++) {
        for (int before = 0; before < CONTEXTS; before++) {
            bool usual = frame == IRREGULAR_LINES && before == SAME_SHAPE;
            if (p->all || usual || irregular_below(&p->state, 6) == 0) {
                check_in(p, frame, before, cut);
            }
        }
    }
}

START_TEST(faults_in_every_place)
{
    static planting p;
    const char *record = cases[_i].record;
    size_t n = strlen(record), at, edit;
    plant_begin(&p, _i);
    for (at = 0; at <= n; at++) {
        for (edit = 0; edit < IRREGULAR_EDITS; edit++) {
            p.record.length = 0;
            irregular_edit(&p.record, record, n, at, edit);
            check_record(&p, false);
            if (edit == IRREGULAR_CUT) {
                check_record(&p, true);
            }
        }
    }
    plant_end(&p);
}
END_TEST

/* Two keys of a record that are the same, one of them perhaps escaped, at every distance. */
static const char *const duplicates[] = {"{\"a\":1,\"a\":2,\"b\":1}",
                                         "{\"a\":1,\"b\":2,\"a\":1}",
                                         "{\"\\u0061\":1,\"b\":1,\"a\":2}",
                                         "{\"a\":1,\"b\":1,\"\\u0061\":2}",
                                         "{\"b\":1,\"x\":0,\"x\":1,\"a\":1}",
                                         "{\"b\":1,\"\\u0062\":[],\"a\":1}",
                                         "{\"a\":1,\"a\":}",
                                         "{\"a\":1,\"b\":1,\"a\" 2}",
                                         "{\"a\":1,\"b\":1,\"\\u00",
                                         "{\"a\":1,\"b\":300,\"a\":2}",
                                         "{\"a\":300,\"a\":1,\"b\":1}",
                                         "{\"a\":1,\"b\":1,\"A\":2}"};

START_TEST(duplicates_are_found)
{
    static planting p;
    plant_begin(&p, 6); /* ignores other keys */
    p.all = true;
    irregular_add(&p.record, duplicates[_i]);
    check_record(&p, false);
    plant_end(&p);
}
END_TEST

Suite *suite_json_faults(void)
{
    Suite *suite = suite_create("json_faults");
    TCase *tcase = tcase_create("faults"), *keys = tcase_create("duplicates");
    tcase_set_timeout(tcase, getenv("ROWCOL_IRREGULAR_RECORDS") ? 0 : 300);
    tcase_add_loop_test(tcase, faults_in_every_place, 0, sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tcase);
    tcase_set_tags(keys, "threads");
    tcase_add_loop_test(keys, duplicates_are_found, 0, sizeof duplicates / sizeof *duplicates);
    suite_add_tcase(suite, keys);
    return suite;
}
