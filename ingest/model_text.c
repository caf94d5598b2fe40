/* model_text.c - the data model as a page for people: docs/data-model.md. */
#include "ingest/model.h"

/* A table cell: `|` would end it. */
static void write_cell(sg_buffer *out, sg_str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '|')
            sg_buffer_char(out, '\\');
        sg_buffer_char(out, text.bytes[i]);
    }
}

static void write_labels(sg_buffer *out)
{
    size_t count;
    const sg_model_label *labels = sg_model_labels(&count);

    sg_buffer_text(out, "\n## Labels\n\n| label | with it | what it is |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        sg_buffer_format(out, "| %.*s | %.*s | ", SG_FMT(labels[i].name),
                         SG_FMT(labels[i].secondary));
        write_cell(out, labels[i].summary);
        sg_buffer_text(out, " |\n");
    }
}

static void write_relationships(sg_buffer *out, bool derived)
{
    size_t count;
    const sg_model_relationship *rows = sg_model_relationships(&count);

    sg_buffer_text(out,
                   "\n| type | from | to | properties | meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].derived != derived)
            continue;
        sg_buffer_format(out, "| %.*s | ", SG_FMT(rows[i].type));
        write_cell(out, rows[i].from);
        sg_buffer_text(out, " | ");
        write_cell(out, rows[i].to);
        sg_buffer_text(out, " | ");
        write_cell(out, rows[i].properties);
        sg_buffer_text(out, " | ");
        write_cell(out, rows[i].summary);
        sg_buffer_text(out, " |\n");
    }
}

static void write_properties(sg_buffer *out)
{
    size_t count;
    const sg_model_property *rows = sg_model_properties(&count);

    sg_buffer_text(
        out, "\n## Properties\n\n| label | property | type | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        sg_str labels =
            sg_str_equal(rows[i].labels, SG_STR("*")) ? SG_STR("every node") : rows[i].labels;
        sg_buffer_text(out, "| ");
        write_cell(out, labels);
        sg_buffer_format(out, " | %.*s | %.*s | ", SG_FMT(rows[i].name), SG_FMT(rows[i].type));
        write_cell(out, rows[i].summary);
        sg_buffer_text(out, " |\n");
    }
}

void sg_model_write(sg_buffer *out)
{
    sg_buffer_text(out, "# Data model\n\n"
                        "This page is generated from `ingest/model.def`; change it there.\n");
    write_labels(out);
    sg_buffer_text(out, "\n## Relationships\n\nRead from the inventory:\n");
    write_relationships(out, false);
    sg_buffer_text(out, "\nDerived from it, at each load:\n");
    write_relationships(out, true);
    write_properties(out);
}
