/* field.c - conversion of a document's values to properties.
 *
 * Providers and tools write one thing in several ways: numbers as text, times as ISO 8601 or as
 * seconds or (recorded by placebo) as {"__class__": "datetime", "year": ...}, booleans as "YES".
 * All of them end here, so that nobody behind has to know.
 */
#include "ingest/field.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/clock.h"
#include "ingest/policy_text.h"
#include "ingest/template.h"

/* How deep SG_MAPS may hold SG_MAPS; the tables have one level. */
enum { MAX_FIELDS = 16 };

static bool read_text(const sg_property *property, const sg_value *tree, sg_arena *arena,
                      sg_value *out)
{
    sg_str text;

    if (!sg_scalar_text(tree, arena, &text))
        return false;
    *out = sg_string(property->reword ? property->reword(text) : text);
    return true;
}

static bool read_boolean(const sg_value *tree, sg_value *out)
{
    static const sg_str yes[] = { SG_STR_INIT("true"), SG_STR_INIT("yes"),
                                  SG_STR_INIT("enabled") };
    static const sg_str no[] = { SG_STR_INIT("false"), SG_STR_INIT("no"),
                                 SG_STR_INIT("disabled") };

    if (sg_tree_is(tree, SG_TYPE_BOOLEAN)) {
        *out = *tree;
        return true;
    }
    sg_str text = sg_tree_text(tree);
    for (size_t i = 0; i < SG_COUNT(yes); i++) {
        if (sg_str_equal_fold(text, yes[i]) || sg_str_equal_fold(text, no[i])) {
            *out = sg_boolean(sg_str_equal_fold(text, yes[i]));
            return true;
        }
    }
    return false;
}

static bool is_number(const sg_value *tree)
{
    return tree && sg_is_number(*tree);
}

static double number_of(sg_value number)
{
    return number.type == SG_TYPE_INTEGER ? (double)number.integer : number.real;
}

static bool read_integer(const sg_value *tree, sg_value *out)
{
    int64_t integer;

    if (sg_tree_is(tree, SG_TYPE_INTEGER))
        integer = tree->integer;
    else if (!sg_str_to_int64(sg_tree_text(tree), &integer))
        return false;
    *out = sg_integer(integer);
    return true;
}

static bool read_real(const sg_value *tree, sg_value *out)
{
    double real;

    if (is_number(tree))
        real = number_of(*tree);
    else if (!sg_str_to_double(sg_tree_text(tree), &real))
        return false;
    *out = sg_float(real);
    return true;
}

/* {"__class__": "datetime", "year": 2019, ...} as ISO 8601. */
static sg_str recorded_time(const sg_value *tree, sg_arena *arena)
{
    static const char *const parts[] = { "year", "month", "day", "hour", "minute", "second" };
    int part[SG_COUNT(parts)] = { 0 };

    for (size_t i = 0; i < SG_COUNT(parts); i++) {
        const sg_value *number = sg_tree_member(tree, parts[i]);
        if (!sg_tree_is(number, SG_TYPE_INTEGER))
            continue;
        if (number->integer < 0 || number->integer > 9999)
            return SG_STR("");
        part[i] = (int)number->integer;
    }
    return sg_arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", part[0], part[1], part[2],
                           part[3], part[4], part[5]);
}

static bool read_time(const sg_value *tree, sg_arena *arena, sg_value *out)
{
    int64_t seconds;
    char iso[21];

    if (is_number(tree)) {
        double real = number_of(*tree);
        if (!(real >= -62135596800.0 && real <= 253402300799.0))
            return false;
        seconds = (int64_t)real;
    } else {
        sg_str text =
            sg_tree_is(tree, SG_TYPE_MAP) ? recorded_time(tree, arena) : sg_tree_text(tree);
        if (!text.bytes || (!sg_time_parse(text, &seconds) && !sg_str_to_int64(text, &seconds)))
            return false;
    }
    sg_time_format(seconds, iso);
    *out = sg_string(sg_arena_copy(arena, sg_str_of(iso)));
    return out->string != NULL;
}

