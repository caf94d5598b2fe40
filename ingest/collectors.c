/* collectors.c - all mapping tables, and which rows map a call. */
#include "ingest/collector.h"

#include "ingest/call.h"

#define TABLE(name) extern const sg_collectors sg_##name;
#include "ingest/collectors.def"
#undef TABLE

static const sg_collectors *const tables[] = {
#define TABLE(name) &sg_##name,
#include "ingest/collectors.def"
#undef TABLE
};

size_t sg_collector_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < SG_COUNT(tables); i++)
        count += tables[i]->count;
    return count;
}

const sg_collector *sg_collector_at(size_t position)
{
    for (size_t i = 0; i < SG_COUNT(tables); i++) {
        if (position < tables[i]->count)
            return &tables[i]->rows[position];
        position -= tables[i]->count;
    }
    return NULL;
}

const sg_collector *sg_collector_next(sg_collector_walk *walk)
{
    while (walk->table < SG_COUNT(tables) && walk->row == tables[walk->table]->count) {
        walk->table++;
        walk->row = 0;
    }
    return walk->table < SG_COUNT(tables) ? &tables[walk->table]->rows[walk->row++] : NULL;
}

bool sg_collector_maps(const sg_collector *collector, sg_str service, sg_str operation)
{
    return sg_str_equal(sg_str_of(collector->service), service) &&
           sg_operation_same(sg_str_of(collector->operation), operation);
}

size_t sg_collector_rank(sg_str service, sg_str operation)
{
    size_t rank = 0;

    for (size_t i = 0; i < SG_COUNT(tables); i++)
        for (size_t j = 0; j < tables[i]->count; j++, rank++)
            if (sg_collector_maps(&tables[i]->rows[j],
                                  service.length ? service
                                                 : sg_str_of(tables[i]->rows[j].service),
                                  operation))
                return rank;
    return SIZE_MAX;
}
