/* object_writes.h - the ways to put an object into a bucket, by what encrypts it. */
#ifndef SG_INGEST_DERIVE_OBJECT_WRITES_H
#define SG_INGEST_DERIVE_OBJECT_WRITES_H

#include "ingest/derive/estate.h"

/* Whose key the writer needs a right to. */
typedef enum sg_key_need {
    SG_NEEDS_NO_KEY,
    SG_NEEDS_BUCKET_KEY, /* that of the bucket's default encryption, if it has one */
    SG_NEEDS_AWS_KEY,    /* that AWS keeps for S3: every principal of the account has it */
    SG_NEEDS_OWN_KEY,    /* some other: whether the writer has one is not known */
} sg_key_need;

enum { SG_WRITE_HEADERS = 3, SG_OBJECT_WRITES_MOST = 9 };

typedef struct sg_object_write {
    sg_given headers[SG_WRITE_HEADERS]; /* as the condition keys that policies see */
    sg_key_need need;
} sg_object_write;

/* The easiest first: once a way is certain, the rest need not be asked.  Returns how many. */
size_t sg_object_writes(const sg_estate_resource *bucket,
                        sg_object_write out[SG_OBJECT_WRITES_MOST]);

#endif
