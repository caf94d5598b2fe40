/* cmd_stats.c - secgraph stats: what a graph costs, and what shape it has. */
#include "cli/command.h"
#include "cli/format.h"
#include "cli/source.h"
#include "cli/table.h"
#include "engine/stats.h"
#include "ingest/coverage.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct {
    const char *graph, *format;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",  'g', SG_OPTION_NEEDED, offsetof(settings, graph),  "SOURCE", "snapshot, or folder of inventory" },
    { "format", 'f', SG_OPTION_TEXT,   offsetof(settings, format), "FORMAT", "table (default) or json" },
};
/* clang-format on */
static const char footer[] = "Bytes are those of the graph's arrays, which a snapshot holds as "
                             "they are.  Degrees are the\n"
                             "50th, 90th and 99th percentile and the greatest, among nodes "
                             "that have such a relationship.\n";

static uint64_t all_bytes(const sg_graph *graph)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < sg_graph_sections(graph); i++)
        bytes += sg_graph_section(graph, i).bytes;
    return bytes;
}

static uint64_t bytes_of(const sg_graph *graph, sg_section_use use)
{
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < sg_graph_sections(graph); i++)
        if (sg_graph_section(graph, i).use == use)
            bytes += sg_graph_section(graph, i).bytes;
    return bytes;
}

/* --- json ------------------------------------------------------------------------------------------- */

static void add_sections(const sg_graph *graph, sg_buffer *out)
{
    sg_buffer_text(out, "\"sections\":[");
    for (uint32_t i = 0; i < sg_graph_sections(graph); i++) {
        sg_section_size size = sg_graph_section(graph, i);
        sg_buffer_format(
            out,
            "%s\n{\"name\":\"%s\",\"use\":\"%s\",\"items\":%" PRIu64 ",\"bytes\":%" PRIu64 "}",
            i ? "," : "", size.name, sg_section_use_name(size.use), size.items, size.bytes);
    }
    sg_buffer_text(out, "],\n\"bytes\":{");
    for (int use = 0; use < SG_USES; use++)
        sg_buffer_format(out, "\"%s\":%" PRIu64 ",", sg_section_use_name((sg_section_use)use),
                         bytes_of(graph, (sg_section_use)use));
    sg_buffer_format(out, "\"all\":%" PRIu64 "},\n", all_bytes(graph));
}

static void add_labels(const sg_graph *graph, sg_buffer *out)
{
    sg_buffer_text(out, "\"labels\":[");
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        sg_buffer_text(out, i ? ",\n{\"name\":" : "\n{\"name\":");
        sg_buffer_json_string(out, sg_graph_label_name(graph, label));
        sg_buffer_format(out, ",\"nodes\":%u}", sg_graph_label_count(graph, label));
    }
    sg_buffer_text(out, "],\n");
}

static sg_status add_degrees(const sg_graph *graph, sg_reltype type, sg_direction way,
                             sg_buffer *out)
{
    sg_degrees degrees;

    SG_TRY(sg_graph_degrees(graph, type, way, &degrees));
    sg_buffer_format(out, ",\"%s\":{\"nodes\":%u,\"p50\":%u,\"p90\":%u,\"p99\":%u,\"max\":%u}",
                     way == SG_OUT ? "out" : "in", degrees.nodes, degrees.p50, degrees.p90,
                     degrees.p99, degrees.most);
    return SG_OK;
}

/* How many answers about single resources the inventory has, of how many. */
static sg_status count_answers(const sg_graph *graph, sg_coverage_summary *out)
{
    sg_coverage *coverage = NULL;
    sg_error err = { .status = SG_OK };

    SG_TRY(sg_coverage_of(graph, &coverage, &err));
    *out = sg_coverage_summarise(coverage);
    sg_coverage_free(coverage);
    return SG_OK;
}

static sg_status add_json(const sg_graph *graph, sg_buffer *out)
{
    sg_coverage_summary answers;

    SG_TRY(count_answers(graph, &answers));
    sg_buffer_format(out, "{\"nodes\":%u,\"relationships\":%" PRIu64 ",\"spans\":%u,\n",
                     sg_graph_node_count(graph), sg_graph_edge_count(graph),
                     sg_graph_spans(graph));
    add_sections(graph, out);
    add_labels(graph, out);
    sg_buffer_format(out, "\"answers\":{\"resources\":%u,\"told\":%u},\n", answers.resources,
                     answers.told);
    sg_buffer_text(out, "\"types\":[");
    for (uint32_t i = 0; i < sg_graph_types(graph); i++) {
        sg_reltype type = { (uint16_t)i };
        sg_buffer_text(out, i ? ",\n{\"name\":" : "\n{\"name\":");
        sg_buffer_json_string(out, sg_graph_type_name(graph, type));
        sg_buffer_format(out, ",\"relationships\":%" PRIu64 ",\"in_spans\":%" PRIu64,
                         sg_graph_type_count(graph, type), sg_graph_span_count(graph, type));
        SG_TRY(add_degrees(graph, type, SG_OUT, out));
        SG_TRY(add_degrees(graph, type, SG_IN, out));
        sg_buffer_char(out, '}');
    }
    sg_buffer_text(out, "]}\n");
    return SG_OK;
}

/* --- tables ----------------------------------------------------------------------------------------- */

static sg_status add_cells(sg_text_table *table, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        SG_TRY(sg_text_table_add(table, sg_str_of(cells[i])));
    return SG_OK;
}

