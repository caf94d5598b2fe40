/* edge_marks.c - marks of relationships, kept as sets in the store: by start, by end, of spans, added.
 *
 * Of a base with changes on top the places stay those of the base: what was deleted is never met, what
 * has other properties is tested again, and what was added has no place and is found by its id.
 *
 * Places by end are those of all nodes, but only rows of the `ends` have marks: buckets are where one in six
 * relationships of a type ends, and all others need not be passed over to find them.
 */
#include "query/reduce/edge_marks.h"

#include <stdlib.h>
#include <string.h>

#include "engine/rows.h"

enum {
    IDS = 256,
    FEW = 2, /* one node in so many is wanted as an end: others are left out */
};

struct sg_edge_marks {
    const sg_graph *graph;
    sg_set_store *store; /* or NULL */
    const sg_edge_tester *tester;
    const sg_reduced_arc *arc;
    sg_reltype type;
    sg_str key;            /* of the arc; borrowed */
    sg_range range;        /* ids of the type in columns: places begin at the first */
    sg_range ends;         /* nodes whose rows have marks by end */
    bool few_ends;         /* they are not all */
    sg_column_bits places; /* by start: of `out`, or of a column */
    sg_id_set *out, *in;   /* NULL: not needed, or not asked for yet */
    sg_id_set *spans, *added;
};

/* What the version before had of a set; zeroed: nothing. */
typedef struct {
    const sg_id_set *set;
    const sg_set_changes *changes;
} earlier;

static bool has_place(const sg_edge_marks *self, uint32_t place)
{
    return sg_bit_test(self->places.words, place) &&
           (!self->places.present || sg_bit_test(self->places.present, place));
}

/* --- making ---------------------------------------------------------------------------------------- */
/* Relationships that have a place of their own among the bits, which begin at `origin`. */
typedef struct {
    sg_edge_marks *marks;
    bool in_columns; /* else those that were added */
    uint32_t origin;
    sg_id_bits *bits;
    uint32_t ids[IDS], count; /* to be tested */
} marking;

static sg_status test_listed(marking *self)
{
    const sg_edge_marks *marks = self->marks;
    uint32_t count = self->count;

    self->count = 0;
    if (count == 0)
        return SG_OK;
    SG_TRY(marks->tester->test(marks->tester->self, marks->arc, self->ids, &count));
    for (uint32_t i = 0; i < count; i++)
        sg_id_bits_add(self->bits, self->ids[i] - self->origin);
    return SG_OK;
}

/* Whatever was said of the relationship is forgotten; where it is there it is tested. */
static sg_status mark_again(marking *self, sg_edge edge)
{
    const sg_edge_marks *marks = self->marks;
    bool in_columns = edge.id >= marks->range.first && edge.id < marks->range.last;

    if (in_columns != self->in_columns ||
        (!in_columns && (edge.id < sg_graph_added_edges(marks->graph).first ||
                         sg_graph_edge_type(marks->graph, edge).id != marks->type.id)))
        return SG_OK;
    sg_bit_clear(self->bits->words, edge.id - self->origin - self->bits->first);
    if (!sg_graph_has_edge(marks->graph, edge))
        return SG_OK;
    self->ids[self->count++] = edge.id;
    return self->count == IDS ? test_listed(self) : SG_OK;
}

/* All that changes have added or given other properties. */
static sg_status mark_changed(marking *self)
{
    size_t at = 0;

    for (sg_edge edge; sg_graph_next_changed_edge(self->marks->graph, &at, &edge);)
        SG_TRY(mark_again(self, edge));
    return test_listed(self);
}

/* The marks of the version before, and those that are other ones since. */
static sg_status mark_since(marking *self, earlier before)
{
    sg_id_bits_add_all(self->bits, before.set);
    for (uint32_t i = 0; i < before.changes->edge_count; i++)
        SG_TRY(mark_again(self, (sg_edge){ before.changes->edges[i] }));
    return test_listed(self);
}

