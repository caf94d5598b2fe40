/* service.c - names and numbers of protocols to stretches of the line of services. */
#include "ingest/derive/service.h"

#include "engine/base/text.h"

#include <stdio.h>

static const struct {
    sg_str name;
    uint8_t number;
} protocols[] = {
    { SG_STR_INIT("tcp"), SG_TCP },          { SG_STR_INIT("udp"), SG_UDP },
    { SG_STR_INIT("icmp"), SG_ICMP },        { SG_STR_INIT("icmpv6"), SG_ICMPV6 },
    { SG_STR_INIT("ipv6-icmp"), SG_ICMPV6 },
};

static bool read_number(sg_value value, int64_t *out)
{
    if (value.type == SG_TYPE_INTEGER) {
        *out = value.integer;
        return true;
    }
    return value.type == SG_TYPE_STRING && sg_str_to_int64(sg_value_str(value), out);
}

/* -1: all protocols. */
static bool read_protocol(sg_value value, int64_t *out)
{
    if (sg_is_null(value)) {
        *out = -1;
        return true;
    }
    if (value.type == SG_TYPE_STRING) {
        if (sg_str_equal_fold(sg_value_str(value), SG_STR("all"))) {
            *out = -1;
            return true;
        }
        for (size_t i = 0; i < SG_COUNT(protocols); i++)
            if (sg_str_equal_fold(sg_value_str(value), protocols[i].name)) {
                *out = protocols[i].number;
                return true;
            }
    }
    return read_number(value, out) && *out >= -1 && *out <= SG_LAST_PROTOCOL;
}

/* A bound of a range; null and -1 give `any`. */
static bool read_bound(sg_value value, int64_t any, int64_t limit, uint32_t *out)
{
    int64_t number = -1;

    if (!sg_is_null(value) && !read_number(value, &number))
        return false;
    if (number == -1)
        number = any;
    if (number < 0 || number > limit)
        return false;
    *out = (uint32_t)number;
    return true;
}

/* Any type, any code of one type, or one code of one type. */
static bool read_icmp(uint32_t protocol, sg_value type, sg_value code, sg_services *out)
{
    const uint32_t any = UINT8_MAX + 1;
    uint32_t first, last;

    if (!read_bound(type, any, any, &first) || !read_bound(code, any, any, &last))
        return false;
    if (first == any)
        *out = sg_services_of(protocol, 0, SG_LAST_PORT);
    else if (last == any)
        *out = sg_services_of(protocol, first << 8, first << 8 | UINT8_MAX);
    else
        *out = sg_services_of(protocol, first << 8 | last, first << 8 | last);
    return true;
}

bool sg_services_read(sg_value protocol, sg_value from, sg_value to, sg_services *out)
{
    int64_t number;
    uint32_t first, last;

    if (!read_protocol(protocol, &number))
        return false;
    if (number == -1) {
        *out = (sg_services){ 0, SG_LAST_SERVICE };
        return true;
    }
    if (number == SG_ICMP || number == SG_ICMPV6)
        return read_icmp((uint32_t)number, from, to, out);
    if (!read_bound(from, 0, SG_LAST_PORT, &first) ||
        !read_bound(to, SG_LAST_PORT, SG_LAST_PORT, &last) || first > last)
        return false;
    if (number != SG_TCP && number != SG_UDP) {
        first = 0;
        last = SG_LAST_PORT;
    }
    *out = sg_services_of((uint32_t)number, first, last);
    return true;
}

sg_transports sg_listener_transports(sg_str protocol)
{
    bool udp = sg_str_equal_fold(protocol, SG_STR("UDP")) ||
               sg_str_equal_fold(protocol, SG_STR("QUIC"));
    bool both = sg_str_equal_fold(protocol, SG_STR("TCP_UDP")) ||
                sg_str_equal_fold(protocol, SG_STR("TCP_QUIC"));

    return (sg_transports){ .tcp = !udp || both, .udp = udp || both };
}

sg_str sg_protocol_name(uint32_t protocol, char buffer[4])
{
    for (size_t i = 0; i < SG_COUNT(protocols); i++)
        if (protocols[i].number == protocol)
            return protocols[i].name;
    int length = snprintf(buffer, 4, "%u", protocol & SG_LAST_PROTOCOL);
    return (sg_str){ buffer, (size_t)length };
}
