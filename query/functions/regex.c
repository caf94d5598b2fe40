/* regex.c - the program of a regular expression, and the machine that runs it.
 *
 *     a(b|c)*      0 character a
 *                  1 split 2, 7        the loop: once more, or on
 *                  2 split 3, 5        one alternative, or the other
 *                  3 character b
 *                  4 jump 6
 *                  5 character c
 *                  6 jump 1
 *                  7 match
 *
 * The machine holds the set of all instructions that the text so far may have led to (Thompson's
 * construction).  A character moves each on by at most one; splits, jumps and assertions are then
 * followed without reading.  An instruction enters the set of one place only once, so a step costs
 * at most the length of the program.
 */
#include "query/functions/regex.h"

#include <string.h>

#include "query/errors.h"
#include "query/functions/regex_tree.h"

#define LONGEST_PROGRAM 20000
/* Empty groups repeat without instructions, but not for free. */
#define MOST_VISITS (8 * LONGEST_PROGRAM)

typedef enum opcode { CHARACTER, SET, ASSERTION, SPLIT, JUMP, MATCH } opcode;

typedef struct instruction {
    opcode code;
    uint32_t to; /* split, jump: where to; character: which; assertion: which */
    union {
        uint32_t other;        /* split: the other way */
        const sg_charset *set; /* set */
    };
} instruction;

struct sg_regex {
    instruction *program;
    uint32_t length;
    bool has_assertions;
};

/* --- compiling ----------------------------------------------------------------------------------- */

typedef struct compiler {
    sg_regex *regex;
    uint32_t capacity, visits;
    sg_arena *arena;
    sg_error *err;
} compiler;

static sg_status fail_room(sg_error *err)
{
    return sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                         "no memory for a regular expression");
}

static sg_status fail_long(sg_error *err)
{
    return sg_query_fail(
        err, SG_ERROR_INVALID_REGULAR_EXPRESSION, SG_RUNTIME, SG_NO_SPAN,
        "regular expression with repetitions written out is longer than %d steps",
        LONGEST_PROGRAM);
}

static sg_status emit(compiler *self, instruction one)
{
    sg_regex *regex = self->regex;
    if (regex->length == LONGEST_PROGRAM)
        return fail_long(self->err);
    if (regex->length == self->capacity) {
        uint32_t capacity = self->capacity ? self->capacity * 2 : 32;
        instruction *program = sg_arena_make_array(self->arena, instruction, capacity);
        if (!program)
            return fail_room(self->err);
        if (regex->length > 0)
            memcpy(program, regex->program, regex->length * sizeof(*program));
        regex->program = program;
        self->capacity = capacity;
    }
    regex->program[regex->length++] = one;
    return SG_OK;
}

static sg_status emit_node(compiler *self, const sg_regex_node *node);

#define NO_INSTRUCTION UINT32_MAX

/* Sends all instructions of a chain to the end of the program as it is now.  Until then each holds
 * in `to` the one before it. */
static void land(compiler *self, uint32_t chain)
{
    while (chain != NO_INSTRUCTION) {
        uint32_t before = self->regex->program[chain].to;
        self->regex->program[chain].to = self->regex->length;
        chain = before;
    }
}

static sg_status emit_alternatives(compiler *self, const sg_regex_node *node)
{
    uint32_t ends = NO_INSTRUCTION;
    for (const sg_regex_node *child = node->first; child; child = child->next) {
        if (!child->next) {
            SG_TRY(emit_node(self, child));
            break;
        }
        uint32_t split = self->regex->length;
        SG_TRY(emit(self, (instruction){ .code = SPLIT, .to = split + 1 }));
        SG_TRY(emit_node(self, child));
        SG_TRY(emit(self, (instruction){ .code = JUMP, .to = ends }));
        ends = self->regex->length - 1;
        self->regex->program[split].other = self->regex->length;
    }
    land(self, ends);
    return SG_OK;
}

static sg_status emit_repeat(compiler *self, const sg_regex_node *node)
{
    uint32_t begin = self->regex->length, ends = NO_INSTRUCTION;
    for (uint32_t i = 0; i < node->minimum; i++) {
        begin = self->regex->length;
        SG_TRY(emit_node(self, node->first));
    }
    if (node->maximum == SG_REGEX_UNBOUNDED && node->minimum > 0) /* the last one loops */
        return emit(self, (instruction){
                              .code = SPLIT, .to = begin, .other = self->regex->length + 1 });
    if (node->maximum == SG_REGEX_UNBOUNDED) {
        SG_TRY(emit(self, (instruction){ .code = SPLIT, .to = ends, .other = begin + 1 }));
        SG_TRY(emit_node(self, node->first));
        SG_TRY(emit(self, (instruction){ .code = JUMP, .to = begin }));
        land(self, begin);
        return SG_OK;
    }
    for (uint32_t i = node->minimum; i < node->maximum; i++) {
        uint32_t split = self->regex->length;
        SG_TRY(emit(self, (instruction){ .code = SPLIT, .to = ends, .other = split + 1 }));
        ends = split;
        SG_TRY(emit_node(self, node->first));
    }
    land(self, ends);
    return SG_OK;
}

static sg_status emit_node(compiler *self, const sg_regex_node *node)
{
    if (self->visits++ == MOST_VISITS)
        return fail_long(self->err);
    switch (node->kind) {
    case SG_REGEX_CHARACTER:
        return emit(self, (instruction){ .code = CHARACTER, .to = node->character });
    case SG_REGEX_SET:
        return emit(self, (instruction){ .code = SET, .set = node->set });
    case SG_REGEX_ASSERTION:
        self->regex->has_assertions = true;
        return emit(self, (instruction){ .code = ASSERTION, .to = node->assertion });
    case SG_REGEX_SEQUENCE:
        for (const sg_regex_node *child = node->first; child; child = child->next)
            SG_TRY(emit_node(self, child));
        return SG_OK;
    case SG_REGEX_ALTERNATIVES:
        return emit_alternatives(self, node);
    case SG_REGEX_REPEAT:
        return emit_repeat(self, node);
    }
    SG_UNREACHABLE();
}

