/* schema.c - `:schema`: what there is in the graph, and what it means. */
#include <inttypes.h>

#include "cli/shell/shell.h"
#include "ingest/model.h"

static void add_name(sg_buffer *out, sg_str name, uint64_t count, sg_str summary)
{
    sg_buffer_text(out, "  ");
    sg_buffer_safe(out, name);
    for (size_t cells = sg_text_cells(name); cells < 24; cells++)
        sg_buffer_char(out, ' ');
    sg_buffer_format(out, " %9" PRIu64 "  %.*s\n", count, SG_FMT(summary));
}

static void add_types(const sg_graph *graph, sg_buffer *out)
{
    sg_buffer_text(out, "\nrelationships\n");
    for (uint32_t i = 0; i < sg_graph_types(graph); i++) {
        sg_reltype type = { (uint16_t)i };
        sg_str name = sg_graph_type_name(graph, type);
        const sg_model_relationship *row = sg_model_find_relationship(name);
        add_name(out, name, sg_graph_type_count(graph, type), row ? row->summary : SG_STR(""));
    }
}

static void add_keys(const sg_graph *graph, sg_buffer *out)
{
    size_t width = 0;
    sg_buffer_text(out, "\nproperties\n ");
    for (uint32_t i = 0; i < sg_graph_keys(graph); i++) {
        sg_str name = sg_graph_key_name(graph, (sg_key){ i });
        size_t cells = sg_text_cells(name) + 1;
        if (width + cells > 90) {
            sg_buffer_text(out, "\n ");
            width = 0;
        }
        sg_buffer_char(out, ' ');
        sg_buffer_safe(out, name);
        width += cells;
    }
    sg_buffer_char(out, '\n');
}

void sg_shell_schema(const sg_graph *graph, sg_buffer *out)
{
    sg_buffer_format(out, "%u nodes, %" PRIu64 " relationships\n\nlabels\n",
                     sg_graph_node_count(graph), sg_graph_edge_count(graph));
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++) {
        sg_label label = { (uint16_t)i };
        sg_str name = sg_graph_label_name(graph, label);
        const sg_model_label *row = sg_model_find_label(name);
        add_name(out, name, sg_graph_label_count(graph, label),
                 row ? row->summary : SG_STR(""));
    }
    add_types(graph, out);
    add_keys(graph, out);
}
