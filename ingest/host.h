/* host.h - names in DNS, by which records, origins and integrations refer to things.
 *
 *     "https://Web-1.eu-west-1.elb.amazonaws.com/path"     web-1.eu-west-1.elb.amazonaws.com
 *     "dualstack.web-1.eu-west-1.elb.amazonaws.com."       the same
 *     "logs.s3.eu-west-1.amazonaws.com"                    the bucket logs
 */
#ifndef SG_INGEST_HOST_H
#define SG_INGEST_HOST_H

#include "engine/base/arena.h"
#include "engine/base/text.h"

/* The host of a name or URL in one spelling: lower case, without scheme, port, path, the final dot
 * and the provider's `dualstack.`; `\052` is `*`.  {NULL, 0} when the arena is full. */
SG_MUST_USE sg_str sg_host_of(sg_str text, sg_arena *arena);
/* The bucket that such a host serves; empty when it is no host of S3. */
sg_str sg_bucket_of_host(sg_str host);
/* Whether it is the host of all static sites of a region, where the name asked for is the bucket. */
bool sg_host_is_site(sg_str host);

#endif
