/* grammar.y - the language: statements and clauses.  Actions only construct; see build.h.
 *
 * The grammar goes on in grammar_patterns.y, grammar_expressions.y and grammar_machine.y; the four are
 * joined before lemon reads them.
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

%fallback NAME ALL ALLSHORTESTPATHS ANY ASC ASCENDING BOTH BY COLLECT CONSTRAINT
    CONSTRAINTS CONTAINS COUNT DELETE DESC DESCENDING
    DETACH DROP END ENDS EXISTS EXPLAIN FINISH FOR FOREACH FROM IF INDEX INDEXES LEADING LIMIT NODETACH NONE ON
    OPTIONAL ORDER PROFILE RANGE REDUCE REMOVE SHORTESTPATH SHOW SINGLE SKIP STARTS TEXT
    TRAILING TRANSACTIONS YIELD.

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
