/* grammar_patterns.y - paths, nodes, relationships, labels and types; goes on from grammar.y. */

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
