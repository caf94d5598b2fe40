/* grammar_machine.y - the loop that runs the grammar, and what it could have taken when it fails. */

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
