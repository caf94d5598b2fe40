/* texts.c - reads or makes the statements. */
#include "bench/texts.h"

#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/json.h"
#include "query/query.h"

#define FOLDER "../shared/data/queries/"

enum { MOST_BYTES = 16 << 20 };

static const char *const files[] = { FOLDER "bloodhound_query_library.jsonl",
                                     FOLDER "cartography_rules.jsonl",
                                     FOLDER "cartography_docs.jsonl",
                                     FOLDER "prowler_attack_paths.jsonl" };

static const char *const own[] = {
    "MATCH (n:Bucket) WHERE n.exposure = 'PUBLIC' RETURN n.name ORDER BY n.name LIMIT 100",
    "MATCH p = (vm:VirtualMachine {exposure: 'PUBLIC'})-[:HAS]->(r)-[:CAN_ASSUME*1..3]->(a) "
    "WHERE a.isAdmin = true RETURN p",
    "MATCH (a:Account)-[:CONTAINS]->(n) WITH a, count(n) AS c, collect(DISTINCT n.region) AS r "
    "WHERE c > 10 RETURN a.name, c, r ORDER BY c DESC",
    "MATCH p = shortestPath((u:UserAccount)-[:MEMBER_OF|HAS_POLICY|CAN_ASSUME|CAN_ACCESS*1..]->"
    "(b:Bucket)) WHERE none(n IN nodes(p) WHERE n.name =~ '(?i)test.*') RETURN p",
    "MATCH (r:AccessRole) OPTIONAL MATCH (r)<-[:HAS]-(c) WITH r, c WHERE c IS NULL AND "
    "NOT EXISTS { (r)<-[:CAN_ASSUME]-(:Principal) } RETURN r.name, coalesce(r.account, '-')",
};

static bool make_arena(sg_bench_texts *texts)
{
    return sg_arena_new(0, &texts->arena) == SG_OK;
}

static sg_status add(sg_bench_texts *texts, sg_str text)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_query *query = NULL;
    /* What this graph cannot be asked is no measure. */
    if (sg_query_prepare(texts->graph, text, &options, &query, NULL) != SG_OK)
        return SG_OK;
    sg_query_free(query);
    return sg_array_push(&texts->items, text);
}

static sg_status add_line(sg_bench_texts *texts, sg_str line)
{
    sg_value object;
    if (sg_json_parse(line, texts->arena, &object, NULL) != SG_OK)
        return SG_EINVAL;
    for (uint32_t i = 0; object.type == SG_TYPE_MAP && i < object.length; i++)
        if (sg_str_equal(object.map[i].key, SG_STR("query")))
            return add(texts, sg_value_str(object.map[i].value));
    return SG_OK;
}

static sg_status add_file(sg_bench_texts *texts, const char *path)
{
    sg_str text;
    sg_status status = SG_OK;
    if (sg_file_read(path, MOST_BYTES, &text, NULL) != SG_OK)
        return SG_OK;
    for (sg_str rest = text; status == SG_OK && rest.length > 0;) {
        sg_str line = sg_str_trim(sg_str_cut(rest, '\n', &rest));
        if (line.length > 0)
            status = add_line(texts, line);
    }
    free((void *)(uintptr_t)text.bytes);
    return status;
}

sg_status sg_bench_corpus(const sg_graph *graph, sg_bench_texts *out)
{
    *out = (sg_bench_texts){ .graph = graph };
    if (!make_arena(out))
        return SG_ENOMEM;
    for (size_t i = 0; i < SG_COUNT(files); i++)
        SG_TRY(add_file(out, files[i]));
    for (size_t i = 0; out->items.count == 0 && i < SG_COUNT(own); i++)
        SG_TRY(sg_array_push(&out->items, sg_str_of(own[i])));
    return SG_OK;
}

sg_status sg_bench_long_text(const sg_graph *graph, size_t bytes, sg_bench_texts *out)
{
    sg_buffer text = { .length = 0 };
    *out = (sg_bench_texts){ .graph = graph };
    if (!make_arena(out))
        return SG_ENOMEM;
    sg_buffer_text(&text, "MATCH (a:AccessRole)-[c:CAN_ACCESS]->(b:Bucket) WHERE a.name = ''");
    for (unsigned i = 0; text.status == SG_OK && text.length < bytes; i++)
        sg_buffer_format(&text, " OR (a.name STARTS WITH 'team-%u' AND NOT b.id = 'b-%u')", i,
                         i);
    sg_buffer_text(&text, " RETURN a.name, b.name");
    sg_status status = text.status;
    sg_str copy = sg_arena_copy(out->arena, sg_buffer_str(&text));
    if (status == SG_OK)
        status = copy.bytes ? sg_array_push(&out->items, copy) : SG_ENOMEM;
    sg_buffer_free(&text);
    return status;
}

void sg_bench_texts_free(sg_bench_texts *texts)
{
    sg_array_free(&texts->items);
    sg_arena_free(texts->arena);
}

uint64_t sg_bench_prepare_next(void *texts)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_bench_texts *self = texts;
    sg_query *query = NULL;
    sg_str text = self->items.items[self->next];
    self->next = (self->next + 1) % self->items.count;
    if (sg_query_prepare(self->graph, text, &options, &query, NULL) != SG_OK)
        return 0;
    sg_query_free(query);
    return 1;
}
