/* live.c - which columns each operator must still carry, from the top down; ties the finished tree.
 *
 *     Project  a.name -> 3        live 3       needs a
 *       Expand (a)-[r]->(b)       live a       r and b are found but not carried
 *         NodeScan a              live a
 *
 * An operator's input needs what the operator gives on, less what it makes, plus what it reads.  A
 * right side needs what it makes itself; what it asks of the row around stands in its Argument.
 * Operators whose only result nobody reads are dropped on the way.
 */
#include "query/plan/planner.h"

typedef struct {
    sg_planner *planner;
    sg_status status; /* the first failure: visits go on without effect */
} tying;

static void add(tying *self, sg_slot_set *set, uint32_t slot)
{
    if (self->status == SG_OK && sg_slot_set_add(set, self->planner->arena, slot))
        self->status = sg_plan_no_memory(self->planner);
}

static void add_list(tying *self, sg_slot_set *set, sg_slots slots)
{
    for (uint32_t i = 0; i < slots.count; i++)
        add(self, set, slots.slots[i]);
}

static void add_read(tying *self, sg_slot_set *set, const sg_expression *expression)
{
    sg_slot_set read = { 0 };

    if (!expression || self->status != SG_OK)
        return;
    self->status = sg_expression_slots(self->planner, expression, &read);
    if (self->status == SG_OK && sg_slot_set_unite(set, self->planner->arena, &read))
        self->status = sg_plan_no_memory(self->planner);
}

static sg_slot_set copy(tying *self, const sg_slot_set *set)
{
    sg_slot_set out = { 0 };

    if (self->status == SG_OK && sg_slot_set_copy(set, self->planner->arena, &out))
        self->status = sg_plan_no_memory(self->planner);
    return out;
}

static sg_slots list(tying *self, const sg_slot_set *set)
{
    sg_slots out = { 0 };

    if (self->status == SG_OK && sg_slot_set_list(set, self->planner->arena, &out))
        self->status = sg_plan_no_memory(self->planner);
    return out;
}

/* --- what operators make and read ------------------------------------------------------------------- */
/* A column that is only passed on was made further down, or in the row around. */
static void add_items(tying *self, sg_plan_items items, sg_slot_set *made)
{
    for (uint32_t i = 0; i < items.count; i++) {
        const sg_expression *expression = items.items[i].expression;
        if (expression->kind != SG_EXPR_VARIABLE || expression->slot != items.items[i].slot)
            add(self, made, items.items[i].slot);
    }
}

/* Slots that come into being in this operator. */
static void add_made(tying *self, const sg_plan *plan, sg_slot_set *made)
{
    switch (plan->operator) {
    case SG_OPERATOR_NODE_SCAN:
    case SG_OPERATOR_NODE_SEEK:
        add(self, made, plan->to);
        break;
    case SG_OPERATOR_EXPAND:
    case SG_OPERATOR_WALK:
    case SG_OPERATOR_SHORTEST_PATH:
    case SG_OPERATOR_REACH:
        add(self, made, plan->edge);
        if (!plan->into)
            add(self, made, plan->to);
        break;
    case SG_OPERATOR_BUILD_PATH:
        add(self, made, plan->path);
        break;
    case SG_OPERATOR_REDUCE:
    case SG_OPERATOR_DEGREE:
        add(self, made, plan->weight);
        break;
    case SG_OPERATOR_PROJECT:
    case SG_OPERATOR_UNWIND:
    case SG_OPERATOR_AGGREGATE:
        add_items(self, plan->items, made);
        add_items(self, plan->aggregates, made);
        break;
    case SG_OPERATOR_PROCEDURE:
        for (uint32_t i = 0; i < plan->yield_count; i++)
            add(self, made, plan->yields[i].slot);
        break;
    case SG_OPERATOR_ARGUMENT:
        add(self, made, plan->ordinal);
        break;
    case SG_OPERATOR_UNION:
        add_list(self, made, plan->slots);
        break;
    case SG_OPERATOR_FILTER:
    case SG_OPERATOR_DISTINCT:
    case SG_OPERATOR_SORT:
    case SG_OPERATOR_TOP_SORT:
    case SG_OPERATOR_SKIP:
    case SG_OPERATOR_LIMIT:
    case SG_OPERATOR_OPTIONAL:
    case SG_OPERATOR_APPLY:
    case SG_OPERATOR_CROSS_JOIN:
    case SG_OPERATOR_EAGER:
    case SG_OPERATOR_CHANGE:
    case SG_OPERATOR_DELETE:
    case SG_OPERATOR_FOREACH:
    case SG_OPERATOR_DRAIN:
        break;
    case SG_OPERATOR_CREATE:
    case SG_OPERATOR_MERGE:
        for (uint32_t i = 0; i < plan->make_count; i++)
            add(self, made, plan->makes[i].slot);
        break;
    }
}

