/* grammar.y - the language.  Actions only construct; see build.h.
 *
 * Where one token of look-ahead is not enough, the feeder (feeder.c) hands over tokens that say which
 * reading is meant: PATTERN_LPAREN, LIST_LBRACKET, PATTERN_LBRACKET, COMPREHENSION_BAR.  Another token
 * that is in no text, ONLY_PATTERNS, comes first when the text is not a statement.
 *
 * A soft keyword falls back to NAME where the grammar has no use for it.  That works only if no rule
 * needs an empty reduction on a soft keyword in a state that also takes a NAME; such rules are written
 * out instead (see CREATE INDEX).
 */
%name sg_grammar
%token_prefix SG_T_
%token_type {sg_span}
%default_type {sg_span}
%extra_argument {sg_parser *parser}
/* Brackets nest no deeper than SG_QUERY_DEPTH, and a level takes a handful of symbols. */
%stack_size 4000
%start_symbol start

%include {
#include <assert.h>
#include <string.h>

#include "query/syntax/build.h"

static void fail_at_token(sg_parser *parser);
}

%syntax_error { fail_at_token(parser); }
%stack_overflow {
    sg_parser_fail(parser, SG_ERROR_LIMIT_REACHED,
                   parser->tokens.items[parser->position].span, "the query nests too deeply");
}

%fallback NAME ALL ALLSHORTESTPATHS ANY ASC ASCENDING BY COLLECT CONSTRAINT
    CONSTRAINTS CONTAINS COUNT DELETE DESC DESCENDING
    DETACH DROP END ENDS EXISTS EXPLAIN FINISH FOR FOREACH IF INDEX INDEXES LIMIT NODETACH NONE ON
    OPTIONAL ORDER PROFILE RANGE REDUCE REMOVE SHORTESTPATH SHOW SINGLE SKIP STARTS TEXT
    TRANSACTIONS YIELD.

/* A pattern among expressions goes on as long as it can: (a)-->(b)-->(c) */
%nonassoc PATTERN_END.
%nonassoc LT MINUS.

/* --- statements --------------------------------------------------------------------------------- */
start ::= statement.
start ::= statement semicolons.
start ::= ONLY_PATTERNS.
start ::= ONLY_PATTERNS loose_patterns(P). { parser->patterns = P.first; }
semicolons ::= SEMICOLON.
semicolons ::= semicolons SEMICOLON.

statement ::= command(C). { sg_ast_statement_done(parser, SG_RUN, C); }
statement ::= EXPLAIN command(C). { sg_ast_statement_done(parser, SG_EXPLAIN, C); }
statement ::= PROFILE command(C). { sg_ast_statement_done(parser, SG_PROFILE, C); }

%type command {sg_statement *}
command(A) ::= query(Q). { A = Q; }
command(A) ::= create_index(Q). { A = Q; }
command(A) ::= drop_index(Q). { A = Q; }
command(A) ::= show_indexes(Q). { A = Q; }

%type query {sg_statement *}
query(A) ::= queries(L). { A = sg_ast_query(parser, L); }

%type queries {sg_queries}
queries(A) ::= clauses(C). {
    A = (sg_queries){ 0 };
    sg_ast_append(A, sg_ast_single_query(parser, false, C));
}
queries(A) ::= queries(L) UNION clauses(C). {
    A = L;
    sg_ast_append(A, sg_ast_single_query(parser, false, C));
}
queries(A) ::= queries(L) UNION ALL clauses(C). {
    A = L;
    sg_ast_append(A, sg_ast_single_query(parser, true, C));
}

%type clauses {sg_clauses}
clauses(A) ::= clause(C). { A = (sg_clauses){ C, C }; }
clauses(A) ::= clauses(L) clause(C). { A = L; sg_ast_append(A, C); }

/* --- reading clauses ---------------------------------------------------------------------------- */
%type clause {sg_clause *}
clause(A) ::= MATCH(T) patterns(P) where(W). { A = sg_ast_match(parser, T.begin, false, P, W); }
clause(A) ::= OPTIONAL(T) MATCH patterns(P) where(W). {
    A = sg_ast_match(parser, T.begin, true, P, W);
}
clause(A) ::= UNWIND(T) expression(E) AS name(N). { A = sg_ast_unwind(parser, T.begin, E, N); }
clause(A) ::= WITH(T) body(B) where(W). {
    A = sg_ast_projecting(parser, SG_CLAUSE_WITH, T.begin, B, W);
}
clause(A) ::= RETURN(T) body(B). {
    A = sg_ast_projecting(parser, SG_CLAUSE_RETURN, T.begin, B, NULL);
}
clause(A) ::= FINISH(T). {
    A = sg_ast_finish(parser, sg_ast_clause(parser, SG_CLAUSE_FINISH, T.begin));
}
clause(A) ::= call(C). { A = C; }
clause(A) ::= OPTIONAL(T) call(C). { A = sg_ast_optional(T.begin, C); }

%type where {sg_expression *}
where(A) ::= . { A = NULL; }
where(A) ::= WHERE expression(E). { A = E; }

%type body {sg_clause *}
body(A) ::= DISTINCT projection(B). { A = B; A->distinct = true; }
body(A) ::= projection(B). { A = B; }

%type projection {sg_clause *}
projection(A) ::= columns(B) sort(S) skip(K) limit(L). { A = sg_ast_ordered(B, S, K, L); }

%type columns {sg_clause *}
columns(A) ::= STAR. { A = sg_ast_body(parser, true, (sg_projection_items){ 0 }); }
columns(A) ::= STAR COMMA items(L). { A = sg_ast_body(parser, true, L); }
columns(A) ::= items(L). { A = sg_ast_body(parser, false, L); }

