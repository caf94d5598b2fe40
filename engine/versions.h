/* versions.h - a graph that changes while it is read: versions, one writer, any number of readers.
 *
 *     reader A   pin ──────────────── version 1 ──────────────── unpin
 *     writer          begin ─ changes a copy ─ commit (version 2)
 *     reader B                                         pin ── version 2 ── unpin
 *
 * A reader pins the version of the moment and reads it undisturbed.  The writer changes a version in
 * place when nobody has it pinned, which costs nothing, and a copy of the delta otherwise; who wants
 * to pin while a version is changed in place waits for the end of the step.  Pins and the writer may
 * be on any thread.
 */
#ifndef SG_VERSIONS_H
#define SG_VERSIONS_H

#include "engine/delta.h"

typedef struct sg_versions sg_versions;

/* The first version is the frozen graph, which is taken.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_versions_new(sg_graph *base, sg_versions **out);
/* No version may be pinned any more.  NULL is allowed. */
void sg_versions_free(sg_versions *versions);

/* How many steps have been committed: two pins with the same number gave the same graph. */
uint64_t sg_versions_number(sg_versions *versions);
uint64_t sg_versions_number_of(sg_versions *versions, const sg_graph *graph); /* a pinned one */
const sg_graph *sg_versions_pin(sg_versions *versions);
void sg_versions_unpin(sg_versions *versions, const sg_graph *graph);

/* What the steps between two pinned versions did, `from` being the earlier one; the caller's to free.
 * Errors: SG_ENOTFOUND (that is too long ago to be known), SG_ENOMEM. */
SG_MUST_USE sg_status sg_versions_between(sg_versions *versions, const sg_graph *from,
                                          const sg_graph *to, sg_delta_changes *out);

/* Begins a step of changes to *out (engine/delta.h); one at a time.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_versions_begin(sg_versions *versions, sg_graph **out);
/* Ends the step: what was changed is the version of the moment, or nothing was changed. */
void sg_versions_commit(sg_versions *versions);
void sg_versions_abandon(sg_versions *versions);

#endif
