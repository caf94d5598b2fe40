/* kubernetes.h - dumps of `kubectl get ... -o json`. */
#ifndef SG_INGEST_KUBERNETES_H
#define SG_INGEST_KUBERNETES_H

#include "ingest/mapper.h"

extern const sg_collectors sg_kubernetes;

/* The key of a cluster's node: its EKS ARN where account and region are known.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_kubernetes_cluster(const sg_origin *origin, sg_str name,
                                            sg_arena *arena, sg_str *out);

/* Writes the kind into the items of a typed list ("PodList"), which leave it out: *document becomes a
 * tree in the arena that shares the rest with what it was.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_kubernetes_name_kinds(sg_value *document, sg_arena *arena);

#endif