static const sg_value *tag_part(const sg_value *tag, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const sg_value *part = sg_tree_member(tag, names[i]);
        if (part)
            return part;
    }
    return NULL;
}

/* Appends one tag; false when it is not one. */
static bool add_tag(const sg_value *key, const sg_value *value, sg_arena *arena,
                    sg_entry *entry)
{
    sg_str text = SG_STR("");

    if (!sg_tree_is(key, SG_TYPE_STRING) ||
        (value && !sg_is_null(*value) && !sg_scalar_text(value, arena, &text)))
        return false;
    *entry = (sg_entry){ sg_value_str(*key), sg_string(text) };
    return true;
}

static sg_found read_tag_list(const sg_value *tree, sg_arena *arena, sg_entry *entries,
                              uint32_t *count)
{
    static const char *const keys[] = { "Key", "key", "TagKey" };
    static const char *const values[] = { "Value", "value", "TagValue" };
    sg_found found = SG_FOUND;

    for (uint32_t i = 0; i < tree->length; i++) {
        const sg_value *tag = &tree->list[i];
        if (add_tag(tag_part(tag, keys, SG_COUNT(keys)),
                    tag_part(tag, values, SG_COUNT(values)), arena, &entries[*count]))
            (*count)++;
        else
            found = SG_MISTYPED;
    }
    return found;
}

static sg_status read_tags(const sg_value *tree, sg_arena *arena, sg_value *out,
                           sg_found *found)
{
    size_t room = sg_tree_size(tree) + sg_tree_members(tree);
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, room ? room : 1);
    uint32_t count = 0;

    if (!entries)
        return SG_ENOMEM;
    if (sg_tree_is(tree, SG_TYPE_LIST)) {
        *found = read_tag_list(tree, arena, entries, &count);
    } else if (sg_tree_is(tree, SG_TYPE_MAP)) {
        for (uint32_t i = 0; i < tree->length; i++) {
            const sg_entry *member = &tree->map[i];
            sg_str text = SG_STR("");
            if (!sg_is_null(member->value) && !sg_scalar_text(&member->value, arena, &text))
                *found = SG_MISTYPED;
            else
                entries[count++] = (sg_entry){ member->key, sg_string(text) };
        }
    } else {
        *found = SG_MISTYPED;
        return SG_OK;
    }
    *out = sg_map(entries, sg_map_sort(entries, count));
    return SG_OK;
}

/* --- many values ----------------------------------------------------------------------------- */

typedef struct gathering {
    const sg_property *property;
    sg_arena *arena;
    SG_ARRAY(sg_value) values;
    bool mistyped;
    bool lost; /* an element is not among the values */
} gathering;

static sg_status gather_text(void *state, const sg_frame *element)
{
    gathering *self = (gathering *)state;
    sg_value value;

    if (!read_text(self->property, element->value, self->arena, &value)) {
        self->mistyped = true;
        return SG_OK;
    }
    return sg_array_push(&self->values, value);
}

static sg_status gather_map(void *state, const sg_frame *element)
{
    gathering *self = (gathering *)state;
    sg_entry *entries = sg_arena_make_array(self->arena, sg_entry, MAX_FIELDS);
    uint32_t count = 0;

    if (!entries)
        return SG_ENOMEM;
    if (element->value->type != SG_TYPE_MAP) {
        self->mistyped = self->lost = true;
        return SG_OK;
    }
    for (const sg_property *field = self->property->fields; field->name; field++) {
        sg_value value = sg_null();
        sg_found found;

        SG_TRY(sg_field_read(field, element, self->arena, &value, &found));
        if (found == SG_MISTYPED)
            self->mistyped = true;
        if (!sg_is_null(value) && count < MAX_FIELDS)
            entries[count++] = (sg_entry){ sg_str_of(field->name), value };
    }
    return sg_array_push(&self->values, sg_map(entries, sg_map_sort(entries, count)));
}

