/* options.h - a command line read by a table: one row an option.
 *
 * `--name value`, `--name=value`, flags without values, `-o` for those with a letter; `--` ends the
 * options.  What is left over are the arguments, in order.
 */
#ifndef SG_CLI_OPTIONS_H
#define SG_CLI_OPTIONS_H

#include "engine/base/error.h"

typedef enum sg_option_kind {
    SG_OPTION_FLAG,   /* bool */
    SG_OPTION_TEXT,   /* const char * */
    SG_OPTION_NEEDED, /* const char *, NULL before; must be given */
    SG_OPTION_TEXTS,  /* sg_option_texts; may be given several times */
    SG_OPTION_NUMBER, /* int64_t, not negative */
} sg_option_kind;

enum { SG_OPTION_TEXTS_MOST = 64 };

typedef struct sg_option_texts {
    const char *items[SG_OPTION_TEXTS_MOST];
    size_t count;
} sg_option_texts;

typedef struct sg_option {
    const char *name; /* without dashes */
    char letter;      /* or 0 */
    sg_option_kind kind;
    size_t offset;        /* of the member in the command's struct */
    const char *argument; /* how help calls the value; NULL for flags */
    const char *summary;
} sg_option;

/* Reads argv[0 .. argc) into `out`; arguments that are no options are moved to the front of argv,
 * *left of them.  Errors: SG_EINVAL with a hint (unknown option, missing or wrong value).  Which of
 * the needed ones were not given is sg_options_missing's to say. */
SG_MUST_USE sg_status sg_options_read(const sg_option *options, size_t count, int argc,
                                      const char **argv, void *out, int *left, sg_error *err);
/* The first option that is needed and has no value in `out`, or NULL. */
const sg_option *sg_options_missing(const sg_option *options, size_t count, const void *out);
/* The lines of help for the options. */
void sg_options_help(const sg_option *options, size_t count, sg_buffer *out);

#endif
