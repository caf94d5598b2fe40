/* grammar_expressions.y - expressions, from what binds least to what binds most; goes on from
 * grammar_patterns.y. */

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
postfix(A) ::= postfix(E) LPAREN trim_side(S) expression(C) FROM expression(T) RPAREN. {
    A = sg_ast_trim(parser, E, S, C, T);
}
postfix(A) ::= postfix(E) LPAREN trim_side(S) FROM expression(T) RPAREN. {
    A = sg_ast_trim(parser, E, S, NULL, T);
}
%type trim_side {const char *}
trim_side(A) ::= BOTH. { A = "btrim"; }
trim_side(A) ::= LEADING. { A = "ltrim"; }
trim_side(A) ::= TRAILING. { A = "rtrim"; }
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
