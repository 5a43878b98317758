/*
 * compute/hash/hash.c - the hashes of the values of a field: rc_store_hash.
 */
#include "base/alloc.h"
#include "base/cell.h"
#include "base/error.h"
#include "base/utf8.h"
#include "compute/column.h"
#include "compute/hash/xxh64.h"
#include "number/number.h"
#include "store/batch.h"

#include <rowcol/shard.h>
#include <rowcol/typed.h>

/* The bits of every NaN. */
#define NAN_BITS UINT64_C(0x7FF8000000000000)

typedef struct hashing {
    rci_compute_column column;
    const rc_allocator *allocator;
    bool big;    /* the byte order of the cells */
    char *space; /* of a cell of U as UTF-8; else NULL */
} hashing;

static uint64_t hash_real(double value)
{
    uint64_t bits = 0;
    if (value != value) {
        bits = NAN_BITS;
    } else if (value != 0) {
        memcpy(&bits, &value, sizeof bits);
    }
    return rci_hash_number(bits);
}

/* A number of `size` bytes, whose sign bit is the last one. */
static uint64_t hash_float(uint64_t bits, size_t size)
{
    const uint32_t low = (uint32_t)bits;
    float single;
    double value;
    if (size == 2) {
        return hash_real(rci_number_f2_to_f8((uint16_t)bits));
    }
    if (size == 4) {
        memcpy(&single, &low, sizeof single);
        return hash_real(single);
    }
    memcpy(&value, &bits, sizeof value);
    return hash_real(value);
}

static uint64_t hash_bytes(const hashing *h, const unsigned char *cell)
{
    return rci_hash_bytes(cell, rci_base_text_trim(cell, h->column.size));
}

static uint64_t hash_ucs4(const hashing *h, const unsigned char *cell)
{
    size_t n = rci_base_ucs4_trim(cell, h->column.size / 4), length = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t code = rci_base_ucs4_get(cell, i, h->big);
        length += rci_base_utf8_encode(h->space + length, rci_base_is_scalar(code) ? code : 0xFFFD);
    }
    return rci_hash_bytes(h->space, length);
}

static uint64_t hash_str(const hashing *h, const unsigned char *cell)
{
    size_t n;
    const char *text = rci_store_string_get(h->column.store, cell, &n);
    return rci_hash_bytes(text, n);
}

static uint64_t hash_cell(const hashing *h, const unsigned char *cell)
{
    const size_t size = h->column.size;
    switch (h->column.kind) {
    case RC_F2:
    case RC_F4:
    case RC_F8:
        return hash_float(rci_base_cell_get(cell, size, h->big), size);
    case RC_I1:
    case RC_I2:
    case RC_I4:
    case RC_I8:
    case RC_DATETIME:
    case RC_TIMEDELTA:
        return rci_hash_number((uint64_t)rci_base_cell_get_signed(cell, size, h->big));
    case RC_STR:
        return hash_str(h, cell);
    case RC_BYTES:
        return hash_bytes(h, cell);
    case RC_UCS4:
        return hash_ucs4(h, cell);
    case RC_RAW:
        return rci_hash_bytes(cell, size);
    default:
        return rci_hash_number(rci_base_cell_get(cell, size, h->big));
    }
}

/* RC_OK; RC_ETYPE, RC_ENOMEM: `h->space` is NULL. */
static rc_status prepare(hashing *h, const char *path, rc_error *err)
{
    rc_kind kind = h->column.kind;
    h->big = rc_dtype_order(h->column.dtype) == RC_ORDER_BIG;
    h->space = NULL;
    h->allocator = rc_get_allocator();
    if (kind == RC_STRUCT || kind == RC_SUBARRAY || kind == RC_C8 || kind == RC_C16) {
        rci_base_fail(err, RC_ETYPE, "no hash of a field of type %s: use one of its parts",
                      kind == RC_STRUCT     ? "struct"
                      : kind == RC_SUBARRAY ? "subarray"
                                            : "complex number");
        rci_base_error_field(err, path);
        return RC_ETYPE;
    }
    if (kind == RC_UCS4) {
        h->space = rci_base_alloc(h->allocator, h->column.size + 1, err);
    }
    return kind == RC_UCS4 && !h->space ? RC_ENOMEM : RC_OK;
}

static void hash_records(const hashing *h, uint64_t *hashes)
{
    uint64_t words[RCI_COMPUTE_BLOCK_WORDS];
    for (size_t first = 0; first < h->column.n; first += RCI_COMPUTE_BLOCK) {
        size_t left = h->column.n - first, n = left < RCI_COMPUTE_BLOCK ? left : RCI_COMPUTE_BLOCK;
        bool all = rci_compute_column_valid(&h->column, first, n, words);
        for (size_t i = 0; i < n; i++) {
            hashes[first + i] = all || words[i / 64] >> (i % 64) & 1
                                    ? hash_cell(h, rci_compute_cell(&h->column, first + i))
                                    : 0;
        }
    }
}

rc_status rc_store_hash(const rc_store *store, const char *path, uint64_t *hashes, rc_error *err)
{
    hashing h;
    rc_status status;
    if (!store || !path || !hashes) {
        return rci_base_fail(err, RC_EARG, "%s is NULL",
                             !store  ? "the store"
                             : !path ? "the path"
                                     : "the array of hashes");
    }
    status = rci_compute_column_find(&h.column, store, path, err);
    if (status == RC_OK) {
        status = prepare(&h, path, err);
    }
    if (status == RC_OK) {
        hash_records(&h, hashes);
        rci_base_free(h.allocator, h.space, h.column.size + 1);
    }
    return status;
}
