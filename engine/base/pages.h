/* pages.h - large arrays on large pages: anonymous memory aligned to 2 MiB where the system can. */
#ifndef SG_BASE_PAGES_H
#define SG_BASE_PAGES_H

#include "engine/base/base.h"

/* `size` zeroed bytes, or NULL.  Below 1 MiB this is calloc. */
SG_MUST_USE void *sg_pages_alloc(size_t size);
void sg_pages_free(void *pages, size_t size); /* the size given at allocation; NULL is allowed */

#endif
