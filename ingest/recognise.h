/* recognise.h - what a key alone tells: "i-0abc" is a machine, "arn:aws:s3:::x" a bucket. */
#ifndef SG_INGEST_RECOGNISE_H
#define SG_INGEST_RECOGNISE_H

#include "engine/base/text.h"
#include "ingest/derive/arn.h"

/* The label of the thing with this key, or NULL when the key does not tell. */
const char *sg_label_of_key(sg_str key);
/* Whether the text is written like a region: "eu-west-1", "us-gov-east-1", "ca-isob-northsouth-1r". */
bool sg_is_region(sg_str text);
/* The partition of a region: "aws" unless its name says otherwise. */
sg_str sg_partition_of(sg_str region);

#endif
