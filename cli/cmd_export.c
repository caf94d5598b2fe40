/* cmd_export.c - secgraph export: a graph as CSV files, GraphML or OpenGraph JSON. */
#include <string.h>

#include "cli/command.h"
#include "cli/source.h"
#include "exchange/csv.h"
#include "exchange/graphml.h"
#include "exchange/opengraph.h"

typedef struct {
    const char *graph, *format, *out;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",  'g', SG_OPTION_NEEDED, offsetof(settings, graph),  "SOURCE", "snapshot, folder of inventory, CSV or OpenGraph" },
    { "format", 'f', SG_OPTION_TEXT,   offsetof(settings, format), "FORMAT", "csv (default), graphml, opengraph" },
    { "out",    'o', SG_OPTION_NEEDED, offsetof(settings, out),    "PATH",   "the folder (csv) or file to write" },
};

static const struct {
    const char *name;
    sg_status (*write)(const sg_graph *graph, const char *path, sg_error *err);
} formats[] = {
    { "csv",       sg_csv_write },
    { "graphml",   sg_graphml_write },
    { "opengraph", sg_opengraph_write },
};
/* clang-format on */
static const char footer[] =
    "CSV has the headers of Neo4j's import and is read back by `secgraph load` to the same\n"
    "nodes and relationships.  GraphML and OpenGraph have types for less: docs/exchange.md.\n";

static int write_graph(const sg_graph *graph, size_t format, const char *path)
{
    sg_error err = { .status = SG_OK };
    if (formats[format].write(graph, path, &err) != SG_OK)
        return sg_tell(&err, NULL);
    sg_note("written: %u nodes, %llu relationships", sg_graph_node_count(graph),
            (unsigned long long)sg_graph_edge_count(graph));
    return SG_EXIT_OK;
}

int sg_command_export(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .format = "csv" };
    sg_graph *graph = NULL;
    size_t format = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    while (format < SG_COUNT(formats) && strcmp(formats[format].name, wanted.format) != 0)
        format++;
    if (format == SG_COUNT(formats))
        return sg_usage(self, "`--format` is csv, graphml or opengraph");
    code = sg_source_open(wanted.graph, 0, &graph);
    if (code == SG_EXIT_OK)
        code = write_graph(graph, format, wanted.out);
    sg_graph_free(graph);
    return code;
}
