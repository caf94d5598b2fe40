/* error.h - one failure told well: what, where, and the nearest right thing.
 *
 * The first failure wins; later ones are echoes and do not overwrite it.  A query error also
 * carries the type, detail and phase that the openCypher TCK names.
 */
#ifndef SG_BASE_ERROR_H
#define SG_BASE_ERROR_H

#include "engine/base/base.h"
#include "engine/base/text.h"

typedef struct sg_error {
    sg_status status;   /* SG_OK: nothing happened yet */
    const char *type;   /* "SyntaxError", ...: static, or NULL outside of queries */
    const char *detail; /* "UndefinedVariable", ...: static, or NULL */
    const char *phase;  /* "compile" or "runtime": static, or NULL */
    bool has_span;
    sg_span span;      /* where in the source, when has_span */
    char source[512];  /* file, JSON path or "query"; empty when not known */
    char message[768]; /* one sentence without a full stop */
    char hint[256];    /* "did you mean `nodes`?"; may be empty */
} sg_error;

/* Records a failure unless there is one already (or err is NULL), and returns `status` so
 * that it can be forwarded: return sg_fail(err, SG_EIO, "cannot open `%s`", path); */
sg_status sg_fail(sg_error *err, sg_status status, const char *format, ...) SG_PRINTF(3, 4);
sg_status sg_fail_at(sg_error *err, sg_status status, sg_span span, const char *format, ...)
    SG_PRINTF(4, 5);
/* The usual story of SG_ENOMEM; inline, so that analysers see that it never returns SG_OK. */
static inline sg_status sg_fail_memory(sg_error *err)
{
    sg_fail(err, SG_ENOMEM, "out of memory");
    return SG_ENOMEM;
}
/* Adds a hint to the failure at hand, unless it has one. */
void sg_error_hint(sg_error *err, const char *format, ...) SG_PRINTF(2, 3);
/* Names the source of the failure at hand, unless it is named. */
void sg_error_in(sg_error *err, sg_str source);
void sg_error_clear(sg_error *err);

/* A named text that errors point into. */
typedef struct sg_source {
    sg_str name;
    sg_str text;
    uint32_t first_line; /* line number of the first line; 0 counts as 1 */
} sg_source;

typedef struct sg_position {
    uint32_t line, column; /* from 1; the column counts code points */
} sg_position;

sg_position sg_source_position(const sg_source *source, uint32_t offset);

/* Prints the failure with line, column, excerpt and caret when it has a span and `source` is
 * not NULL:
 *
 *     error: unknown function `nodez`
 *       --> policies/library/x.yaml:11:10
 *        |
 *     11 |   RETURN nodez(p)
 *        |          ^^^^^ did you mean `nodes`?
 */
void sg_error_print(const sg_error *err, const sg_source *source, sg_buffer *out);

#endif
