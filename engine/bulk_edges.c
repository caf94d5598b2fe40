/* bulk_edges.c - both adjacencies by a counting sort in two steps, several threads in each.
 *
 *     ends      [from][to][record] ...                        as they came, or row by row
 *        │ scatter: pieces of the ends, each to its own places in the buckets
 *        ▼
 *     buckets   [type 0, nodes 0..6k][type 0, nodes 6k..12k] ...      a bucket fits the cache
 *        │ sort
 *        ▼
 *     far ends  [ 7 9 9 ][ 3 ][ 1 4 ] ...                     and lists of the rows
 *
 * Pieces and buckets depend on the data alone, and places on pieces, so that threads do not show.
 * The out-direction sorts what was given; the in-direction sorts the result by its other end, where
 * rows ascend because ids do.  Records travel along where a type has columns.
 *
 * Memory that was touched is used again, for touching costs more than sorting.  Ends as they came go back
 * when they are in the pairs, and narrow pairs become far ends where they are, bucket by bucket:
 *
 *                     ends, blocks    pairs 1       records       pairs 2
 *     as they came    all
 *     scattered                       by from       of the pairs
 *     sorted, out                     out_others    edge_order
 *     columns written                 out_others
 *     scattered                       out_others                  by to
 *     sorted, in                      out_others                  in_others
 *
 * Columns come between, so that the second pairs lie where the records were.
 */
#include "engine/bulk_edges.h"

static sg_status make_pairs(sg_edge_sort *self, bool narrow)
{
    sg_bulk *bulk = self->bulk;

    if (narrow)
        self->narrow = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    else
        self->wide = sg_bulk_raw_array(bulk, uint64_t, bulk->freeze.edges);
    return self->narrow || self->wide ? SG_OK : SG_ENOMEM;
}

/* Ends are in the pairs now, and records beside them. */
static sg_status return_ends(sg_bulk *bulk)
{
    sg_bulk_return(bulk, bulk->from);
    sg_bulk_return(bulk, bulk->to);
    sg_bulk_return(bulk, bulk->edge_records);
    bulk->from = bulk->to = bulk->edge_records = NULL;
    return sg_bulk_block_room(bulk, 0);
}

/* From pairs to rows that are sorted. */
static sg_status sort_pairs(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;

    self->far_out =
        self->narrow ? self->narrow : sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    if (!self->far_out)
        return SG_ENOMEM;
    SG_TRY(sg_edge_sort_buckets(self));
    sg_bulk_return(bulk, self->wide);
    return SG_OK;
}

/* Which types have columns, and room for the records that travel then. */
static sg_status make_records(sg_edge_sort *self, const sg_edge_slice *slices, size_t count)
{
    sg_bulk *bulk = self->bulk;
    bool *has_columns = sg_freeze_array(&bulk->freeze, bool, bulk->freeze.types);

    if (!has_columns)
        return SG_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        if (slices[i].first_record == SG_NO_ID)
            continue;
        self->has_columns = has_columns;
        if (!slices[i].types)
            has_columns[slices[i].type] = true;
        for (uint32_t row = 0; slices[i].types && row < slices[i].rows; row++)
            has_columns[sg_edge_type_of(self, &slices[i], row)] = true;
    }
    if (!self->has_columns)
        return SG_OK;
    self->records = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    bulk->freeze.edge_order = self->records;
    return self->records ? SG_OK : SG_ENOMEM;
}

/* What was given, table by table. */
static sg_status make_slices(const sg_bulk *bulk, sg_edge_slice **slices, size_t *count)
{
    *count = bulk->edge_tables.count;
    *slices = sg_freeze_array(&bulk->freeze, sg_edge_slice, *count);
    for (size_t i = 0; *slices && i < *count; i++) {
        const sg_bulk_edge_table *table = &bulk->edge_tables.items[i];
        const sg_bulk_edges *edges = &table->edges;
        bool has_records = edges->records && !edges->blocks;
        (*slices)[i] =
            (sg_edge_slice){ .first = edges->first,
                             .rows = edges->rows,
                             .type = edges->types ? 0 : bulk->freeze.type_number[edges->type],
                             .types = edges->types,
                             .first_record = table->first_record,
                             .records = has_records ? bulk->edge_records + edges->first : NULL,
                             .blocks = edges->blocks,
                             .block_count = edges->block_count };
    }
    return *slices ? SG_OK : SG_ENOMEM;
}

static sg_status sort_out(sg_edge_sort *self)
{
    sg_bulk *bulk = self->bulk;
    sg_freeze *freeze = &bulk->freeze;
    sg_edge_slice *slices;
    size_t count;
    bool narrow;

    if (make_slices(bulk, &slices, &count) != SG_OK)
        return sg_fail_memory(freeze->err);
    if (sg_edge_pieces(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    SG_TRY(sg_edge_types(self));
    if (sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, narrow) != SG_OK ||
        make_records(self, slices, count) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_edge_scatter(self);
    if (return_ends(bulk) != SG_OK || sort_pairs(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    bulk->edge_records = self->records; /* which the columns give back */
    return sg_freeze_row_lists(freeze, SG_OUT, self->rows.lists);
}

/* `out` has sorted the other direction: its results are the ends here. */
static sg_status sort_in(sg_edge_sort *self, const sg_edge_sort *out)
{
    sg_freeze *freeze = &self->bulk->freeze;
    sg_edge_slice *slices = sg_freeze_array(freeze, sg_edge_slice, freeze->types);
    bool narrow;

    if (!slices)
        return sg_fail_memory(freeze->err);
    for (uint32_t type = 0; type < freeze->types; type++)
        slices[type] =
            (sg_edge_slice){ .first = out->type_first[type],
                             .rows = out->type_first[type + 1] - out->type_first[type],
                             .type = type,
                             .first_record = SG_NO_ID };
    self->near = out->far_out;
    self->far_rows = out->rows.lists;
    self->type_first = out->type_first;
    self->windows = out->windows;
    if (sg_edge_pieces(self, slices, freeze->types) != SG_OK ||
        sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, narrow) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_edge_scatter(self);
    if (sort_pairs(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    return sg_freeze_row_lists(freeze, SG_IN, self->rows.lists);
}

sg_status sg_bulk_sort_out(sg_bulk *bulk, sg_edge_sort *out)
{
    uint32_t *from, *to;

    if (!bulk->from && sg_bulk_edge_room(bulk, 0, &from, &to) != SG_OK)
        return sg_fail_memory(bulk->freeze.err);
    *out = (sg_edge_sort){ .bulk = bulk, .near = bulk->from, .far = bulk->to };
    bulk->freeze.threads = bulk->threads;
    return sort_out(out);
}

sg_status sg_bulk_sort_in(sg_bulk *bulk, const sg_edge_sort *out)
{
    sg_edge_sort in = { .bulk = bulk, .rows_ascend = true, .of_far = true };

    SG_TRY(sort_in(&in, out));
    sg_bulk_return(bulk, in.rows.nodes);
    sg_bulk_return(bulk, out->rows.nodes);
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_OUT_OTHERS, out->far_out, bulk->freeze.edges));
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_IN_OTHERS, in.far_out, bulk->freeze.edges));
    return sg_freeze_write_rows(&bulk->freeze);
}
