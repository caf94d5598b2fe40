/* test_decide.c - laws that every decision obeys, on random policies.
 *
 * A deny more never adds anything, an allow more never takes anything away, the order of
 * statements does not matter, and a decision on "some object" is the union of those on single
 * objects.
 */
#include "tests/unit/ingest/derive/scene.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"

#define ROUNDS 400
#define STATEMENTS 4

static unsigned next(unsigned *state, unsigned below)
{
    *state = *state * 1103515245U + 12345U;
    return (*state >> 16) % below;
}

static const char *pick(unsigned *state, const char *const *texts, unsigned count)
{
    return texts[next(state, count)];
}

static void write_statement(unsigned *state, bool deny, char *out, size_t room)
{
    static const char *const actions[] = { "s3:GetObject", "s3:Get*", "s3:*", "*", "ec2:*" };
    static const char *const resources[] = {
        "*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/x/*",
        "arn:aws:s3:::b/*.csv",
        "arn:aws:s3:::*/x/*",
        "arn:aws:s3:::c/*",
        "arn:aws:s3:::b/x/1.csv",
        "arn:aws:s3:::b/?",
    };
    static const char *const conditions[] = {
        "",
        "",
        "",
        ",'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}",
        ",'Condition':{'StringEquals':{'s3:prefix':'a'}}",
        ",'Condition':{'StringNotLike':{'s3:prefix':'a*'}}",
        ",'Condition':{'Bool':{'aws:SecureTransport':'false'}}",
    };

    (void)snprintf(out, room, "{'Effect':'%s','%sAction':'%s','%sResource':'%s'%s}",
                   deny ? "Deny" : "Allow", next(state, 8) == 0 ? "Not" : "",
                   pick(state, actions, SG_COUNT(actions)), next(state, 6) == 0 ? "Not" : "",
                   pick(state, resources, SG_COUNT(resources)),
                   pick(state, conditions, SG_COUNT(conditions)));
}

static sg_iam_decision decide(char statements[][512], unsigned first, unsigned count,
                              bool backwards, const char *arn)
{
    sg_iam_decision decision;
    scene at;

    scene_begin(&at);
    scene_on(&at, arn);
    for (unsigned i = 0; i < count; i++)
        scene_identity(&at, statements[first + (backwards ? count - 1 - i : i)]);
    decision = scene_ask(&at, "s3:GetObject");
    scene_end(&at);
    return decision;
}

Test(decide, obeys_its_laws_on_random_policies)
{
    static const char *const objects[] = { "arn:aws:s3:::b/x/1.csv", "arn:aws:s3:::b/x/2",
                                           "arn:aws:s3:::b/y.csv", "arn:aws:s3:::b/z",
                                           "arn:aws:s3:::b/other/thing" };
    static const char some[] = "arn:aws:s3:::b/*";
    unsigned state = 20260;
    char statements[STATEMENTS + 1][512];

    for (unsigned round = 0; round < ROUNDS; round++) {
        sg_iam_decision plain, more, less, turned;

        for (unsigned i = 0; i < STATEMENTS; i++)
            write_statement(&state, next(&state, 3) == 0, statements[i], sizeof statements[i]);
        plain = decide(statements, 0, STATEMENTS, false, some);
        turned = decide(statements, 0, STATEMENTS, true, some);
        cr_assert(plain.may == turned.may && plain.must == turned.must, "round %u", round);

        write_statement(&state, false, statements[STATEMENTS], sizeof statements[0]);
        more = decide(statements, 0, STATEMENTS + 1, false, some);
        cr_assert(more.may >= plain.may && more.must >= plain.must, "allow, round %u", round);
        write_statement(&state, true, statements[STATEMENTS], sizeof statements[0]);
        less = decide(statements, 0, STATEMENTS + 1, false, some);
        cr_assert(less.may <= plain.may && less.must <= plain.must, "deny, round %u", round);

        for (size_t i = 0; i < SG_COUNT(objects); i++) {
            sg_iam_decision one = decide(statements, 0, STATEMENTS, false, objects[i]);
            cr_assert(plain.may >= one.may && plain.must >= one.must, "%s, round %u",
                      objects[i], round);
            cr_assert(!plain.everywhere || one.may, "%s, round %u", objects[i], round);
        }
    }
}
