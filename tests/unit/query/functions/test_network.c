/* test_network.c - inCidr(). */
#include <criterion/criterion.h>

#include "tests/unit/query/functions/calls.h"

Test(network, in_cidr)
{
    expect_call("inCidr", "['10.1.2.3', '10.0.0.0/8']", "true");
    expect_call("inCidr", "['11.1.2.3', '10.0.0.0/8']", "false");
    expect_call("inCidr", "['10.0.0.128', '10.0.0.0/25']", "false");
    expect_call("inCidr", "['10.0.0.127', '10.0.0.0/25']", "true");
    expect_call("inCidr", "['1.2.3.4', '0.0.0.0/0']", "true");
    expect_call("inCidr", "['1.2.3.4', '1.2.3.4']", "true");
    expect_call("inCidr", "['1.2.3.4', '1.2.3.4/32']", "true");
    expect_call("inCidr", "['1.2.3.5', '1.2.3.4/32']", "false");
    expect_call("inCidr", "['2001:db8::1', '2001:db8::/32']", "true");
    expect_call("inCidr", "['2001:db9::1', '2001:db8::/32']", "false");
    expect_call("inCidr", "['::1', '::/0']", "true");
    expect_call("inCidr", "['1.2.3.4', '::/0']", "false");
}

Test(network, networks_lie_in_networks)
{
    expect_call("inCidr", "['10.1.0.0/16', '10.0.0.0/8']", "true");
    expect_call("inCidr", "['10.0.0.0/8', '10.1.0.0/16']", "false");
    expect_call("inCidr", "['0.0.0.0/0', '0.0.0.0/0']", "true");
}

Test(network, what_is_no_address_is_unknown)
{
    expect_call("inCidr", "['pl-123', '10.0.0.0/8']", "null");
    expect_call("inCidr", "['10.0.0.1', '10.0.0.0/33']", "null");
    expect_call("inCidr", "['10.0.0.1', '10.0.0.0/-1']", "null");
    expect_call("inCidr", "['10.0.0.1', '10.0.0.0/']", "null");
    expect_call("inCidr", "['10.0.0', '10.0.0.0/8']", "null");
    expect_call("inCidr", "['', '/8']", "null");
    expect_call("inCidr", "['10.0.0.1\\u0000', '10.0.0.0/8']", "null");
    expect_call("inCidr", "[null, '10.0.0.0/8']", "null");
    expect_call("inCidr", "['0000000000000000000000000000000000000000000000000000::1', '::/0']",
                "null");
}
