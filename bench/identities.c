/* identities.c - nodes and policies in a builder. */
#include "bench/identities.h"

sg_status sg_bench_add_node(sg_builder *builder, sg_str key, const char *label, sg_str account,
                            sg_build_node *out)
{
    SG_TRY(sg_builder_merge_node(builder, key, out, NULL));
    SG_TRY(sg_builder_add_label(builder, *out, sg_str_of(label)));
    SG_TRY(sg_builder_add_label(builder, *out, SG_STR("Resource")));
    SG_TRY(sg_builder_set(builder, *out, SG_STR("id"), sg_string(key)));
    return account.length > 0
               ? sg_builder_set(builder, *out, SG_STR("account"), sg_string(account))
               : SG_OK;
}

sg_status sg_bench_add_policy(sg_builder *builder, sg_str key, const char *document,
                              sg_build_node *out)
{
    SG_TRY(sg_bench_add_node(builder, key, "AccessPolicy", SG_STR(""), out));
    return sg_builder_set(builder, *out, SG_STR("document"), sg_string(sg_str_of(document)));
}

sg_status sg_bench_attach(sg_builder *builder, sg_build_node owner, sg_build_node policy,
                          const char *kind)
{
    sg_build_edge edge;

    SG_TRY(sg_builder_merge_edge(builder, owner, SG_STR("HAS_POLICY"), policy, sg_str_of(kind),
                                 &edge));
    return sg_builder_set_edge(builder, edge, SG_STR("kind"), sg_string(sg_str_of(kind)));
}
