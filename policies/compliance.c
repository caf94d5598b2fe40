/* compliance.c - rules over the graph, counted by account and by project, then by requirement. */
#include "policies/compliance.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/table.h"
#include "policies/rule.h"

/* What one rule says of every account and every project. */
typedef struct {
    const sg_policy *policy;
    sg_compliance_tally *accounts, *projects;
    sg_compliance_tally nowhere; /* resources of which nothing tells whose they are */
    uint8_t *account_results, *project_results; /* a sg_compliance_result each */
    bool failed;
} rule_tally;

typedef struct {
    sg_node node;
    sg_compliance_part part;
} account;

typedef struct {
    const sg_graph *graph;
    const sg_compliance_options *options;
    sg_arena *arena, *scratch;
    sg_compliance *out;
    SG_ARRAY(account) accounts;
    sg_table account_index; /* number -> position */
    sg_compliance_part *projects;
    bool *
        may_own; /* project x account: whether a resource of the account may be the project's */
    SG_ARRAY(rule_tally) rules;
    sg_table rule_index; /* id -> position */
    SG_ARRAY(sg_compliance_failure) failures;
} evaluation;

const char *sg_compliance_result_name(sg_compliance_result result)
{
    static const char *const names[] = { "fail", "unknown", "pass", "not applicable",
                                         "manual" };
    return names[result];
}

double sg_compliance_share(const uint32_t results[SG_COMPLIANCE_RESULTS])
{
    uint32_t decided = results[SG_COMPLIANCE_PASS] + results[SG_COMPLIANCE_FAIL];
    return decided > 0 ? (double)results[SG_COMPLIANCE_PASS] / decided : -1.0;
}

static sg_value read(const evaluation *self, sg_node node, sg_str name)
{
    sg_key key;
    return sg_graph_find_key(self->graph, name, &key)
               ? sg_graph_property(self->graph, node, key, self->scratch)
               : sg_null();
}

static sg_str read_text(const evaluation *self, sg_node node, sg_str name)
{
    sg_value value = read(self, node, name);
    return value.type == SG_TYPE_STRING ? sg_value_str(value) : SG_STR("");
}

/* --- accounts and projects --------------------------------------------------------------------- */
static int by_number(const void *left, const void *right)
{
    const account *a = left, *b = right;
    int order = sg_str_compare(a->part.id, b->part.id);
    return order != 0 ? order : (int)(a->node.id > b->node.id) - (int)(a->node.id < b->node.id);
}

static sg_status add_account(evaluation *self, sg_node node)
{
    sg_str number = read_text(self, node, SG_STR("account"));
    sg_value external = read(self, node, SG_STR("external"));
    if (external.type == SG_TYPE_BOOLEAN && external.boolean)
        return SG_OK;
    if (number.length == 0)
        number = read_text(self, node, SG_STR("id"));
    account found = {
        .node = node,
        .part = { .id = sg_arena_copy(self->arena, number),
                  .name = sg_arena_copy(self->arena, read_text(self, node, SG_STR("name"))) },
    };
    return found.part.id.bytes && found.part.name.bytes ? sg_array_push(&self->accounts, found)
                                                        : SG_ENOMEM;
}

/* The accounts that are not somebody else's, by number. */
static sg_status find_accounts(evaluation *self)
{
    sg_label label;
    uint32_t count = 0;
    if (!sg_graph_find_label(self->graph, SG_STR("Account"), &label))
        return SG_OK;
    const sg_range *ranges = sg_graph_label_ranges(self->graph, label, &count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t id = ranges[i].first; id < ranges[i].last; id++)
            SG_TRY(add_account(self, (sg_node){ id }));
    if (self->accounts.count > 0)
        qsort(self->accounts.items, self->accounts.count, sizeof(account), by_number);
    for (size_t i = 0; i < self->accounts.count; i++)
        SG_TRY(
            sg_table_put(&self->account_index, self->accounts.items[i].part.id, i, NULL, NULL));
    return SG_OK;
}

