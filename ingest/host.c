/* host.c - names in DNS in one spelling. */
#include "ingest/host.h"

/* From behind "://" to the first slash or colon. */
static sg_str host_part(sg_str text)
{
    size_t scheme = sg_str_find(text, SG_STR("://"), 0), end;

    if (scheme != SIZE_MAX)
        text = sg_str_slice(text, scheme + 3, text.length);
    for (end = 0; end < text.length && text.bytes[end] != '/'; end++)
        if (text.bytes[end] == ':' && scheme != SIZE_MAX)
            break;
    return sg_str_slice(text, 0, end);
}

sg_str sg_host_of(sg_str text, sg_arena *arena)
{
    static const sg_str dualstack = SG_STR_INIT("dualstack."), star = SG_STR_INIT("\\052");
    sg_str host = host_part(text);
    char *bytes;
    size_t length = 0;

    if (sg_str_ends(host, SG_STR(".")))
        host = sg_str_slice(host, 0, host.length - 1);
    if (sg_str_starts(host, dualstack))
        host = sg_str_slice(host, dualstack.length, host.length);
    bytes = sg_arena_alloc(arena, host.length + 1);
    if (!bytes)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < host.length; i++) {
        char byte = host.bytes[i];
        if (sg_str_starts(sg_str_slice(host, i, host.length), star)) {
            byte = '*';
            i += star.length - 1;
        }
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        bytes[length++] = byte;
    }
    bytes[length] = '\0';
    return (sg_str){ bytes, length };
}

/* Whether the rest of a host is "s3", "s3-...", followed by the provider's domain. */
static bool is_store(sg_str rest)
{
    return (sg_str_starts(rest, SG_STR("s3.")) || sg_str_starts(rest, SG_STR("s3-"))) &&
           (sg_str_ends(rest, SG_STR(".amazonaws.com")) ||
            sg_str_ends(rest, SG_STR(".amazonaws.com.cn")));
}

sg_str sg_bucket_of_host(sg_str host)
{
    /* Names of buckets may have points, and "s3" in them: the last place that fits counts. */
    for (size_t at = host.length; at > 1; at--)
        if (host.bytes[at - 1] == '.' && is_store(sg_str_slice(host, at, host.length)))
            return sg_str_slice(host, 0, at - 1);
    return (sg_str){ "", 0 };
}

bool sg_host_is_site(sg_str host)
{
    return is_store(host) && sg_str_starts(host, SG_STR("s3-website"));
}
