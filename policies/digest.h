/* digest.h - the sums of a digest, for those who compare them (affected.h). */
#ifndef SG_POLICIES_DIGEST_H
#define SG_POLICIES_DIGEST_H

#include "engine/base/arena.h"
#include "engine/base/table.h"
#include "policies/affected.h"

struct sg_digest {
    const sg_graph *graph; /* for its names */
    uint32_t labels, keys, types;
    uint64_t *members;  /* by label: of the nodes that have it */
    uint64_t *values;   /* by label, then property */
    uint64_t *anyone;   /* by property: of all nodes */
    uint64_t all;       /* of all nodes and their labels */
    uint64_t *ends;     /* by type: of its relationships */
    uint64_t *touching; /* by label, then type: of those at nodes that have the label */
    bool is_vague;      /* some node has no `id`, or shares it: such nodes look alike */
};

/* The sum about a name, 0 where the version has no such name. */
uint64_t sg_digest_label(const sg_digest *digest, sg_str label);
uint64_t sg_digest_value(const sg_digest *digest, sg_str label, sg_str key);
uint64_t sg_digest_key(const sg_digest *digest, sg_str key);
uint64_t sg_digest_type(const sg_digest *digest, sg_str type);
uint64_t sg_digest_touching(const sg_digest *digest, sg_str label, sg_str type);

#endif
