/* route53.c - zones, their records, and what the records name.
 *
 *     zone --CONTAINS--> record "www.example.com A" --RESOLVES_TO--> load balancer, distribution, machine
 *
 * The answer with the records does not repeat the zone: it is the parameter.  What a record names is
 * linked in the end; a name of a bucket also when nothing has the bucket, for then anybody may take it.
 */
#include "ingest/host.h"
#include "ingest/pending.h"
#include "ingest/rows.h"
#include "ingest/text_at.h"

/* "/hostedzone/Z1" is the zone Z1. */
static sg_str zone_of(sg_str name)
{
    size_t from = 0;

    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == '/')
            from = i + 1;
    return sg_str_slice(name, from, name.length);
}

static sg_str zone_key(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    return sg_arena_format(arena, "arn:%.*s:route53:::hostedzone/%.*s",
                           SG_FMT(origin->partition), SG_FMT(zone_of(name)));
}

/* "www.example.com. A" is told apart by its zone, where that is known. */
static sg_str record_key(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    sg_str host = sg_host_of(name, arena);

    if (!host.bytes)
        return host;
    return sg_arena_format(arena, "dns:%.*s/%.*s", SG_FMT(zone_of(origin->parameter[0])),
                           SG_FMT(host));
}

typedef struct naming {
    sg_mapper *mapper;
    sg_build_node node;
    sg_str host; /* of the record */
} naming;

static sg_status link_name(void *state, const sg_frame *element)
{
    const naming *self = state;
    sg_str name = sg_tree_text(element->value), host;

    if (!name.length)
        return SG_OK;
    host = sg_host_of(name, self->mapper->scratch);
    if (!host.bytes)
        return SG_ENOMEM;
    if (sg_host_is_site(
            host)) { /* all sites of a region have one name: the record's is the bucket's */
        host = sg_arena_format(self->mapper->scratch, "%.*s.%.*s", SG_FMT(self->host),
                               SG_FMT(host));
        if (!host.bytes)
            return SG_ENOMEM;
    }
    return sg_pending_name_add(self->mapper, self->node, "RESOLVES_TO", host, SG_STR(""),
                               sg_map(NULL, 0));
}

static sg_status read_record(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    naming self = { mapper, node, sg_host_of(sg_text_at(item, "Name"), mapper->scratch) };
    sg_build_node zone;
    sg_found found;

    if (!self.host.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_builder_set(mapper->builder, node, SG_STR("name"), sg_string(self.host)));
    if (mapper->origin->parameter[0].length) {
        sg_str key = zone_key(mapper->origin->parameter[0], mapper->origin, mapper->scratch);
        if (!key.bytes)
            return SG_ENOMEM;
        SG_TRY(sg_mapper_refer(mapper, key, "DnsZone", &zone));
        SG_TRY(sg_mapper_link(mapper, zone, "CONTAINS", node, NULL, ""));
    }
    SG_TRY(sg_path_each(item, "AliasTarget.DNSName", link_name, &self, &found));
    return sg_path_each(item, "ResourceRecords[].Value", link_name, &self, &found);
}

/* clang-format off */
#define RECORD(kind)                                                                           \
    {                                                                                          \
        .service = "route53", .operation = "ListResourceRecordSets",                           \
        .items = "ResourceRecordSets[]", .when = "Type=" kind,                                 \
        .label = "DnsRecord", .native = "AWS::Route53::RecordSet",                             \
        .key = "{Name}", .rename = record_key, .arn = "", .place = SG_GLOBAL,                  \
        .properties = PROPERTIES(TEXTS("values", "ResourceRecords[].Value|AliasTarget.DNSName")), \
        .post = read_record,                                                                   \
    }

static const sg_collector rows[] = {
    {
        .service = "route53", .operation = "ListHostedZones", .items = "HostedZones[]",
        .label = "DnsZone", .native = "AWS::Route53::HostedZone", .key = "{Id}", .rename = zone_key, .place = SG_GLOBAL,
        .properties = PROPERTIES(TEXT("name", "Name"), BOOL("private", "Config.PrivateZone")),
    },
    RECORD("A"),
    RECORD("AAAA"),
    RECORD("CNAME"),
};
/* clang-format on */

const sg_collectors sg_route53 = { rows, SG_COUNT(rows) };
