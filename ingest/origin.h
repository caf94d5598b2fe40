/* origin.h - where a document came from: the call it answers, and in which account and region. */
#ifndef SG_INGEST_ORIGIN_H
#define SG_INGEST_ORIGIN_H

#include "engine/base/base.h"

/* Slices are borrowed from the load's arena; those that are not known are empty. */
typedef struct sg_origin {
    sg_str file;         /* path below the source, as given to people and kept as evidence */
    sg_str service;      /* "ec2" */
    sg_str operation;    /* as the file has it: "describe-instances" or "DescribeInstances" */
    sg_str parameter[2]; /* what a per-resource call was asked about, decoded */
    sg_str account;      /* 12 digits */
    sg_str region;       /* "eu-west-1" */
    sg_str partition;    /* "aws", "aws-cn", ...: never empty */
    sg_str cluster;      /* of a kubectl dump: key of the cluster's node */
} sg_origin;

#endif
