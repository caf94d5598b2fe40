/* bind_pattern.c - patterns: which variables they introduce, which they find, and as what.
 *
 * All variables of the pattern list are declared first and its expressions bound after that, so that
 * (a {id: b.id}), (b) is as good as the other order.
 */
#include "query/bind/binder.h"

typedef struct {
    sg_binder *binder;
    const sg_pattern *clause; /* the list at hand: tells its variables from earlier ones */
    sg_pattern_use use;
} patterns;

static sg_status conflict(sg_binder *binder, sg_name name, const char *wanted)
{
    return sg_query_fail(binder->err, SG_ERROR_VARIABLE_TYPE_CONFLICT, SG_COMPILE, name.span,
                         "`%.*s` is used as %s here but was something else before",
                         SG_FMT(name.text), wanted);
}

static sg_status already_bound(sg_binder *binder, sg_name name)
{
    return sg_query_fail(binder->err, SG_ERROR_VARIABLE_ALREADY_BOUND, SG_COMPILE, name.span,
                         "variable `%.*s` is bound already", SG_FMT(name.text));
}

static sg_status undefined(sg_binder *binder, sg_name name)
{
    sg_status status =
        sg_query_fail(binder->err, SG_ERROR_UNDEFINED_VARIABLE, SG_COMPILE, name.span,
                      "variable `%.*s` is not defined; a pattern "
                      "used as a condition cannot introduce it",
                      SG_FMT(name.text));
    sg_str near = sg_scope_suggest(binder->scope, name.text);
    if (near.bytes)
        sg_error_hint(binder->err, "did you mean `%.*s`?", SG_FMT(near));
    return status;
}

/* Declares a variable of the pattern, named or not. */
static sg_status declare(const patterns *self, sg_name name, sg_variable_kind kind,
                         uint32_t *slot)
{
    if (name.text.length == 0)
        return sg_bind_new_slot(self->binder, name.text, kind, slot);
    if (self->use == SG_PATTERN_PREDICATE)
        return undefined(self->binder, name);
    SG_TRY(sg_bind_new_slot(self->binder, name.text, kind, slot));
    if (sg_scope_declare(self->binder->scope, self->binder->arena,
                         (sg_variable){ .name = name.text,
                                        .slot = *slot,
                                        .kind = kind,
                                        .type = sg_bind_kind_type(kind),
                                        .clause = self->clause }))
        return sg_bind_no_memory(self->binder);
    return SG_OK;
}

static const sg_variable *find(const patterns *self, sg_name name)
{
    return name.text.length ? sg_scope_find(self->binder->scope, name.text) : NULL;
}

/* A value that was not declared as an entity may still turn out to be one. */
static bool may_be(const sg_variable *variable, sg_variable_kind kind)
{
    if (variable->kind != SG_VARIABLE_VALUE)
        return variable->kind == kind;
    return sg_bind_type_fits(variable->type, sg_bind_kind_type(kind).set);
}

/* --- nodes and relationships --------------------------------------------------------------------- */
static sg_status declare_node(const patterns *self, sg_node_pattern *node, bool alone)
{
    const sg_variable *variable = find(self, node->variable);
    bool creates = self->use == SG_PATTERN_CREATE || self->use == SG_PATTERN_MERGE;

    if (!variable) {
        self->binder->reads_any[SG_FOOTPRINT_LABEL] |= node->labels == NULL;
        return declare(self, node->variable, SG_VARIABLE_NODE, &node->slot);
    }
    if (!may_be(variable, SG_VARIABLE_NODE)) {
        if (creates)
            return already_bound(self->binder, node->variable);
        return conflict(self->binder, node->variable, "a node");
    }
    if (creates && (alone || node->labels || node->properties))
        return already_bound(self->binder, node->variable);
    node->slot = variable->slot;
    return SG_OK;
}

static sg_status check_created_edge(const patterns *self, const sg_edge_pattern *edge)
{
    sg_binder *binder = self->binder;
    const char *verb = self->use == SG_PATTERN_CREATE ? "CREATE" : "MERGE";

    if (edge->variable_length)
        return sg_query_fail(binder->err, SG_ERROR_CREATING_VAR_LENGTH, SG_COMPILE, edge->span,
                             "%s needs single relationships, not variable length", verb);
    if (!edge->types || edge->types->kind != SG_LABEL_NAME)
        return sg_query_fail(binder->err, SG_ERROR_NO_SINGLE_RELATIONSHIP_TYPE, SG_COMPILE,
                             edge->span, "%s needs exactly one type for a relationship", verb);
    if (self->use == SG_PATTERN_CREATE && edge->direction == SG_EITHER)
        return sg_query_fail(binder->err, SG_ERROR_REQUIRES_DIRECTED_RELATIONSHIP, SG_COMPILE,
                             edge->span, "CREATE needs a direction for a relationship");
    return SG_OK;
}

static sg_status declare_edge(const patterns *self, sg_edge_pattern *edge)
{
    const sg_variable *variable = find(self, edge->variable);
    sg_variable_kind kind = edge->variable_length ? SG_VARIABLE_EDGES : SG_VARIABLE_EDGE;

    if (self->use == SG_PATTERN_CREATE || self->use == SG_PATTERN_MERGE) {
        if (variable)
            return already_bound(self->binder, edge->variable);
        SG_TRY(check_created_edge(self, edge));
    }
    if (!variable)
        return declare(self, edge->variable, kind, &edge->slot);
    if (!may_be(variable, kind))
        return conflict(self->binder, edge->variable,
                        edge->variable_length ? "a list of relationships" : "a relationship");
    if (variable->clause == self->clause)
        return sg_query_fail(self->binder->err, SG_ERROR_RELATIONSHIP_UNIQUENESS_VIOLATION,
                             SG_COMPILE, edge->variable.span,
                             "relationship `%.*s` stands twice in one MATCH, where all "
                             "relationships are different",
                             SG_FMT(edge->variable.text));
    edge->slot = variable->slot;
    return SG_OK;
}

