/* cloudfront.c - distributions and their origins.
 *
 *     distribution --FORWARDS_TO {rule: origin, port, access, signed}--> bucket, load balancer, API, ...
 *
 * A list gives the settings in the item, a description in its DistributionConfig.  An origin counts
 * when a behaviour names it, or a group of origins may fall back to it; it is `signed` when all
 * behaviours that name it ask for signed URLs or cookies.
 */
#include "ingest/pending.h"
#include "ingest/rows.h"
#include "ingest/text_at.h"

/* Which requests get to an origin. */
typedef struct usage {
    sg_str origin;
    bool used, unsigned_too;
} usage;

static sg_status note_behaviour(void *state, const sg_frame *element)
{
    usage *self = state;

    if (!sg_str_equal(sg_text_at(element, "TargetOriginId"), self->origin))
        return SG_OK;
    self->used = true;
    self->unsigned_too =
        self->unsigned_too || (!sg_truth_at(element, "TrustedSigners.Enabled") &&
                               !sg_truth_at(element, "TrustedKeyGroups.Enabled"));
    return SG_OK;
}

static sg_status note_member(void *state, const sg_frame *element)
{
    usage *self = state;

    /* Which behaviours lead to the group is not followed. */
    if (sg_str_equal(sg_text_at(element, "OriginId"), self->origin))
        self->used = self->unsigned_too = true;
    return SG_OK;
}

static sg_status read_usage(const sg_frame *config, usage *out)
{
    sg_found found;

    SG_TRY(sg_path_each(config, "DefaultCacheBehavior", note_behaviour, out, &found));
    SG_TRY(sg_path_each(config, "CacheBehaviors.Items[]", note_behaviour, out, &found));
    return sg_path_each(config, "OriginGroups.Items[].Members.Items[]", note_member, out,
                        &found);
}

typedef struct origins {
    sg_mapper *mapper;
    const sg_frame *config;
    sg_build_node node;
} origins;

/* How the distribution shows itself to the origin, by which a bucket or function knows it. */
static sg_str access_of(const sg_frame *origin)
{
    if (sg_text_at(origin, "OriginAccessControlId").length)
        return SG_STR("oac");
    return sg_text_at(origin, "S3OriginConfig.OriginAccessIdentity").length ? SG_STR("oai")
                                                                            : SG_STR("none");
}

/* One relationship to the origin, on a port of it. */
static sg_status link_origin(const origins *self, const sg_frame *origin, const usage *use,
                             int64_t port)
{
    sg_mapper *mapper = self->mapper;
    sg_str identity = sg_text_at(origin, "S3OriginConfig.OriginAccessIdentity");
    sg_str link = sg_text_at(origin, "VpcOriginConfig.VpcOriginId");
    sg_entry entries[] = {
        { SG_STR("access"), sg_string(access_of(origin)) },
        { SG_STR("port"), sg_integer(port) },
        { SG_STR("rule"), sg_string(use->origin) },
        { SG_STR("signed"), sg_boolean(!use->unsigned_too) },
        { SG_STR("identity"), sg_string(identity) },
    };
    /* The identity comes last, so that it can be left out. */
    uint32_t count = (uint32_t)SG_COUNT(entries) - (identity.length == 0);
    sg_value properties = sg_map(entries, sg_map_sort(entries, count));
    sg_str name =
        sg_arena_format(mapper->scratch, "%.*s:%lld", SG_FMT(use->origin), (long long)port);
    sg_build_node target;
    sg_build_edge edge;

    if (!name.bytes)
        return SG_ENOMEM;
    if (!link.length)
        return sg_pending_name_add(mapper, self->node, "FORWARDS_TO",
                                   sg_text_at(origin, "DomainName"), name, properties);
    SG_TRY(sg_mapper_refer(mapper, link, "Gateway", &target));
    SG_TRY(sg_builder_merge_edge(mapper->builder, self->node, SG_STR("FORWARDS_TO"), target,
                                 name, &edge));
    for (uint32_t i = 0; i < properties.length; i++)
        SG_TRY(sg_builder_set_edge(mapper->builder, edge, properties.map[i].key,
                                   properties.map[i].value));
    return SG_OK;
}

static int64_t port_at(const sg_frame *origin, const char *path, int64_t usual)
{
    const sg_value *value = NULL;

    return sg_path_get(origin, path, &value) == SG_FOUND && value->type == SG_TYPE_INTEGER
               ? value->integer
               : usual;
}

static sg_status read_origin(void *state, const sg_frame *origin)
{
    const origins *self = state;
    usage use = { .origin = sg_text_at(origin, "Id") };
    sg_str policy = sg_text_at(origin, "CustomOriginConfig.OriginProtocolPolicy");

    SG_TRY(read_usage(self->config, &use));
    if (!use.used)
        return SG_OK;
    if (!sg_str_equal(policy, SG_STR("http-only")))
        SG_TRY(link_origin(self, origin, &use,
                           port_at(origin, "CustomOriginConfig.HTTPSPort", 443)));
    if (!policy.length || sg_str_equal(policy, SG_STR("https-only")))
        return SG_OK;
    return link_origin(self, origin, &use, port_at(origin, "CustomOriginConfig.HTTPPort", 80));
}

static sg_status read_origins(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    const sg_value *inner = NULL;
    sg_frame config = { .value = item->value, .outer = item, .index = SIZE_MAX };
    origins self = { mapper, &config, node };
    sg_found found;

    if (sg_path_get(item, "DistributionConfig", &inner) == SG_FOUND)
        config.value = inner;
    SG_TRY(sg_builder_set(mapper->builder, node, SG_STR("firewall"),
                          sg_boolean(sg_text_at(&config, "WebACLId").length > 0)));
    return sg_path_each(&config, "Origins.Items[]", read_origin, &self, &found);
}

/* clang-format off */
#define EITHER(path) path "|DistributionConfig." path
#define DISTRIBUTION                                                                           \
        .label = "Distribution", .native = "AWS::CloudFront::Distribution", .key = "{ARN}", .place = SG_GLOBAL, \
        .aliases = { "{Id}" }, .hosts = { "DomainName", "Aliases.Items[]", "DistributionConfig.Aliases.Items[]" }, \
        .properties = PROPERTIES(TEXT("name", "DomainName"), TEXT("state", "Status"),          \
                                 BOOL("enabled", EITHER("Enabled")),                           \
                                 TEXT("viewerProtocol", EITHER("DefaultCacheBehavior.ViewerProtocolPolicy")), \
                                 TEXT("geoRestriction", EITHER("Restrictions.GeoRestriction.RestrictionType"))), \
        .post = read_origins

static const sg_collector rows[] = {
    {
        /* The way into a private network: to one load balancer or machine. */
        .service = "cloudfront", .operation = "ListVpcOrigins", .items = "VpcOriginList.Items[]",
        .label = "Gateway", .native = "AWS::CloudFront::VpcOrigin", .key = "{Id}", .arn = "{Arn}", .place = SG_GLOBAL,
        .properties = PROPERTIES(TEXT("name", "Name"), CONSTANT("kind", NULL, "link"), TEXT("state", "Status")),
        .edges = EDGES({ .type = "FORWARDS_TO", .way = SG_OUT, .key = "{OriginEndpointArn}" }),
    },
    { .service = "cloudfront", .operation = "ListDistributions", .items = "DistributionList.Items[]", DISTRIBUTION },
    { .service = "cloudfront", .operation = "GetDistribution", .items = "Distribution", DISTRIBUTION },
};
/* clang-format on */

const sg_collectors sg_cloudfront = { rows, SG_COUNT(rows) };
