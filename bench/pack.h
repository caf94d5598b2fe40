/* pack.h - three hundred policies as a customer might have them: fifteen patterns, twenty variants each. */
#ifndef SG_BENCH_PACK_H
#define SG_BENCH_PACK_H

#include "engine/base/error.h"

/* Writes the policy files into the folder, which is made.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_bench_pack_write(const char *folder, sg_error *err);

enum { SG_BENCH_PACK_POLICIES = 300 };

#endif
