/* fuzz_inventory.c - any bytes as the answer of any mapped call: to the builder and to a graph.
 *
 * The first byte chooses the call, the rest is the file.  Whatever it holds, taking it in ends
 * without a crash, its outcome stands in the coverage, and what was built can be frozen.
 */
#include <stdint.h>
#include <stdlib.h>

#include "ingest/apply.h"
#include "ingest/pages.h"
#include "ingest/pending.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static sg_layout choose(uint8_t choice)
{
    const sg_collector *row = sg_collector_at(choice % sg_collector_count());

    return (sg_layout){
        .service = sg_str_of(row->service),
        .operation = sg_str_of(row->operation),
        .parameter = { SG_STR("asked"), SG_STR("") },
        .region = SG_STR("eu-west-1"),
        .group = SG_STR(""),
        .cluster = SG_STR("main"),
    };
}

static void take_in(sg_mapper *mapper, sg_coverage *coverage, sg_builder *builder, sg_str text,
                    uint8_t choice)
{
    sg_error error = { 0 };
    sg_document document = { 0 };
    sg_arena *arena = NULL;
    sg_reading reading = {
        .name = SG_STR("fuzz.json"),
        .account = SG_STR("111122223333"),
        .layout = choose(choice),
        .error = &error,
    };
    sg_applied applied;
    sg_graph *graph = NULL;

    require(sg_arena_new(0, &arena) == SG_OK);
    if (sg_document_parse(text, reading.name, arena, &document, &error) == SG_OK)
        reading.document = &document;
    require(sg_apply(mapper, coverage, &reading, &applied) == SG_OK);
    sg_arena_free(arena);
    require(sg_coverage_rows(coverage) == 1);
    require(sg_pending_link(mapper) == SG_OK);
    require(sg_coverage_close(coverage) == SG_OK);
    sg_error_clear(&error);
    require(sg_builder_freeze(builder, &graph, &error) == SG_OK);
    sg_graph_free(graph);
}

/* A long text is cut into pages, whatever it holds, and comes to an end. */
static void cut(sg_str text)
{
    sg_buffer page = { .length = 0 };
    sg_pages pages;
    size_t shift;

    if (sg_pages_open(&pages, text, 8, NULL))
        for (size_t i = 0; i < pages.pages.count; i++) {
            sg_pages_write(&pages, i, &page, &shift);
            require(page.status == SG_OK && shift <= page.length);
        }
    sg_buffer_free(&page);
    sg_pages_close(&pages);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    sg_arena *arena = NULL;
    sg_builder *builder = NULL;
    sg_coverage *coverage = NULL;
    sg_mapper mapper;

    if (!size)
        return 0;
    require(sg_arena_new(0, &arena) == SG_OK && sg_builder_new(0, &builder) == SG_OK &&
            sg_coverage_new(&coverage) == SG_OK &&
            sg_mapper_open(&mapper, builder, arena) == SG_OK);
    cut((sg_str){ (const char *)bytes + 1, size - 1 });
    take_in(&mapper, coverage, builder, (sg_str){ (const char *)bytes + 1, size - 1 },
            bytes[0]);
    sg_mapper_close(&mapper);
    sg_coverage_free(coverage);
    sg_builder_free(builder);
    sg_arena_free(arena);
    return 0;
}
