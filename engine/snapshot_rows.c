/* snapshot_rows.c - rows of a snapshot that are looked at when they are first used.
 *
 * Reading cannot fail, so rows that turn out damaged read as if there were none, and the graph says
 * so ever after: who answers questions asks sg_snapshot_damage() before it gives an answer away.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/snapshot.h"
#include "engine/snapshot_format.h"

typedef enum rows_state { ROWS_UNREAD, ROWS_SOUND, ROWS_DAMAGED } rows_state;

typedef struct sg_unread {
    pthread_mutex_t lock; /* held while rows are looked at */
    atomic_uint state;    /* a rows_state */
    sg_error err;         /* once damaged */
    char path[];
} sg_unread;

sg_status sg_snapshot_leave_rows(sg_graph *graph, const char *path)
{
    size_t length = strlen(path) + 1;
    sg_unread *unread = calloc(1, sizeof(*unread) + length);

    if (!unread)
        return SG_ENOMEM;
    memcpy(unread->path, path, length);
    pthread_mutex_init(&unread->lock, NULL);
    graph->unread = unread;
    return SG_OK;
}

void sg_unread_free(sg_unread *unread)
{
    if (!unread)
        return;
    pthread_mutex_destroy(&unread->lock);
    free(unread);
}

static sg_status look_at_rows(const sg_graph *graph, sg_unread *unread)
{
    sg_section_facts facts[SG_SECTIONS];

    SG_TRY(sg_snapshot_check_part(graph, SG_PART_ROWS, unread->path, facts, &unread->err));
    return sg_graph_check_rows(graph, facts, unread->path, &unread->err);
}

bool sg_rows_settle(const sg_graph *graph)
{
    sg_unread *unread = graph->unread;
    unsigned state = atomic_load_explicit(&unread->state, memory_order_acquire);

    if (state == ROWS_UNREAD) {
        pthread_mutex_lock(&unread->lock);
        state = atomic_load_explicit(&unread->state, memory_order_relaxed);
        if (state == ROWS_UNREAD) {
            state = look_at_rows(graph, unread) == SG_OK ? ROWS_SOUND : ROWS_DAMAGED;
            atomic_store_explicit(&unread->state, state, memory_order_release);
        }
        pthread_mutex_unlock(&unread->lock);
    }
    return state == ROWS_SOUND;
}

sg_status sg_snapshot_damage(const sg_graph *graph, sg_error *err)
{
    sg_unread *unread = graph->unread;

    if (!unread ||
        atomic_load_explicit(&unread->state, memory_order_acquire) != (unsigned)ROWS_DAMAGED)
        return SG_OK;
    if (err)
        *err = unread->err;
    return unread->err.status;
}

sg_status sg_snapshot_verify(const sg_graph *graph, sg_error *err)
{
    return sg_rows_are_sound(graph) ? SG_OK : sg_snapshot_damage(graph, err);
}
