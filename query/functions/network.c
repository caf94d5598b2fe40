/* network.c - inCidr(address, network): does an address, or a whole network, lie in a network.
 *
 * An address without a length is a network of one.  Text that is no address makes the answer null
 * and not false: what an address is unknown, nobody knows where it lies.
 */
#include <arpa/inet.h>
#include <string.h>

#include "query/functions/implementations.h"

typedef struct network {
    unsigned char bytes[16];
    int family;
    unsigned length; /* of the prefix, in bits */
} network;

static bool parse_network(sg_str text, network *out)
{
    char address[INET6_ADDRSTRLEN + 1];
    sg_str prefix;
    text = sg_str_trim(text);
    sg_str host = sg_str_cut(text, '/', &prefix);
    if (host.length == 0 || host.length >= sizeof(address) ||
        memchr(host.bytes, '\0', host.length))
        return false;
    memcpy(address, host.bytes, host.length);
    address[host.length] = '\0';

    *out = (network){ .family = strchr(address, ':') ? AF_INET6 : AF_INET };
    if (inet_pton(out->family, address, out->bytes) != 1)
        return false;
    out->length = out->family == AF_INET ? 32 : 128;
    if (host.length == text.length)
        return true;
    int64_t length;
    if (!sg_str_to_int64(prefix, &length) || length < 0 || length > (int64_t)out->length)
        return false;
    out->length = (unsigned)length;
    return true;
}

static bool contains(const network *outer, const network *inner)
{
    if (outer->family != inner->family || inner->length < outer->length)
        return false;
    unsigned whole = outer->length / 8, rest = outer->length % 8;
    if (memcmp(outer->bytes, inner->bytes, whole) != 0)
        return false;
    return rest == 0 || (outer->bytes[whole] ^ inner->bytes[whole]) >> (8 - rest) == 0;
}

sg_status sg_scalar_in_cidr(const sg_call *call, const sg_value *arguments, uint32_t count,
                            sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    network inner, outer;
    bool known = parse_network(sg_value_str(arguments[0]), &inner) &&
                 parse_network(sg_value_str(arguments[1]), &outer);
    *out = known ? sg_boolean(contains(&outer, &inner)) : sg_null();
    return SG_OK;
}
