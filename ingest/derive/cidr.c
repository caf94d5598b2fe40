/* cidr.c - reading addresses and blocks; the arithmetic of 128-bit numbers that they need. */
#include "ingest/derive/cidr.h"

#include "engine/base/text.h"

enum {
    OCTETS = 4,
    GROUPS = 8,
};

int sg_address_compare(sg_address left, sg_address right)
{
    if (left.family != right.family)
        return left.family < right.family ? -1 : 1;
    if (left.high != right.high)
        return left.high < right.high ? -1 : 1;
    return left.low < right.low ? -1 : left.low > right.low;
}

bool sg_address_next(sg_address address, sg_address *out)
{
    if (address.family == SG_IPV4 ? address.low == UINT32_MAX
                                  : address.low == UINT64_MAX && address.high == UINT64_MAX)
        return false;
    *out = address;
    if (++out->low == 0)
        out->high++;
    return true;
}

bool sg_address_previous(sg_address address, sg_address *out)
{
    if (address.low == 0 && address.high == 0)
        return false;
    *out = address;
    if (out->low-- == 0)
        out->high--;
    return true;
}

/* Decimal, at most `limit`, without sign or superfluous zeros. */
static bool parse_decimal(sg_str text, uint32_t limit, uint32_t *out)
{
    uint32_t number = 0;

    if (text.length == 0 || text.length > 3 || (text.length > 1 && text.bytes[0] == '0'))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.bytes[i] - '0');
    }
    *out = number;
    return number <= limit;
}

static bool parse_ipv4(sg_str text, uint32_t *out)
{
    uint32_t number = 0;

    for (size_t i = 0; i < OCTETS; i++) {
        size_t dot = sg_str_find(text, SG_STR("."), 0);
        uint32_t octet;
        if ((dot == SIZE_MAX) != (i == OCTETS - 1))
            return false;
        if (!parse_decimal(sg_str_slice(text, 0, dot), UINT8_MAX, &octet))
            return false;
        number = number << 8 | octet;
        text = dot == SIZE_MAX ? text : sg_str_slice(text, dot + 1, text.length);
    }
    *out = number;
    return true;
}

static bool parse_group(sg_str text, uint16_t *out)
{
    uint32_t number = 0;

    if (text.length == 0 || text.length > 4)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char digit = text.bytes[i];
        uint32_t value;
        if (digit >= '0' && digit <= '9')
            value = (uint32_t)(digit - '0');
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            value = (uint32_t)((digit | 0x20) - 'a') + 10;
        else
            return false;
        number = number << 4 | value;
    }
    *out = (uint16_t)number;
    return true;
}

/* Reads groups separated by colons, the last of all perhaps in IPv4 notation. */
static bool parse_groups(sg_str text, bool ends, uint16_t groups[GROUPS], size_t *count)
{
    *count = 0;
    while (text.length) {
        size_t colon = sg_str_find(text, SG_STR(":"), 0);
        sg_str part = sg_str_slice(text, 0, colon);
        uint32_t mapped;
        if (ends && colon == SIZE_MAX && *count <= GROUPS - 2 && parse_ipv4(part, &mapped)) {
            groups[(*count)++] = (uint16_t)(mapped >> 16);
            groups[(*count)++] = (uint16_t)mapped;
            return true;
        }
        if (*count == GROUPS || !parse_group(part, &groups[*count]))
            return false;
        (*count)++;
        if (colon == SIZE_MAX)
            return true;
        text = sg_str_slice(text, colon + 1, text.length);
        if (!text.length)
            return false; /* ends in a colon */
    }
    return true;
}

static bool parse_ipv6(sg_str text, sg_address *out)
{
    uint16_t before[GROUPS] = { 0 }, after[GROUPS] = { 0 };
    size_t leading, trailing = 0;
    size_t gap = sg_str_find(text, SG_STR("::"), 0);

    if (!parse_groups(sg_str_slice(text, 0, gap), gap == SIZE_MAX, before, &leading))
        return false;
    if (gap == SIZE_MAX
            ? leading != GROUPS
            : !parse_groups(sg_str_slice(text, gap + 2, text.length), true, after, &trailing) ||
                  leading + trailing >= GROUPS)
        return false;
    for (size_t i = 0; i < trailing; i++)
        before[GROUPS - trailing + i] = after[i];

    *out = (sg_address){ .family = SG_IPV6 };
    for (size_t i = 0; i < GROUPS / 2; i++) {
        out->high = out->high << 16 | before[i];
        out->low = out->low << 16 | before[GROUPS / 2 + i];
    }
    return true;
}

bool sg_address_parse(sg_str text, sg_address *out)
{
    uint32_t ipv4;

    if (parse_ipv4(text, &ipv4)) {
        *out = (sg_address){ .low = ipv4, .family = SG_IPV4 };
        return true;
    }
    return sg_str_find(text, SG_STR(":"), 0) != SIZE_MAX && parse_ipv6(text, out);
}

/* The `count` lowest bits; 64 and more: all. */
static uint64_t low_bits(uint32_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

bool sg_cidr_parse(sg_str text, sg_address_range *out, uint8_t *length)
{
    size_t slash = sg_str_find(text, SG_STR("/"), 0);
    sg_address address;
    uint32_t bits, prefix;

    if (!sg_address_parse(sg_str_slice(text, 0, slash), &address))
        return false;
    prefix = bits = address.family == SG_IPV4 ? 32 : 128;
    if (slash != SIZE_MAX &&
        !parse_decimal(sg_str_slice(text, slash + 1, text.length), bits, &prefix))
        return false;

    uint64_t low = low_bits(bits - prefix);
    uint64_t high = bits - prefix > 64 ? low_bits(bits - prefix - 64) : 0;
    out->first = (sg_address){ address.high & ~high, address.low & ~low, address.family };
    out->last = (sg_address){ address.high | high, address.low | low, address.family };
    if (length)
        *length = (uint8_t)prefix;
    return true;
}
