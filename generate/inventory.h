/* inventory.h - a generated estate as the answers of aws ... describe/list, saved in folders.
 *
 *     DIR/<account id>/describe-regions.json
 *     DIR/<account id>/<region>/ec2-describe-instances.json         one file a call
 *     DIR/<account id>/<region>/eks-describe-cluster/<name>         one file a resource asked about
 *
 * This is the raw side of the same facts: routes, groups, policies and trust from which an ingest must
 * find out what csv.h says outright.  What a role may do and whom it may become stands in its
 * documents; where the provider's rules say less than the graph (a trust that does not hold), so do they.
 */
#ifndef SG_GENERATE_INVENTORY_H
#define SG_GENERATE_INVENTORY_H

#include "generate/generate.h"

/* Writes the folder, which is made when it is not there.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_generate_inventory(const sg_estate *estate, const char *folder,
                                            sg_error *err);

#endif
