/* build.h - what the grammar's actions call: one constructor for each thing in ast.h.
 *
 * Constructors never return NULL.  When memory runs out or a literal is wrong, the failure is kept in
 * the parser, a spare node is handed out, and the parse ends with the token at hand.
 *
 * A node ends where the last token taken ends (`parser->end`), because the grammar reduces a rule
 * before it takes the next token; so constructors are only told where a node begins.
 */
#ifndef SG_SYNTAX_BUILD_H
#define SG_SYNTAX_BUILD_H

#include "engine/base/error.h"
#include "query/errors.h"
#include "query/syntax/ast.h"
#include "query/syntax/token.h"

/* Lists under construction, in source order. */
#define SG_AST_LIST(name, type)                                                                \
    typedef struct name {                                                                      \
        type *first, *last;                                                                    \
    } name

SG_AST_LIST(sg_expressions, sg_expression);
SG_AST_LIST(sg_map_entries, sg_map_entry);
SG_AST_LIST(sg_comparisons, sg_comparison_list);
SG_AST_LIST(sg_patterns, sg_pattern);
SG_AST_LIST(sg_projection_items, sg_projection_item);
SG_AST_LIST(sg_sort_items, sg_sort_item);
SG_AST_LIST(sg_changes, sg_change);
SG_AST_LIST(sg_clauses, sg_clause);
SG_AST_LIST(sg_queries, sg_single_query);
SG_AST_LIST(sg_names, sg_name_list);

#define sg_ast_append(list, item)                                                              \
    ((list).last = *((list).last ? &(list).last->next : &(list).first) = (item))

/* a < b <= c */
typedef struct sg_comparison_chain {
    sg_expressions operands;
    sg_comparisons operators;
} sg_comparison_chain;

/* (a)-->(b)<--(c): the last step, to add the next one. */
typedef struct sg_pattern_chain {
    sg_pattern *pattern;
    sg_pattern_step *last;
} sg_pattern_chain;

typedef struct sg_on_actions {
    sg_changes create, match;
} sg_on_actions;

/* *1..3 */
typedef struct sg_length {
    bool given, has_minimum, has_maximum;
    uint64_t minimum, maximum;
} sg_length;

typedef struct sg_parser {
    sg_str text; /* a NUL follows */
    sg_arena *arena;
    sg_error *err;
    sg_status status;
    bool only_patterns; /* the text is no statement */
    sg_tokens tokens;
    uint32_t position; /* of the token at hand */
    uint32_t inside;   /* the innermost open bracket, or SG_NO_TOKEN */
    uint32_t end;      /* offset behind the last token taken */
    /* A literal 9223372036854775808, which is one too many unless a minus comes to it. */
    sg_expression *unsigned_minimum;
    sg_statement *statement; /* the result, or: */
    sg_pattern *patterns;
    union {
        sg_expression expression;
        sg_clause clause;
        sg_statement statement;
        sg_pattern pattern;
        sg_pattern_step step;
    } spare;
} sg_parser;

/* Runs the grammar over the parser's tokens; defined in grammar.y. */
void sg_grammar_run(sg_parser *parser);
/* Says what is wrong with the token at hand. `acceptable` holds the kinds that could have stood there
 * instead, in ascending order. */
void sg_syntax_error(sg_parser *parser, const int *acceptable, size_t count);
/* Whether the clauses make a query that can stand alone or in CALL {}, one within an expression, or
 * the body of FOREACH; fail when not. */
void sg_ast_check_query(sg_parser *parser, const sg_statement *statement);
void sg_ast_check_subquery(sg_parser *parser, const sg_statement *statement);
void sg_ast_check_loop(sg_parser *parser, const sg_clause *loop);

/* `size` zeroed bytes, or the spare. */
void *sg_parser_alloc(sg_parser *parser, size_t size);
#define sg_ast_make(parser, type) ((type *)sg_parser_alloc((parser), sizeof(type)))
void sg_parser_fail(sg_parser *parser, sg_error_kind kind, sg_span span, const char *format,
                    ...) SG_PRINTF(4, 5);
/* From `begin` to the last token taken. */
sg_span sg_parser_span(const sg_parser *parser, uint32_t begin);

/* How tall a node is, from the heights of what it consists of; fails when that is too much. */
void sg_ast_measure_expression(sg_parser *parser, sg_expression *expression);
void sg_ast_measure_labels(sg_parser *parser, sg_label_expression *labels);
void sg_ast_measure_pattern(sg_parser *parser, sg_pattern *pattern);
void sg_ast_measure_clause(sg_parser *parser, sg_clause *clause);
void sg_ast_measure_statement(sg_parser *parser, sg_statement *statement);

/* --- build_literal.c ---------------------------------------------------------------------------- */
sg_name sg_ast_name(sg_parser *parser, sg_span token);
sg_name_list *sg_ast_name_item(sg_parser *parser, sg_name name);
/* a . b . c as one name. */
sg_name sg_ast_dotted_name(sg_parser *parser, const sg_name_list *parts);
uint64_t sg_ast_bound(sg_parser *parser, sg_span token);
sg_expression *sg_ast_integer(sg_parser *parser, sg_span token);
sg_expression *sg_ast_float(sg_parser *parser, sg_span token);
sg_expression *sg_ast_bad_number(sg_parser *parser, sg_span token);
sg_expression *sg_ast_string(sg_parser *parser, sg_span token);
sg_expression *sg_ast_constant(sg_parser *parser, sg_span token, sg_value value);
sg_expression *sg_ast_parameter(sg_parser *parser, sg_span token);

