#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>

/* Counts the bytes in use and refuses to go over a limit. A program with threads needs a lock. */
typedef struct budget {
    size_t used, limit;
} budget;

static void *budget_alloc(void *context, size_t size, int zero)
{
    budget *b = context;
    void *block = NULL;
    if (size <= b->limit - b->used) {
        block = zero ? calloc(1, size) : malloc(size);
    }
    b->used += block ? size : 0;
    return block;
}

static void *budget_realloc(void *context, void *block, size_t old_size, size_t new_size)
{
    budget *b = context;
    void *moved = NULL;
    if (new_size <= b->limit - (b->used - old_size)) {
        moved = realloc(block, new_size);
    }
    b->used += moved ? new_size - old_size : 0;
    return moved;
}

static void budget_release(void *context, void *block, size_t size)
{
    budget *b = context;
    b->used -= size;
    free(block);
}

int main(void)
{
    static budget limit = {0, 1 << 20};
    static const rc_allocator allocator = {&limit, budget_alloc, budget_realloc, budget_release};
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype;
    rc_store *store;
    rc_set_allocator(&allocator); /* for objects made from now on */
    dtype = rc_dtype_parse("x:i4, y:i4, z:i4", &err);
    store = rc_store_zeros(dtype, 10000, RC_ROWS, &err);
    printf("10,000 records: %s\n", store && limit.used >= 120000 ? "counted" : "not counted");
    if (rc_store_resize(store, 1000000, &err) != RC_OK) {
        printf("1,000,000 records: status \"%s\"\n", rc_status_name(err.status));
    }
    rc_store_unref(store); /* each object returns its memory to the allocator it came from */
    rc_dtype_unref(dtype);
    printf("%zu bytes are still in use\n", limit.used);
    rc_set_allocator(NULL);
    return 0;
}
