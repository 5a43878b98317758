/*
 * stream/shard/shards.c - lib/stream/shard divides the records of one stream among several writers:
 * rc_writer_open_shards.
 *
 * `encode` finds the shard of each record, on any thread; `commit` takes the records of each shard
 * and writes them, in order. The writers are finished together: all of them are on the disk before
 * the first gets its name.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "stream/writer_impl.h"

#include <rowcol/shard.h>
#include <rowcol/take.h>
#include <string.h>

typedef struct shards {
    rc_writer base;
    char *path; /* of the field */
    size_t n;
    bool owned; /* the writers are closed with this one */
    rc_writer **writers;
    uint64_t *starts;  /* of the records of each shard in `indices`, and the end; n + 1 */
    uint64_t *indices; /* of records of the batch, those of each shard together */
    size_t capacity;   /* of `indices` */
} shards;

/* ------------------------------------------------------------------ writing */

/* The shards of the records, as numbers of 4 bytes. */
static rc_status encode(const rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        rci_base_bytes *out, rc_error *err)
{
    const shards *self = (const shards *)base;
    const rc_store *part = rc_store_slice_const(batch, first, n, err);
    uint64_t *hashes = part ? rci_base_alloc(base->allocator, n * sizeof *hashes, err) : NULL;
    rc_status status = hashes ? rc_store_hash(part, self->path, hashes, err) : RC_ENOMEM;
    if (status == RC_OK) {
        status = rci_base_bytes_reserve(out, n * sizeof(uint32_t), err);
    }
    for (size_t i = 0; i < n && status == RC_OK; i++) {
        const uint32_t shard = (uint32_t)(hashes[i] % self->n);
        memcpy(out->data + out->length, &shard, sizeof shard);
        out->length += sizeof shard;
    }
    rci_base_free(base->allocator, hashes, n * sizeof *hashes);
    rc_store_unref(part);
    return status;
}

static rc_status reserve(shards *self, size_t n, rc_error *err)
{
    const rc_allocator *allocator = self->base.allocator;
    if (n > self->capacity) {
        rci_base_free_as(allocator, RC_MEMORY_WRITER, self->indices,
                         self->capacity * sizeof *self->indices);
        self->capacity = 0;
        self->indices =
            rci_base_alloc_as(allocator, RC_MEMORY_WRITER, n * sizeof *self->indices, err);
        self->capacity = self->indices ? n : 0;
    }
    return self->indices ? RC_OK : RC_ENOMEM;
}

static uint32_t shard_at(const rci_base_bytes *out, size_t i)
{
    uint32_t shard;
    memcpy(&shard, out->data + i * sizeof shard, sizeof shard);
    return shard;
}

/* Counting sort: the records of a shard stay in their order. */
static void sort_by_shard(shards *self, size_t n, const rci_base_bytes *out)
{
    uint64_t at = 0;
    memset(self->starts, 0, (self->n + 1) * sizeof *self->starts);
    for (size_t i = 0; i < n; i++) {
        self->starts[shard_at(out, i)]++;
    }
    for (size_t k = 0; k <= self->n; k++) {
        uint64_t count = self->starts[k];
        self->starts[k] = at;
        at += count;
    }
    for (size_t i = 0; i < n; i++) {
        self->indices[self->starts[shard_at(out, i)]++] = i;
    }
    /* Each start has moved to the next one. */
    memmove(self->starts + 1, self->starts, self->n * sizeof *self->starts);
    self->starts[0] = 0;
}

static rc_status write_shard(shards *self, size_t k, const rc_store *part, rc_error *err)
{
    const uint64_t first = self->starts[k], n = self->starts[k + 1] - first;
    rc_writer *writer = self->writers[k];
    const uint64_t before = writer->bytes;
    rc_store *taken = NULL;
    rc_status status = RC_OK;
    if (n == rc_store_length(part)) {
        status = rc_writer_write(writer, part, err);
    } else if (n > 0) {
        taken = rc_store_take(part, self->indices + first, (size_t)n, NULL, err);
        status = taken ? rc_writer_write(writer, taken, err) : RC_ENOMEM;
    }
    rc_store_unref(taken);
    self->base.bytes += writer->bytes - before;
    return status;
}

static rc_status commit(rc_writer *base, const rc_store *batch, size_t first, size_t n,
                        const rci_base_bytes *out, rc_error *err)
{
    shards *self = (shards *)base;
    const rc_store *part = rc_store_slice_const(batch, first, n, err);
    rc_status status = part ? reserve(self, n, err) : RC_ENOMEM;
    if (status == RC_OK) {
        sort_by_shard(self, n, out);
    }
    for (size_t k = 0; k < self->n && status == RC_OK; k++) {
        status = write_shard(self, k, part, err);
    }
    rc_store_unref(part);
    return status;
}

/* ---------------------------------------------------------------- finishing */