/* shortestPath((a)-[..*..]->(b)): one step, of which nothing is asked that only longer paths have. */
static sg_status check_shortest(const patterns *self, const sg_pattern *pattern)
{
    if (pattern->shortest == SG_NOT_SHORTEST)
        return SG_OK;
    bool reads = self->use == SG_PATTERN_MATCH || self->use == SG_PATTERN_PREDICATE;
    if (!reads || !pattern->steps || pattern->steps->next)
        return sg_query_fail(self->binder->err, SG_ERROR_UNEXPECTED_SYNTAX, SG_COMPILE,
                             pattern->span,
                             "shortestPath and allShortestPaths take a pattern of one "
                             "relationship between two nodes");
    const sg_edge_pattern *edge = &pattern->steps->edge;
    if (edge->variable_length && edge->has_minimum && edge->minimum > 1)
        return sg_query_fail(self->binder->err, SG_ERROR_INVALID_RELATIONSHIP_PATTERN,
                             SG_COMPILE, edge->span,
                             "a shortest path has a lower bound of 0 or 1; of longer ones, say "
                             "MATCH p = (a)-[*%llu..]->(b) with ORDER BY length(p) LIMIT 1",
                             (unsigned long long)edge->minimum);
    return SG_OK;
}

static sg_status declare_pattern(const patterns *self, sg_pattern *pattern)
{
    sg_name path = pattern->variable;

    SG_TRY(check_shortest(self, pattern));
    SG_TRY(declare_node(self, &pattern->start, !pattern->steps));
    for (sg_pattern_step *step = pattern->steps; step; step = step->next) {
        SG_TRY(declare_edge(self, &step->edge));
        SG_TRY(declare_node(self, &step->node, false));
    }
    pattern->slot = SG_NO_SLOT;
    if (!path.text.length)
        return SG_OK;
    if (sg_scope_find(self->binder->scope, path.text))
        return already_bound(self->binder, path);
    return declare(self, path, SG_VARIABLE_PATH, &pattern->slot);
}

/* --- labels, properties, inline WHERE --------------------------------------------------------------- */
static sg_status bind_properties(const patterns *self, sg_expression *properties,
                                 sg_type_set subject)
{
    sg_binder *binder = self->binder;
    sg_key key;
    bool known;

    if (!properties)
        return SG_OK;
    if (properties->kind == SG_EXPR_PARAMETER && self->use != SG_PATTERN_CREATE)
        return sg_query_fail(binder->err, SG_ERROR_INVALID_PARAMETER_USE, SG_COMPILE,
                             properties->span,
                             "a parameter cannot be the properties of a pattern here; name the "
                             "properties, as in {id: $%.*s.id}",
                             SG_FMT(properties->name.text));
    SG_TRY(sg_bind_expression(binder, properties));
    for (sg_map_entry *entry = properties->entries; entry; entry = entry->next)
        SG_TRY(sg_bind_key(binder, entry->key, subject, &key, &known));
    return SG_OK;
}

static sg_status bind_node(const patterns *self, sg_node_pattern *node)
{
    const sg_type_set subject = SG_TYPE_BIT(SG_TYPE_NODE);

    SG_TRY(sg_bind_labels(self->binder, node->labels, subject));
    SG_TRY(bind_properties(self, node->properties, subject));
    return node->where ? sg_bind_predicate(self->binder, node->where, "the condition of WHERE")
                       : SG_OK;
}

static sg_status bind_edge(const patterns *self, sg_edge_pattern *edge)
{
    const sg_type_set subject = SG_TYPE_BIT(SG_TYPE_RELATIONSHIP);

    if (edge->variable_length && edge->where)
        return sg_query_fail(
            self->binder->err, SG_ERROR_INVALID_RELATIONSHIP_PATTERN, SG_COMPILE,
            edge->where->span,
            "a variable-length relationship takes no condition of its own; name "
            "the path p and say WHERE all(r IN relationships(p) WHERE ...)");
    self->binder->reads_any[SG_FOOTPRINT_TYPE] |= edge->types == NULL;
    /* A walk leads through nodes of any label. */
    self->binder->reads_any[SG_FOOTPRINT_LABEL] |= edge->variable_length;
    SG_TRY(sg_bind_labels(self->binder, edge->types, subject));
    SG_TRY(bind_properties(self, edge->properties, subject));
    return edge->where ? sg_bind_predicate(self->binder, edge->where, "the condition of WHERE")
                       : SG_OK;
}

sg_status sg_bind_patterns(sg_binder *binder, sg_pattern *list, sg_pattern_use use)
{
    patterns self = { .binder = binder, .clause = list, .use = use };
    sg_aggregation before = binder->aggregation;

    for (sg_pattern *pattern = list; pattern; pattern = pattern->next)
        SG_TRY(declare_pattern(&self, pattern));
    if (binder->aggregation == SG_AGGREGATION_ALLOWED)
        binder->aggregation = SG_AGGREGATION_FORBIDDEN;
    for (sg_pattern *pattern = list; pattern; pattern = pattern->next) {
        SG_TRY(bind_node(&self, &pattern->start));
        for (sg_pattern_step *step = pattern->steps; step; step = step->next) {
            SG_TRY(bind_edge(&self, &step->edge));
            SG_TRY(bind_node(&self, &step->node));
        }
    }
    binder->aggregation = before;
    return SG_OK;
}