%type items {sg_projection_items}
items(A) ::= item(I). { A = (sg_projection_items){ I, I }; }
items(A) ::= items(L) COMMA item(I). { A = L; sg_ast_append(A, I); }

%type item {sg_projection_item *}
item(A) ::= expression(E). { A = sg_ast_item(parser, E, (sg_name){ 0 }); }
item(A) ::= expression(E) AS name(N). { A = sg_ast_item(parser, E, N); }

%type sort {sg_sort_items}
sort(A) ::= . { A = (sg_sort_items){ 0 }; }
sort(A) ::= ORDER BY sort_items(L). { A = L; }

%type sort_items {sg_sort_items}
sort_items(A) ::= sort_item(I). { A = (sg_sort_items){ I, I }; }
sort_items(A) ::= sort_items(L) COMMA sort_item(I). { A = L; sg_ast_append(A, I); }

%type sort_item {sg_sort_item *}
sort_item(A) ::= expression(E). { A = sg_ast_sort_item(parser, E, false); }
sort_item(A) ::= expression(E) ascending. { A = sg_ast_sort_item(parser, E, false); }
sort_item(A) ::= expression(E) descending. { A = sg_ast_sort_item(parser, E, true); }
ascending ::= ASC.
ascending ::= ASCENDING.
descending ::= DESC.
descending ::= DESCENDING.

%type skip {sg_expression *}
skip(A) ::= . { A = NULL; }
skip(A) ::= SKIP expression(E). { A = E; }

%type limit {sg_expression *}
limit(A) ::= . { A = NULL; }
limit(A) ::= LIMIT expression(E). { A = E; }

/* --- CALL --------------------------------------------------------------------------------------- */
%type call {sg_clause *}
call(A) ::= CALL(T) block(Q). { A = sg_ast_call_subquery(parser, T.begin, NULL, Q); }
call(A) ::= CALL(T) imports(I) block(Q). { A = sg_ast_call_subquery(parser, T.begin, I, Q); }
call(A) ::= CALL(T) block(Q) IN TRANSACTIONS. {
    A = sg_ast_call_subquery(parser, T.begin, NULL, Q);
    sg_ast_unsupported(parser, T.begin, "subqueries in transactions of their own");
}
call(A) ::= CALL(T) imports(I) block(Q) IN TRANSACTIONS. {
    A = sg_ast_call_subquery(parser, T.begin, I, Q);
    sg_ast_unsupported(parser, T.begin, "subqueries in transactions of their own");
}
call(A) ::= CALL(T) procedure(P). { A = sg_ast_call_procedure(parser, T.begin, P); }
call(A) ::= CALL(T) procedure(P) YIELD yield_items(L) where(W). {
    A = sg_ast_call_procedure(parser, T.begin, sg_ast_yield(P, false, L, W));
}
call(A) ::= CALL(T) procedure(P) YIELD STAR where(W). {
    sg_projection_items none = { 0 };
    A = sg_ast_call_procedure(parser, T.begin, sg_ast_yield(P, true, none, W));
}
call(A) ::= CALL(T) procedure(P) YIELD MINUS. {
    sg_projection_items none = { 0 };
    A = sg_ast_call_procedure(parser, T.begin, sg_ast_yield(P, false, none, NULL));
}

%type block {sg_statement *}
block(A) ::= LBRACE query(Q) RBRACE. { A = Q; }

%type imports {sg_clause *}
imports(A) ::= LPAREN RPAREN. { A = sg_ast_imports(parser, false, (sg_names){ 0 }); }
imports(A) ::= LPAREN STAR RPAREN. { A = sg_ast_imports(parser, true, (sg_names){ 0 }); }
imports(A) ::= LPAREN names(L) RPAREN. { A = sg_ast_imports(parser, false, L); }

%type procedure {sg_clause *}
procedure(A) ::= dotted_name(N). {
    A = sg_ast_procedure(parser, N, false, (sg_expressions){ 0 });
}
procedure(A) ::= dotted_name(N) LPAREN RPAREN. {
    A = sg_ast_procedure(parser, N, true, (sg_expressions){ 0 });
}
procedure(A) ::= dotted_name(N) LPAREN expressions(L) RPAREN. {
    A = sg_ast_procedure(parser, N, true, L);
}

%type dotted_name {sg_names}
dotted_name(A) ::= name(N). {
    A = (sg_names){ 0 };
    sg_ast_append(A, sg_ast_name_item(parser, N));
}
dotted_name(A) ::= dotted_name(L) DOT name(N). {
    A = L;
    sg_ast_append(A, sg_ast_name_item(parser, N));
}

%type yield_items {sg_projection_items}
yield_items(A) ::= yield_item(I). { A = (sg_projection_items){ I, I }; }
yield_items(A) ::= yield_items(L) COMMA yield_item(I). { A = L; sg_ast_append(A, I); }

%type yield_item {sg_projection_item *}
yield_item(A) ::= variable(V). { A = sg_ast_item(parser, V, (sg_name){ 0 }); }
yield_item(A) ::= variable(V) AS name(N). { A = sg_ast_item(parser, V, N); }

