/* action_services.h - what an action may be asked about.
 *
 *     s3:GetObject          something of S3
 *     ssm:StartSession      something of EC2, ECS, ... too
 *     s3:ListAllMyBuckets   nothing: IAM asks about "*"
 */
#ifndef SG_INGEST_DERIVE_ACTION_SERVICES_H
#define SG_INGEST_DERIVE_ACTION_SERVICES_H

#include "engine/base/base.h"

/* Whether the action is known to be about no resource.  Source: the Service Authorization Reference. */
bool sg_action_is_about_nothing(sg_str action);

/* Whether the action may be about something whose ARN is of this service; true for services that are not
 * known. */
bool sg_action_is_about(sg_str action, sg_str service);

#endif
