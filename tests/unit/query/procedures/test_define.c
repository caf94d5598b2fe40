/* test_define.c - which maps define a procedure, and what a definition replaces. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/json.h"
#include "query/procedures/procedures.h"

static sg_status define(sg_procedures *procedures, const char *json, sg_error *err)
{
    sg_arena *arena = NULL;
    sg_value definition;

    *err = (sg_error){ .status = SG_OK };
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_json_parse(sg_str_of(json), arena, &definition, err), SG_OK, "%s", json);
    sg_status status = sg_procedures_define(procedures, definition, err);
    sg_arena_free(arena); /* what was defined is a copy */
    return status;
}

static sg_procedures *fresh(void)
{
    sg_procedures *procedures = NULL;
    sg_error err = { 0 };

    cr_assert_eq(sg_procedures_new(&procedures, &err), SG_OK);
    return procedures;
}

Test(define, cells_stand_in_the_order_of_the_fields)
{
    sg_procedures *procedures = fresh();
    sg_error err;

    cr_assert_eq(define(procedures,
                        "{\"name\": \"p\", \"in\": [[\"a\", \"NUMBER?\"]], \"out\": [[\"b\", "
                        "\"FLOAT?\"], [\"c\", \"LIST? OF INTEGER?\"]], \"columns\": [\"c\", "
                        "\"b\", \"a\"], \"rows\": [[[1], 2, 3], [null, null, 4.5]]}",
                        &err),
                 SG_OK, "%s", err.message);
    const sg_procedure *p = sg_procedure_find(procedures, SG_STR("P"));
    cr_assert(p && p == sg_procedures_at(procedures, 0));
    cr_assert_eq(p->table.count, 2u);
    cr_expect_eq(p->table.cells[0].integer, 3);
    cr_expect(p->table.cells[1].type == SG_TYPE_FLOAT && p->table.cells[1].real == 2.0,
              "an integer in a column of floats is one");
    cr_expect_eq(p->table.cells[2].length, 1u);
    cr_expect_eq(p->table.cells[3].real, 4.5);
    cr_expect(sg_is_null(p->table.cells[4]) && sg_is_null(p->table.cells[5]));
    sg_procedures_free(procedures);
}

Test(define, a_new_definition_replaces_and_clearing_forgets)
{
    sg_procedures *procedures = fresh();
    sg_error err;

    cr_assert_eq(define(procedures, "{\"name\": \"p\", \"in\": [], \"out\": []}", &err), SG_OK);
    cr_assert_eq(define(procedures, "{\"name\": \"q\", \"in\": [], \"out\": []}", &err), SG_OK);
    cr_assert_eq(
        define(procedures, "{\"name\": \"P\", \"in\": [[\"a\", \"ANY?\"]], \"out\": []}", &err),
        SG_OK);
    cr_expect_eq(sg_procedure_find(procedures, SG_STR("p"))->input_count, 1u);
    cr_expect(sg_procedures_at(procedures, 1) && !sg_procedures_at(procedures, 2));
    sg_procedures_clear(procedures);
    cr_expect_null(sg_procedure_find(procedures, SG_STR("p")));
    cr_expect_not_null(sg_procedure_find(procedures, SG_STR("db.labels")));
    sg_procedures_free(procedures);
    sg_procedures_free(NULL);
}

Test(define, the_nearest_name)
{
    sg_procedures *procedures = fresh();
    sg_error err;

    cr_assert_eq(define(procedures, "{\"name\": \"my.test\", \"in\": [], \"out\": []}", &err),
                 SG_OK);
    cr_expect(
        sg_str_equal(sg_procedure_suggest(procedures, SG_STR("my.tets")), SG_STR("my.test")));
    cr_expect(
        sg_str_equal(sg_procedure_suggest(NULL, SG_STR("db.label")), SG_STR("db.labels")));
    cr_expect_null(sg_procedure_suggest(NULL, SG_STR("something else")).bytes);
    sg_procedures_free(procedures);
}

Test(define, what_is_no_definition)
{
    static const struct {
        const char *json, *said;
    } cases[] = {
        { "[]", "not a map" },
        { "{}", "`name`" },
        { "{\"name\": \"\", \"in\": [], \"out\": []}", "`name`" },
        { "{\"name\": \"p\", \"out\": []}", "`in`" },
        { "{\"name\": \"p\", \"in\": [[\"a\"]], \"out\": []}", "`in`" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[1, \"ANY\"]]}", "`out`" },
        { "{\"name\": \"p\", \"in\": [[\"a\", \"WORD\"]], \"out\": []}", "no type `WORD`" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[\"a\", \"ANY\"]], \"rows\": []}",
          "`columns`" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[\"a\", \"ANY\"]], \"columns\": [\"b\"], "
          "\"rows\": []}",
          "lacks the field `a`" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[\"a\", \"ANY\"]], \"columns\": [\"a\"]}",
          "`rows`" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[\"a\", \"ANY\"]], \"columns\": [\"a\"], "
          "\"rows\": [[1, 2]]}",
          "a cell for each column" },
        { "{\"name\": \"p\", \"in\": [], \"out\": [[\"a\", \"STRING\"]], \"columns\": [\"a\"], "
          "\"rows\": [[\"x\"], [2]]}",
          "row 2: not a value for `a`" },
    };
    sg_procedures *procedures = fresh();
    sg_error err;

    for (size_t i = 0; i < SG_COUNT(cases); i++) {
        cr_expect_eq(define(procedures, cases[i].json, &err), SG_EINVAL, "%s", cases[i].json);
        cr_expect(strstr(err.message, cases[i].said), "%s: %s", cases[i].json, err.message);
    }
    cr_expect_null(sg_procedures_at(procedures, 0));
    sg_procedures_free(procedures);
}
