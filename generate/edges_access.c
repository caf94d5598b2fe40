/* edges_access.c - who can do what with which resource: CAN_ACCESS.
 *
 * What can be accessed in an account stands in slots, one kind after the other.  A role draws ranks
 * by Zipf's law and a stride spreads the ranks over the slots, so that each kind has its hubs:
 *
 *     slots   [ buckets | secrets | databases | queues | topics | keys | functions | ... ]
 *     rank        r  ->  slot (r * stride) mod slots
 *
 * Whoever is of the account reads its public buckets, whatever his own policies say.
 *
 * An edge role never reads what is sensitive (it may write it, a near miss) and has nothing of what is planted, but by planted.h.
 */
#include "generate/edges.h"

#include <stdlib.h>
#include <string.h>

enum { OF_ACCESS = 5, OF_LEVELS };

static const sg_kind accessible[] = { SG_KIND_BUCKET,   SG_KIND_SECRET,     SG_KIND_DATABASE,
                                      SG_KIND_QUEUE,    SG_KIND_TOPIC,      SG_KIND_KEY,
                                      SG_KIND_FUNCTION, SG_KIND_REPOSITORY, SG_KIND_VOLUME };

typedef struct {
    bool read, write, admin, invoke, decrypt, sure;
} access_levels;

static uint32_t slots_of(const sg_edges *edges)
{
    uint32_t slots = 0;
    for (uint32_t i = 0; i < SG_COUNT(accessible); i++)
        slots += sg_here_count(edges, accessible[i]);
    return slots;
}

static sg_place slot(const sg_edges *edges, uint32_t index)
{
    uint32_t kind = 0;
    while (index >= sg_here_count(edges, accessible[kind]))
        index -= sg_here_count(edges, accessible[kind++]);
    return sg_here(edges, accessible[kind], index);
}

static void put_levels(sg_row *row, access_levels levels)
{
    sg_row_boolean(row, levels.read);
    sg_row_boolean(row, levels.write);
    sg_row_boolean(row, levels.admin);
    sg_row_boolean(row, levels.invoke);
    sg_row_boolean(row, levels.decrypt);
    sg_row_static(row, levels.sure ? "must" : "may");
}

static sg_status grant(sg_edges *edges, sg_place who, sg_place what, access_levels levels)
{
    put_levels(sg_edge_begin(edges, SG_RELATION_CAN_ACCESS, who, what), levels);
    return sg_edge_put(edges);
}

static access_levels draw_levels(sg_kind kind, sg_random *random)
{
    access_levels levels = { .sure = sg_random_permille(random, 850) };
    if (kind == SG_KIND_FUNCTION) {
        levels.invoke = true;
        levels.read = sg_random_permille(random, 300);
    } else if (kind == SG_KIND_KEY) {
        levels.decrypt = true;
    } else {
        levels.read = sg_random_permille(random, 800);
        levels.write = !levels.read || sg_random_permille(random, 350);
        if (kind == SG_KIND_DATABASE) /* who runs statements reads what they return */
            levels.read = true;
    }
    levels.admin = sg_random_permille(random, 30);
    return levels;
}

static bool is_planted(const sg_edges *edges, sg_place what)
{
    return what.index >= sg_estate_ordinary(edges->estate, what.account, what.kind);
}

static bool is_sensitive(const sg_edges *edges, sg_place what)
{
    return what.kind == SG_KIND_BUCKET &&
           sg_facts_bucket(edges->estate, what.account, what.index).sensitive;
}

/* Those that are planted are left to plants.def. */
static bool is_public(const sg_edges *edges, sg_place what)
{
    return what.kind == SG_KIND_BUCKET && !is_planted(edges, what) &&
           sg_facts_bucket(edges->estate, what.account, what.index).public;
}

/* The public buckets that were not drawn; buckets are the first of the slots. */
static sg_status grant_public(sg_edges *edges, sg_place who)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_BUCKET); i++) {
        sg_place what = sg_here(edges, SG_KIND_BUCKET, i);
        if (!(edges->seen[i / 64] >> (i % 64) & 1) && is_public(edges, what))
            SG_TRY(grant(edges, who, what, (access_levels){ .read = true, .sure = true }));
    }
    return SG_OK;
}

/* Draws `count` different slots, fewer when the same ones come up. */
static sg_status grant_some(sg_edges *edges, sg_place who, uint32_t count, uint32_t slots,
                            bool edge)
{
    sg_random random = sg_estate_draw(edges->estate, OF_ACCESS, who);
    uint32_t stride = 7919 % slots ? 7919 : 1; /* a prime that does not divide: a permutation */
    memset(edges->seen, 0, ((size_t)slots + 63) / 64 * sizeof *edges->seen);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rank = sg_random_zipf(&random, slots);
        uint32_t index = (uint32_t)(((uint64_t)rank * stride + 1) % slots);
        sg_place what = slot(edges, index);
        access_levels levels = draw_levels(what.kind, &random);
        if (edges->seen[index / 64] >> (index % 64) & 1)
            continue;
        edges->seen[index / 64] |= UINT64_C(1) << (index % 64);
        if (edge)
            levels.admin = false; /* what changes things may lead to more */
        if (edge && is_planted(edges, what))
            continue;
        if (edge && is_sensitive(edges, what))
            levels = (access_levels){ .write = true, .sure = levels.sure };
        if (is_public(edges, what))
            levels.read = levels.sure = true;
        SG_TRY(grant(edges, who, what, levels));
    }
    return grant_public(edges, who);
}

