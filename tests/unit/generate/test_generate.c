/* test_generate.c - what the generator hands out is whole, consistent and the same every time. */
#include "generate/generate.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "generate/expected.h"
#include "generate/facts.h"
#include "generate/planted.h"

enum { IS_ADMIN = 1, SAYS_REACHES = 2, ASSUMES_MOST = 200000 };

/* Counts and hashes what comes, and remembers who may assume whom. */
typedef struct {
    sg_sink sink;
    const sg_estate *estate;
    uint32_t nodes, next[SG_KINDS];
    uint64_t edges, hash;
    uint8_t *principals; /* by number */
    struct {
        uint32_t from, to;
    } * assumes;
    uint32_t assume_count;
} recorder;

static void add_to_hash(recorder *self, const sg_row *row)
{
    for (uint32_t i = 0; i < row->count; i++)
        self->hash = sg_hash_combine(self->hash, sg_value_hash(row->values[i]));
}

static sg_status record_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    recorder *self = (recorder *)sink;
    sg_properties properties;
    uint32_t first, count;
    (void)err;
    sg_kind_properties(node->place.kind, &properties);
    sg_estate_range(self->estate, node->place.kind, &first, &count);
    cr_assert_eq(node->row.count, properties.count, "kind %d", node->place.kind);
    cr_assert_eq(node->number, first + self->next[node->place.kind]++);
    for (uint32_t i = 0; i < properties.count; i++)
        if (sg_str_equal(properties.items[i].name, SG_STR("isAdmin"))) {
            self->principals[node->number] |= node->row.values[i].boolean ? IS_ADMIN : 0;
            self->principals[node->number] |=
                node->row.values[i + 1].boolean ? SAYS_REACHES : 0;
        }
    add_to_hash(self, &node->row);
    self->nodes++;
    return SG_OK;
}

static sg_status record_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    recorder *self = (recorder *)sink;
    sg_properties properties;
    (void)err;
    sg_relation_properties(edge->relation, &properties);
    cr_assert_eq(edge->row.count, properties.count, "relation %d", edge->relation);
    cr_assert_lt(edge->from.index,
                 sg_estate_count(self->estate, edge->from.account, edge->from.kind));
    cr_assert_lt(edge->to.index,
                 sg_estate_count(self->estate, edge->to.account, edge->to.kind));
    uint32_t from = sg_estate_number(self->estate, edge->from);
    uint32_t to = sg_estate_number(self->estate, edge->to);
    if (edge->relation == SG_RELATION_CAN_ASSUME ||
        edge->relation == SG_RELATION_CAN_ESCALATE_TO) {
        cr_assert_lt(self->assume_count, ASSUMES_MOST);
        self->assumes[self->assume_count].from = from;
        self->assumes[self->assume_count++].to = to;
    }
    self->hash = sg_hash_combine(self->hash, ((uint64_t)from << 32) | to);
    add_to_hash(self, &edge->row);
    self->edges++;
    return SG_OK;
}

static recorder record(uint32_t accounts, uint64_t seed)
{
    sg_estate *estate = NULL;
    sg_estate_options options = { .accounts = accounts, .seed = seed };
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    recorder self = { { .node = record_node, .edge = record_edge }, estate, .hash = 1 };
    self.principals = calloc(estate->nodes, 1);
    self.assumes = calloc(ASSUMES_MOST, sizeof *self.assumes);
    cr_assert(self.principals && self.assumes);
    cr_assert_eq(sg_generate(estate, &self.sink, NULL), SG_OK);
    cr_assert_eq(self.nodes, estate->nodes);
    return self;
}

static void forget(recorder *self)
{
    free(self->principals);
    free(self->assumes);
    sg_estate *estate = NULL;
    /* The recorder borrowed it as const; it is ours. */
    memcpy(&estate, &self->estate, sizeof estate);
    sg_estate_free(estate);
}

Test(generate, same_seed_same_rows)
{
    recorder one = record(4, 1), two = record(4, 1), other = record(4, 2);
    cr_assert_eq(one.hash, two.hash);
    cr_assert_neq(one.hash, other.hash);
    forget(&one);
    forget(&two);
    forget(&other);
}

Test(generate, about_ten_relationships_a_node)
{
    recorder self = record(14, 1);
    cr_assert(self.nodes > 85000 && self.nodes < 115000, "%u", self.nodes);
    cr_assert(self.edges > 8 * (uint64_t)self.nodes && self.edges < 12 * (uint64_t)self.nodes);
    forget(&self);
}

/* reachesAdmin is said from the class of a role: the relationships must agree. */
Test(generate, who_reaches_an_admin)
{
    enum { REACHES = 4 };
    recorder self = record(9, 5);
    for (uint32_t i = 0; i < self.nodes; i++)
        if (self.principals[i] & IS_ADMIN)
            self.principals[i] |= REACHES;
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < self.assume_count; i++)
            if ((self.principals[self.assumes[i].to] & REACHES) &&
                !(self.principals[self.assumes[i].from] & REACHES)) {
                self.principals[self.assumes[i].from] |= REACHES;
                grown = true;
            }
    }
    for (uint32_t i = 0; i < self.nodes; i++)
        cr_assert_eq((self.principals[i] & REACHES) != 0,
                     (self.principals[i] & (IS_ADMIN | SAYS_REACHES)) != 0, "node %u", i);
    forget(&self);
}

