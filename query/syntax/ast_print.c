/* ast_print.c - statements and clauses as s-expressions. */
#include "query/syntax/ast_print.h"

#include "query/syntax/ast_print_parts.h"

static void print_clause(sg_buffer *out, const sg_clause *clause);
static void print_query(sg_buffer *out, const sg_statement *statement);

static void print_flag(sg_buffer *out, bool flag, const char *word)
{
    if (flag)
        sg_buffer_format(out, " %s", word);
}

static void print_part(sg_buffer *out, const char *word, const sg_expression *expression)
{
    if (!expression)
        return;
    sg_buffer_format(out, " (%s ", word);
    sg_ast_print_expression(expression, out);
    sg_buffer_char(out, ')');
}

static void print_items(sg_buffer *out, const sg_projection_item *items)
{
    for (const sg_projection_item *item = items; item; item = item->next) {
        sg_buffer_char(out, ' ');
        sg_ast_print_expression(item->expression, out);
        if (item->alias.text.length > 0)
            sg_buffer_format(out, " AS %.*s", SG_FMT(item->alias.text));
    }
}

static void print_sort(sg_buffer *out, const sg_sort_item *sort)
{
    if (!sort)
        return;
    sg_buffer_text(out, " (order");
    for (const sg_sort_item *item = sort; item; item = item->next)
        print_part(out, item->descending ? "desc" : "asc", item->expression);
    sg_buffer_char(out, ')');
}

/* clang-format off */
static const char *const change_words[] = {
    [SG_SET_PROPERTY] = "=",         [SG_SET_ALL] = "=",         [SG_SET_MERGE] = "+=",
    [SG_SET_LABELS] = "label",       [SG_REMOVE_PROPERTY] = "drop",
    [SG_REMOVE_LABELS] = "unlabel",
};
static const char *const clause_words[] = {
    [SG_CLAUSE_MATCH] = "match",     [SG_CLAUSE_UNWIND] = "unwind", [SG_CLAUSE_WITH] = "with",
    [SG_CLAUSE_RETURN] = "return",   [SG_CLAUSE_CALL_SUBQUERY] = "call",
    [SG_CLAUSE_CALL_PROCEDURE] = "procedure",                       [SG_CLAUSE_CREATE] = "create",
    [SG_CLAUSE_MERGE] = "merge",     [SG_CLAUSE_SET] = "set",       [SG_CLAUSE_REMOVE] = "remove",
    [SG_CLAUSE_DELETE] = "delete",   [SG_CLAUSE_FOREACH] = "foreach",
    [SG_CLAUSE_FINISH] = "finish",
};
/* clang-format on */

static void print_changes(sg_buffer *out, const char *word, const sg_change *changes)
{
    if (!changes)
        return;
    if (word)
        sg_buffer_format(out, " (%s", word);
    for (const sg_change *change = changes; change; change = change->next) {
        sg_buffer_format(out, " (%s ", change_words[change->kind]);
        sg_ast_print_expression(change->target, out);
        if (change->value) {
            sg_buffer_char(out, ' ');
            sg_ast_print_expression(change->value, out);
        }
        if (change->labels)
            sg_ast_print_labels(change->labels, out);
        sg_buffer_char(out, ')');
    }
    if (word)
        sg_buffer_char(out, ')');
}

static void print_names(sg_buffer *out, const sg_name_list *names)
{
    for (; names; names = names->next)
        sg_buffer_format(out, " %.*s", SG_FMT(names->name.text));
}

/* What only CALL has: imports, arguments, YIELD. */
static void print_call(sg_buffer *out, const sg_clause *call)
{
    if (call->has_imports) {
        sg_buffer_text(out, " (import");
        print_flag(out, call->import_star, "*");
        print_names(out, call->imports);
        sg_buffer_char(out, ')');
    }
    if (call->procedure.text.length > 0)
        sg_buffer_format(out, " %.*s", SG_FMT(call->procedure.text));
    if (call->has_arguments) {
        sg_buffer_text(out, " (arguments");
        sg_ast_print_list(call->arguments, out);
        sg_buffer_char(out, ')');
    }
    print_flag(out, call->has_yield, "yield");
}