/* Of relationships whose properties have changed it may say anything. */
static sg_status mark_columns(sg_edge_marks *self, sg_id_bits *bits)
{
    sg_column_bits truths = { NULL, NULL };
    uint32_t edges = bits->last;

    if (edges == 0)
        return SG_OK;
    SG_TRY(self->tester->column(self->tester->self, self->arc, self->type, &truths));
    if (!truths.words)
        return self->tester->mark(self->tester->self, self->arc, self->type, bits);
    for (uint32_t word = 0; word < sg_bitmap_words(edges); word++)
        bits->words[word] = sg_column_bits_word(truths, word);
    if (edges % 64) /* a column may hold anything behind its last row */
        bits->words[edges / 64] &= (UINT64_C(1) << edges % 64) - 1;
    return SG_OK;
}

static sg_status mark_out(sg_edge_marks *self, earlier before, sg_id_set **out)
{
    sg_id_bits bits;
    marking of = {
        .marks = self, .in_columns = true, .origin = self->range.first, .bits = &bits
    };

    SG_TRY(sg_id_bits_new((sg_range){ 0, self->range.last - self->range.first }, &bits));
    sg_status status = before.set ? SG_OK : mark_columns(self, &bits);
    if (status == SG_OK)
        status = before.set ? mark_since(&of, before) : mark_changed(&of);
    if (status == SG_OK)
        return sg_id_bits_keep(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}

static sg_status mark_added(sg_edge_marks *self, earlier before, sg_id_set **out)
{
    sg_id_bits bits;
    marking of = { .marks = self, .bits = &bits };

    SG_TRY(sg_id_bits_new(sg_graph_added_edges(self->graph), &bits));
    sg_status status = before.set ? mark_since(&of, before) : mark_changed(&of);
    if (status == SG_OK)
        return sg_id_bits_finish(&bits, out);
    sg_id_bits_free(&bits);
    return status;
}

/* Whether a relationship of a span of the type has got properties of its own. */
static bool has_changed_span(const sg_edge_marks *self, sg_range spans)
{
    size_t at = 0;

    for (sg_edge edge; sg_graph_next_changed_edge(self->graph, &at, &edge);)
        for (uint32_t i = spans.first; i < spans.last; i++) {
            const sg_edge_span *span = sg_graph_span(self->graph, i);
            uint64_t all = (uint64_t)span->sources.count * span->targets.count;
            if (edge.id >= span->first_edge && edge.id - span->first_edge < all)
                return true;
        }
    return false;
}

/* One relationship tells for all of its span. */
static sg_status mark_spans(sg_edge_marks *self, earlier before, sg_id_set **out)
{
    sg_range spans = sg_graph_type_spans(self->graph, self->type);
    uint32_t *numbers = malloc(((size_t)spans.last - spans.first + 1) * sizeof *numbers);
    uint32_t kept = 0;
    sg_status status = !numbers                        ? SG_ENOMEM
                       : has_changed_span(self, spans) ? SG_EUNSUPPORTED
                                                       : SG_OK;

    (void)before; /* as fast made anew */
    for (uint32_t i = spans.first; status == SG_OK && i < spans.last; i++) {
        uint32_t id = sg_graph_span(self->graph, i)->first_edge, count = 1;
        if (id == SG_NO_ID)
            status = SG_EUNSUPPORTED;
        else
            status = self->tester->test(self->tester->self, self->arc, &id, &count);
        numbers[kept] = i;
        kept += status == SG_OK && count > 0;
    }
    if (status == SG_OK)
        status = sg_id_set_of(numbers, kept, out);
    free(numbers);
    return status;
}

/* --- in the order of their ends ---------------------------------------------------------------------- */
/* Where the row of each of the ends begins. */
static void begin_rows(const sg_edge_marks *self, uint32_t *next)
{
    sg_range ends = self->ends, all = sg_rows_window(self->graph, self->type, SG_IN);
    sg_rows rows =
        sg_rows_read(self->graph, self->type, SG_IN, (sg_range){ all.first, ends.last });
    uint32_t places[SG_ROWS_PIECE + 1], edges = 0;

    for (sg_rows_piece piece; sg_rows_next(&rows, &piece); edges += piece.edges) {
        if (piece.first + piece.count <= ends.first)
            continue;
        sg_rows_places(&piece, places);
        for (uint32_t i = 0; i < piece.count; i++)
            if (piece.first + i >= ends.first && piece.first + i < ends.last)
                next[piece.first + i - ends.first] = edges + places[i];
    }
}

/* The first of the far ends [at, end), which ascend, that is not before `first`. */
static uint32_t first_end(const uint32_t *others, uint32_t at, uint32_t end, uint32_t first)
{
    if (at == end || others[at] >= first)
        return at;
    while (at < end) {
        uint32_t middle = at + (end - at) / 2;
        if (others[middle] < first)
            at = middle + 1;
        else
            end = middle;
    }
    return at;
}

/* The rows of a piece, whose first relationship is the `edge`-th of the type: of those that end at a node
 * each is the next of its row, for rows are in the order of their far ends.  A file may lie about that:
 * no place is past the end all the same. */
static void mark_piece(const sg_edge_marks *self, const sg_rows_piece *piece, uint32_t edge,
                       uint32_t *next, uint64_t *marked)
{
    uint32_t edges = self->range.last - self->range.first, first = self->ends.first,
             width = self->ends.last - first, places[SG_ROWS_PIECE + 1];
    const uint32_t *others = piece->others;

    sg_rows_places(piece, places);
    for (uint32_t i = 0; i < piece->count; i++) {
        uint32_t last = places[i + 1] < edges - edge ? places[i + 1] : edges - edge;
        for (uint32_t at = first_end(others, places[i], last, first);
             at < last && others[at] - first < width; at++) {
            uint32_t place = next[others[at] - first]++;
            if (place < edges && has_place(self, edge + at))
                sg_bit_set(marked, place);
        }
    }
}

static sg_status mark_in(sg_edge_marks *self, earlier before, sg_id_set **out)
{
    const sg_graph *graph = self->graph;
    uint32_t edges = self->range.last - self->range.first, edge = 0;
    uint32_t *next = calloc((size_t)self->ends.last - self->ends.first + 1, sizeof *next);
    sg_id_bits bits = { 0 };
    sg_status status = next ? sg_id_bits_new((sg_range){ 0, edges }, &bits) : SG_ENOMEM;

    (void)before; /* what other marks mean here is known of no single one */
    if (status != SG_OK) {
        free(next);
        return status;
    }
    begin_rows(self, next);
    sg_rows rows =
        sg_rows_read(graph, self->type, SG_OUT, sg_rows_window(graph, self->type, SG_OUT));
    for (sg_rows_piece piece; sg_rows_next(&rows, &piece) && edge < edges; edge += piece.edges)
        mark_piece(self, &piece, edge, next, bits.words);
    free(next);
    return sg_id_bits_keep(&bits, out);
}

/* --- the store ---------------------------------------------------------------------------------------- */
typedef sg_status make_set(sg_edge_marks *self, earlier before, sg_id_set **out);

static sg_status make_named(sg_edge_marks *self, sg_str name, make_set *make, sg_id_set **out)
{
    earlier before = { NULL, NULL };
    sg_id_set *set = sg_set_store_earlier(self->store, name, &before.changes);

    before.set = set;
    sg_status status = make(self, before, out);
    sg_id_set_free(set);
    if (status == SG_OK)
        sg_set_store_put(self->store, name, *out);
    return status;
}

static sg_status write_name(const sg_edge_marks *self, char kind, sg_buffer *out)
{
    sg_buffer_format(out, "R%u%c", (unsigned)self->type.id, kind);
    if (kind == 'i' && self->few_ends)
        sg_buffer_format(out, "%u..%u:", (unsigned)self->ends.first, (unsigned)self->ends.last);
    sg_buffer_add(out, self->key);
    return out->status;
}

static bool is_shared(const sg_edge_marks *self)
{
    return self->store && self->key.length > 0;
}

/* The set of that kind as the store has it, or else made and put there. */
static sg_status share(sg_edge_marks *self, char kind, make_set *make, sg_id_set **out)
{
    sg_buffer name = { .length = 0 };

    if (!is_shared(self))
        return make(self, (earlier){ NULL, NULL }, out);
    sg_status status = write_name(self, kind, &name);
    if (status == SG_OK)
        *out = sg_set_store_find(self->store, sg_buffer_str(&name));
    if (status == SG_OK && !*out)
        status = make_named(self, sg_buffer_str(&name), make, out);
    sg_buffer_free(&name);
    return status;
}

/* Leaves out the rows of other nodes, where that saves much. */
static void set_ends(sg_edge_marks *self, sg_range ends)
{
    sg_range all = sg_rows_window(self->graph, self->type, SG_IN);

    self->ends = all;
    ends.first = ends.first < all.first ? all.first : ends.first;
    ends.last = ends.last > all.last ? all.last : ends.last;
    self->few_ends =
        ends.first < ends.last && ends.last - ends.first < (all.last - all.first) / FEW;
    if (self->few_ends)
        self->ends = ends;
}

/* A column of truths says of relationships without changes what `out` would. */
static sg_status find_places(sg_edge_marks *self)
{
    if (sg_graph_is_frozen(self->graph) && self->range.first < self->range.last)
        SG_TRY(self->tester->column(self->tester->self, self->arc, self->type, &self->places));
    if (self->places.words)
        return SG_OK;
    SG_TRY(share(self, 'o', mark_out, &self->out));
    self->places.words = self->out->words;
    return SG_OK;
}

sg_status sg_edge_marks_new(const sg_graph *graph, sg_set_store *store,
                            const sg_edge_tester *tester, const sg_reduced_arc *arc,
                            sg_reltype type, sg_range ends, sg_str key, sg_edge_marks **out)
{
    sg_edge_marks *self = calloc(1, sizeof *self);

    if (!self)
        return SG_ENOMEM;
    *self = (sg_edge_marks){ .graph = graph,
                             .store = store,
                             .tester = tester,
                             .arc = arc,
                             .type = type,
                             .key = key,
                             .range = sg_graph_type_range(graph, type) };
    set_ends(self, ends);
    sg_status status = find_places(self);
    if (status == SG_OK &&
        sg_graph_type_spans(graph, type).first < sg_graph_type_spans(graph, type).last)
        status = share(self, 's', mark_spans, &self->spans);
    if (status == SG_OK && !sg_graph_is_frozen(graph))
        status = share(self, 'a', mark_added, &self->added);
    if (status != SG_OK) {
        sg_edge_marks_free(self);
        return status;
    }
    *out = self;
    return SG_OK;
}

void sg_edge_marks_free(sg_edge_marks *self)
{
    if (!self)
        return;
    sg_id_set_free(self->out);
    sg_id_set_free(self->in);
    sg_id_set_free(self->spans);
    sg_id_set_free(self->added);
    free(self);
}

/* --- reading --------------------------------------------------------------------------------------- */
/* The first bit at or after `at` that is set, or that is not, of those before `end`; else the end. */
static uint32_t first_bit(sg_column_bits marks, uint32_t at, uint32_t end, bool set)
{
    uint64_t flip = set ? 0 : UINT64_MAX;

    for (uint32_t word = at / 64; at < end; at = ++word * 64) {
        uint64_t bits = (sg_column_bits_word(marks, word) ^ flip) & UINT64_MAX << at % 64;
        if (bits)
            return word * 64 + sg_word_first(bits) < end ? word * 64 + sg_word_first(bits)
                                                         : end;
    }
    return end;
}

bool sg_edge_marks_all(const sg_edge_marks *self)
{
    sg_range spans = sg_graph_type_spans(self->graph, self->type);
    uint32_t edges = self->range.last - self->range.first;

    return !self->added && first_bit(self->places, 0, edges, false) == edges &&
           (!self->spans || self->spans->count == spans.last - spans.first);
}

bool sg_edge_marks_has(const sg_edge_marks *self, sg_edge edge)
{
    sg_range spans = sg_graph_type_spans(self->graph, self->type);

    if (edge.id >= self->range.first && edge.id < self->range.last)
        return has_place(self, edge.id - self->range.first);
    for (uint32_t i = spans.first; i < spans.last; i++) {
        const sg_edge_span *span = sg_graph_span(self->graph, i);
        uint64_t all = (uint64_t)span->sources.count * span->targets.count;
        if (edge.id >= span->first_edge && edge.id - span->first_edge < all)
            return sg_edge_marks_span(self, i);
    }
    return self->added && sg_id_set_has(self->added, edge.id);
}

uint64_t sg_edge_marks_count(const sg_edge_marks *self)
{
    uint32_t edges = self->range.last - self->range.first;
    uint64_t count = self->added ? self->added->count : 0;

    for (uint32_t at = 0; at < edges; at += 64) {
        uint64_t word = sg_column_bits_word(self->places, at / 64);
        /* A column may hold anything behind its last row. */
        count +=
            sg_word_count(edges - at < 64 ? word & ((UINT64_C(1) << (edges - at)) - 1) : word);
    }
    for (uint32_t i = 0; self->spans && i < self->spans->count; i++) {
        const sg_edge_span *span = sg_graph_span(self->graph, self->spans->ids[i]);
        count += (uint64_t)span->sources.count * span->targets.count - span->hole_count;
    }
    return count;
}

sg_status sg_edge_marks_turn(sg_edge_marks *self, uint64_t *touched)
{
    uint64_t cost = sg_edge_marks_turn_cost(self);

    if (self->in)
        return SG_OK;
    *touched += cost;
    return share(self, 'i', mark_in, &self->in);
}

uint64_t sg_edge_marks_turn_cost(sg_edge_marks *self)
{
    sg_buffer name = { .length = 0 };

    if (!self->in && is_shared(self) && write_name(self, 'i', &name) == SG_OK)
        self->in = sg_set_store_find(self->store, sg_buffer_str(&name));
    sg_buffer_free(&name);
    if (self->in || !self->few_ends)
        return self->in ? 0 : self->range.last - self->range.first;
    sg_rows rows = sg_rows_read(self->graph, self->type, SG_IN, self->ends);
    uint64_t cost = sg_rows_pieces(self->graph, self->type, SG_OUT) * (uint64_t)SG_ROWS_PIECE;
    for (sg_rows_piece piece; sg_rows_next(&rows, &piece);)
        cost += piece.edges;
    return cost;
}

sg_column_bits sg_edge_marks_places(const sg_edge_marks *self, sg_direction way)
{
    return way == SG_OUT ? self->places : (sg_column_bits){ self->in->words, NULL };
}

bool sg_edge_marks_span(const sg_edge_marks *self, uint32_t span)
{
    return sg_id_set_has(self->spans, span);
}

/* Where the marks of a row in memory stand, or of a part of it. */
static uint32_t place_of(const sg_edge_marks *self, const sg_run *run, sg_direction way)
{
    return run->first_edge - self->range.first + (way == SG_IN ? run->before : 0);
}

/* The same of positions of the run at hand, which pass or do not. */
static uint32_t first_position(const sg_marked_runs *self, uint32_t at, bool passing)
{
    const sg_edge_marks *marks = self->marks;
    const sg_run *run = &self->run;

    if (at == run->count)
        return at;
    if (!run->others) /* of a span all pass, or none */
        return sg_edge_marks_span(marks, run->span) == passing ? at : run->count;
    if (run->edges) { /* added */
        while (at < run->count && sg_id_set_has(marks->added, run->edges[at]) != passing)
            at++;
        return at;
    }
    uint32_t place = place_of(marks, run, self->way);
    sg_column_bits places = sg_edge_marks_places(marks, self->way);
    return first_bit(places, place + at, place + run->count, passing) - place;
}

bool sg_marked_runs_next_few(sg_marked_runs *self, sg_run *out)
{
    while ((self->at = first_position(self, self->at, true)) == self->run.count) {
        if (!sg_runs_next(&self->runs, &self->run))
            return false;
        self->at = sg_run_trim(&self->run, self->window) ? 0 : self->run.count;
    }
    uint32_t end = first_position(self, self->at, false);
    *out = sg_run_part(&self->run, self->at, end);
    self->at = end;
    return true;
}
