/* resource_decision.c - the action itself, and the use of the key that encrypts.
 *
 *     s3:GetObject on some object of b      and, where b is encrypted under a key of KMS
 *     kms:Decrypt on that key               asked by way of s3.<region>.amazonaws.com
 *
 * A key that AWS manages for a service is for every principal of its account and for nobody else.  Whoever
 * writes an object picks the key, or none: object_writes.h.
 */
#include "ingest/derive/resource_decision.h"

#include "ingest/derive/access_points.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/generous.h"
#include "ingest/derive/key_grants.h"
#include "ingest/derive/object_writes.h"

static const struct {
    sg_str action, on_key, service;
} key_uses[] = {
#define USE(action, on_key, service)                                                           \
    { SG_STR_INIT(action), SG_STR_INIT(on_key), SG_STR_INIT(service) },
#include "ingest/derive/key_uses.def"
#undef USE
};

/* What else a key policy that is not known may say: that anybody may use the key.  A grant that nobody listed
 * may be the caller's.  Only what is denied elsewhere, or not let through by a boundary, is settled then. */
static sg_status ask_unread_key(const sg_iam_request *request, bool granted, sg_arena *scratch,
                                sg_iam_decision *out)
{
    sg_iam_target key = *request->target;
    sg_iam_request generous = *request;

    SG_TRY((granted ? sg_iam_grant_key : sg_iam_grant_everything)(&request->target->policies,
                                                                  scratch, &key.policies));
    generous.target = &key;
    SG_TRY(sg_iam_decide(&generous, scratch, out));
    out->must = false;
    return SG_OK;
}

/* What is asked about a resource, with what a write says of its encryption. */
typedef struct question {
    const sg_estate *estate;
    const sg_iam_caller *caller;
    const sg_iam_identity *identity;
    const sg_estate_resource *resource;
    sg_iam_action action;
    sg_str suffix;
    const sg_given *headers;
    uint32_t header_count;
    sg_arena *scratch;
} question;

/* --- keys --------------------------------------------------------------------------------- */

static sg_status ask_key(const question *about, const sg_estate_resource *key, sg_str action,
                         sg_str service, sg_iam_decision *out)
{
    sg_arn arn;
    sg_given by_way_of = { .key = SG_STR("kms:ViaService") };
    sg_iam_request request = { .caller = about->caller,
                               .identity = about->identity,
                               .target = &key->target,
                               .action = action,
                               .atom = sg_atom_of(&about->estate->atoms, action),
                               .given = &by_way_of,
                               .given_count = 1 };

    if (sg_arn_split(key->target.arn, &arn) && arn.region.length > 0) {
        by_way_of.value = sg_arena_format(about->scratch, "%.*s.%.*s.amazonaws.com",
                                          SG_FMT(service), SG_FMT(arn.region));
        if (!by_way_of.value.bytes)
            return SG_ENOMEM;
    }
    bool granted = sg_key_may_be_granted(key, about->caller, action);

    SG_TRY(sg_iam_decide(&request, about->scratch, out));
    return out->may || !(granted || key->target.policies.incomplete)
               ? SG_OK
               : ask_unread_key(&request, granted, about->scratch, out);
}

static void narrow_by(sg_iam_decision key, sg_iam_decision *out)
{
    out->may = out->may && key.may;
    out->must = out->must && key.must;
    out->everywhere = out->everywhere && key.may;
}

/* Of an account's principals: what AWS keeps for one of its services. */
static sg_iam_decision use_of_aws_key(const question *about, const sg_estate_resource *of)
{
    bool own = sg_str_equal(about->caller->account, of->target.account);

    return (sg_iam_decision){ .may = own, .must = own };
}

/* Narrows the decision to what the key of the resource allows as well. */
static sg_status join_key(const question *about, sg_iam_decision *out)
{
    const sg_estate_resource *key = about->resource->key;

    if (!key && !about->resource->key_unknown)
        return SG_OK;
    for (size_t i = 0; i < SG_COUNT(key_uses) && out->may; i++) {
        sg_iam_decision use = { .may =
                                    true }; /* a key that nobody described may be for anybody */

        if (!sg_str_equal_fold(about->action.name, key_uses[i].action))
            continue;
        if (key && key->aws_managed)
            use = use_of_aws_key(about, key);
        else if (key)
            SG_TRY(ask_key(about, key, key_uses[i].on_key, key_uses[i].service, &use));
        narrow_by(use, out);
    }
    return SG_OK;
}

/* --- the action --------------------------------------------------------------------------- */

/* The action on the ARN with the suffix, by way of an access point or (NULL) directly. */
static sg_status ask(const question *about, const sg_iam_identity *identity,
                     const sg_iam_target *on, sg_str suffix, const sg_access_point *point,
                     sg_iam_decision *out)
{
    uint32_t count = about->header_count + (point ? point->bucket_side_count : 0);
    sg_given *given = sg_arena_make_array(about->scratch, sg_given, count + 1U);
    sg_iam_target target = *on;
    sg_iam_request request = { .caller = about->caller,
                               .identity = identity,
                               .target = &target,
                               .action = about->action.name,
                               .atom = about->action.atom,
                               .given = given,
                               .given_count = count };

    if (!given)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        given[i] = i < about->header_count ? about->headers[i]
                                           : point->bucket_side[i - about->header_count];
    if (suffix.length > 0)
        target.arn =
            sg_arena_format(about->scratch, "%.*s%.*s", SG_FMT(on->arn), SG_FMT(suffix));
    return target.arn.bytes ? sg_iam_decide(&request, about->scratch, out) : SG_ENOMEM;
}

