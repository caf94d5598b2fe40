/* identities.h - accounts with principals, policies and resources, put together by hand. */
#ifndef SG_BENCH_IDENTITIES_H
#define SG_BENCH_IDENTITIES_H

#include "engine/build.h"

/* A node with one label beside `Resource`; the account may be empty.  Errors as of the builder. */
SG_MUST_USE sg_status sg_bench_add_node(sg_builder *builder, sg_str key, const char *label,
                                        sg_str account, sg_build_node *out);
/* A policy with its document, which hangs nowhere yet. */
SG_MUST_USE sg_status sg_bench_add_policy(sg_builder *builder, sg_str key, const char *document,
                                          sg_build_node *out);
SG_MUST_USE sg_status sg_bench_attach(sg_builder *builder, sg_build_node owner,
                                      sg_build_node policy, const char *kind);

#endif