/* --- writing clauses ---------------------------------------------------------------------------- */
clause(A) ::= CREATE(T) patterns(P). { A = sg_ast_create(parser, T.begin, P); }
clause(A) ::= MERGE(T) pattern(P) on_actions(O). { A = sg_ast_merge(parser, T.begin, P, O); }
clause(A) ::= SET(T) set_items(L). {
    A = sg_ast_changing(parser, SG_CLAUSE_SET, T.begin, L);
}
clause(A) ::= REMOVE(T) remove_items(L). {
    A = sg_ast_changing(parser, SG_CLAUSE_REMOVE, T.begin, L);
}
clause(A) ::= DELETE(T) expressions(L). { A = sg_ast_delete(parser, T.begin, false, L); }
clause(A) ::= NODETACH(T) DELETE expressions(L). {
    A = sg_ast_delete(parser, T.begin, false, L);
}
clause(A) ::= DETACH(T) DELETE expressions(L). { A = sg_ast_delete(parser, T.begin, true, L); }
clause(A) ::= FOREACH(T) LPAREN name(N) IN expression(E) COMPREHENSION_BAR clauses(L) RPAREN. {
    A = sg_ast_foreach(parser, T.begin, N, E, L);
}

%type on_actions {sg_on_actions}
on_actions(A) ::= . { A = (sg_on_actions){ 0 }; }
on_actions(A) ::= on_actions(O) ON CREATE SET set_items(L). {
    A = O;
    sg_ast_append(A.create, L.first);
    A.create.last = L.last;
}
on_actions(A) ::= on_actions(O) ON MATCH SET set_items(L). {
    A = O;
    sg_ast_append(A.match, L.first);
    A.match.last = L.last;
}

%type set_items {sg_changes}
set_items(A) ::= set_item(I). { A = (sg_changes){ I, I }; }
set_items(A) ::= set_items(L) COMMA set_item(I). { A = L; sg_ast_append(A, I); }

%type set_item {sg_change *}
set_item(A) ::= postfix(T) EQ expression(E). {
    A = sg_ast_change(parser, SG_SET_ALL, T, E, NULL);
}
set_item(A) ::= postfix(T) PLUS_EQ expression(E). {
    A = sg_ast_change(parser, SG_SET_MERGE, T, E, NULL);
}
set_item(A) ::= postfix(T) labels(L). {
    A = sg_ast_change(parser, SG_SET_LABELS, T, NULL, L);
}

%type remove_items {sg_changes}
remove_items(A) ::= remove_item(I). { A = (sg_changes){ I, I }; }
remove_items(A) ::= remove_items(L) COMMA remove_item(I). { A = L; sg_ast_append(A, I); }

%type remove_item {sg_change *}
remove_item(A) ::= postfix(T). {
    A = sg_ast_change(parser, SG_REMOVE_PROPERTY, T, NULL, NULL);
}
remove_item(A) ::= postfix(T) labels(L). {
    A = sg_ast_change(parser, SG_REMOVE_LABELS, T, NULL, L);
}

/* --- indexes ------------------------------------------------------------------------------------ */
/* Written out: an empty name before FOR or IF would let these fall back to NAME. */
%type create_index {sg_statement *}
create_index(A) ::= create_index_words index_on(I). { A = I; }
create_index(A) ::= create_index_words name(N) index_on(I). { A = I; A->index = N; }
create_index(A) ::= create_index_words if_not_exists index_on(I). { A = I; A->if_exists = true; }
create_index(A) ::= create_index_words name(N) if_not_exists index_on(I). {
    A = I;
    A->index = N;
    A->if_exists = true;
}
create_index(A) ::= create_index_words ON COLON name(N) LPAREN names(L) RPAREN. {
    sg_names labels = { 0 };
    sg_ast_append(labels, sg_ast_name_item(parser, N));
    A = sg_ast_index_entity(parser, false, (sg_name){ 0 }, labels);
    A->properties = L.first;
}

create_index_words ::= CREATE INDEX.
create_index_words ::= CREATE RANGE INDEX.
create_index_words ::= CREATE TEXT INDEX.
if_not_exists ::= IF NOT EXISTS.

%type index_on {sg_statement *}
index_on(A) ::= FOR index_entity(E) ON LPAREN expressions(L) RPAREN. {
    A = sg_ast_create_index(parser, E, L);
}

%type index_entity {sg_statement *}
index_entity(A) ::= lparen name(V) COLON label_names(L) RPAREN. {
    A = sg_ast_index_entity(parser, false, V, L);
}
index_entity(A) ::= lparen RPAREN MINUS index_edge(E) MINUS LPAREN RPAREN. { A = E; }
index_entity(A) ::= lparen RPAREN MINUS index_edge(E) MINUS GT LPAREN RPAREN. { A = E; }
index_entity(A) ::= lparen RPAREN LT MINUS index_edge(E) MINUS LPAREN RPAREN. { A = E; }

%type index_edge {sg_statement *}
index_edge(A) ::= LBRACKET name(V) COLON label_names(L) RBRACKET. {
    A = sg_ast_index_entity(parser, true, V, L);
}

%type label_names {sg_names}
label_names(A) ::= name(N). {
    A = (sg_names){ 0 };
    sg_ast_append(A, sg_ast_name_item(parser, N));
}
label_names(A) ::= label_names(L) BAR name(N). {
    A = L;
    sg_ast_append(A, sg_ast_name_item(parser, N));
}

%type drop_index {sg_statement *}
drop_index(A) ::= DROP INDEX name(N). {
    A = sg_ast_drop_index(parser, N, false, (sg_names){ 0 }, (sg_names){ 0 });
}
drop_index(A) ::= DROP INDEX name(N) IF EXISTS. {
    A = sg_ast_drop_index(parser, N, true, (sg_names){ 0 }, (sg_names){ 0 });
}
drop_index(A) ::= DROP INDEX ON COLON name(N) LPAREN names(L) RPAREN. {
    sg_names labels = { 0 };
    sg_ast_append(labels, sg_ast_name_item(parser, N));
    A = sg_ast_drop_index(parser, (sg_name){ 0 }, false, labels, L);
}

