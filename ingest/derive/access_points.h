/* access_points.h - further ways into a bucket, each with a policy of its own. */
#ifndef SG_INGEST_DERIVE_ACCESS_POINTS_H
#define SG_INGEST_DERIVE_ACCESS_POINTS_H

#include "ingest/derive/estate.h"

typedef struct sg_access_point {
    sg_iam_target target;
    bool internet;               /* open to requests from outside of one network */
    const sg_given *bucket_side; /* what a request by way of it brings to the bucket */
    uint32_t bucket_side_count;
} sg_access_point;

/* Finds the access points of the bucket.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_access_points_read(sg_estate *estate, sg_estate_resource *bucket);

#endif
