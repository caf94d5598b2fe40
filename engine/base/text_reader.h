/* text_reader.h - a text that is taken from its front, a byte at a time: what small hand-written
 * readers of fixed forms begin with. */
#ifndef SG_BASE_TEXT_READER_H
#define SG_BASE_TEXT_READER_H

#include "engine/base/text.h"

typedef struct sg_text_reader {
    const char *next, *end; /* what has not been taken; not owned */
} sg_text_reader;

static inline sg_text_reader sg_text_reader_of(sg_str text)
{
    return (sg_text_reader){ text.bytes, text.bytes + text.length };
}

static inline bool sg_text_ended(const sg_text_reader *text)
{
    return text->next == text->end;
}

/* Takes this byte when it comes next. */
static inline bool sg_text_take(sg_text_reader *text, char byte)
{
    if (sg_text_ended(text) || *text->next != byte)
        return false;
    text->next++;
    return true;
}

/* How many decimal digits come next, at most `most`. */
static inline unsigned sg_text_digits(const sg_text_reader *text, unsigned most)
{
    unsigned count = 0;
    while (count < most && text->next + count < text->end && text->next[count] >= '0' &&
           text->next[count] <= '9')
        count++;
    return count;
}

#endif