static void print_clause(sg_buffer *out, const sg_clause *clause)
{
    bool calls =
        clause->kind == SG_CLAUSE_CALL_SUBQUERY || clause->kind == SG_CLAUSE_CALL_PROCEDURE;
    sg_buffer_format(out, " (%s", clause_words[clause->kind]);
    print_flag(out, clause->optional, "optional");
    print_flag(out, clause->detach, "detach");
    print_flag(out, clause->distinct, "distinct");
    if (calls)
        print_call(out, clause);
    print_flag(out, clause->star, "*");
    for (const sg_pattern *pattern = clause->patterns; pattern; pattern = pattern->next) {
        sg_buffer_char(out, ' ');
        sg_ast_print_pattern(pattern, out);
    }
    if (clause->variable.text.length > 0)
        sg_buffer_format(out, " %.*s", SG_FMT(clause->variable.text));
    if (clause->expression) {
        sg_buffer_char(out, ' ');
        sg_ast_print_expression(clause->expression, out);
    }
    print_items(out, clause->items);
    print_sort(out, clause->sort);
    print_part(out, "skip", clause->skip);
    print_part(out, "limit", clause->limit);
    print_part(out, "where", clause->where);
    if (!calls)
        sg_ast_print_list(clause->arguments, out);
    print_changes(out, NULL, clause->changes);
    print_changes(out, "on-create", clause->on_create);
    print_changes(out, "on-match", clause->on_match);
    for (const sg_clause *inner = clause->clauses; inner; inner = inner->next)
        print_clause(out, inner);
    if (clause->statement) {
        sg_buffer_char(out, ' ');
        print_query(out, clause->statement);
    }
    sg_buffer_char(out, ')');
}

static void print_clauses(sg_buffer *out, const sg_single_query *queries)
{
    for (const sg_single_query *query = queries; query; query = query->next) {
        if (query != queries)
            sg_buffer_text(out, query->union_all ? " union-all" : " union");
        for (const sg_clause *clause = query->clauses; clause; clause = clause->next)
            print_clause(out, clause);
    }
}

static void print_query(sg_buffer *out, const sg_statement *statement)
{
    sg_buffer_text(out, "(query");
    print_clauses(out, statement->queries);
    sg_buffer_char(out, ')');
}

static void print_index(sg_buffer *out, const sg_statement *statement, const char *word)
{
    sg_buffer_format(out, "(%s", word);
    if (statement->index.text.length > 0)
        sg_buffer_format(out, " %.*s", SG_FMT(statement->index.text));
    print_flag(out, statement->if_exists, "guarded");
    if (statement->labels) {
        sg_buffer_text(out, statement->entity_is_edge ? " (types" : " (labels");
        print_names(out, statement->labels);
        sg_buffer_text(out, ") (properties");
        print_names(out, statement->properties);
        sg_buffer_char(out, ')');
    }
    print_clauses(out, statement->queries);
    sg_buffer_char(out, ')');
}

void sg_ast_print(const sg_statement *statement, sg_buffer *out)
{
    if (statement->explain != SG_RUN)
        sg_buffer_text(out, statement->explain == SG_EXPLAIN ? "explain " : "profile ");
    switch (statement->kind) {
    case SG_STATEMENT_QUERY:
        print_query(out, statement);
        break;
    case SG_STATEMENT_CREATE_INDEX:
        print_index(out, statement, "create-index");
        break;
    case SG_STATEMENT_DROP_INDEX:
        print_index(out, statement, "drop-index");
        break;
    case SG_STATEMENT_SHOW_INDEXES:
        print_index(out, statement, "show-indexes");
        break;
    }
}
