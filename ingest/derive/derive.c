/* derive.c - the table of derivations, run in order. */
#include "ingest/derive/derive.h"

static const struct {
    const char *name;
    sg_derivation run;
} derivations[] = {
    { "collected calls", sg_derive_collected },
    { "roles", sg_derive_roles },
    { "exposure", sg_derive_exposure },
    { "sensitivity", sg_derive_sensitivity },
    { "access", sg_derive_access },
};

sg_status sg_derive_all(const sg_graph *graph, sg_builder *builder, const sg_coverage *coverage,
                        const sg_derive_options *options, sg_error *err)
{
    sg_derive_options defaults = sg_derive_defaults();

    for (size_t i = 0; i < SG_COUNT(derivations); i++) {
        sg_status status =
            derivations[i].run(graph, builder, coverage, options ? options : &defaults, err);
        if (status != SG_OK)
            return sg_fail(err, status, "cannot derive %s", derivations[i].name);
    }
    return SG_OK;
}
