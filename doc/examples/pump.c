#include <rowcol.h>
#include <stdio.h>

/* Converts one file to another on all processors, in memory that does not grow with the file. */
static rc_status convert(const char *from, const char *to, const rc_dtype *dtype, uint64_t *records,
                         rc_error *err)
{
    rc_read_options read = RC_READ_OPTIONS_INIT;
    rc_pump_stats moved = RC_PUMP_STATS_INIT;
    rc_reader *reader;
    rc_writer *writer;
    rc_status status;
    read.dtype = dtype;
    read.missing = RC_MISSING_ZERO;
    reader = rc_reader_open(from, &read, err);
    writer = reader ? rc_writer_open(to, dtype, NULL, err) : NULL;
    status = err->status;
    if (writer) {
        status = rc_pump(reader, writer, NULL, &moved, err);
    }
    if (status == RC_OK) {
        status = rc_writer_finish(writer, err); /* the file appears now, complete */
    }
    rc_writer_close(writer);
    rc_reader_close(reader);
    *records = moved.records;
    return status;
}

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = rc_dtype_parse("x:i4, y:f8", &err);
    uint64_t records = 0;
    FILE *file = fopen("pump.ndjson", "w");
    if (!dtype || !file) {
        return 1;
    }
    fputs("{\"x\":1,\"y\":0.5}\n{\"x\":2}\n", file);
    fclose(file);
    if (convert("pump.ndjson", "pump.npy", dtype, &records, &err) == RC_OK) {
        printf("%d records\n", (int)records);
    } else {
        char line[1024];
        rc_error_print(&err, line, sizeof line);
        fprintf(stderr, "pump: %s\n", line);
    }
    rc_dtype_unref(dtype);
    return err.status != RC_OK;
}
