/* model.c - the rows of model.def, and how they are looked up. */
#include "ingest/model.h"

static const sg_model_label labels[] = {
#define LABEL(name, secondary, summary)                                                        \
    { SG_STR_INIT(name), SG_STR_INIT(secondary), SG_STR_INIT(summary) },
#define RELATIONSHIP(type, from, to, properties, derived, summary)
#define PROPERTY(labels, name, type, summary)
#include "ingest/model.def"
#undef LABEL
#undef RELATIONSHIP
#undef PROPERTY
};

static const sg_model_relationship relationships[] = {
#define LABEL(name, secondary, summary)
#define RELATIONSHIP(type, from, to, properties, derived, summary)                             \
    { SG_STR_INIT(type),       SG_STR_INIT(from), SG_STR_INIT(to),                             \
      SG_STR_INIT(properties), derived,           SG_STR_INIT(summary) },
#define PROPERTY(labels, name, type, summary)
#include "ingest/model.def"
#undef LABEL
#undef RELATIONSHIP
#undef PROPERTY
};

static const sg_model_property properties[] = {
#define LABEL(name, secondary, summary)
#define RELATIONSHIP(type, from, to, properties, derived, summary)
#define PROPERTY(labels, name, type, summary)                                                  \
    { SG_STR_INIT(labels), SG_STR_INIT(name), SG_STR_INIT(#type), SG_STR_INIT(summary) },
#include "ingest/model.def"
#undef LABEL
#undef RELATIONSHIP
#undef PROPERTY
};

const sg_model_label *sg_model_labels(size_t *count)
{
    *count = SG_COUNT(labels);
    return labels;
}

const sg_model_relationship *sg_model_relationships(size_t *count)
{
    *count = SG_COUNT(relationships);
    return relationships;
}

const sg_model_property *sg_model_properties(size_t *count)
{
    *count = SG_COUNT(properties);
    return properties;
}

const sg_model_label *sg_model_find_label(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(labels); i++)
        if (sg_str_equal(labels[i].name, name))
            return &labels[i];
    return NULL;
}

const sg_model_relationship *sg_model_find_relationship(sg_str type)
{
    for (size_t i = 0; i < SG_COUNT(relationships); i++)
        if (sg_str_equal(relationships[i].type, type))
            return &relationships[i];
    return NULL;
}

bool sg_model_has_label(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(labels); i++)
        if (sg_str_equal(labels[i].name, name) || sg_str_equal(labels[i].secondary, name))
            return name.length > 0;
    return false;
}

/* Walks the names in "a, b, c": sets *name and returns true until there are no more. */
static bool next_name(sg_str *rest, sg_str *name)
{
    while (rest->length) {
        *name = sg_str_trim(sg_str_cut(*rest, ',', rest));
        if (name->length)
            return true;
    }
    return false;
}

/* Members of the maps in a list stand in braces in its summary: "maps {grantee, permission}". */
static bool has_member(sg_str summary, sg_str name)
{
    bool inside = false;
    size_t from = 0;
    for (size_t i = 0; i < summary.length; i++) {
        char byte = summary.bytes[i];
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
            continue;
        if (inside && sg_str_equal(sg_str_slice(summary, from, i), name))
            return true;
        inside = byte == '{' || (inside && byte != '}');
        from = i + 1;
    }
    return false;
}

bool sg_model_has_property(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(properties); i++)
        if (sg_str_equal(properties[i].name, name) ||
            (sg_str_equal(properties[i].type, SG_STR("LIST")) &&
             has_member(properties[i].summary, name)))
            return true;
    for (size_t i = 0; i < SG_COUNT(relationships); i++) {
        sg_str rest = relationships[i].properties;
        for (sg_str one; next_name(&rest, &one);)
            if (sg_str_equal(one, name))
                return true;
    }
    return false;
}

sg_str sg_model_suggest_label(sg_str wanted)
{
    sg_suggestion suggestion = { .wanted = wanted };

    for (size_t i = 0; i < SG_COUNT(labels); i++) {
        sg_suggestion_offer(&suggestion, labels[i].name);
        if (labels[i].secondary.length)
            sg_suggestion_offer(&suggestion, labels[i].secondary);
    }
    return suggestion.best;
}

sg_str sg_model_suggest_relationship(sg_str wanted)
{
    sg_suggestion suggestion = { .wanted = wanted };

    for (size_t i = 0; i < SG_COUNT(relationships); i++)
        sg_suggestion_offer(&suggestion, relationships[i].type);
    return suggestion.best;
}

sg_str sg_model_suggest_property(sg_str wanted)
{
    sg_suggestion suggestion = { .wanted = wanted };

    for (size_t i = 0; i < SG_COUNT(properties); i++)
        sg_suggestion_offer(&suggestion, properties[i].name);
    for (size_t i = 0; i < SG_COUNT(relationships); i++) {
        sg_str rest = relationships[i].properties;
        for (sg_str one; next_name(&rest, &one);)
            sg_suggestion_offer(&suggestion, one);
    }
    return suggestion.best;
}
