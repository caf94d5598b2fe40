/* source.h - what --graph names: a snapshot, or inventory, CSV or OpenGraph loaded on the spot. */
#ifndef SG_CLI_SOURCE_H
#define SG_CLI_SOURCE_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "ingest/load.h"

/* Opens a snapshot or loads what else it is; tells errors and progress on standard error.  Returns an exit
 * code; SG_EXIT_OK with the graph, which the caller frees. */
int sg_source_open(const char *path, unsigned threads, sg_graph **out);
/* The same for who reads a part: the parts of a snapshot are looked at when they are first read
 * (sg_snapshot_open_lazily). */
int sg_source_open_lazily(const char *path, unsigned threads, sg_graph **out);
/* Whether what was read of such a graph may be given away: an exit code; the damage is told. */
int sg_source_believed(const sg_graph *graph);
/* Loads inventory.  `beside`: as in sg_ingest_options; may be NULL. */
int sg_source_load(const char *const *paths, size_t count, const char *beside, unsigned threads,
                   sg_graph **out);
/* The coverage that the graph carries; the caller frees it. */
int sg_source_coverage(const sg_graph *graph, sg_coverage **out);
/* SG_EXIT_OK when every call that was made was answered in full, or `allow_partial`; else
 * SG_EXIT_INCOMPLETE.  Says on standard error what is missing, also what nobody asked for. */
int sg_source_verdict(const sg_graph *graph, bool allow_partial);
/* SG_EXIT_INCOMPLETE, told, when there was something to read and nothing of it could be. */
int sg_source_readable(const sg_graph *graph);
/* Whether the row speaks of a call that was made and not answered in full. */
bool sg_coverage_row_is_broken(const sg_coverage_row *row);

#endif
