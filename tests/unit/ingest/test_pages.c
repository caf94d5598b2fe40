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

Test(pages, what_has_no_long_list_is_one_document)
{
    refuse("");
    refuse("[1,2,3,4,5,6]");
    refuse("{\"a\":1,\"b\":2}");
    refuse("{\"a\" [1,2,3,4,5,6]}");
    refuse("{a:[1,2,3,4,5,6]}");
    refuse("{\"a\":[\"1,2,3,4,5,6]}"); /* damaged, but nothing stands before the damage */
    refuse("{\"1\":[1,2,3],\"2\":[1,2,3],\"3\":[1,2,3],\"4\":[1,2,3],\"5\":[1,2,3],"
           "\"6\":[1,2,3],\"7\":[1,2,3],\"8\":[1,2,3],\"9\":[1,2,3]}");
}

/* What is damaged is one page, without what stands before the damage and with an error in its place. */
static void expect_broken(const char *text, const char *expected, const char *damage)
{
    sg_buffer page = { .length = 0 };
    sg_error err = { .status = SG_OK };
    sg_value parsed;
    sg_pages pages;
    sg_arena *arena;
    size_t shift;

    cr_assert(sg_pages_open(&pages, sg_str_of(text), 4, NULL), "%s", text);
    cr_assert(pages.broken && pages.pages.count == 1, "%s", text);
    sg_pages_write(&pages, 0, &page, &shift);
    cr_expect(sg_str_equal(sg_buffer_str(&page), sg_str_of(expected)), "%.*s", (int)page.length,
              page.bytes);
    cr_assert(shift <= page.length);
    cr_expect(sg_str_equal(sg_str_slice(sg_buffer_str(&page), shift, page.length),
                           sg_str_of(damage)));
    cr_expect(strcmp(text + pages.pages.items[0].begin, damage) == 0);
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_expect(sg_json_parse(sg_buffer_str(&page), arena, &parsed, &err) == SG_EINVAL);
    cr_expect(err.span.begin >= shift, "%s", text);
    sg_arena_free(arena);
    sg_buffer_free(&page);
    sg_pages_close(&pages);
}

Test(pages, a_damaged_outline_is_one_page_of_what_is_behind)
{
    expect_broken("{\"a\":[1,2,3,4,5,6]", "{\"a\":[]", "");
    expect_broken("{\"a\":[1,2,3,4,5,6", "{\"a\":[6", "6");
    expect_broken("{\"a\":[1,2,3,4,5,", "{\"a\":[", "");
    expect_broken("{\"a\":[1,2,3,4,5 6]}", "{\"a\":[5 6]}", "5 6]}");
    expect_broken("{\"a\":[1,2,3,4,\"5,6]}", "{\"a\":[\"5,6]}", "\"5,6]}");
    expect_broken("{\"a\":[1,2,3,4,5,6]} trailing", "{\"a\":[]} trailing", "} trailing");
    expect_broken("{\"a\":[1,2,3,4,5,6],}", "{\"a\":[],}", "}");
    expect_broken("{\"a\":[1,2,3],\"s\":1,\"b\":[4,5,6,{]}", "{\"a\":[],\"s\":1,\"b\":[{]}",
                  "{]}");
    expect_broken("{\"a\":[1,2,3],\"b\":[4,", "{\"a\":[],\"b\":[4,", "");
}

/* Wherever a text is cut, it is not taken for whole. */
Test(pages, a_text_cut_anywhere_is_never_whole)
{
    static const char text[] =
        "{\"m\": {\"x\": [1, 2]}, \"a\": [{\"k\": \"v\\\"]\"}, [1, [2, 3]], "
        "true, \"\\\\\"], \"t\": \"end\", \"b\": [10, 11, 12, 13]}";
    sg_buffer page = { .length = 0 };
    size_t cut = 0, broken = 0;
    sg_arena *arena;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (; cut < sizeof(text) - 1; cut++) {
        sg_str part = { text, cut };
        sg_value parsed;
        sg_pages pages;
        size_t shift;
        if (sg_pages_open(&pages, part, 6, NULL)) {
            cr_assert(pages.broken && pages.pages.count == 1, "cut at %zu", cut);
            sg_pages_write(&pages, 0, &page, &shift);
            part = sg_buffer_str(&page);
            broken++;
        }
        cr_expect(sg_json_parse(part, arena, &parsed, NULL) == SG_EINVAL, "cut at %zu", cut);
        sg_pages_close(&pages);
    }
    cr_expect(broken > 60, "%zu", broken);
    sg_buffer_free(&page);
    sg_arena_free(arena);
}

Test(pages, what_is_between_commas_and_nothing_is_one_page)
{
    sg_pages pages;

    cr_assert(sg_pages_open(&pages, SG_STR("{\"a\":[1,2,3,,4,5,6]}"), 4, NULL));
    cr_assert(pages.pages.count == 3);
    cr_expect(pages.pages.items[2].begin == 12 && pages.pages.items[2].end == 18);
    sg_pages_close(&pages);
}
