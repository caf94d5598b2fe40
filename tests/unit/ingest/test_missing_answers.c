/* test_missing_answers.c - an inventory without one of its answers is never safer for sure, nor surer.
 *
 *     all files        ->  facts      role reads bucket: must      machine: PUBLIC      role is no administrator
 *     all files but 1  ->  facts      may, not asked, not known    UNKNOWN              not known
 *
 * Each file of an estate is taken away in turn.  What is then claimed of things that both graphs describe must
 * not go from a yes, or from not known, to a no; nor from anything else to a certain yes.
 * SECGRAPH_MISSING names a folder to try instead of the second estate.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/array.h"
#include "engine/base/file.h"
#include "engine/base/table.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/judge.h"
#include "ingest/derive/read.h"
#include "ingest/load.h"

enum { FILE_LIMIT = 1 << 20, PATH_ROOM = 1024 };

/* Of the demo estate each file is tried where that takes seconds, under sanitizers every fifth. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(SANITIZED) || defined(__SANITIZE_ADDRESS__)
enum { STRIDE = 5 };
#else
enum { STRIDE = 1 };
#endif

/* --- facts ------------------------------------------------------------------------------------ */

/* ORDER: from a certain no to a certain yes. */
typedef enum grade { NO, UNSURE, SOME, YES } grade;

typedef struct fact {
    sg_str type, from, to, level; /* `to` and `level` may be empty */
    grade grade;
} fact;

typedef struct facts {
    sg_graph *graph;
    sg_judge *judge;
    sg_arena *arena;
    sg_table index; /* of what a fact is about, to its place */
    SG_ARRAY(fact) items;
} facts;

/* Relationships that claim something by being there, and the levels that they claim. */
static const struct claim {
    const char *type;
    const char *levels[5];
} claims[] = {
    { "CAN_ACCESS", { "read", "write", "admin", "invoke", "decrypt" } },
    { "CAN_ASSUME", { "" } },
    { "CAN_ESCALATE_TO", { "" } },
    { "CAN_REACH", { "" } },
    { "EXPOSES", { "" } },
};

static const char *const properties[] = { "exposure", "isAdmin", "reachesAdmin" };

static sg_str id_of(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    return sg_node_is(graph, node, SG_STR("Internet"))
               ? SG_STR("internet")
               : sg_read_text(graph, node, SG_STR("id"), arena);
}

static sg_str key_of(const fact *about, sg_arena *arena)
{
    return sg_arena_format(arena, "%.*s|%.*s|%.*s|%.*s", SG_FMT(about->type),
                           SG_FMT(about->from), SG_FMT(about->to), SG_FMT(about->level));
}

/* Of several relationships between two things the surest counts. */
static void add(facts *all, fact one)
{
    sg_str key = key_of(&one, all->arena);
    uint64_t *place;
    bool added;

    cr_assert(sg_table_put(&all->index, key, all->items.count, &place, &added) == SG_OK);
    if (added)
        cr_assert(sg_array_push(&all->items, one) == SG_OK);
    else if (all->items.items[*place].grade < one.grade)
        all->items.items[*place].grade = one.grade;
}

static grade grade_of(sg_value value)
{
    if (value.type == SG_TYPE_BOOLEAN)
        return value.boolean ? YES : NO;
    if (value.type != SG_TYPE_STRING)
        return UNSURE;
    if (sg_str_equal(sg_value_str(value), SG_STR("PUBLIC")))
        return YES;
    if (sg_str_equal(sg_value_str(value), SG_STR("LIMITED")))
        return SOME;
    return sg_str_equal(sg_value_str(value), SG_STR("PRIVATE")) ? NO : UNSURE;
}

static void add_properties(facts *all, sg_node node)
{
    bool principal = sg_node_is(all->graph, node, SG_STR("AccessRole")) ||
                     sg_node_is(all->graph, node, SG_STR("UserAccount"));

    for (size_t i = 0; i < SG_COUNT(properties); i++) {
        sg_value value = sg_read(all->graph, node, sg_str_of(properties[i]), all->arena);
        if (!sg_is_null(value) || (principal && i > 0))
            add(all, (fact){ .type = sg_str_of(properties[i]),
                             .from = id_of(all->graph, node, all->arena),
                             .to = SG_STR(""),
                             .level = SG_STR(""),
                             .grade = grade_of(value) });
    }
}

