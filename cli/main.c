/* main.c - secgraph: which command, and what there is to choose from. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "include/secgraph.h"

static const sg_command commands[] = {
#define COMMAND(name, arguments, summary) { #name, arguments, summary, sg_command_##name },
#include "cli/commands.def"
#undef COMMAND
};

static void print_usage(FILE *out)
{
    fputs("secgraph - an in-memory security graph with a query language\n\n", out);
    for (size_t i = 0; i < SG_COUNT(commands); i++)
        fprintf(out, "  secgraph %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\nEvery command answers --help.  Exit codes: 0 ok, 1 runtime error, 2 usage or "
          "invalid\n"
          "file, 3 findings at or above --fail-on, 4 incomplete coverage.\n",
          out);
}

static int unknown_command(const char *name)
{
    sg_suggestion suggestion = { .wanted = sg_str_of(name) };
    for (size_t i = 0; i < SG_COUNT(commands); i++)
        sg_suggestion_offer(&suggestion, sg_str_of(commands[i].name));
    if (suggestion.best.bytes)
        sg_note("unknown command `%s`; did you mean `%.*s`?", name, SG_FMT(suggestion.best));
    else
        sg_note("unknown command `%s`; see `secgraph --help`", name);
    return SG_EXIT_USAGE;
}

static int run(int argc, const char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return SG_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return SG_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("secgraph " SG_VERSION);
        return SG_EXIT_OK;
    }
    for (size_t i = 0; i < SG_COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(&commands[i], argc - 2, argv + 2);
    return unknown_command(argv[1]);
}

/* Where files may not become as large as one does (ulimit -f), writing it fails, which is told or made do without,
 * instead of ending the program.  What was printed without asking whether it arrived, such as help, is asked for at
 * the end. */
int main(int argc, const char **argv)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    int code = run(argc, argv);
    if (code == SG_EXIT_OK && (fflush(stdout) != 0 || ferror(stdout))) {
        sg_note("cannot write to standard output");
        code = SG_EXIT_RUNTIME;
    }
    return code;
}
