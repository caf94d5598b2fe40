/* spill.h - many queues of bytes in one scratch file, for what is sorted or read again outside of memory.
 *
 *     queue 0   [block 0][block 2]--> buffer          a buffer of one block for each queue that is written
 *     queue 1   [block 1][block 3][block 4]           or read; blocks that were freed are used again
 *
 * A queue is written, then read in order from its beginning; after sg_spill_rewind() once more.  Numbers take a
 * byte for each seven bits that they have.
 */
#ifndef SG_BASE_SPILL_H
#define SG_BASE_SPILL_H

#include "engine/base/error.h"

typedef struct sg_spill sg_spill;

#define SG_SPILL_BLOCK ((size_t)64 * 1024)

/* The scratch file is in the folder of the file `beside`.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_spill_open(const char *beside, sg_spill **out, sg_error *err);
void sg_spill_close(sg_spill *spill); /* NULL is allowed */
/* Makes a queue that is empty, and gives its number.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_spill_queue(sg_spill *spill, uint32_t *queue, sg_error *err);
/* Errors: SG_EIO, SG_ENOMEM, SG_ELIMIT (256 TiB). */
SG_MUST_USE sg_status sg_spill_append(sg_spill *spill, uint32_t queue, const void *bytes,
                                      size_t length, sg_error *err);
/* Appends a number, to be read by sg_spill_read_number(). */
SG_MUST_USE sg_status sg_spill_append_number(sg_spill *spill, uint32_t queue, uint64_t value,
                                             sg_error *err);
/* Bytes appended. */
uint64_t sg_spill_length(const sg_spill *spill, uint32_t queue);
/* The queue needs no buffer for now.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_spill_rest(sg_spill *spill, uint32_t queue, sg_error *err);
/* Reads on from the beginning; nothing can be appended any more. */
void sg_spill_rewind(sg_spill *spill, uint32_t queue);
/* Exactly so many bytes.  Errors: SG_EIO, SG_ENOMEM, SG_EINVAL: there are not as many. */
SG_MUST_USE sg_status sg_spill_read(sg_spill *spill, uint32_t queue, void *bytes, size_t length,
                                    sg_error *err);
/* The same for a number that was appended as one. */
SG_MUST_USE sg_status sg_spill_read_number(sg_spill *spill, uint32_t queue, uint64_t *value,
                                           sg_error *err);
/* Empties the queue and gives its room to others; it can be written anew. */
void sg_spill_drop(sg_spill *spill, uint32_t queue);

#endif