Test(generate, one_account_is_an_estate)
{
    recorder self = record(1, 3);
    cr_assert_gt(self.edges, 0);
    forget(&self);
}

Test(generate, no_account_is_too_large)
{
    sg_estate *estate = NULL;
    sg_estate_options options = { .accounts = 60, .seed = 11 };
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    for (uint32_t account = 0; account < estate->accounts; account++) {
        uint64_t nodes = 0;
        for (uint32_t kind = 0; kind < SG_KINDS; kind++)
            nodes += sg_estate_count(estate, account, (sg_kind)kind);
        cr_assert_lt(nodes * 100, (uint64_t)estate->nodes * 17);
    }
    sg_estate_free(estate);
}

/* Accounts that have none of a kind begin where the next one does. */
Test(generate, every_number_has_its_place)
{
    sg_estate *estate = NULL;
    sg_estate_options options = { .accounts = 20, .seed = 5, .planted = 2 };
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    uint32_t number = 0, none = 0;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        for (uint32_t account = 0; account <= estate->accounts; account++) {
            uint32_t count = sg_estate_count(estate, account, (sg_kind)kind);
            none += count == 0;
            for (uint32_t i = 0; i < count; i++, number++) {
                sg_place place = sg_estate_place(estate, number);
                cr_assert(place.account == account && place.kind == kind && place.index == i,
                          "%u", number);
            }
        }
    cr_assert_eq(number, estate->nodes);
    cr_assert_gt(none, 0);
    sg_estate_free(estate);
}

Test(generate, planted_resources_are_found_both_ways)
{
    sg_estate *estate = NULL;
    sg_estate_options options = { .accounts = 3, .seed = 1, .planted = 20 };
    cr_assert_eq(sg_estate_new(&options, &estate, NULL), SG_OK);
    uint32_t found[SG_PLANTS] = { 0 };
    for (uint32_t account = 0; account < estate->accounts; account++)
        for (uint32_t i = 0; i < sg_estate_count(estate, account, SG_KIND_ROLE); i++) {
            sg_place place = { account, SG_KIND_ROLE, i };
            sg_planting planting;
            if (!sg_estate_planted(estate, place, &planting))
                continue;
            found[planting.plant]++;
            cr_assert_eq(sg_estate_plant(estate, account, &planting, SG_KIND_ROLE).index, i);
            cr_assert_eq(sg_estate_place(estate, sg_estate_number(estate, place)).index, i);
        }
    cr_assert_eq(found[SG_PLANT_READER], 20);
    cr_assert_eq(found[SG_PLANT_ADMIN_POD], 20);
    cr_assert_eq(found[SG_PLANT_SECRET_VOLUME], 0);
    sg_estate_free(estate);
}

Test(generate, bounds)
{
    sg_estate *estate = NULL;
    sg_error err = { .status = SG_OK };
    cr_assert_eq(sg_estate_new(&(sg_estate_options){ .accounts = 0 }, &estate, &err),
                 SG_EINVAL);
    cr_assert_eq(sg_estate_new(&(sg_estate_options){ .accounts = UINT32_MAX }, &estate, NULL),
                 SG_EINVAL);
    cr_assert_eq(sg_estate_new(&(sg_estate_options){ .accounts = 1, .planted = UINT32_MAX },
                               &estate, NULL),
                 SG_EINVAL);
    cr_assert_eq(
        sg_estate_new(&(sg_estate_options){ .accounts = SG_ACCOUNTS_MOST }, &estate, NULL),
        SG_OK);
    cr_assert_gt(estate->nodes, 600000000);
    sg_estate_free(estate);
}

/* Which combinations an inventory tells of, and why not of the others: each stands in plants.def once. */
typedef struct {
    const char *policy, *reason; /* NULL: told */
} telling;

static const telling tellings[] = {
#define TOLD(policy) { policy, NULL },
#define UNTOLD(policy, reason) { policy, reason },
#include "generate/plants.def"
};

static size_t times_told(const char *policy)
{
    size_t times = 0;
    for (size_t i = 0; i < SG_COUNT(tellings); i++)
        times += strcmp(tellings[i].policy, policy) == 0;
    return times;
}

Test(generate, every_combination_is_told_or_has_a_reason)
{
    size_t count;
    const sg_planted_issue *issues = sg_planted_issues(&count);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(times_told(issues[i].policy.bytes), 1, "%s", issues[i].policy.bytes);
    for (size_t i = 0; i < SG_COUNT(tellings); i++) {
        cr_assert_eq(times_told(tellings[i].policy), 1, "%s", tellings[i].policy);
        cr_assert(!tellings[i].reason || strlen(tellings[i].reason) > 10, "%s",
                  tellings[i].policy);
    }
}
