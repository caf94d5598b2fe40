/* cmd_policy.c - secgraph policy: list, show, lint, test. */
#include <string.h>

#include "cli/command.h"
#include "cli/format.h"
#include "cli/library.h"
#include "cli/lint.h"
#include "cli/table.h"
#include "engine/base/file.h"
#include "policies/check.h"

typedef struct {
    sg_option_texts policies;
    const char *catalogue, *format;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "policies",  0,   SG_OPTION_TEXTS, offsetof(settings, policies),  "PATH",   "policy file or folder; may be repeated" },
    { "catalogue", 0,   SG_OPTION_TEXT,  offsetof(settings, catalogue), "FILE",   "lint: which remedies there are" },
    { "format",    'f', SG_OPTION_TEXT,  offsetof(settings, format),    "FORMAT", "list: table (default), json, jsonl, csv" },
};
/* clang-format on */
static const char footer[] =
    "  list          id, kind, severity and name of every policy\n"
    "  show ID       the policy's file\n"
    "  lint [ID]...  queries, columns and names against language and data model\n"
    "  test [ID]...  the small graphs that policies carry, and what must be found in them\n"
    "\n`lint` and `test` also take files and folders in place of ids.\n"
    "\nExit code 2 when lint finds a mistake, 1 when a test fails.\n";

/* What the four share: the policies, and the ids that were given. */
typedef struct {
    const settings *wanted;
    sg_policies policies;
    const char **ids;
    int id_count;
} work;

static bool is_wanted(const work *self, const sg_policy *policy)
{
    for (int i = 0; i < self->id_count; i++)
        if (sg_str_equal_fold(policy->id, sg_str_of(self->ids[i])))
            return true;
    return self->id_count == 0;
}

/* --- list ------------------------------------------------------------------------------------------ */
enum { COLUMNS = 5 };
static const char *const names[COLUMNS] = { "id", "kind", "severity", "maturity", "name" };

static void fill_cells(const sg_policy *policy, sg_str cells[COLUMNS])
{
    const sg_str texts[COLUMNS] = {
        policy->id,
        policy->kind == SG_GRAPH_POLICY ? SG_STR("GraphPolicy") : SG_STR("ConfigRule"),
        sg_severity_name(policy->severity),
        policy->maturity,
        policy->name,
    };
    memcpy(cells, texts, sizeof texts);
}

static sg_status list_table(const sg_policies *policies, sg_buffer *out)
{
    sg_text_table table = { .columns = COLUMNS };
    sg_status status = SG_OK;
    for (size_t i = 0; status == SG_OK && i < COLUMNS; i++)
        status = sg_text_table_add(&table, sg_str_of(names[i]));
    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        sg_str cells[COLUMNS];
        fill_cells(policy, cells);
        for (size_t i = 0; status == SG_OK && i < COLUMNS; i++)
            status = sg_text_table_add(&table, cells[i]);
    }
    if (status == SG_OK)
        sg_text_table_write(&table, out);
    sg_text_table_free(&table);
    return status;
}

static void list_csv(const sg_policies *policies, sg_buffer *out)
{
    for (size_t i = 0; i < COLUMNS; i++)
        sg_buffer_format(out, "%s\"%s\"", i ? "," : "", names[i]);
    sg_buffer_text(out, "\r\n");
    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        sg_str cells[COLUMNS];
        fill_cells(policy, cells);
        for (size_t i = 0; i < COLUMNS; i++) {
            sg_buffer_text(out, i ? "," : "");
            sg_buffer_csv_cell(out, cells[i]);
        }
        sg_buffer_text(out, "\r\n");
    }
}

static void list_json(const sg_policies *policies, bool array, sg_buffer *out)
{
    sg_buffer_text(out, array ? "[" : "");
    for (const sg_policy *policy = policies->first; policy; policy = policy->next) {
        sg_str cells[COLUMNS];
        fill_cells(policy, cells);
        sg_buffer_text(out, array ? policy == policies->first ? "\n" : ",\n" : "");
        for (size_t i = 0; i < COLUMNS; i++) {
            sg_buffer_format(out, "%s\"%s\":", i ? "," : "{", names[i]);
            sg_buffer_json_string(out, cells[i]);
        }
        sg_buffer_text(out, array ? "}" : "}\n");
    }
    sg_buffer_text(out, array ? "\n]\n" : "");
}

static int list(work *self)
{
    sg_report_format format;
    sg_buffer out = { .length = 0 };
    if (!sg_format_read(self->wanted->format, &format))
        return SG_EXIT_USAGE;
    if (format == SG_REPORT_CSV)
        list_csv(&self->policies, &out);
    else if (format != SG_REPORT_TABLE)
        list_json(&self->policies, format == SG_REPORT_JSON, &out);
    else if (list_table(&self->policies, &out) != SG_OK)
        out.status = SG_ENOMEM;
    return sg_emit(&out, NULL);
}