/* --- build_expression.c ------------------------------------------------------------------------- */
sg_expression *sg_ast_variable(sg_parser *parser, sg_name name);
sg_expression *sg_ast_unary(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                            sg_expression *operand);
/* Minus; folds into a number. */
sg_expression *sg_ast_negate(sg_parser *parser, uint32_t begin, sg_expression *operand);
sg_expression *sg_ast_binary(sg_parser *parser, sg_expression_kind kind, sg_expression *left,
                             sg_expression *right);
/* One operand of XOR or AND, on its way to being an operand of what binds less: a list of one. */
sg_expressions sg_ast_folded(sg_parser *parser, sg_expression_kind kind,
                             sg_expressions operands);
/* a OR b OR c as a balanced tree. */
sg_expression *sg_ast_fold(sg_parser *parser, sg_expression_kind kind, sg_expressions operands);
sg_expression *sg_ast_parenthesised(sg_parser *parser, uint32_t begin,
                                    sg_expression *expression);
sg_comparison_chain sg_ast_compare(sg_parser *parser, sg_expression *left,
                                   sg_comparison operator, sg_span token, sg_expression *right);
sg_comparison_chain sg_ast_comparison_chain(sg_parser *parser, sg_comparison_chain chain,
                                            sg_comparison operator, sg_span token,
                                            sg_expression *operand);
sg_expression *sg_ast_comparison(sg_parser *parser, sg_comparison_chain chain);
sg_expression *sg_ast_property(sg_parser *parser, sg_expression *subject, sg_name key);
sg_expression *sg_ast_subscript(sg_parser *parser, sg_expression *list, sg_expression *index);
sg_expression *sg_ast_slice(sg_parser *parser, sg_expression *list, sg_expression *from,
                            sg_expression *to);
sg_expression *sg_ast_has_labels(sg_parser *parser, sg_expression *subject,
                                 sg_label_expression *labels);
sg_expression *sg_ast_list(sg_parser *parser, uint32_t begin, sg_expressions items);
sg_expression *sg_ast_map(sg_parser *parser, uint32_t begin, sg_map_entries entries);
sg_expression *sg_ast_projection(sg_parser *parser, sg_name variable, sg_map_entries entries);
sg_map_entry *sg_ast_map_entry(sg_parser *parser, sg_map_item item, sg_name key,
                               sg_expression *value);
/* callee(arguments): the callee is what was parsed before the parenthesis. */
sg_expression *sg_ast_call(sg_parser *parser, sg_expression *callee, bool distinct,
                           sg_expressions arguments);
/* trim(BOTH characters FROM text) is btrim(text, characters); `characters` may be NULL. */
sg_expression *sg_ast_trim(sg_parser *parser, sg_expression *callee, const char *function,
                           sg_expression *characters, sg_expression *text);
sg_expression *sg_ast_call_star(sg_parser *parser, sg_expression *callee);
sg_expression *sg_ast_case(sg_parser *parser, uint32_t begin, sg_expression *subject,
                           sg_expressions branches, sg_expression *otherwise);
sg_expression *sg_ast_comprehension(sg_parser *parser, uint32_t begin, sg_name variable,
                                    sg_expression *list, sg_expression *where,
                                    sg_expression *result);
sg_expression *sg_ast_pattern_comprehension(sg_parser *parser, uint32_t begin, sg_name variable,
                                            sg_pattern *pattern, sg_expression *where,
                                            sg_expression *result);
sg_expression *sg_ast_reduce(sg_parser *parser, uint32_t begin, sg_name accumulator,
                             sg_expression *initial, sg_name variable, sg_expression *list,
                             sg_expression *result);
sg_expression *sg_ast_quantifier(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                                 sg_name variable, sg_expression *list, sg_expression *where);
sg_expression *sg_ast_pattern_value(sg_parser *parser, sg_pattern *pattern);
sg_expression *sg_ast_subquery(sg_parser *parser, sg_expression_kind kind, uint32_t begin,
                               sg_statement *statement);

/* --- build_pattern.c ---------------------------------------------------------------------------- */
sg_label_expression *sg_ast_label(sg_parser *parser, sg_label_kind kind, sg_span token);
sg_label_expression *sg_ast_label_not(sg_parser *parser, uint32_t begin,
                                      sg_label_expression *operand);
sg_label_expression *sg_ast_label_pair(sg_parser *parser, sg_label_kind kind, bool colon_list,
                                       sg_label_expression *left, sg_label_expression *right);
sg_node_pattern *sg_ast_node(sg_parser *parser, sg_name variable, sg_label_expression *labels,
                             sg_expression *properties, sg_expression *where);
