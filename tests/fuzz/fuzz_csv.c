/* CSV text of any bytes: each way of decoding, in pieces of any size, gives the records, and
 * refuses the records, that a slow reader does, which takes a byte at a time. The first four bytes
 * choose delimiter, comments, trimming, form of numbers, columns and size of the pieces. */
#include "../unit/csv_reference.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_corpus[] = "csv";

enum { HEAD = 4, MOST_TEXT = 1 << 14 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    csv_setup setup = {0};
    csv_result expected;
    char *text;
    if (size < HEAD || size > MOST_TEXT) {
        return 0;
    }
    setup.delimiter = ",;\t|"[data[0] % 4];
    setup.comment = data[1] % 2 ? '#' : '\0';
    setup.trims = data[1] / 2 % 2;
    setup.numbers = data[1] / 4 % 2 ? &csv_numbers_tried[data[1] / 8 % CSV_NUMBERS] : NULL;
    setup.ncolumns = 1 + data[2] % 4;
    setup.piece_bytes = data[3];
    size -= HEAD;
    text =
        malloc(size ? size : 1); /* of its own size, so that a sanitizer sees what is beside it */
    FUZZ_CHECK(text != NULL);
    memcpy(text, data + HEAD, size);
    csv_result_init(&expected);
    csv_reference(&setup, text, size, &expected);
    for (int way = RCI_CSV_FAST; way <= RCI_CSV_EXACT; way++) {
        for (int mode = 0; mode < 3; mode++) {
            csv_result found;
            setup.way = (rci_csv_way)way;
            setup.serial = mode == 1;
            setup.guessing = mode == 2;
            csv_result_init(&found);
            FUZZ_CHECK(csv_library(&setup, text, size, &found));
            FUZZ_CHECK(csv_same(&found, &expected));
            csv_result_release(&found);
        }
    }
    csv_result_release(&expected);
    free(text);
    return 0;
}
