/* versions.c - who reads which version, and when a version can go. */
#include "engine/versions.h"

#include <pthread.h>
#include <stdlib.h>

#include "engine/change_log.h"

typedef struct version {
    sg_graph *graph;
    uint64_t number;
    uint32_t pins;
    struct version *next;
} version;

struct sg_versions {
    pthread_mutex_t mutex;
    pthread_cond_t step_ended;
    version *current; /* head of the list of those that are pinned or current */
    version *draft;   /* being written, not in the list yet; NULL: none, or in place */
    sg_change_log log;
    bool in_place; /* the current version is being written */
};

static version *make_version(sg_graph *graph)
{
    version *made = calloc(1, sizeof(*made));

    if (made)
        made->graph = graph;
    return made;
}

static void free_version(version *old)
{
    if (!old)
        return;
    sg_graph_free(old->graph);
    free(old);
}

sg_status sg_versions_new(sg_graph *base, sg_versions **out)
{
    sg_versions *versions = calloc(1, sizeof(*versions));
    sg_graph *first;

    if (!versions) {
        sg_graph_free(base);
        return SG_ENOMEM;
    }
    if (sg_delta_open(base, &first) != SG_OK) {
        free(versions);
        return SG_ENOMEM;
    }
    versions->current = make_version(first);
    if (!versions->current) {
        sg_graph_free(first);
        free(versions);
        return SG_ENOMEM;
    }
    pthread_mutex_init(&versions->mutex, NULL);
    pthread_cond_init(&versions->step_ended, NULL);
    *out = versions;
    return SG_OK;
}

void sg_versions_free(sg_versions *versions)
{
    if (!versions)
        return;
    for (version *at = versions->current, *next; at; at = next) {
        next = at->next;
        free_version(at);
    }
    free_version(versions->draft);
    sg_change_log_free(&versions->log);
    pthread_cond_destroy(&versions->step_ended);
    pthread_mutex_destroy(&versions->mutex);
    free(versions);
}

/* --- readers ------------------------------------------------------------------------------------ */

uint64_t sg_versions_number(sg_versions *versions)
{
    pthread_mutex_lock(&versions->mutex);
    uint64_t number = versions->current->number;
    pthread_mutex_unlock(&versions->mutex);
    return number;
}

const sg_graph *sg_versions_pin(sg_versions *versions)
{
    pthread_mutex_lock(&versions->mutex);
    while (versions->in_place)
        pthread_cond_wait(&versions->step_ended, &versions->mutex);
    versions->current->pins++;
    const sg_graph *graph = versions->current->graph;
    pthread_mutex_unlock(&versions->mutex);
    return graph;
}

/* Takes out what nobody pins and is not the current version. */
static version *take_idle(sg_versions *versions)
{
    for (version **link = &versions->current->next; *link; link = &(*link)->next) {
        version *old = *link;
        if (old->pins > 0)
            continue;
        *link = old->next;
        return old;
    }
    return NULL;
}

void sg_versions_unpin(sg_versions *versions, const sg_graph *graph)
{
    pthread_mutex_lock(&versions->mutex);
    for (version *at = versions->current; at; at = at->next)
        if (at->graph == graph && at->pins > 0)
            at->pins--;
    version *idle = take_idle(versions);
    pthread_mutex_unlock(&versions->mutex);
    free_version(idle);
}

static uint64_t number_of(const sg_versions *versions, const sg_graph *graph)
{
    for (const version *at = versions->current; at; at = at->next)
        if (at->graph == graph)
            return at->number;
    SG_UNREACHABLE();
}

uint64_t sg_versions_number_of(sg_versions *versions, const sg_graph *graph)
{
    pthread_mutex_lock(&versions->mutex);
    uint64_t number = number_of(versions, graph);
    pthread_mutex_unlock(&versions->mutex);
    return number;
}

sg_status sg_versions_between(sg_versions *versions, const sg_graph *from, const sg_graph *to,
                              sg_delta_changes *out)
{
    pthread_mutex_lock(&versions->mutex);
    sg_status status = sg_change_log_between(&versions->log, number_of(versions, from),
                                             number_of(versions, to), out);
    pthread_mutex_unlock(&versions->mutex);
    return status;
}

/* --- the writer --------------------------------------------------------------------------------- */

/* Chooses where to write: in place, or on a copy. */
static sg_status choose(sg_versions *versions, sg_graph **out)
{
    version *current = versions->current;
    sg_graph *copy;

    versions->in_place = current->pins == 0 && !sg_delta_is_wasteful(current->graph);
    if (versions->in_place) {
        *out = current->graph;
        return SG_OK;
    }
    SG_TRY(sg_delta_copy(current->graph, &copy));
    versions->draft = make_version(copy);
    if (!versions->draft) {
        sg_graph_free(copy);
        return SG_ENOMEM;
    }
    *out = copy;
    return SG_OK;
}

sg_status sg_versions_begin(sg_versions *versions, sg_graph **out)
{
    pthread_mutex_lock(&versions->mutex);
    sg_status status = choose(versions, out);
    pthread_mutex_unlock(&versions->mutex);
    if (status == SG_OK)
        sg_delta_begin(*out);
    return status;
}

static void end_in_place(sg_versions *versions)
{
    versions->in_place = false;
    pthread_cond_broadcast(&versions->step_ended);
}

void sg_versions_commit(sg_versions *versions)
{
    version *idle = NULL;

    pthread_mutex_lock(&versions->mutex);
    if (versions->draft) {
        versions->draft->number = versions->current->number;
        versions->draft->next = versions->current;
        versions->current = versions->draft;
        versions->draft = NULL;
        idle = take_idle(versions);
    }
    versions->current->number++;
    sg_change_log_add(&versions->log, versions->current->number, versions->current->graph);
    end_in_place(versions);
    pthread_mutex_unlock(&versions->mutex);
    free_version(idle);
}

void sg_versions_abandon(sg_versions *versions)
{
    version *draft;

    pthread_mutex_lock(&versions->mutex);
    draft = versions->draft;
    versions->draft = NULL;
    if (versions->in_place)
        sg_delta_undo(versions->current->graph);
    end_in_place(versions);
    pthread_mutex_unlock(&versions->mutex);
    free_version(draft);
}
