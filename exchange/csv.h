/* csv.h - graphs from CSV files with the headers of Neo4j's import (docs/exchange.md), and back.
 *
 *     nodes.csv            :ID,name,n:long,:LABEL        csv_header.h has all that a header can say
 *     relationships.csv    :START_ID,:END_ID,:TYPE
 *
 * Files are mapped and read by several threads; the same files give the same graph, byte by byte,
 * whatever the number of threads.  An id that is not also a property is forgotten.
 */
#ifndef SG_EXCHANGE_CSV_H
#define SG_EXCHANGE_CSV_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* Files that share one header: the first record of the first of them. */
typedef struct sg_csv_group {
    sg_str
        symbols; /* labels of all nodes, "A:B", or the type of all relationships; may be empty */
    const char *const *paths;
    size_t count;
} sg_csv_group;

/* Zeroed options are good. */
typedef struct sg_csv_options {
    unsigned threads;     /* 0: one a processor */
    char delimiter;       /* 0: a comma */
    char array_delimiter; /* 0: a semicolon */
    uint64_t tolerance;   /* relationships whose ends are not there and that are left out */
} sg_csv_options;

typedef struct sg_csv_report {
    size_t files;
    uint64_t bytes;
    uint32_t nodes, relationships;
    uint64_t left_out; /* relationships whose ends are not there */
} sg_csv_report;

/* Reads the files; whether a group has nodes or relationships is told by its header.  `options` and
 * `report` may be NULL.  Errors: SG_EINVAL with file, line and column (a header or field that cannot
 * be read, an id that two nodes have, more ends that are not there than tolerated), SG_ENOTFOUND,
 * SG_EIO, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_load(const sg_csv_group *groups, size_t count,
                                  const sg_csv_options *options, sg_graph **out,
                                  sg_csv_report *report, sg_error *err);

/* The groups that a folder holds: those that its file `import.args` tells, one `--nodes=A:B=FILE,...`
 * or `--relationships=TYPE=FILE,...` a line, or else each of its files *.csv.  All is in the arena;
 * *count is 0 for a folder without any.  Errors: SG_EINVAL (also: only some of these files begin with
 * a header), SG_EIO, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_folder(const char *folder, sg_arena *arena,
                                    const sg_csv_group **groups, size_t *count, sg_error *err);
/* One group from what follows `--nodes` or `--relationships`: [A:B=]FILE[,FILE...]; names are below
 * `folder`, unless it is NULL or they are absolute.  Where there is no such file, the last part of its path
 * is a regular expression, and stands for all files whose names are of it (csv_names.h).
 * Errors: SG_EINVAL, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_argument(sg_str argument, const char *folder, sg_arena *arena,
                                      sg_csv_group *out, sg_error *err);
/* Whether the file begins with a header that names an id (`:ID`, or `:START_ID` and `:END_ID`). */
bool sg_csv_recognise(const char *path);
/* Whether the folder has a file `import.args`, whatever it says, or files that begin so. */
bool sg_csv_recognise_folder(const char *path);

/* Writes the graph to files of the folder, which is made when it is not there: nodes by combination of
 * labels, relationships by type, and `import.args`.  Reading them gives the same nodes and
 * relationships with the same ids.  Errors: SG_EIO, SG_EINVAL (values that are no properties),
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_write(const sg_graph *graph, const char *folder, sg_error *err);

#endif
