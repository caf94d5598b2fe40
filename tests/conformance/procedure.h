/* procedure.h - "there exists a procedure test.city(name :: STRING?) :: (city :: STRING?):" as a value. */
#ifndef SG_CONFORMANCE_PROCEDURE_H
#define SG_CONFORMANCE_PROCEDURE_H

#include "tests/conformance/feature.h"
#include "tests/conformance/world.h"

/* Defines the procedure of the step, whose table has the names of the columns in its first row.
 * Errors: SG_EINVAL, SG_ENOMEM. */
SG_MUST_USE sg_status tck_procedure_define(tck_world *world, const tck_step *step,
                                           sg_arena *arena, sg_error *err);
/* What a cell means: an expression of the language without names, which the engine evaluates. */
SG_MUST_USE sg_status tck_cell_value(tck_world *world, sg_str cell, sg_arena *arena,
                                     sg_value *out, sg_error *err);

#endif
