/* rewrite.c - conditions taken apart, made, and recognised for what they ask.
 *
 * WHERE is split at AND, so that each part can be applied as soon as what it reads is bound.  That
 * is legal because a row is kept only when all parts are true; the order in which parts are tried
 * decides no more than which of two failing parts fails first.
 */
#include "query/plan/rewrite.h"

#include "query/functions/functions.h"

/* --- made ---------------------------------------------------------------------------------------- */
static sg_status make(sg_planner *planner, sg_expression_kind kind, sg_span span,
                      sg_type_set type, sg_expression **out)
{
    sg_expression *expression = sg_arena_make(planner->arena, sg_expression);

    if (!expression)
        return sg_plan_no_memory(planner);
    expression->kind = kind;
    expression->span = span;
    expression->slot = expression->accumulator_slot = SG_NO_SLOT;
    expression->static_type = type;
    expression->item_type = SG_ANY_TYPE;
    *out = expression;
    return SG_OK;
}

sg_status sg_make_variable(sg_planner *planner, uint32_t slot, uint16_t type, sg_span span,
                           sg_expression **out)
{
    SG_TRY(make(planner, SG_EXPR_VARIABLE, span, type, out));
    (*out)->slot = slot;
    (*out)->name.text = planner->slots[slot].name;
    return SG_OK;
}

