/* shell.h - a session: statements and commands, line by line, over one graph.
 *
 *     line ─► command (`:help`)                   answered at once
 *        └──► pending ─► statement up to its `;`  answered when it is complete
 *
 * Sessions of programs (--format json) print one line of the machine interface for each; those of
 * people print tables, and errors on standard error.
 */
#ifndef SG_SHELL_H
#define SG_SHELL_H

#include "cli/access.h"
#include "cli/parameters.h"
#include "engine/graph.h"
#include "policies/report.h"
#include "query/cache.h"
#include "query/session.h"

typedef struct sg_shell {
    sg_session *session;       /* owned */
    sg_query_cache *cache;     /* owned; NULL when there was no memory for it */
    sg_procedures *procedures; /* owned: those of `:procedure` */
    sg_cli_judge judge;        /* of the graph that the session began with, until `:clear` */
    sg_parameters parameters;
    sg_query_limits limits; /* of every statement */
    sg_reduce reduce;       /* likewise */
    sg_report_format format;
    sg_buffer pending; /* the statement so far, perhaps only blanks before it */
    bool begun;        /* a statement has begun in `pending` */
    bool interactive;  /* a person types: say how many rows there were and how long it took */
    bool quit;
    int code; /* of the first failure, or of an output that cannot be written */
} sg_shell;

/* Takes the graph; NULL begins with an empty one.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_shell_begin(sg_shell *shell, sg_graph *graph, sg_report_format format,
                                     sg_error *err);
void sg_shell_end(sg_shell *shell);

/* Takes in one line, without its line end; answers what it completes. */
void sg_shell_line(sg_shell *shell, sg_str line);
/* The end of the input: what is pending is a statement, also without its `;`. */
void sg_shell_finish(sg_shell *shell);
/* Reads all lines of standard input.  Returns an exit code. */
int sg_shell_run(sg_shell *shell);

/* --- commands (commands.c) --- */
/* Answers a line that begins with `:`. */
void sg_shell_command(sg_shell *shell, sg_str line);
/* The name of the index-th command, NULL past the end: for completion. */
const char *sg_shell_command_name(size_t index);
/* Labels, relationships and property names of the graph, with counts and meaning (schema.c). */
void sg_shell_schema(const sg_graph *graph, sg_buffer *out);
/* What there is to type, or what one function does (help.c). */
void sg_shell_help(sg_str topic, sg_buffer *out);
/* Writes to standard output at once and empties the buffer. */
void sg_shell_print(sg_shell *shell, sg_buffer *out);

/* --- a person at a terminal (editor.c) --- */
int sg_shell_edit(sg_shell *shell);

#endif
