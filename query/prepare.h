/* prepare.h - statements of a session: like sg_query_prepare(), on the versions of a changing graph. */
#ifndef SG_PREPARE_H
#define SG_PREPARE_H

#include "engine/versions.h"
#include "query/query.h"

/* A statement that reads pins the version of the moment until its result is closed, and the version
 * of that moment whenever it runs again; one that writes begins a step, which ends when its result is
 * closed or the query is freed. */
SG_MUST_USE sg_status sg_query_prepare_in(sg_versions *versions, sg_str text,
                                          const sg_query_options *options, sg_query **out,
                                          sg_error *err);

/* Lets a statement that reads share sets of nodes with others of the version that it has pinned, until it is run on
 * another version.  Takes the reference. */
struct sg_set_store;
void sg_query_take_sets(sg_query *query, struct sg_set_store *sets);

#endif
