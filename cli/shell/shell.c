/* shell.c - lines to statements, statements to answers. */
#include "cli/shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/command.h"
#include "cli/statements.h"

enum {
    PENDING_BYTES = 8 << 20, /* the longest statement that is waited for */
};

sg_status sg_shell_begin(sg_shell *shell, sg_graph *graph, sg_report_format format,
                         sg_error *err)
{
    *shell = (sg_shell){ .format = format,
                         .parameters = { .value = sg_null() },
                         .limits = sg_query_limits_default(),
                         .pending = { .limit = PENDING_BYTES } };
    if (sg_query_cache_new(SG_QUERY_CACHE_ENTRIES, SG_QUERY_CACHE_BYTES, &shell->cache) !=
        SG_OK)
        shell->cache = NULL;
    sg_status status = sg_session_new(graph, &shell->session, err);
    if (status == SG_OK && graph)
        status = sg_cli_judge_open(graph, &shell->judge, err);
    if (status == SG_OK)
        status = sg_procedures_new(&shell->procedures, err);
    if (status != SG_OK)
        sg_shell_end(shell);
    return status;
}

void sg_shell_end(sg_shell *shell)
{
    sg_buffer_free(&shell->pending);
    sg_parameters_free(&shell->parameters);
    sg_query_cache_free(shell->cache);
    sg_procedures_free(shell->procedures);
    sg_cli_judge_close(&shell->judge);
    sg_session_free(shell->session);
}

void sg_shell_print(sg_shell *shell, sg_buffer *out)
{
    int code = sg_emit(out, NULL);
    if (code == SG_EXIT_OK)
        return;
    shell->code = code;
    shell->quit = true; /* nobody listens any more */
}

static void tell_counts(const sg_shell *shell, sg_answer_counts counts)
{
    if (shell->interactive)
        sg_note("%llu row%s in %.1f ms", (unsigned long long)counts.rows,
                counts.rows == 1 ? "" : "s", (double)counts.nanoseconds / 1e6);
}

static void answer(sg_shell *shell, sg_str statement)
{
    bool machine = shell->format == SG_REPORT_JSON;
    sg_question question = { .session = shell->session,
                             .text = statement,
                             .parameters = shell->parameters.value,
                             .format = shell->format,
                             .limits = shell->limits,
                             .reduce = shell->reduce,
                             .cache = shell->cache,
                             .procedures = shell->procedures,
                             .judge = shell->judge.judge ? &shell->judge.face : NULL,
                             .quiet = machine };
    sg_answer_counts counts = { .rows = 0 };
    sg_buffer out = { .length = 0 };
    int code = sg_answer(&question, &out, &counts);
    if (code == SG_EXIT_OK)
        tell_counts(shell, counts);
    else if (!machine && shell->code == SG_EXIT_OK)
        shell->code = code;
    sg_shell_print(shell, &out);
}

/* Answers the complete statements; what is left over stays pending. */
static void answer_pending(sg_shell *shell, bool at_end)
{
    sg_statements statements = { .text = sg_buffer_str(&shell->pending) };
    size_t answered = 0;
    sg_str statement;
    bool complete;
    while (!shell->quit && sg_statements_next(&statements, &statement, &complete)) {
        if (!complete && !at_end)
            break;
        answer(shell, statement);
        answered = statements.offset;
    }
    size_t rest = shell->pending.length - answered;
    if (answered > 0 && rest > 0)
        memmove(shell->pending.bytes, shell->pending.bytes + answered, rest);
    shell->pending.length = rest;
    statements = (sg_statements){ .text = sg_buffer_str(&shell->pending) };
    shell->begun = sg_statements_next(&statements, &statement, &complete);
    if (!shell->begun)
        sg_buffer_clear(&shell->pending);
}

void sg_shell_line(sg_shell *shell, sg_str line)
{
    if (!shell->begun && line.length > 0 && line.bytes[0] == ':') {
        sg_shell_command(shell, line);
        return;
    }
    sg_buffer_add(&shell->pending, line);
    sg_buffer_char(&shell->pending, '\n');
    if (shell->pending.status != SG_OK) {
        sg_note("a statement is longer than %d bytes", PENDING_BYTES);
        shell->code = SG_EXIT_USAGE;
        shell->quit = true;
        return;
    }
    if (!shell->begun || (line.length > 0 && memchr(line.bytes, ';', line.length)))
        answer_pending(shell, false);
}

void sg_shell_finish(sg_shell *shell)
{
    answer_pending(shell, true);
}

/* Reads up to the end of a line, false at the end of the input.  By bytes: a NUL is one too, and
 * the lexer's to refuse.  One lock for all of them: where there are threads, each costs as much as
 * reading a token. */
static bool read_line(sg_buffer *line)
{
    int byte = 0;

    sg_buffer_clear(line);
    flockfile(stdin);
    while (line->status == SG_OK && byte != '\n' && (byte = getc_unlocked(stdin)) != EOF)
        sg_buffer_char(line, (char)byte);
    funlockfile(stdin);
    return line->length > 0;
}

static sg_str without_end(const sg_buffer *line)
{
    sg_str text = sg_buffer_str(line);
    while (text.length > 0 &&
           (text.bytes[text.length - 1] == '\n' || text.bytes[text.length - 1] == '\r'))
        text.length--;
    return text;
}

int sg_shell_run(sg_shell *shell)
{
    sg_buffer line = { .limit = PENDING_BYTES };
    while (!shell->quit && read_line(&line)) {
        if (line.status != SG_OK) {
            sg_note("a line is longer than %d bytes", PENDING_BYTES);
            shell->code = SG_EXIT_USAGE;
            shell->quit = true;
            break;
        }
        sg_shell_line(shell, without_end(&line));
    }
    sg_buffer_free(&line);
    if (!shell->quit)
        sg_shell_finish(shell);
    return shell->code;
}
