/* effects.c - four questions before and after a statement, and the difference of their answers. */
#include "tests/conformance/effects.h"

#include <stdlib.h>

#include "tests/conformance/canonical.h"

static const char *const questions[TCK_EFFECTS][2] = {
    [TCK_NODES] = { "MATCH (n) RETURN id(n)", NULL },
    [TCK_RELATIONSHIPS] = { "MATCH ()-[r]->() RETURN id(r)", NULL },
    [TCK_LABELS] = { "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label", NULL },
    [TCK_PROPERTIES] = { "MATCH (n) UNWIND keys(n) AS key RETURN 'node', id(n), key, n[key]",
                         "MATCH ()-[r]->() UNWIND keys(r) AS key RETURN 'relationship', id(r), "
                         "key, "
                         "r[key]" },
};

static const sg_str names[TCK_EFFECTS] = {
    [TCK_NODES] = SG_STR_INIT("nodes"),
    [TCK_RELATIONSHIPS] = SG_STR_INIT("relationships"),
    [TCK_LABELS] = SG_STR_INIT("labels"),
    [TCK_PROPERTIES] = SG_STR_INIT("properties"),
};

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

static sg_status ask(tck_world *world, const char *question, sg_arena *arena, sg_str **items,
                     size_t *count, sg_error *err)
{
    tck_answer answer;
    SG_TRY(tck_world_run(world, sg_str_of(question), sg_null(), arena, &answer));
    if (answer.status != SG_OK)
        return sg_fail(err, SG_ERUNTIME, "cannot observe the graph: %s", answer.error.message);
    sg_str *texts = sg_arena_make_array(arena, sg_str, *count + answer.row_count + 1);
    if (!texts)
        return sg_fail_memory(err);
    for (size_t i = 0; i < *count; i++)
        texts[i] = (*items)[i];
    for (size_t i = 0; i < answer.row_count; i++) {
        sg_buffer text = { .length = 0 };
        for (uint32_t c = 0; c < answer.column_count; c++) {
            tck_canonical_value(tck_world_graph(world), answer.rows[i][c], false, arena, &text);
            sg_buffer_char(&text, ' ');
        }
        texts[*count + i] = sg_arena_copy(arena, sg_buffer_str(&text));
        sg_buffer_free(&text);
    }
    *items = texts;
    *count += answer.row_count;
    return SG_OK;
}

sg_status tck_observe(tck_world *world, sg_arena *arena, tck_state *out, sg_error *err)
{
    *out = (tck_state){ .counts = { 0 } };
    for (int kind = 0; kind < TCK_EFFECTS; kind++) {
        for (int i = 0; i < 2 && questions[kind][i]; i++)
            SG_TRY(ask(world, questions[kind][i], arena, &out->items[kind], &out->counts[kind],
                       err));
        qsort(out->items[kind], out->counts[kind], sizeof(sg_str), by_text);
    }
    return SG_OK;
}

tck_effects tck_compare(const tck_state *before, const tck_state *after)
{
    tck_effects effects = { .added = { 0 } };
    for (int kind = 0; kind < TCK_EFFECTS; kind++) {
        size_t old = 0, new = 0;
        while (old < before->counts[kind] || new < after->counts[kind]) {
            int order = old == before->counts[kind] ? 1
                        : new == after->counts[kind]
                            ? -1
                            : sg_str_compare(before->items[kind][old], after->items[kind][new]);
            effects.removed[kind] += order < 0;
            effects.added[kind] += order > 0;
            old += order <= 0;
            new += order >= 0;
        }
    }
    return effects;
}

unsigned *tck_effect_named(tck_effects *effects, sg_str name)
{
    sg_str rest = sg_str_slice(name, 1, name.length);
    for (int kind = 0; name.length > 1 && kind < TCK_EFFECTS; kind++)
        if (sg_str_equal(rest, names[kind]))
            return name.bytes[0] == '+' ? &effects->added[kind] : &effects->removed[kind];
    return NULL;
}