/* Gives the node its span once the parenthesis is closed. */
sg_node_pattern *sg_ast_node_done(sg_parser *parser, uint32_t begin, sg_node_pattern *node);
sg_edge_pattern *sg_ast_edge(sg_parser *parser, sg_name variable, sg_label_expression *types,
                             sg_length length, sg_expression *properties, sg_expression *where);
sg_edge_pattern *sg_ast_directed(sg_parser *parser, uint32_t begin,
                                 sg_pattern_direction direction, sg_edge_pattern *edge);
sg_pattern_chain sg_ast_chain(sg_parser *parser, const sg_node_pattern *start);
sg_pattern_chain sg_ast_chain_step(sg_parser *parser, sg_pattern_chain chain,
                                   const sg_edge_pattern *edge, const sg_node_pattern *node);
sg_pattern *sg_ast_pattern_of(sg_parser *parser, sg_pattern_chain chain);
/* Gives the pattern its last touches: path variable, kind, span. */
sg_pattern *sg_ast_pattern(sg_parser *parser, uint32_t begin, sg_name variable,
                           sg_shortest shortest, sg_pattern *pattern);

/* --- build_clause.c ----------------------------------------------------------------------------- */
sg_clause *sg_ast_clause(sg_parser *parser, sg_clause_kind kind, uint32_t begin);
/* Gives the clause its span once it is complete. */
sg_clause *sg_ast_finish(sg_parser *parser, sg_clause *clause);
sg_clause *sg_ast_match(sg_parser *parser, uint32_t begin, bool optional, sg_patterns patterns,
                        sg_expression *where);
sg_clause *sg_ast_unwind(sg_parser *parser, uint32_t begin, sg_expression *list,
                         sg_name variable);
sg_clause *sg_ast_projecting(sg_parser *parser, sg_clause_kind kind, uint32_t begin,
                             sg_clause *body, sg_expression *where);
sg_clause *sg_ast_body(sg_parser *parser, bool star, sg_projection_items items);
sg_clause *sg_ast_ordered(sg_clause *body, sg_sort_items sort, sg_expression *skip,
                          sg_expression *limit);
sg_projection_item *sg_ast_item(sg_parser *parser, sg_expression *expression, sg_name alias);
sg_sort_item *sg_ast_sort_item(sg_parser *parser, sg_expression *expression, bool descending);
sg_clause *sg_ast_call_subquery(sg_parser *parser, uint32_t begin, sg_clause *imports,
                                sg_statement *statement);
sg_clause *sg_ast_imports(sg_parser *parser, bool star, sg_names names);
sg_clause *sg_ast_procedure(sg_parser *parser, sg_names name, bool has_arguments,
                            sg_expressions arguments);
sg_clause *sg_ast_yield(sg_clause *call, bool star, sg_projection_items items,
                        sg_expression *where);
sg_clause *sg_ast_call_procedure(sg_parser *parser, uint32_t begin, sg_clause *call);
sg_clause *sg_ast_optional(uint32_t begin, sg_clause *clause);
sg_clause *sg_ast_create(sg_parser *parser, uint32_t begin, sg_patterns patterns);
sg_clause *sg_ast_merge(sg_parser *parser, uint32_t begin, sg_pattern *pattern,
                        sg_on_actions on);
sg_clause *sg_ast_changing(sg_parser *parser, sg_clause_kind kind, uint32_t begin,
                           sg_changes changes);
sg_clause *sg_ast_delete(sg_parser *parser, uint32_t begin, bool detach,
                         sg_expressions arguments);
sg_clause *sg_ast_foreach(sg_parser *parser, uint32_t begin, sg_name variable,
                          sg_expression *list, sg_clauses clauses);
sg_change *sg_ast_change(sg_parser *parser, sg_change_kind kind, sg_expression *target,
                         sg_expression *value, sg_label_expression *labels);

/* --- build_statement.c -------------------------------------------------------------------------- */
sg_single_query *sg_ast_single_query(sg_parser *parser, bool union_all, sg_clauses clauses);
sg_statement *sg_ast_query(sg_parser *parser, sg_queries queries);
/* EXISTS { (a)-->(b) WHERE ... }: as if MATCH had been written. */
sg_statement *sg_ast_bare_match(sg_parser *parser, sg_patterns patterns, sg_expression *where);
/* The whole text is one statement: the result of the parse. */
void sg_ast_statement_done(sg_parser *parser, sg_explain explain, sg_statement *statement);
/* FOR (n:L) or FOR ()-[r:T]-(). */
sg_statement *sg_ast_index_entity(sg_parser *parser, bool is_edge, sg_name variable,
                                  sg_names labels);
/* ON (n.p, n.q): the properties must be those of the entity's variable. */
sg_statement *sg_ast_create_index(sg_parser *parser, sg_statement *entity,
                                  sg_expressions properties);
sg_statement *sg_ast_drop_index(sg_parser *parser, sg_name name, bool if_exists,
                                sg_names labels, sg_names properties);
/* Fails: what the words from `begin` on ask for is not there yet. */
sg_statement *sg_ast_unsupported(sg_parser *parser, uint32_t begin, const char *what);
sg_statement *sg_ast_show_indexes(sg_parser *parser, sg_clauses clauses);

#endif
