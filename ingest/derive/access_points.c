/* access_points.c - which access points lead to a bucket, and what their requests carry.
 *
 *     caller --> access point --> bucket       both policies must permit; the bucket's sees
 *                                              s3:DataAccessPointArn, ...Account, ...NetworkOrigin
 */
#include "ingest/derive/access_points.h"

#include "engine/base/text.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/bucket_access.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/read.h"

static sg_status read_point(sg_estate *estate, sg_node node, const sg_estate_resource *bucket,
                            sg_access_point *out)
{
    sg_str origin = sg_read_text(estate->graph, node, SG_STR("networkOrigin"), estate->arena);
    sg_str arn = sg_read_arn(estate->graph, node, estate->arena);
    sg_given *given = sg_arena_make_array(estate->arena, sg_given, 3);
    sg_truth restricted = sg_either(
        estate->accounts[bucket->account].restrict_public_buckets,
        sg_read_truth(estate->graph, node, SG_STR("restrictPublicBuckets"), estate->arena));
    bool is_public = false;
    uint32_t attached = 0;
    sg_arn parts;

    if (!given)
        return SG_ENOMEM;
    out->target = bucket->target;
    out->target.arn = arn;
    out->target.account = sg_arn_split(arn, &parts) ? parts.account : bucket->target.account;
    out->target.policies = (sg_iam_policies){ .count = 0 };
    SG_TRY(
        sg_estate_attached(estate, node, SG_STR("resource"), &out->target.policies, &attached));
    if (attached == 0 &&
        sg_read_truth(estate->graph, node, SG_STR("policyCollected"), estate->arena) != SG_TRUE)
        out->target.policies.incomplete = true;
    for (uint32_t i = 0; i < out->target.policies.count; i++)
        is_public = is_public || sg_bucket_policy_is_public(out->target.policies.items[i]);
    out->target.restricted = is_public ? restricted : SG_FALSE;
    out->internet = sg_str_equal_fold(origin, SG_STR("Internet"));
    given[0] = (sg_given){ .key = SG_STR("s3:DataAccessPointArn"), .value = arn };
    given[1] =
        (sg_given){ .key = SG_STR("s3:DataAccessPointAccount"), .value = out->target.account };
    given[2] = (sg_given){ .key = SG_STR("s3:AccessPointNetworkOrigin"), .value = origin };
    out->bucket_side = given;
    out->bucket_side_count = 3;
    return SG_OK;
}

/* Whether the bucket's policy leaves it to access points to say who may. */
static bool delegates(const sg_iam_policies *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];
            for (uint32_t c = 0; !statement->deny && c < statement->condition_count; c++)
                if (sg_str_equal_fold(statement->conditions[c].key,
                                      SG_STR("s3:DataAccessPointAccount")) ||
                    sg_str_equal_fold(statement->conditions[c].key,
                                      SG_STR("s3:DataAccessPointArn")))
                    return true;
        }
    return false;
}

/* No access points: there are none, or nobody asked. */
static void note_unlisted(const sg_estate *estate, sg_estate_resource *bucket)
{
    bucket->hidden_points =
        delegates(&bucket->target.policies) &&
        !sg_coverage_collected(estate->coverage, bucket->target.account, bucket->target.region,
                               SG_STR("s3control:ListAccessPoints"));
    bucket->hidden_grants = bucket->hidden_grants || bucket->hidden_points;
}

sg_status sg_access_points_read(sg_estate *estate, sg_estate_resource *bucket)
{
    const sg_graph *graph = estate->graph;
    sg_neighbours at = sg_neighbours_by(graph, bucket->node, SG_STR("FORWARDS_TO"), SG_IN);
    sg_access_point *points;
    uint32_t room = 0;

    while (sg_neighbours_next(&at))
        room += sg_node_is(graph, at.node, SG_STR("AccessPoint"));
    if (room == 0) {
        note_unlisted(estate, bucket);
        return SG_OK;
    }
    points = sg_arena_make_array(estate->arena, sg_access_point, room);
    if (!points)
        return SG_ENOMEM;
    at = sg_neighbours_by(graph, bucket->node, SG_STR("FORWARDS_TO"), SG_IN);
    while (sg_neighbours_next(&at))
        if (sg_node_is(graph, at.node, SG_STR("AccessPoint")))
            SG_TRY(read_point(estate, at.node, bucket, &points[bucket->point_count++]));
    bucket->points = points;
    for (uint32_t i = 0; i < bucket->point_count; i++)
        bucket->hidden_points = bucket->hidden_points || points[i].target.policies.incomplete;
    bucket->hidden_points = bucket->hidden_points && delegates(&bucket->target.policies);
    return SG_OK;
}
