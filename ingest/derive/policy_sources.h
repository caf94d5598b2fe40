/* policy_sources.h - from which addresses a resource's policy lets callers without credentials in.
 *
 *     allowed from      |=====================|        union over the Allow statements that hold
 *     denied from             |=====|                  and over those that Deny
 *     let in            |-----|     |---------|
 *
 * Conditions on the source address cut addresses out; every other condition holds, does not, or is
 * not known, as for access (conditions.h).
 */
#ifndef SG_INGEST_DERIVE_POLICY_SOURCES_H
#define SG_INGEST_DERIVE_POLICY_SOURCES_H

#include "ingest/derive/network.h"
#include "ingest/derive/request.h"

typedef struct sg_policy_question {
    sg_str action;
    sg_str resource; /* what `Resource` names the whole of; a Deny of less leaves the rest */
    /* Who asks: anybody on the internet, or, when not empty, a service of the provider, for what has
     * the ARN `source`, under the identity (of a distribution, "origin-access-identity/..."). */
    sg_str service, source, identity;
    const sg_given *given; /* condition keys with known values */
    uint32_t given_count;
} sg_policy_question;

/* The addresses, for all services; nobody when no policy lets anybody in.  Of a service that asks
 * the address is not the client's: all or nothing.  *found tells whether the node has a policy.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_policy_sources(sg_network *network, sg_node node,
                                        const sg_policy_question *question, sg_gate *out,
                                        bool *found);

/* Whether it was asked for the policy of the node, and answered: as the node says, else as `asked` does. */
bool sg_policy_told(const sg_network *network, sg_node node, bool asked);

#endif
