/* service.h - protocols and ports on one line, so that a rule is an interval of it.
 *
 *     service = protocol number << 16 | port
 *     tcp 22        [0x060016, 0x060016]        all tcp   [0x060000, 0x06ffff]
 *     icmp 8/any    [0x010800, 0x0108ff]        anything  [0x000000, 0xffffff]
 *
 * ICMP has a type and a code where others have a port: type << 8 | code.  Protocols without
 * either use their whole stretch.
 */
#ifndef SG_INGEST_DERIVE_SERVICE_H
#define SG_INGEST_DERIVE_SERVICE_H

#include "engine/value.h"

enum {
    SG_ICMP = 1,
    SG_TCP = 6,
    SG_UDP = 17,
    SG_ICMPV6 = 58,
    SG_LAST_PROTOCOL = 0xff,
    SG_LAST_PORT = 0xffff,
    SG_HTTPS_PORT = 443,
    SG_FIRST_EPHEMERAL = 1024,
    SG_LAST_SERVICE = 0xffffff,
};

/* From `first` to `last`, both included. */
typedef struct sg_services {
    uint32_t first, last;
} sg_services;

static inline sg_services sg_services_of(uint32_t protocol, uint32_t from, uint32_t to)
{
    return (sg_services){ protocol << 16 | from, protocol << 16 | to };
}

/* What a rule with these values names: "tcp", "6", 6, "-1", "all" or null (everything), and two
 * ports, or ICMP type and code, of which null or -1 mean any.  False when it makes no sense. */
bool sg_services_read(sg_value protocol, sg_value from, sg_value to, sg_services *out);

/* The transports of a listener: "HTTP", "HTTPS", "TCP", "TLS", "SSL", "UDP", "TCP_UDP", "QUIC". */
typedef struct sg_transports {
    bool tcp, udp;
} sg_transports;
sg_transports sg_listener_transports(sg_str protocol);

/* Services of one protocol, as relationships tell them: "tcp", "udp", "icmp" or "icmpv6" (whose
 * types stand for ports), the number of another protocol, "other" for several, "all" for all. */
typedef struct sg_service_words {
    char protocol[8];
    uint32_t from, to;
} sg_service_words;
#define SG_SERVICE_WORDS 9 /* at most, of one stretch of services */
/* Returns how many there are. */
uint32_t sg_services_describe(sg_services services, sg_service_words out[SG_SERVICE_WORDS]);

#endif