/* All outputs are complete, and none has its name. */
static rc_status finish(rc_writer *base, rc_error *err)
{
    shards *self = (shards *)base;
    rc_status status = RC_OK;
    for (size_t k = 0; k < self->n && status == RC_OK; k++) {
        const uint64_t before = self->writers[k]->bytes;
        status = rci_stream_writer_complete(self->writers[k], err);
        base->bytes += self->writers[k]->bytes - before;
    }
    for (size_t k = 0; k < self->n && status == RC_OK; k++) {
        status = rci_stream_writer_seal(self->writers[k], err);
    }
    return status;
}

static rc_status appear(rc_writer *base, rc_error *err)
{
    shards *self = (shards *)base;
    rc_status status = RC_OK;
    for (size_t k = 0; k < self->n && status == RC_OK; k++) {
        status = rci_stream_writer_appear(self->writers[k], err);
    }
    return status;
}

static void close_shards(rc_writer *base)
{
    shards *self = (shards *)base;
    for (size_t k = 0; k < self->n && self->owned; k++) {
        rc_writer_close(self->writers[k]);
    }
    rci_base_free_as(base->allocator, RC_MEMORY_WRITER, self->writers,
                     self->n * sizeof(rc_writer *));
    rci_base_free_as(base->allocator, RC_MEMORY_WRITER, self->starts,
                     (self->n + 1) * sizeof *self->starts);
    rci_base_free_as(base->allocator, RC_MEMORY_WRITER, self->indices,
                     self->capacity * sizeof *self->indices);
    rc_text_free(self->path);
}

/* ------------------------------------------------------------------ opening */

static const rci_stream_writer_ops shards_ops = {
    .encode = encode,
    .commit = commit,
    .finish = finish,
    .appear = appear,
    .close = close_shards,
};

/* A field that has a hash: that of no records is found. */
static rc_status check_field(const rc_dtype *dtype, const char *path, rc_error *err)
{
    rc_store *none = rc_store_zeros(dtype, 0, RC_ROWS, err);
    uint64_t hash;
    rc_status status = none ? rc_store_hash(none, path, &hash, err) : RC_ENOMEM;
    rc_store_unref(none);
    return status;
}

static rc_status check(rc_writer *const *writers, size_t n, const char *path, rc_error *err)
{
    if (!writers || !path) {
        return rci_base_fail(err, RC_EARG, "no %s (NULL)", writers ? "path" : "writers");
    }
    if (n < 1 || n > RC_MAX_SHARDS) {
        return rci_base_fail(err, RC_EARG, "%zu shards: there are 1 to %d", n, RC_MAX_SHARDS);
    }
    for (size_t k = 0; k < n; k++) {
        rc_status status;
        if (!writers[k]) {
            return rci_base_fail(err, RC_EARG, "no writer of shard %zu (NULL)", k);
        }
        status = rci_stream_writer_check(writers[k], writers[0]->dtype, err);
        if (status != RC_OK) {
            return status;
        }
        for (size_t i = 0; i < k; i++) {
            if (writers[i] == writers[k]) {
                return rci_base_fail(err, RC_EARG, "shards %zu and %zu have the same writer", i, k);
            }
        }
        if (writers[k]->records > 0) {
            return rci_base_fail(err, RC_EARG, "the writer of shard %zu has written already", k);
        }
    }
    return check_field(writers[0]->dtype, path, err);
}

static rc_writer *make(rc_writer *const *writers, size_t n, const char *path, rc_error *err)
{
    rc_writer *base =
        rci_stream_writer_new(sizeof(shards), &shards_ops, NULL, writers[0]->dtype, err);
    shards *self = (shards *)base;
    if (!base) {
        return NULL;
    }
    self->n = n;
    self->writers =
        rci_base_alloc_as(base->allocator, RC_MEMORY_WRITER, n * sizeof(rc_writer *), err);
    self->starts =
        rci_base_alloc_as(base->allocator, RC_MEMORY_WRITER, (n + 1) * sizeof *self->starts, err);
    self->path = rci_base_text_copy(path, strlen(path), err);
    if (!self->writers || !self->starts || !self->path) {
        rc_writer_close(base);
        return NULL;
    }
    memcpy(self->writers, writers, n * sizeof(rc_writer *));
    self->owned = true;
    return base;
}

rc_writer *rc_writer_open_shards(rc_writer *const *writers, size_t n, const char *path,
                                 rc_error *err)
{
    rci_base_meter *meter;
    const rc_allocator *before;
    rc_writer *writer;
    if (check(writers, n, path, err) != RC_OK) {
        return NULL;
    }
    meter = rci_base_meter_new(RC_MEMORY_WRITER, err);
    if (!meter) {
        return NULL;
    }
    before = rci_base_meter_enter(meter);
    writer = make(writers, n, path, err);
    rci_base_enter_allocator(before);
    if (writer) {
        writer->meter = meter;
    } else {
        rci_base_meter_release(meter);
    }
    return writer;
}

uint64_t rc_writer_shard_records(const rc_writer *writer, size_t i)
{
    const shards *self = (const shards *)writer;
    return writer && writer->ops == &shards_ops && i < self->n ? self->writers[i]->records : 0;
}
