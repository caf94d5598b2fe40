/* import.h - graphs from CSV files and OpenGraph JSON, which are no inventory. */
#ifndef SG_CLI_IMPORT_H
#define SG_CLI_IMPORT_H

#include "cli/options.h"
#include "engine/graph.h"

typedef struct sg_import_options {
    sg_option_texts nodes, relationships; /* what --nodes and --relationships were given */
    const char *delimiter, *array_delimiter;
    int64_t tolerance;
    unsigned threads;
} sg_import_options;

typedef enum sg_import_kind {
    SG_IMPORT_NOTHING, /* an inventory, or who knows what */
    SG_IMPORT_CSV,
    SG_IMPORT_OPENGRAPH,
    SG_IMPORT_MIXED, /* cannot be read together */
} sg_import_kind;

/* What the sources are, by options and by content. */
sg_import_kind sg_import_recognise(const char *const *paths, size_t count,
                                   const sg_import_options *options);
/* Loads them; tells errors on standard error.  Returns an exit code; SG_EXIT_OK with the graph. */
int sg_import_load(sg_import_kind kind, const char *const *paths, size_t count,
                   const sg_import_options *options, sg_graph **out);

#endif
