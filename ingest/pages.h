/* pages.h - a long document as several short ones, so that its tree is never in memory as a whole.
 *
 *     {"Reservations":[ 1 2 3 4 5 6 7 ],"NextToken":"x"}
 *
 *     {"Reservations":[],"NextToken":"x"}                      everything but what is in long lists
 *     {"NextToken":"x","Reservations":[ 1 2 3 ]}               its simple members, and a stretch of
 *     {"NextToken":"x","Reservations":[ 4 5 6 ]}               a list
 *     {"NextToken":"x","Reservations":[ 7 ]}
 *
 * Only the outline of the text is looked at here; whether a page is good JSON is for its parser to say.
 * Of a text whose outline is damaged behind a long stretch of a list (cut short, most often) there is one
 * page, which no parser takes: the text without the elements before the damage.
 */
#ifndef SG_INGEST_PAGES_H
#define SG_INGEST_PAGES_H

#include "engine/base/array.h"
#include "engine/base/file.h"
#include "engine/base/text.h"

#define SG_LONG_LISTS 8

typedef struct sg_long_list {
    sg_str name;       /* with its quotes */
    size_t begin, end; /* of the elements, without the brackets */
} sg_long_list;

/* A stretch of a long list, or (list = SG_LONG_LISTS) what is not in one. */
typedef struct sg_page {
    size_t list;
    size_t begin, end;
} sg_page;

typedef struct sg_pages {
    sg_str text;               /* borrowed */
    size_t size;               /* of a page, about */
    const sg_mapping *mapping; /* of the text; or NULL */
    sg_long_list lists[SG_LONG_LISTS];
    size_t list_count;
    sg_buffer simple; /* members that are neither lists nor objects, each with a comma behind */
    SG_ARRAY(sg_page) pages;
    size_t open_list; /* while one is walked over: where its elements begin, else SIZE_MAX */
    size_t
        sound; /* the element or member that is looked at begins here: all before it is as it should be */
    bool broken; /* the outline is damaged there */
} sg_pages;

/* Cuts a text into pages; false when it is no object with a list longer than `size`, or has too many of
 * them, or memory is short: then it is one document.  Close it in either case.  Of a mapped file
 * (NULL: it is none) what was passed does not stay in memory. */
bool sg_pages_open(sg_pages *pages, sg_str text, size_t size, const sg_mapping *mapping);
/* The text of a page; *shift is what precedes the stretch in it, or the damage.  Pages may be written by several
 * threads.  The buffer tells when memory is short. */
void sg_pages_write(const sg_pages *pages, size_t page, sg_buffer *out, size_t *shift);
void sg_pages_close(sg_pages *pages);

#endif
