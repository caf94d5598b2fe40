/* action_services.c - the row of a service by its prefix, and words in it. */
#include "ingest/derive/action_services.h"

#include "engine/base/text.h"

typedef struct service {
    sg_str prefix, services, actions;
} service;

static const service services[] = {
#define SERVICE(prefix, services, actions)                                                     \
    { SG_STR_INIT(prefix), SG_STR_INIT(services), SG_STR_INIT(actions) },
#include "ingest/derive/action_services.def"
#undef SERVICE
};

/* The first row of the prefix, in lower case; NULL when it is not known.  ORDER: the rows are sorted. */
static const service *find(sg_str prefix)
{
    size_t low = 0;
    size_t high = SG_COUNT(services);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sg_str_compare(services[middle].prefix, prefix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < SG_COUNT(services) && sg_str_equal(services[low].prefix, prefix)
               ? &services[low]
               : NULL;
}

static bool has_word(sg_str words, sg_str wanted)
{
    while (words.length > 0)
        if (sg_str_equal_fold(sg_str_cut(words, ' ', &words), wanted))
            return true;
    return false;
}

/* The first row of the action's service. */
static const service *service_of(sg_str action, sg_str *name)
{
    char lower[64];
    sg_str prefix = sg_str_cut(action, ':', name);

    if (prefix.length > sizeof lower)
        return NULL;
    for (size_t i = 0; i < prefix.length; i++) {
        char byte = prefix.bytes[i];
        lower[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    return find((sg_str){ lower, prefix.length });
}

bool sg_action_is_about_nothing(sg_str action)
{
    sg_str name;
    const service *row = service_of(action, &name);
    const service *first = row;

    for (;
         row && row < services + SG_COUNT(services) && sg_str_equal(row->prefix, first->prefix);
         row++)
        if (has_word(row->actions, name))
            return true;
    return false;
}

bool sg_action_is_about(sg_str action, sg_str service_in_arn)
{
    sg_str name;
    const service *row = service_of(action, &name);

    if (!row || sg_str_equal(row->services, SG_STR("*")) || !find(service_in_arn))
        return true;
    return row->services.length == 0 ? sg_str_equal(row->prefix, service_in_arn)
                                     : has_word(row->services, service_in_arn);
}
