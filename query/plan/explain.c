/* explain.c - a plan as text, one operator a line, inputs below and indented:
 *
 *     Project b                                             2 rows
 *       Expand (role)-[:CAN_ACCESS]->(b:Bucket)             2 rows
 *         Filter vm.exposure = 'PUBLIC'                     1 row
 *           NodeScan (vm:VirtualMachine)                    3 rows
 */
#include "query/bind/bind.h"
#include "query/plan/plan.h"
#include "query/procedures/procedures.h"
#include "query/plan/reduction.h"

enum { DETAIL_WIDTH = 72, TEXT_WIDTH = 100 };

typedef struct {
    const sg_graph *graph;
    const sg_plan_tree *tree;
    sg_buffer *out; /* the detail of the line in hand */
    sg_plan_reader *read;
    void *reader;
} printer;

static const char *const titles[] = {
#define OPERATOR(id, name, title, summary) [SG_OPERATOR_##id] = title,
#include "query/operators.def"
#undef OPERATOR
};

const char *sg_operator_title(sg_operator operator)
{
    return titles[operator];
}

/* --- pieces ----------------------------------------------------------------------------------------- */
static void print_slot(const printer *self, uint32_t slot)
{
    const sg_plan_slot *named = slot < self->tree->slot_count ? &self->tree->slots[slot] : NULL;

    if (named && named->name.length)
        sg_buffer_add(self->out, named->name);
}

/* Like print_slot(), where an empty name would read as nothing at all. */
static void print_column(const printer *self, uint32_t slot)
{
    if (slot < self->tree->slot_count && self->tree->slots[slot].name.length)
        print_slot(self, slot);
    else
        sg_buffer_format(self->out, "_%u", slot);
}

static void print_columns(const printer *self, sg_slots slots)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        sg_buffer_text(self->out, i ? ", " : "");
        print_column(self, slots.slots[i]);
    }
}

/* The source text on one line, shortened. */
static void print_span(const printer *self, sg_span span)
{
    sg_str text = sg_str_slice(self->tree->text, span.begin, span.end);
    bool blank = false;
    size_t printed = 0;

    for (size_t i = 0; i < text.length && printed < TEXT_WIDTH; i++) {
        char byte = text.bytes[i];
        bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (is_blank && (blank || printed == 0))
            continue;
        blank = is_blank;
        if (is_blank)
            byte = ' ';
        sg_buffer_char(self->out, byte);
        printed++;
        if (printed == TEXT_WIDTH && i + 1 < text.length)
            sg_buffer_text(self->out, "...");
    }
}

static bool same_span(sg_span left, sg_span right)
{
    return left.begin == right.begin && left.end == right.end;
}

static void print_made(const printer *self, const sg_expression *expression)
{
    const sg_expression *first =
        expression->items ? expression->items : expression->operands[0];

    if (first->kind == SG_EXPR_PROPERTY) {
        size_t before = self->out->length;
        print_slot(self, first->operands[0]->slot);
        sg_buffer_text(self->out, self->out->length > before ? "." : "");
        sg_buffer_format(self->out, "%.*s = ", SG_FMT(first->name.text));
        print_span(self, first->next->span);
        return;
    }
    if (expression->kind == SG_EXPR_FUNCTION) {
        sg_buffer_format(self->out, "%.*s(", SG_FMT(expression->name.text));
        print_slot(self, first->slot);
        sg_buffer_char(self->out, ')');
        return;
    }
    print_slot(self, first->slot);
    if (expression->kind == SG_EXPR_IS_NOT_NULL) {
        sg_buffer_text(self->out, " IS NOT NULL");
    } else if (expression->kind == SG_EXPR_HAS_LABELS) {
        sg_buffer_char(self->out, ':');
        print_span(self, expression->span);
    } else {
        sg_buffer_text(self->out, " = ");
        print_slot(self, first->next->slot);
    }
}

/* What the planner made out of a pattern has the span of that pattern, and so has its first operand:
 * in an expression of the text no operand is as long as the whole. */
