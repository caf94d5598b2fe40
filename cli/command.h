/* command.h - what all commands share: how they are called, how they end, how they tell errors. */
#ifndef SG_CLI_COMMAND_H
#define SG_CLI_COMMAND_H

#include "cli/options.h"

/* How the program ends (DESIGN: program). */
typedef enum sg_exit {
    SG_EXIT_OK = 0,
    SG_EXIT_RUNTIME = 1,
    SG_EXIT_USAGE = 2,      /* wrong command line, or a file that is not valid */
    SG_EXIT_FINDINGS = 3,   /* issues at or above --fail-on */
    SG_EXIT_INCOMPLETE = 4, /* coverage is incomplete */
} sg_exit;

typedef struct sg_command {
    const char *name, *arguments, *summary;
    int (*run)(const struct sg_command *self, int argc, const char **argv);
} sg_command;

#define COMMAND(name, arguments, summary)                                                      \
    int sg_command_##name(const sg_command *self, int argc, const char **argv);
#include "cli/commands.def"
#undef COMMAND

/* The exit code that a failure asks for: files and queries that are wrong are usage, the rest is
 * runtime. */
int sg_exit_of(sg_status status);
/* Prints the failure to standard error, with an excerpt when `source` is given; returns its code. */
int sg_tell(const sg_error *err, const sg_source *source);
/* A line "secgraph: ..." to standard error. */
void sg_note(const char *format, ...) SG_PRINTF(1, 2);
/* Says what is missing on the command line; returns SG_EXIT_USAGE. */
int sg_usage(const sg_command *self, const char *missing);

/* Reads the options of a command, answers --help itself, says which needed option is missing.
 * Returns -1 to go on, else the exit code.  `footer` may be NULL; `left` is NULL for a command that
 * takes options alone. */
int sg_command_begin(const sg_command *self, const sg_option *options, size_t count,
                     const char *footer, int argc, const char **argv, void *out, int *left);
/* Writes the buffer to `path`, or to standard output when it is NULL; frees it; returns an exit
 * code. */
int sg_emit(sg_buffer *buffer, const char *path);
/* Whether standard output is a terminal that takes colours (and NO_COLOR is not set). */
bool sg_colours(void);

#endif
