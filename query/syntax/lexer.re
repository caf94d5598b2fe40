/* lexer.re - characters to tokens: shapes only; what a word means is looked up afterwards. */
#include "query/syntax/token.h"

/*!re2c
    re2c:define:YYCTYPE  = "unsigned char";
    re2c:define:YYCURSOR = cursor;
    re2c:define:YYMARKER = marker;
    re2c:define:YYLIMIT  = limit;
    re2c:yyfill:enable   = 0;
    re2c:eof             = 0;
    re2c:flags:utf-8     = 1;

    blank    = [ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\x1c-\x1f];
    comment  = "//" [^\r\n]* | "/*" ([^*] | "*"+ [^*/])* "*"+ "/";
    /* Letters of any script: all but the blocks of signs, punctuation and private use. */
    letter   = [a-zA-Z_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u167f\u1681-\u1fff]
             | [\u203f\u2040\u2070-\u218f\u2c00-\u2dff\u3005-\u3007\u3021-\ud7ff\uf900-\ufdff]
             | [\ufe20-\ufe2f\ufe33\ufe34\ufe70-\ufefe\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]
             | [\uff66-\uffdc\U00010000-\U0001efff\U00020000-\U000e01ef];
    digit    = [0-9];
    word     = letter (letter | digit)*;
    quoted   = "`" ([^`] | "``")* "`";
    exponent = [eE] [+-]? digit+;
    decimal  = digit+;
    integer  = decimal | "0" [xX] [0-9a-fA-F]+ | "0" [oO] [0-7]+;
    real     = digit* "." digit+ exponent? | digit+ exponent;
    number   = integer | real;
    string   = "'" ([^'\\] | "\\" [^])* "'" | "\"" ([^"\\] | "\\" [^])* "\"";
*/

int sg_lexer_next(sg_str text, size_t *offset, sg_span *span)
{
    const unsigned char *start = (const unsigned char *)text.bytes;
    const unsigned char *cursor = start + *offset, *limit = start + text.length;
    const unsigned char *token, *marker;
    int kind;

    for (;;) {
        token = cursor;
        /*!re2c
            blank+ | comment     { continue; }
            $                    { kind = 0; break; }

            word | quoted        { kind = SG_T_NAME; break; }
            "$" ((letter | digit)+ | quoted) { kind = SG_T_PARAMETER; break; }
            integer              { kind = SG_T_INTEGER; break; }
            real                 { kind = SG_T_FLOAT; break; }
            number (letter | digit)+ { kind = SG_T_BAD_NUMBER; break; }
            string               { kind = SG_T_STRING; break; }

            "("  { kind = SG_T_LPAREN; break; }
            ")"  { kind = SG_T_RPAREN; break; }
            "["  { kind = SG_T_LBRACKET; break; }
            "]"  { kind = SG_T_RBRACKET; break; }
            "{"  { kind = SG_T_LBRACE; break; }
            "}"  { kind = SG_T_RBRACE; break; }
            ","  { kind = SG_T_COMMA; break; }
            ";"  { kind = SG_T_SEMICOLON; break; }
            ":"  { kind = SG_T_COLON; break; }
            "."  { kind = SG_T_DOT; break; }
            ".." { kind = SG_T_DOT_DOT; break; }
            "|"  { kind = SG_T_BAR; break; }
            "&"  { kind = SG_T_AMPERSAND; break; }
            "!"  { kind = SG_T_BANG; break; }
            "%"  { kind = SG_T_PERCENT; break; }
            "+"  { kind = SG_T_PLUS; break; }
            "-"  { kind = SG_T_MINUS; break; }
            "*"  { kind = SG_T_STAR; break; }
            "/"  { kind = SG_T_SLASH; break; }
            "^"  { kind = SG_T_CARET; break; }
            "="  { kind = SG_T_EQ; break; }
            "<>" { kind = SG_T_NE; break; }
            "!=" { kind = SG_T_NE; break; }
            "<"  { kind = SG_T_LT; break; }
            "<=" { kind = SG_T_LE; break; }
            ">"  { kind = SG_T_GT; break; }
            ">=" { kind = SG_T_GE; break; }
            "=~" { kind = SG_T_MATCHES; break; }
            "+=" { kind = SG_T_PLUS_EQ; break; }

            ['"]          { kind = SG_LEX_OPEN_STRING; break; }
            "`"           { kind = SG_LEX_OPEN_NAME; break; }
            "/*"          { kind = SG_LEX_OPEN_COMMENT; break; }
            [\x00-\x7f]   { kind = SG_LEX_BAD_BYTE; break; }
            [^]           { kind = SG_LEX_BAD_CHARACTER; break; }
            *             { kind = SG_LEX_BAD_CHARACTER; break; }
        */
    }
    *offset = (size_t)(cursor - start);
    *span = (sg_span){ (uint32_t)(token - start), (uint32_t)(cursor - start) };
    return kind;
}