static sg_status gather_truth(void *state, const sg_frame *element)
{
    gathering *self = (gathering *)state;
    sg_value value = sg_null();

    if (!read_boolean(element->value, &value))
        self->mistyped = true;
    else if (value.boolean)
        return sg_array_push(&self->values, value);
    return SG_OK;
}

/* A list of maps that could not be read whole ends with null, so that rules that nobody can read are
 * not taken for no rules. */
static sg_status list_of(const gathering *self, sg_found found, sg_value *out)
{
    size_t count = self->values.count;
    bool partial = self->property->field == SG_MAPS && (self->lost || found == SG_MISTYPED);
    if (found == SG_MISTYPED && count == 0 && !partial)
        return SG_OK;
    sg_value *items = sg_arena_make_array(self->arena, sg_value, count + 1);
    if (!items)
        return SG_ENOMEM;
    if (count)
        memcpy(items, self->values.items, count * sizeof *items);
    items[count] = sg_null();
    *out = sg_list(items, (uint32_t)(count + partial));
    return SG_OK;
}

static sg_status read_many(const sg_property *property, const sg_frame *item, sg_arena *arena,
                           sg_path_visit *gather, sg_value *out, sg_found *found)
{
    gathering self = { .property = property, .arena = arena };
    sg_status status = sg_path_each(item, property->path, gather, &self, found);

    if (status == SG_OK && property->field == SG_ANY) {
        *out = sg_boolean(self.values.count > 0);
        if (*found == SG_MISSING)
            *found = SG_FOUND;
    } else if (status == SG_OK && (*found == SG_FOUND || *found == SG_MISTYPED)) {
        status = list_of(&self, *found, out);
    }
    if (self.mistyped)
        *found = SG_MISTYPED;
    sg_array_free(&self.values);
    return status;
}

/* --- one property ---------------------------------------------------------------------------- */

static sg_status read_one(const sg_property *property, const sg_value *tree, sg_arena *arena,
                          sg_value *out, sg_found *found)
{
    bool converted = true;

    switch (property->field) {
    case SG_TEXT:
        converted = read_text(property, tree, arena, out);
        break;
    case SG_BOOL:
        converted = read_boolean(tree, out);
        break;
    case SG_INT:
        converted = read_integer(tree, out);
        break;
    case SG_REAL:
        converted = read_real(tree, out);
        break;
    case SG_TIME:
        converted = read_time(tree, arena, out);
        break;
    case SG_TAGS:
        return read_tags(tree, arena, out, found);
    case SG_JSON:
        return sg_policy_text(tree, arena, out, found);
    case SG_CONSTANT:
        *out = sg_string(sg_str_of(property->text));
        break;
    case SG_ALWAYS:
    case SG_EXISTS:
        *out = sg_boolean(true);
        break;
    case SG_NEVER:
        *out = sg_boolean(false);
        break;
    case SG_EQUALS:
        converted = read_text(property, tree, arena, out);
        if (converted)
            *out = sg_boolean(sg_str_equal(sg_value_str(*out), sg_str_of(property->text)));
        break;
    case SG_TEXTS:
    case SG_MAPS:
    case SG_ANY:
        break; /* read_many() */
    }
    if (!converted)
        *found = SG_MISTYPED;
    return SG_OK;
}

sg_status sg_field_read(const sg_property *property, const sg_frame *item, sg_arena *arena,
                        sg_value *out, sg_found *found)
{
    const sg_value *tree = NULL;

    *out = sg_null();
    if (property->field == SG_TEXTS)
        return read_many(property, item, arena, gather_text, out, found);
    if (property->field == SG_MAPS)
        return read_many(property, item, arena, gather_map, out, found);
    if (property->field == SG_ANY)
        return read_many(property, item, arena, gather_truth, out, found);
    if (!property->path) {
        *found = SG_FOUND;
        return read_one(property, NULL, arena, out, found);
    }
    *found = sg_path_get(item, property->path, &tree);
    if (property->field == SG_EXISTS && *found == SG_MISSING) {
        *out = sg_boolean(false);
        return SG_OK;
    }
    return *found == SG_FOUND ? read_one(property, tree, arena, out, found) : SG_OK;
}