/* --- show ------------------------------------------------------------------------------------------ */
static int show(work *self)
{
    sg_buffer out = { .length = 0 };
    if (self->id_count != 1) {
        sg_note("`policy show` takes one id; see `secgraph policy list`");
        return SG_EXIT_USAGE;
    }
    const sg_policy *policy = sg_library_find(&self->policies, sg_str_of(self->ids[0]));
    if (!policy)
        return SG_EXIT_USAGE;
    sg_buffer_add(&out, policy->source.text);
    return sg_emit(&out, NULL);
}

/* --- lint ------------------------------------------------------------------------------------------ */
static int lint(work *self)
{
    sg_catalogue catalogue = { .arena = NULL };
    unsigned good = 0, bad = 0;
    int code = sg_library_catalogue(self->wanted->catalogue, &catalogue);
    for (const sg_policy *policy = self->policies.first; code == SG_EXIT_OK && policy;
         policy = policy->next) {
        sg_error err = { .status = SG_OK };
        if (!is_wanted(self, policy))
            continue;
        if (sg_lint_policy(policy, &catalogue, &err) == SG_OK) {
            good++;
            continue;
        }
        sg_error_in(&err, policy->source.name);
        sg_tell(&err, &policy->source);
        bad++;
    }
    sg_catalogue_free(&catalogue);
    if (code != SG_EXIT_OK)
        return code;
    sg_buffer out = { .length = 0 };
    sg_buffer_format(&out, "%u policies are sound, %u are not\n", good, bad);
    code = sg_emit(&out, NULL);
    return bad > 0 ? SG_EXIT_USAGE : code;
}

/* --- test ------------------------------------------------------------------------------------------ */
typedef struct {
    sg_buffer out;
    unsigned passed, failed;
} tally;

static void count_test(void *user, const sg_policy *policy, const sg_policy_test *test,
                       const char *failure)
{
    tally *self = user;
    *(failure ? &self->failed : &self->passed) += 1;
    if (failure)
        sg_buffer_format(&self->out, "FAILED %.*s, %.*s: %s\n", SG_FMT(policy->id),
                         SG_FMT(test->name), failure);
}

static int test(work *self)
{
    tally counts = { .passed = 0 };
    int worst = SG_EXIT_OK;
    for (const sg_policy *policy = self->policies.first; policy; policy = policy->next) {
        sg_error err = { .status = SG_OK };
        if (!is_wanted(self, policy) ||
            sg_policy_test_run(policy, count_test, &counts, &err) == SG_OK)
            continue;
        worst = sg_tell(&err, &policy->source);
        counts.failed++;
    }
    sg_buffer_format(&counts.out, "%u tests passed, %u failed\n", counts.passed, counts.failed);
    int code = sg_emit(&counts.out, NULL);
    if (worst != SG_EXIT_OK)
        return worst;
    return counts.failed > 0 ? SG_EXIT_RUNTIME : code;
}

typedef struct {
    const char *name;
    int (*run)(work *self);
    bool takes_files;
} action;

static const action actions[] = { { "list", list, false },
                                  { "show", show, false },
                                  { "lint", lint, true },
                                  { "test", test, true } };

/* Whether all of them are files and folders, and no ids; then they are the policies. */
static bool take_files(const char **paths, int count, sg_option_texts *out)
{
    if (count == 0 || count > SG_OPTION_TEXTS_MOST)
        return false;
    for (int i = 0; i < count; i++) {
        if (!sg_file_exists(paths[i]))
            return false;
        out->items[i] = paths[i];
    }
    out->count = (size_t)count;
    return true;
}

static int run(const action *chosen, const settings *wanted, const char **ids, int count)
{
    sg_option_texts paths = wanted->policies;
    if (chosen->takes_files && paths.count == 0 && take_files(ids, count, &paths))
        count = 0;
    work self = { .wanted = wanted, .ids = ids, .id_count = count };
    int code = sg_library_policies(&paths, &self.policies);
    for (int i = 0; code == SG_EXIT_OK && i < count; i++)
        if (!sg_library_find(&self.policies, sg_str_of(ids[i])))
            code = SG_EXIT_USAGE;
    if (code == SG_EXIT_OK)
        code = chosen->run(&self);
    sg_policies_free(&self.policies);
    return code;
}

int sg_command_policy(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .format = NULL };
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    for (size_t i = 0; left > 0 && i < SG_COUNT(actions); i++)
        if (strcmp(argv[0], actions[i].name) == 0)
            return run(&actions[i], &wanted, argv + 1, left - 1);
    return sg_usage(self, left == 0 ? "say what to do" : "there is no such action");
}