/* An administrator may do everything with everything in its account. */
static access_levels all_levels(sg_kind kind)
{
    return (access_levels){ true, true, true, kind == SG_KIND_FUNCTION, kind == SG_KIND_KEY,
                            true };
}

static sg_status grant_all(sg_edges *edges, sg_place who, uint32_t slots)
{
    for (uint32_t i = 0; i < slots; i++) {
        sg_place what = slot(edges, i);
        SG_TRY(grant(edges, who, what, all_levels(what.kind)));
    }
    return SG_OK;
}

/* The same as spans, one for the slots of each kind.  `places` has room for roles and slots. */
static sg_status span_all(sg_edges *edges, sg_span_row *span, sg_place *places)
{
    uint32_t roles = sg_here_count(edges, SG_KIND_ROLE);
    span->relation = SG_RELATION_CAN_ACCESS;
    span->from = places;
    for (uint32_t i = 0; i < roles; i++)
        if (sg_facts_role(edges->estate, edges->account, i).admin)
            places[span->from_count++] = sg_here(edges, SG_KIND_ROLE, i);
    span->to = places + span->from_count;
    for (uint32_t k = 0; k < SG_COUNT(accessible); k++) {
        span->to_count = sg_here_count(edges, accessible[k]);
        for (uint32_t i = 0; i < span->to_count; i++)
            places[span->from_count + i] = sg_here(edges, accessible[k], i);
        sg_row_clear(&span->row);
        put_levels(&span->row, all_levels(accessible[k]));
        if (span->from_count > 0 && span->to_count > 0)
            SG_TRY(edges->sink->span(edges->sink, span, edges->err));
    }
    return SG_OK;
}

static sg_status span_hubs(sg_edges *edges, uint32_t slots)
{
    size_t room = (size_t)slots + sg_here_count(edges, SG_KIND_ROLE) + 1;
    sg_place *places = calloc(room, sizeof *places);
    sg_span_row *span = calloc(1, sizeof *span);
    sg_status status =
        places && span ? span_all(edges, span, places) : sg_fail_memory(edges->err);
    free(places);
    free(span);
    return status;
}

/* What a span tells the sink, the witness hears one by one. */
static sg_status grant_all_to_witness(sg_edges *edges, sg_place who, uint32_t slots)
{
    sg_sink *sink = edges->sink;
    if (!sink->witness)
        return SG_OK;
    edges->sink = sink->witness;
    sg_status status = grant_all(edges, who, slots);
    edges->sink = sink;
    return status;
}

/* Few roles may touch very much: half of them about 30 things, then half as many twice as much. */
static uint32_t draw_degree(sg_role_class class, uint32_t slots, sg_random *random)
{
    uint32_t degree = UINT32_C(30) << sg_random_geometric(random, 500, 7);
    degree += sg_random_below(random, degree);
    if (class == SG_ROLE_AUDIT)
        return slots / 2;
    return degree < slots / 2 ? degree : slots / 2;
}

/* Half of the roles of other accounts that may assume a role here also read a bucket here. */
static sg_status grant_foreign(sg_edges *edges, const sg_role_facts *role, uint32_t index)
{
    sg_random random =
        sg_estate_draw(edges->estate, OF_LEVELS, sg_here(edges, SG_KIND_ROLE, index));
    uint32_t bucket = sg_random_zipf(&random, sg_here_count(edges, SG_KIND_BUCKET));
    sg_place what = sg_here(edges, SG_KIND_BUCKET, bucket);
    if (role->trust != SG_TRUST_FOREIGN || index % 2 == 0 || is_sensitive(edges, what))
        return SG_OK;
    return grant(edges, role->foreign, what, (access_levels){ .read = true, .sure = true });
}

static sg_status grant_roles(sg_edges *edges, uint32_t slots)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_ROLE); i++) {
        sg_place self = sg_here(edges, SG_KIND_ROLE, i);
        sg_role_facts role = sg_facts_role(edges->estate, edges->account, i);
        sg_random random = sg_estate_draw(edges->estate, OF_LEVELS + 1, self);
        if (role.admin && !edges->sink->span)
            SG_TRY(grant_all(edges, self, slots));
        else if (role.admin)
            SG_TRY(grant_all_to_witness(edges, self, slots));
        else
            SG_TRY(grant_some(edges, self, draw_degree(role.class, slots, &random), slots,
                              role.class == SG_ROLE_EDGE));
        SG_TRY(grant_foreign(edges, &role, i));
    }
    return SG_OK;
}

sg_status sg_edges_access(sg_edges *edges)
{
    uint32_t slots = slots_of(edges);
    if (edges->sink->span)
        SG_TRY(span_hubs(edges, slots));
    SG_TRY(grant_roles(edges, slots));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_USER); i++)
        SG_TRY(grant_some(edges, sg_here(edges, SG_KIND_USER, i),
                          20 < slots / 2 ? 20 : slots / 2, slots, false));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_BUCKET); i++)
        if (sg_facts_bucket(edges->estate, edges->account, i).public)
            SG_TRY(grant(edges, sg_central(edges, SG_KIND_INTERNET, 0),
                         sg_here(edges, SG_KIND_BUCKET, i),
                         (access_levels){ .read = true, .sure = true }));
    return SG_OK;
}
