/* cmd_load.c - secgraph load: folders of inventory to a snapshot. */
#include "cli/command.h"
#include "cli/source.h"
#include "engine/snapshot.h"

typedef struct {
    const char *out;
    int64_t threads;
    bool allow_partial;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "out",           'o', SG_OPTION_TEXT,   offsetof(settings, out),           "FILE", "the snapshot to write" },
    { "threads",       'j', SG_OPTION_NUMBER, offsetof(settings, threads),       "N",    "read with so many threads (one a processor)" },
    { "allow-partial", 0,   SG_OPTION_FLAG,   offsetof(settings, allow_partial), NULL,   "exit 0 also when some answers could not be read" },
};
/* clang-format on */
static const char footer[] =
    "SOURCE is a folder of saved answers (aws ... --output json, kubectl get ... -o json) or "
    "one\n"
    "file.  What cannot be read is told, costs nothing else, and makes the exit code 4; the\n"
    "snapshot is written all the same and carries the coverage with it.\n";

enum { THREADS_MOST = 256 };

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
    if (left == 0 || !wanted.out)
        return sg_usage(self, left == 0 ? "no source is given" : "`--out` is missing");
    if (wanted.threads > THREADS_MOST)
        return sg_usage(self, "`--threads` takes at most 256");
    code = sg_source_load(argv, (size_t)left, (unsigned)wanted.threads, &graph);
    if (code == SG_EXIT_OK && sg_snapshot_write(graph, wanted.out, &err) != SG_OK)
        code = sg_tell(&err, NULL);
    if (code == SG_EXIT_OK)
        code = sg_source_verdict(graph, wanted.allow_partial);
    sg_graph_free(graph);
    return code;
}