static void add_claims(facts *all, sg_node node, const struct claim *claim)
{
    sg_neighbours at = sg_neighbours_by(all->graph, node, sg_str_of(claim->type), SG_OUT);

    while (sg_neighbours_next(&at)) {
        sg_str certainty =
            sg_read_edge_text(all->graph, at.edge, SG_STR("certainty"), all->arena);
        for (size_t i = 0; i < SG_COUNT(claim->levels) && claim->levels[i]; i++) {
            sg_str level = sg_str_of(claim->levels[i]);
            if (level.length > 0 &&
                sg_read_edge_truth(all->graph, at.edge, level, all->arena) != SG_TRUE)
                continue;
            add(all, (fact){ .type = sg_str_of(claim->type),
                             .from = id_of(all->graph, node, all->arena),
                             .to = id_of(all->graph, at.node, all->arena),
                             .level = level,
                             .grade = sg_str_equal(certainty, SG_STR("may")) ? SOME : YES });
        }
    }
}

static void learn(facts *all, const char *folder)
{
    sg_ingest_options options = { .threads = 1 };
    sg_error err = { .status = SG_OK };

    *all = (facts){ .graph = NULL };
    cr_assert(sg_arena_new(0, &all->arena) == SG_OK);
    cr_assert(sg_ingest_load(&folder, 1, &options, &all->graph, NULL, &err) == SG_OK, "%s",
              err.message);
    cr_assert(sg_judge_new(all->graph, &all->judge) == SG_OK);
    for (uint32_t i = 0; i < sg_graph_nodes(all->graph); i++) {
        add_properties(all, (sg_node){ i });
        for (size_t c = 0; c < SG_COUNT(claims); c++)
            add_claims(all, (sg_node){ i }, &claims[c]);
    }
}

static void forget(facts *all)
{
    sg_judge_free(all->judge);
    sg_graph_free(all->graph);
    sg_table_free(&all->index);
    sg_array_free(&all->items);
    sg_arena_free(all->arena);
}

/* --- comparing -------------------------------------------------------------------------------- */

static const struct {
    const char *symbol, *label, *service;
} kinds[] = {
#define RESOURCE(symbol, label, service, policy, call) { #symbol, label, service },
#define LEVEL(symbol, level, action, suffix)
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
};

static const struct {
    const char *symbol, *level, *action;
} actions[] = {
#define RESOURCE(symbol, label, service, policy, call)
#define LEVEL(symbol, level, action, suffix) { #symbol, #level, action },
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
};

/* A thing that the graph has not been told of is nothing to claim about. */
static bool describes(const facts *all, sg_str id, sg_node *out)
{
    return id.length > 0 && sg_graph_find_node(all->graph, id, out) &&
           sg_read_truth(all->graph, *out, SG_STR("known"), all->arena) != SG_FALSE;
}

static const char *symbol_of(const facts *all, sg_node resource)
{
    sg_str arn = sg_read_arn(all->graph, resource, all->arena);
    sg_arn parts;

    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        if (sg_node_is(all->graph, resource, sg_str_of(kinds[i].label)) &&
            sg_arn_split(arn, &parts) &&
            sg_str_equal(parts.service, sg_str_of(kinds[i].service)))
            return kinds[i].symbol;
    return "";
}

static bool is_denied_action(const facts *all, sg_node from, sg_node to, const char *action)
{
    sg_judgement judgement = SG_JUDGEMENT_NONE;
    sg_error err = { .status = SG_OK };

    cr_assert(sg_judge_ask(all->judge, from, to, sg_str_of(action), &judgement, &err) == SG_OK,
              "%s", err.message);
    return judgement == SG_JUDGEMENT_DENIED;
}

