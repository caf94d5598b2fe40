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

static sg_status keep(sg_mapper *mapper, const json_t *element, sg_str arn)
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

sg_status sg_generic_apply(sg_mapper *mapper, const json_t *document)
{
    json_t *list, *top = (json_t *)(uintptr_t)document; /* only read */
    const char *list_name;

    if (!json_is_object(document))
        return SG_OK;
    json_object_foreach(top, list_name, list)
    {
        for (size_t i = 0; json_is_array(list) && i < json_array_size(list); i++) {
            json_t *member, *element = json_array_get(list, i);
            const char *name;

            if (!json_is_object(element))
                continue;
            json_object_foreach(element, name, member)
            {
                if (!json_is_string(member) || !is_own(sg_str_of(name), sg_str_of(list_name)))
                    continue;
                SG_TRY(keep(mapper, element,
                            (sg_str){ json_string_value(member), json_string_length(member) }));
                break;
            }
        }
    }
    return SG_OK;
}
