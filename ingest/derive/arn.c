/* arn.c - arn:partition:service:region:account:resource, cut into its parts. */
#include "ingest/derive/arn.h"

#include "engine/base/text.h"

#define ACCOUNT_DIGITS 12

bool sg_arn_split(sg_str text, sg_arn *out)
{
    sg_str *parts[] = { &out->partition, &out->service, &out->region, &out->account };
    sg_str rest;

    if (!sg_str_starts(text, SG_STR("arn:")))
        return false;
    rest = sg_str_slice(text, 4, text.length);
    for (size_t i = 0; i < SG_COUNT(parts); i++) {
        size_t colon = sg_str_find(rest, SG_STR(":"), 0);
        if (colon == SIZE_MAX)
            return false;
        *parts[i] = sg_str_slice(rest, 0, colon);
        rest = sg_str_slice(rest, colon + 1, rest.length);
    }
    out->resource = rest;
    return true;
}

bool sg_is_account(sg_str text)
{
    if (text.length != ACCOUNT_DIGITS)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
    return true;
}

sg_str sg_arn_account(sg_str text)
{
    sg_arn arn;

    if (sg_is_account(text))
        return text;
    return sg_arn_split(text, &arn) ? arn.account : (sg_str){ "", 0 };
}

sg_str sg_last_part(sg_str path)
{
    size_t at = path.length;

    while (at > 0 && path.bytes[at - 1] != '/')
        at--;
    return sg_str_slice(path, at, path.length);
}
