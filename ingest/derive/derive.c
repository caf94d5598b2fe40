/* derive.c - the table of derivations, run in order. */
#include "ingest/derive/derive.h"

static const struct {
    const char *name;
    sg_derivation run;
} derivations[] = {
    { "roles", sg_derive_roles },
    { "exposure", sg_derive_exposure },
    { "sensitivity", sg_derive_sensitivity },
    { "access", sg_derive_access },
};

static const sg_str classification_keys[] = {
    SG_STR_INIT("DataClassification"),  SG_STR_INIT("data-classification"),
    SG_STR_INIT("data_classification"), SG_STR_INIT("Classification"),
    SG_STR_INIT("Sensitivity"),         SG_STR_INIT("DataSensitivity"),
    SG_STR_INIT("data-sensitivity"),
};

static const sg_str sensitive_values[] = {
    SG_STR_INIT("confidential"),
    SG_STR_INIT("highly-confidential"),
    SG_STR_INIT("highly confidential"),
    SG_STR_INIT("restricted"),
    SG_STR_INIT("secret"),
    SG_STR_INIT("sensitive"),
    SG_STR_INIT("high"),
    SG_STR_INIT("critical"),
    SG_STR_INIT("pii"),
    SG_STR_INIT("phi"),
    SG_STR_INIT("pci"),
    SG_STR_INIT("cardholder"),
    SG_STR_INIT("financial"),
    SG_STR_INIT("credentials"),
};

sg_derive_options sg_derive_defaults(void)
{
    return (sg_derive_options){
        .classification_keys = classification_keys,
        .classification_key_count = SG_COUNT(classification_keys),
        .sensitive_values = sensitive_values,
        .sensitive_value_count = SG_COUNT(sensitive_values),
    };
}

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