sg_status sg_regex_compile(sg_str text, sg_arena *arena, const sg_regex **out, sg_error *err)
{
    sg_regex_node *tree = NULL;
    SG_TRY(sg_regex_parse(text, arena, &tree, err));
    compiler self = { .regex = sg_arena_make(arena, sg_regex), .arena = arena, .err = err };
    if (!self.regex)
        return fail_room(err);
    SG_TRY(emit_node(&self, tree));
    SG_TRY(emit(&self, (instruction){ .code = MATCH }));
    *out = self.regex;
    return SG_OK;
}

/* --- matching ------------------------------------------------------------------------------------ */

/* A set of instructions that is emptied at no cost (Briggs and Torczon). */
typedef struct threads {
    uint32_t *dense, *sparse, count;
} threads;

struct sg_regex_scratch {
    threads now, next;
    uint32_t *stack;
};

sg_regex_scratch *sg_regex_scratch_new(const sg_regex *regex, sg_arena *arena)
{
    size_t length = regex->length;
    sg_regex_scratch *scratch = sg_arena_make(arena, sg_regex_scratch);
    uint32_t *room = sg_arena_make_array(arena, uint32_t, 6 * length + 1);
    if (!scratch || !room)
        return NULL;
    scratch->now = (threads){ room, room + length, 0 };
    scratch->next = (threads){ room + 2 * length, room + 3 * length, 0 };
    scratch->stack = room + 4 * length; /* each instruction is left for two others at most */
    return scratch;
}

static bool has(const threads *set, uint32_t at)
{
    uint32_t position = set->sparse[at];
    return position < set->count && set->dense[position] == at;
}

/* A place between two characters; NO_CHARACTER at either end of the text. */
#define NO_CHARACTER UINT32_MAX
typedef struct place {
    sg_str text;
    size_t at;
    uint32_t before, after;
} place;

static bool ends_line(uint32_t character)
{
    return character == '\n' || character == '\r' || character == 0x85 || character == 0x2028 ||
           character == 0x2029;
}

static bool is_word(uint32_t character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

/* At the end, or before the one line end that ends the text. */
static bool is_last_end(const place *here)
{
    if (here->at == here->text.length)
        return true;
    if (!ends_line(here->after) || (here->before == '\r' && here->after == '\n'))
        return false;
    size_t behind = here->at;
    sg_utf8_next(here->text, &behind);
    if (here->after == '\r' && behind < here->text.length && here->text.bytes[behind] == '\n')
        behind++;
    return behind == here->text.length;
}

static bool holds(sg_assertion assertion, const place *here)
{
    bool inside_end = here->before == '\r' && here->after == '\n';
    switch (assertion) {
    case SG_AT_START:
        return here->at == 0;
    case SG_AT_END:
        return here->at == here->text.length;
    case SG_AT_LAST_END:
        return is_last_end(here);
    case SG_AT_LINE_START:
        return here->at == 0 ||
               (here->after != NO_CHARACTER && ends_line(here->before) && !inside_end);
    case SG_AT_LINE_END:
        return here->after == NO_CHARACTER || (ends_line(here->after) && !inside_end);
    case SG_AT_WORD_EDGE:
        return is_word(here->before) != is_word(here->after);
    case SG_NOT_AT_WORD_EDGE:
        return is_word(here->before) == is_word(here->after);
    }
    SG_UNREACHABLE();
}

/* Adds an instruction and all that it leads to without reading. */
static void follow(const sg_regex *regex, threads *set, uint32_t *stack, uint32_t start,
                   const place *here)
{
    uint32_t waiting = 0;
    stack[waiting++] = start;
    while (waiting > 0) {
        uint32_t at = stack[--waiting];
        if (has(set, at))
            continue;
        set->sparse[at] = set->count;
        set->dense[set->count++] = at;
        const instruction *one = &regex->program[at];
        if (one->code == SPLIT)
            stack[waiting++] = one->other;
        if (one->code == SPLIT || one->code == JUMP)
            stack[waiting++] = one->to;
        else if (one->code == ASSERTION && holds((sg_assertion)one->to, here))
            stack[waiting++] = at + 1;
    }
}

static bool reads(const instruction *one, uint32_t character)
{
    if (one->code == CHARACTER)
        return one->to == character;
    return one->code == SET && sg_charset_has(one->set, character);
}

static void look_ahead(const sg_regex *regex, place *here)
{
    here->after = NO_CHARACTER;
    size_t at = here->at;
    if (regex->has_assertions && at < here->text.length)
        here->after = sg_utf8_next(here->text, &at);
}

bool sg_regex_match(const sg_regex *regex, sg_str text, sg_regex_scratch *scratch)
{
    threads *now = &scratch->now, *next = &scratch->next;
    place here = { .text = text, .before = NO_CHARACTER };
    look_ahead(regex, &here);
    now->count = 0;
    follow(regex, now, scratch->stack, 0, &here);
    while (here.at < text.length && now->count > 0) {
        uint32_t character = sg_utf8_next(text, &here.at);
        here.before = character;
        look_ahead(regex, &here);
        next->count = 0;
        for (uint32_t i = 0; i < now->count; i++)
            if (reads(&regex->program[now->dense[i]], character))
                follow(regex, next, scratch->stack, now->dense[i] + 1, &here);
        threads *swap = now;
        now = next;
        next = swap;
    }
    return here.at == text.length && has(now, regex->length - 1);
}
