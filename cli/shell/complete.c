/* complete.c - candidates from the graph, the data model and the tables of the language. */
#include "cli/shell/complete.h"

#include <ctype.h>
#include <stdlib.h>

#include "cli/shell/shell.h"
#include "ingest/model.h"
#include "query/functions/functions.h"
#include "query/syntax/token.h"

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static sg_status offer(sg_completions *out, sg_str name)
{
    sg_str head = sg_str_slice(name, 0, out->word.length);
    if (!sg_str_equal_fold(head, out->word))
        return SG_OK;
    return sg_array_push(&out->items, name);
}

/* What is in the graph, and what could be in one. */
static sg_status offer_labels_and_types(const sg_graph *graph, sg_completions *out)
{
    size_t count;
    for (uint32_t i = 0; i < sg_graph_labels(graph); i++)
        SG_TRY(offer(out, sg_graph_label_name(graph, (sg_label){ (uint16_t)i })));
    for (uint32_t i = 0; i < sg_graph_types(graph); i++)
        SG_TRY(offer(out, sg_graph_type_name(graph, (sg_reltype){ (uint16_t)i })));
    const sg_model_label *labels = sg_model_labels(&count);
    for (size_t i = 0; i < count; i++)
        SG_TRY(offer(out, labels[i].name));
    const sg_model_relationship *types = sg_model_relationships(&count);
    for (size_t i = 0; i < count; i++)
        SG_TRY(offer(out, types[i].type));
    return SG_OK;
}

static sg_status offer_keys(const sg_graph *graph, sg_completions *out)
{
    size_t count;
    for (uint32_t i = 0; i < sg_graph_keys(graph); i++)
        SG_TRY(offer(out, sg_graph_key_name(graph, (sg_key){ i })));
    const sg_model_property *properties = sg_model_properties(&count);
    for (size_t i = 0; i < count; i++)
        SG_TRY(offer(out, properties[i].name));
    return SG_OK;
}

static sg_status offer_commands(sg_completions *out)
{
    for (size_t i = 0; sg_shell_command_name(i); i++)
        SG_TRY(offer(out, sg_str_of(sg_shell_command_name(i))));
    return SG_OK;
}

static sg_status offer_language(sg_completions *out)
{
    for (size_t i = 0; sg_keyword_at(i); i++)
        SG_TRY(offer(out, sg_keyword_at(i)->text));
    for (uint32_t i = 0; i < sg_function_count(); i++)
        SG_TRY(offer(out, sg_function_at(i)->name));
    return SG_OK;
}

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

static size_t common_length(sg_str left, sg_str right)
{
    size_t length = 0;
    while (length < left.length && length < right.length &&
           tolower((unsigned char)left.bytes[length]) ==
               tolower((unsigned char)right.bytes[length]))
        length++;
    return length;
}

static void settle(sg_completions *out)
{
    size_t kept = 0;
    if (out->items.count == 0)
        return;
    qsort(out->items.items, out->items.count, sizeof(sg_str), by_text);
    for (size_t i = 0; i < out->items.count; i++)
        if (kept == 0 || !sg_str_equal(out->items.items[kept - 1], out->items.items[i]))
            out->items.items[kept++] = out->items.items[i];
    out->items.count = kept;
    out->common = out->items.items[0];
    for (size_t i = 1; i < kept; i++)
        out->common.length = common_length(out->common, out->items.items[i]);
}

sg_status sg_complete(const sg_graph *graph, sg_str before, sg_completions *out)
{
    size_t begin = before.length;
    while (begin > 0 && is_word_byte(before.bytes[begin - 1]))
        begin--;
    char sign = '\0';
    if (begin > 0)
        sign = before.bytes[begin - 1];
    out->word = out->common = sg_str_slice(before, begin, before.length);
    sg_status status;
    if (sign == ':' && begin == 1)
        status = offer_commands(out);
    else if (sign == ':' || sign == '|')
        status = offer_labels_and_types(graph, out);
    else if (sign == '.')
        status = offer_keys(graph, out);
    else if (out->word.length > 0)
        status = offer_language(out);
    else
        status = SG_OK;
    settle(out);
    return status;
}

void sg_completions_free(sg_completions *completions)
{
    sg_array_free(&completions->items);
}
