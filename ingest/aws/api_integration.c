/* api_integration.c - routes of an API as relationships to what answers them. */
#include "ingest/aws/api_integration.h"

#include <string.h>

#include "ingest/pending.h"

enum {
    FIELDS_MOST = 6,
    LIST_MOST = 2048,   /* routes or integrations of an API: several times what may be had */
    FUNCTION_PARTS = 7, /* of the ARN of a function without alias or version */
};

typedef struct field_list {
    sg_entry items[FIELDS_MOST];
    uint32_t count;
} field_list;

static void add_text(field_list *list, const char *name, sg_str text)
{
    if (text.length)
        list->items[list->count++] = (sg_entry){ sg_str_of(name), sg_string(text) };
}

static void add_route(field_list *list, const sg_api_route *route)
{
    add_text(list, "rule", route->rule);
    add_text(list, "authorization", route->authorization);
    list->items[list->count++] =
        (sg_entry){ SG_STR("apiKey"), sg_boolean(route->key_required) };
}

static sg_value map_of(field_list *list)
{
    return sg_map(list->items, sg_map_sort(list->items, list->count));
}

sg_str sg_api_link_key(sg_str id, const sg_origin *origin, sg_arena *arena)
{
    return sg_arena_format(arena, "arn:%.*s:apigateway:%.*s::/vpclinks/%.*s",
                           SG_FMT(origin->partition), SG_FMT(origin->region), SG_FMT(id));
}

sg_str sg_balancer_of_listener(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    sg_str kinds[] = { SG_STR(":listener-rule/"), SG_STR(":listener/") };

    (void)origin;
    for (size_t i = 0; i < SG_COUNT(kinds); i++) {
        size_t at = sg_str_find(name, kinds[i], 0), end, parts = 0;

        if (at == SIZE_MAX)
            continue;
        for (end = at + kinds[i].length; end < name.length; end++)
            if (name.bytes[end] == '/' && ++parts == 3)
                break;
        sg_str tail = sg_str_slice(name, at + kinds[i].length, end);
        return sg_arena_format(arena, "%.*s:loadbalancer/%.*s", (int)at, name.bytes,
                               SG_FMT(tail));
    }
    return name;
}

/* The ARN of the function that the text names; empty when it names none. */
static sg_str function_of(sg_str uri)
{
    sg_str path = SG_STR("/functions/"), end = SG_STR("/invocations");
    size_t at = sg_str_find(uri, path, 0), last, parts = 1;

    if (sg_str_starts(uri, SG_STR("arn:")) && at != SIZE_MAX) {
        last = sg_str_find(uri, end, at);
        uri = sg_str_slice(uri, at + path.length, last == SIZE_MAX ? uri.length : last);
    }
    if (!sg_str_starts(uri, SG_STR("arn:")) ||
        sg_str_find(uri, SG_STR(":lambda:"), 0) == SIZE_MAX ||
        sg_str_find(uri, SG_STR(":function:"), 0) == SIZE_MAX)
        return (sg_str){ "", 0 };
    for (last = 0; last < uri.length; last++)
        if (uri.bytes[last] == ':' && ++parts > FUNCTION_PARTS)
            break;
    return sg_str_slice(uri, 0, last);
}

sg_str sg_function_of_version(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    sg_str function = function_of(name);

    (void)origin;
    (void)arena;
    return function.length ? function : name;
}

/* A relationship to the node with the key, one for each route. */
static sg_status link_to(sg_mapper *mapper, sg_build_node api, sg_str key, const char *label,
                         const sg_api_route *route, field_list *fields)
{
    sg_build_node target;
    sg_build_edge edge;

    SG_TRY(sg_mapper_refer(mapper, key, label, &target));
    SG_TRY(sg_builder_merge_edge(mapper->builder, api, SG_STR("FORWARDS_TO"), target,
                                 route->rule, &edge));
    for (uint32_t i = 0; i < fields->count; i++)
        SG_TRY(sg_builder_set_edge(mapper->builder, edge, fields->items[i].key,
                                   fields->items[i].value));
    return SG_OK;
}

