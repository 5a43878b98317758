/* Prints an Arrow file or stream as lines of JSON: the schema, then the values of each record
 * batch, from the structures of the C data interface that lib/format/arrow/ipc makes of it.
 *
 *     dump FILE
 *     dump FILE OUT none|lz4|zstd
 *     dump --many FILE
 *
 * The second form also writes the batches to the file OUT, each in two parts. Exit status 1, and an
 * error on standard error, for a file that is refused. The third form reads many inputs, each with
 * its size before it, and prints how many there were. */
#include "each.h"
#include "format/arrow/ipc/batch_write.h"
#include "print.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCKS = 1024 };

/* The file that is written, and what its footer says. */
typedef struct copy {
    FILE *out;
    rci_arrow_ipc_codec codec;
    uint64_t offset;
    rci_base_bytes bytes;
    rci_arrow_ipc_block blocks[MOST_BLOCKS];
    size_t count;
} copy;

static rc_status put(copy *to)
{
    fwrite(to->bytes.data, 1, to->bytes.length, to->out);
    to->offset += to->bytes.length;
    to->bytes.length = 0;
    return RC_OK;
}

static rc_status dump_start(void *context, const struct ArrowSchema *schema, rc_error *err)
{
    copy *to = context;
    rc_status status;
    arrow_print_schema(stdout, schema);
    printf("\n");
    if (!to) {
        return RC_OK;
    }
    rci_base_bytes_init(&to->bytes);
    status = rci_base_bytes_append(&to->bytes, "ARROW1\0\0", 8, err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_schema(schema, &to->bytes, err);
    }
    return status == RC_OK ? put(to) : status;
}

static rc_status copy_part(copy *to, const struct ArrowSchema *schema, rci_arrow_ipc_column *column,
                           size_t first, size_t n, rc_error *err)
{
    rci_arrow_ipc_block *block = &to->blocks[to->count];
    struct ArrowArray array;
    rc_status status = rci_arrow_ipc_column_export(column, first, n, &array, err);
    if (status != RC_OK) {
        return status;
    }
    to->count += to->count + 1 < MOST_BLOCKS;
    status = rci_arrow_ipc_write_batch(schema, &array, to->codec, &to->bytes, block, err);
    array.release(&array);
    block->offset = to->offset;
    return status == RC_OK ? put(to) : status;
}

static rc_status dump_batch(void *context, const struct ArrowSchema *schema,
                            struct ArrowArray *array, rci_arrow_ipc_column *column, rc_error *err)
{
    copy *to = context;
    const size_t part = column->length / 3;
    rc_status status;
    arrow_print_batch(stdout, schema, array);
    if (!to) {
        return RC_OK;
    }
    status = copy_part(to, schema, column, 0, part, err);
    return status == RC_OK ? copy_part(to, schema, column, part, column->length - part, err)
                           : status;
}

static rc_status dump_end(void *context, const struct ArrowSchema *schema, rc_error *err)
{
    copy *to = context;
    rc_status status = to ? rci_arrow_ipc_write_end(&to->bytes, err) : RC_OK;
    if (to && status == RC_OK) {
        status = rci_arrow_ipc_write_footer(schema, to->blocks, to->count, &to->bytes, err);
    }
    return to && status == RC_OK ? put(to) : status;
}

static rc_status dump(rci_io_source *source, copy *to, rc_error *err)
{
    static const arrow_each each = {dump_start, dump_batch, dump_end};
    return arrow_each_batch(source, &each, to, err);
}

static copy *open_copy(copy *to, char **argv)
{
    memset(to, 0, sizeof *to);
    to->out = fopen(argv[2], "wb");
    to->codec = strcmp(argv[3], "lz4") == 0    ? RCI_ARROW_IPC_LZ4
                : strcmp(argv[3], "zstd") == 0 ? RCI_ARROW_IPC_ZSTD
                                               : RCI_ARROW_IPC_STORED;
    return to->out ? to : NULL;
}

/* Each input in a block of its own, so that a read outside of it is found. */
static int dump_many(const char *path)
{
    FILE *in = fopen(path, "rb");
    uint32_t size;
    size_t count = 0;
    while (in && fread(&size, sizeof size, 1, in) == 1) {
        void *data = malloc(size);
        rc_error err = RC_ERROR_INIT;
        rci_io_source *source;
        if (!data || fread(data, 1, size, in) != size) {
            return 1;
        }
        source = rci_io_source_open_memory(data, size, NULL, NULL);
        dump(source, NULL, &err);
        rci_io_source_close(source);
        free(data);
        count++;
    }
    printf("%zu inputs\n", count);
    return in ? fclose(in) : 1;
}

int main(int argc, char **argv)
{
    static copy made;
    copy *to = argc == 4 ? open_copy(&made, argv) : NULL;
    rc_error err = RC_ERROR_INIT;
    rci_io_source *source;
    if (argc == 3 && strcmp(argv[1], "--many") == 0) {
        return dump_many(argv[2]);
    }
    source = argc > 1 ? rci_io_source_open(argv[1], &err) : NULL;
    if (!source || dump(source, to, &err) != RC_OK) {
        char text[1024];
        rc_error_print(&err, text, sizeof text);
        fflush(stdout);
        fprintf(stderr, "%s\n", text);
    }
    rci_io_source_close(source);
    if (to) {
        rci_base_bytes_release(&to->bytes);
        fclose(to->out);
    }
    return err.status != RC_OK;
}
