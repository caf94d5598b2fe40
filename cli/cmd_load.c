/* cmd_load.c - secgraph load: inventory, CSV files or OpenGraph to a snapshot. */
#include "cli/command.h"
#include "cli/import.h"
#include "cli/source.h"
#include "engine/snapshot.h"

typedef struct {
    const char *out;
    int64_t threads;
    bool allow_partial;
    sg_import_options import;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "out",           'o', SG_OPTION_NEEDED, offsetof(settings, out),           "FILE", "the snapshot to write" },
    { "threads",       'j', SG_OPTION_NUMBER, offsetof(settings, threads),       "N",    "read with so many threads (one a processor)" },
    { "allow-partial", 0,   SG_OPTION_FLAG,   offsetof(settings, allow_partial), NULL,   "exit 0 also when some answers could not be read" },
    { "nodes",         0,   SG_OPTION_TEXTS,  offsetof(settings, import.nodes),  "[A:B=]FILE,...", "CSV of nodes: labels, then files; the first begins with the header" },
    { "relationships", 0,   SG_OPTION_TEXTS,  offsetof(settings, import.relationships), "[TYPE=]FILE,...", "CSV of relationships" },
    { "bad-tolerance", 0,   SG_OPTION_NUMBER, offsetof(settings, import.tolerance), "N", "leave out up to N relationships whose ends are not there" },
    { "delimiter",     0,   SG_OPTION_TEXT,   offsetof(settings, import.delimiter), "C", "what separates fields (a comma)" },
    { "array-delimiter", 0, SG_OPTION_TEXT,   offsetof(settings, import.array_delimiter), "C", "what separates items of a list (a semicolon)" },
};
/* clang-format on */
static const char footer[] =
    "SOURCE is a folder of saved answers (aws ... --output json, kubectl get ... -o json) or "
    "one\n"
    "file.  What cannot be read is told, costs nothing else, and makes the exit code 4; the\n"
    "snapshot is written all the same and carries the coverage with it.\n"
    "SOURCE may also be CSV files with the headers of Neo4j's import, a folder of them, or\n"
    "OpenGraph JSON of BloodHound; these are read whole or not at all (docs/exchange.md).\n";

enum { THREADS_MOST = 256 };

static int load(const char *const *sources, size_t count, const settings *wanted,
                sg_graph **graph)
{
    sg_import_kind kind = sg_import_recognise(sources, count, &wanted->import);

    if (kind == SG_IMPORT_NOTHING)
        return sg_source_load(sources, count, wanted->out, wanted->import.threads, graph);
    return sg_import_load(kind, sources, count, &wanted->import, graph);
}

int sg_command_load(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .out = NULL };
    sg_error err = { .status = SG_OK };
    sg_graph *graph = NULL;
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    bool flags = wanted.import.nodes.count + wanted.import.relationships.count > 0;
    if (left == 0 && !flags)
        return sg_usage(self, "no source is given");
    if (wanted.threads > THREADS_MOST)
        return sg_usage(self, "`--threads` takes at most 256");
    wanted.import.threads = (unsigned)wanted.threads;
    code = load(argv, (size_t)left, &wanted, &graph);
    if (code == SG_EXIT_OK &&
        sg_snapshot_write_by(graph, wanted.out, wanted.import.threads, &err) != SG_OK)
        code = sg_tell(&err, NULL);
    if (code == SG_EXIT_OK)
        code = sg_source_verdict(graph, wanted.allow_partial);
    sg_graph_free(graph);
    return code;
}
