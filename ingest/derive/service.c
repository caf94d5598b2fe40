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

/* The stretches of the line of services that are told apart: four protocols, and what lies between
 * them. */
static const struct {
    uint32_t first, last; /* protocols */
} stretches[SG_SERVICE_WORDS] = {
    { 0, SG_ICMP - 1 },
    { SG_ICMP, SG_ICMP },
    { SG_ICMP + 1, SG_TCP - 1 },
    { SG_TCP, SG_TCP },
    { SG_TCP + 1, SG_UDP - 1 },
    { SG_UDP, SG_UDP },
    { SG_UDP + 1, SG_ICMPV6 - 1 },
    { SG_ICMPV6, SG_ICMPV6 },
    { SG_ICMPV6 + 1, SG_LAST_PROTOCOL },
};

static const char *protocol_name(uint32_t protocol)
{
    for (size_t i = 0; i < SG_COUNT(protocols); i++)
        if (protocols[i].number == protocol)
            return protocols[i].name.bytes;
    return NULL;
}

/* Puts services that lie in one stretch, or are all of it, into words. */
static sg_service_words describe(sg_services services, bool whole)
{
    uint32_t protocol = services.first >> 16;
    const char *name = protocol_name(protocol);
    sg_service_words words = { .from = services.first & SG_LAST_PORT,
                               .to = services.last & SG_LAST_PORT };

    if (!name && (whole || protocol != services.last >> 16)) {
        name = "other";
        words.from = 0;
        words.to = SG_LAST_PORT;
    }
    if (protocol == SG_ICMP || protocol == SG_ICMPV6) {
        words.from >>= 8;
        words.to >>= 8;
    }
    if (name)
        (void)snprintf(words.protocol, sizeof words.protocol, "%s", name);
    else
        (void)snprintf(words.protocol, sizeof words.protocol, "%u", protocol & UINT8_MAX);
    return words;
}

uint32_t sg_services_describe(sg_services services, sg_service_words out[SG_SERVICE_WORDS])
{
    uint32_t count = 0;

    if (services.first == 0 && services.last == SG_LAST_SERVICE) {
        out[0] = (sg_service_words){ .protocol = "all", .to = SG_LAST_PORT };
        return 1;
    }
    for (size_t i = 0; i < SG_COUNT(stretches); i++) {
        sg_services all = { stretches[i].first << 16, stretches[i].last << 16 | SG_LAST_PORT };
        sg_services part = { services.first > all.first ? services.first : all.first,
                             services.last < all.last ? services.last : all.last };
        if (part.first <= part.last)
            out[count++] = describe(part, part.first == all.first && part.last == all.last);
    }
    return count;
}