static void print_expression(const printer *self, const sg_expression *expression)
{
    const sg_expression *first =
        expression->items ? expression->items : expression->operands[0];

    if (first && expression->kind == SG_EXPR_NOT && same_span(expression->span, first->span)) {
        sg_buffer_text(self->out, "NOT ");
        print_expression(self, first);
    } else if (first && same_span(expression->span, first->span) &&
               (expression->kind == SG_EXPR_COMPARISON ||
                expression->kind == SG_EXPR_IS_NOT_NULL ||
                expression->kind == SG_EXPR_HAS_LABELS ||
                expression->kind == SG_EXPR_FUNCTION)) {
        print_made(self, expression);
    } else {
        print_span(self, expression->span);
    }
}

static void print_conjuncts(const printer *self, const sg_expression *expression)
{
    if (expression->kind != SG_EXPR_AND) {
        print_expression(self, expression);
        return;
    }
    print_conjuncts(self, expression->operands[0]);
    sg_buffer_text(self->out, " AND ");
    print_conjuncts(self, expression->operands[1]);
}

static void print_items(const printer *self, sg_plan_items items, const char *arrow)
{
    for (uint32_t i = 0; i < items.count; i++) {
        const sg_plan_item *item = &items.items[i];
        sg_buffer_text(self->out, i ? ", " : "");
        print_expression(self, item->expression);
        if (item->slot != SG_NO_SLOT) {
            sg_buffer_text(self->out, arrow);
            print_column(self, item->slot);
        }
        if (item->descending)
            sg_buffer_text(self->out, " DESC");
    }
}

/* A number may be the sum of SKIP and LIMIT, which stands nowhere in the text. */
static void print_count(const printer *self, const sg_expression *count)
{
    if (count->kind == SG_EXPR_LITERAL && count->value.type == SG_TYPE_INTEGER)
        sg_buffer_format(self->out, "%lld", (long long)count->value.integer);
    else
        print_expression(self, count);
}

/* --- relationships ------------------------------------------------------------------------------------- */
static void print_length(const printer *self, const sg_plan *plan)
{
    sg_buffer_char(self->out, '*');
    if (plan->minimum == plan->maximum) {
        sg_buffer_format(self->out, "%llu", (unsigned long long)plan->minimum);
        return;
    }
    sg_buffer_format(self->out, "%llu..", (unsigned long long)plan->minimum);
    if (plan->maximum != UINT64_MAX)
        sg_buffer_format(self->out, "%llu", (unsigned long long)plan->maximum);
}

static void print_types(const printer *self, const sg_plan *plan)
{
    if (!plan->any_type && plan->type_count == 0)
        sg_buffer_text(self->out, ":(none)");
    for (uint32_t i = 0; i < plan->type_count; i++) {
        sg_buffer_char(self->out, i ? '|' : ':');
        sg_buffer_add(self->out, sg_graph_type_name(self->graph, plan->types[i]));
    }
}

static void print_follow(const printer *self, const sg_plan *plan)
{
    sg_buffer_char(self->out, '(');
    print_slot(self, plan->from);
    sg_buffer_text(self->out, plan->way == SG_LEFT ? ")<-[" : ")-[");
    print_slot(self, plan->edge);
    print_types(self, plan);
    if (plan->operator!= SG_OPERATOR_EXPAND)
        print_length(self, plan);
    sg_buffer_text(self->out, plan->way == SG_RIGHT ? "]->(" : "]-(");
    print_slot(self, plan->to);
    sg_buffer_add(self->out, plan->labels);
    sg_buffer_char(self->out, ')');
    if (plan->into)
        sg_buffer_text(self->out, " into");
    if (plan->shortest == SG_ALL_SHORTEST)
        sg_buffer_text(self->out, " all");
    if (plan->step_predicate) {
        sg_buffer_text(self->out, " each ");
        print_conjuncts(self, plan->step_predicate);
    }
}

static void print_node(const printer *self, const sg_plan *plan)
{
    sg_buffer_char(self->out, '(');
    print_slot(self, plan->to);
    sg_buffer_add(self->out, plan->labels);
    sg_buffer_char(self->out, ')');
    if (plan->key) {
        sg_buffer_text(self->out, plan->key_is_list ? " in " : " = ");
        print_expression(self, plan->key);
    }
    if (plan->among)
        sg_buffer_text(self->out, " among those asked for");
}