/* Whether the bucket's policy lets the point's caller from another account in, whose identity policies may
 * name the point and not the bucket: whether that is enough is not settled. */
static sg_status ask_delegation(const question *about, const sg_access_point *point,
                                sg_iam_decision *out)
{
    const sg_iam_policies none = { .count = 0 };
    sg_iam_identity generous = { .allowed = NULL };

    SG_TRY(sg_iam_grant_everything(&none, about->scratch, &generous.policies));
    SG_TRY(ask(about, &generous, &about->resource->target, about->suffix, point, out));
    out->must = false;
    return SG_OK;
}

/* Widens the decision by what comes through: the point and the bucket behind it both permit. */
static sg_status join_point(const question *about, const sg_access_point *point,
                            sg_iam_decision *out)
{
    const sg_iam_target *bucket = &about->resource->target;
    bool outside = about->identity && !sg_str_equal(about->caller->account, bucket->account);
    sg_str inside = about->suffix.length > 0 ? SG_STR("/object/?*") : SG_STR("");
    sg_iam_decision through, behind;

    if (!point->internet && about->caller->kind == SG_CALLER_ANYONE)
        return SG_OK;
    SG_TRY(ask(about, about->identity, &point->target, inside, NULL, &through));
    if (!through.may)
        return SG_OK;
    SG_TRY(ask(about, about->identity, bucket, about->suffix, point, &behind));
    if (!behind.may && outside)
        SG_TRY(ask_delegation(about, point, &behind));
    out->may = out->may || behind.may;
    out->must = out->must || (through.must && behind.must && point->internet);
    out->everywhere = out->everywhere || (through.everywhere && behind.everywhere);
    return SG_OK;
}

static sg_status ask_all_ways(const question *about, sg_iam_decision *out)
{
    const sg_estate_resource *resource = about->resource;

    SG_TRY(ask(about, about->identity, &resource->target, about->suffix, NULL, out));
    for (uint32_t i = 0; i < resource->point_count && !out->must; i++)
        SG_TRY(join_point(about, &resource->points[i], out));
    return SG_OK;
}

/* --- writes of objects -------------------------------------------------------------------- */

static sg_status ask_write(const question *about, const sg_object_write *write,
                           sg_iam_decision *out)
{
    question with_headers = *about;

    with_headers.headers = write->headers;
    with_headers.header_count = SG_WRITE_HEADERS;
    SG_TRY(ask_all_ways(&with_headers, out));
    switch (write->need) {
    case SG_NEEDS_NO_KEY:
        break;
    case SG_NEEDS_BUCKET_KEY:
        return join_key(about, out);
    case SG_NEEDS_AWS_KEY:
        narrow_by(use_of_aws_key(about, about->resource), out);
        break;
    case SG_NEEDS_OWN_KEY:
        narrow_by((sg_iam_decision){ .may = true }, out);
        break;
    }
    return SG_OK;
}

/* By whichever way the object is encrypted.  Where policies do not look at that, the first is as good as
 * any: no way lets through more than one of which it is left open. */
static sg_status ask_writes(const question *about, sg_iam_decision *out)
{
    sg_object_write writes[SG_OBJECT_WRITES_MOST];
    size_t count = sg_object_writes(about->resource, writes);
    sg_iam_decision open, one;

    SG_TRY(ask_write(about, &writes[0], out));
    if (out->must)
        return SG_OK;
    SG_TRY(ask_all_ways(about, &open));
    for (size_t i = 1; i < count && !out->must && (open.must || open.may != out->may); i++) {
        SG_TRY(ask_write(about, &writes[i], &one));
        out->may = out->may || one.may;
        out->must = out->must || one.must;
        out->everywhere = out->everywhere || one.everywhere;
    }
    return SG_OK;
}

sg_status sg_resource_decide(const sg_estate *estate, const sg_iam_caller *caller,
                             const sg_iam_identity *identity,
                             const sg_estate_resource *resource, sg_iam_action action,
                             sg_str suffix, sg_arena *scratch, sg_iam_decision *out)
{
    question about = { .estate = estate,
                       .caller = caller,
                       .identity = identity,
                       .resource = resource,
                       .action = action,
                       .suffix = suffix,
                       .scratch = scratch };
    sg_arena_mark mark = sg_arena_save(scratch);
    sg_iam_decision decision;

    if (resource->symbol == SG_RESOURCE_BUCKET &&
        sg_str_equal_fold(action.name, SG_STR("s3:PutObject"))) {
        SG_TRY(ask_writes(&about, &decision));
    } else {
        SG_TRY(ask_all_ways(&about, &decision));
        SG_TRY(join_key(&about, &decision));
    }
    sg_arena_rewind(scratch, mark);
    *out = decision;
    return SG_OK;
}