%type show_indexes {sg_statement *}
show_indexes(A) ::= show_index_words. { A = sg_ast_show_indexes(parser, (sg_clauses){ 0 }); }
show_indexes(A) ::= show_index_words WHERE(T) expression(E). {
    sg_clause *all = sg_ast_body(parser, true, (sg_projection_items){ 0 });
    all = sg_ast_projecting(parser, SG_CLAUSE_WITH, T.begin, all, E);
    A = sg_ast_show_indexes(parser, (sg_clauses){ all, all });
}
show_indexes(A) ::= show_index_words yield(Y). {
    A = sg_ast_show_indexes(parser, (sg_clauses){ Y, Y });
}
show_indexes(A) ::= show_index_words yield(Y) RETURN(T) body(B). {
    sg_clauses clauses = { Y, Y };
    B = sg_ast_projecting(parser, SG_CLAUSE_RETURN, T.begin, B, NULL);
    sg_ast_append(clauses, B);
    A = sg_ast_show_indexes(parser, clauses);
}

show_index_words ::= SHOW index_word.
show_index_words ::= SHOW ALL index_word.
show_index_words ::= SHOW RANGE index_word.
show_index_words ::= SHOW TEXT index_word.
index_word ::= INDEX.
index_word ::= INDEXES.

%type yield {sg_clause *}
yield(A) ::= YIELD(T) projection(B) where(W). {
    A = sg_ast_projecting(parser, SG_CLAUSE_WITH, T.begin, B, W);
}

/* --- constraints: known, so that the answer is not a syntax error ------------------------------ */
%type constraint {sg_statement *}
command(A) ::= constraint(C). { A = C; }
constraint(A) ::= CREATE(T) CONSTRAINT. { A = sg_ast_unsupported(parser, T.begin, "constraints"); }
constraint(A) ::= DROP(T) CONSTRAINT. { A = sg_ast_unsupported(parser, T.begin, "constraints"); }
constraint(A) ::= SHOW(T) CONSTRAINTS. { A = sg_ast_unsupported(parser, T.begin, "constraints"); }

/* --- patterns ----------------------------------------------------------------------------------- */
%type patterns {sg_patterns}
patterns(A) ::= pattern(P). { A = (sg_patterns){ P, P }; }
patterns(A) ::= patterns(L) COMMA pattern(P). { A = L; sg_ast_append(A, P); }

%type loose_patterns {sg_patterns}
loose_patterns(A) ::= pattern(P). { A = (sg_patterns){ P, P }; }
loose_patterns(A) ::= loose_patterns(L) pattern(P). { A = L; sg_ast_append(A, P); }
loose_patterns(A) ::= loose_patterns(L) COMMA pattern(P). { A = L; sg_ast_append(A, P); }

%type pattern {sg_pattern *}
pattern(A) ::= element(E). { A = E; }
pattern(A) ::= name(N) EQ element(E). {
    A = sg_ast_pattern(parser, N.span.begin, N, E->shortest, E);
}

%type element {sg_pattern *}
element(A) ::= chain(C). { A = sg_ast_pattern_of(parser, C); }
element(A) ::= LPAREN(T) element(E) RPAREN. {
    A = sg_ast_pattern(parser, T.begin, E->variable, E->shortest, E);
}
element(A) ::= shortest_path(E). { A = E; }

%type shortest_path {sg_pattern *}
shortest_path(A) ::= SHORTESTPATH(T) LPAREN chain(C) RPAREN. {
    A = sg_ast_pattern(parser, T.begin, (sg_name){ 0 }, SG_SHORTEST, C.pattern);
}
shortest_path(A) ::= ALLSHORTESTPATHS(T) LPAREN chain(C) RPAREN. {
    A = sg_ast_pattern(parser, T.begin, (sg_name){ 0 }, SG_ALL_SHORTEST, C.pattern);
}

%type chain {sg_pattern_chain}
chain(A) ::= node(N). { A = sg_ast_chain(parser, N); }
chain(A) ::= chain(C) edge(E) node(N). { A = sg_ast_chain_step(parser, C, E, N); }

/* The same among expressions, where a parenthesis that opens a node is told apart. */
%type pattern_value {sg_pattern_chain}
pattern_value(A) ::= pattern_node(S) edge(E) node(N). {
    A = sg_ast_chain_step(parser, sg_ast_chain(parser, S), E, N);
}
pattern_value(A) ::= pattern_value(C) edge(E) node(N). { A = sg_ast_chain_step(parser, C, E, N); }

lparen(A) ::= LPAREN(T). { A = T; }
lparen(A) ::= PATTERN_LPAREN(T). { A = T; }

%type node {sg_node_pattern *}
node(A) ::= pattern_node(N). { A = N; }
node(A) ::= LPAREN(T) node_inside(N) RPAREN. { A = sg_ast_node_done(parser, T.begin, N); }

%type pattern_node {sg_node_pattern *}
pattern_node(A) ::= PATTERN_LPAREN(T) node_inside(N) RPAREN. {
    A = sg_ast_node_done(parser, T.begin, N);
}

%type node_inside {sg_node_pattern *}
node_inside(A) ::= some_name(N) some_labels(L) properties(P) where(W). {
    A = sg_ast_node(parser, N, L, P, W);
}

