/* document.h - one saved answer: bytes to a JSON tree, and what kind of answer it is.
 *
 * The tree lives in the caller's arena and points into the text, which must live as long.
 * An object that has a key twice is no object that the provider sends: the last one counts, and it is told.
 * A file that cannot be read costs itself only; the story names the file, line and column.
 */
#ifndef SG_INGEST_DOCUMENT_H
#define SG_INGEST_DOCUMENT_H

#include "engine/base/error.h"
#include "ingest/path.h"
#include "ingest/tree.h"

/* A file of more bytes, or a document nested deeper, is refused. */
#define SG_DOCUMENT_SIZE ((size_t)512 << 20)
#define SG_DOCUMENT_DEPTH 256

typedef enum sg_answer_kind {
    SG_ANSWER_BODY,   /* what was asked for */
    SG_ANSWER_ERROR,  /* the provider said no: see `code` */
    SG_ANSWER_DENIED, /* the same, for want of permission */
} sg_answer_kind;

/* Policies of the document in their one spelling, by the place of what they were made of. */
typedef struct sg_policy_entry {
    const sg_value *value;
    sg_value text;  /* what sg_policy_text() makes of it, */
    sg_found found; /* and what it says about that */
} sg_policy_entry;
typedef struct sg_policy_list {
    const sg_policy_entry *entries;
    size_t count;
} sg_policy_list;

/* What the items of the document say, in the order in which they are mapped: facts_ahead.h. */
typedef struct sg_fact {
    const void *what;      /* the template or property; where an item begins, its row */
    const sg_value *where; /* what it was read from */
    sg_value value;
    sg_found found;
    bool begins; /* an item */
} sg_fact;
typedef struct sg_fact_list {
    const sg_fact *next, *end;
} sg_fact_list;

typedef struct sg_document {
    sg_arena *arena;      /* borrowed: where it lives */
    sg_value *root;       /* NULL for an error that was saved as plain text */
    const sg_value *body; /* inside root: the answer without the wrapper of a recording */
    sg_answer_kind kind;
    char code[64];      /* "NoSuchBucketPolicy"; empty for a body */
    char message[192];  /* what the provider wrote */
    char repeated[160]; /* where an object of it has a key twice, for people; empty: none has */
    sg_policy_list policies; /* those that were spelt ahead: policy_ahead.h */
    sg_fact_list facts;      /* those that were read ahead */
} sg_document;

/* Parses text; `name` is told in errors.  Errors: SG_EINVAL (empty, malformed, truncated, a bare
 * scalar), SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_document_parse(sg_str text, sg_str name, sg_arena *arena,
                                        sg_document *out, sg_error *err);
/* Where a text stands that is a page of a longer one: what is behind `shift` bytes of it begins at
 * `begin` of the whole. */
typedef struct sg_document_place {
    sg_str whole;
    size_t shift, begin;
} sg_document_place;
/* The same for a page; the story names the place in the whole. */
SG_MUST_USE sg_status sg_document_parse_page(sg_str page, const sg_document_place *place,
                                             sg_str name, sg_arena *arena, sg_document *out,
                                             sg_error *err);
/* Reads and parses a file; its text is in the arena too.  Errors: also SG_EIO, SG_ENOTFOUND. */
SG_MUST_USE sg_status sg_document_read(const char *path, sg_str name, sg_arena *arena,
                                       sg_document *out, sg_error *err);

#endif
