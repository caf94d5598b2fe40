/* layout.h - what the path of a file tells: account, region, call and the resource asked about.
 *
 *     demo/us-east-1/ec2-describe-instances.json                 CloudMapper
 *     demo/us-east-1/s3-get-bucket-policy/my_bucket              the same, one file a resource
 *     111122223333/eu-west-1/s3api-get-bucket-acl__logs.json     names of the command line
 *     ec2/describe-vpcs.json, sqs/get-queue-attributes__0.json   one folder a service
 *     test_x/ec2.DescribeInstances_1.json                        recordings
 *     111122223333-ec2-us-east-1-describe_vpcs-Vpcs.json         everything in the name
 *     prod/eu-west-1/kubectl/main/pods.json                      kubectl get pods -A -o json
 *
 * A file of another name is recognised by the top-level keys of its document.
 */
#ifndef SG_INGEST_LAYOUT_H
#define SG_INGEST_LAYOUT_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "ingest/tree.h"

typedef struct sg_layout {
    sg_str service,
        operation; /* canonical service; operation as written; empty: not recognised */
    sg_str
        folder; /* of a file without service: what may be one, if the document does not tell */
    sg_str parameter[2]; /* percent-decoded */
    sg_str account, region;
    sg_str group;   /* the folder that stands for an account; may be empty: the source itself */
    sg_str name;    /* its last part */
    sg_str cluster; /* of a kubectl dump: its name */
} sg_layout;

/* `path` is relative to `source`; slices are borrowed from both, or in the arena.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_layout_of(sg_str source, sg_str path, sg_arena *arena, sg_layout *out);

/* Completes or corrects service and operation by the document's top-level keys; static text. */
void sg_layout_by_content(const sg_value *document, sg_layout *layout);

#endif
