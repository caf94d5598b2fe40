/* test_pages.c - long documents are cut at elements, and nothing is lost. */
#include "ingest/pages.h"

#include <criterion/criterion.h>
#include <jansson.h>

static void check(const char *text, size_t size, const char *const *expected, size_t count)
{
    sg_pages pages;
    sg_str page;
    size_t seen = 0;

    cr_assert(sg_pages_open(&pages, sg_str_of(text), size), "%s", text);
    while (sg_pages_next(&pages, &page)) {
        cr_assert(seen < count, "one page too many: %.*s", SG_FMT(page));
        cr_expect(sg_str_equal(page, sg_str_of(expected[seen])), "page %zu is %.*s", seen,
                  SG_FMT(page));
        json_t *parsed = json_loadb(page.bytes, page.length, 0, NULL);
        cr_expect(parsed, "%.*s", SG_FMT(page));
        json_decref(parsed);
        seen++;
    }
    cr_expect(seen == count, "%zu pages of %s", seen, text);
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

    cr_expect(!sg_pages_open(&pages, sg_str_of(text), 4), "%s", text);
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