sg_status sg_make_equal(sg_planner *planner, sg_expression *left, sg_expression *right,
                        sg_span span, sg_expression **out)
{
    sg_comparison_list *equal = sg_arena_make(planner->arena, sg_comparison_list);
    sg_expression *second = sg_arena_make(planner->arena, sg_expression);

    if (!equal || !second)
        return sg_plan_no_memory(planner);
    SG_TRY(make(planner, SG_EXPR_COMPARISON, span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    *equal = (sg_comparison_list){ .operator= SG_EQ, .span = span };
    *second = *right; /* the right side may be an item of another list */
    second->next = NULL;
    left->next = second;
    (*out)->items = left;
    (*out)->comparisons = equal;
    return SG_OK;
}

sg_status sg_make_property_test(sg_planner *planner, uint32_t slot, uint16_t type, sg_name key,
                                sg_expression *value, sg_expression **out)
{
    sg_span span = { key.span.begin, value->span.end };
    sg_expression *variable, *property;

    SG_TRY(sg_make_variable(planner, slot, type, span, &variable));
    SG_TRY(make(planner, SG_EXPR_PROPERTY, span, SG_ANY_TYPE, &property));
    property->operands[0] = variable;
    property->name = key;
    property->key_known = sg_graph_find_key(planner->graph, key.text, &property->key);
    return sg_make_equal(planner, property, value, span, out);
}

sg_status sg_make_and(sg_planner *planner, sg_expression *left, sg_expression *right,
                      sg_expression **out)
{
    if (!left) {
        *out = right;
        return SG_OK;
    }
    sg_span span = { left->span.begin, right->span.end };
    SG_TRY(make(planner, SG_EXPR_AND, span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    (*out)->operands[0] = left;
    (*out)->operands[1] = right;
    return SG_OK;
}

sg_status sg_make_not(sg_planner *planner, sg_expression *operand, sg_expression **out)
{
    SG_TRY(make(planner, SG_EXPR_NOT, operand->span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    (*out)->operands[0] = operand;
    return SG_OK;
}

sg_status sg_make_all(sg_planner *planner, uint32_t variable, sg_expression *list,
                      sg_expression *predicate, sg_expression **out)
{
    SG_TRY(make(planner, SG_EXPR_ALL, predicate->span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    (*out)->slot = variable;
    (*out)->operands[0] = list;
    (*out)->operands[1] = predicate;
    return SG_OK;
}

sg_status sg_make_call(sg_planner *planner, sg_str name, sg_expression *argument,
                       sg_expression **out)
{
    const sg_function *function = sg_function_find(name);

    SG_TRY(make(planner, SG_EXPR_FUNCTION, argument->span, function->gives, out));
    (*out)->name.text = name;
    (*out)->function = function;
    (*out)->items = argument;
    return SG_OK;
}

static sg_status copy_entries(sg_planner *planner, sg_map_entry **link)
{
    for (; *link; link = &(*link)->next) {
        sg_map_entry *copy = sg_arena_make(planner->arena, sg_map_entry);
        if (!copy)
            return sg_plan_no_memory(planner);
        *copy = **link;
        *link = copy;
        if (copy->value)
            SG_TRY(sg_copy_expression(planner, copy->value, &copy->value));
    }
    return SG_OK;
}

sg_status sg_copy_expression(sg_planner *planner, const sg_expression *expression,
                             sg_expression **out)
{
    sg_expression *copy = sg_arena_make(planner->arena, sg_expression);

    if (!copy)
        return sg_plan_no_memory(planner);
    *copy = *expression;
    for (uint32_t i = 0; i < SG_COUNT(copy->operands); i++)
        if (copy->operands[i])
            SG_TRY(sg_copy_expression(planner, copy->operands[i], &copy->operands[i]));
    for (sg_expression **link = &copy->items; *link; link = &(*link)->next)
        SG_TRY(sg_copy_expression(planner, *link, link));
    SG_TRY(copy_entries(planner, &copy->entries));
    *out = copy;
    return SG_OK;
}

sg_status sg_make_label_test(sg_planner *planner, uint32_t slot, sg_label_expression *labels,
                             sg_expression **out)
{
    sg_expression *variable;

    SG_TRY(sg_make_variable(planner, slot, SG_TYPE_BIT(SG_TYPE_NODE), labels->span, &variable));
    SG_TRY(make(planner, SG_EXPR_HAS_LABELS, labels->span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    (*out)->operands[0] = variable;
    (*out)->labels = labels;
    return SG_OK;
}

sg_status sg_make_not_null(sg_planner *planner, uint32_t slot, sg_span span,
                           sg_expression **out)
{
    sg_expression *variable;

    SG_TRY(sg_make_variable(planner, slot, SG_ANY_TYPE, span, &variable));
    SG_TRY(make(planner, SG_EXPR_IS_NOT_NULL, span, SG_TYPE_BIT(SG_TYPE_BOOLEAN), out));
    (*out)->operands[0] = variable;
    return SG_OK;
}

/* --- taken apart ------------------------------------------------------------------------------------ */
sg_status sg_each_conjunct(sg_expression *where,
                           sg_status (*each)(void *self, sg_expression *part), void *self)
{
    if (where->kind != SG_EXPR_AND)
        return each(self, where);
    SG_TRY(sg_each_conjunct(where->operands[0], each, self));
    return sg_each_conjunct(where->operands[1], each, self);
}

/* --- labels ----------------------------------------------------------------------------------------- */
static bool labels_hold(const sg_graph *graph, const sg_label_expression *labels,
                        sg_label_set set)
{
    uint32_t count;

    switch (labels->kind) {
    case SG_LABEL_NAME:
        return labels->label.id != SG_NO_SYMBOL && sg_label_set_has(graph, set, labels->label);
    case SG_LABEL_AND:
        return labels_hold(graph, labels->left, set) && labels_hold(graph, labels->right, set);
    case SG_LABEL_OR:
        return labels_hold(graph, labels->left, set) || labels_hold(graph, labels->right, set);
    case SG_LABEL_NOT:
        return !labels_hold(graph, labels->left, set);
    case SG_LABEL_ANY:
        sg_label_set_labels(graph, set, &count);
        return count > 0;
    }
    SG_UNREACHABLE();
}

bool sg_types_hold(const sg_label_expression *types, sg_reltype type)
{
    switch (types->kind) {
    case SG_LABEL_NAME:
        return types->type.id == type.id;
    case SG_LABEL_AND:
        return sg_types_hold(types->left, type) && sg_types_hold(types->right, type);
    case SG_LABEL_OR:
        return sg_types_hold(types->left, type) || sg_types_hold(types->right, type);
    case SG_LABEL_NOT:
        return !sg_types_hold(types->left, type);
    case SG_LABEL_ANY:
        return true;
    }
    SG_UNREACHABLE();
}

/* Of a variable that is a node for certain, `n:A OR NOT n:B` is true or false, never null. */
bool sg_is_label_condition(const sg_expression *condition, uint32_t slot)
{
    switch ((int)condition->kind) {
    case SG_EXPR_HAS_LABELS:
        return condition->operands[0]->kind == SG_EXPR_VARIABLE &&
               condition->operands[0]->slot == slot;
    case SG_EXPR_NOT:
        return sg_is_label_condition(condition->operands[0], slot);
    case SG_EXPR_AND:
    case SG_EXPR_OR:
        return sg_is_label_condition(condition->operands[0], slot) &&
               sg_is_label_condition(condition->operands[1], slot);
    default:
        return false;
    }
}

bool sg_label_condition_holds(const sg_graph *graph, const sg_expression *condition,
                              sg_label_set set)
{
    switch ((int)condition->kind) {
    case SG_EXPR_NOT:
        return !sg_label_condition_holds(graph, condition->operands[0], set);
    case SG_EXPR_AND:
        return sg_label_condition_holds(graph, condition->operands[0], set) &&
               sg_label_condition_holds(graph, condition->operands[1], set);
    case SG_EXPR_OR:
        return sg_label_condition_holds(graph, condition->operands[0], set) ||
               sg_label_condition_holds(graph, condition->operands[1], set);
    default:
        return labels_hold(graph, condition->labels, set);
    }
}

/* --- counts ------------------------------------------------------------------------------------------ */
/* What a count that is compared with a number says: SG_TRUE, there is a row; SG_FALSE, there is none;
 * SG_UNKNOWN, something else. */
static sg_truth count_says(sg_comparison operator, int64_t number)
{
    switch (operator) {
    case SG_GT:
        return number == 0 ? SG_TRUE : SG_UNKNOWN;
    case SG_GE:
        return number == 1 ? SG_TRUE : SG_UNKNOWN;
    case SG_NE:
        return number == 0 ? SG_TRUE : SG_UNKNOWN;
    case SG_EQ:
    case SG_LE:
        return number == 0 ? SG_FALSE : SG_UNKNOWN;
    case SG_LT:
        return number == 1 ? SG_FALSE : SG_UNKNOWN;
    }
    SG_UNREACHABLE();
}

static sg_comparison mirrored(sg_comparison operator)
{
    static const sg_comparison mirror[] = { [SG_EQ] = SG_EQ, [SG_NE] = SG_NE, [SG_LT] = SG_GT,
                                            [SG_LE] = SG_GE, [SG_GT] = SG_LT, [SG_GE] = SG_LE };

    return mirror[operator];
}

void sg_count_to_existence(sg_expression *expression)
{
    if (expression->kind != SG_EXPR_COMPARISON || expression->comparisons->next)
        return;
    sg_expression *left = expression->items, *right = left->next;
    bool counts_left = left->kind == SG_EXPR_COUNT;
    sg_expression *count = counts_left ? left : right, *number = counts_left ? right : left;
    sg_comparison operator= expression->comparisons->operator;

    if (count->kind != SG_EXPR_COUNT || number->kind != SG_EXPR_LITERAL ||
        number->value.type != SG_TYPE_INTEGER)
        return;
    sg_truth says =
        count_says(counts_left ? operator : mirrored(operator), number->value.integer);
    if (says == SG_UNKNOWN)
        return;
    count->kind = SG_EXPR_EXISTS;
    count->static_type = expression->static_type;
    count->next = NULL;
    expression->items = NULL;
    expression->comparisons = NULL;
    if (says == SG_FALSE) {
        expression->kind = SG_EXPR_NOT;
        expression->operands[0] = count;
        return;
    }
    count->span = expression->span;
    count->next = expression->next;
    count->parenthesised = expression->parenthesised;
    *expression = *count;
}

/* --- seeks ------------------------------------------------------------------------------------------- */
bool sg_is_seek(const sg_expression *condition, int side, const sg_expression **property,
                sg_expression **key, bool *key_is_list)
{
    *key_is_list = condition->kind == SG_EXPR_IN;
    if (*key_is_list && side == 0) {
        *property = condition->operands[0];
        *key = condition->operands[1];
    } else if (condition->kind == SG_EXPR_COMPARISON && !condition->comparisons->next &&
               condition->comparisons->operator== SG_EQ) {
        *property = side == 0 ? condition->items : condition->items->next;
        *key = side == 0 ? condition->items->next : condition->items;
    } else {
        return false;
    }
    return (*property)->kind == SG_EXPR_PROPERTY &&
           (*property)->operands[0]->kind == SG_EXPR_VARIABLE;
}
