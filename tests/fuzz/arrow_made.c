/* Structures of the Arrow C data interface, made from the bytes of a fuzzer. */
#include "arrow_made.h"

#include "fuzz.h"

#include <string.h>

enum { MOST_DEPTH = 3, MOST_CHILDREN = 3, MOST_LENGTH = 40, MOST_ELEMENTS = 400, MOST_BUFFERS = 6 };

/* What the buffers after the bitmap hold. */
typedef enum shape { FIXED, OFFSETS, VIEWS, NO_MORE } shape;

typedef struct form {
    const char *format;
    shape shape;
    unsigned bits; /* of a value or an offset; of a list: its elements */
} form;

static const form forms[] = {
    {"+s", NO_MORE, 1},
    {"i", FIXED, 32},
    {"u", OFFSETS, 32},
    {"+w:2", NO_MORE, 2},
    {"b", FIXED, 1},
    {"c", FIXED, 8},
    {"C", FIXED, 8},
    {"s", FIXED, 16},
    {"S", FIXED, 16},
    {"I", FIXED, 32},
    {"l", FIXED, 64},
    {"L", FIXED, 64},
    {"e", FIXED, 16},
    {"f", FIXED, 32},
    {"g", FIXED, 64},
    {"U", OFFSETS, 64},
    {"z", OFFSETS, 32},
    {"Z", OFFSETS, 64},
    {"vu", VIEWS, 128},
    {"vz", VIEWS, 128},
    {"w:0", FIXED, 0},
    {"w:1", FIXED, 8},
    {"w:5", FIXED, 40},
    {"w:12", FIXED, 96},
    {"tdD", FIXED, 32},
    {"tdm", FIXED, 64},
    {"tts", FIXED, 32},
    {"ttm", FIXED, 32},
    {"ttu", FIXED, 64},
    {"ttn", FIXED, 64},
    {"tss:", FIXED, 64},
    {"tsm:UTC", FIXED, 64},
    {"tsu:", FIXED, 64},
    {"tsn:", FIXED, 64},
    {"tDs", FIXED, 64},
    {"tDm", FIXED, 64},
    {"tDu", FIXED, 64},
    {"tDn", FIXED, 64},
    {"tiM", FIXED, 32},
    {"+w:0", NO_MORE, 0},
    {"+w:1", NO_MORE, 1},
    {"+w:3", NO_MORE, 3},
    /* Those that no dtype has, or that are not formats; they have buffers of a list here. */
    {"n", NO_MORE, 1},
    {"+l", NO_MORE, 1},
    {"d:9,2", FIXED, 128},
    {"tin", FIXED, 128},
    {"", NO_MORE, 1},
    {"w:-1", FIXED, 8},
    {"+w:99999999999", NO_MORE, 1},
    {"ts", FIXED, 64},
};
enum { N_FORMS = sizeof forms / sizeof *forms };

static const char *const dtypes[] = {
    "U3", ">i4", "M8[25s]", "c16",   "S2", "x:i4", "i2@4",
    "{",  "str", "V5",      "m8[W]", "U",  "2c8",  "x:i4, y:>u2; aligned"};

int arrow_made_alive;

unsigned arrow_byte(arrow_bytes *from)
{
    if (from->size == 0) {
        return 0;
    }
    from->size--;
    return *from->data++;
}

/* True in one of `n` cases, and never when the bytes are used up. */
static int seldom(arrow_bytes *from, unsigned n)
{
    return arrow_byte(from) % n == n - 1;
}

static void *block(size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size ? size : 1);
    FUZZ_CHECK(memory != NULL);
    return memory;
}

/* Exactly `n` bytes; without any, a block of which nothing may be read. */
static unsigned char *filled(arrow_bytes *from, size_t n)
{
    unsigned char *memory = malloc(n);
    for (size_t i = 0; i < n; i++) {
        memory[i] = (unsigned char)arrow_byte(from);
    }
    return memory;
}

/* --------------------------------------------------------------------- schemas */

/* What a schema was made of, whatever its members say. */
typedef struct schema_parts {
    const form *form;
    char *name, *metadata;
    struct ArrowSchema *children[MOST_CHILDREN], *dictionary;
} schema_parts;

static void free_schema(struct ArrowSchema *schema)
{
    if (schema && schema->release) {
        schema->release(schema);
    }
    free(schema);
}

static void release_schema(struct ArrowSchema *schema)
{
    schema_parts *parts = schema->private_data;
    for (int i = 0; i < MOST_CHILDREN; i++) {
        free_schema(parts->children[i]);
    }
    free_schema(parts->dictionary);
    free(parts->name);
    free(parts->metadata);
    free(parts);
    schema->release = NULL;
    arrow_made_alive--;
}

