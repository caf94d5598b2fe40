/* test_model.c - the model is consistent, and its page is up to date. */
#include "ingest/model.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/file.h"

Test(model, labels_relationships_and_properties_are_found)
{
    const sg_model_label *label = sg_model_find_label(SG_STR("VirtualMachine"));

    cr_assert(label && sg_str_equal(label->secondary, SG_STR("Compute")));
    cr_expect(!sg_model_find_label(SG_STR("Compute")));
    cr_expect(sg_model_has_label(SG_STR("Compute")));
    cr_expect(!sg_model_has_label(SG_STR("")) && !sg_model_has_label(SG_STR("Machine")));
    cr_assert(sg_model_find_relationship(SG_STR("EXPOSES")));
    cr_expect(sg_model_find_relationship(SG_STR("EXPOSES"))->derived);
    cr_expect(!sg_model_find_relationship(SG_STR("exposes")));
    cr_expect(sg_model_has_property(SG_STR("known")));
    cr_expect(sg_model_has_property(SG_STR("externalId")), "of a relationship");
    cr_expect(sg_model_has_property(SG_STR("verbs")), "of the maps of a list");
    cr_expect(!sg_model_has_property(SG_STR("maps")));
    cr_expect(!sg_model_has_property(SG_STR("colour")));
}

Test(model, the_nearest_name_is_suggested)
{
    cr_expect(sg_str_equal(sg_model_suggest_label(SG_STR("VirtualMachin")),
                           SG_STR("VirtualMachine")));
    cr_expect(sg_str_equal(sg_model_suggest_label(SG_STR("Compte")), SG_STR("Compute")));
    cr_expect(
        sg_str_equal(sg_model_suggest_relationship(SG_STR("CAN_ACESS")), SG_STR("CAN_ACCESS")));
    cr_expect(sg_str_equal(sg_model_suggest_property(SG_STR("exposur")), SG_STR("exposure")));
    cr_expect(!sg_model_suggest_label(SG_STR("Zebra")).bytes);
}

Test(model, every_label_of_a_property_exists)
{
    size_t count;
    const sg_model_property *rows = sg_model_properties(&count);

    for (size_t i = 0; i < count; i++) {
        sg_str rest = rows[i].labels;
        while (rest.length) {
            sg_str label = sg_str_trim(sg_str_cut(rest, ',', &rest));
            cr_expect(sg_str_equal(label, SG_STR("*")) || sg_model_has_label(label),
                      "%.*s of %.*s", SG_FMT(label), SG_FMT(rows[i].name));
        }
    }
}

Test(model, no_name_stands_twice)
{
    size_t count;
    const sg_model_label *labels = sg_model_labels(&count);

    for (size_t i = 0; i < count; i++)
        cr_expect(sg_model_find_label(labels[i].name) == &labels[i], "%.*s",
                  SG_FMT(labels[i].name));
    const sg_model_relationship *types = sg_model_relationships(&count);
    for (size_t i = 0; i < count; i++)
        cr_expect(sg_model_find_relationship(types[i].type) == &types[i], "%.*s",
                  SG_FMT(types[i].type));
}

/* Tests run from the root of the tree; elsewhere there is no page to compare with. */
Test(model, the_page_is_up_to_date)
{
    sg_buffer page = { 0 };
    sg_str text;
    sg_error error = { 0 };

    if (!sg_file_exists("docs/data-model.md"))
        cr_skip("not run from the root of the tree");
    cr_assert(sg_file_read("docs/data-model.md", 1 << 20, &text, &error) == SG_OK, "%s",
              error.message);
    sg_model_write(&page);
    cr_expect(sg_str_equal(text, sg_buffer_str(&page)),
              "docs/data-model.md is not what ingest/model.def says");
    sg_buffer_free(&page);
    free((void *)(uintptr_t)text.bytes);
}