/* All that the tree makes. */
static void add_all_made(tying *self, const sg_plan_node *node, sg_slot_set *made)
{
    for (; node; node = node->input) {
        add_made(self, &node->plan, made);
        if (node->right && node->plan.operator!= SG_OPERATOR_UNION)
            add_all_made(self, node->right, made);
    }
}

static void add_pattern(tying *self, const sg_pattern *pattern, sg_slot_set *read)
{
    add(self, read, pattern->start.slot);
    for (const sg_pattern_step *step = pattern->steps; step; step = step->next) {
        add(self, read, step->edge.slot);
        add(self, read, step->node.slot);
    }
}

/* An aggregate stands for its result everywhere but where it is computed: there its operands are
 * read. */
static void add_aggregate(tying *self, const sg_expression *call, sg_slot_set *read)
{
    for (const sg_expression *item = call->items; item; item = item->next)
        add_read(self, read, item);
}

static void add_changes(tying *self, const sg_change *changes, sg_slot_set *read)
{
    for (; changes; changes = changes->next) {
        add_read(self, read, changes->target);
        add_read(self, read, changes->value);
    }
}

static void add_makes(tying *self, const sg_plan *plan, sg_slot_set *read)
{
    for (uint32_t i = 0; i < plan->make_count; i++) {
        const sg_plan_make *make = &plan->makes[i];
        add_read(self, read, make->properties);
        if (!make->is_edge)
            continue;
        add(self, read, make->from);
        add(self, read, make->to);
    }
}

static void add_all_read(tying *self, const sg_plan *plan, sg_slot_set *read)
{
    bool follows =
        plan->operator== SG_OPERATOR_EXPAND || plan->operator== SG_OPERATOR_WALK || plan->
        operator== SG_OPERATOR_SHORTEST_PATH;

    if (follows) {
        add(self, read, plan->from);
        if (plan->into)
            add(self, read, plan->to);
        add_list(self, read, plan->distinct_from);
        add_read(self, read, plan->step_predicate);
        if (plan->step != SG_NO_SLOT)
            sg_slot_set_remove(read, plan->step);
        if (plan->step_node != SG_NO_SLOT)
            sg_slot_set_remove(read, plan->step_node);
    }
    if (plan->operator== SG_OPERATOR_AGGREGATE) {
        add(self, read, plan->weight);
        add_list(self, read, plan->degrees);
    }
    add_read(self, read, plan->key);
    add_read(self, read, plan->predicate);
    add_read(self, read, plan->count);
    for (uint32_t i = 0; i < plan->items.count; i++)
        add_read(self, read, plan->items.items[i].expression);
    for (uint32_t i = 0; i < plan->aggregates.count; i++)
        if (!plan->counted || plan->counted[i] == SG_NO_SLOT)
            add_aggregate(self, plan->aggregates.items[i].expression, read);
    for (const sg_expression *one = plan->arguments; one; one = one->next)
        add_read(self, read, one);
    if (plan->operator== SG_OPERATOR_DISTINCT || plan->operator== SG_OPERATOR_UNION)
        add_list(self, read, plan->slots);
    if (plan->pattern)
        add_pattern(self, plan->pattern, read);
    add_makes(self, plan, read);
    add_changes(self, plan->changes, read);
    add_changes(self, plan->on_create, read);
    add_changes(self, plan->on_match, read);
}

sg_status sg_plan_add_read(sg_planner *planner, const sg_plan *plan, sg_slot_set *out)
{
    tying self = { .planner = planner };

    add_all_read(&self, plan, out);
    return self.status;
}

sg_status sg_plan_add_all_made(sg_planner *planner, const sg_plan_node *node, sg_slot_set *out)
{
    tying self = { .planner = planner };

    add_all_made(&self, node, out);
    return self.status;
}

/* --- the walk down -------------------------------------------------------------------------------------- */
static sg_plan_node *tie(tying *self, sg_plan_node *node, const sg_slot_set *needed);

static bool wants_nothing(const sg_plan_node *node, const sg_slot_set *needed)
{
    return node->plan.operator==
        SG_OPERATOR_BUILD_PATH && !sg_slot_set_has(needed, node->plan.path);
}

/* What the right side's own Argument asks of the row around. */
static void add_asked(tying *self, const sg_plan_node *right, sg_slot_set *asked)
{
    for (; right; right = right->input) {
        if (right->plan.operator== SG_OPERATOR_ARGUMENT)
            add_list(self, asked, right->plan.slots);
        if (right->plan.operator== SG_OPERATOR_UNION)
            add_asked(self, right->right, asked);
    }
}