/* Whether canAccess() denies, in the graph, all that the level is made of. */
static bool is_denied(const facts *all, const fact *one, sg_node from, sg_node to)
{
    const char *symbol = symbol_of(all, to);

    if (sg_str_equal(one->type, SG_STR("CAN_ASSUME")))
        return is_denied_action(all, from, to, "sts:AssumeRole");
    for (size_t i = 0; i < SG_COUNT(actions); i++)
        if (strcmp(actions[i].symbol, symbol) == 0 &&
            sg_str_equal_fold(sg_str_of(actions[i].level), one->level) &&
            !is_denied_action(all, from, to, actions[i].action))
            return false;
    return true;
}

static grade property_of(const facts *all, const char *type, sg_str of)
{
    fact about = { .type = sg_str_of(type), .from = of, .to = SG_STR(""), .level = SG_STR("") };
    uint64_t place;

    return sg_table_find(&all->index, key_of(&about, all->arena), &place)
               ? all->items.items[place].grade
               : UNSURE;
}

/* Whether the graph says no where it has no such relationship: what else it says of the two may leave it open. */
static bool says_no(const facts *all, const fact *one)
{
    sg_node from, to;

    if (!describes(all, one->from, &from) ||
        (one->to.length > 0 && !describes(all, one->to, &to)))
        return false;
    if (sg_str_equal(one->type, SG_STR("CAN_ACCESS")) ||
        sg_str_equal(one->type, SG_STR("CAN_ASSUME")))
        return is_denied(all, one, from, to);
    if (sg_str_equal(one->type, SG_STR("EXPOSES")))
        return property_of(all, "exposure", one->to) == NO;
    if (sg_str_equal(one->type, SG_STR("CAN_ESCALATE_TO")))
        return property_of(all, "reachesAdmin", one->from) == NO;
    return sg_str_equal(one->type, SG_STR("CAN_REACH")); /* that there is none is a no */
}

static void tell(const char *missing, const char *what, const fact *one, unsigned *count)
{
    if (++*count <= 12)
        fprintf(stderr, "without %s: %s: %.*s %.*s %.*s %.*s\n", missing, what,
                SG_FMT(one->type), SG_FMT(one->from), SG_FMT(one->to), SG_FMT(one->level));
}

/* As the graph names it: what is not described goes by another name. */
static sg_str name_in(const facts *all, sg_str id)
{
    sg_node node;

    return id.length > 0 && sg_graph_find_node(all->graph, id, &node)
               ? id_of(all->graph, node, all->arena)
               : id;
}

/* An account stands for those of its principals that nobody listed: what they could, it can. */
static bool stands_for_others(const facts *all, sg_str id)
{
    sg_node node;

    return sg_graph_find_node(all->graph, id, &node) &&
           sg_node_is(all->graph, node, SG_STR("Account"));
}

/* How many claims are safer, or surer, than those with all files. */
static unsigned compare(const facts *before, const facts *after, const char *missing)
{
    unsigned wrong = 0;
    uint64_t place;
    sg_node node;

    for (size_t i = 0; i < before->items.count; i++) {
        const fact *one = &before->items.items[i];
        bool there = sg_table_find(&after->index, key_of(one, before->arena), &place);
        if (one->grade == NO) {
            if (there && after->items.items[place].grade == SOME)
                tell(missing, "no longer a no", one, &wrong);
        } else if (!there) {
            if (one->to.length > 0 && says_no(after, one))
                tell(missing, "no more", one, &wrong);
        } else if (after->items.items[place].grade == NO &&
                   describes(after, one->from, &node)) {
            tell(missing, "now a no", one, &wrong);
        }
    }
    for (size_t i = 0; i < after->items.count; i++) {
        const fact *one = &after->items.items[i];
        fact named = *one;
        named.from = name_in(before, one->from);
        named.to = name_in(before, one->to);
        bool known = sg_table_find(&before->index, key_of(&named, after->arena), &place);
        if (one->grade != YES || (known && before->items.items[place].grade == YES))
            continue;
        if (describes(before, one->from, &node) && !stands_for_others(after, one->from) &&
            (one->to.length == 0 || describes(before, one->to, &node)))
            tell(missing, "now certain", one, &wrong);
    }
    return wrong;
}