static sg_status find_projects(evaluation *self)
{
    const sg_project *project = self->options->projects ? self->options->projects->first : NULL;
    size_t accounts = self->accounts.count, count = 0;
    if (!project)
        return SG_OK;
    for (; project; project = project->next)
        count++;
    count++;
    self->projects = sg_arena_make_array(self->arena, sg_compliance_part, count);
    self->may_own = sg_arena_make_array(self->arena, bool, count *(accounts + 1));
    if (!self->projects || !self->may_own)
        return SG_ENOMEM;
    memset(self->projects, 0, count * sizeof *self->projects);
    self->out->project_count = (uint32_t)count;
    project = self->options->projects->first;
    for (size_t i = 0; i < count; i++, project = project ? project->next : NULL) {
        self->projects[i].name = project ? project->name : SG_STR("");
        for (size_t a = 0; a < accounts; a++) {
            sg_arena_reset(self->scratch);
            self->may_own[i * accounts + a] =
                sg_project_may_own(self->options->projects, project, self->graph,
                                   self->accounts.items[a].part.id, self->scratch);
        }
    }
    return SG_OK;
}

/* The position of the node's project; the last one is for what no project matches. */
static uint32_t project_at(const evaluation *self, sg_node node)
{
    const sg_project *mine =
        sg_project_of(self->options->projects, self->graph, node, self->scratch);
    uint32_t at = 0;
    for (const sg_project *project = self->options->projects->first; project && project != mine;
         project = project->next)
        at++;
    return at;
}

/* --- rules ------------------------------------------------------------------------------------- */
static void count_finding(sg_compliance_tally *tally, sg_rule_verdict verdict)
{
    tally->fail += verdict == SG_RULE_FAIL;
    tally->unknown += verdict == SG_RULE_UNKNOWN;
    tally->pass += verdict == SG_RULE_PASS;
}

/* Whose the resource is: one of the accounts, somebody else, or nobody tells. */
static sg_compliance_tally *tally_for(const evaluation *self, rule_tally *rule, sg_node node)
{
    sg_str number = read_text(self, node, SG_STR("account"));
    uint64_t at;
    if (sg_table_find(&self->account_index, number, &at) ||
        sg_table_find(&self->account_index, read_text(self, node, SG_STR("id")), &at))
        return &rule->accounts[at];
    return number.length == 0 ? &rule->nowhere : NULL;
}

static void count_findings(const evaluation *self, const sg_rule_findings *findings,
                           rule_tally *rule)
{
    for (uint32_t i = 0; i < findings->count; i++) {
        sg_node node = findings->items[i].node;
        sg_arena_reset(self->scratch);
        sg_compliance_tally *tally = tally_for(self, rule, node);
        if (tally)
            count_finding(tally, findings->items[i].verdict);
        if (self->out->project_count > 0)
            count_finding(&rule->projects[project_at(self, node)], findings->items[i].verdict);
    }
}

/* --- what findings and silence come to --------------------------------------------------------- */
static sg_compliance_result result_of(const sg_compliance_tally *tally)
{
    if (tally->fail > 0)
        return SG_COMPLIANCE_FAIL;
    if (tally->unknown > 0)
        return SG_COMPLIANCE_UNKNOWN;
    return tally->pass > 0 ? SG_COMPLIANCE_PASS : SG_COMPLIANCE_NOT_APPLICABLE;
}

static bool lists(sg_value calls, sg_str call)
{
    for (uint32_t i = 0; calls.type == SG_TYPE_LIST && i < calls.length; i++)
        if (calls.list[i].type == SG_TYPE_STRING &&
            sg_str_equal(sg_value_str(calls.list[i]), call))
            return true;
    return false;
}

/* Whether all calls that the rule needs were answered for the account in full. */
static bool was_looked_at(const evaluation *self, const sg_policy *policy, sg_node owner)
{
    bool looked = policy->applies.length > 0;
    sg_arena_reset(self->scratch);
    sg_value calls = read(self, owner, SG_STR("collected"));
    for (uint32_t i = 0; looked && i < policy->needs.count; i++)
        looked = lists(calls, policy->needs.items[i]);
    return looked;
}

/* That what was seen is in order, or that there is nothing, says little where not all was seen. */
static uint8_t conclude_from(const sg_compliance_tally *tally, bool looked)
{
    sg_compliance_result result = result_of(tally);
    return (uint8_t)(looked || result < SG_COMPLIANCE_UNKNOWN ? result : SG_COMPLIANCE_UNKNOWN);
}

static sg_status draw_conclusions(const evaluation *self, rule_tally *rule)
{
    size_t accounts = self->accounts.count, projects = self->out->project_count;
    bool *looked = sg_arena_make_array(self->arena, bool, accounts + 1);
    rule->account_results = sg_arena_make_array(self->arena, uint8_t, accounts + 1);
    rule->project_results = sg_arena_make_array(self->arena, uint8_t, projects + 1);
    if (!looked || !rule->account_results || !rule->project_results)
        return SG_ENOMEM;
    for (size_t i = 0; i < accounts; i++) {
        looked[i] =
            !rule->failed && was_looked_at(self, rule->policy, self->accounts.items[i].node);
        rule->account_results[i] = conclude_from(&rule->accounts[i], looked[i]);
    }
    for (size_t i = 0; i < projects; i++) {
        bool all = !rule->failed;
        for (size_t a = 0; all && a < accounts; a++)
            all = looked[a] || !self->may_own[i * accounts + a];
        rule->project_results[i] = conclude_from(&rule->projects[i], all);
    }
    return SG_OK;
}