static void tie_right(tying *self, sg_plan_node *node, sg_slot_set *needed)
{
    sg_slot_set made = { 0 };

    add_all_made(self, node->right, &made);
    sg_slot_set wanted = copy(self, needed);
    sg_slot_set_intersect(&wanted, &made);
    if (node->plan.operator== SG_OPERATOR_OPTIONAL)
        node->plan.slots = list(self, &wanted);
    if (node->plan.batched)
        add(self, &wanted, node->plan.ordinal);
    node->right = tie(self, node->right, &wanted);
    sg_slot_set_subtract(needed, &made);
    if (node->plan.operator!= SG_OPERATOR_CROSS_JOIN)
        add_asked(self, node->right, needed);
}

/* The right side of Merge finds what is read above, and what the branches of Merge read. */
static void tie_merge(tying *self, sg_plan_node *node, const sg_slot_set *needed)
{
    sg_slot_set made = { 0 }, wanted = copy(self, needed);

    add_all_read(self, &node->plan, &wanted);
    add_all_made(self, node->right, &made);
    sg_slot_set_intersect(&wanted, &made);
    node->right = tie(self, node->right, &wanted);
}

/* What an operator that writes asks of its input: not what it makes itself. */
static void tie_write(tying *self, sg_plan_node *node, const sg_slot_set *needed,
                      sg_slot_set *below)
{
    sg_slot_set none = { 0 }, made = { 0 };

    if (node->plan.operator== SG_OPERATOR_MERGE)
        tie_merge(self, node, needed);
    else if (node->right)
        node->right = tie(self, node->right, &none);
    add_all_read(self, &node->plan, below);
    if (node->right)
        add_asked(self, node->right, below);
    add_made(self, &node->plan, &made);
    sg_slot_set_subtract(below, &made);
    if (node->plan.operator== SG_OPERATOR_FOREACH && node->plan.items.count)
        sg_slot_set_remove(below, node->plan.items.items[0].slot);
}

static bool is_write(sg_operator operator)
{
    return operator== SG_OPERATOR_CREATE || operator== SG_OPERATOR_MERGE || operator==
        SG_OPERATOR_CHANGE ||
        operator== SG_OPERATOR_DELETE ||
        operator== SG_OPERATOR_FOREACH;
}

static void tie_union(tying *self, sg_plan_node *node)
{
    sg_slot_set wanted = { 0 };

    add_list(self, &wanted, node->plan.right_slots);
    node->right = tie(self, node->right, &wanted);
}

/* An Apply over the row around, of which nothing is read above: its right side does as well. */
static bool is_idle(tying *self, const sg_plan_node *node, const sg_slot_set *needed)
{
    sg_slot_set made = { 0 };

    if (node->plan.operator!= SG_OPERATOR_APPLY || node->plan.batched ||
        node->input->plan.
        operator!= SG_OPERATOR_ARGUMENT || node->input->plan.ordinal != SG_NO_SLOT)
        return false;
    add_all_made(self, node->right, &made);
    return sg_slot_set_within(needed, &made);
}

static sg_plan_node *tie(tying *self, sg_plan_node *node, const sg_slot_set *needed)
{
    sg_slot_set made = { 0 }, below;

    while (node && (wants_nothing(node, needed) || is_idle(self, node, needed)))
        node = node->right ? node->right : node->input;
    if (!node || self->status != SG_OK)
        return node;
    node->plan.live = list(self, needed);
    below = copy(self, needed);
    add_made(self, &node->plan, &made);
    sg_slot_set_subtract(&below, &made);
    if (node->plan.operator== SG_OPERATOR_ARGUMENT) {
        node->plan.slots = list(self, &below);
        return node;
    }
    if (node->plan.operator== SG_OPERATOR_UNION)
        tie_union(self, node);
    else if (is_write(node->plan.operator))
        tie_write(self, node, needed, &below);
    else if (node->right)
        tie_right(self, node, &below);
    if (!is_write(node->plan.operator))
        add_all_read(self, &node->plan, &below);
    node->input = tie(self, node->input, &below);
    node->plan.input = node->input ? &node->input->plan : NULL;
    node->plan.right = node->right ? &node->right->plan : NULL;
    return node;
}

sg_status sg_plan_tie(sg_planner *planner, sg_plan_node *root, const sg_plan **out)
{
    tying self = { .planner = planner };
    sg_slot_set needed = { 0 };

    add_list(&self, &needed, root->plan.slots);
    if (root->plan.batched)
        add(&self, &needed, root->plan.ordinal);
    root = tie(&self, root, &needed);
    SG_TRY(self.status);
    *out = &root->plan;
    return SG_OK;
}
