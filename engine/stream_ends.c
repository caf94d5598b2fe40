/* stream_ends.c - the ends of relationships in a queue, each told by how far it is from the one before.
 *
 *     step << 1 | moved    how far the quick end moved, and whether the slow end moved, too
 *     [step]               how far
 *     [record]             where the type has properties
 *
 * Relationships come source by source and go back row by row, so one of the ends is mostly that of the one before:
 * this is some 5 bytes out and 3 back, where the numbers themselves are 12 and 8.
 */
#include "engine/stream_internal.h"

/* Steps forward are even, steps back odd, so that short ones are small numbers. */
static uint64_t step_of(uint32_t before, uint32_t now)
{
    return now >= before ? (uint64_t)(now - before) << 1 : ((uint64_t)(before - now) << 1) - 1;
}

static uint32_t walk(uint32_t before, uint64_t step)
{
    uint32_t length = (uint32_t)((step + 1) >> 1);

    return step & 1 ? before - length : before + length;
}

sg_status sg_stream_put_ends(sg_stream *stream, sg_stream_queue *queue, sg_stream_ends ends,
                             bool has_record)
{
    uint64_t moved = ends.slow != queue->last.slow;

    if (queue->number == SG_NO_ID)
        SG_TRY(sg_spill_queue(stream->spill, &queue->number, stream->err));
    SG_TRY(sg_spill_append_number(stream->spill, queue->number,
                                  step_of(queue->last.quick, ends.quick) << 1 | moved,
                                  stream->err));
    if (moved)
        SG_TRY(sg_spill_append_number(stream->spill, queue->number,
                                      step_of(queue->last.slow, ends.slow), stream->err));
    queue->last = ends;
    queue->count++;
    return has_record
               ? sg_spill_append_number(stream->spill, queue->number, ends.record, stream->err)
               : SG_OK;
}

sg_status sg_stream_take_ends(sg_stream *stream, uint32_t queue, sg_stream_ends *ends,
                              bool has_record)
{
    uint64_t quick, slow = 0, record = 0;

    SG_TRY(sg_spill_read_number(stream->spill, queue, &quick, stream->err));
    if (quick & 1)
        SG_TRY(sg_spill_read_number(stream->spill, queue, &slow, stream->err));
    if (has_record)
        SG_TRY(sg_spill_read_number(stream->spill, queue, &record, stream->err));
    *ends = (sg_stream_ends){ .slow = walk(ends->slow, slow),
                              .quick = walk(ends->quick, quick >> 1),
                              .record = (uint32_t)record };
    return SG_OK;
}
