/* decide.c - the decision on a request in which something is open.
 *
 * Open are the resource, when it stands for many, and the condition keys whose values the
 * caller picks.  "Some resource, with some choice, is allowed" is answered by trying witnesses:
 * concrete situations so chosen that if any situation is allowed, one of them is.
 *
 *     target  any of b        patterns in the policies  any of b/logs, any .csv of b
 *     witnesses                b/<fresh>, b/logs/<fresh>, b/<fresh>.csv, b/logs/<fresh>.csv
 *     choices of s3:prefix, for each value in a condition: that value; none; a fresh one
 *
 * A statement either covers all that a witness stands for or is as good as another witness, so
 * that plain matching decides each.  All is bounded, so that a policy made to take long cannot;
 * what exceeds the bound is answered with the keys unknown, which only makes the answer less
 * certain.
 */
#include "ingest/derive/evaluate.h"

#include "ingest/derive/arn.h"
#include "ingest/derive/condition_keys.h"
#include "ingest/derive/condition_values.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/narrow.h"
#include "ingest/derive/own_account.h"

#define WITNESSES 256
#define PAIRS 1024 /* of witnesses that are intersected */
#define OPEN_KEYS 6
#define CHOICES 16
#define CHOICE_LENGTH 2048
#define EVALUATIONS 512 /* of one decision in all */

/* All that a decision collects before it evaluates; large, so it is not zeroed as a whole. */
typedef struct search {
    const sg_iam_request *request;
    sg_arena *arena;
    bool exhausted;
    sg_str witnesses[WITNESSES];
    uint32_t witness_count;
    struct open_key {
        sg_str key;
        sg_choice choices[CHOICES];
        uint32_t count;
    } keys[OPEN_KEYS];
    uint32_t key_count;
    uint32_t evaluations; /* done */
    bool truncated;       /* not all choices could be listed */
    bool unwitnessed;     /* not all witnesses */
    bool many;            /* the target stands for more than one resource */
} search;

static sg_situation situation_of(search *hunt)
{
    return (sg_situation){ .request = hunt->request,
                           .resource = hunt->request->target->arn,
                           .arena = hunt->arena,
                           .exhausted = &hunt->exhausted };
}

/* --- witnesses ---------------------------------------------------------------------------- */

static void add_witness(search *hunt, sg_str witness)
{
    for (uint32_t i = 0; i < hunt->witness_count; i++)
        if (sg_str_equal(hunt->witnesses[i], witness))
            return;
    if (witness.length == 0 || hunt->witness_count == WITNESSES)
        hunt->unwitnessed = true;
    else
        hunt->witnesses[hunt->witness_count++] = witness;
}

/* Of the keys of objects any character may be part; not so of versions of functions and indexes of tables. */
static bool is_of_names(sg_str arn)
{
    sg_arn parts;

    return sg_arn_split(arn, &parts) && (sg_str_equal(parts.service, SG_STR("lambda")) ||
                                         sg_str_equal(parts.service, SG_STR("dynamodb")));
}

static void add_intersection(search *hunt, sg_str left, sg_str right)
{
    sg_str witness = { NULL, 0 };
    bool overlap = false;
    sg_status status =
        is_of_names(right)
            ? sg_glob_intersect_names(left, right, hunt->arena, &overlap, &witness)
            : sg_glob_intersect(left, right, hunt->arena, &overlap, &witness);

    if (status != SG_OK)
        hunt->exhausted = true;
    else if (overlap)
        add_witness(hunt, witness);
}

/* As a pattern again: fresh characters back to wildcards. */
static sg_str pattern_of(search *hunt, sg_str witness)
{
    char *bytes = sg_arena_alloc_raw(hunt->arena, witness.length + 1);

    if (!bytes) {
        hunt->exhausted = true;
        return (sg_str){ "", 0 };
    }
    for (size_t i = 0; i < witness.length; i++)
        bytes[i] = sg_fresh_to_wildcard(witness.bytes[i]);
    return (sg_str){ bytes, witness.length };
}

