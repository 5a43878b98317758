/* Counting the fields that structs do not give: random structs, with records that are dropped,
 * against one counter for each field of each record. */
#include "test_record.h"

#include "dtype_random.h"

#include <stdio.h>
#include <string.h>

enum { WIDE = 130, RECORDS = 100, MOST_NODES = WIDE + 16 };

/* The record has WIDE fields and a struct of 3, another of 64, and one of none. */
static void begin(record_fixture *f)
{
    char text[8 * (WIDE + 80)], *at = text;
    for (int i = 0; i < WIDE; i++) {
        at += sprintf(at, "a%d:i1,", i);
    }
    at += sprintf(at, "s:{x:i1,y:i1,z:i1},t:{");
    for (int i = 0; i < 64; i++) {
        at += sprintf(at, "%sb%d:i1", i ? "," : "", i);
    }
    strcpy(at, "}");
    record_begin(f, text, RC_ROWS, RC_MISSING_ZERO);
    ck_assert_int_eq(rci_record_target_begin_counts(&f->target, &f->err), RC_OK);
}

/* What is absent from records, by a counter for each. */
typedef struct model {
    unsigned absent[RECORDS][2 * WIDE];
    uint64_t sum[2 * WIDE];
} model;

/* One struct of a record. `style`: none is absent, all, few, or most; or those of the one before.
 */
static void add(record_fixture *f, model *m, uint32_t node, size_t record, unsigned style,
                uint64_t *state)
{
    static uint64_t before[3];
    const rci_record_node *parent = &f->plan->nodes[node];
    uint64_t *words = rci_record_log_begin_absent(f->target.log, node);
    ck_assert_ptr_nonnull(words);
    for (uint32_t first = 0, w = 0; first < parent->nchildren; first += 64, w++) {
        const uint32_t left = parent->nchildren - first;
        const uint64_t a = random_next(state), b = random_next(state), c = random_next(state);
        uint64_t bits = style == 0   ? 0
                        : style == 1 ? UINT64_MAX
                        : style == 2 ? a & b & c
                        : style == 3 ? a | b | c
                                     : before[w];
        before[w] = bits;
        bits &= left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
        words[w] = bits;
        for (uint32_t i = 0; i < left && i < 64; i++) {
            m->absent[record][f->plan->children[parent->first_child + first + i]] += bits >> i & 1;
        }
    }
    rci_record_log_end_absent(f->target.log, node, record);
}

/* Keeps the records before `record`. */
static void settle(record_fixture *f, model *m, size_t record)
{
    rci_record_log_end(f->target.log, record);
    for (size_t r = 0; r < record && r < RECORDS; r++) {
        for (uint32_t i = 0; i < f->plan->nnodes; i++) {
            m->sum[i] += m->absent[r][i];
        }
    }
    memset(m->absent, 0, sizeof m->absent);
}

START_TEST(absent_fields_are_counted)
{
    static model m;
    record_fixture f;
    uint64_t state = 11;
    uint32_t nodes[3];
    memset(&m, 0, sizeof m);
    begin(&f);
    nodes[0] = 0;
    nodes[1] = rci_record_plan_find(f.plan, "s");
    nodes[2] = rci_record_plan_find(f.plan, "t");
    for (int run = 0; run < 300; run++) {
        const unsigned n = (unsigned)(random_next(&state) % RECORDS) + 1;
        for (size_t record = 0; record < n; record++) {
            unsigned style = (unsigned)(random_next(&state) % 8);
            const unsigned structs = (unsigned)(random_next(&state) % 4);
            for (unsigned i = 0; i < structs; i++) {
                add(&f, &m, nodes[run % 2 ? 0 : random_next(&state) % 3], record, style, &state);
            }
            if (random_next(&state) % 8 == 0) { /* it failed, and is read again, or others are */
                const size_t back = random_next(&state) % 4,
                             from = record > back ? record - back : 0;
                rci_record_log_forget(f.target.log, from);
                memset(m.absent[from], 0, (record - from + 1) * sizeof *m.absent);
                record = from;
            }
        }
        settle(&f, &m, random_next(&state) % (n + 2));
    }
    rci_record_log_complete(f.target.log);
    for (uint32_t i = 0; i < f.plan->nnodes; i++) {
        ck_assert_msg(f.target.log->counts[i].n[RCI_RECORD_MISSING_FILLED] == m.sum[i],
                      "node %u: %ju, not %ju", i,
                      (uintmax_t)f.target.log->counts[i].n[RCI_RECORD_MISSING_FILLED],
                      (uintmax_t)m.sum[i]);
    }
    record_end(&f);
}
END_TEST

START_TEST(structs_that_are_alike_take_one_entry)
{
    record_fixture f;
    size_t length = 0;
    begin(&f);
    for (size_t record = 0; record < 1000; record++) {
        uint64_t *words = rci_record_log_begin_absent(f.target.log, 0);
        words[0] = 5;
        words[1] = words[2] = 0;
        rci_record_log_end_absent(f.target.log, 0, record);
        length = record ? length : f.target.log->absences.entries.length;
    }
    ck_assert_uint_gt(length, 0);
    ck_assert_uint_eq(f.target.log->absences.entries.length, length);
    rci_record_log_end(f.target.log, 999); /* the last one failed */
    ck_assert_uint_eq(f.target.log->absences.entries.length, 0);
    rci_record_log_complete(f.target.log);
    ck_assert_uint_eq(f.target.log->counts[f.plan->children[0]].n[RCI_RECORD_MISSING_FILLED], 999);
    ck_assert_uint_eq(f.target.log->counts[f.plan->children[1]].n[RCI_RECORD_MISSING_FILLED], 0);
    ck_assert_uint_eq(f.target.log->counts[f.plan->children[2]].n[RCI_RECORD_MISSING_FILLED], 999);
    record_end(&f);
}
END_TEST

Suite *suite_record_absences(void)
{
    Suite *suite = suite_create("record_absences");
    TCase *tcase = tcase_create("absences");
    tcase_add_test(tcase, absent_fields_are_counted);
    tcase_add_test(tcase, structs_that_are_alike_take_one_entry);
    suite_add_tcase(suite, tcase);
    return suite;
}