%type edge {sg_edge_pattern *}
edge(A) ::= MINUS(T) edge_inside(E) MINUS. {
    A = sg_ast_directed(parser, T.begin, SG_EITHER, E);
}
edge(A) ::= MINUS(T) edge_inside(E) MINUS GT. {
    A = sg_ast_directed(parser, T.begin, SG_RIGHT, E);
}
edge(A) ::= LT(T) MINUS edge_inside(E) MINUS. {
    A = sg_ast_directed(parser, T.begin, SG_LEFT, E);
}
edge(A) ::= LT(T) MINUS edge_inside(E) MINUS GT. {
    A = sg_ast_directed(parser, T.begin, SG_EITHER, E);
}

%type edge_inside {sg_edge_pattern *}
edge_inside(A) ::= . {
    A = sg_ast_edge(parser, (sg_name){ 0 }, NULL, (sg_length){ 0 }, NULL, NULL);
}
edge_inside(A) ::= LBRACKET some_name(N) some_labels(L) length(R) properties(P) where(W) RBRACKET. {
    A = sg_ast_edge(parser, N, L, R, P, W);
}

%type length {sg_length}
length(A) ::= . { A = (sg_length){ 0 }; }
length(A) ::= STAR. { A = (sg_length){ .given = true }; }
length(A) ::= STAR DOT_DOT. { A = (sg_length){ .given = true }; }
length(A) ::= STAR INTEGER(N). {
    uint64_t bound = sg_ast_bound(parser, N);
    A = (sg_length){ true, true, true, bound, bound };
}
length(A) ::= STAR INTEGER(N) DOT_DOT. {
    A = (sg_length){ true, true, false, sg_ast_bound(parser, N), 0 };
}
length(A) ::= STAR DOT_DOT INTEGER(M). {
    A = (sg_length){ true, false, true, 0, sg_ast_bound(parser, M) };
}
length(A) ::= STAR INTEGER(N) DOT_DOT INTEGER(M). {
    A = (sg_length){ true, true, true, sg_ast_bound(parser, N), sg_ast_bound(parser, M) };
}

%type some_name {sg_name}
some_name(A) ::= . { A = (sg_name){ 0 }; }
some_name(A) ::= name(N). { A = N; }

%type properties {sg_expression *}
properties(A) ::= . { A = NULL; }
properties(A) ::= map(M). { A = M; }
properties(A) ::= parameter(P). { A = P; }

/* --- labels and types --------------------------------------------------------------------------- */
%type some_labels {sg_label_expression *}
some_labels(A) ::= . { A = NULL; }
some_labels(A) ::= labels(L). { A = L; }

%type labels {sg_label_expression *}
labels(A) ::= COLON label_or(L). { A = L; }
labels(A) ::= labels(L) COLON label_or(R). {
    A = sg_ast_label_pair(parser, SG_LABEL_AND, true, L, R);
}

%type label_or {sg_label_expression *}
label_or(A) ::= label_and(L). { A = L; }
label_or(A) ::= label_or(L) BAR label_and(R). {
    A = sg_ast_label_pair(parser, SG_LABEL_OR, false, L, R);
}
label_or(A) ::= label_or(L) BAR COLON label_and(R). {
    A = sg_ast_label_pair(parser, SG_LABEL_OR, false, L, R);
}

%type label_and {sg_label_expression *}
label_and(A) ::= label_not(L). { A = L; }
label_and(A) ::= label_and(L) AMPERSAND label_not(R). {
    A = sg_ast_label_pair(parser, SG_LABEL_AND, false, L, R);
}

%type label_not {sg_label_expression *}
label_not(A) ::= BANG(T) label_not(L). { A = sg_ast_label_not(parser, T.begin, L); }
label_not(A) ::= NAME(T). { A = sg_ast_label(parser, SG_LABEL_NAME, T); }
label_not(A) ::= PERCENT(T). { A = sg_ast_label(parser, SG_LABEL_ANY, T); }
label_not(A) ::= LPAREN(T) label_or(L) RPAREN. {
    A = L;
    A->span = sg_parser_span(parser, T.begin);
}

/* --- expressions: from what binds least to what binds most -------------------------------------- */
%type expression {sg_expression *}
expression(A) ::= or(L). { A = sg_ast_fold(parser, SG_EXPR_OR, L); }

%type or {sg_expressions}
or(A) ::= xor(L). { A = sg_ast_folded(parser, SG_EXPR_XOR, L); }
or(A) ::= or(O) OR xor(L). {
    A = O;
    sg_ast_append(A, sg_ast_fold(parser, SG_EXPR_XOR, L));
}

%type xor {sg_expressions}
xor(A) ::= and(L). { A = sg_ast_folded(parser, SG_EXPR_AND, L); }
xor(A) ::= xor(O) XOR and(L). {
    A = O;
    sg_ast_append(A, sg_ast_fold(parser, SG_EXPR_AND, L));
}

%type and {sg_expressions}
and(A) ::= not(E). { A = (sg_expressions){ E, E }; }
and(A) ::= and(L) AND not(E). { A = L; sg_ast_append(A, E); }

%type not {sg_expression *}
not(A) ::= NOT(T) not(E). { A = sg_ast_unary(parser, SG_EXPR_NOT, T.begin, E); }
not(A) ::= predicate(E). { A = E; }
not(A) ::= comparison(C). { A = sg_ast_comparison(parser, C); }