/* What a witness has in common with each pattern that does not hold it yet, and so on: an allow, a boundary
 * and each level of guardrails may each let through another part.  Of two texts that must both occur either
 * may come first.  The first witness holds all others, those up to `patterns` are what was written. */
static void add_intersections(search *hunt)
{
    uint32_t patterns = hunt->witness_count;
    uint32_t pairs = 0;

    for (uint32_t i = 1; i < hunt->witness_count; i++) {
        sg_str left = pattern_of(hunt, hunt->witnesses[i]);
        for (uint32_t j = 1; j < patterns && !hunt->unwitnessed; j++) {
            sg_str right = pattern_of(hunt, hunt->witnesses[j]);
            if (i == j || sg_glob_match(right, hunt->witnesses[i]))
                continue;
            hunt->unwitnessed = ++pairs > PAIRS;
            add_intersection(hunt, left, right);
            add_intersection(hunt, right, left);
        }
    }
}

static void witness_statement(search *hunt, const sg_iam_statement *statement, bool variables)
{
    sg_situation situation = situation_of(hunt);

    for (uint32_t i = 0; i < statement->resources.count; i++) {
        sg_str pattern = statement->resources.items[i];

        if (variables &&
            sg_expand_variables(&situation, pattern, true, &pattern) != SG_EXPANDED)
            pattern = sg_loosen_variables(statement->resources.items[i], hunt->arena);
        if (!pattern.bytes)
            hunt->exhausted = true;
        else if (!sg_glob_match(pattern, hunt->witnesses[0]))
            add_intersection(hunt, pattern, hunt->request->target->arn);
    }
}

/* --- choices ------------------------------------------------------------------------------ */

static void add_choice(struct open_key *key, sg_choice choice, bool *truncated)
{
    for (uint32_t i = 0; i < key->count; i++)
        if (key->choices[i].absent == choice.absent &&
            sg_str_equal(key->choices[i].value, choice.value))
            return;
    if (key->count == CHOICES || choice.value.length > CHOICE_LENGTH) {
        *truncated = true;
        return;
    }
    choice.key = key->key;
    key->choices[key->count++] = choice;
}

static struct open_key *find_key(search *hunt, sg_str name, bool boolean)
{
    static const char fresh[] = { SG_FRESH_RUN, '\0' };
    struct open_key *key;

    for (uint32_t i = 0; i < hunt->key_count; i++)
        if (sg_str_equal_fold(hunt->keys[i].key, name))
            return &hunt->keys[i];
    if (hunt->key_count == OPEN_KEYS) {
        hunt->truncated = true;
        return NULL;
    }
    key = &hunt->keys[hunt->key_count++];
    key->key = name;
    key->count = 0;
    if (boolean) {
        add_choice(key, (sg_choice){ .value = SG_STR("true") }, &hunt->truncated);
        add_choice(key, (sg_choice){ .value = SG_STR("false") }, &hunt->truncated);
    } else {
        add_choice(key, (sg_choice){ .value = sg_str_of(fresh) }, &hunt->truncated);
        add_choice(key, (sg_choice){ .absent = true }, &hunt->truncated);
    }
    return key;
}

/* Values around a number in a condition: one on each side of it, and itself. */
static void add_numbers(search *hunt, struct open_key *key, sg_str text)
{
    int64_t number;

    if (!sg_str_to_int64(text, &number) || number == INT64_MAX || number == INT64_MIN)
        return;
    for (int64_t near = number - 1; near <= number + 1; near++) {
        sg_str value = sg_arena_format(hunt->arena, "%lld", (long long)near);
        if (!value.bytes)
            hunt->exhausted = true;
        else
            add_choice(key, (sg_choice){ .value = value }, &hunt->truncated);
    }
}

