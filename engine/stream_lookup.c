/* stream_lookup.c - the hash table from text to node, in the order of the claims as in bulk_lookup.c.
 *
 *     keys, then ids, then ARNs, each by node ──► counted, for the size of the table ──► entered
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/stream_internal.h"

enum { FORGET_EACH = 1 << 18 /* nodes, whose texts are read in order */ };

typedef struct claiming {
    sg_stream *stream;
    uint32_t *owner;  /* by code: the first node + 1 */
    uint64_t *shared; /* by code: has its second entry */
    sg_lookup_slot *table;
    uint64_t slots, count;
} claiming;

/* Whether it is an entry of its own: the first two nodes that claim a text have one each. */
static bool is_entry(claiming *self, uint32_t code, uint32_t node)
{
    if (self->owner[code] == node + 1 || sg_bit_test(self->shared, code))
        return false;
    if (self->owner[code] == 0)
        self->owner[code] = node + 1;
    else
        sg_bit_set(self->shared, code);
    return true;
}

static void enter(claiming *self, uint32_t code, uint32_t node)
{
    uint64_t at = sg_lookup_home(sg_stream_text(&self->stream->strings, code), self->slots);

    while (self->table[at].code != SG_NO_ID)
        at = at + 1 < self->slots ? at + 1 : 0;
    self->table[at] = (sg_lookup_slot){ code, node };
}

/* Counts the entries, or enters them once there is a table. */
static sg_status claim_all(claiming *self)
{
    sg_stream *stream = self->stream;

    self->count = 0;
    memset(self->owner, 0, stream->strings.count * sizeof(*self->owner));
    memset(self->shared, 0, sg_bitmap_words(stream->strings.count) * sizeof(*self->shared));
    for (int sort = 0; sort < SG_STREAM_CLAIMS; sort++) {
        sg_spill_rewind(stream->spill, stream->claims[sort]);
        for (uint32_t node = 0; node < stream->nodes; node++) {
            uint32_t code;
            if (node % FORGET_EACH == 0) {
                sg_growing_forget(stream->strings.bytes);
                sg_growing_forget(stream->strings.offsets);
            }
            SG_TRY(sg_spill_read(stream->spill, stream->claims[sort], &code, sizeof(code),
                                 stream->err));
            if (code == SG_NO_ID || !is_entry(self, code, node))
                continue;
            self->count++;
            if (self->table)
                enter(self, code, node);
        }
    }
    return SG_OK;
}

static sg_status make_table(claiming *self)
{
    sg_stream *stream = self->stream;
    const sg_lookup_slot none = { .code = SG_NO_ID };
    sg_growing *section;

    SG_TRY(claim_all(self));
    self->slots = self->count + self->count / 2 + 1;
    if (self->slots > UINT32_MAX)
        return sg_fail(stream->err, SG_ELIMIT, "the nodes have too many names");
    SG_TRY(sg_stream_section(stream, SG_SECTION_LOOKUP, &section));
    for (uint64_t i = 0; i < self->slots; i++)
        SG_TRY(sg_growing_append(section, &none, sizeof(none), stream->err));
    self->table = sg_growing_bytes(section);
    SG_TRY(claim_all(self));
    sg_growing_forget(section);
    for (int sort = 0; sort < SG_STREAM_CLAIMS; sort++)
        sg_spill_drop(stream->spill, stream->claims[sort]);
    return SG_OK;
}

sg_status sg_stream_lookup(sg_stream *stream)
{
    claiming self = { .stream = stream };
    size_t strings = stream->strings.count;

    /* Texts have their codes: what finds them is not needed any more. */
    free(stream->strings.slots);
    stream->strings.slots = NULL;
    self.owner = calloc(strings + 1, sizeof(*self.owner));
    self.shared = calloc(sg_bitmap_words(strings) + 1, sizeof(*self.shared));
    sg_status status =
        self.owner && self.shared ? make_table(&self) : sg_fail_memory(stream->err);
    free(self.owner);
    free(self.shared);
    return status;
}