static sg_status add_size(const sg_graph *graph, sg_text_table *table, const char *name,
                          uint64_t bytes, const char *about)
{
    uint32_t nodes = sg_graph_node_count(graph);
    uint64_t edges = sg_graph_edge_count(graph);
    char texts[3][32];

    snprintf(texts[0], sizeof texts[0], "%" PRIu64, bytes);
    snprintf(texts[1], sizeof texts[1], "%.2f", nodes ? (double)bytes / nodes : 0.0);
    snprintf(texts[2], sizeof texts[2], "%.2f", edges ? (double)bytes / (double)edges : 0.0);
    return add_cells(table, (const char *[]){ name, texts[0], texts[1], texts[2], about }, 5);
}

static sg_status size_rows(const sg_graph *graph, sg_text_table *table)
{
    static const char *const heads[] = { "section", "bytes", "a node", "a relationship",
                                         "holds" };

    SG_TRY(add_cells(table, heads, SG_COUNT(heads)));
    for (uint32_t i = 0; i < sg_graph_sections(graph); i++) {
        sg_section_size size = sg_graph_section(graph, i);
        if (size.bytes > 0)
            SG_TRY(add_size(graph, table, size.name, size.bytes, size.about));
    }
    for (int use = 0; use < SG_USES; use++)
        SG_TRY(add_size(graph, table, sg_section_use_name((sg_section_use)use),
                        bytes_of(graph, (sg_section_use)use), "all of these"));
    return add_size(graph, table, "all", all_bytes(graph), "");
}

static sg_status label_rows(const sg_graph *graph, sg_text_table *table)
{
    char count[32];

    SG_TRY(add_cells(table, (const char *[]){ "label", "nodes" }, 2));
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        snprintf(count, sizeof count, "%u", sg_graph_label_count(graph, label));
        SG_TRY(sg_text_table_add(table, sg_graph_label_name(graph, label)));
        SG_TRY(sg_text_table_add(table, sg_str_of(count)));
    }
    return SG_OK;
}

static sg_status degree_cells(const sg_graph *graph, sg_reltype type, sg_direction way,
                              sg_text_table *table)
{
    sg_degrees degrees;
    char nodes[32], text[64];

    SG_TRY(sg_graph_degrees(graph, type, way, &degrees));
    snprintf(nodes, sizeof nodes, "%u", degrees.nodes);
    snprintf(text, sizeof text, "%u %u %u %u", degrees.p50, degrees.p90, degrees.p99,
             degrees.most);
    return add_cells(table, (const char *[]){ nodes, text }, 2);
}

static sg_status type_rows(const sg_graph *graph, sg_text_table *table)
{
    static const char *const heads[] = { "type", "relationships", "in spans", "from nodes",
                                         "each", "to nodes",      "each" };
    char count[32];

    SG_TRY(add_cells(table, heads, SG_COUNT(heads)));
    for (uint32_t i = 0; i < sg_graph_types(graph); i++) {
        sg_reltype type = { (uint16_t)i };
        SG_TRY(sg_text_table_add(table, sg_graph_type_name(graph, type)));
        snprintf(count, sizeof count, "%" PRIu64, sg_graph_type_count(graph, type));
        SG_TRY(sg_text_table_add(table, sg_str_of(count)));
        snprintf(count, sizeof count, "%" PRIu64, sg_graph_span_count(graph, type));
        SG_TRY(sg_text_table_add(table, sg_str_of(count)));
        SG_TRY(degree_cells(graph, type, SG_OUT, table));
        SG_TRY(degree_cells(graph, type, SG_IN, table));
    }
    return SG_OK;
}

typedef sg_status table_rows(const sg_graph *graph, sg_text_table *table);

static sg_status add_table(const sg_graph *graph, uint32_t columns, table_rows *rows,
                           sg_buffer *out)
{
    sg_text_table table = { .columns = columns };
    sg_status status = rows(graph, &table);

    if (status == SG_OK) {
        sg_buffer_char(out, '\n');
        sg_text_table_write(&table, out);
    }
    sg_text_table_free(&table);
    return status;
}

static sg_status add_tables(const sg_graph *graph, sg_buffer *out)
{
    sg_coverage_summary answers;

    SG_TRY(count_answers(graph, &answers));
    sg_buffer_format(out, "%u nodes, %" PRIu64 " relationships, %u spans\n",
                     sg_graph_node_count(graph), sg_graph_edge_count(graph),
                     sg_graph_spans(graph));
    if (answers.resources > 0)
        sg_buffer_format(out, "%u of %u answers about single resources (`secgraph coverage`)\n",
                         answers.told, answers.resources);
    SG_TRY(add_table(graph, 5, size_rows, out));
    SG_TRY(add_table(graph, 2, label_rows, out));
    return add_table(graph, 7, type_rows, out);
}

int sg_command_stats(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .graph = NULL };
    sg_buffer out = { .length = 0 };
    sg_report_format format;
    sg_graph *graph = NULL;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    if (format != SG_REPORT_TABLE && format != SG_REPORT_JSON)
        return sg_usage(self, "`--format` is table or json");
    code = sg_source_open_lazily(wanted.graph, 0, &graph);
    if (code != SG_EXIT_OK)
        return code;
    sg_status status =
        format == SG_REPORT_JSON ? add_json(graph, &out) : add_tables(graph, &out);
    code = sg_source_believed(graph);
    sg_graph_free(graph);
    if (status == SG_OK && code == SG_EXIT_OK)
        return sg_emit(&out, NULL);
    sg_buffer_free(&out);
    if (code != SG_EXIT_OK)
        return code;
    sg_note("out of memory");
    return SG_EXIT_RUNTIME;
}
