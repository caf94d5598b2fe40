/* arn.h - arn:partition:service:region:account:resource, cut into its parts. */
#ifndef SG_INGEST_DERIVE_ARN_H
#define SG_INGEST_DERIVE_ARN_H

#include "engine/base/base.h"

/* Slices of the text it was cut from. */
typedef struct sg_arn {
    sg_str partition, service, region, account, resource;
} sg_arn;

/* False when the text does not begin with `arn:` or has fewer than six parts. */
bool sg_arn_split(sg_str text, sg_arn *out);
/* Whether the text is an account number. */
bool sg_is_account(sg_str text);
/* Whose text it is: an account number alone, or the account of an ARN; else empty. */
sg_str sg_arn_account(sg_str text);

/* What is behind the last slash: of "role/path/name" the name. */
sg_str sg_last_part(sg_str path);

#endif