/* db.labels() -> name */
static void print_procedure(const printer *self, const sg_plan *plan)
{
    sg_buffer_format(self->out, "%.*s(", SG_FMT(plan->procedure->name));
    for (const sg_expression *one = plan->arguments; one; one = one->next) {
        print_expression(self, one);
        sg_buffer_text(self->out, one->next ? ", " : "");
    }
    sg_buffer_char(self->out, ')');
    for (uint32_t i = 0; i < plan->yield_count; i++) {
        sg_buffer_text(self->out, i ? ", " : " -> ");
        print_column(self, plan->yields[i].slot);
    }
}

static void print_goal(const printer *self, const sg_plan *plan)
{
    static const char *const goals[] = {
        [SG_REDUCE_ENDS] = "distinct ",      [SG_REDUCE_SIZE] = "number of ",
        [SG_REDUCE_WEIGHTS] = "matches of ", [SG_REDUCE_PARTNERS] = "partners of ",
        [SG_REDUCE_PAIRS] = "pairs of ",     [SG_REDUCE_TOTAL] = "all matches",
    };

    sg_buffer_text(self->out, goals[plan->goal]);
    if (plan->goal != SG_REDUCE_TOTAL)
        print_slot(self, plan->reduction->vertices[plan->candidate].slot);
    if (plan->goal == SG_REDUCE_PARTNERS || plan->goal == SG_REDUCE_PAIRS) {
        sg_buffer_text(self->out, plan->goal == SG_REDUCE_PAIRS ? " and " : " among ");
        print_slot(self, plan->reduction->vertices[plan->partner].slot);
    }
}

/* --- operators ------------------------------------------------------------------------------------------- */
static void print_detail(const printer *self, const sg_plan *plan)
{
    switch (plan->operator) {
    case SG_OPERATOR_ARGUMENT:
    case SG_OPERATOR_DISTINCT:
    case SG_OPERATOR_OPTIONAL:
    case SG_OPERATOR_DEGREE:
    case SG_OPERATOR_UNION:
        print_columns(self, plan->slots);
        break;
    case SG_OPERATOR_NODE_SCAN:
    case SG_OPERATOR_NODE_SEEK:
        print_node(self, plan);
        break;
    case SG_OPERATOR_EXPAND:
    case SG_OPERATOR_WALK:
    case SG_OPERATOR_SHORTEST_PATH:
    case SG_OPERATOR_REACH:
        print_follow(self, plan);
        break;
    case SG_OPERATOR_REDUCE:
        print_goal(self, plan);
        break;
    case SG_OPERATOR_FILTER:
        print_expression(self, plan->predicate);
        break;
    case SG_OPERATOR_PROJECT:
        if (plan->items.count)
            print_items(self, plan->items, " -> ");
        else
            print_columns(self, plan->slots);
        break;
    case SG_OPERATOR_UNWIND:
    case SG_OPERATOR_FOREACH:
        print_items(self, plan->items, " -> ");
        break;
    case SG_OPERATOR_PROCEDURE:
        print_procedure(self, plan);
        break;
    case SG_OPERATOR_BUILD_PATH:
        print_column(self, plan->path);
        break;
    case SG_OPERATOR_AGGREGATE:
        print_items(self, plan->items, " -> ");
        sg_buffer_text(self->out, plan->items.count && plan->aggregates.count ? "; " : "");
        print_items(self, plan->aggregates, " -> ");
        break;
    case SG_OPERATOR_SORT:
    case SG_OPERATOR_DELETE:
        print_items(self, plan->items, "");
        break;
    case SG_OPERATOR_TOP_SORT:
        print_items(self, plan->items, "");
        sg_buffer_text(self->out, "; first ");
        print_count(self, plan->count);
        break;
    case SG_OPERATOR_SKIP:
    case SG_OPERATOR_LIMIT:
        print_count(self, plan->count);
        break;
    case SG_OPERATOR_CREATE:
    case SG_OPERATOR_MERGE:
        for (uint32_t i = 0; i < plan->make_count; i++) {
            sg_buffer_text(self->out, i ? ", " : "");
            print_span(self, plan->makes[i].span);
        }
        break;
    case SG_OPERATOR_CHANGE:
        for (const sg_change *change = plan->changes; change; change = change->next) {
            sg_buffer_text(self->out, change == plan->changes ? "" : ", ");
            print_span(self, change->span);
        }
        break;
    case SG_OPERATOR_APPLY:
    case SG_OPERATOR_CROSS_JOIN:
    case SG_OPERATOR_EAGER:
    case SG_OPERATOR_DRAIN:
        break;
    }
}

