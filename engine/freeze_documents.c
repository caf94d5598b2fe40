/* freeze_documents.c - copies the attached documents, sorted by name. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/freeze.h"

typedef struct named_document {
    sg_str name;
    const sg_document *document;
} named_document;

static int by_name(const void *left, const void *right)
{
    return sg_str_compare(((const named_document *)left)->name,
                          ((const named_document *)right)->name);
}

sg_status sg_freeze_documents(sg_freeze *freeze)
{
    const sg_builder *builder = freeze->builder;
    size_t count = builder->documents.count;
    named_document *named = sg_freeze_array(freeze, named_document, count);
    uint64_t length = 0;
    void *entries, *bytes;

    if (!named)
        return sg_fail_memory(freeze->err);
    for (size_t i = 0; i < count; i++) {
        const sg_document *document = &builder->documents.items[i];
        named[i] =
            (named_document){ sg_strings_text(&builder->strings, document->name), document };
        length += document->length;
    }
    qsort(named, count, sizeof(*named), by_name);
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_ATTACHMENTS, count, &entries));
    SG_TRY(sg_freeze_section(freeze, SG_SECTION_ATTACHMENT_BYTES, (size_t)length, &bytes));
    length = 0;
    for (size_t i = 0; i < count; i++) {
        const sg_document *document = named[i].document;
        memcpy((char *)bytes + length, document->bytes, document->length);
        ((sg_attachment *)entries)[i] =
            (sg_attachment){ .first = length,
                             .length = document->length,
                             .name = sg_freeze_code(freeze, document->name) };
        length += document->length;
    }
    return SG_OK;
}
