/* expected.c - what was planted and what the oracle found, in order, as a list and as a document. */
#include "generate/expected.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "generate/generate.h"
#include "generate/names.h"
#include "generate/planted.h"

/* An inventory does not tell all that other policies ask for. */
static bool is_told(sg_str policy)
{
    static const sg_str told[] = {
#define TOLD(policy) SG_STR_INIT(policy),
#include "generate/plants.def"
    };
    for (size_t i = 0; i < SG_COUNT(told); i++)
        if (sg_str_equal(told[i], policy))
            return true;
    return false;
}

static sg_status add(void *state, const char *policy, uint32_t about)
{
    sg_expected *self = state;
    return sg_array_push(self, (sg_expected_issue){ sg_str_of(policy), about });
}

static sg_status add_planted(const sg_estate *estate, sg_expected *out)
{
    size_t count;
    const sg_planted_issue *issues = sg_planted_issues(&count);
    for (size_t i = 0; i < count; i++)
        for (uint32_t account = 0; account < estate->accounts; account++)
            for (uint32_t k = 0; k < estate->items[account].planted[issues[i].plant]; k++) {
                sg_planting planting = { issues[i].plant, k, issues[i].which };
                sg_place about = sg_planted_place(estate, account, planting, issues[i].kind);
                SG_TRY(
                    sg_array_push(out, (sg_expected_issue){ issues[i].policy,
                                                            sg_estate_number(estate, about) }));
            }
    return SG_OK;
}

static int compare(const void *left, const void *right)
{
    const sg_expected_issue *a = left, *b = right;
    int order = sg_str_compare(a->policy, b->policy);
    return order != 0 ? order : (a->about > b->about) - (a->about < b->about);
}

/* Sorted, each once, and what the form of the estate tells. */
static void arrange(sg_expected *self, bool inventory)
{
    size_t kept = 0;
    if (self->count == 0)
        return;
    qsort(self->items, self->count, sizeof *self->items, compare);
    for (size_t i = 0; i < self->count; i++)
        if ((!inventory || is_told(self->items[i].policy)) &&
            (kept == 0 || compare(&self->items[i], &self->items[kept - 1]) != 0))
            self->items[kept++] = self->items[i];
    self->count = kept;
}

sg_status sg_expected_of(const sg_evidence *evidence, sg_expected *out, sg_error *err)
{
    *out = (sg_expected){ .count = 0 };
    sg_status status = sg_oracle_judge(evidence, add, out);
    if (status == SG_OK)
        status = add_planted(evidence->estate, out);
    if (status != SG_OK) {
        sg_expected_free(out);
        return sg_fail_memory(err);
    }
    arrange(out, evidence->estate->inventory);
    return SG_OK;
}

sg_status sg_expected_new(const sg_estate *estate, sg_expected *out, sg_error *err)
{
    sg_evidence evidence;
    *out = (sg_expected){ .count = 0 };
    SG_TRY(sg_evidence_begin(estate, &evidence, err));
    sg_status status = sg_generate(estate, &evidence.sink, err);
    if (status == SG_OK)
        status = sg_expected_of(&evidence, out, err);
    sg_evidence_free(&evidence);
    return status;
}

void sg_expected_free(sg_expected *expected)
{
    sg_array_free(expected);
}

/* --- the document ------------------------------------------------------------------------------- */

static int by_bytes(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

/* The issues of one policy; ids stand in another order than numbers. */
static sg_status write_policy(const sg_estate *estate, const sg_expected_issue *issues,
                              size_t count, sg_buffer *out)
{
    sg_arena *arena = NULL;
    sg_str *ids = malloc(count * sizeof *ids);
    char id[SG_NAME_MOST];
    sg_status status = ids ? sg_arena_new(0, &arena) : SG_ENOMEM;
    for (size_t i = 0; status == SG_OK && i < count; i++) {
        size_t length = sg_id_of(estate, sg_estate_place(estate, issues[i].about), id);
        ids[i] = sg_arena_copy(arena, (sg_str){ id, length });
        status = ids[i].bytes ? SG_OK : SG_ENOMEM;
    }
    if (status == SG_OK) {
        qsort(ids, count, sizeof *ids, by_bytes);
        sg_buffer_json_string(out, issues->policy);
        sg_buffer_text(out, ": [");
        for (size_t i = 0; i < count; i++) {
            sg_buffer_text(out, i > 0 ? ",\n  " : "\n  ");
            sg_buffer_json_string(out, ids[i]);
        }
        sg_buffer_char(out, ']');
    }
    sg_arena_free(arena);
    free(ids);
    return status;
}

static sg_status write_policies(const sg_estate *estate, const sg_expected *expected,
                                sg_file_writer *file, sg_buffer *text, sg_error *err)
{
    sg_buffer_format(text, "{\"accounts\": %u, \"seed\": %llu, \"policies\": {",
                     estate->accounts, (unsigned long long)estate->seed);
    for (size_t i = 0, end; i < expected->count; i = end) {
        for (end = i; end < expected->count &&
                      sg_str_equal(expected->items[end].policy, expected->items[i].policy);)
            end++;
        sg_buffer_text(text, i > 0 ? ",\n " : "\n ");
        if (write_policy(estate, expected->items + i, end - i, text) != SG_OK ||
            text->status != SG_OK)
            return sg_fail_memory(err);
        SG_TRY(sg_file_append(file, text->bytes, text->length, err));
        sg_buffer_clear(text);
    }
    sg_buffer_text(text, "}}\n");
    return text->status == SG_OK ? sg_file_append(file, text->bytes, text->length, err)
                                 : sg_fail_memory(err);
}

sg_status sg_expected_write(const sg_estate *estate, const sg_expected *expected,
                            const char *path, sg_error *err)
{
    sg_file_writer *file = NULL;
    sg_buffer text = { 0 };
    SG_TRY(sg_file_create(path, &file, err));
    sg_status status = write_policies(estate, expected, file, &text, err);
    sg_buffer_free(&text);
    if (status == SG_OK)
        return sg_file_commit(file, err);
    sg_file_abandon(file);
    return status;
}