static sg_status note_failure(evaluation *self, rule_tally *rule, sg_error error)
{
    sg_compliance_failure failure = { rule->policy, error };
    rule->failed = true;
    return sg_array_push(&self->failures, failure);
}

static sg_status evaluate_rule(evaluation *self, const sg_policy *policy)
{
    sg_query_options options = { .limits = sg_query_limits_default(),
                                 .threads = self->options->threads,
                                 .now = self->options->now };
    rule_tally rule = { .policy = policy,
                        .accounts = sg_arena_make_array(self->arena, sg_compliance_tally,
                                                        self->accounts.count + 1),
                        .projects = sg_arena_make_array(self->arena, sg_compliance_tally,
                                                        self->out->project_count + 1) };
    sg_arena *findings_arena = NULL;
    sg_rule_findings findings;
    sg_error error = { .status = SG_OK };
    if (!rule.accounts || !rule.projects || sg_arena_new(0, &findings_arena) != SG_OK)
        return SG_ENOMEM;
    memset(rule.accounts, 0, (self->accounts.count + 1) * sizeof *rule.accounts);
    memset(rule.projects, 0, (self->out->project_count + 1) * sizeof *rule.projects);
    sg_status status =
        sg_rule_evaluate(policy, self->graph, &options, findings_arena, &findings, &error);
    if (status == SG_OK)
        count_findings(self, &findings, &rule);
    else if (status != SG_ENOMEM)
        status = note_failure(self, &rule, error);
    sg_arena_free(findings_arena);
    SG_TRY(status);
    SG_TRY(draw_conclusions(self, &rule));
    SG_TRY(sg_table_put(&self->rule_index, policy->id, self->rules.count, NULL, NULL));
    return sg_array_push(&self->rules, rule);
}

static sg_status evaluate_rules(evaluation *self)
{
    const sg_framework *framework = self->out->framework;
    uint64_t at;
    for (uint32_t i = 0; i < framework->count; i++) {
        const sg_requirement *requirement = &framework->requirements[i];
        for (uint32_t j = 0; j < requirement->rule_count; j++)
            if (!sg_table_find(&self->rule_index, requirement->rules[j]->id, &at))
                SG_TRY(evaluate_rule(self, requirement->rules[j]));
    }
    return SG_OK;
}

/* --- results ----------------------------------------------------------------------------------- */
static sg_compliance_result worse(sg_compliance_result left, sg_compliance_result right)
{
    return left < right ? left : right;
}

static const rule_tally *tally_of(const evaluation *self, const sg_policy *policy)
{
    uint64_t at = 0;
    sg_table_find(&self->rule_index, policy->id, &at);
    return &self->rules.items[at];
}

static void add_tally(sg_compliance_tally *sum, const sg_compliance_tally *one)
{
    sum->fail += one->fail;
    sum->unknown += one->unknown;
    sum->pass += one->pass;
}

static sg_compliance_result in_account(const evaluation *self,
                                       const sg_requirement *requirement, size_t at,
                                       sg_compliance_tally *resources)
{
    sg_compliance_result result = SG_COMPLIANCE_NOT_APPLICABLE;
    for (uint32_t i = 0; i < requirement->rule_count; i++) {
        const rule_tally *rule = tally_of(self, requirement->rules[i]);
        result = worse(result, (sg_compliance_result)rule->account_results[at]);
        add_tally(resources, &rule->accounts[at]);
    }
    return result;
}

static sg_compliance_result in_project(const evaluation *self,
                                       const sg_requirement *requirement, uint32_t project)
{
    sg_compliance_result result = SG_COMPLIANCE_NOT_APPLICABLE;
    for (uint32_t i = 0; i < requirement->rule_count; i++)
        result = worse(result, (sg_compliance_result)tally_of(self, requirement->rules[i])
                                   ->project_results[project]);
    return result;
}

