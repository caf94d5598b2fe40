/* pages.c - anonymous mappings aligned to 2 MiB, with large pages asked for.
 *
 *     mapped   |....|==========================|....|
 *                   ^ multiple of 2 MiB        ^ end; what is outside goes back at once
 *
 * MAP_ANONYMOUS, madvise() and mremap() are not POSIX 2008, hence the wider set of declarations here.
 */
#define _GNU_SOURCE
#include "engine/base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static const size_t large_page = (size_t)2 << 20;
static const size_t smallest = (size_t)1 << 20; /* below this, calloc */

static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (size + page - 1) & ~(page - 1);
}

void *sg_pages_alloc(size_t size)
{
    if (size < smallest)
        return calloc(1, size ? size : 1);
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t length = whole_pages(size), mapped = length + large_page;
    unsigned char *start =
        mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    size_t before = (large_page - (uintptr_t)start % large_page) % large_page;
    size_t behind = mapped - before - length;
    if (before)
        munmap(start, before);
    if (behind)
        munmap(start + before + length, behind);
#ifdef MADV_HUGEPAGE
    /* Only a wish: a system without large pages serves small ones. */
    (void)madvise(start + before, length, MADV_HUGEPAGE);
#endif
    return start + before;
}

void sg_pages_free(void *pages, size_t size)
{
    if (!pages)
        return;
    if (size < smallest)
        free(pages);
    else
        munmap(pages, whole_pages(size));
}

bool sg_pages_move(void *pages, size_t size, size_t part, void *to)
{
#ifdef MREMAP_FIXED
    if (mremap(pages, part, part, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to)
        return false;
    if (size > part && size - part < large_page)
        munmap((char *)pages + part, whole_pages(size) - part);
    return true;
#else
    (void)pages;
    (void)size;
    (void)part;
    (void)to;
    return false;
#endif
}

void *sg_pages_shrink(void *pages, size_t size, size_t rest)
{
    if (size < smallest)
        return pages;
    if (rest < smallest) {
        void *small = sg_pages_alloc(rest);
        if (small)
            memcpy(small, pages, rest);
        if (small)
            sg_pages_free(pages, size);
        return small;
    }
    if (whole_pages(rest) < whole_pages(size))
        munmap((char *)pages + whole_pages(rest), whole_pages(size) - whole_pages(rest));
    return pages;
}

void sg_pages_forget(const void *bytes, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t before = (page - (uintptr_t)bytes % page) % page;

    if (before < size && size - before >= page)
        (void)madvise((char *)(uintptr_t)bytes + before, (size - before) & ~(page - 1),
                      MADV_DONTNEED);
}

void sg_pages_trim(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

void sg_pages_keep(void)
{
#ifdef __GLIBC__
    enum { PIECE = 16 << 20, KEPT = 64 << 20 };

    (void)mallopt(M_MMAP_THRESHOLD, PIECE);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}
