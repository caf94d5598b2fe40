/* prefix_lists.c - lists of blocks that rules and routes name by id: the customer's and the provider's own. */
#include "ingest/rows.h"

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeManagedPrefixLists",
        .items = "PrefixLists[]",
        .label = "IpRange", .native = "AWS::EC2::PrefixList",
        .key = "{PrefixListId}", .arn = "{PrefixListArn}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "PrefixListName"), TEXT("state", "State"), TAGS("Tags")),
    },
    {
        .service = "ec2", .operation = "GetManagedPrefixListEntries", .when = "Entries", .adds = true,
        .label = "IpRange", .key = "{@parameter}",
        .properties = PROPERTIES(TEXTS("cidrs", "Entries[].Cidr")),
    },
    {
        /* The older call: the provider's lists of gateway endpoints, with their blocks. */
        .service = "ec2", .operation = "DescribePrefixLists",
        .items = "PrefixLists[]",
        .label = "IpRange", .native = "AWS::EC2::PrefixList", .key = "{PrefixListId}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "PrefixListName"), TEXTS("cidrs", "Cidrs[]")),
    },
};
/* clang-format on */

const sg_collectors sg_prefix_lists = { rows, SG_COUNT(rows) };
