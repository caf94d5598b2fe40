/* access_search.h - the part of CAN_ACCESS that reads and decides. */
#ifndef SG_INGEST_DERIVE_ACCESS_SEARCH_H
#define SG_INGEST_DERIVE_ACCESS_SEARCH_H

#include "ingest/derive/access_writer.h"
#include "ingest/derive/speakers.h"

/* Of one thread. */
typedef struct sg_access_search {
    const sg_estate *estate;
    const sg_speakers *speakers; /* about the resources that are searched */
    sg_arena *scratch;
    sg_access_answers *answers;
} sg_access_search;

/* What the class can do to resources of its account that let in nobody by themselves.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_access_search_class(sg_access_search *search,
                                             const sg_estate_class *class);
/* What principals of the estate can do to a resource that lets in some by itself.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_access_search_resource(sg_access_search *search,
                                                const sg_estate_resource *resource);

#endif
