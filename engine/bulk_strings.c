/* bulk_strings.c - strings interned by several threads: a table in 16 shards, each with its lock.
 *
 *     texts   ARN ARN eu ARN eu eu ...          a stretch of a column
 *       │ hash, look among the recent
 *       ▼
 *     by shard  [3: ARN ARN][17: ARN] ...       one lock for all that go to a shard,
 *       │                                       slots fetched ahead of their use
 *       ▼
 *     shard 3   slots ─► texts ─► bytes, borrowed from the file or copied
 *
 * Which number a string gets depends on which thread came first; nothing that a graph holds may
 * depend on it.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/bitmap.h"
#include "engine/base/hash.h"
#include "engine/base/pages.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"
#include "engine/bulk_recent.h"
#include "engine/encoding.h"

enum {
    STRETCH = 1024, /* texts looked up together */
    REPEATED =
        2,      /* one in so many was recent: then what comes with them is worth remembering */
    CHANCE = 8, /* else one stretch in so many is */
};

sg_status sg_bulk_strings_open(sg_bulk_strings *strings)
{
    for (; strings->ready < SG_BULK_SHARDS; strings->ready++)
        if (pthread_mutex_init(&strings->shards[strings->ready].lock, NULL) != 0)
            return SG_ENOMEM;
    return SG_OK;
}

void sg_bulk_strings_close(sg_bulk_strings *strings)
{
    for (uint32_t i = 0; i < strings->ready; i++) {
        pthread_mutex_destroy(&strings->shards[i].lock);
        sg_bulk_shard_free(&strings->shards[i]);
    }
    sg_pages_free(strings->slots, strings->slot_count * sizeof(*strings->slots));
}

sg_status sg_bulk_strings_seal(sg_bulk_strings *strings)
{
    uint64_t total = 0;

    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++) {
        total += strings->shards[i].texts.count;
        if (total >= SG_MAX_ITEMS)
            return SG_ELIMIT;
        strings->first[i + 1] = (uint32_t)total;
    }
    return SG_OK;
}

void sg_bulk_strings_forget(sg_bulk *bulk)
{
    sg_bulk_strings *strings = &bulk->strings;
    const size_t item = sizeof(*strings->slots);

    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++) {
        sg_bulk_shard *shard = &strings->shards[i];
        if (shard->slots && !shard->lends)
            sg_bulk_give(bulk, shard->slots, shard->slot_count * item);
        shard->slots = NULL;
        shard->slot_count = 0;
    }
    if (strings->slots)
        sg_bulk_give(bulk, strings->slots, strings->slot_count * item);
    strings->slots = NULL;
}

/* Slots of all shards side by side, as they fill large pages together.  Shards are not filled quite
 * alike. */
sg_status sg_bulk_expect(sg_bulk *bulk, size_t strings)
{
    sg_bulk_strings *all = &bulk->strings;
    const size_t most = (UINT32_C(1) << SG_BULK_SHARD_BITS) - 1;
    size_t each = strings / SG_BULK_SHARDS;

    each += each / 16;
    each = each < most ? each : most;
    size_t slots = sg_bulk_shard_slots(each);
    if (!all->slots) {
        all->slots = sg_pages_alloc(slots * SG_BULK_SHARDS * sizeof(*all->slots));
        if (!all->slots)
            return SG_ENOMEM;
        all->slot_count = slots * SG_BULK_SHARDS;
        for (uint32_t i = 0; i < SG_BULK_SHARDS; i++)
            if (all->shards[i].slot_count < slots)
                sg_bulk_shard_use(&all->shards[i], all->slots + i * slots, slots);
    }
    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++)
        SG_TRY(sg_bulk_shard_reserve(&all->shards[i], each));
    return SG_OK;
}

/* --- one stretch -------------------------------------------------------------------------------- */

typedef struct stretch {
    sg_bulk_strings *strings;
    sg_bulk_mode mode;
    const sg_str *texts;
    uint32_t *numbers;
    const char *stored[STRETCH]; /* the bytes that stay */
    uint64_t hash[STRETCH];
    uint16_t order[STRETCH]; /* by shard: which text */
    uint16_t begin[SG_BULK_SHARDS + 1];
    size_t added; /* texts that were not there before */
} stretch;

static uint32_t shard_of(uint64_t hash)
{
    return (uint32_t)(hash >> 60);
}