%type comparison {sg_comparison_chain}
comparison(A) ::= predicate(L) EQ(T) predicate(R). { A = sg_ast_compare(parser, L, SG_EQ, T, R); }
comparison(A) ::= predicate(L) NE(T) predicate(R). { A = sg_ast_compare(parser, L, SG_NE, T, R); }
comparison(A) ::= predicate(L) LT(T) predicate(R). { A = sg_ast_compare(parser, L, SG_LT, T, R); }
comparison(A) ::= predicate(L) LE(T) predicate(R). { A = sg_ast_compare(parser, L, SG_LE, T, R); }
comparison(A) ::= predicate(L) GT(T) predicate(R). { A = sg_ast_compare(parser, L, SG_GT, T, R); }
comparison(A) ::= predicate(L) GE(T) predicate(R). { A = sg_ast_compare(parser, L, SG_GE, T, R); }
comparison(A) ::= comparison(C) EQ(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_EQ, T, R);
}
comparison(A) ::= comparison(C) NE(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_NE, T, R);
}
comparison(A) ::= comparison(C) LT(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_LT, T, R);
}
comparison(A) ::= comparison(C) LE(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_LE, T, R);
}
comparison(A) ::= comparison(C) GT(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_GT, T, R);
}
comparison(A) ::= comparison(C) GE(T) predicate(R). {
    A = sg_ast_comparison_chain(parser, C, SG_GE, T, R);
}

%type predicate {sg_expression *}
predicate(A) ::= sum(E). { A = E; }
predicate(A) ::= predicate(L) STARTS WITH sum(R). {
    A = sg_ast_binary(parser, SG_EXPR_STARTS_WITH, L, R);
}
predicate(A) ::= predicate(L) ENDS WITH sum(R). {
    A = sg_ast_binary(parser, SG_EXPR_ENDS_WITH, L, R);
}
predicate(A) ::= predicate(L) CONTAINS sum(R). {
    A = sg_ast_binary(parser, SG_EXPR_CONTAINS, L, R);
}
predicate(A) ::= predicate(L) MATCHES sum(R). {
    A = sg_ast_binary(parser, SG_EXPR_MATCHES, L, R);
}
predicate(A) ::= predicate(L) IN sum(R). { A = sg_ast_binary(parser, SG_EXPR_IN, L, R); }
predicate(A) ::= predicate(L) IS NULL. {
    A = sg_ast_unary(parser, SG_EXPR_IS_NULL, L->span.begin, L);
}
predicate(A) ::= predicate(L) IS NOT NULL. {
    A = sg_ast_unary(parser, SG_EXPR_IS_NOT_NULL, L->span.begin, L);
}

%type sum {sg_expression *}
sum(A) ::= product(E). { A = E; }
sum(A) ::= sum(L) PLUS product(R). { A = sg_ast_binary(parser, SG_EXPR_ADD, L, R); }
sum(A) ::= sum(L) MINUS product(R). { A = sg_ast_binary(parser, SG_EXPR_SUBTRACT, L, R); }

%type product {sg_expression *}
product(A) ::= power(E). { A = E; }
product(A) ::= product(L) STAR power(R). { A = sg_ast_binary(parser, SG_EXPR_MULTIPLY, L, R); }
product(A) ::= product(L) SLASH power(R). { A = sg_ast_binary(parser, SG_EXPR_DIVIDE, L, R); }
product(A) ::= product(L) PERCENT power(R). { A = sg_ast_binary(parser, SG_EXPR_MODULO, L, R); }

%type power {sg_expression *}
power(A) ::= sign(E). { A = E; }
power(A) ::= power(L) CARET sign(R). { A = sg_ast_binary(parser, SG_EXPR_POWER, L, R); }

%type sign {sg_expression *}
sign(A) ::= labelled(E). { A = E; }
sign(A) ::= MINUS(T) sign(E). { A = sg_ast_negate(parser, T.begin, E); }
sign(A) ::= PLUS(T) sign(E). { A = sg_ast_unary(parser, SG_EXPR_POSITIVE, T.begin, E); }

%type labelled {sg_expression *}
labelled(A) ::= postfix(E). { A = E; }
labelled(A) ::= postfix(E) labels(L). { A = sg_ast_has_labels(parser, E, L); }

%type postfix {sg_expression *}
postfix(A) ::= atom(E). { A = E; }
postfix(A) ::= postfix(E) DOT name(N). { A = sg_ast_property(parser, E, N); }
postfix(A) ::= postfix(E) LBRACKET expression(I) RBRACKET. { A = sg_ast_subscript(parser, E, I); }
postfix(A) ::= postfix(E) LBRACKET expression(F) DOT_DOT expression(T) RBRACKET. {
    A = sg_ast_slice(parser, E, F, T);
}
postfix(A) ::= postfix(E) LBRACKET expression(F) DOT_DOT RBRACKET. {
    A = sg_ast_slice(parser, E, F, NULL);
}
postfix(A) ::= postfix(E) LBRACKET DOT_DOT expression(T) RBRACKET. {
    A = sg_ast_slice(parser, E, NULL, T);
}
postfix(A) ::= postfix(E) LBRACKET DOT_DOT RBRACKET. { A = sg_ast_slice(parser, E, NULL, NULL); }
postfix(A) ::= postfix(E) LPAREN RPAREN. {
    A = sg_ast_call(parser, E, false, (sg_expressions){ 0 });
}
postfix(A) ::= postfix(E) LPAREN expressions(L) RPAREN. { A = sg_ast_call(parser, E, false, L); }
postfix(A) ::= postfix(E) LPAREN DISTINCT expressions(L) RPAREN. {
    A = sg_ast_call(parser, E, true, L);
}
postfix(A) ::= postfix(E) LPAREN STAR RPAREN. { A = sg_ast_call_star(parser, E); }

