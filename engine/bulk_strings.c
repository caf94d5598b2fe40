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

#include "engine/base/hash.h"
#include "engine/base/pages.h"
#include "engine/base/text.h"
#include "engine/bulk_internal.h"
#include "engine/encoding.h"

enum {
    STRETCH = 1024, /* texts looked up together */
    RECENT = 4096,
    FIRST = 256, /* texts that a shard has room for at first */
};

/* One less than there is room for: the last number of the last shard would be SG_NO_ID. */
#define MOST_IN_SHARD ((UINT32_C(1) << SG_BULK_SHARD_BITS) - 1)

typedef struct recent_text {
    uint64_t hash;
    const char *bytes;
    uint32_t length;
    uint32_t string;
} recent_text;

/* Where the slots of a shard were when the thread last had its lock: to fetch from ahead of the lock. */
typedef struct known_slots {
    const sg_slot *slots;
    size_t mask;
} known_slots;

struct sg_bulk_recent {
    recent_text texts[RECENT];
    known_slots shards[SG_BULK_SHARDS];
};

sg_bulk_recent *sg_bulk_recent_new(void)
{
    return calloc(1, sizeof(sg_bulk_recent));
}

void sg_bulk_recent_free(sg_bulk_recent *recent)
{
    free(recent);
}

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
        sg_bulk_shard *shard = &strings->shards[i];
        pthread_mutex_destroy(&shard->lock);
        sg_pages_free(shard->texts.items, shard->texts.capacity * sizeof(sg_bulk_text));
        sg_array_free(&shard->longs);
        sg_slots_free(&shard->slots);
        sg_arena_free(shard->copies);
    }
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
    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++) {
        sg_slots *slots = &bulk->strings.shards[i].slots;
        sg_bulk_give(bulk, slots->slots, sg_slots_memory(slots));
        *slots = (sg_slots){ 0 };
    }
}

static sg_status reserve_texts(sg_bulk_shard *shard, size_t count)
{
    const size_t item = sizeof(sg_bulk_text);
    size_t capacity = shard->texts.capacity * 2 > FIRST ? shard->texts.capacity * 2 : FIRST;

    capacity = capacity > count ? capacity : count;
    sg_bulk_text *items = sg_pages_alloc(capacity * item);
    if (!items)
        return SG_ENOMEM;
    if (shard->texts.count > 0)
        memcpy(items, shard->texts.items, shard->texts.count * item);
    sg_pages_free(shard->texts.items, shard->texts.capacity * item);
    shard->texts.items = items;
    shard->texts.capacity = capacity;
    return SG_OK;
}

