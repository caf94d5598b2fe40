/* expected.c - what was planted, policy by policy. */
#include "generate/expected.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "generate/names.h"

typedef SG_ARRAY(sg_str) id_list;

/* The id-th word of all policies named by plants, each once, in order of first mention. */
static bool policy_at(uint32_t wanted, sg_str *out)
{
    sg_str known[64];
    uint32_t count = 0;
    for (uint32_t plant = 0; plant < SG_PLANTS; plant++) {
        sg_str rest = sg_plant_policies((sg_plant)plant);
        while (rest.length > 0) {
            sg_str word = sg_str_cut(rest, ' ', &rest);
            bool known_already = false;
            for (uint32_t i = 0; i < count; i++)
                known_already = known_already || sg_str_equal(known[i], word);
            if (known_already || count == SG_COUNT(known))
                continue;
            known[count++] = word;
            if (count - 1 == wanted) {
                *out = word;
                return true;
            }
        }
    }
    return false;
}

static bool is_of(sg_plant plant, sg_str policy)
{
    sg_str rest = sg_plant_policies(plant);
    while (rest.length > 0)
        if (sg_str_equal(sg_str_cut(rest, ' ', &rest), policy))
            return true;
    return false;
}

static sg_status collect(const sg_estate *estate, sg_str policy, sg_arena *arena, id_list *ids)
{
    char id[SG_NAME_MOST];
    for (uint32_t plant = 0; plant < SG_PLANTS; plant++)
        for (uint32_t account = 0; account < estate->accounts; account++)
            for (uint32_t i = 0;
                 is_of((sg_plant)plant, policy) && i < estate->items[account].planted[plant];
                 i++) {
                sg_id_of(estate,
                         sg_estate_plant(estate, account, (sg_plant)plant, i,
                                         sg_plant_about((sg_plant)plant)),
                         id);
                sg_str copy = sg_arena_copy(arena, sg_str_of(id));
                if (!copy.bytes)
                    return SG_ENOMEM;
                SG_TRY(sg_array_push(ids, copy));
            }
    return SG_OK;
}

static int by_bytes(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

static sg_status write_policy(const sg_estate *estate, sg_str policy, sg_arena *arena,
                              sg_buffer *out)
{
    id_list ids = { 0 };
    sg_status status = collect(estate, policy, arena, &ids);
    if (ids.count > 0)
        qsort(ids.items, ids.count, sizeof *ids.items, by_bytes);
    sg_buffer_json_string(out, policy);
    sg_buffer_text(out, ": [");
    for (size_t i = 0; i < ids.count; i++) {
        sg_buffer_text(out, i > 0 ? ",\n  " : "\n  ");
        sg_buffer_json_string(out, ids.items[i]);
    }
    sg_buffer_char(out, ']');
    sg_array_free(&ids);
    return status;
}

sg_status sg_generate_expected(const sg_estate *estate, sg_buffer *out, sg_error *err)
{
    sg_arena *arena = NULL;
    sg_str policy;
    sg_status status = sg_arena_new(0, &arena);
    sg_buffer_format(out, "{\"accounts\": %u, \"seed\": %llu, \"policies\": {",
                     estate->accounts, (unsigned long long)estate->seed);
    for (uint32_t i = 0; status == SG_OK && policy_at(i, &policy); i++) {
        sg_buffer_text(out, i > 0 ? ",\n " : "\n ");
        status = write_policy(estate, policy, arena, out);
    }
    sg_buffer_text(out, "}}\n");
    sg_arena_free(arena);
    return status == SG_OK && out->status == SG_OK ? SG_OK : sg_fail_memory(err);
}