%type expressions {sg_expressions}
expressions(A) ::= expression(E). { A = (sg_expressions){ E, E }; }
expressions(A) ::= expressions(L) COMMA expression(E). { A = L; sg_ast_append(A, E); }

/* --- atoms -------------------------------------------------------------------------------------- */
%type atom {sg_expression *}
atom(A) ::= INTEGER(T). { A = sg_ast_integer(parser, T); }
atom(A) ::= FLOAT(T). { A = sg_ast_float(parser, T); }
atom(A) ::= BAD_NUMBER(T). { A = sg_ast_bad_number(parser, T); }
atom(A) ::= STRING(T). { A = sg_ast_string(parser, T); }
atom(A) ::= TRUE(T). { A = sg_ast_constant(parser, T, sg_boolean(true)); }
atom(A) ::= FALSE(T). { A = sg_ast_constant(parser, T, sg_boolean(false)); }
atom(A) ::= NULL(T). { A = sg_ast_constant(parser, T, sg_null()); }
atom(A) ::= parameter(P). { A = P; }
atom(A) ::= variable(V). { A = V; }
atom(A) ::= LPAREN(T) expression(E) RPAREN. { A = sg_ast_parenthesised(parser, T.begin, E); }
atom(A) ::= LBRACKET(T) RBRACKET. { A = sg_ast_list(parser, T.begin, (sg_expressions){ 0 }); }
atom(A) ::= LBRACKET(T) expressions(L) RBRACKET. { A = sg_ast_list(parser, T.begin, L); }
atom(A) ::= map(M). { A = M; }
atom(A) ::= NAME(T) LBRACE projected(L) RBRACE. {
    A = sg_ast_projection(parser, sg_ast_name(parser, T), L);
}
atom(A) ::= NAME(T) LBRACE RBRACE. {
    A = sg_ast_projection(parser, sg_ast_name(parser, T), (sg_map_entries){ 0 });
}
atom(A) ::= pattern_value(C). [PATTERN_END] {
    A = sg_ast_pattern_value(parser, sg_ast_pattern_of(parser, C));
}
atom(A) ::= shortest_path(P). { A = sg_ast_pattern_value(parser, P); }

%type variable {sg_expression *}
variable(A) ::= NAME(T). { A = sg_ast_variable(parser, sg_ast_name(parser, T)); }

%type parameter {sg_expression *}
parameter(A) ::= PARAMETER(T). { A = sg_ast_parameter(parser, T); }

%type name {sg_name}
name(A) ::= NAME(T). { A = sg_ast_name(parser, T); }

%type names {sg_names}
names(A) ::= name(N). {
    A = (sg_names){ 0 };
    sg_ast_append(A, sg_ast_name_item(parser, N));
}
names(A) ::= names(L) COMMA name(N). {
    A = L;
    sg_ast_append(A, sg_ast_name_item(parser, N));
}

%type map {sg_expression *}
map(A) ::= LBRACE(T) RBRACE. { A = sg_ast_map(parser, T.begin, (sg_map_entries){ 0 }); }
map(A) ::= LBRACE(T) entries(L) RBRACE. { A = sg_ast_map(parser, T.begin, L); }

%type entries {sg_map_entries}
entries(A) ::= entry(E). { A = (sg_map_entries){ E, E }; }
entries(A) ::= entries(L) COMMA entry(E). { A = L; sg_ast_append(A, E); }

%type entry {sg_map_entry *}
entry(A) ::= name(K) COLON expression(E). {
    A = sg_ast_map_entry(parser, SG_MAP_ENTRY, K, E);
}

%type projected {sg_map_entries}
projected(A) ::= projected_entry(E). { A = (sg_map_entries){ E, E }; }
projected(A) ::= projected(L) COMMA projected_entry(E). { A = L; sg_ast_append(A, E); }

%type projected_entry {sg_map_entry *}
projected_entry(A) ::= entry(E). { A = E; }
projected_entry(A) ::= DOT STAR. {
    A = sg_ast_map_entry(parser, SG_MAP_ALL, (sg_name){ 0 }, NULL);
}
projected_entry(A) ::= DOT name(K). { A = sg_ast_map_entry(parser, SG_MAP_PROPERTY, K, NULL); }
projected_entry(A) ::= name(K). {
    A = sg_ast_map_entry(parser, SG_MAP_VARIABLE, K, sg_ast_variable(parser, K));
}

/* --- forms with a keyword of their own ---------------------------------------------------------- */
atom(A) ::= CASE(T) branches(L) otherwise(E) END. { A = sg_ast_case(parser, T.begin, NULL, L, E); }
atom(A) ::= CASE(T) expression(S) branches(L) otherwise(E) END. {
    A = sg_ast_case(parser, T.begin, S, L, E);
}

%type branches {sg_expressions}
branches(A) ::= WHEN expression(W) THEN expression(E). {
    A = (sg_expressions){ W, W };
    sg_ast_append(A, E);
}
branches(A) ::= branches(L) WHEN expression(W) THEN expression(E). {
    A = L;
    sg_ast_append(A, W);
    sg_ast_append(A, E);
}

%type otherwise {sg_expression *}
otherwise(A) ::= . { A = NULL; }
otherwise(A) ::= ELSE expression(E). { A = E; }

