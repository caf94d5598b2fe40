/* object_writes.c - whoever puts an object says how it is encrypted; a bucket's default is for who does not.
 *
 *     x-amz-server-side-encryption    key named     needs
 *     AES256                          -             nothing
 *     (none)                          -             the default's key
 *     aws:kms, aws:kms:dsse           the default's the same
 *                                     none          the key of S3 in the account of the bucket
 *                                     another       a key of one's own
 *     (none), with a customer's key   -             one's own, and that the bucket takes such writes
 *
 * So a right to put objects is enough, unless a policy refuses all but some of these headers.  Uploads in
 * parts and copies are begun with the same headers, under the same s3:PutObject.
 */
#include "ingest/derive/object_writes.h"

#define ENCRYPTION "s3:x-amz-server-side-encryption"

static const sg_given no_encryption = { .key = SG_STR_INIT(ENCRYPTION), .absent = true };
static const sg_given no_key_named = { .key = SG_STR_INIT(ENCRYPTION "-aws-kms-key-id"),
                                       .absent = true };
static const sg_given no_customer_key = { .key = SG_STR_INIT(ENCRYPTION "-customer-algorithm"),
                                          .absent = true };

static void add(sg_object_write *out, size_t *count, sg_given encryption, sg_given key,
                sg_given customer_key, sg_key_need need)
{
    out[(*count)++] =
        (sg_object_write){ .headers = { encryption, key, customer_key }, .need = need };
}

size_t sg_object_writes(const sg_estate_resource *bucket,
                        sg_object_write out[SG_OBJECT_WRITES_MOST])
{
    static const sg_str algorithms[] = { SG_STR_INIT("aws:kms"), SG_STR_INIT("aws:kms:dsse") };
    static const sg_given aes = { .key = SG_STR_INIT(ENCRYPTION),
                                  .value = SG_STR_INIT("AES256") };
    static const sg_given customer_key = { .key = SG_STR_INIT(ENCRYPTION "-customer-algorithm"),
                                           .value = SG_STR_INIT("AES256") };
    bool named = bucket->key && bucket->key->target.arn.length > 0;
    size_t count = 0;

    add(out, &count, aes, no_key_named, no_customer_key, SG_NEEDS_NO_KEY);
    add(out, &count, no_encryption, no_key_named, no_customer_key, SG_NEEDS_BUCKET_KEY);
    for (size_t i = 0; i < SG_COUNT(algorithms); i++) {
        sg_given kms = { .key = SG_STR(ENCRYPTION), .value = algorithms[i] };
        sg_given key = { .key = SG_STR(ENCRYPTION "-aws-kms-key-id") };

        if (named) {
            key.value = bucket->key->target.arn;
            add(out, &count, kms, key, no_customer_key, SG_NEEDS_BUCKET_KEY);
        }
        add(out, &count, kms, no_key_named, no_customer_key, SG_NEEDS_AWS_KEY);
        key.another = true;
        add(out, &count, kms, key, no_customer_key, SG_NEEDS_OWN_KEY);
    }
    add(out, &count, no_encryption, no_key_named, customer_key, SG_NEEDS_OWN_KEY);
    return count;
}