static void choose_values(search *hunt, struct open_key *key, const sg_iam_condition *condition,
                          bool variables)
{
    sg_situation situation = situation_of(hunt);
    bool like = sg_operator_is_like(condition->op);

    if (sg_key_is_boolean(condition->source)) /* all of its values are there */
        return;
    for (uint32_t i = 0; i < condition->values.count; i++) {
        sg_str value = condition->values.items[i];

        if (condition->op == SG_CONDITION_BOOL) {
            add_choice(key, (sg_choice){ .value = SG_STR("true") }, &hunt->truncated);
            add_choice(key, (sg_choice){ .value = SG_STR("false") }, &hunt->truncated);
            continue;
        }
        if (condition->op == SG_CONDITION_NULL)
            continue;
        if (variables && sg_operator_is_textual(condition->op) &&
            sg_expand_variables(&situation, value, like, &value) != SG_EXPANDED)
            continue;
        if (like)
            value = sg_glob_instance(value, hunt->arena);
        if (!value.bytes)
            hunt->exhausted = true;
        else
            add_choice(key, (sg_choice){ .value = value }, &hunt->truncated);
        if (!sg_operator_is_textual(condition->op))
            add_numbers(hunt, key, value);
    }
}

static void choose_statement(search *hunt, const sg_iam_statement *statement, bool variables)
{
    sg_situation situation = situation_of(hunt);

    for (uint32_t i = 0; i < statement->condition_count; i++) {
        const sg_iam_condition *condition = &statement->conditions[i];
        struct open_key *key;

        if (!sg_key_is_chosen(condition->source, hunt->request->action) ||
            sg_key_lookup(&situation, condition->key, condition->source).state !=
                SG_KEY_UNKNOWN)
            continue;
        key = find_key(hunt, condition->key, sg_key_is_boolean(condition->source));
        if (key)
            choose_values(hunt, key, condition, variables);
    }
}

/* --- over all policies -------------------------------------------------------------------- */

static void collect_set(search *hunt, const sg_iam_policies *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];

            if (!sg_iam_covers(set->items[i], s, hunt->request))
                continue;
            if (hunt->many)
                witness_statement(hunt, statement, set->items[i]->variables);
            choose_statement(hunt, statement, set->items[i]->variables);
        }
    }
}

static void collect(search *hunt)
{
    const sg_iam_request *request = hunt->request;
    const sg_iam_identity *identity = request->identity;
    const sg_guardrails *guardrails = sg_iam_guardrails(request);
    sg_str itself = sg_glob_instance(request->target->arn, hunt->arena);

    if (!itself.bytes) {
        hunt->exhausted = true;
        return;
    }
    hunt->witnesses[hunt->witness_count++] = itself;
    hunt->many = sg_glob_has_wildcard(request->target->arn);
    if (identity) {
        collect_set(hunt, &identity->policies);
        if (identity->bounded)
            collect_set(hunt, &identity->boundary);
    }
    for (uint32_t i = 0; guardrails && i < guardrails->count; i++)
        collect_set(hunt, &guardrails->levels[i]);
    collect_set(hunt, &request->target->policies);
    collect_set(hunt, &request->target->controls);
    add_intersections(hunt);
}

/* The best answer for one resource over all combinations of choices. */
static sg_truth best_choice(search *hunt, sg_str resource)
{
    sg_situation situation = situation_of(hunt);
    sg_choice chosen[OPEN_KEYS];
    uint32_t digits[OPEN_KEYS] = { 0 };
    sg_truth best = SG_FALSE;
    bool more = true;

    situation.resource = resource;
    situation.choices = chosen;
    situation.choice_count = hunt->key_count;
    while (more && best != SG_TRUE && hunt->evaluations++ < EVALUATIONS) {
        for (uint32_t k = 0; k < hunt->key_count; k++)
            chosen[k] = hunt->keys[k].choices[digits[k]];
        best = sg_either(best, sg_iam_evaluate(&situation));
        more = false;
        for (uint32_t k = 0; k < hunt->key_count && !more; k++) {
            more = ++digits[k] < hunt->keys[k].count;
            if (!more)
                digits[k] = 0;
        }
    }
    if (best == SG_FALSE && (more || hunt->truncated)) {
        situation.choice_count = 0;
        best = sg_iam_evaluate(&situation) == SG_FALSE ? SG_FALSE : SG_UNKNOWN;
    }
    return best;
}