/* The port that a URL names or implies. */
static int64_t port_of(sg_str url)
{
    size_t at = sg_str_find(url, SG_STR("://"), 0), end;
    int64_t port = 0;

    if (at == SIZE_MAX)
        return 0;
    for (end = at + 3; end < url.length && url.bytes[end] != '/'; end++)
        if (url.bytes[end] == ':')
            break;
    for (end++; end < url.length && url.bytes[end] >= '0' && url.bytes[end] <= '9'; end++)
        port = port * 10 + (url.bytes[end] - '0') > UINT16_MAX
                   ? UINT16_MAX
                   : port * 10 + (url.bytes[end] - '0');
    return port ? port : sg_str_starts(url, SG_STR("https:")) ? 443 : 80;
}

sg_status sg_api_link(sg_mapper *mapper, sg_build_node api, const sg_api_route *route,
                      const sg_api_integration *integration)
{
    sg_str function = function_of(integration->uri), link = SG_STR("");
    int64_t port = port_of(integration->uri);
    field_list fields = { .count = 0 };

    add_route(&fields, route);
    if (function.length)
        return sg_str_find(function, SG_STR("${"), 0) == SIZE_MAX
                   ? link_to(mapper, api, function, "ServerlessFunction", route, &fields)
                   : SG_OK;
    if (integration->link.length) {
        link = sg_api_link_key(integration->link, mapper->origin, mapper->scratch);
        if (!link.bytes)
            return SG_ENOMEM;
    }
    if (sg_str_find(integration->uri, SG_STR(":listener/"), 0) != SIZE_MAX) {
        sg_str balancer =
            sg_balancer_of_listener(integration->uri, mapper->origin, mapper->scratch);
        if (!balancer.bytes)
            return SG_ENOMEM;
        add_text(&fields, "listener", integration->uri);
        add_text(&fields, "link", link);
        return link_to(mapper, api, balancer, "LoadBalancer", route, &fields);
    }
    if (port)
        fields.items[fields.count++] = (sg_entry){ SG_STR("port"), sg_integer(port) };
    if (link.length)
        return sg_str_find(link, SG_STR("${"), 0) == SIZE_MAX
                   ? link_to(mapper, api, link, "Gateway", route, &fields)
                   : SG_OK;
    if (!port || sg_str_find(integration->uri, SG_STR("${"), 0) != SIZE_MAX)
        return SG_OK;
    return sg_pending_name_add(mapper, api, "FORWARDS_TO", integration->uri, route->rule,
                               map_of(&fields));
}

/* Adds the map to a list of the API, once. */
static sg_status append(sg_mapper *mapper, sg_build_node api, const sg_frame *item,
                        const char *name, sg_value map)
{
    sg_value before = sg_builder_get(mapper->builder, api, sg_str_of(name), mapper->scratch);
    uint32_t count = before.type == SG_TYPE_LIST ? before.length : 0;
    sg_value *items = sg_arena_make_array(mapper->scratch, sg_value, (size_t)count + 1);

    if (!items)
        return SG_ENOMEM;
    if (count == LIST_MOST) {
        sg_mapper_problem(mapper, item, NULL, "is one of more than %d %s of an API", LIST_MOST,
                          name);
        return SG_OK;
    }
    if (count)
        memcpy(items, before.list, count * sizeof *items);
    items[count] = map;
    for (uint32_t i = 0; i < count; i++)
        if (sg_value_same(items[i], map))
            return SG_OK;
    return sg_builder_set(mapper->builder, api, sg_str_of(name), sg_list(items, count + 1));
}

sg_status sg_api_route_note(sg_mapper *mapper, sg_build_node api, const sg_frame *item,
                            const sg_api_route *route, sg_str integration)
{
    field_list fields = { .count = 0 };

    add_route(&fields, route);
    add_text(&fields, "integration", integration);
    return append(mapper, api, item, "routes", map_of(&fields));
}

sg_status sg_api_integration_note(sg_mapper *mapper, sg_build_node api, const sg_frame *item,
                                  sg_str id, const sg_api_integration *integration)
{
    field_list fields = { .count = 0 };

    add_text(&fields, "id", id);
    add_text(&fields, "uri", integration->uri);
    add_text(&fields, "link", integration->link);
    return append(mapper, api, item, "integrations", map_of(&fields));
}
