/* derive.c - the derivations: the others are made while the estate is read for that of access.
 *
 *     one thread    collected calls, roles, exposure, sensitivity     to the builder
 *     another       the estate                                        to tables of its own
 *     then          access
 */
#include "ingest/derive/derive.h"

#include "engine/base/parallel.h"
#include "ingest/derive/access.h"

static const struct {
    const char *name;
    sg_derivation run;
} derivations[] = {
    { "collected calls", sg_derive_collected },
    { "roles", sg_derive_roles },
    { "exposure", sg_derive_exposure },
    { "sensitivity", sg_derive_sensitivity },
};

enum { READ_ESTATE, DERIVE_OTHERS, TASKS };

typedef struct deriving {
    const sg_graph *graph;
    sg_builder *builder;
    const sg_coverage *coverage;
    const sg_derive_options *options;
    sg_access access;
    sg_status status[TASKS];
    sg_error error[TASKS];
} deriving;

static sg_status derive_others(deriving *self, sg_error *err)
{
    for (size_t i = 0; i < SG_COUNT(derivations); i++) {
        sg_status status =
            derivations[i].run(self->graph, self->builder, self->coverage, self->options, err);
        if (status != SG_OK)
            return sg_fail(err, status, "cannot derive %s", derivations[i].name);
    }
    return SG_OK;
}

static void run(void *shared, size_t task, unsigned worker)
{
    deriving *self = shared;

    (void)worker;
    self->status[task] = task == READ_ESTATE
                             ? sg_access_read(self->graph, self->coverage, self->options,
                                              &self->access, &self->error[task])
                             : derive_others(self, &self->error[task]);
}

/* What became of a task, with its story. */
static sg_status outcome(const deriving *self, size_t task, sg_error *err)
{
    if (self->status[task] != SG_OK && err && err->status == SG_OK)
        *err = self->error[task];
    return self->status[task];
}

static sg_status derive_access(deriving *self, sg_error *err)
{
    SG_TRY(outcome(self, DERIVE_OTHERS, err));
    SG_TRY(outcome(self, READ_ESTATE, err));
    return sg_access_derive(&self->access, self->builder, self->options, err);
}

sg_status sg_derive_all(const sg_graph *graph, sg_builder *builder, const sg_coverage *coverage,
                        const sg_derive_options *options, sg_error *err)
{
    sg_derive_options defaults = sg_derive_defaults();
    deriving self = { .graph = graph,
                      .builder = builder,
                      .coverage = coverage,
                      .options = options ? options : &defaults };
    unsigned threads = self.options->threads ? self.options->threads : sg_processors();

    sg_parallel(threads, TASKS, run, &self);
    sg_status status = derive_access(&self, err);
    if (status != SG_OK)
        (void)sg_fail(err, status, "cannot derive access");
    sg_access_close(&self.access);
    return status;
}
