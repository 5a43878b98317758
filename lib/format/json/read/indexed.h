/*
 * format/json/read/indexed.h - records of any shape, decoded over a structural index: keys in any
 * order, absent or not in the dtype, and white space anywhere.
 *
 * It accepts a part of what the grammar accepts (nearly all), and gives the same values. It never
 * makes an error: a record that it does not take is left to the grammar.
 */
#ifndef ROWCOL_FORMAT_JSON_READ_INDEXED_H
#define ROWCOL_FORMAT_JSON_READ_INDEXED_H

#include "format/json/read/boundary.h"
#include "format/json/read/decoder.h"
#include "format/json/read/index.h"
#include "format/json/read/order.h"

/* Where a value is that is still to be read. */
typedef struct rci_json_read_note {
    const char *text;
    uint32_t length; /* to the next token */
    uint32_t slot;   /* of the record, in its block */
} rci_json_read_note;

/* Most records whose values are noted before they are read: fewer if there are more than
   RCI_JSON_READ_NOTES notes in all. */
enum { RCI_JSON_READ_BLOCK = 64, RCI_JSON_READ_NOTES = 8192 };

/* A field, or the record, or the element of a subarray, or all that is ignored. */
typedef struct rci_json_read_field {
    unsigned char *base; /* bound to a batch: of record 0 */
    size_t stride;
    rci_json_read_note *notes; /* in the order of the records; as many as a block has at most */
    size_t nnotes;
    uint64_t given; /* the mark of the object that has last given it */
    uint64_t known; /* all ones; 0 for ignored values, which may be given again */
    uint32_t size;  /* of S<size> */
    uint32_t node;
    uint32_t item;  /* of an array in its place, as in the plan */
    uint8_t action; /* enum rci_json_read_action, of a value that is not null */
    uint8_t quick;  /* the same if that is all there is to do, else RCI_JSON_READ_LEAF */
    bool nullable;
    bool clears; /* missing values become zero, and need nothing else */
} rci_json_read_field;

/* What is kept of a struct. */
typedef struct rci_json_read_struct {
    rci_json_read_keys keys;
    rci_json_read_order order;
    bool clears;     /* all fields do */
    bool some_clear; /* some fields do */
} rci_json_read_struct;

typedef struct rci_json_read_indexed {
    rci_json_read_index index;
    rci_json_read_field *fields;   /* those of structs as in the plan's children, then the others */
    rci_json_read_note *notes;     /* of all fields */
    uint32_t *field_of;            /* each node */
    rci_json_read_struct *structs; /* of each node; only those of structs are used */
    rci_json_read_framing framing;
    size_t longest;      /* record, with the white space after it */
    uint32_t most_notes; /* of a field, and records of a block */
    uint32_t block;      /* records whose values are noted before they are read */
    uint64_t mark;       /* of the last object */
    bool clears;         /* the next block before it is read: fields were missing in the last one */
    bool last;           /* the last record of the text need not be followed by a separator */
} rci_json_read_indexed;

/* Of the same plan as the decoder with which it is used. RC_OK; RC_ENOMEM. After a failure, or when
   all bytes are zero, it may be released. */
rc_status rci_json_read_indexed_init(rci_json_read_indexed *indexed, const rci_record_plan *plan);
void rci_json_read_indexed_release(rci_json_read_indexed *indexed, const rci_record_plan *plan);

/* Points the fields at the batch. The framing, `longest` and `last` are set by the caller before.
 */
void rci_json_read_indexed_bind(rci_json_read_indexed *indexed,
                                const rci_json_read_decoder *decoder);

/* Notes in the log which fields the records have given, and forgets it. */
void rci_json_read_indexed_see(rci_json_read_indexed *indexed, rci_record_log *log);

/* Decodes up to `room` records from *text on, where the first begins, into the decoder's record and
   those after it, up to the first that it does not take. Moves *text to the start of the next
   record, or the end of the text. Returns their number. */
size_t rci_json_read_indexed_decode(rci_json_read_indexed *indexed, rci_json_read_decoder *decoder,
                                    const char **text, size_t room);

#endif