static char *make_metadata(arrow_bytes *from)
{
    static const char key[] = "rowcol:dtype";
    const char *value = dtypes[arrow_byte(from) % (sizeof dtypes / sizeof *dtypes)];
    const int32_t count = 1, key_length = sizeof key - 1, length = (int32_t)strlen(value);
    char *metadata = block(12 + sizeof key + (size_t)length, 1), *at = metadata;
    memcpy(at, &count, 4);
    memcpy(at + 4, &key_length, 4);
    memcpy(at + 8, key, sizeof key - 1);
    at += 8 + sizeof key - 1;
    memcpy(at, &length, 4);
    memcpy(at + 4, value, (size_t)length);
    return metadata;
}

static struct ArrowSchema *make_schema(arrow_bytes *from, int depth, size_t position)
{
    struct ArrowSchema *schema = block(1, sizeof *schema);
    schema_parts *parts = block(1, sizeof *parts);
    unsigned kind = arrow_byte(from);
    int64_t n = 0;
    parts->form = &forms[depth == 0 && kind < 200 ? 0 : kind % N_FORMS];
    parts->name = block(8, 1);
    parts->name[0] = (char)('a' + position % 26);
    if (seldom(from, 20)) {
        parts->name[0] = (char)arrow_byte(from);
    }
    if (parts->form->shape == NO_MORE && depth < MOST_DEPTH) {
        n = strcmp(parts->form->format, "+s") == 0 ? arrow_byte(from) % (MOST_CHILDREN + 1) : 1;
        n = seldom(from, 50) ? MOST_CHILDREN - n : n;
    }
    for (int64_t i = 0; i < n; i++) {
        parts->children[i] = make_schema(from, depth + 1, (size_t)i);
    }
    if (depth < MOST_DEPTH && parts->form->shape == FIXED && seldom(from, 12)) {
        parts->dictionary = make_schema(from, MOST_DEPTH, 0);
    }
    parts->metadata = seldom(from, 8) ? make_metadata(from) : NULL;
    *schema = (struct ArrowSchema){.format = parts->form->format,
                                   .name = seldom(from, 40) ? NULL : parts->name,
                                   .metadata = parts->metadata,
                                   .flags = arrow_byte(from) % 8,
                                   .n_children = n,
                                   .children = parts->children,
                                   .dictionary = parts->dictionary,
                                   .release = release_schema,
                                   .private_data = parts};
    arrow_made_alive++;
    return schema;
}

struct ArrowSchema *arrow_make_schema(arrow_bytes *from)
{
    return make_schema(from, 0, 0);
}

/* ---------------------------------------------------------------------- arrays */

typedef struct array_parts {
    void *buffers[MOST_BUFFERS];
    struct ArrowArray *children[MOST_CHILDREN], *dictionary;
} array_parts;

static void free_array(struct ArrowArray *array)
{
    if (array && array->release) {
        array->release(array);
    }
    free(array);
}

static void release_array(struct ArrowArray *array)
{
    array_parts *parts = array->private_data;
    FUZZ_CHECK(array->release == release_array);
    for (int i = 0; i < MOST_CHILDREN; i++) {
        free_array(parts->children[i]);
    }
    free_array(parts->dictionary);
    for (int i = 0; i < MOST_BUFFERS; i++) {
        free(parts->buffers[i]);
    }
    free(parts);
    array->release = NULL;
    arrow_made_alive--;
}

/* Offsets that mostly ascend. Returns the greatest, which is how many bytes they refer to. */
static size_t put_offsets(arrow_bytes *from, unsigned char *to, size_t n, size_t width)
{
    const int any = seldom(from, 10);
    int64_t at = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t step = (int64_t)(arrow_byte(from) % 16);
        const int32_t small = (int32_t)(at = any ? step * 5 - 3 : at + step);
        memcpy(to + i * width, width == 4 ? (const void *)&small : (const void *)&at, width);
        most = at > most ? at : most;
    }
    return (size_t)most;
}

/* Views that mostly refer to what is there. */
static void put_views(arrow_bytes *from, unsigned char *to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int32_t length = (int32_t)(arrow_byte(from) % 20) - seldom(from, 60);
        const int32_t more[2] = {(int32_t)(arrow_byte(from) % 3) - 1 + !seldom(from, 20),
                                 (int32_t)(arrow_byte(from) % 8) - seldom(from, 60)};
        memcpy(to + 16 * i, &length, 4);
        for (size_t k = 4; k < 16; k++) {
            to[16 * i + k] = length > 12 && k < 8 ? 'a' : (unsigned char)(arrow_byte(from) % 128);
        }
        if (length > 12) {
            memcpy(to + 16 * i + 8, more, 8);
        }
    }
}

