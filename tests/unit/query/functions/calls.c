/* calls.c - one line per case for functions, aggregates and operators; failures assert. */
#include "tests/unit/query/functions/calls.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/json.h"
#include "query/functions/zone.h"

typedef struct bench {
    sg_call call;
    uint64_t random;
    sg_error err;
    char shown[2000]; /* what is being called: for messages */
} bench;

static void open_bench(bench *self, const sg_graph *graph, const char *function,
                       const char *arguments)
{
    *self = (bench){ .random = 42 };
    snprintf(self->shown, sizeof(self->shown), "%s(%s)", function, arguments);
    cr_assert(sg_arena_new(0, &self->call.arena) == SG_OK);
    self->call.graph = graph;
    self->call.now = 1700000000;
    self->call.now_nanoseconds = 123456789;
    self->call.random_state = &self->random;
    cr_assert_eq(sg_zones_new(&self->call.zones, NULL), SG_OK);
}

static void swap_quotes(char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            *text = '"';
        else if (*text == '"')
            *text = '\'';
    }
}

static sg_value read_value(bench *self, const char *json)
{
    sg_str copy = sg_arena_copy(self->call.arena, sg_str_of(json));
    sg_value value = sg_null();
    cr_assert(copy.bytes);
    char *text = strcpy(sg_arena_alloc_raw(self->call.arena, copy.length + 1), copy.bytes);
    swap_quotes(text);
    cr_assert(sg_json_parse(sg_str_of(text), self->call.arena, &value, &self->err) == SG_OK,
              "%s: %s", self->shown, self->err.message);
    return value;
}

static void close_bench(bench *self, sg_status status, sg_value value, const char *expected)
{
    sg_buffer answer = { 0 };
    if (status == SG_OK) {
        cr_assert(self->err.status == SG_OK);
        sg_json_write(value, &answer);
        cr_assert(answer.status == SG_OK);
        swap_quotes(answer.bytes);
    } else {
        cr_assert(self->err.status == status && !self->err.has_span);
        sg_buffer_format(&answer, "%s/%s", self->err.type, self->err.detail);
    }
    cr_assert_str_eq(answer.bytes, expected, "%s gives %s, not %s", self->shown, answer.bytes,
                     expected);
    sg_buffer_free(&answer);
    sg_arena_free(self->call.arena);
    sg_zones_free(self->call.zones);
}

static const sg_function *find(const char *name)
{
    const sg_function *function = sg_function_find(sg_str_of(name));
    cr_assert(function, "%s", name);
    return function;
}

void expect_call_of(const sg_graph *graph, const char *name, const sg_value *arguments,
                    uint32_t count, const char *expected)
{
    bench self;
    open_bench(&self, graph, name, "...");
    const sg_function *function = find(name);
    sg_value answer = sg_null();
    cr_assert(count >= function->minimum && count <= function->maximum);
    sg_status status =
        sg_function_call(function, &self.call, arguments, count, &answer, &self.err);
    close_bench(&self, status, answer, expected);
}

void expect_call(const char *name, const char *arguments, const char *expected)
{
    bench self;
    open_bench(&self, NULL, name, arguments);
    const sg_function *function = find(name);
    sg_value list = read_value(&self, arguments), answer = sg_null();
    cr_assert(list.length >= function->minimum && list.length <= function->maximum, "%s",
              self.shown);
    sg_status status =
        sg_function_call(function, &self.call, list.list, list.length, &answer, &self.err);
    if (status == SG_OK && !sg_is_null(answer))
        cr_assert(function->gives & SG_TYPE_BIT(answer.type), "%s", self.shown);
    close_bench(&self, status, answer, expected);
}

void expect_operator(sg_scalar *operation, const char *arguments, const char *expected)
{
    bench self;
    open_bench(&self, NULL, "operator", arguments);
    sg_value list = read_value(&self, arguments), answer = sg_null();
    sg_status status = operation(&self.call, list.list, list.length, &answer, &self.err);
    close_bench(&self, status, answer, expected);
}

void expect_aggregate(const char *name, const char *rows, const char *expected)
{
    bench self;
    open_bench(&self, NULL, name, rows);
    const sg_function *function = find(name);
    void *state = sg_arena_alloc(self.call.arena, function->aggregate->size);
    sg_value list = read_value(&self, rows), answer = sg_null();
    cr_assert(state);
    sg_status status = SG_OK;
    for (uint32_t i = 0; i < list.length && status == SG_OK; i++)
        status = sg_aggregate_step(function, state, &self.call, list.list[i].list,
                                   list.list[i].length, &self.err);
    if (status == SG_OK)
        status = sg_aggregate_finish(function, state, &self.call, &answer, &self.err);
    close_bench(&self, status, answer, expected);
}
