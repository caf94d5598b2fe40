/* test_cidr.c - addresses and blocks as text. */
#include "ingest/derive/cidr.h"

#include <criterion/criterion.h>

#include "engine/base/text.h"

static bool parses(const char *text)
{
    sg_address_range range;

    return sg_cidr_parse(sg_str_of(text), &range, NULL);
}

Test(cidr, blocks_of_both_families)
{
    sg_address_range range;
    uint8_t length;

    cr_assert(sg_cidr_parse(SG_STR("10.1.2.3/8"), &range, &length));
    cr_expect(length == 8 && range.first.low == 0x0a000000 && range.last.low == 0x0affffff);
    cr_assert(sg_cidr_parse(SG_STR("0.0.0.0/0"), &range, &length));
    cr_expect(range.first.low == 0 && range.last.low == UINT32_MAX);
    cr_assert(sg_cidr_parse(SG_STR("192.0.2.1"), &range, &length));
    cr_expect(length == 32 && sg_address_compare(range.first, range.last) == 0);
    cr_assert(sg_cidr_parse(SG_STR("2001:DB8::/32"), &range, &length));
    cr_expect(range.first.high == UINT64_C(0x20010db800000000) &&
              range.last.high == UINT64_C(0x20010db8ffffffff) && range.last.low == UINT64_MAX);
    cr_assert(sg_cidr_parse(SG_STR("::/0"), &range, &length));
    cr_expect(range.first.high == 0 && range.last.high == UINT64_MAX && length == 0);
    cr_assert(sg_cidr_parse(SG_STR("2001:db8::1:0:0:7/127"), &range, &length));
    cr_expect(range.first.low == UINT64_C(0x0001000000000006));
    cr_assert(sg_cidr_parse(SG_STR("::ffff:192.0.2.1"), &range, &length));
    cr_expect(range.first.family == SG_IPV6 && range.first.low == UINT64_C(0xffffc0000201));
}

Test(cidr, what_is_none)
{
    static const char *const bad[] = {
        "",
        "10.0.0.0/33",
        "10.0.0/8",
        "256.0.0.1",
        "1.2.3.4.5",
        "1.2.3.04",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "::/129",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "12345::",
        "g::",
        "1:",
        ":1",
        "1.2.3.4::",
        "::1.2.3",
        "sg-1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "10.0.0.0/8/8",
    };

    for (size_t i = 0; i < SG_COUNT(bad); i++)
        cr_expect_not(parses(bad[i]), "%s", bad[i]);
}

Test(cidr, neighbours_stay_in_the_family)
{
    sg_address address = { .low = UINT32_MAX, .family = SG_IPV4 }, other;

    cr_expect_not(sg_address_next(address, &other));
    address = (sg_address){ .family = SG_IPV6 };
    cr_expect_not(sg_address_previous(address, &other));
    address.low = UINT64_MAX;
    cr_assert(sg_address_next(address, &other));
    cr_expect(other.high == 1 && other.low == 0);
    cr_assert(sg_address_previous(other, &other));
    cr_expect(sg_address_compare(other, address) == 0);
}
