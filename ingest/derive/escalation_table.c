/* escalation_table.c - escalations.def as a table. */
#include "ingest/derive/escalation.h"

static const sg_escalation escalations[] = {
#define STEP(action, on, resource) { SG_STR_INIT(action), SG_ON_##on, SG_STR_INIT(resource) },
#define ESCALATION(id, target, of, gain, needs, steps)                                           \
    {                                                                                            \
        SG_STR_INIT(id), SG_ESCALATE_##target, SG_STR_INIT(of), SG_GAIN_##gain, needs, { steps } \
    },
#include "ingest/derive/escalations.def"
#undef ESCALATION
#undef STEP
};

_Static_assert(SG_COUNT(escalations) <= SG_ESCALATIONS_MOST,
               "more rows than there is room for");

const sg_escalation *sg_escalations(size_t *count)
{
    *count = SG_COUNT(escalations);
    return escalations;
}
