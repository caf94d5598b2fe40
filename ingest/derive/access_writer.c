/* access_writer.c - few pairs become relationships, many become spans.
 *
 *     class {r1, r2}  read: b1 b2 b3 ... b900      one span: {r1, r2} x {b1 ... b900}
 *                     read write: b901             two relationships
 *
 * Many classes can do the same to the same: sets of nodes are made once each.
 */
#include "ingest/derive/access_writer.h"

#define PAIRS_BY_SPAN 64 /* fewer stand for themselves: a span costs about that */

static const sg_str level_names[] = {
    [SG_LEVEL_READ] = SG_STR_INIT("read"),       [SG_LEVEL_WRITE] = SG_STR_INIT("write"),
    [SG_LEVEL_ADMIN] = SG_STR_INIT("admin"),     [SG_LEVEL_INVOKE] = SG_STR_INIT("invoke"),
    [SG_LEVEL_DECRYPT] = SG_STR_INIT("decrypt"),
};

/* --- one by one --------------------------------------------------------------------------- */

enum { RECORD = SG_COUNT(level_names) + 1 };

static void make_record(unsigned levels, sg_str certainty, sg_build_property record[RECORD])
{
    for (size_t i = 0; i < SG_COUNT(level_names); i++)
        record[i] = (sg_build_property){ level_names[i], sg_boolean((levels >> i & 1U) != 0) };
    record[SG_COUNT(level_names)] =
        (sg_build_property){ SG_STR("certainty"), sg_string(certainty) };
}

static sg_status merge_edge(sg_access *access, sg_build_node from,
                            const sg_estate_resource *resource, unsigned levels,
                            sg_str certainty)
{
    sg_build_node to = sg_builder_handle(access->builder, resource->node);
    sg_build_property record[RECORD];
    sg_build_edge edge;

    if ((levels & SG_LEVELS_SHOWN) == 0)
        return SG_OK;
    SG_TRY(sg_builder_merge_edge(access->builder, from, SG_STR("CAN_ACCESS"), to, certainty,
                                 &edge));
    make_record(levels, certainty, record);
    return sg_builder_set_edge_record(access->builder, edge, record, RECORD);
}

sg_status sg_access_write_one(sg_access *access, sg_build_node from,
                              const sg_estate_resource *resource, sg_levels levels)
{
    SG_TRY(merge_edge(access, from, resource, levels.must, SG_STR("must")));
    return merge_edge(access, from, resource, levels.may & ~levels.must, SG_STR("may"));
}

static sg_status add_run(const sg_access_writer *writer, sg_build_node from, unsigned levels,
                         sg_str certainty)
{
    sg_build_property record[RECORD];

    if ((levels & SG_LEVELS_SHOWN) == 0)
        return SG_OK;
    make_record(levels, certainty, record);
    return sg_builder_add_run(writer->access->builder, from, SG_STR("CAN_ACCESS"),
                              writer->nodes.items, (uint32_t)writer->nodes.count, record,
                              RECORD);
}

/* From a principal of the estate to the resources in writer->nodes.  It is asked about each once, so that
 * nothing has to be looked up: with its class about those that let in nobody by themselves, by the resource
 * about the others. */
static sg_status write_principal(const sg_access_writer *writer, uint32_t principal,
                                 sg_levels levels)
{
    const sg_access *access = writer->access;
    sg_build_node from =
        sg_builder_handle(access->builder, access->estate.principals[principal].node);

    SG_TRY(add_run(writer, from, levels.must, SG_STR("must")));
    return add_run(writer, from, levels.may & ~levels.must, SG_STR("may"));
}

/* --- by sets ------------------------------------------------------------------------------ */

static unsigned rank_of(sg_levels levels)
{
    return levels.may << 16 | levels.must;
}

sg_status sg_access_add(sg_access_answers *answers, uint32_t resource, sg_levels levels)
{
    sg_access_list *lists = answers->lists.items;
    size_t at = 0;

    if (((levels.may | levels.must) & SG_LEVELS_SHOWN) == 0)
        return SG_OK;
    while (at < answers->lists.count && rank_of(lists[at].levels) < rank_of(levels))
        at++;
    if (at == answers->lists.count || rank_of(lists[at].levels) != rank_of(levels)) {
        SG_TRY(sg_array_push(&answers->lists, (sg_access_list){ .levels = levels }));
        lists = answers->lists.items;
        for (size_t i = answers->lists.count - 1; i > at; i--)
            lists[i] = lists[i - 1];
        lists[at] = (sg_access_list){ .levels = levels };
    }
    return sg_array_push(&lists[at].resources, resource);
}

void sg_access_clear(sg_access_answers *answers)
{
    for (size_t i = 0; i < answers->lists.count; i++)
        answers->lists.items[i].resources.count = 0;
    answers->pairs.count = 0;
    answers->asked = 0;
    answers->status = SG_OK;
}

void sg_access_free(sg_access_answers *answers)
{
    for (size_t i = 0; i < answers->lists.count; i++)
        sg_array_free(&answers->lists.items[i].resources);
    sg_array_free(&answers->lists);
    sg_array_free(&answers->pairs);
}

