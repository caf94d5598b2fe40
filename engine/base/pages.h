/* pages.h - large arrays on large pages: anonymous memory aligned to 2 MiB. */
#ifndef SG_BASE_PAGES_H
#define SG_BASE_PAGES_H

#include "engine/base/base.h"

/* `size` zeroed bytes, or NULL.  Below 1 MiB this is calloc. */
SG_MUST_USE void *sg_pages_alloc(size_t size);
/* `size` is the one given at allocation; NULL is allowed. */
void sg_pages_free(void *pages, size_t size);
/* Moves the first `part`, a multiple of 2 MiB, of `size` bytes as they are to the place `to`, whose own pages
 * are gone then.  What is left behind them stays and is to be freed as pages of its own, or goes back at
 * once if it is less than 2 MiB.  False: it cannot be done, and what is at `to` must be freed. */
SG_MUST_USE bool sg_pages_move(void *pages, size_t size, size_t part, void *to);
/* Gives back what is behind the first `rest` of `size` bytes.  Where these are now, to be freed as
 * `rest` bytes; NULL: there is no memory, and nothing has changed. */
SG_MUST_USE void *sg_pages_shrink(void *pages, size_t size, size_t rest);
/* What the bytes hold is needed no more: the system pages that lie whole among them go back.  The memory stays the
 * caller's, with whatever content.  Also of what malloc() gave. */
void sg_pages_forget(const void *bytes, size_t size);
/* Gives back what free() left, as far as the C library knows how to: after a stage whose memory the next ones do not
 * need. */
void sg_pages_trim(void);
/* What free() gets from here on stays with the process, as long as it is not much: for programs that answer
 * questions, each of which would otherwise have the same pages given back and cleared again.  A fifth of what
 * a search of 0.6 ms takes was that. */
void sg_pages_keep(void);

#endif
