/* resource_groups.c - a signature for each resource, and resources with equal signatures together.
 *
 * The state in which an ARN leaves a pattern is the set of places in the pattern that are reached when
 * the ARN has been read, as of a finite automaton; once with wildcards that stand for anything, and once
 * with wildcards that stay inside their part of the ARN (evaluate.c asks both).
 *
 * Signatures of 64 bits stand for what they are made of, and whoever can name a resource or tag it can
 * choose what that is.  So each begins with a secret number of the estate: texts that are alike under one
 * secret are not under the next, and no group depends on which it was.
 */
#include "ingest/derive/resource_groups.h"

#include <string.h>
#include <xxhash.h>

#include "ingest/derive/condition_keys.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/read.h"

#define PLACES 63 /* behind its beginning; longer patterns tell every resource apart */
#define ARN_COLONS 5

typedef struct grouping {
    const sg_estate *estate;
    sg_range run;
    sg_bitmap marked;
    const sg_atom_set *actions; /* statements about others do not matter */
    uint64_t *signatures;       /* by place in the run */
    uint64_t patterns;          /* seen so far */
    bool tags;                  /* some condition reads them */
} grouping;

/* Tells apart what is right of the same left, and lefts that are hashes already. */
static uint64_t mix(uint64_t left, uint64_t right)
{
    uint64_t both = (left ^ (right + 0x9e3779b97f4a7c15U)) * 0xff51afd7ed558ccdU;

    both = (both ^ (both >> 32)) * 0xc4ceb9fe1a85ec53U;
    return both ^ (both >> 29);
}

bool sg_resource_is_plain(const sg_estate_resource *resource)
{
    return resource->point_count == 0 && !resource->granting && !resource->personal &&
           !resource->naming;
}

/* --- patterns ----------------------------------------------------------------------------- */

/* What is behind the literal beginning of a pattern as an automaton with a bit for each place. */
typedef struct automaton {
    uint64_t literal[256]; /* places that the character leads on from */
    uint64_t any, star;    /* those of `?` and `*` */
} automaton;

static void compile(sg_str tail, automaton *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < tail.length; i++) {
        uint64_t place = 1ULL << i;
        if (tail.bytes[i] == '*')
            out->star |= place;
        else if (tail.bytes[i] == '?')
            out->any |= place;
        else
            out->literal[(unsigned char)tail.bytes[i]] |= place;
    }
}

/* A star may stand for nothing. */
static uint64_t past_stars(const automaton *pattern, uint64_t now)
{
    uint64_t more;

    while ((more = now | (now & pattern->star) << 1) != now)
        now = more;
    return now;
}

/* The places that are reached behind the text.  With `colons` below five, wildcards stop at a colon
 * until five of them have passed. */
static uint64_t state_after(const automaton *pattern, sg_str text, unsigned colons)
{
    uint64_t now = past_stars(pattern, 1);

    for (size_t i = 0; i < text.length && now != 0; i++) {
        bool border = text.bytes[i] == ':' && colons < ARN_COLONS;
        uint64_t on = pattern->literal[(unsigned char)text.bytes[i]];
        uint64_t next = (now & (border ? on : on | pattern->any)) << 1;

        colons += border;
        now = past_stars(pattern, next | (border ? 0 : now & pattern->star));
    }
    return now;
}

/* Where in a text that begins as ARNs of the kind do those of parts go on: objects, versions of functions,
 * indexes of tables.  SIZE_MAX: nowhere. */
static size_t end_of_whole(sg_str text, sg_resource_symbol symbol)
{
    char mark = symbol == SG_RESOURCE_FUNCTION ? ':' : '/';
    unsigned before = symbol == SG_RESOURCE_FUNCTION ? 6 : symbol == SG_RESOURCE_TABLE ? 1 : 0;

    if (symbol != SG_RESOURCE_BUCKET && symbol != SG_RESOURCE_DOMAIN &&
        symbol != SG_RESOURCE_FUNCTION && symbol != SG_RESOURCE_TABLE)
        return SIZE_MAX;
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == mark && before-- == 0)
            return i;
    return SIZE_MAX;
}

