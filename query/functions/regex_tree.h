/* regex_tree.h - a regular expression between its text and its program.
 *
 *     "a(b|c)*"  ->  sequence
 *                      character a
 *                      repeat 0.. of
 *                        alternatives
 *                          character b
 *                          character c
 */
#ifndef SG_REGEX_TREE_H
#define SG_REGEX_TREE_H

#include "engine/base/error.h"
#include "query/functions/regex_set.h"

typedef enum sg_regex_kind {
    SG_REGEX_CHARACTER,    /* exactly `character` */
    SG_REGEX_SET,          /* any of `set` */
    SG_REGEX_ASSERTION,    /* nothing, where `assertion` holds */
    SG_REGEX_SEQUENCE,     /* `first` and its siblings, one after the other; may be empty */
    SG_REGEX_ALTERNATIVES, /* `first` or one of its siblings */
    SG_REGEX_REPEAT,       /* `first`, `minimum` to `maximum` times */
} sg_regex_kind;

typedef enum sg_assertion {
    SG_AT_START,    /* \A, and ^ without the flag m */
    SG_AT_END,      /* \z */
    SG_AT_LAST_END, /* \Z, and $ without the flag m: the end, or the line end just before it */
    SG_AT_LINE_START,    /* ^ with m */
    SG_AT_LINE_END,      /* $ with m */
    SG_AT_WORD_EDGE,     /* \b */
    SG_NOT_AT_WORD_EDGE, /* \B */
} sg_assertion;

#define SG_REGEX_UNBOUNDED UINT32_MAX

typedef struct sg_regex_node {
    sg_regex_kind kind;
    sg_assertion assertion;
    uint32_t character;
    uint32_t minimum, maximum;
    const sg_charset *set;
    struct sg_regex_node *first, *next;
} sg_regex_node;

/* Errors: as sg_regex_compile(). */
SG_MUST_USE sg_status sg_regex_parse(sg_str text, sg_arena *arena, sg_regex_node **out,
                                     sg_error *err);

#endif
