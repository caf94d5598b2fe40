/* base.h - the words every other file is written in: slices, spans, statuses, a few macros.
 *
 * Three ownership words are used in all headers, exactly:
 *   borrowed  the callee or the caller keeps ownership; valid as long as stated
 *   copied    the bytes are duplicated; the original may go at once
 *   taken     ownership moves to the callee, also when it fails
 */
#ifndef SG_BASE_BASE_H
#define SG_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SG_API __attribute__((visibility("default")))
#define SG_MUST_USE __attribute__((warn_unused_result))
#define SG_PRINTF(template, first) __attribute__((format(printf, template, first)))
#define SG_COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define SG_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define SG_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define SG_UNREACHABLE() __builtin_unreachable()
/* What holds here by how the data was made, for readers of the code, compilers and analysers. */
#define SG_INVARIANT(condition) ((condition) ? (void)0 : SG_UNREACHABLE())

/* How a call ended.  Every failure other than SG_OK has a story in an sg_error. */
typedef enum sg_status {
    SG_OK = 0,
    SG_ENOMEM,       /* the system or an arena has no more memory */
    SG_ELIMIT,       /* a stated bound was reached: rows, memory, time, depth, size */
    SG_EINVAL,       /* the input is wrong: a query, a policy, a document, an argument */
    SG_ERUNTIME,     /* a well-formed query failed on its data: overflow, wrong type */
    SG_EIO,          /* the operating system refused */
    SG_ECORRUPT,     /* a snapshot is damaged, foreign or of another version */
    SG_ENOTFOUND,    /* what was named does not exist */
    SG_EUNSUPPORTED, /* understood, but not executed yet */
} sg_status;

/* The only macro that returns: forwards the first failure, with its story already told. */
#define SG_TRY(call)                                                                           \
    do {                                                                                       \
        sg_status sg_try_status = (call);                                                      \
        if (SG_UNLIKELY(sg_try_status != SG_OK))                                               \
            return sg_try_status;                                                              \
    } while (0)

/* A slice of bytes, usually UTF-8; not terminated.  The giver says how long it lives. */
typedef struct sg_str {
    const char *bytes;
    size_t length;
} sg_str;

#define SG_STR(literal) ((sg_str){ (literal), sizeof(literal) - 1 })
/* For tables of static data, where a compound literal is not a constant expression. */
#define SG_STR_INIT(literal)                                                                   \
    {                                                                                          \
        (literal), sizeof(literal) - 1                                                         \
    }
/* printf("%.*s", SG_FMT(s)) */
#define SG_FMT(str) (int)(str).length, (str).bytes

/* A half-open range of byte offsets in a source text. */
typedef struct sg_span {
    uint32_t begin, end;
} sg_span;

#endif
