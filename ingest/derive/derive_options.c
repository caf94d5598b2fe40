/* derive_options.c - what an estate may set, and what holds when it does not. */
#include "ingest/derive/derive.h"

static const sg_str classification_keys[] = {
    SG_STR_INIT("DataClass"),           SG_STR_INIT("data-class"),
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