static sg_status decide_as_is(const sg_iam_request *request, sg_arena *arena,
                              sg_iam_decision *out)
{
    sg_arena_mark mark = sg_arena_save(arena);
    sg_iam_decision decision = { .everywhere = true };
    sg_narrowed narrowed;
    bool possible;
    search *hunt;

    *out = (sg_iam_decision){ .may = false };
    SG_TRY(sg_iam_narrow(request, arena, &narrowed, &possible));
    if (!possible) {
        sg_arena_rewind(arena, mark);
        return SG_OK;
    }
    hunt = sg_arena_alloc_raw(arena, sizeof *hunt);
    if (!hunt)
        return SG_ENOMEM;
    hunt->request = &narrowed.request;
    hunt->arena = arena;
    hunt->exhausted = hunt->truncated = hunt->unwitnessed = false;
    hunt->witness_count = hunt->key_count = hunt->evaluations = 0;
    collect(hunt);
    for (uint32_t i = 0; i < hunt->witness_count; i++) {
        sg_truth truth = best_choice(hunt, hunt->witnesses[i]);
        decision.may = decision.may || truth != SG_FALSE;
        decision.must = decision.must || truth == SG_TRUE;
        decision.everywhere = decision.everywhere && truth != SG_FALSE;
    }
    if (hunt->unwitnessed) {
        decision.may = true;
        decision.everywhere = false;
    }
    bool exhausted = hunt->exhausted;
    sg_arena_rewind(arena, mark);
    if (exhausted)
        return SG_ENOMEM;
    *out = decision;
    return SG_OK;
}

/* --- whoever comes from the internet ------------------------------------------------------ */

/* Whether the service answers requests without credentials. */
static bool takes_anonymous(sg_str action)
{
    static const sg_str services[] = { SG_STR_INIT("s3"),     SG_STR_INIT("sqs"),
                                       SG_STR_INIT("sns"),    SG_STR_INIT("es"),
                                       SG_STR_INIT("lambda"), SG_STR_INIT("execute-api") };
    sg_str rest;
    sg_str service = sg_str_cut(action, ':', &rest);

    for (size_t i = 0; i < SG_COUNT(services); i++)
        if (sg_str_equal_fold(services[i], service))
            return true;
    return false;
}

static sg_status decide_in_all_guises(const sg_iam_request *request, sg_arena *arena,
                                      sg_iam_decision *out)
{
    sg_iam_caller caller = *request->caller;
    sg_iam_request as = *request;

    SG_TRY(decide_as_is(request, arena, out));
    if (caller.kind != SG_CALLER_ANYONE || out->must)
        return SG_OK;
    as.caller = &caller;
    for (caller.guise = SG_GUISE_ALONE; caller.guise <= SG_GUISE_ANONYMOUS; caller.guise++) {
        sg_iam_decision decision;
        if (caller.guise == SG_GUISE_ANONYMOUS && !takes_anonymous(request->action))
            continue;
        SG_TRY(decide_as_is(&as, arena, &decision));
        out->may = out->may || decision.may;
        out->must = out->must || decision.must;
        out->everywhere = out->everywhere || decision.everywhere;
    }
    return SG_OK;
}

/* --- in all ------------------------------------------------------------------------------- */

sg_status sg_iam_decide(const sg_iam_request *request, sg_arena *arena, sg_iam_decision *out)
{
    sg_sharing sharing = sg_request_sharing(request);

    *out = (sg_iam_decision){ .may = false };
    if (sharing == SG_KEPT)
        return SG_OK;
    SG_TRY(decide_in_all_guises(request, arena, out));
    out->must = out->must && sharing == SG_SHARED;
    return SG_OK;
}
