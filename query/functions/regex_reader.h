/* regex_reader.h - a place in the text of a regular expression, and what is read there by bytes. */
#ifndef SG_REGEX_READER_H
#define SG_REGEX_READER_H

#include "engine/base/arena.h"
#include "engine/base/error.h"

typedef struct sg_regex_reader {
    sg_str text;
    size_t at;
    unsigned flags, depth; /* in force here; of groups */
    bool quoted;           /* between \Q and \E */
    sg_arena *arena;
    sg_error *err;
} sg_regex_reader;

sg_status sg_regex_fail(sg_regex_reader *self, size_t offset, const char *reason, ...)
    SG_PRINTF(3, 4);
sg_status sg_regex_fail_room(sg_regex_reader *self);

bool sg_regex_at_end(const sg_regex_reader *self);
/* The byte at a distance from here, or NUL. */
char sg_regex_peek(const sg_regex_reader *self, size_t distance);
/* Moves on when the word stands here. */
bool sg_regex_accept(sg_regex_reader *self, const char *word);
uint32_t sg_regex_next(sg_regex_reader *self); /* not at the end */
/* An escape that stands for one character; its backslash is read already. */
SG_MUST_USE sg_status sg_regex_read_escape(sg_regex_reader *self, uint32_t *out);

#endif
