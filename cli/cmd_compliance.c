/* cmd_compliance.c - secgraph compliance: frameworks that there are, or one of them over a graph. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/compliance_report.h"
#include "cli/format.h"
#include "cli/library.h"
#include "cli/source.h"
#include "cli/table.h"
#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/parallel.h"

typedef struct {
    const char *graph, *projects, *framework, *format, *out;
    sg_option_texts policies;
    bool allow_partial;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",         'g', SG_OPTION_TEXT,  offsetof(settings, graph),         "SOURCE",    "snapshot, or folder of inventory" },
    { "framework",     0,   SG_OPTION_TEXT,  offsetof(settings, framework),     "ID|FILE",   "which; without it the frameworks are listed" },
    { "policies",      0,   SG_OPTION_TEXTS, offsetof(settings, policies),      "PATH",      "policy file or folder; may be repeated" },
    { "projects",      0,   SG_OPTION_TEXT,  offsetof(settings, projects),      "FILE",      "who owns what (SOURCE/projects.yaml)" },
    { "format",        'f', SG_OPTION_TEXT,  offsetof(settings, format),        "FORMAT",    "table (default), json, jsonl, csv" },
    { "allow-partial", 0,   SG_OPTION_FLAG,  offsetof(settings, allow_partial), NULL,        "exit 0 also when some answers are missing" },
    { "out",           'o', SG_OPTION_TEXT,  offsetof(settings, out),           "FILE",      "write to a file" },
};
/* clang-format on */
static const char footer[] =
    "Results: fail, unknown (the inventory cannot tell), pass, not applicable (there is no "
    "such\n"
    "resource), manual (no rule speaks to it).  What passed is counted among what passed or "
    "failed.\n"
    "Exit codes: 1 or 2 when a rule could not be evaluated, 4 as for `secgraph check`.\n";

enum { MOST_FRAMEWORKS = 1000 };

/* --- which frameworks there are ------------------------------------------------------------------ */
static int load(const char *path, const sg_policies *policies, sg_framework *out)
{
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    if (sg_framework_load(path, policies, out, &failed, &err) == SG_OK)
        return SG_EXIT_OK;
    return sg_tell(&err, err.has_span ? &failed : NULL);
}