atom(A) ::= LIST_LBRACKET(T) name(V) IN expression(L) where(W) RBRACKET. {
    A = sg_ast_comprehension(parser, T.begin, V, L, W, NULL);
}
atom(A) ::= LIST_LBRACKET(T) name(V) IN expression(L) where(W) COMPREHENSION_BAR expression(E)
            RBRACKET. {
    A = sg_ast_comprehension(parser, T.begin, V, L, W, E);
}
atom(A) ::= PATTERN_LBRACKET(T) chain(C) where(W) COMPREHENSION_BAR expression(E) RBRACKET. {
    sg_pattern *pattern = sg_ast_pattern_of(parser, C);
    A = sg_ast_pattern_comprehension(parser, T.begin, (sg_name){ 0 }, pattern, W, E);
}
atom(A) ::= PATTERN_LBRACKET(T) name(V) EQ chain(C) where(W) COMPREHENSION_BAR expression(E)
            RBRACKET. {
    sg_pattern *pattern = sg_ast_pattern_of(parser, C);
    A = sg_ast_pattern_comprehension(parser, T.begin, V, pattern, W, E);
}
atom(A) ::= REDUCE(T) LPAREN name(N) EQ expression(I) COMMA name(V) IN expression(L)
            COMPREHENSION_BAR expression(E) RPAREN. {
    A = sg_ast_reduce(parser, T.begin, N, I, V, L, E);
}
atom(A) ::= ALL(T) LPAREN name(V) IN expression(L) where(W) RPAREN. {
    A = sg_ast_quantifier(parser, SG_EXPR_ALL, T.begin, V, L, W);
}
atom(A) ::= ANY(T) LPAREN name(V) IN expression(L) where(W) RPAREN. {
    A = sg_ast_quantifier(parser, SG_EXPR_ANY, T.begin, V, L, W);
}
atom(A) ::= NONE(T) LPAREN name(V) IN expression(L) where(W) RPAREN. {
    A = sg_ast_quantifier(parser, SG_EXPR_NONE, T.begin, V, L, W);
}
atom(A) ::= SINGLE(T) LPAREN name(V) IN expression(L) where(W) RPAREN. {
    A = sg_ast_quantifier(parser, SG_EXPR_SINGLE, T.begin, V, L, W);
}
atom(A) ::= EXISTS(T) subquery(Q). { A = sg_ast_subquery(parser, SG_EXPR_EXISTS, T.begin, Q); }
atom(A) ::= COUNT(T) subquery(Q). { A = sg_ast_subquery(parser, SG_EXPR_COUNT, T.begin, Q); }
atom(A) ::= COLLECT(T) subquery(Q). { A = sg_ast_subquery(parser, SG_EXPR_COLLECT, T.begin, Q); }

%type subquery {sg_statement *}
subquery(A) ::= LBRACE query(Q) RBRACE. { A = Q; }
subquery(A) ::= LBRACE patterns(P) where(W) RBRACE. { A = sg_ast_bare_match(parser, P, W); }

/* --- the machine -------------------------------------------------------------------------------- */
%code {
/* What the tables say to `token` in `state`, without the fallback to NAME. */
static int action_of(int state, int token)
{
    int place = yy_shift_ofst[state] + token;
    return yy_lookahead[place] == token ? yy_action[place] : yy_default[state];
}

/* Whether the machine could take `token`: its reductions are played through on a copy of its states. */
static bool accepts(const yyParser *machine, int token)
{
    int states[YYSTACKDEPTH];
    int top = (int)(machine->yytos - machine->yystack);
    for (int i = 0; i <= top; i++)
        states[i] = machine->yystack[i].stateno;
    for (;;) {
        int action = states[top] > YY_MAX_SHIFT ? states[top] : action_of(states[top], token);
        if (action < YY_MIN_REDUCE)
            return action != YY_ERROR_ACTION && action != YY_NO_ACTION;
        int rule = action - YY_MIN_REDUCE;
        top += yyRuleInfoNRhs[rule] + 1; /* the table holds negative counts */
        if (top >= YYSTACKDEPTH)
            return false;
        states[top] = yy_find_reduce_action((YYACTIONTYPE)states[top - 1], yyRuleInfoLhs[rule]);
    }
}

static void start(yyParser *machine, sg_parser *parser)
{
    sg_grammarInit(machine);
    if (parser->only_patterns)
        sg_grammar(machine, SG_T_ONLY_PATTERNS, (sg_span){ 0 }, parser);
}

static void take(yyParser *machine, const sg_token *token, sg_parser *parser)
{
    sg_grammar(machine, token->kind, token->span, parser);
    parser->end = token->span.end;
}

/* The machine at hand has reduced what it could before it gave up, so it has forgotten what else it
 * could have taken.  A second one is brought to where the first was before. */
static void fail_at_token(sg_parser *parser)
{
    yyParser machine;
    int acceptable[YYNTOKEN];
    size_t count = 0;
    if (parser->status != SG_OK)
        return;
    start(&machine, parser);
    for (uint32_t i = 0; i < parser->position; i++)
        take(&machine, &parser->tokens.items[i], parser);
    for (int token = 0; token < YYNTOKEN && parser->status == SG_OK; token++)
        if (accepts(&machine, token))
            acceptable[count++] = token;
    sg_grammarFinalize(&machine);
    sg_syntax_error(parser, acceptable, count);
}

void sg_grammar_run(sg_parser *parser)
{
    yyParser machine;
    start(&machine, parser);
    for (; parser->position < parser->tokens.count && parser->status == SG_OK; parser->position++) {
        uint32_t position = parser->position;
        sg_tokens_decide(&parser->tokens, position, parser->inside);
        const sg_token *token = &parser->tokens.items[position];
        take(&machine, token, parser);
        if (token->partner != SG_NO_TOKEN)
            parser->inside = token->partner > position
                                 ? position
                                 : parser->tokens.items[token->partner].parent;
    }
    sg_grammarFinalize(&machine);
}
}