/* --- lines ----------------------------------------------------------------------------------------------- */
static void give_line(const printer *self, const sg_plan *plan, unsigned depth,
                      const char *title)
{
    const sg_plan_line line = { .plan = plan,
                                .depth = depth,
                                .title = sg_str_of(title),
                                .detail = sg_buffer_str(self->out) };

    if (self->out->status != SG_OK)
        return;
    self->read(self->reader, &line);
    sg_buffer_clear(self->out);
}

static void read_plan(const printer *self, const sg_plan *plan, unsigned depth);

/* The plans of queries inside the expression. */
static void read_subplans(const printer *self, const sg_expression *expression, unsigned depth)
{
    if (!expression)
        return;
    if (expression->subplan) {
        print_span(self, expression->span);
        give_line(self, NULL, depth, "for");
        read_plan(self, expression->subplan, depth + 1);
        return;
    }
    for (uint32_t i = 0; i < SG_COUNT(expression->operands); i++)
        read_subplans(self, expression->operands[i], depth);
    for (const sg_expression *item = expression->items; item; item = item->next)
        read_subplans(self, item, depth);
    for (const sg_map_entry *entry = expression->entries; entry; entry = entry->next)
        read_subplans(self, entry->value, depth);
}

static void read_children(const printer *self, const sg_plan *plan, unsigned depth)
{
    read_subplans(self, plan->predicate, depth);
    for (uint32_t i = 0; i < plan->items.count; i++)
        read_subplans(self, plan->items.items[i].expression, depth);
    for (const sg_expression *one = plan->arguments; one; one = one->next)
        read_subplans(self, one, depth);
    for (uint32_t i = 0; i < plan->aggregates.count; i++)
        read_subplans(self, plan->aggregates.items[i].expression, depth);
    if (plan->right)
        read_plan(self, plan->right, depth);
}

static void read_plan(const printer *self, const sg_plan *plan, unsigned depth)
{
    for (; plan; plan = plan->input, depth++) {
        print_detail(self, plan);
        give_line(self, plan, depth, titles[plan->operator]);
        read_children(self, plan, depth + 1);
    }
}

sg_status sg_plan_read(const sg_graph *graph, const sg_plan_tree *tree, sg_plan_reader *read,
                       void *reader)
{
    sg_buffer detail = { .length = 0 };
    printer self = { graph, tree, &detail, read, reader };

    read_plan(&self, tree->root, 0);
    sg_buffer_free(&detail);
    return detail.status;
}

void sg_plan_write_expression(const sg_graph *graph, const sg_plan_tree *tree,
                              const sg_expression *expression, sg_buffer *out)
{
    const printer self = { .graph = graph, .tree = tree, .out = out };

    print_conjuncts(&self, expression);
}

/* --- text ------------------------------------------------------------------------------------------------ */
static void write_rows(sg_buffer *out, size_t line_start, double rows)
{
    size_t width = out->length - line_start;

    for (; width < DETAIL_WIDTH; width++)
        sg_buffer_char(out, ' ');
    if (rows >= 1e15)
        sg_buffer_text(out, "  ~ many rows");
    else
        sg_buffer_format(out, "  ~ %.0f row%s", rows, rows > 0.5 && rows < 1.5 ? "" : "s");
}

static void write_line(void *reader, const sg_plan_line *line)
{
    sg_buffer *out = reader;
    size_t start = out->length;

    for (unsigned i = 0; i < line->depth; i++)
        sg_buffer_text(out, "  ");
    sg_buffer_add(out, line->title);
    sg_buffer_text(out, line->detail.length ? " " : "");
    sg_buffer_add(out, line->detail);
    if (line->plan)
        write_rows(out, start, line->plan->rows);
    sg_buffer_char(out, '\n');
}

void sg_plan_explain(const sg_graph *graph, const sg_plan_tree *tree, sg_buffer *out)
{
    sg_status status = sg_plan_read(graph, tree, write_line, out);

    if (out->status == SG_OK)
        out->status = status;
}
