/* test_speakers.c - who may speak of open buckets: all whose patterns can match, and not everybody. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "ingest/derive/outline.h"
#include "ingest/derive/speakers.h"
#include "tests/unit/ingest/derive/small_estate.h"

#define ROLE "arn:aws:iam::100000000002:role/"

static const char *const buckets[] = { "a", "ab", "abc", "abd", "b" };

/* What each role is allowed to read, and which of the buckets a pattern like that can match. */
static const struct {
    const char *name, *resource, *matches;
} roles[] = {
    { "everything", "*", "a ab abc abd b " },
    { "one", "arn:aws:s3:::ab/*",
      "a ab " }, /* an ARN goes on: what `a` begins, it may be below */
    { "few", "arn:aws:s3:::ab*", "a ab abc abd " },
    { "inside", "arn:aws:s3:::abc/x/y", "a ab abc " },
    { "marked", "arn:aws:s3:::abd?", "a ab abd " },
    { "variable", "arn:aws:s3:::b${aws:username}", "b " },
    { "nothing", "arn:aws:s3:::c/*", "" },
    { "service", "arn:aws:sqs:*:*:a", "" },
};

typedef struct {
    small_estate at;
    sg_graph *graph;
    sg_arena *arena;
    sg_estate estate;
    sg_speakers speakers;
} scene;

static void open_scene(scene *self, bool denied)
{
    sg_error err = { .status = SG_OK };
    uint32_t all[16];

    estate_begin(&self->at);
    estate_account(&self->at, "100000000001", NULL);
    estate_collected(&self->at, "100000000002", "global", "iam:GetAccountAuthorizationDetails");
    for (size_t i = 0; i < SG_COUNT(buckets); i++) {
        char arn[64];
        (void)snprintf(arn, sizeof arn, "arn:aws:s3:::%s", buckets[i]);
        estate_bucket(&self->at, arn, "100000000001");
    }
    for (size_t i = 0; i < SG_COUNT(roles); i++) {
        char arn[96], text[256];
        (void)snprintf(arn, sizeof arn, ROLE "%s", roles[i].name);
        (void)snprintf(text, sizeof text,
                       "{'Effect':'%s','Action':'s3:GetObject','Resource':'%s'}",
                       denied ? "Deny" : "Allow", roles[i].resource);
        estate_role(&self->at, arn, NULL);
        estate_policy(&self->at, arn, "identity", text);
    }
    cr_assert_eq(sg_arena_new(0, &self->arena), SG_OK);
    cr_assert_eq(sg_builder_freeze(self->at.builder, &self->graph, &err), SG_OK);
    cr_assert_eq(
        sg_estate_read(self->graph, self->at.coverage, 2, self->arena, &self->estate, &err),
        SG_OK);
    cr_assert_eq(self->estate.resource_count, SG_COUNT(buckets));
    for (uint32_t i = 0; i < self->estate.resource_count; i++)
        all[i] = i;
    cr_assert_eq(sg_speakers_find(&self->estate, all, self->estate.resource_count, self->arena,
                                  &self->speakers),
                 SG_OK);
}

static void close_scene(scene *self)
{
    sg_speakers_free(&self->speakers);
    sg_estate_close(&self->estate);
    sg_arena_free(self->arena);
    sg_graph_free(self->graph);
    estate_end(&self->at);
}

/* The class of a role, by place. */
static uint32_t place_of(const scene *self, const char *role)
{
    const sg_estate *estate = &self->estate;
    char arn[96];
    uint32_t principal;

    (void)snprintf(arn, sizeof arn, ROLE "%s", role);
    cr_assert(sg_estate_find_principal(estate, sg_str_of(arn), &principal));
    for (uint32_t place = 0; place < estate->class_count; place++)
        if (estate->classes_of[place] == estate->principals[principal].class)
            return place;
    cr_assert_fail("%s is of no class", role);
    return 0;
}

/* The buckets that a role is found to speak of. */
static void list_buckets(const scene *self, const char *role, uint32_t about, char out[64])
{
    uint32_t place = place_of(self, role);
    size_t length = 0;

    out[0] = '\0';
    for (uint32_t i = 0; i < self->estate.resource_count; i++) {
        uint64_t words[4] = { 0 };
        sg_str arn = self->estate.resources[i].target.arn;
        sg_speakers_mark(&self->speakers, i, about, (sg_bitmap){ words, 256 });
        if (sg_bit_test(words, place))
            length += (size_t)snprintf(out + length, 64 - length, "%.*s ",
                                       (int)(arn.length - 13), arn.bytes + 13);
    }
}

Test(speakers, patterns_are_found_among_beginnings)
{
    scene at = { .graph = NULL };
    char found[64];

    open_scene(&at, false);
    for (size_t i = 0; i < SG_COUNT(roles); i++) {
        list_buckets(&at, roles[i].name, 1U << SG_RESOURCE_BUCKET, found);
        cr_expect_str_eq(found, roles[i].matches, "%s: %s", roles[i].name, found);
        list_buckets(&at, roles[i].name, 1U << SG_RESOURCE_QUEUE, found);
        cr_expect_str_eq(found, "", "%s speaks of buckets only", roles[i].name);
    }
    close_scene(&at);
}

Test(speakers, nobody_is_left_out_whose_outline_allows)
{
    scene at = { .graph = NULL };

    open_scene(&at, false);
    for (uint32_t i = 0; i < at.estate.resource_count; i++) {
        uint64_t words[4] = { 0 };
        sg_outline_target target;
        cr_assert_eq(
            sg_outline_target_of(&at.estate, &at.estate.resources[i], at.arena, &target),
            SG_OK);
        sg_speakers_mark(&at.speakers, i, target.about, (sg_bitmap){ words, 256 });
        for (uint32_t place = 0; place < at.estate.class_count; place++) {
            sg_outline outline;
            if (sg_outline_of(&target, &at.estate.classes[at.estate.classes_of[place]],
                              &outline) &&
                outline.allows)
                cr_expect(sg_bit_test(words, place), "class %u, bucket %u", place, i);
        }
    }
    close_scene(&at);
}

Test(speakers, who_is_only_denied_does_not_speak)
{
    scene at = { .graph = NULL };
    char found[64];

    open_scene(&at, true);
    list_buckets(&at, "everything", 1U << SG_RESOURCE_BUCKET, found);
    cr_expect_str_eq(found, "");
    close_scene(&at);
}

Test(speakers, whose_policies_are_not_all_known_may_speak_of_anything)
{
    scene at = { .graph = NULL };
    char found[64];

    open_scene(&at, false);
    for (uint32_t i = 0; i < at.estate.principal_count; i++)
        at.estate.principals[i].identity.policies.incomplete = true;
    sg_speakers_free(&at.speakers);
    cr_assert_eq(sg_speakers_find(&at.estate, &(uint32_t){ 0 }, 1, at.arena, &at.speakers),
                 SG_OK);
    list_buckets(&at, "nothing", 1U << SG_RESOURCE_BUCKET, found);
    cr_expect_str_eq(found, "a ");
    close_scene(&at);
}
