/* text.h - slices of text: comparison, numbers, UTF-8, edit distance; and a bounded buffer to
 * write text into. */
#ifndef SG_BASE_TEXT_H
#define SG_BASE_TEXT_H

#include <stdarg.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/base.h"

/* Borrows; NULL gives an empty slice.  This and the next ones are called for every text of an inventory, most
 * often with one that is known here; an empty slice may have no bytes at all, and C forbids NULL for memcmp(). */
static inline sg_str sg_str_of(const char *terminated)
{
    return terminated ? (sg_str){ terminated, strlen(terminated) } : SG_STR("");
}
sg_str sg_str_slice(sg_str text, size_t begin, size_t end); /* clamped to the text */
static inline bool sg_str_equal(sg_str left, sg_str right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}
bool sg_str_equal_fold(sg_str left, sg_str right); /* ASCII letters without case */
int sg_str_compare(sg_str left, sg_str right);     /* bytewise: <0, 0, >0 */
static inline bool sg_str_starts(sg_str text, sg_str prefix)
{
    return prefix.length <= text.length &&
           (prefix.length == 0 || memcmp(text.bytes, prefix.bytes, prefix.length) == 0);
}
bool sg_str_ends(sg_str text, sg_str suffix);
/* The offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t sg_str_find(sg_str text, sg_str needle, size_t from);
sg_str sg_str_trim(sg_str text); /* without ASCII white space at either end */
/* Splits off what precedes the first `separator`; *rest is what follows it, or empty.  Returns
 * the whole text when there is none. */
sg_str sg_str_cut(sg_str text, char separator, sg_str *rest);

/* Whole-text conversions: false when the text is anything else or out of range. */
bool sg_str_to_int64(sg_str text, int64_t *out); /* decimal, optional sign */
bool sg_str_to_double(sg_str text, double *out); /* locale-independent */
/* The shortest decimal form that reads back as the same double; always has '.', 'e', or is NaN,
 * Infinity, -Infinity.  Writes at most 32 bytes with the NUL; returns the length. */
size_t sg_double_format(double number, char out[32]);

/* Decodes one code point at `*offset` and moves it on; invalid bytes give U+FFFD, one at a
 * time.  Call only with *offset < text.length. */
uint32_t sg_utf8_next(sg_str text, size_t *offset);
size_t sg_utf8_encode(uint32_t code_point, char out[4]); /* bytes written */
size_t sg_utf8_length(sg_str text);                      /* code points */
bool sg_utf8_valid(sg_str text);
/* Whether a terminal would obey it, or show the text around it in another order. */
bool sg_utf8_is_dangerous(uint32_t code_point);
unsigned sg_utf8_cells(uint32_t code_point); /* 0, 1 or 2 cells of a terminal */
size_t sg_text_cells(sg_str text);

/* Damerau-Levenshtein distance (each place edited once) without case, at most `limit` + 1; what
 * differs over more than 127 bytes is simply far. */
unsigned sg_text_distance(sg_str left, sg_str right, unsigned limit);

/* The best of the names offered so far for "did you mean": start zeroed apart from `wanted`,
 * call offer for each name, read `best` (bytes NULL when none is near enough). */
typedef struct sg_suggestion {
    sg_str wanted;
    sg_str best;
    unsigned distance;
} sg_suggestion;
void sg_suggestion_offer(sg_suggestion *suggestion, sg_str name); /* borrows the name */

/* Text under construction, on the heap, with a stated maximum.  Writers never fail one by one:
 * the first failure is remembered in `status` and later writes do nothing. */
typedef struct sg_buffer {
    char *bytes;                    /* NUL-terminated once anything was written */
    size_t length, capacity, limit; /* limit 0 = 1 GiB */
    sg_status status;
} sg_buffer;

void sg_buffer_free(sg_buffer *buffer);
void sg_buffer_clear(sg_buffer *buffer); /* length 0, status SG_OK, memory kept */
void sg_buffer_add(sg_buffer *buffer, sg_str text);
void sg_buffer_char(sg_buffer *buffer, char byte);
void sg_buffer_text(sg_buffer *buffer, const char *terminated);
void sg_buffer_format(sg_buffer *buffer, const char *format, ...) SG_PRINTF(2, 3);
void sg_buffer_format_list(sg_buffer *buffer, const char *format, va_list arguments)
    SG_PRINTF(2, 0);
/* Quoted and escaped; what is not UTF-8 becomes U+FFFD. */
void sg_buffer_json_string(sg_buffer *buffer, sg_str text);
/* A quoted cell of a CSV file (RFC 4180); what a spreadsheet would take for a formula gets an
 * apostrophe in front. */
void sg_buffer_csv_cell(sg_buffer *buffer, sg_str text);
/* With U+FFFD for what a terminal would obey: for all text that came from somewhere else. */
void sg_buffer_safe(sg_buffer *buffer, sg_str text);
sg_str sg_buffer_str(const sg_buffer *buffer); /* borrowed until the next write */

#endif
