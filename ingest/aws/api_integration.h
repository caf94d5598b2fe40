/* api_integration.h - where an API passes a request on to.
 *
 *     arn:...:lambda:path/.../functions/<function>/invocations   the function
 *     arn:...:lambda:...:function:<name>:<alias>                 the function
 *     https://host/path                                          what has the name
 *     arn:...:listener/app/web/1/2  by a VPC link                the load balancer, by this listener
 *     (anything)                    by a VPC link                what the link leads to
 */
#ifndef SG_INGEST_AWS_API_INTEGRATION_H
#define SG_INGEST_AWS_API_INTEGRATION_H

#include "ingest/mapper.h"

/* Slices are borrowed; those that are not known are empty. */
typedef struct sg_api_route {
    sg_str rule;          /* "GET /users" */
    sg_str authorization; /* NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS, JWT */
    bool key_required;    /* an API key has to be sent */
} sg_api_route;

typedef struct sg_api_integration {
    sg_str uri;
    sg_str link; /* id of a VPC link, when the connection is by one */
} sg_api_integration;

/* FORWARDS_TO from the API, one for each route; none where the provider answers by itself, or the
 * target hangs on variables.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_api_link(sg_mapper *mapper, sg_build_node api,
                                  const sg_api_route *route,
                                  const sg_api_integration *integration);

/* The route as a map {rule, authorization, apiKey, integration}, for `routes` of the API; the
 * integration as {id, uri, link}, for `integrations`.  What is beyond 2,048 is told as a problem. */
SG_MUST_USE sg_status sg_api_route_note(sg_mapper *mapper, sg_build_node api,
                                        const sg_frame *item, const sg_api_route *route,
                                        sg_str integration);
SG_MUST_USE sg_status sg_api_integration_note(sg_mapper *mapper, sg_build_node api,
                                              const sg_frame *item, sg_str id,
                                              const sg_api_integration *integration);

/* The key of a VPC link of the account at hand; bytes NULL when there is no memory. */
SG_MUST_USE sg_str sg_api_link_key(sg_str id, const sg_origin *origin, sg_arena *arena);
/* "...:listener/app/web/1a/2b" and "...:listener-rule/..." stand for "...:loadbalancer/app/web/1a";
 * anything else for itself. */
sg_str sg_balancer_of_listener(sg_str name, const sg_origin *origin, sg_arena *arena);
/* "arn:...:function:name:alias" stands for "arn:...:function:name"; anything else for itself. */
sg_str sg_function_of_version(sg_str name, const sg_origin *origin, sg_arena *arena);

#endif
