/* format/csv/rows.c - formatting a block of records and joining its slots. */
#include "format/csv/rows.h"

#include "base/alloc.h"
#include "base/machine.h"

#include <string.h>

/* One call of rci_csv_encode. */
typedef struct csv_rows {
    const rci_csv_encoder *encoder;
    const rc_store *batch;
    rci_record_places places;
    unsigned char *memory;
    size_t size;
    char *texts;     /* a row of slots for each record of the block */
    size_t *lengths; /* likewise: of the text in each slot, 0 where the field is not in it */
    rci_base_bytes scratch;
    rci_base_bytes *out;
    rc_error *err;
} csv_rows;

/* ------------------------------------------------------------------- slots */

static const rci_csv_slot *slot_at(const rci_csv_encoder *encoder, size_t i)
{
    return (const rci_csv_slot *)(const void *)encoder->slots.data + i;
}

static size_t count(const rci_csv_encoder *encoder)
{
    return rci_csv_column_count(&encoder->columns.leaves);
}

static rc_status add_slot(rci_csv_encoder *encoder, const rci_record_node *node, bool plain,
                          rc_error *err)
{
    rci_csv_slot slot = {NULL, NULL, RCI_CSV_SLOT_UNIT};
    size_t room = 0;
    if (encoder->plain_numbers) {
        slot.format =
            plain ? rci_record_formatter_plain(node, &room) : rci_record_formatter_for(node, &room);
    }
    if (!slot.format && !plain && encoder->plain_texts) {
        slot.texts = rci_csv_texts_for(node, &room);
    }
    slot.width = (1 + room + RCI_CSV_SLOT_UNIT - 1) / RCI_CSV_SLOT_UNIT * RCI_CSV_SLOT_UNIT;
    encoder->row_width += slot.width;
    return rci_base_bytes_append(&encoder->slots, &slot, sizeof slot, err);
}

rc_status rci_csv_slots_init(rci_csv_encoder *encoder, bool plain, rc_error *err)
{
    enum { BLOCK_BYTES = 16 * 1024 }; /* stays in the first cache */
    const rci_base_bytes *leaves = &encoder->columns.leaves;
    /* Without slots, the first one has an address, too. */
    rc_status status = rci_base_bytes_reserve(&encoder->slots, sizeof(rci_csv_slot), err);
    size_t n;
    for (size_t i = 0; i < count(encoder) && status == RC_OK; i++) {
        status = add_slot(encoder, &encoder->plan->nodes[rci_csv_column_at(leaves, i)->node], plain,
                          err);
    }
    n = BLOCK_BYTES / (encoder->row_width + 1);
    n -= n % RCI_RECORD_COLUMN_STEP;
    encoder->block_records = n < RCI_RECORD_COLUMN_STEP   ? RCI_RECORD_COLUMN_STEP
                             : n < RCI_RECORD_COLUMN_MOST ? n
                                                          : RCI_RECORD_COLUMN_MOST;
    return status;
}

/* -------------------------------------------------------------------- rows */

static rc_status rows_init(csv_rows *rows)
{
    const rci_csv_encoder *encoder = rows->encoder;
    const size_t n = encoder->block_records, numbers = n * count(encoder) * sizeof *rows->lengths;
    rci_base_bytes_init_as(&rows->scratch, RC_MEMORY_WRITER);
    if (rci_record_places_init(&rows->places, encoder->plan, rows->err) != RC_OK) {
        return RC_ENOMEM;
    }
    rci_record_places_bind(&rows->places, rows->batch);
    rows->size = numbers + n * encoder->row_width + RCI_CSV_SLOT_UNIT;
    rows->memory =
        rci_base_zalloc_as(encoder->plan->allocator, RC_MEMORY_WRITER, rows->size, rows->err);
    if (!rows->memory) {
        return RC_ENOMEM;
    }
    rows->lengths = (size_t *)(void *)rows->memory;
    rows->texts = (char *)rows->memory + numbers;
    for (char *text = rows->texts, *end = text + n * encoder->row_width; text < end;) {
        for (size_t s = 0; s < count(encoder); text += slot_at(encoder, s++)->width) {
            *text = encoder->dialect.delimiter;
        }
    }
    return RC_OK;
}

static void rows_release(csv_rows *rows)
{
    if (rows->memory) {
        rci_base_free_as(rows->encoder->plan->allocator, RC_MEMORY_WRITER, rows->memory,
                         rows->size);
    }
    rci_record_places_release(&rows->places);
    rci_base_bytes_release(&rows->scratch);
}

/* -------------------------------------------------------------------- fill */

/* Null is the empty text. */
static void put_nulls(const rci_record_column *column, const rci_record_bits *bits, size_t record)
{
    for (size_t i = 0; i < column->n; i++) {
        if (!rci_record_is_valid(bits, record + i)) {
            rci_record_column_set(column, i, 0);
        }
    }
}

/* The fields of slot `s`, which begins at `text` in the first row. The delimiter is not part of the
   first field. */
