/* account/group.c - divides blocks into groups. */
#include "account/group.h"

#include "account/frames.h"
#include "account/intern.h"
#include "account/trace.h"
#include "base/count.h"

#include <stdio.h>
#include <string.h>

/* Keys: the number of a site, tag, dtype or stack; a kind with this bit where there is no dtype; a
   dtype with the index of a field + 1 in the upper half. */
#define KIND_KEY (UINT64_C(1) << 63)
/* Of a holder: the site in the lower half; the dtype, or a kind with this bit, in the upper half.
   There are fewer sites and dtypes than that. */
#define HOLDER_KIND (UINT64_C(1) << 62)

/* ---------------------------------------------------------------- fields */

static size_t padded(size_t n)
{
    return (n + 7) / 8 * 8;
}

/* The field at an offset of a dtype's entry; *offset moves on to the next one. NULL at the end. */
static const rci_account_field *next_field(const rci_account_entry *dtype, size_t *offset)
{
    const rci_account_field *field;
    if (*offset >= dtype->length) {
        return NULL;
    }
    field = (const rci_account_field *)(const void *)(dtype->bytes + *offset);
    *offset += padded(sizeof *field + strlen(field->name) + 1);
    return field;
}

static bool field_shares(const rci_account_block *block, rci_account_share_visitor *visit,
                         void *context)
{
    const rci_account_entry *dtype = rci_account_interned(block->dtype);
    rci_account_share share = {block->dtype, block->size, true};
    const rci_account_field *field;
    size_t offset = padded(strlen((const char *)dtype->bytes) + 1);
    for (uint64_t i = 1; (field = next_field(dtype, &offset)) != NULL; i++) {
        rci_account_share part = {i << 32 | block->dtype, field->bytes * block->records,
                                  share.first};
        if (!visit(context, &part)) {
            return false;
        }
        share.first = false;
        share.bytes -= part.bytes;
    }
    return visit(context, &share); /* what is around the fields */
}

static uint64_t holder_key(const rci_account_block *block)
{
    uint64_t what =
        block->dtype ? (uint64_t)block->dtype << 32 : HOLDER_KIND | (uint64_t)block->kind << 32;
    return what | block->site;
}

bool rci_account_shares(const rci_account_block *block, rc_memory_group group,
                        rci_account_share_visitor *visit, void *context)
{
    rci_account_share share = {0, block->size, true};
    if (group == RCI_ACCOUNT_BY_HOLDER) {
        share.key = holder_key(block);
        return visit(context, &share);
    }
    switch (group) {
    case RC_MEMORY_BY_SITE:
        share.key = block->site;
        break;
    case RC_MEMORY_BY_TAG:
        share.key = block->tag;
        break;
    case RC_MEMORY_BY_KIND:
        share.key = KIND_KEY | (uint64_t)block->kind;
        break;
    case RC_MEMORY_BY_DTYPE:
        share.key = block->dtype ? block->dtype : KIND_KEY | (uint64_t)block->kind;
        break;
    case RC_MEMORY_BY_FIELD:
        if (rci_account_interned(block->dtype)) {
            return field_shares(block, visit, context);
        }
        share.key = KIND_KEY | (uint64_t)block->kind;
        break;
    case RC_MEMORY_BY_STACK:
        share.key = block->stack;
        break;
    }
    return visit(context, &share);
}

/* ----------------------------------------------------------------- names */

static void field_name(uint64_t key, const rci_account_entry *dtype, char *text, size_t size)
{
    const char *of = (const char *)dtype->bytes;
    const rci_account_field *field = NULL;
    size_t offset = padded(strlen(of) + 1);
    for (uint64_t i = key >> 32; i > 0; i--) {
        field = next_field(dtype, &offset);
    }
    snprintf(text, size, "%s of %s", field ? field->name : "(rest)", of);
}

static void stack_name(const rci_account_entry *stack, char *text, size_t size)
{
    size_t n = stack->length / sizeof(void *), used = 0;
    for (size_t i = 0; i < n && used + 1 < size; i++) {
        void *frame;
        memcpy(&frame, stack->bytes + i * sizeof frame, sizeof frame);
        if (i > 0) {
            used += (size_t)snprintf(text + used, size - used, " < ");
            used = used < size ? used : size - 1;
        }
        used += rci_account_frame_name(frame, text + used, size - used);
    }
}

static void site_name(const rci_account_entry *entry, char *text, size_t size)
{
    const rci_account_site *site = (const rci_account_site *)(const void *)entry->bytes;
    snprintf(text, size, "%s:%d", site->file, (int)site->line);
}

/* "x:i4, y:f8 at load.c:12"; a long dtype is cut. */
static void holder_name(uint64_t key, char *text, size_t size)
{
    enum { MOST_DTYPE = 40 };
    const rci_account_entry *site = rci_account_interned((uint32_t)key);
    const uint32_t what = (uint32_t)((key & ~HOLDER_KIND) >> 32);
    const char *name = key & HOLDER_KIND ? rci_base_count_name((rc_memory_kind)what)
                                         : (const char *)rci_account_interned(what)->bytes;
    size_t used = (size_t)snprintf(text, size, "%.*s%s%s", MOST_DTYPE, name,
                                   strlen(name) > MOST_DTYPE ? "..." : "", site ? " at " : "");
    if (site && used < size) {
        site_name(site, text + used, size - used);
    }
}

static void unknown_name(rc_memory_group group, char *text, size_t size)
{
    snprintf(text, size, "%s", group == RC_MEMORY_BY_TAG ? "(no tag)" : "(unknown)");
}

void rci_account_group_name(rc_memory_group group, uint64_t key, char *text, size_t size)
{
    const rci_account_entry *entry = rci_account_interned((uint32_t)key);
    if (group == RCI_ACCOUNT_BY_HOLDER) {
        holder_name(key, text, size);
    } else if (key & KIND_KEY) {
        snprintf(text, size, "%s", rci_base_count_name((rc_memory_kind)(key & UINT32_MAX)));
    } else if (!entry) {
        unknown_name(group, text, size);
    } else if (group == RC_MEMORY_BY_SITE) {
        site_name(entry, text, size);
    } else if (group == RC_MEMORY_BY_FIELD) {
        field_name(key, entry, text, size);
    } else if (group == RC_MEMORY_BY_STACK) {
        stack_name(entry, text, size);
    } else {
        snprintf(text, size, "%s", (const char *)entry->bytes);
    }
}