/* Which of the texts the thread has not met lately: their hashes are noted, and their slots on their way. */
static size_t find_missing(stretch *self, sg_bulk_recent *recent, size_t count,
                           uint16_t *missing)
{
    size_t wanted = sg_recent_find_short(recent, self->texts, count, self->numbers, missing);
    size_t kept = 0;

    for (size_t i = 0; i < wanted; i++) {
        uint16_t each = missing[i];
        sg_str text = self->texts[each];
        uint64_t hash = self->hash[each] = sg_hash_str(text);
        const sg_recent_slots *known = &recent->shards[shard_of(hash)];
        if (text.length > SG_RECENT_SHORT &&
            sg_recent_find_long(recent, text, hash, &self->numbers[each]))
            continue;
        missing[kept++] = each;
        if (known->slots)
            __builtin_prefetch(&known->slots[hash >> 32 & known->mask]);
    }
    return kept;
}

static size_t hash_all(stretch *self, size_t count, uint16_t *missing)
{
    for (size_t i = 0; i < count; i++) {
        self->hash[i] = sg_hash_str(self->texts[i]);
        missing[i] = (uint16_t)i;
    }
    return count;
}

/* Sorts the texts that are not among the recent by shard. */
static void sort_by_shard(stretch *self, sg_bulk_recent *recent, size_t count)
{
    uint16_t next[SG_BULK_SHARDS], wanted[STRETCH];
    size_t missing =
        recent ? find_missing(self, recent, count, wanted) : hash_all(self, count, wanted);

    memset(self->begin, 0, sizeof(self->begin));
    for (size_t i = 0; i < missing; i++)
        self->begin[shard_of(self->hash[wanted[i]]) + 1]++;
    for (uint32_t shard = 0; shard < SG_BULK_SHARDS; shard++) {
        next[shard] = self->begin[shard];
        self->begin[shard + 1] = (uint16_t)(self->begin[shard + 1] + self->begin[shard]);
    }
    for (size_t i = 0; i < missing; i++)
        self->order[next[shard_of(self->hash[wanted[i]])]++] = wanted[i];
}

static sg_status keep_text(sg_bulk_shard *shard, sg_bulk_mode mode, sg_str *text)
{
    if (mode == SG_BULK_BORROW)
        return SG_OK;
    if (!shard->copies)
        SG_TRY(sg_arena_new(0, &shard->copies));
    *text = sg_arena_copy(shard->copies, *text);
    return text->bytes ? SG_OK : SG_ENOMEM;
}

/* *place is the first that the text may be at and *probe behind it; or SG_NO_ID, and the end. */
static sg_status intern_one(sg_bulk_shard *shard, sg_bulk_mode mode, sg_str text, uint64_t hash,
                            size_t probe, uint32_t *place)
{
    for (; *place != SG_NO_ID; *place = sg_bulk_shard_next(shard, hash, &probe))
        if (sg_str_equal(sg_bulk_shard_text(shard, *place), text))
            return SG_OK;
    if (mode == SG_BULK_FIND)
        return SG_OK;
    SG_TRY(keep_text(shard, mode, &text));
    return sg_bulk_shard_add(shard, text, hash, place);
}

/* The shard is locked.  Slots of all, then texts of all, then their bytes are on their way before the first
 * is compared. */
