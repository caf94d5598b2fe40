/* function_urls.h - addresses of a function that belong to a version or alias of it. */
#ifndef SG_INGEST_DERIVE_FUNCTION_URLS_H
#define SG_INGEST_DERIVE_FUNCTION_URLS_H

#include "engine/graph.h"

/* Whether a version or alias has an address.  It has a policy of its own then, which `lambda:GetPolicy`
 * tells only when asked about the version or alias, so that nobody knows it. */
bool sg_function_has_alias_url(const sg_graph *graph, sg_node function, sg_arena *arena);

#endif
