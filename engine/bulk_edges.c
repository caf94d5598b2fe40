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
 * Memory that was touched is used again, for touching costs more than sorting.  What holds
 *
 *                     from        to          records        pairs       pair_records
 *     as they came    near        far         record of row
 *     scattered                                              by from     their records
 *     sorted, out     rows        out_others  edge_order
 *     scattered                                              by to
 *     sorted, in      in_others   out_others  edge_order
 */
#include "engine/bulk_edges.h"

/* Room for the pairs: that of the other direction, if it has as wide ones. */
static sg_status make_pairs(sg_edge_sort *self, const sg_edge_sort *other, bool narrow)
{
    sg_bulk *bulk = self->bulk;

    if (other && narrow == (other->narrow != NULL)) {
        self->narrow = other->narrow;
        self->wide = other->wide;
    } else if (narrow) {
        self->narrow = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    } else {
        self->wide = sg_bulk_raw_array(bulk, uint64_t, bulk->freeze.edges);
    }
    return self->narrow || self->wide ? SG_OK : SG_ENOMEM;
}

static void return_pairs(const sg_edge_sort *self)
{
    sg_bulk_return(self->bulk, self->narrow);
    sg_bulk_return(self->bulk, self->wide);
}

/* From pieces to rows that are sorted. */
static sg_status sort_ends(sg_edge_sort *self)
{
    sg_edge_scatter(self);
    self->far_out =
        self->of_far ? self->bulk->from : self->bulk->to; /* ends are in the pairs now */
    return sg_edge_sort_buckets(self);
}

/* Which types have columns, and the records that travel then. */
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
    self->pair_records = sg_bulk_raw_array(bulk, uint32_t, bulk->freeze.edges);
    if (!self->pair_records || sg_bulk_edge_records(bulk, &self->records_out) != SG_OK)
        return SG_ENOMEM;
    bulk->freeze.edge_order = self->records_out;
    return SG_OK;
}

/* What was given, extent by extent. */
static sg_status make_slices(const sg_bulk *bulk, sg_edge_slice **slices, size_t *count)
{
    size_t extents = 0;

    for (size_t i = 0; i < bulk->edge_tables.count; i++)
        extents += 1 + (size_t)bulk->edge_tables.items[i].edges.extent_count;
    *slices = sg_freeze_array(&bulk->freeze, sg_edge_slice, extents);
    *count = 0;
    for (size_t i = 0; *slices && i < bulk->edge_tables.count; i++) {
        const sg_bulk_edge_table *table = &bulk->edge_tables.items[i];
        const sg_bulk_edges *edges = &table->edges;
        const sg_bulk_extent all = { edges->first, edges->rows };
        const sg_bulk_extent *parts = edges->extents ? edges->extents : &all;
        uint32_t part_count = edges->extents ? edges->extent_count : 1;
        for (uint32_t k = 0; k < part_count; k++)
            (*slices)[(*count)++] = (sg_edge_slice){
                .first = parts[k].first,
                .rows = parts[k].rows,
                .type = edges->types ? 0 : bulk->freeze.type_number[edges->type],
                .types = edges->types,
                .first_record = table->first_record,
                .records = edges->records ? bulk->edge_records + parts[k].first : NULL
            };
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
    if (sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, NULL, narrow) != SG_OK ||
        make_records(self, slices, count) != SG_OK || sort_ends(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    sg_bulk_return(bulk, self->pair_records);
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
        sg_edge_buckets(self, &narrow) != SG_OK || make_pairs(self, out, narrow) != SG_OK ||
        sort_ends(self) != SG_OK)
        return sg_fail_memory(freeze->err);
    return sg_freeze_row_lists(freeze, SG_IN, self->rows.lists);
}

sg_status sg_bulk_sort_edges(sg_bulk *bulk)
{
    sg_edge_sort out = { .bulk = bulk },
                 in = { .bulk = bulk, .rows_ascend = true, .of_far = true };
    uint32_t *from, *to;

    if (!bulk->from && sg_bulk_edge_room(bulk, 0, &from, &to) != SG_OK)
        return sg_fail_memory(bulk->freeze.err);
    out.near = bulk->from;
    out.far = bulk->to;
    bulk->freeze.threads = bulk->threads;
    SG_TRY(sort_out(&out));
    SG_TRY(sort_in(&in, &out));
    return_pairs(&in);
    sg_bulk_return(bulk, in.rows.nodes);
    if (in.narrow != out.narrow)
        return_pairs(&out);
    if (out.rows.nodes != bulk->from)
        sg_bulk_return(bulk, out.rows.nodes);
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_OUT_OTHERS, bulk->to, bulk->freeze.edges));
    SG_TRY(sg_bulk_keep(bulk, SG_SECTION_IN_OTHERS, bulk->from, bulk->freeze.edges));
    return sg_freeze_write_rows(&bulk->freeze);
}