static sg_status add_framework(const sg_framework *framework, sg_text_table *table)
{
    sg_buffer text = { .length = 0 };
    SG_TRY(sg_text_table_add(table, framework->id));
    SG_TRY(sg_text_table_add(table, framework->name));
    SG_TRY(sg_text_table_add(table, framework->version));
    sg_buffer_format(&text, "%u", framework->count);
    sg_status status = sg_text_table_add(table, sg_buffer_str(&text));
    sg_buffer_clear(&text);
    sg_buffer_format(&text, "%u", framework->covered);
    if (status == SG_OK)
        status = sg_text_table_add(table, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return status;
}

static int list_file(const char *folder, sg_str name, const sg_policies *policies,
                     sg_text_table *table, sg_arena *arena)
{
    sg_framework framework = { .arena = NULL };
    sg_str path = sg_arena_format(arena, "%s/%.*s", folder, SG_FMT(name));
    if (!path.bytes)
        return SG_EXIT_RUNTIME;
    int code = load(path.bytes, policies, &framework);
    if (code == SG_EXIT_OK && add_framework(&framework, table) != SG_OK)
        code = SG_EXIT_RUNTIME;
    sg_framework_free(&framework);
    return code;
}

static int list(const sg_policies *policies)
{
    static const char *const heads[] = { "id", "name", "version", "requirements",
                                         "with rules" };
    char folder[SG_LIBRARY_PATH];
    sg_text_table table = { .columns = SG_COUNT(heads) };
    sg_arena *arena = NULL;
    sg_file_list files = { .count = 0 };
    sg_buffer out = { .length = 0 };
    sg_error err = { .status = SG_OK };
    if (!sg_library_frameworks(folder))
        return SG_EXIT_USAGE;
    sg_status status = sg_arena_new(0, &arena);
    for (size_t i = 0; status == SG_OK && i < SG_COUNT(heads); i++)
        status = sg_text_table_add(&table, sg_str_of(heads[i]));
    if (status == SG_OK)
        status = sg_file_walk(folder, MOST_FRAMEWORKS, arena, &files, &err);
    int code = status == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
    for (size_t i = 0; code == SG_EXIT_OK && i < files.count; i++)
        if (sg_str_ends(files.paths[i], SG_STR(".yaml")))
            code = list_file(folder, files.paths[i], policies, &table, arena);
    if (code == SG_EXIT_OK)
        sg_text_table_write(&table, &out);
    sg_text_table_free(&table);
    sg_arena_free(arena);
    return code == SG_EXIT_OK ? sg_emit(&out, NULL) : code;
}

/* A file as it is; else the framework of that id among those that came with the program. */
static int find(const char *name, const sg_policies *policies, sg_framework *out)
{
    char folder[SG_LIBRARY_PATH], path[SG_LIBRARY_PATH + 256];
    if (sg_file_exists(name) && !sg_file_is_folder(name))
        return load(name, policies, out);
    if (strchr(name, '/') || strlen(name) > 128) {
        sg_note("there is no file `%s`", name);
        return SG_EXIT_USAGE;
    }
    if (!sg_library_frameworks(folder))
        return SG_EXIT_USAGE;
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    if (sg_file_exists(path))
        return load(path, policies, out);
    sg_note("there is no framework `%s`; `secgraph compliance` lists them", name);
    return SG_EXIT_USAGE;
}

/* --- one over a graph ------------------------------------------------------------------------- */
typedef struct {
    sg_policies policies;
    sg_framework framework;
    sg_projects projects;
    sg_graph *graph;
    sg_compliance compliance;
} work;

static void tell_failures(const sg_compliance *compliance)
{
    for (uint32_t i = 0; i < compliance->failure_count; i++) {
        const sg_policy *policy = compliance->failures[i].policy;
        sg_note("rule %.*s was not evaluated: what it would say is not known",
                SG_FMT(policy->id));
        sg_tell(&compliance->failures[i].error, &policy->source);
    }
}

static int report(const work *self, const settings *wanted, sg_report_format format)
{
    sg_buffer out = { .length = 0 };
    if (sg_compliance_report(&self->compliance, format, &out) != SG_OK) {
        sg_buffer_free(&out);
        sg_note("out of memory");
        return SG_EXIT_RUNTIME;
    }
    return sg_emit(&out, wanted->out);
}

static int evaluate(work *self, const settings *wanted, sg_report_format format)
{
    sg_error err = { .status = SG_OK };
    sg_compliance_options how = { .projects = self->projects.arena ? &self->projects : NULL,
                                  .now = sg_clock_wall(),
                                  .threads = sg_processors() };
    if (sg_compliance_run(self->graph, &self->framework, &how, &self->compliance, &err) !=
        SG_OK)
        return sg_tell(&err, NULL);
    tell_failures(&self->compliance);
    int code = report(self, wanted, format);
    int coverage = sg_source_verdict(self->graph, wanted->allow_partial);
    if (code == SG_EXIT_OK && self->compliance.failure_count > 0)
        code = sg_exit_of(self->compliance.failures[0].error.status);
    return code == SG_EXIT_OK ? coverage : code;
}

static int run(const settings *wanted, sg_report_format format)
{
    work self = { .graph = NULL };
    int code = sg_library_policies(&wanted->policies, &self.policies);
    if (code == SG_EXIT_OK && !wanted->framework)
        code = list(&self.policies);
    else if (code == SG_EXIT_OK) {
        code = find(wanted->framework, &self.policies, &self.framework);
        if (code == SG_EXIT_OK)
            code = sg_library_projects(wanted->projects, wanted->graph, &self.projects);
        if (code == SG_EXIT_OK)
            code = sg_source_open(wanted->graph, 0, &self.graph);
        if (code == SG_EXIT_OK)
            code = evaluate(&self, wanted, format);
    }
    sg_compliance_free(&self.compliance);
    sg_graph_free(self.graph);
    sg_projects_free(&self.projects);
    sg_framework_free(&self.framework);
    sg_policies_free(&self.policies);
    return code;
}

int sg_command_compliance(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .format = NULL };
    sg_report_format format;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (wanted.framework && !wanted.graph)
        return sg_usage(self, "`--graph` is missing");
    if (!wanted.framework && wanted.graph)
        return sg_usage(self, "`--framework` is missing");
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    return run(&wanted, format);
}
