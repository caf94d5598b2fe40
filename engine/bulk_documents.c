/* bulk_documents.c - names of documents get their codes from the bulk before they are written. */
#include <stdlib.h>

#include "engine/base/text.h"
#include "engine/bulk_internal.h"

static int by_name(const void *left, const void *right)
{
    return sg_str_compare(((const sg_bulk_document *)left)->text,
                          ((const sg_bulk_document *)right)->text);
}

sg_status sg_bulk_name_documents(sg_bulk *bulk)
{
    size_t count = bulk->names->documents.count;

    bulk->documents = sg_freeze_array(&bulk->freeze, sg_bulk_document, count);
    if (!bulk->documents)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        sg_bulk_document *document = &bulk->documents[i];
        document->name = bulk->names->documents.items[i].name;
        document->text = sg_strings_text(&bulk->names->strings, document->name);
        SG_TRY(sg_bulk_intern(bulk, NULL, SG_BULK_COPY, &document->text, 1, &document->string));
    }
    return SG_OK;
}

/* In the order of their names, as an ordinary freeze does it. */
sg_status sg_bulk_documents(sg_bulk *bulk)
{
    size_t count = bulk->names->documents.count;

    if (count > 0)
        qsort(bulk->documents, count, sizeof(*bulk->documents), by_name);
    for (size_t i = 0; i < count; i++)
        bulk->freeze.code[bulk->documents[i].name] =
            sg_bulk_code(bulk, bulk->documents[i].string);
    return sg_freeze_documents(&bulk->freeze);
}
