/* commands.c - lines that begin with `:`. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/limits.h"
#include "cli/machine.h"
#include "cli/shell/shell.h"
#include "engine/json.h"

/* Answers into `out`, or fails. */
typedef sg_status shell_command(sg_shell *shell, sg_str argument, sg_buffer *out,
                                sg_error *err);

static sg_status run_help(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    (void)shell, (void)err;
    sg_shell_help(argument, out);
    return SG_OK;
}

static sg_status run_schema(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    (void)argument, (void)err;
    const sg_graph *graph = sg_session_pin(shell->session);
    sg_shell_schema(graph, out);
    sg_session_unpin(shell->session, graph);
    return SG_OK;
}

static sg_status run_params(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    if (argument.length > 0)
        return sg_parameters_parse(argument, &shell->parameters, err);
    if (sg_is_null(shell->parameters.value))
        sg_buffer_text(out, "{}");
    else
        sg_json_write(shell->parameters.value, out);
    sg_buffer_char(out, '\n');
    return SG_OK;
}

static sg_status run_limit(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    sg_str value = { NULL, 0 };
    sg_str name = sg_str_cut(argument, ' ', &value);
    if (argument.length > 0)
        return sg_limits_set(&shell->limits, name, sg_str_trim(value), err);
    sg_limits_print(&shell->limits, out);
    return SG_OK;
}

static sg_status run_clear(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    (void)argument, (void)out;
    if (shell->cache)
        sg_query_cache_clear(shell->cache);
    sg_procedures_clear(shell->procedures);
    sg_cli_judge_close(&shell->judge);
    return sg_session_clear(shell->session, err);
}

static sg_status define_procedure(sg_shell *shell, sg_str json, sg_arena *arena, sg_error *err)
{
    sg_value definition;
    SG_TRY(sg_json_parse(json, arena, &definition, err));
    if (shell->cache) /* statements in it may have been prepared with the one of before */
        sg_query_cache_clear(shell->cache);
    return sg_procedures_define(shell->procedures, definition, err);
}

static sg_status run_procedure(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    (void)out;
    sg_arena *arena = NULL;
    if (sg_arena_new(0, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = define_procedure(shell, argument, arena, err);
    sg_arena_free(arena);
    return status;
}

static sg_status run_quit(sg_shell *shell, sg_str argument, sg_buffer *out, sg_error *err)
{
    (void)argument, (void)out, (void)err;
    shell->quit = true;
    return SG_OK;
}

static const struct {
    const char *name;
    shell_command *run;
} commands[] = {
#define COMMAND(name, arguments, summary) { #name, run_##name },
#include "cli/shell/commands.def"
#undef COMMAND
};

const char *sg_shell_command_name(size_t index)
{
    return index < SG_COUNT(commands) ? commands[index].name : NULL;
}

static sg_status run(sg_shell *shell, sg_str name, sg_str argument, sg_buffer *out,
                     sg_error *err)
{
    sg_suggestion suggestion = { .wanted = name };
    for (size_t i = 0; i < SG_COUNT(commands); i++) {
        if (sg_str_equal(sg_str_of(commands[i].name), name))
            return commands[i].run(shell, argument, out, err);
        sg_suggestion_offer(&suggestion, sg_str_of(commands[i].name));
    }
    sg_fail(err, SG_EINVAL, "there is no command `:%.*s`", SG_FMT(name));
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `:%.*s`?", SG_FMT(suggestion.best));
    else
        sg_error_hint(err, "see `:help`");
    return SG_EINVAL;
}

void sg_shell_command(sg_shell *shell, sg_str line)
{
    bool machine = shell->format == SG_REPORT_JSON;
    sg_error err = { .status = SG_OK };
    sg_buffer out = { .length = 0 };
    sg_str text = sg_str_trim(sg_str_slice(line, 1, line.length));
    sg_str argument = { NULL, 0 };
    sg_str name = sg_str_cut(text, ' ', &argument);
    argument = sg_str_trim(argument);
    sg_status status = run(shell, name, argument, &out, &err);
    if (machine) {
        sg_buffer_clear(&out);
        if (status == SG_OK) {
            sg_machine_ok(&out);
        } else {
            err.type = err.type ? err.type : "CommandError";
            err.detail = err.detail ? err.detail : "InvalidCommand";
            err.phase = err.phase ? err.phase : "compile";
            sg_machine_error(&err, argument, &out);
        }
    } else if (status != SG_OK) {
        sg_source source = { .name = SG_STR("command"), .text = argument };
        shell->code = sg_tell(&err, err.has_span ? &source : NULL);
    }
    sg_shell_print(shell, &out);
}
