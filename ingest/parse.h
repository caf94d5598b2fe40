/* parse.h - documents of many files, parsed ahead by several threads and taken in order by one.
 *
 *     files   [short][ long ............ ][short]
 *     parts   [whole][frame][page][page]..[whole]        pages.h
 *                 work: read, parse              by any thread, a few parts ahead
 *                 take: one part after another   by the caller's thread
 *
 * Of a long file only a few pages are in memory at any time, as text or as trees.
 */
#ifndef SG_INGEST_PARSE_H
#define SG_INGEST_PARSE_H

#include "ingest/document.h"
#include "ingest/sources.h"

/* A file longer than this is read in pages; pages are about SG_PARSE_PAGE bytes. */
#define SG_PARSE_LONG ((size_t)4 << 20)
#define SG_PARSE_PAGE ((size_t)1 << 20)

typedef struct sg_parsed {
    const sg_source_file *file;
    size_t number;    /* of the file */
    bool continued;   /* a further page of the file that was taken before */
    bool last;        /* part of the file */
    sg_status status; /* of reading and parsing; a file ends with the first part that fails */
    sg_error error;   /* when it is not SG_OK */
    sg_document document; /* when it is; until it was taken */
} sg_parsed;

/* What else can be made of a part as soon as it is parsed, by the thread that did so: changes nothing of
 * `state` but the part.  `scratch` is its own, and empty.  What it returns other than SG_OK is the status of
 * the part. */
typedef sg_status sg_work_parsed(void *state, sg_arena *scratch, sg_parsed *parsed);
/* Takes a part; what it returns other than SG_OK ends everything. */
typedef sg_status sg_take_parsed(void *state, sg_parsed *parsed, sg_error *err);

/* `work` may be NULL.  Errors: SG_ENOMEM, and what `take` returns. */
SG_MUST_USE sg_status sg_parse_files(const sg_source_file *files, size_t count,
                                     unsigned threads, sg_work_parsed *work,
                                     sg_take_parsed *take, void *state, sg_error *err);

/* The document of a file, or of its first page when it is long: to see what it speaks of; all of it is
 * in the arena.  Errors: as of sg_document_read(). */
SG_MUST_USE sg_status sg_parse_sample(const sg_source_file *file, sg_arena *arena,
                                      sg_document *out);

#endif
