/* test_pages.c - long documents are cut at elements, and nothing is lost. */
#include "ingest/pages.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/json.h"

static void check(const char *text, size_t size, const char *const *expected, size_t count)
{
    sg_buffer page = { .length = 0 };
    sg_pages pages;

    cr_assert(sg_pages_open(&pages, sg_str_of(text), size, NULL), "%s", text);
    cr_expect(pages.pages.count == count, "%zu pages of %s", pages.pages.count, text);
    sg_arena *arena;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (size_t i = 0; i < pages.pages.count && i < count; i++) {
        size_t shift;
        sg_pages_write(&pages, i, &page, &shift);
        sg_str made = sg_buffer_str(&page);
        cr_expect(sg_str_equal(made, sg_str_of(expected[i])), "page %zu is %.*s", i,
                  SG_FMT(made));
        cr_expect(strncmp(made.bytes + shift, text + pages.pages.items[i].begin, 2) == 0);
        sg_value parsed;
        cr_expect(sg_json_parse(made, arena, &parsed, NULL) == SG_OK, "%.*s", SG_FMT(made));
    }
    sg_arena_free(arena);
    sg_buffer_free(&page);
    sg_pages_close(&pages);
}

#define CHECK(text, size, ...)                                                                 \
    check(text, size, (const char *const[]){ __VA_ARGS__ },                                    \
          SG_COUNT(((const char *const[]){ __VA_ARGS__ })))

Test(pages, a_list_is_cut_at_its_elements)
{
    CHECK("{\"a\":[11,22,33,44,55],\"t\":\"x\"}", 5, "{\"a\":[],\"t\":\"x\"}",
          "{\"t\":\"x\",\"a\":[11,22]}", "{\"t\":\"x\",\"a\":[33,44]}",
          "{\"t\":\"x\",\"a\":[55]}");
    CHECK("{ \"n\" : 1 , \"a\" : [ {\"x\":\"],\\\"\"} , [1,[2]] ] }", 12,
          "{ \"n\" : 1 , \"a\" : [] }", "{\"n\" : 1,\"a\":[ {\"x\":\"],\\\"\"} ]}",
          "{\"n\" : 1,\"a\":[ [1,[2]] ]}");
}

Test(pages, several_long_lists_and_a_short_one)
{
    CHECK("{\"a\":[1,2,3,4],\"s\":[0],\"b\":[5,6,7,8]}", 6, "{\"a\":[],\"s\":[0],\"b\":[]}",
          "{\"a\":[1,2,3,4]}", "{\"b\":[5,6,7,8]}");
}

static void refuse(const char *text)
{
    sg_pages pages;

    cr_expect(!sg_pages_open(&pages, sg_str_of(text), 4, NULL), "%s", text);
    sg_pages_close(&pages);
}

Test(pages, what_has_no_clear_outline_is_one_document)
{
    refuse("");
    refuse("[1,2,3,4,5,6]");
    refuse("{\"a\":1,\"b\":2}");
    refuse("{\"a\":[1,2,3,4,5,6]");
    refuse("{\"a\":[1,2,3,4,5,6]} trailing");
    refuse("{\"a\" [1,2,3,4,5,6]}");
    refuse("{\"a\":[1,2,3,4,5,6],}");
    refuse("{a:[1,2,3,4,5,6]}");
    refuse("{\"a\":[1,2,3,4,\"5,6]}");
}

Test(pages, what_is_between_commas_and_nothing_is_one_page)
{
    sg_pages pages;

    cr_assert(sg_pages_open(&pages, SG_STR("{\"a\":[1,2,3,,4,5,6]}"), 4, NULL));
    cr_assert(pages.pages.count == 3);
    cr_expect(pages.pages.items[2].begin == 12 && pages.pages.items[2].end == 18);
    sg_pages_close(&pages);
}
