/* set_store.c - a hash table of sets under one lock, in order of use. */
#include "query/reduce/set_store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"

enum { BUCKETS = 4096 };

typedef struct entry {
    struct entry *next; /* in the bucket */
    struct entry *newer, *older;
    uint64_t hash;
    sg_id_set *set;
    size_t bytes, length;
    char key[];
} entry;

struct sg_set_store {
    atomic_uint references;
    pthread_mutex_t lock;
    const sg_graph *graph;
    size_t limit;
    entry *buckets[BUCKETS];
    entry *newest, *oldest;
    sg_set_store_counts counts;
    sg_set_store *earlier; /* or NULL */
    const sg_set_changes *changes;
};

sg_status sg_set_store_new(const sg_graph *graph, size_t bytes, sg_set_store **out)
{
    sg_set_store *store = calloc(1, sizeof *store);

    if (!store)
        return SG_ENOMEM;
    if (pthread_mutex_init(&store->lock, NULL) != 0) {
        free(store);
        return SG_ENOMEM;
    }
    atomic_init(&store->references, 1);
    store->graph = graph;
    store->limit = bytes;
    *out = store;
    return SG_OK;
}

sg_set_store *sg_set_store_share(sg_set_store *store)
{
    atomic_fetch_add(&store->references, 1);
    return store;
}

static void unlink_use(sg_set_store *store, entry *one)
{
    *(one->newer ? &one->newer->older : &store->newest) = one->older;
    *(one->older ? &one->older->newer : &store->oldest) = one->newer;
}

static void use(sg_set_store *store, entry *one)
{
    one->newer = NULL;
    one->older = store->newest;
    *(store->newest ? &store->newest->newer : &store->oldest) = one;
    store->newest = one;
}

static void drop(sg_set_store *store, entry *one)
{
    entry **link = &store->buckets[one->hash % BUCKETS];

    while (*link != one)
        link = &(*link)->next;
    *link = one->next;
    unlink_use(store, one);
    store->counts.sets--;
    store->counts.bytes -= one->bytes;
    sg_id_set_free(one->set);
    free(one);
}

void sg_set_store_free(sg_set_store *store)
{
    if (!store || atomic_fetch_sub(&store->references, 1) > 1)
        return;
    while (store->oldest)
        drop(store, store->oldest);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

const sg_graph *sg_set_store_graph(const sg_set_store *store)
{
    return store->graph;
}

static entry *find(sg_set_store *store, sg_str key, uint64_t hash)
{
    for (entry *one = store->buckets[hash % BUCKETS]; one; one = one->next)
        if (one->hash == hash && sg_str_equal((sg_str){ one->key, one->length }, key))
            return one;
    return NULL;
}

sg_id_set *sg_set_store_find(sg_set_store *store, sg_str key)
{
    uint64_t hash = sg_hash_str(key);
    sg_id_set *set = NULL;

    pthread_mutex_lock(&store->lock);
    entry *one = find(store, key, hash);
    if (one) {
        unlink_use(store, one);
        use(store, one);
        set = sg_id_set_share(one->set);
        store->counts.shared++;
    }
    pthread_mutex_unlock(&store->lock);
    return set;
}

static entry *make_entry(sg_str key, uint64_t hash, sg_id_set *set)
{
    entry *one = malloc(sizeof *one + key.length + 1);

    if (!one)
        return NULL;
    *one = (entry){ .hash = hash, .set = set, .length = key.length };
    memcpy(one->key, key.bytes, key.length);
    one->key[key.length] = '\0';
    one->bytes = sizeof *one + key.length + sg_id_set_size(set);
    return one;
}

void sg_set_store_put(sg_set_store *store, sg_str key, sg_id_set *set)
{
    uint64_t hash = sg_hash_str(key);
    entry *one = make_entry(key, hash, set);

    if (!one)
        return;
    pthread_mutex_lock(&store->lock);
    /* Two threads may have made the same set at the same time: the first one stays. */
    if (one->bytes > store->limit || find(store, key, hash)) {
        free(one);
    } else {
        while (store->oldest && (store->counts.bytes + one->bytes > store->limit ||
                                 store->counts.sets == SG_SET_STORE_SETS))
            drop(store, store->oldest);
        sg_id_set_share(set);
        one->next = store->buckets[hash % BUCKETS];
        store->buckets[hash % BUCKETS] = one;
        use(store, one);
        store->counts.sets++;
        store->counts.made++;
        store->counts.bytes += one->bytes;
    }
    pthread_mutex_unlock(&store->lock);
}

void sg_set_store_follow(sg_set_store *store, sg_set_store *earlier,
                         const sg_set_changes *changes)
{
    store->earlier = earlier;
    store->changes = changes;
}

sg_id_set *sg_set_store_earlier(sg_set_store *store, sg_str key, const sg_set_changes **changes)
{
    if (!store->earlier)
        return NULL;
    *changes = store->changes;
    return sg_set_store_find(store->earlier, key);
}

void sg_set_store_carry(sg_set_store *from, sg_set_store *to, sg_set_keeps *keeps, void *self)
{
    pthread_mutex_lock(&from->lock);
    for (entry *one = from->oldest; one; one = one->newer) {
        sg_str key = { one->key, one->length };
        if (keeps(self, key))
            sg_set_store_put(to, key, one->set);
    }
    pthread_mutex_unlock(&from->lock);
}

sg_set_store_counts sg_set_store_counts_of(sg_set_store *store)
{
    pthread_mutex_lock(&store->lock);
    sg_set_store_counts counts = store->counts;
    pthread_mutex_unlock(&store->lock);
    return counts;
}
