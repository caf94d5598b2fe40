/* sources.h - the files of all sources, and which account each of them speaks of.
 *
 * A folder's name is not an account's number.  Where the path has no number it comes from, in this
 * order: the folder's GetCallerIdentity answer, a config.json that maps names to numbers, the
 * organisation's list of accounts by name, and the number that the folder's answers mention most.
 */
#ifndef SG_INGEST_SOURCES_H
#define SG_INGEST_SOURCES_H

#include "engine/base/array.h"
#include "engine/base/error.h"
#include "engine/base/table.h"
#include "ingest/layout.h"

typedef struct sg_source_file {
    const char *path; /* as it is opened */
    sg_str
        name; /* below its source; with the source's number in front when there are several */
    sg_layout layout;
    uint32_t group; /* in groups */
    size_t rank;    /* order of application */
} sg_source_file;

/* A folder that stands for one account. */
typedef struct sg_source_group {
    sg_str name;        /* may be empty */
    sg_str account;     /* empty when nothing tells */
    bool wanted;        /* some file's path has no account */
    size_t first, last; /* its files are among [first, last), before they are ordered */
} sg_source_group;

typedef struct sg_source_account {
    sg_str number, name; /* name may be empty */
    bool listed;         /* an active member of the organisation */
} sg_source_account;

typedef struct sg_source_region {
    sg_str account, region; /* enabled, as DescribeRegions says */
} sg_source_region;

#define SG_SOURCES_THREADS 16

typedef struct sg_sources {
    sg_arena *arena;
    unsigned threads;
    sg_arena *arenas[SG_SOURCES_THREADS]; /* of the threads that make files */
    unsigned arena_count;
    SG_ARRAY(sg_source_file) files; /* in order of application */
    SG_ARRAY(sg_source_group) groups;
    SG_ARRAY(sg_source_account) accounts; /* named by configuration or organisation */
    SG_ARRAY(sg_source_region) regions;
    sg_table group_index; /* "<source>/<folder>" to group */
} sg_sources;

/* Lists the files below the sources by so many threads and finds their accounts; reads the few files that tell.  A file
 * that cannot be read is left for the load to report.  Errors: SG_ENOTFOUND, SG_EIO, SG_ELIMIT,
 * SG_ENOMEM, SG_EINVAL (no source, or no file in any). */
SG_MUST_USE sg_status sg_sources_open(sg_sources *sources, const char *const *roots,
                                      size_t count, unsigned threads, sg_arena *arena,
                                      sg_error *err);
void sg_sources_close(sg_sources *sources);

/* The account of a file: by its path, else by its folder. */
sg_str sg_sources_account(const sg_sources *sources, const sg_source_file *file);

#endif
