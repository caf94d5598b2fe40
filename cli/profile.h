/* profile.h - what PROFILE has measured, for people and for programs. */
#ifndef SG_CLI_PROFILE_H
#define SG_CLI_PROFILE_H

#include "engine/base/text.h"
#include "query/query.h"

/* Appends a table, an operator a line.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_profile_table(const sg_query *query, const sg_result *result,
                                       sg_buffer *out);
/* Appends ,"profile":[...]: an object an operator.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_profile_json(const sg_query *query, const sg_result *result,
                                      sg_buffer *out);

#endif
