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
 */
#ifndef SG_INGEST_PAGES_H
#define SG_INGEST_PAGES_H

#include "engine/base/text.h"

#define SG_LONG_LISTS 8

typedef struct sg_long_list {
    sg_str name;       /* with its quotes */
    size_t begin, end; /* of the elements, without the brackets */
} sg_long_list;

typedef struct sg_pages {
    sg_str text; /* borrowed */
    size_t size; /* of a page, about */
    sg_long_list lists[SG_LONG_LISTS];
    size_t list_count;
    sg_buffer simple; /* members that are neither lists nor objects, each with a comma behind */
    sg_buffer page;
    size_t list, at; /* the next stretch */
    bool begun;
} sg_pages;

/* Prepares the pages of a text; false when it is no object with a list longer than `size`, or its
 * outline is damaged: then it is one document.  Close it in either case. */
bool sg_pages_open(sg_pages *pages, sg_str text, size_t size);
/* The next page, borrowed until the next call; false at the end, or when memory is short (then
 * pages->page.status tells). */
bool sg_pages_next(sg_pages *pages, sg_str *page);
void sg_pages_close(sg_pages *pages);

#endif
