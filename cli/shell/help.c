/* help.c - `:help`: commands, functions, procedures, and one function. */
#include "cli/shell/shell.h"

#include "query/functions/functions.h"
#include "query/procedures/procedures.h"

typedef struct {
    const char *name, *arguments, *summary;
} command_row;

static const command_row commands[] = {
#define COMMAND(name, arguments, summary) { #name, arguments, summary },
#include "cli/shell/commands.def"
#undef COMMAND
};

static void help_commands(sg_buffer *out)
{
    sg_buffer_text(out, "A statement ends with `;` and may take several lines.  Ctrl-C drops "
                        "it.\n\n");
    for (size_t i = 0; i < SG_COUNT(commands); i++) {
        sg_buffer head = { .length = 0 };
        sg_buffer_format(&head, ":%s %s", commands[i].name, commands[i].arguments);
        sg_buffer_format(out, "  %-18s %s\n", head.bytes ? head.bytes : "",
                         commands[i].summary);
        sg_buffer_free(&head);
    }
    sg_buffer_text(out, "\n  MATCH (vm:VirtualMachine)-[:HAS]->(role:AccessRole)\n"
                        "  WHERE vm.exposure = \"PUBLIC\" RETURN vm.name, role.name;\n");
}

static void help_function(const sg_function *function, sg_buffer *out)
{
    sg_buffer head = { .length = 0 };
    sg_buffer_format(&head, "%.*s(%s)", SG_FMT(function->name), function->arguments);
    sg_buffer_format(out, "  %-40s %s\n", head.bytes ? head.bytes : "", function->summary);
    sg_buffer_free(&head);
}

static void help_procedures(sg_buffer *out)
{
    const sg_procedure *procedure;
    for (uint32_t i = 0; (procedure = sg_procedure_at(i)); i++) {
        sg_buffer head = { .length = 0 };
        sg_buffer_format(&head, "%.*s() ", SG_FMT(procedure->name));
        for (uint32_t output = 0; output < procedure->output_count; output++)
            sg_buffer_format(&head, "%s%.*s", output ? ", " : "YIELD ",
                             SG_FMT(procedure->outputs[output].name));
        sg_buffer_format(out, "  %-48s %s\n", head.bytes ? head.bytes : "", procedure->summary);
        sg_buffer_free(&head);
    }
}

static void help_topic(sg_str topic, sg_buffer *out)
{
    const sg_function *function = sg_function_find(topic);
    sg_str nearest = sg_function_suggest(topic);
    if (function)
        help_function(function, out);
    else if (nearest.bytes)
        sg_buffer_format(out, "there is no function `%.*s`; did you mean `%.*s`?\n",
                         SG_FMT(topic), SG_FMT(nearest));
    else
        sg_buffer_format(out, "there is no function `%.*s`; see `:help functions`\n",
                         SG_FMT(topic));
}

void sg_shell_help(sg_str topic, sg_buffer *out)
{
    if (topic.length == 0) {
        help_commands(out);
    } else if (sg_str_equal(topic, SG_STR("functions"))) {
        for (uint32_t i = 0; i < sg_function_count(); i++)
            help_function(sg_function_at(i), out);
    } else if (sg_str_equal(topic, SG_STR("procedures"))) {
        help_procedures(out);
    } else {
        help_topic(topic, out);
    }
}