/* --- taking away ------------------------------------------------------------------------------ */

static void make_folders(const char *path)
{
    char part[PATH_ROOM];

    for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(at - path), path);
        cr_assert(mkdir(part, 0700) == 0 || errno == EEXIST, "%s", part);
    }
}

static void copy_file(const char *from, const char *to)
{
    sg_error err = { .status = SG_OK };
    sg_str bytes;
    FILE *file;

    make_folders(to);
    cr_assert(sg_file_read(from, FILE_LIMIT, &bytes, &err) == SG_OK, "%s", err.message);
    file = fopen(to, "wb");
    cr_assert(file && fwrite(bytes.bytes, 1, bytes.length, file) == bytes.length, "%s", to);
    cr_assert(fclose(file) == 0, "%s", to);
    free((void *)(uintptr_t)bytes.bytes);
}

typedef struct estate_copy {
    char root[PATH_ROOM / 4];
    char aside[PATH_ROOM / 2]; /* where a file is while it is missing */
    sg_arena *arena;
    sg_file_list files;
} estate_copy;

static void path_in(const estate_copy *copy, size_t file, char out[PATH_ROOM])
{
    (void)snprintf(out, PATH_ROOM, "%s/%.*s", copy->root, SG_FMT(copy->files.paths[file]));
}

static void open_copy(estate_copy *copy, const char *estate)
{
    sg_error err = { .status = SG_OK };
    char to[PATH_ROOM], from[PATH_ROOM];

    (void)snprintf(copy->root, sizeof copy->root, "/tmp/sg-missing-XXXXXX");
    cr_assert(mkdtemp(copy->root) != NULL);
    (void)snprintf(copy->aside, sizeof copy->aside, "%s.aside", copy->root);
    cr_assert(sg_arena_new(0, &copy->arena) == SG_OK);
    cr_assert(sg_file_walk(estate, 10000, copy->arena, &copy->files, &err) == SG_OK, "%s",
              err.message);
    for (size_t i = 0; i < copy->files.count; i++) {
        (void)snprintf(from, sizeof from, "%s/%.*s", estate, SG_FMT(copy->files.paths[i]));
        path_in(copy, i, to);
        copy_file(from, to);
    }
}

/* Folders go when the last file in them has gone. */
static void close_copy(estate_copy *copy)
{
    char path[PATH_ROOM];

    for (size_t i = 0; i < copy->files.count; i++) {
        path_in(copy, i, path);
        cr_assert(unlink(path) == 0, "%s", path);
        for (char *end = strrchr(path, '/'); end && end > path; end = strrchr(path, '/')) {
            *end = '\0';
            if (strlen(path) < strlen(copy->root) || rmdir(path) != 0)
                break;
        }
    }
    sg_arena_free(copy->arena);
}

static void try_estate(const char *estate, size_t every)
{
    estate_copy copy;
    facts before, after;
    unsigned wrong = 0;
    char path[PATH_ROOM];

    open_copy(&copy, estate);
    learn(&before, copy.root);
    cr_assert(before.items.count > 0);
    for (size_t i = 0; i < copy.files.count; i += every) {
        path_in(&copy, i, path);
        cr_assert(rename(path, copy.aside) == 0);
        learn(&after, copy.root);
        (void)snprintf(path, sizeof path, "%.*s", SG_FMT(copy.files.paths[i]));
        wrong += compare(&before, &after, path);
        path_in(&copy, i, path);
        cr_assert(rename(copy.aside, path) == 0);
        forget(&after);
    }
    forget(&before);
    close_copy(&copy);
    cr_expect(wrong == 0, "%s: %u claims are safer or surer without an answer", estate, wrong);
}

Test(missing_answers, of_the_demo_estate)
{
    try_estate("tests/estates/fintech", STRIDE);
}

Test(missing_answers, of_an_estate_where_everything_is_limited)
{
    const char *estate = getenv("SECGRAPH_MISSING");

    try_estate(estate ? estate : "tests/estates/limits", 1);
}