static void fill_slot(const csv_rows *rows, size_t s, char *text, size_t record, size_t n)
{
    const rci_csv_encoder *encoder = rows->encoder;
    const rci_csv_slot *slot = slot_at(encoder, s);
    const rci_csv_column *leaf = rci_csv_column_at(&encoder->columns.leaves, s);
    const rci_record_node *node = &encoder->plan->nodes[leaf->node];
    const rci_record_column column = {
        .cells = rci_record_cell(&rows->places, record, node, leaf->shift),
        .stride = rows->places.leaves[node->leaf].stride,
        .n = n,
        .kind = node->kind,
        .size = node->size,
        .big_endian = node->big_endian,
        .texts = text + (s > 0),
        .step = encoder->row_width,
        .room = slot->width - 1,
        .lengths = rows->lengths + s,
        .lengths_step = count(encoder),
        .before = s > 0,
    };
    if (slot->format) {
        slot->format(&column);
    } else {
        slot->texts(&column, encoder->dialect.delimiter);
    }
    if (node->nullable) {
        put_nulls(&column, &rows->places.nulls[node->null_node], record);
    }
}

static void fill(const csv_rows *rows, size_t record, size_t n)
{
    char *text = rows->texts;
    for (size_t s = 0; s < count(rows->encoder); s++) {
        const rci_csv_slot *slot = slot_at(rows->encoder, s);
        if (slot->format || slot->texts) {
            fill_slot(rows, s, text, record, n);
        }
        text += slot->width;
    }
}

/* -------------------------------------------------------------------- join */

/* Where the text of `n` rows can be written without growing the output, with space for the slots
   that are copied as a whole. NULL: RC_ENOMEM. */
static char *make_room(csv_rows *rows, size_t n)
{
    rci_base_bytes *out = rows->out;
    const size_t newline = 1;
    return rci_base_bytes_reserve(out, n * (rows->encoder->row_width + newline) + RCI_CSV_SLOT_UNIT,
                                  rows->err) == RC_OK
               ? (char *)out->data + out->length
               : NULL;
}

/* The field of a slot that is not in it, at p. Makes room for `n` rows after it. NULL: an error. */
static __attribute__((noinline)) char *other_field(csv_rows *rows, size_t record, size_t s, char *p,
                                                   size_t n)
{
    rows->out->length = (size_t)(p - (char *)rows->out->data);
    return rci_csv_encode_field(rows->encoder, &rows->places, rows->batch, record, s,
                                &rows->scratch, rows->out, rows->err) == RC_OK
               ? make_room(rows, n)
               : NULL;
}

/* The bytes of one copy: one register on processors that have one of this width. */
typedef char unit __attribute__((vector_size(RCI_CSV_SLOT_UNIT), aligned(1), may_alias));

static inline __attribute__((always_inline)) void copy_units(char *out, const char *from, size_t n)
{
    *(unit *)(void *)out = *(const unit *)(const void *)from;
    for (size_t i = RCI_CSV_SLOT_UNIT; i < n; i += RCI_CSV_SLOT_UNIT) {
        *(unit *)(void *)(out + i) = *(const unit *)(const void *)(from + i);
    }
}

/* `narrow`, a constant for the compiler, says that every slot is one unit wide. */
static inline __attribute__((always_inline)) rc_status join(csv_rows *rows, size_t record, size_t n,
                                                            bool narrow)
{
    const rci_csv_slot *first = slot_at(rows->encoder, 0);
    const size_t nslots = count(rows->encoder);
    const char *text = rows->texts;
    const size_t *length = rows->lengths;
    char *p = make_room(rows, n);
    if (!p) {
        return RC_ENOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t *const end = length + nslots;
        for (const rci_csv_slot *slot = first; length < end; slot++, length++) {
            const size_t width = narrow ? RCI_CSV_SLOT_UNIT : slot->width;
            copy_units(p, text, width);
            text += width;
            if (__builtin_expect(*length == 0, 0)) {
                p = other_field(rows, record + i, nslots - (size_t)(end - length), p, n - i);
                if (!p) {
                    rows->err->record = i;
                    return rows->err->status;
                }
            }
            p += *length;
        }
        *p++ = '\n';
    }
    rows->out->length = (size_t)(p - (char *)rows->out->data);
    return RC_OK;
}

static inline __attribute__((always_inline)) rc_status join_any(csv_rows *rows, size_t record,
                                                                size_t n)
{
    const rci_csv_encoder *encoder = rows->encoder;
    return encoder->row_width == count(encoder) * RCI_CSV_SLOT_UNIT ? join(rows, record, n, true)
                                                                    : join(rows, record, n, false);
}

#if defined(RCI_BASE_HAVE_AVX2)

RCI_BASE_AVX2 static rc_status join_avx2(csv_rows *rows, size_t record, size_t n)
{
    return join_any(rows, record, n);
}

#endif

static rc_status encode_block(csv_rows *rows, size_t record, size_t n)
{
    fill(rows, record, n);
#if defined(RCI_BASE_HAVE_AVX2)
    if (rci_base_has_avx2()) {
        return join_avx2(rows, record, n);
    }
#endif
    return join_any(rows, record, n);
}

rc_status rci_csv_encode(const rci_csv_encoder *encoder, const rc_store *batch, size_t first,
                         size_t n, rci_base_bytes *out, rc_error *err)
{
    rc_error local = RC_ERROR_INIT;
    csv_rows rows = {.encoder = encoder, .batch = batch, .out = out, .err = &local};
    rc_status status = rows_init(&rows);
    for (size_t i = 0; i < n && status == RC_OK; i += encoder->block_records) {
        const size_t some = n - i < encoder->block_records ? n - i : encoder->block_records;
        status = encode_block(&rows, first + i, some);
        local.record += status == RC_OK || status == RC_ENOMEM ? 0 : i;
    }
    rows_release(&rows);
    if (status != RC_OK && err && err->status == RC_OK) {
        *err = local;
    }
    return status;
}
