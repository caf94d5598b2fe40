/* index_statement.c - CREATE INDEX, DROP INDEX, SHOW INDEXES. */
#include "query/index_statement.h"

#include "query/errors.h"

/* --- which index ------------------------------------------------------------------------------------ */
static sg_status refused(sg_status status, sg_error *err)
{
    if (status == SG_OK)
        return SG_OK;
    return status == SG_ENOMEM ? sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME,
                                               SG_NO_SPAN, "out of memory")
                               : sg_query_fail(err, SG_ERROR_LIMIT_REACHED, SG_RUNTIME,
                                               SG_NO_SPAN, "the graph cannot hold more names");
}

static sg_status read_about(sg_graph *graph, const sg_statement *statement,
                            sg_index_about *about, sg_error *err)
{
    *about = (sg_index_about){ .of_edges = statement->entity_is_edge };
    if (!statement->labels || statement->labels->next)
        return sg_query_fail(err, SG_ERROR_UNSUPPORTED, SG_COMPILE, statement->span,
                             "an index on several labels is not supported yet");
    sg_str name = statement->labels->name.text;
    SG_TRY(refused(about->of_edges ? sg_delta_type(graph, name, &about->type)
                                   : sg_delta_label(graph, name, &about->label),
                   err));
    for (const sg_name_list *key = statement->properties; key; key = key->next) {
        if (about->key_count == SG_INDEX_KEYS)
            return sg_query_fail(err, SG_ERROR_LIMIT_REACHED, SG_COMPILE, key->name.span,
                                 "an index has at most %d properties", SG_INDEX_KEYS);
        SG_TRY(refused(sg_delta_key(graph, key->name.text, &about->keys[about->key_count++]),
                       err));
    }
    return SG_OK;
}

/* --- CREATE and DROP -------------------------------------------------------------------------------- */
/* The name of an index that was given none: index_User_name_email. */
static sg_status make_name(const sg_statement *statement, sg_buffer *out)
{
    sg_buffer_format(out, "index_%.*s", SG_FMT(statement->labels->name.text));
    for (const sg_name_list *key = statement->properties; key; key = key->next)
        sg_buffer_format(out, "_%.*s", SG_FMT(key->name.text));
    return out->status;
}

static bool has_name(const sg_graph *graph, sg_str wanted)
{
    sg_index_about about;
    sg_str name;

    for (uint32_t i = 0; sg_graph_index(graph, i, &name, &about); i++)
        if (sg_str_equal(name, wanted))
            return true;
    return false;
}

static sg_status create(sg_graph *graph, const sg_statement *statement, sg_str name,
                        sg_counters *counters, sg_error *err)
{
    sg_index_about about;

    SG_TRY(read_about(graph, statement, &about, err));
    sg_str same = sg_graph_find_index(graph, about);
    if (same.bytes || has_name(graph, name)) {
        if (statement->if_exists)
            return SG_OK;
        return sg_query_fail(err, SG_ERROR_INDEX_ALREADY_EXISTS, SG_RUNTIME, statement->span,
                             "there is an index `%.*s` already",
                             SG_FMT(same.bytes ? same : name));
    }
    SG_TRY(refused(sg_delta_add_index(graph, name, about), err));
    counters->indexes_added++;
    return SG_OK;
}

static sg_status run_create(sg_graph *graph, const sg_statement *statement,
                            sg_counters *counters, sg_error *err)
{
    sg_buffer made = { .length = 0 };
    sg_str name = statement->index.text;
    sg_status status = SG_OK;

    if (name.length == 0 && statement->labels) {
        status = refused(make_name(statement, &made), err);
        name = sg_buffer_str(&made);
    }
    if (status == SG_OK)
        status = create(graph, statement, name, counters, err);
    sg_buffer_free(&made);
    return status;
}

static sg_status run_drop(sg_graph *graph, const sg_statement *statement, sg_counters *counters,
                          sg_error *err)
{
    sg_str name = statement->index.text;
    sg_index_about about;

    if (name.length == 0) { /* DROP INDEX ON :Label(property) */
        SG_TRY(read_about(graph, statement, &about, err));
        name = sg_graph_find_index(graph, about);
    }
    sg_status status = name.bytes ? sg_delta_drop_index(graph, name) : SG_ENOTFOUND;
    if (status == SG_ENOTFOUND && statement->if_exists)
        return SG_OK;
    if (status == SG_ENOTFOUND)
        return sg_query_fail(err, SG_ERROR_INDEX_NOT_FOUND, SG_RUNTIME, statement->span,
                             "there is no such index");
    SG_TRY(refused(status, err));
    counters->indexes_removed++;
    return SG_OK;
}

sg_status sg_index_statement_run(sg_graph *graph, const sg_statement *statement,
                                 sg_counters *counters, sg_error *err)
{
    return statement->kind == SG_STATEMENT_CREATE_INDEX
               ? run_create(graph, statement, counters, err)
               : run_drop(graph, statement, counters, err);
}

/* --- SHOW ------------------------------------------------------------------------------------------- */
/* Columns in the order in which they are shown; the maps are sorted by these names. */
static const sg_str columns[] = { SG_STR_INIT("name"),          SG_STR_INIT("state"),
                                  SG_STR_INIT("type"),          SG_STR_INIT("entityType"),
                                  SG_STR_INIT("labelsOrTypes"), SG_STR_INIT("properties") };