/* Resources of nobody knows which account count for the requirement alone. */
static void add_nowhere(const evaluation *self, const sg_requirement *requirement,
                        sg_compliance_requirement *out)
{
    for (uint32_t i = 0; i < requirement->rule_count; i++) {
        const rule_tally *rule = tally_of(self, requirement->rules[i]);
        out->result = worse(out->result, result_of(&rule->nowhere));
        add_tally(&out->resources, &rule->nowhere);
    }
}

static sg_status judge(evaluation *self, const sg_requirement *requirement,
                       sg_compliance_requirement *out)
{
    size_t count = self->accounts.count;
    uint8_t *results = sg_arena_make_array(self->arena, uint8_t, count + 1);
    sg_compliance_tally *resources =
        sg_arena_make_array(self->arena, sg_compliance_tally, count + 1);
    bool manual = requirement->rule_count == 0;
    if (!results || !resources)
        return SG_ENOMEM;
    memset(resources, 0, (count + 1) * sizeof *resources);
    *out = (sg_compliance_requirement){
        .requirement = requirement,
        .result = manual      ? SG_COMPLIANCE_MANUAL
                  : count > 0 ? SG_COMPLIANCE_NOT_APPLICABLE
                              : SG_COMPLIANCE_UNKNOWN, /* no accounts are known */
        .by_account = results,
        .resources_by_account = resources,
    };
    for (size_t i = 0; i < count; i++) {
        sg_compliance_result result =
            manual ? SG_COMPLIANCE_MANUAL : in_account(self, requirement, i, &resources[i]);
        results[i] = (uint8_t)result;
        self->accounts.items[i].part.results[result]++;
        out->result = worse(out->result, result);
        add_tally(&out->resources, &resources[i]);
    }
    add_nowhere(self, requirement, out);
    for (uint32_t i = 0; i < self->out->project_count; i++)
        self->projects[i]
            .results[manual ? SG_COMPLIANCE_MANUAL : in_project(self, requirement, i)]++;
    self->out->results[out->result]++;
    return SG_OK;
}

static sg_status judge_all(evaluation *self)
{
    const sg_framework *framework = self->out->framework;
    sg_compliance_requirement *requirements =
        sg_arena_make_array(self->arena, sg_compliance_requirement, framework->count + 1);
    if (!requirements)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < framework->count; i++)
        SG_TRY(judge(self, &framework->requirements[i], &requirements[i]));
    self->out->requirements = requirements;
    return SG_OK;
}

/* Moves what grew into the arena of the result. */
static sg_status conclude(evaluation *self)
{
    size_t accounts = self->accounts.count, failures = self->failures.count;
    sg_compliance_part *parts =
        sg_arena_make_array(self->arena, sg_compliance_part, accounts + 1);
    sg_compliance_failure *failed =
        sg_arena_make_array(self->arena, sg_compliance_failure, failures + 1);
    if (!parts || !failed)
        return SG_ENOMEM;
    for (size_t i = 0; i < accounts; i++)
        parts[i] = self->accounts.items[i].part;
    for (size_t i = 0; i < failures; i++)
        failed[i] = self->failures.items[i];
    self->out->accounts = parts;
    self->out->account_count = (uint32_t)accounts;
    self->out->projects = self->projects;
    self->out->failures = failed;
    self->out->failure_count = (uint32_t)failures;
    return SG_OK;
}

static sg_status run(evaluation *self)
{
    SG_TRY(find_accounts(self));
    SG_TRY(find_projects(self));
    SG_TRY(evaluate_rules(self));
    SG_TRY(judge_all(self));
    return conclude(self);
}

sg_status sg_compliance_run(const sg_graph *graph, const sg_framework *framework,
                            const sg_compliance_options *options, sg_compliance *out,
                            sg_error *err)
{
    evaluation self = { .graph = graph, .options = options, .out = out };
    sg_status status = SG_ENOMEM;
    *out = (sg_compliance){ .framework = framework };
    if (sg_arena_new(0, &out->arena) == SG_OK && sg_arena_new(0, &self.scratch) == SG_OK) {
        self.arena = out->arena;
        status = run(&self);
    }
    sg_array_free(&self.accounts);
    sg_array_free(&self.rules);
    sg_array_free(&self.failures);
    sg_table_free(&self.account_index);
    sg_table_free(&self.rule_index);
    sg_arena_free(self.scratch);
    if (status == SG_OK)
        return SG_OK;
    sg_compliance_free(out);
    return sg_fail_memory(err);
}

void sg_compliance_free(sg_compliance *compliance)
{
    sg_arena_free(compliance->arena);
    *compliance = (sg_compliance){ .failure_count = 0 };
}
