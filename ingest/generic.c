/* generic.c - resources of calls that no table maps.
 *
 *     { "Trails": [ { "TrailARN": "arn:aws:cloudtrail:...:trail/main", "Name": "main" } ] }
 *
 * An element is a resource when it has an ARN of its own: a member "Arn", or one whose name is that of the
 * list in the singular with "Arn" behind.  Other ARNs in it name other things.
 */
#include "ingest/generic.h"

#include <string.h>

#include "ingest/recognise.h"
#include "ingest/rows.h"

/* "TrailARN" in "trailList" or "Trails": the words before "Arn" begin the list's name. */
static bool is_own(sg_str member, sg_str list)
{
    sg_str stem = sg_str_slice(member, 0, member.length < 3 ? 0 : member.length - 3);

    if (member.length < 3 ||
        !sg_str_equal_fold(sg_str_slice(member, stem.length, member.length), SG_STR("arn")))
        return false;
    return stem.length <= list.length &&
           sg_str_equal_fold(stem, sg_str_slice(list, 0, stem.length));
}

/* clang-format off */
static const sg_property properties[] = {
    TEXT("name", "Name|name"), TAGS("Tags|tags|TagList"),
    TIME("createdAt", "CreatedAt|CreationTime|CreateTime|CreationDate|createdAt|creationDate"),
    { .name = NULL },
};
/* clang-format on */

static sg_status keep(sg_mapper *mapper, const sg_value *element, sg_str arn)
{
    static const sg_collector row = {
        .service = "*",
        .key = ".",
        .label = "",
        .properties = properties,
    };
    sg_frame frame = { .value = element, .index = SIZE_MAX };
    sg_arn parts;

    if (!sg_arn_split(arn, &parts))
        return SG_OK;
    return sg_mapper_describe(mapper, &row, &frame, arn);
}

/* Keeps an element that has an ARN of its own. */
static sg_status consider(sg_mapper *mapper, const sg_value *element, sg_str list)
{
    for (uint32_t i = 0; i < sg_tree_members(element); i++) {
        const sg_entry *member = &element->map[i];
        if (member->value.type == SG_TYPE_STRING && is_own(member->key, list))
            return keep(mapper, element, sg_value_str(member->value));
    }
    return SG_OK;
}

sg_status sg_generic_apply(sg_mapper *mapper, const sg_value *document)
{
    for (uint32_t i = 0; i < sg_tree_members(document); i++) {
        const sg_entry *list = &document->map[i];
        for (uint32_t j = 0; j < sg_tree_size(&list->value); j++)
            SG_TRY(consider(mapper, &list->value.list[j], list->key));
    }
    return SG_OK;
}
