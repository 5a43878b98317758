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
#include "format/arrow/ipc/batch_write.h"
#include "format/arrow/ipc/input.h"
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

static rc_status copy_start(copy *to, const struct ArrowSchema *schema, rc_error *err)
{
    rc_status status;
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

static rc_status copy_batch(copy *to, const struct ArrowSchema *schema,
                            rci_arrow_ipc_column *column, rc_error *err)
{
    const size_t half = column->length / 3;
    rc_status status = copy_part(to, schema, column, 0, half, err);
    return status == RC_OK ? copy_part(to, schema, column, half, column->length - half, err)
                           : status;
}

static rc_status copy_end(copy *to, const struct ArrowSchema *schema, rc_error *err)
{
    rc_status status = rci_arrow_ipc_write_end(&to->bytes, err);
    if (status == RC_OK) {
        status = rci_arrow_ipc_write_footer(schema, to->blocks, to->count, &to->bytes, err);
    }
    return status == RC_OK ? put(to) : status;
}

static rc_status dump_batch(const rci_arrow_ipc_input *input, rci_arrow_ipc_piece *piece, copy *to,
                            rc_error *err)
{
    rci_arrow_ipc_column *column;
    struct ArrowArray array;
    rc_status status = rci_arrow_ipc_input_fetch(input, piece, err);
    if (status != RC_OK) {
        return status;
    }
    column = rci_arrow_ipc_input_decode(input, piece, err);
    if (!column) {
        return err->status;
    }
    status = rci_arrow_ipc_column_export(column, 0, column->length, &array, err);
    if (status == RC_OK) {
        arrow_print_batch(stdout, &input->schema, &array);
        array.release(&array);
    }
    if (status == RC_OK && to) {
        status = copy_batch(to, &input->schema, column, err);
    }
    rci_arrow_ipc_column_unref(column);
    return status;
}

static rc_status dump_batches(rci_arrow_ipc_input *input, copy *to, rc_error *err)
{
    rci_arrow_ipc_piece piece = {.metadata = NULL};
    rc_status status;
    while ((status = rci_arrow_ipc_input_next(input, &piece, err)) == RC_OK) {
        status = dump_batch(input, &piece, to, err);
        if (status != RC_OK) {
            break;
        }
    }
    rci_arrow_ipc_piece_release(&piece);
    return status == RC_END ? RC_OK : status;
}

static rc_status dump(rci_io_source *source, copy *to, rc_error *err)
{
    rci_arrow_ipc_input input;
    rc_status status = rci_arrow_ipc_input_open(&input, source, err);
    if (status != RC_OK) {
        return status;
    }
    arrow_print_schema(stdout, &input.schema);
    printf("\n");
    if (to) {
        status = copy_start(to, &input.schema, err);
    }
    if (status == RC_OK) {
        status = dump_batches(&input, to, err);
    }
    if (status == RC_OK && to) {
        status = copy_end(to, &input.schema, err);
    }
    rci_arrow_ipc_input_release(&input);
    return status;
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