/* Shards are not filled quite alike. */
sg_status sg_bulk_expect(sg_bulk *bulk, size_t strings)
{
    size_t each = strings / SG_BULK_SHARDS;

    each += each / 16;
    each = each < MOST_IN_SHARD ? each : MOST_IN_SHARD;
    for (uint32_t i = 0; i < SG_BULK_SHARDS; i++) {
        sg_bulk_shard *shard = &bulk->strings.shards[i];
        SG_TRY(sg_slots_reserve(&shard->slots, each));
        if (each > shard->texts.capacity)
            SG_TRY(reserve_texts(shard, each));
    }
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

/* Sorts the texts that are not among the recent by shard. */
static void sort_by_shard(stretch *self, sg_bulk_recent *recent, size_t count)
{
    uint16_t next[SG_BULK_SHARDS], wanted[STRETCH], missing = 0;

    memset(self->begin, 0, sizeof(self->begin));
    for (size_t i = 0; i < count; i++) {
        sg_str text = self->texts[i];
        uint64_t hash = self->hash[i] = sg_hash_str(text);
        if (recent) {
            const recent_text *known = &recent->texts[hash % RECENT];
            if (known->hash == hash && known->bytes &&
                sg_str_equal((sg_str){ known->bytes, known->length }, text)) {
                self->numbers[i] = known->string;
                continue;
            }
        }
        if (recent) {
            const known_slots *slots = &recent->shards[shard_of(hash)];
            if (slots->slots)
                __builtin_prefetch(&slots->slots[sg_slots_tag(hash) & slots->mask]);
        }
        wanted[missing++] = (uint16_t)i;
        self->begin[shard_of(hash) + 1]++;
    }
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

/* The text as a word. */
static sg_status make_word(sg_bulk_shard *shard, sg_str text, sg_bulk_text *word)
{
    uint64_t address = (uintptr_t)text.bytes;

    if (text.length < SG_BULK_LONG && address >> SG_BULK_ADDRESS_BITS == 0) {
        *word = (uint64_t)text.length << SG_BULK_ADDRESS_BITS | address;
        return SG_OK;
    }
    *word = SG_BULK_LONG << SG_BULK_ADDRESS_BITS | shard->longs.count;
    return sg_array_push(&shard->longs, text);
}

/* Adds a text that is not there. */
static sg_status add_text(sg_bulk_shard *shard, sg_bulk_mode mode, sg_str text, uint64_t hash,
                          uint32_t *place)
{
    if (shard->texts.count >= MOST_IN_SHARD)
        return SG_ELIMIT;
    if (text.length > UINT32_MAX)
        return SG_ELIMIT;
    sg_bulk_text word;
    SG_TRY(keep_text(shard, mode, &text));
    SG_TRY(make_word(shard, text, &word));
    if (shard->texts.count == shard->texts.capacity)
        SG_TRY(reserve_texts(shard, 0));
    SG_TRY(sg_slots_add(&shard->slots, hash, (uint32_t)shard->texts.count));
    *place = (uint32_t)shard->texts.count;
    shard->texts.items[shard->texts.count++] = word;
    return SG_OK;
}

/* *place is the first that the text may be at and *probe behind it; or SG_NO_ID, and the end. */
static sg_status intern_one(sg_bulk_shard *shard, sg_bulk_mode mode, sg_str text, uint64_t hash,
                            size_t probe, uint32_t *place)
{
    bool found = *place != SG_NO_ID;

    while (found || sg_slots_next(&shard->slots, hash, &probe, place)) {
        if (sg_str_equal(sg_bulk_shard_text(shard, *place), text))
            return SG_OK;
        found = false;
    }
    *place = SG_NO_ID;
    return mode == SG_BULK_FIND ? SG_OK : add_text(shard, mode, text, hash, place);
}

/* The shard is locked.  Slots of all, then texts of all, then their bytes are on their way before the first
 * is compared. */
static sg_status intern_shard(stretch *self, uint32_t number)
{
    sg_bulk_shard *shard = &self->strings->shards[number];
    uint32_t first = self->begin[number], count = self->begin[number + 1] - first;
    const uint16_t *order = self->order + first;
    uint32_t places[STRETCH];
    size_t probes[STRETCH], capacity = shard->slots.capacity, before = shard->texts.count;

    for (uint32_t i = 0; i < count; i++)
        sg_slots_prefetch(&shard->slots, self->hash[order[i]]);
    for (uint32_t i = 0; i < count; i++) {
        probes[i] = 0;
        if (sg_slots_next(&shard->slots, self->hash[order[i]], &probes[i], &places[i]))
            __builtin_prefetch(&shard->texts.items[places[i]]);
        else
            places[i] = SG_NO_ID;
    }
    for (uint32_t i = 0; i < count; i++)
        if (places[i] != SG_NO_ID)
            __builtin_prefetch(sg_bulk_shard_text(shard, places[i]).bytes);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t each = order[i], place = places[i];
        if (shard->slots.capacity != capacity) { /* it has grown: nothing is where it was */
            probes[i] = 0;
            place = SG_NO_ID;
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
        uint64_t hash = self->hash[each];
        if (self->numbers[each] != SG_NO_ID)
            recent->texts[hash % RECENT] =
                (recent_text){ hash, self->stored[each], (uint32_t)self->texts[each].length,
                               self->numbers[each] };
    }
}

static void know_slots(sg_bulk_recent *recent, uint32_t shard, const sg_slots *slots)
{
    size_t mask = slots->capacity > 0 ? slots->capacity - 1 : 0;

    recent->shards[shard] = (known_slots){ slots->slots, mask };
}

static sg_status intern_stretch(stretch *self, sg_bulk_recent *recent, size_t count)
{
    self->added = 0;
    sort_by_shard(self, recent, count);
    for (uint32_t number = 0; number < SG_BULK_SHARDS; number++) {
        if (self->begin[number] == self->begin[number + 1])
            continue;
        pthread_mutex_lock(&self->strings->shards[number].lock);
        sg_status status = intern_shard(self, number);
        if (recent)
            know_slots(recent, number, &self->strings->shards[number].slots);
        pthread_mutex_unlock(&self->strings->shards[number].lock);
        SG_TRY(status);
    }
    if (recent && self->added < count) /* else there is no sign that they come again */
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
