/* test_facts_ahead.c - what is read ahead is what mapping would read; what was not is not claimed. */
#include "ingest/facts_ahead.h"

#include <criterion/criterion.h>

#include "ingest/field.h"
#include "ingest/template.h"

typedef struct example {
    sg_arena *arena;
    sg_document document;
    sg_origin origin;
} example;

static void open_example(example *self, const char *service, const char *operation,
                         const char *text)
{
    *self = (example){ .origin = { .file = SG_STR("f.json"),
                                   .service = sg_str_of(service),
                                   .operation = sg_str_of(operation),
                                   .account = SG_STR("111122223333"),
                                   .region = SG_STR("eu-west-1"),
                                   .partition = SG_STR("aws") } };
    cr_assert(sg_arena_new(0, &self->arena) == SG_OK);
    cr_assert(sg_document_parse(sg_str_of(text), SG_STR("f.json"), self->arena, &self->document,
                                NULL) == SG_OK);
    cr_assert(sg_facts_gather(&self->origin, &self->document) == SG_OK);
}

static void close_example(example *self)
{
    sg_arena_free(self->arena);
}

static const char machines[] =
    "{\"Reservations\":[{\"OwnerId\":\"111122223333\",\"Instances\":["
    "{\"InstanceId\":\"i-1\",\"SubnetId\":\"subnet-1\",\"State\":{\"Name\":\"running\"},"
    "\"Tags\":[{\"Key\":\"Name\",\"Value\":\"web\"},7],"
    "\"SecurityGroups\":[{\"GroupId\":\"sg-1\"},{\"GroupId\":\"sg-2\"}]},"
    "{\"State\":{\"Name\":\"stopped\"}},"
    "{\"InstanceId\":\"i-3\",\"InstanceType\":{},\"LaunchTime\":\"2025-07-17T16:00:00Z\"}]}]}";

typedef struct comparison {
    example *example;
    const sg_collector *row;
    unsigned items, facts;
} comparison;

/* Asks for a name, and fills it in beside. */
static bool compare_name(comparison *self, const char *template, const sg_frame *frame)
{
    sg_fact_list *facts = &self->example->document.facts;
    sg_found found, expected;
    sg_str name = { NULL, 0 };
    sg_value value;

    if (!template)
        return true;
    cr_assert(sg_template_fill(template, &self->example->origin, frame, self->example->arena,
                               &name, &expected) == SG_OK);
    cr_assert(sg_facts_take(facts, template, frame->value, &value, &found), "%s", template);
    cr_expect(found == expected && sg_str_equal(sg_value_str(value), name), "%s", template);
    self->facts++;
    return found == SG_FOUND;
}

static sg_status compare_item(void *state, const sg_frame *frame)
{
    comparison *self = state;
    sg_fact_list *facts = &self->example->document.facts;
    sg_found found, expected;
    sg_value value, wanted;

    self->items++;
    sg_facts_begin(facts, self->row, frame->value);
    if (!compare_name(self, self->row->key, frame))
        return SG_OK;
    compare_name(self, self->row->arn, frame);
    for (const sg_property *row = self->row->properties; row && row->name; row++) {
        cr_assert(sg_field_read(row, frame, self->example->arena, &wanted, &expected) == SG_OK);
        cr_assert(sg_facts_take(facts, row, frame->value, &value, &found), "%s", row->name);
        cr_expect(found == expected && sg_value_same(value, wanted), "%s", row->name);
        self->facts++;
    }
    for (const sg_edge_row *row = self->row->edges; row && row->type; row++)
        if (!row->each)
            compare_name(self, row->key, frame);
    return SG_OK;
}

Test(facts_ahead, are_what_is_read_when_it_is_asked_for)
{
    example it;
    sg_collector_walk walk = { 0 };
    comparison state = { .example = &it };

    open_example(&it, "ec2", "DescribeInstances", machines);
    while ((state.row = sg_collector_next(&walk))) {
        sg_frame root = { .value = it.document.body, .index = SIZE_MAX };
        sg_found found;
        if (sg_collector_maps(state.row, it.origin.service, it.origin.operation))
            cr_assert(sg_path_each(&root, state.row->items, compare_item, &state, &found) ==
                      SG_OK);
    }
    cr_expect(state.items == 3 && state.facts > 30, "%u items, %u facts", state.items,
              state.facts);
    close_example(&it);
}

Test(facts_ahead, what_is_asked_in_another_order_is_not_known)
{
    example it;
    sg_found found;
    sg_value value;

    open_example(&it, "ec2", "DescribeInstances", machines);
    sg_fact_list *facts = &it.document.facts;
    const sg_fact *row = facts->next, *key = row + 1, *later = row + 3;
    cr_assert(facts->end - facts->next > 4 && row->begins && !later->begins);
    cr_expect(!sg_facts_take(facts, key->what, key->where, &value, &found)); /* no item yet */
    sg_facts_begin(facts, row->what, &value); /* of another one */
    cr_expect(!sg_facts_take(facts, key->what, key->where, &value, &found));
    sg_facts_begin(facts, row->what, row->where);
    cr_expect(!sg_facts_take(facts, "{InstanceId}", &value, &value, &found));
    cr_expect(sg_facts_take(facts, later->what, later->where, &value, &found));
    cr_expect(!sg_facts_take(facts, key->what, key->where, &value, &found)); /* passed over */
    sg_facts_begin(facts, row->what, row->where);
    cr_expect(!sg_facts_take(facts, key->what, key->where, &value, &found));
    close_example(&it);
}

Test(facts_ahead, answers_of_no_row_have_none)
{
    static const char *const texts[][3] = {
        { "ec2", "DescribeNothing", machines },
        { "kubernetes", "Get", "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{}]}" },
        { "ec2", "DescribeInstances",
          "{\"Error\":{\"Code\":\"AccessDenied\",\"Message\":\"no\"}}" },
    };

    for (size_t i = 0; i < SG_COUNT(texts); i++) {
        example it;
        open_example(&it, texts[i][0], texts[i][1], texts[i][2]);
        cr_expect(it.document.facts.next == it.document.facts.end, "%s %s", texts[i][0],
                  texts[i][1]);
        close_example(&it);
    }
}