static bool list_of(sg_arena *arena, uint32_t count, sg_value **items, sg_value *out)
{
    *items = sg_arena_make_array(arena, sg_value, (size_t)count + 1);
    *out = sg_list(*items, count);
    return *items != NULL;
}

static bool describe(const sg_graph *graph, sg_str name, const sg_index_about *about,
                     sg_arena *arena, sg_value *out)
{
    sg_entry *map = sg_arena_make_array(arena, sg_entry, SG_COUNT(columns));
    sg_value *labels, *keys, label_list, key_list;

    if (!map || !list_of(arena, 1, &labels, &label_list) ||
        !list_of(arena, about->key_count, &keys, &key_list))
        return false;
    labels[0] = sg_string(about->of_edges ? sg_graph_type_name(graph, about->type)
                                          : sg_graph_label_name(graph, about->label));
    for (uint32_t i = 0; i < about->key_count; i++)
        keys[i] = sg_string(sg_graph_key_name(graph, about->keys[i]));
    const sg_value values[SG_COUNT(columns)] = {
        sg_string(name),
        sg_string(SG_STR("ONLINE")),
        sg_string(SG_STR("RANGE")),
        sg_string(about->of_edges ? SG_STR("RELATIONSHIP") : SG_STR("NODE")),
        label_list,
        key_list,
    };
    for (size_t i = 0; i < SG_COUNT(columns); i++)
        map[i] = (sg_entry){ columns[i], values[i] };
    *out = sg_map(map, sg_map_sort(map, SG_COUNT(columns)));
    return true;
}

bool sg_index_list(const sg_graph *graph, sg_arena *arena, sg_value *out)
{
    sg_index_about about;
    uint32_t count = 0;
    sg_value *items;
    sg_str name;

    while (sg_graph_index(graph, count, &name, &about))
        count++;
    if (!list_of(arena, count, &items, out))
        return false;
    for (uint32_t i = 0; i < count && sg_graph_index(graph, i, &name, &about); i++)
        if (!describe(graph, name, &about, arena, &items[i]))
            return false;
    return true;
}

static const sg_name row_name = { .text = SG_STR_INIT("a row of indexes") };

static sg_expression *make_expression(sg_arena *arena, sg_expression_kind kind, sg_name name)
{
    sg_expression *made = sg_arena_make(arena, sg_expression);

    if (made) {
        made->kind = kind;
        made->name = name;
        made->height = 1;
    }
    return made;
}

/* row.column AS column, for all columns. */
static bool make_items(sg_arena *arena, sg_projection_item **first)
{
    sg_projection_item **link = first;

    for (size_t i = 0; i < SG_COUNT(columns); i++, link = &(*link)->next) {
        sg_name column = { .text = columns[i] };
        sg_expression *property = make_expression(arena, SG_EXPR_PROPERTY, column);
        *link = sg_arena_make(arena, sg_projection_item);
        if (!property || !*link)
            return false;
        property->operands[0] = make_expression(arena, SG_EXPR_VARIABLE, row_name);
        property->height = 2;
        if (!property->operands[0])
            return false;
        (*link)->expression = property;
        (*link)->alias = column;
    }
    return true;
}

/* What RETURN gives when it is not written: the columns of YIELD in their order, or all. */
static bool make_return(sg_arena *arena, const sg_clause *yield, sg_clause *out)
{
    sg_projection_item **link = &out->items;
    const sg_projection_item *yielded = yield->star ? NULL : yield->items;

    out->kind = SG_CLAUSE_RETURN;
    for (size_t i = 0; yield->star ? i < SG_COUNT(columns) : yielded != NULL; i++) {
        sg_name name = { .text = columns[i % SG_COUNT(columns)] };
        if (yielded) {
            name = yielded->alias.text.length ? yielded->alias : yielded->expression->name;
            yielded = yielded->next;
        }
        *link = sg_arena_make(arena, sg_projection_item);
        if (!*link)
            return false;
        (*link)->expression = make_expression(arena, SG_EXPR_VARIABLE, name);
        (*link)->alias = name;
        if (!(*link)->expression)
            return false;
        link = &(*link)->next;
    }
    return true;
}

static sg_clause *last_of(sg_clause *clause)
{
    while (clause->next)
        clause = clause->next;
    return clause;
}

sg_status sg_index_statement_show(const sg_graph *graph, sg_statement *statement,
                                  sg_arena *arena, sg_error *err)
{
    sg_clause *clauses = sg_arena_make_array(arena, sg_clause, 3);
    sg_single_query *query = sg_arena_make(arena, sg_single_query);
    sg_expression *list = make_expression(arena, SG_EXPR_LITERAL, (sg_name){ 0 });

    if (!clauses || !query || !list || !sg_index_list(graph, arena, &list->value) ||
        !make_items(arena, &clauses[1].items))
        return sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE, SG_NO_SPAN,
                             "out of memory");
    clauses[0] = (sg_clause){
        .kind = SG_CLAUSE_UNWIND, .expression = list, .variable = row_name, .next = &clauses[1]
    };
    clauses[1].kind = SG_CLAUSE_WITH;
    clauses[1].next = statement->queries ? statement->queries->clauses : NULL;
    sg_clause *last = last_of(clauses);
    if (last->kind != SG_CLAUSE_RETURN) {
        if (!make_return(arena, last, &clauses[2]))
            return sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_COMPILE, SG_NO_SPAN,
                                 "out of memory");
        last->next = &clauses[2];
    }
    query->clauses = clauses;
    statement->queries = query;
    statement->kind = SG_STATEMENT_QUERY;
    return SG_OK;
}
