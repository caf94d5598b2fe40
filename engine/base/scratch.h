/* scratch.h - files that only this process sees: what is too large for memory, until it is not needed.
 *
 * They are made in a folder that the caller names, because the usual place for temporary files is often in
 * memory itself, and have no name any more once they are open: whatever ends the process ends them.
 */
#ifndef SG_BASE_SCRATCH_H
#define SG_BASE_SCRATCH_H

#include "engine/base/error.h"

/* Opens one in the folder of the file `beside`.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_scratch_open(const char *beside, int *fd, sg_error *err);

/* These bytes of the file are not needed any more; only a wish. */
void sg_scratch_release(int fd, uint64_t offset, uint64_t length);

/* An array that only grows at its end and can be read anywhere, mapped from a scratch file: its memory is
 * the system's to take back. */
typedef struct sg_growing sg_growing;

/* Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_growing_open(const char *beside, sg_growing **out, sg_error *err);
void sg_growing_close(sg_growing *growing); /* NULL is allowed */
/* Errors: SG_EIO: the disk is full. */
SG_MUST_USE sg_status sg_growing_append(sg_growing *growing, const void *bytes, size_t length,
                                        sg_error *err);
/* Appends zeroed bytes, to be filled through sg_growing_bytes().  Errors: SG_EIO; what there is stays then. */
SG_MUST_USE sg_status sg_growing_extend(sg_growing *growing, size_t length, sg_error *err);
/* The last so many bytes are about to be written, so that they need not be asked for page by page; only a wish, and
 * not of more than a few megabytes. */
void sg_growing_expect(const sg_growing *growing, size_t length);
/* All of it; valid until it grows.  NULL while it is empty. */
void *sg_growing_bytes(const sg_growing *growing);
size_t sg_growing_length(const sg_growing *growing);
/* What is mapped now does not count as memory of this process until it is touched again. */
void sg_growing_forget(const sg_growing *growing);
/* The first bytes are not needed any more: their room on the disk is given back.  Only a wish. */
void sg_growing_release(sg_growing *growing, size_t length);

#endif