/* The data buffers of views, which hold one letter, and their sizes. Returns how many. */
static int64_t make_data(arrow_bytes *from, array_parts *parts)
{
    const size_t n = arrow_byte(from) % 3;
    int64_t *sizes = block(1, 8 * n);
    for (size_t i = 0; i < n; i++) {
        sizes[i] = (int64_t)(arrow_byte(from) % 64);
        parts->buffers[2 + i] = malloc((size_t)sizes[i]);
        memset(parts->buffers[2 + i], 'a', (size_t)sizes[i]);
        sizes[i] = seldom(from, 60) ? -1 : sizes[i];
    }
    parts->buffers[2 + n] = sizes;
    return (int64_t)n;
}

/* Buffers for `n` values. Returns how many there are. */
static int64_t make_buffers(arrow_bytes *from, array_parts *parts, const form *what, size_t n)
{
    if (!seldom(from, 3)) {
        parts->buffers[0] = filled(from, (n + 7) / 8);
    }
    switch (what->shape) {
    case FIXED:
        parts->buffers[1] = filled(from, (n * what->bits + 7) / 8);
        return 2;
    case OFFSETS: {
        unsigned char *offsets = block(n + 1, what->bits / 8);
        size_t size = put_offsets(from, offsets, n + 1, what->bits / 8);
        parts->buffers[1] = offsets;
        parts->buffers[2] = filled(from, size);
        for (size_t i = 0; i < size && !seldom(from, 30); i++) {
            ((unsigned char *)parts->buffers[2])[i] &= 0x7F;
        }
        return 3;
    }
    case VIEWS:
        parts->buffers[1] = block(n, 16);
        put_views(from, parts->buffers[1], n);
        return 3 + make_data(from, parts);
    case NO_MORE:
        break;
    }
    return 1;
}

/* Changes that must be found before anything is read. */
static void damage(arrow_bytes *from, struct ArrowArray *array)
{
    switch (arrow_byte(from) % 9) {
    case 0:
        array->length = -1;
        break;
    case 1:
        array->length = INT64_MAX;
        array->offset = 1;
        break;
    case 2:
        array->offset = -1;
        break;
    case 3:
        array->null_count = array->length + 1;
        break;
    case 4:
        array->n_buffers--;
        break;
    case 5:
        array->buffers = NULL;
        break;
    case 6:
        array->n_children++;
        break;
    case 7:
        array->children = NULL;
        break;
    case 8:
        array->dictionary = array->dictionary ? NULL : array;
        break;
    }
}

static struct ArrowArray *make_array(arrow_bytes *from, const struct ArrowSchema *schema,
                                     size_t length)
{
    const schema_parts *of = schema->private_data;
    struct ArrowArray *array = block(1, sizeof *array);
    array_parts *parts = block(1, sizeof *parts);
    size_t offset = arrow_byte(from) % 12 < 9 ? 0 : arrow_byte(from) % 12, total;
    if (seldom(from, 40)) { /* another length than the parent requires */
        length = arrow_byte(from) % MOST_LENGTH;
    }
    total = offset + length;
    *array = (struct ArrowArray){.length = (int64_t)length,
                                 .null_count = -1,
                                 .offset = (int64_t)offset,
                                 .n_children = schema->n_children,
                                 .buffers = (const void **)(void *)parts->buffers,
                                 .children = parts->children,
                                 .release = release_array,
                                 .private_data = parts};
    array->n_buffers = make_buffers(from, parts, of->form, total);
    if (arrow_byte(from) % 2) {
        array->null_count = (int64_t)(arrow_byte(from) % (length + 1));
    }
    for (int64_t i = 0; i < schema->n_children; i++) {
        const size_t n = total * (of->form->bits < 4 ? of->form->bits : 1);
        parts->children[i] =
            make_array(from, schema->children[i], n < MOST_ELEMENTS ? n : MOST_ELEMENTS);
    }
    if (schema->dictionary) {
        parts->dictionary = make_array(from, schema->dictionary, arrow_byte(from) % 8);
        array->dictionary = parts->dictionary;
    }
    arrow_made_alive++;
    if (seldom(from, 60)) {
        damage(from, array);
    }
    return array;
}

struct ArrowArray *arrow_make_array(arrow_bytes *from, const struct ArrowSchema *schema)
{
    return make_array(from, schema, arrow_byte(from) % MOST_LENGTH);
}
