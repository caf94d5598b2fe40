/* census.h - what the sources say of their own extent: accounts, their names, their regions. */
#ifndef SG_INGEST_CENSUS_H
#define SG_INGEST_CENSUS_H

#include "ingest/sources.h"

/* Fills in the sources's accounts and regions, and the accounts of its groups.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_census_take(sg_sources *sources, sg_error *err);

#endif