/* What of a pattern every match begins with: up to a wildcard or variable; of a kind whose parts have
 * ARNs of their own, up to where those go on, for what is behind it may be such a part. */
static sg_str beginning_of(sg_str pattern, sg_resource_symbol symbol)
{
    sg_str prefix = sg_glob_prefix(pattern);
    size_t variable = sg_str_find(prefix, SG_STR("${"), 0);
    size_t part = end_of_whole(prefix, symbol);
    size_t end = part < variable ? part : variable;

    return end == SIZE_MAX ? prefix : sg_str_slice(prefix, 0, end);
}

/* The first of the run whose ARN, cut to the length of the prefix, is not below it (or, with `after`,
 * above it). */
static uint32_t bound(const sg_estate *estate, sg_range run, sg_str prefix, bool after)
{
    uint32_t low = run.first;
    uint32_t high = run.last;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        sg_str arn = sg_str_slice(estate->resources[middle].target.arn, 0, prefix.length);
        int order = sg_str_compare(arn, prefix);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

sg_range sg_resource_candidates(const sg_estate *estate, sg_range run, sg_str pattern)
{
    sg_str prefix;

    if (run.first == run.last)
        return run;
    prefix = beginning_of(pattern, estate->resources[run.first].symbol);
    if (prefix.length == 0)
        return run;
    return (sg_range){ bound(estate, run, prefix, false), bound(estate, run, prefix, true) };
}

static sg_str beginning_in(const grouping *work, sg_str pattern)
{
    return beginning_of(pattern, work->estate->resources[work->run.first].symbol);
}

static unsigned count_colons(sg_str text)
{
    unsigned count = 0;

    for (size_t i = 0; i < text.length && count < ARN_COLONS; i++)
        count += text.bytes[i] == ':';
    return count;
}

/* Numbers of patterns and their states are small: one is mixed in after the other, for mixed with each
 * other the first pattern in state 1 would be the second in state 0. */
static void add(const grouping *work, uint32_t place, uint64_t number, uint64_t state)
{
    uint64_t *signature = &work->signatures[place];

    *signature = mix(mix(*signature, number), state);
}

/* Each resource of the range by the state in which its ARN leaves the pattern. */
static void apply_automaton(grouping *work, sg_range range, sg_str pattern, uint64_t number)
{
    size_t begin = beginning_in(work, pattern).length;
    unsigned colons = count_colons(sg_str_slice(pattern, 0, begin));
    automaton tail;

    compile(sg_str_slice(pattern, begin, pattern.length), &tail);
    for (uint32_t i = range.first; i < range.last; i++) {
        uint32_t place = i - work->run.first;
        sg_str arn = work->estate->resources[i].target.arn;

        if (!sg_bit_test(work->marked.words, place))
            continue;
        arn = sg_str_slice(arn, begin, arn.length);
        add(work, place, number, state_after(&tail, arn, ARN_COLONS));
        if (colons < ARN_COLONS)
            add(work, place, number, state_after(&tail, arn, colons));
    }
}

static void apply_pattern(grouping *work, sg_str pattern, bool variables)
{
    sg_range range = sg_resource_candidates(work->estate, work->run, pattern);
    sg_str begin = beginning_in(work, pattern);
    bool apart = (variables && sg_str_find(pattern, SG_STR("${"), 0) != SIZE_MAX) ||
                 pattern.length - begin.length > PLACES;
    bool uniform = begin.length + 1 == pattern.length && pattern.bytes[begin.length] == '*';
    uint64_t number = ++work->patterns;

    if (uniform && range.first == work->run.first && range.last == work->run.last)
        return;
    if (!apart && !uniform) {
        apply_automaton(work, range, pattern, number);
        return;
    }
    for (uint32_t i = range.first; i < range.last; i++)
        add(work, i - work->run.first, number, apart ? i : 0);
}

/* --- policies ----------------------------------------------------------------------------- */

static bool reads_tags(const sg_iam_policy *policy, const sg_iam_statement *statement)
{
    for (uint32_t i = 0; i < statement->condition_count; i++) {
        if (sg_key_is_tag_of_resource(statement->conditions[i].source))
            return true;
        for (uint32_t v = 0; policy->variables && v < statement->conditions[i].values.count;
             v++)
            if (sg_str_find(statement->conditions[i].values.items[v], SG_STR("${"), 0) !=
                SIZE_MAX)
                return true;
    }
    return false;
}

static void apply_policies(grouping *work, const sg_iam_policies *set)
{
    for (uint32_t p = 0; p < set->count; p++) {
        const sg_iam_policy *policy = set->items[p];
        for (uint32_t s = 0; s < policy->count; s++) {
            const sg_iam_statement *statement = &policy->statements[s];
            if (policy->atoms && !sg_atom_sets_meet(policy->atoms[s], work->actions))
                continue;
            work->tags = work->tags || reads_tags(policy, statement);
            for (uint32_t r = 0; r < statement->resources.count; r++)
                apply_pattern(work, statement->resources.items[r], policy->variables);
        }
    }
}

/* --- resources ---------------------------------------------------------------------------- */

static uint64_t hash_text(uint64_t secret, sg_str text)
{
    return XXH3_64bits_withSeed(text.bytes, text.length, secret);
}

static uint64_t hash_texts(uint64_t secret, sg_texts texts)
{
    uint64_t hash = texts.count;

    for (uint32_t i = 0; i < texts.count; i++)
        hash = mix(hash, hash_text(secret, texts.items[i]));
    return hash;
}

/* Tags are texts, as conditions compare them; anything else is hashed as it is. */
static uint64_t hash_tags(uint64_t secret, sg_value tags)
{
    uint64_t hash = mix(secret, tags.type);

    for (uint32_t i = 0; tags.type == SG_TYPE_MAP && i < tags.length; i++) {
        sg_value value = tags.map[i].value;
        hash = mix(hash, hash_text(secret, tags.map[i].key));
        hash = mix(hash, value.type == SG_TYPE_STRING ? hash_text(secret, sg_value_str(value))
                                                      : mix(value.type, sg_value_hash(value)));
    }
    return hash;
}

/* What of the pattern is left behind the ARN: of "<arn>/in/?*" it is "/in/?*", of another's ARN nothing.
 * Two resources whose policies say the same of each of them differ in nothing else. */
static uint64_t hash_rest(uint64_t secret, sg_str pattern, const sg_estate_resource *resource)
{
    sg_str arn = resource->target.arn;
    size_t literal = sg_glob_prefix(pattern).length;
    size_t common = literal < arn.length ? literal : arn.length;

    if (sg_str_equal(pattern, SG_STR("*")))
        return 1;
    if (!sg_str_equal(sg_str_slice(pattern, 0, common), sg_str_slice(arn, 0, common)))
        return 2;
    if (common == arn.length)
        return hash_text(secret, sg_str_slice(pattern, common, pattern.length));
    return (uint64_t)(uintptr_t)resource;
}

static uint64_t hash_statement(uint64_t secret, const sg_iam_policy *policy,
                               const sg_iam_statement *statement,
                               const sg_estate_resource *resource)
{
    uint64_t hash = (uint64_t)statement->deny | (uint64_t)statement->not_action << 1 |
                    (uint64_t)statement->not_resource << 2 |
                    (uint64_t)statement->not_principal << 3 |
                    (uint64_t)statement->has_resource << 4 | (uint64_t)policy->variables << 5;

    hash = mix(hash, hash_texts(secret, statement->actions));
    for (uint32_t i = 0; i < statement->principal_count; i++)
        hash = mix(hash, mix(statement->principals[i].kind,
                             hash_text(secret, statement->principals[i].text)));
    for (uint32_t i = 0; i < statement->condition_count; i++) {
        const sg_iam_condition *condition = &statement->conditions[i];
        hash = mix(hash, mix((uint64_t)condition->op << 8 |
                                 (uint64_t)condition->quantifier << 1 | condition->if_exists,
                             mix(hash_text(secret, condition->key),
                                 hash_texts(secret, condition->values))));
    }
    for (uint32_t i = 0; i < statement->resources.count; i++)
        hash = mix(hash, hash_rest(secret, statement->resources.items[i], resource));
    return reads_tags(policy, statement) ? mix(hash, (uint64_t)(uintptr_t)resource) : hash;
}

uint64_t sg_resource_signature(uint64_t secret, const sg_estate_resource *resource)
{
    const sg_iam_target *target = &resource->target;
    uint64_t signature = target->policies.incomplete | (uint64_t)resource->key_unknown << 1 |
                         (uint64_t)target->restricted << 2 |
                         (uint64_t)resource->hidden_grantees << 4;

    signature = mix(secret, mix(signature, (uint64_t)(uintptr_t)resource->key));
    signature = mix(signature, hash_text(secret, target->region));
    for (uint32_t i = 0; i < target->fact_count; i++)
        signature = mix(signature, hash_text(secret, target->facts[i].value));
    for (uint32_t p = 0; p < target->policies.count; p++)
        for (uint32_t s = 0; s < target->policies.items[p]->count; s++)
            signature = mix(signature, hash_statement(secret, target->policies.items[p],
                                                      &target->policies.items[p]->statements[s],
                                                      resource));
    return signature;
}

static sg_status number_groups(const grouping *work, sg_arena *arena, sg_resource_groups *out)
{
    uint64_t room = 16;
    uint64_t *slots;
    uint32_t *groups;

    while (room < 2 * (uint64_t)(work->run.last - work->run.first))
        room *= 2;
    slots = sg_arena_make_array(arena, uint64_t, room);
    groups = sg_arena_make_array(arena, uint32_t, room);
    if (!slots || !groups)
        return SG_ENOMEM;
    for (uint64_t i = sg_bitmap_next(work->marked, 0); i < work->marked.bits;
         i = sg_bitmap_next(work->marked, i + 1)) {
        uint64_t slot = work->signatures[i] & (room - 1);
        if (!sg_resource_is_plain(&work->estate->resources[work->run.first + i]))
            continue;
        while (groups[slot] > 0 && slots[slot] != work->signatures[i])
            slot = (slot + 1) & (room - 1);
        if (groups[slot] == 0) {
            slots[slot] = work->signatures[i];
            out->first[out->count] = (uint32_t)i;
            groups[slot] = ++out->count;
        }
        out->group[i] = groups[slot] - 1;
    }
    return SG_OK;
}

sg_status sg_resource_groups_make(const sg_estate *estate, const sg_iam_identity *identity,
                                  sg_range run, sg_bitmap marked, sg_arena *arena,
                                  sg_resource_groups *out)
{
    size_t count = run.last - run.first;
    const sg_estate_resource *one = &estate->resources[run.first];
    sg_atom_set actions = sg_estate_actions_of(estate, one->symbol);
    grouping work = { .estate = estate, .run = run, .marked = marked, .actions = &actions };

    *out = (sg_resource_groups){ .count = 0 };
    out->group = sg_arena_make_array(arena, uint32_t, count + 1);
    out->first = sg_arena_make_array(arena, uint32_t, count + 1);
    work.signatures = sg_arena_make_array(arena, uint64_t, count + 1);
    if (!out->group || !out->first || !work.signatures)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++)
        work.signatures[i] = one[i].signature;
    apply_policies(&work, &identity->policies);
    apply_policies(&work, &identity->boundary);
    for (uint32_t i = 0; identity->guardrails && i < identity->guardrails->count; i++)
        apply_policies(&work, &identity->guardrails->levels[i]);
    apply_policies(&work, &one->target.controls);
    for (size_t i = 0; work.tags && i < count; i++)
        work.signatures[i] =
            mix(work.signatures[i],
                hash_tags(estate->secret, sg_read_tags(one[i].target.tags, arena)));
    return number_groups(&work, arena, out);
}
