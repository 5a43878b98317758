/* For csv_python.py: csv_pieces FILE OUTPUT DELIMITER COLUMNS reads CSV text of text fields without
 * a header, in pieces of each of several sizes, down to one byte, with 1 to 16 threads, and fails
 * unless each gives the same records, which become OUTPUT (NDJSON). */
#include "csv_reference.h"

#include <rowcol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size = 0;
    if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
        rewind(file);
        text = malloc((size_t)size + 1);
        *n = text ? fread(text, 1, (size_t)size, file) : 0;
    }
    if (file) {
        fclose(file);
    }
    return text;
}

/* Whether the text of the file after its header gives the same records in pieces of `piece_bytes`.
 */
static bool is_same(csv_setup setup, const char *text, size_t n, const char *first, size_t length)
{
    csv_result result;
    size_t found_length = 0;
    char *found;
    bool same;
    csv_result_init(&result);
    same = csv_library(&setup, text, n, &result) && !result.failed && result.bad.length == 0;
    csv_result_release(&result);
    found = read_file(setup.ndjson, &found_length);
    same = same && found && found_length == length && memcmp(found, first, length) == 0;
    free(found);
    if (!same) {
        printf("not the same: pieces of %zu, %u threads, %s\n", setup.piece_bytes, setup.threads,
               setup.serial     ? "in order"
               : setup.guessing ? "guessed"
                                : "ranges");
    }
    return same;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {1, 2, 3, 7, 63, 64, 65, 1000, 5000};
    csv_setup setup = {.threads = 1};
    csv_result result;
    size_t n = 0, length = 0;
    char *text = argc == 5 ? read_file(argv[1], &n) : NULL, *first, *again;
    bool good;
    if (!text) {
        return 2;
    }
    setup.delimiter = argv[3][0];
    setup.ncolumns = (size_t)(argv[4][0] - '0');
    setup.ndjson = argv[2];
    csv_result_init(&result);
    good = csv_library(&setup, text, n, &result) && !result.failed;
    csv_result_release(&result);
    first = read_file(argv[2], &length);
    again = malloc(strlen(argv[2]) + 8);
    good = good && first && again;
    if (good) {
        sprintf(again, "%s.ndjson", argv[2]);
        setup.ndjson = again;
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            setup.piece_bytes = sizes[i];
            setup.threads = 1 + (7 * i + (unsigned)n) % 16;
            setup.serial = (i + n) % 4 == 3;
            setup.guessing = (i + n) % 4 == 1;
            good = is_same(setup, text, n, first, length) && good;
        }
        remove(again);
    }
    free(again);
    free(first);
    free(text);
    return good ? 0 : 1;
}
