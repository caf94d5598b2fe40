/* bulk_documents.c - names of documents get their codes from the bulk before they are written. */
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/bulk_internal.h"

static int by_name(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

sg_status sg_bulk_name_documents(sg_bulk *bulk)
{
    for (size_t i = 0; i < bulk->names->documents.count; i++) {
        sg_str name =
            sg_strings_text(&bulk->names->strings, bulk->names->documents.items[i].name);
        uint32_t string;
        SG_TRY(sg_bulk_intern(bulk, NULL, SG_BULK_COPY, &name, 1, &string));
    }
    return SG_OK;
}

/* In the order of their names, as an ordinary freeze does it. */
sg_status sg_bulk_documents(sg_bulk *bulk)
{
    size_t count = bulk->names->documents.count;
    sg_str *names = sg_freeze_array(&bulk->freeze, sg_str, count);

    if (!names)
        return sg_fail_memory(bulk->freeze.err);
    for (size_t i = 0; i < count; i++)
        names[i] = sg_strings_text(&bulk->names->strings, bulk->names->documents.items[i].name);
    if (count > 0)
        qsort(names, count, sizeof(*names), by_name);
    for (size_t i = 0; i < count; i++) {
        uint32_t string, builder_string;
        SG_TRY(sg_bulk_intern(bulk, NULL, SG_BULK_FIND, &names[i], 1, &string));
        if (sg_strings_find(&bulk->names->strings, names[i], &builder_string))
            bulk->freeze.code[builder_string] = sg_bulk_code(bulk, string);
    }
    return sg_freeze_documents(&bulk->freeze);
}