static sg_status intern_shard(stretch *self, uint32_t number)
{
    sg_bulk_shard *shard = &self->strings->shards[number];
    uint32_t first = self->begin[number], count = self->begin[number + 1] - first;
    const uint16_t *order = self->order + first;
    uint32_t places[STRETCH];
    size_t probes[STRETCH], before = shard->texts.count;

    for (uint32_t i = 0; i < count; i++)
        sg_bulk_shard_fetch(shard, self->hash[order[i]]);
    for (uint32_t i = 0; i < count; i++) {
        probes[i] = 0;
        places[i] = sg_bulk_shard_next(shard, self->hash[order[i]], &probes[i]);
        if (places[i] != SG_NO_ID)
            __builtin_prefetch(&shard->texts.items[places[i]]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (places[i] != SG_NO_ID)
            __builtin_prefetch(sg_bulk_shard_text(shard, places[i]).bytes);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t each = order[i], place = places[i];
        if (shard->texts.count != before) { /* what was added may be it, or slots have grown */
            probes[i] = 0;
            place = sg_bulk_shard_next(shard, self->hash[each], &probes[i]);
        }
        SG_TRY(intern_one(shard, self->mode, self->texts[each], self->hash[each], probes[i],
                          &place));
        self->numbers[each] = SG_NO_ID;
        if (place == SG_NO_ID)
            continue;
        self->numbers[each] = number << SG_BULK_SHARD_BITS | place;
        self->stored[each] = sg_bulk_shard_text(shard, place).bytes;
    }
    self->added += shard->texts.count - before;
    return SG_OK;
}

/* What was looked up is recent now. */
static void remember(const stretch *self, sg_bulk_recent *recent)
{
    for (uint32_t i = 0; i < self->begin[SG_BULK_SHARDS]; i++) {
        uint32_t each = self->order[i];
        if (self->numbers[each] != SG_NO_ID)
            sg_recent_note(recent, (sg_str){ self->stored[each], self->texts[each].length },
                           self->hash[each], self->numbers[each]);
    }
}

/* Texts that are all new, or hardly ever among the recent, would only take the place of those that come
 * again.  Now and then they get a chance. */
static bool is_worth_remembering(const stretch *self, sg_bulk_recent *recent, size_t count)
{
    size_t missed = self->begin[SG_BULK_SHARDS];

    if (self->added >= count)
        return false;
    if ((count - missed) * REPEATED >= count)
        return true;
    recent->drawn = recent->drawn * UINT32_C(1664525) + UINT32_C(1013904223);
    return (recent->drawn >> 16) % CHANCE == 0;
}

static void know_slots(sg_bulk_recent *recent, uint32_t number, const sg_bulk_shard *shard)
{
    size_t mask = shard->slot_count > 0 ? shard->slot_count - 1 : 0;

    recent->shards[number] = (sg_recent_slots){ shard->slots, mask };
}

/* One shard of the stretch, whose lock is held here and let go. */
static sg_status intern_locked(stretch *self, sg_bulk_recent *recent, uint32_t number)
{
    sg_bulk_shard *shard = &self->strings->shards[number];
    sg_status status = intern_shard(self, number);

    if (recent)
        know_slots(recent, number, shard);
    pthread_mutex_unlock(&shard->lock);
    return status;
}

/* A shard that another thread has is put off for those that nobody has: waiting puts a thread to sleep,
 * which takes longer than what it waits for.  Only where all that are left are taken is one waited for. */
static sg_status intern_shards(stretch *self, sg_bulk_recent *recent)
{
    uint32_t left = 0; /* a bit for each shard */

    for (uint32_t number = 0; number < SG_BULK_SHARDS; number++)
        left |= (uint32_t)(self->begin[number] < self->begin[number + 1]) << number;
    while (left) {
        uint32_t before = left;
        for (uint32_t rest = left; rest; rest &= rest - 1) {
            uint32_t number = sg_word_first(rest);
            if (pthread_mutex_trylock(&self->strings->shards[number].lock) != 0)
                continue;
            left &= ~(UINT32_C(1) << number);
            SG_TRY(intern_locked(self, recent, number));
        }
        if (left == 0 || left != before)
            continue;
        pthread_mutex_lock(&self->strings->shards[sg_word_first(left)].lock);
        SG_TRY(intern_locked(self, recent, sg_word_first(left)));
        left &= left - 1;
    }
    return SG_OK;
}

static sg_status intern_stretch(stretch *self, sg_bulk_recent *recent, size_t count)
{
    self->added = 0;
    sort_by_shard(self, recent, count);
    SG_TRY(intern_shards(self, recent));
    if (recent && is_worth_remembering(self, recent, count))
        remember(self, recent);
    return SG_OK;
}

sg_status sg_bulk_intern(sg_bulk *bulk, sg_bulk_recent *recent, sg_bulk_mode mode,
                         const sg_str *texts, size_t count, uint32_t *strings)
{
    stretch self;

    self.strings = &bulk->strings;
    self.mode = mode;
    for (size_t done = 0; done < count; done += STRETCH) {
        self.texts = texts + done;
        self.numbers = strings + done;
        SG_TRY(intern_stretch(&self, recent, count - done < STRETCH ? count - done : STRETCH));
    }
    return SG_OK;
}

sg_status sg_bulk_encode(sg_bulk *bulk, sg_value value, uint32_t *string)
{
    sg_buffer bytes = { .length = 0 };
    sg_status status = sg_value_encode(value, &bytes);

    if (status == SG_OK) {
        sg_str text = sg_buffer_str(&bytes);
        status = sg_bulk_intern(bulk, NULL, SG_BULK_COPY, &text, 1, string);
    }
    sg_buffer_free(&bytes);
    return status;
}