/* Numbers that ascend as ranges, in scratch memory; `tag` keeps those of different things apart. */
static sg_str ranges_of(sg_access_writer *writer, uint32_t tag, const uint32_t *numbers,
                        uint32_t count)
{
    uint32_t *words =
        sg_arena_alloc_array(writer->access->scratch, 2 * (size_t)count + 1, sizeof *words);
    size_t length = 1;

    if (!words)
        return (sg_str){ NULL, 0 };
    words[0] = tag;
    for (uint32_t i = 0; i < count; i++) {
        if (length == 1 || words[length - 1] != numbers[i]) {
            words[length++] = numbers[i];
            words[length++] = numbers[i];
        }
        words[length - 1]++;
    }
    return (sg_str){ (const char *)words, length * sizeof *words };
}

/* The set of the builder with these nodes, which are in `writer->nodes`. */
static sg_status set_of(sg_access_writer *writer, uint32_t tag, const uint32_t *numbers,
                        uint32_t count, sg_build_set *out)
{
    sg_arena_mark mark = sg_arena_save(writer->access->scratch);
    sg_str key = ranges_of(writer, tag, numbers, count);
    uint64_t known = 0;
    bool found = key.bytes && sg_table_find(&writer->sets, key, &known);

    if (key.bytes && !found)
        key = sg_arena_copy(writer->access->estate.arena, key);
    sg_arena_rewind(writer->access->scratch, mark);
    if (!key.bytes)
        return SG_ENOMEM;
    out->index = (uint32_t)known;
    if (found)
        return SG_OK;
    SG_TRY(sg_builder_add_set(writer->access->builder, writer->nodes.items, count, out));
    return sg_table_put(&writer->sets, key, out->index, NULL, NULL);
}

static sg_status write_span(sg_access_writer *writer, sg_build_set from, sg_build_set to,
                            unsigned levels, sg_str certainty)
{
    sg_builder *builder = writer->access->builder;
    sg_build_span span;

    if ((levels & SG_LEVELS_SHOWN) == 0)
        return SG_OK;
    SG_TRY(sg_builder_add_span(builder, from, SG_STR("CAN_ACCESS"), to, &span));
    for (size_t i = 0; i < SG_COUNT(level_names); i++)
        SG_TRY(sg_builder_set_span(builder, span, level_names[i],
                                   sg_boolean((levels >> i & 1U) != 0)));
    return sg_builder_set_span(builder, span, SG_STR("certainty"), sg_string(certainty));
}

/* Puts the nodes of these resources into writer->nodes. */
static sg_status list_resources(sg_access_writer *writer, const uint32_t *resources,
                                uint32_t count)
{
    const sg_access *access = writer->access;

    writer->nodes.count = 0;
    SG_TRY(sg_array_reserve(&writer->nodes, count));
    for (uint32_t i = 0; i < count; i++)
        writer->nodes.items[writer->nodes.count++] =
            sg_builder_handle(access->builder, access->estate.resources[resources[i]].node);
    return SG_OK;
}

static sg_status list_members(sg_access_writer *writer, const uint32_t *members, uint32_t count)
{
    const sg_access *access = writer->access;

    writer->nodes.count = 0;
    SG_TRY(sg_array_reserve(&writer->nodes, count));
    for (uint32_t i = 0; i < count; i++)
        writer->nodes.items[writer->nodes.count++] =
            sg_builder_handle(access->builder, access->estate.principals[members[i]].node);
    return SG_OK;
}

/* One answer to all these resources. */
static sg_status write_alike(sg_access_writer *writer, const sg_estate_class *class,
                             const uint32_t *resources, uint32_t count, sg_levels levels)
{
    const uint32_t *members = writer->access->estate.members + class->first;
    sg_build_set from, to;

    if ((uint64_t)count * class->count < PAIRS_BY_SPAN) {
        SG_TRY(list_resources(writer, resources, count));
        for (uint32_t i = 0; i < class->count; i++)
            SG_TRY(write_principal(writer, members[i], levels));
        return SG_OK;
    }
    SG_TRY(list_members(writer, members, class->count));
    SG_TRY(set_of(writer, 0, members, class->count, &from));
    SG_TRY(list_resources(writer, resources, count));
    SG_TRY(set_of(writer, 1, resources, count, &to));
    SG_TRY(write_span(writer, from, to, levels.must, SG_STR("must")));
    return write_span(writer, from, to, levels.may & ~levels.must, SG_STR("may"));
}

sg_status sg_access_write(sg_access_writer *writer, const sg_estate_class *class,
                          const sg_access_answers *answers)
{
    for (size_t i = 0; i < answers->lists.count; i++) {
        const sg_access_list *list = &answers->lists.items[i];
        if (list->resources.count > 0)
            SG_TRY(write_alike(writer, class, list->resources.items,
                               (uint32_t)list->resources.count, list->levels));
    }
    for (size_t i = 0; i < answers->pairs.count; i++) {
        const sg_access_pair *pair = &answers->pairs.items[i];
        SG_TRY(list_resources(writer, &pair->resource, 1));
        SG_TRY(write_principal(writer, pair->principal, pair->levels));
    }
    return SG_OK;
}

void sg_access_writer_close(sg_access_writer *writer)
{
    sg_array_free(&writer->nodes);
    sg_table_free(&writer->sets);
}
