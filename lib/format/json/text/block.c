/* format/json/text/block.c - constants for vector code. */
#include "format/json/text/block.h"

#define EIGHT(b) b, b, b, b, b, b, b, b
#define THIRTY_TWO(b)                                                                              \
    {                                                                                              \
        EIGHT(b), EIGHT(b), EIGHT(b), EIGHT(b)                                                     \
    }

const unsigned char rci_json_text_quotes[32] = THIRTY_TWO('"');
const unsigned char rci_json_text_backslashes[32] = THIRTY_TWO('\\');
const unsigned char rci_json_text_controls[32] = THIRTY_TWO(0x1F);
