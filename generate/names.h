/* names.h - what things are called: ids as the provider makes them, names, regions, addresses. */
#ifndef SG_GENERATE_NAMES_H
#define SG_GENERATE_NAMES_H

#include "generate/facts.h"

enum { SG_NAME_MOST = 200 }; /* bytes with the NUL, of any text below */

/* The ARN where there is one, else the provider's id; the `id` property and the key. */
size_t sg_id_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);
/* The account's twelve digits; of somebody else's account its own. */
void sg_account_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);
/* Where images of a repository are fetched from, without tag. */
size_t sg_image_address_of(const sg_estate *estate, sg_place repository,
                           char out[SG_NAME_MOST]);
size_t sg_name_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);
/* What follows the last `/` or `:` of an id such as i-0123456789abcdef0. */
void sg_short_id_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);
const char *sg_region_of(const sg_estate *estate, sg_place place);
/* The i-th region in which an account has something, i < regions. */
const char *sg_region_at(const sg_estate *estate, uint32_t account, uint32_t index);
const char *sg_estate_environment_name(sg_environment_kind environment);
const char *sg_owner_of(const sg_estate *estate, sg_place place);
const char *sg_service_name(uint32_t index);
const char *sg_ip_range_name(uint32_t index);
/* 10.x of a machine; unique within its network. */
void sg_private_address_of(const sg_estate *estate, uint32_t account, uint32_t machine,
                           char out[SG_NAME_MOST]);
void sg_public_address_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);
/* ISO 8601, within the three years before 2026-11. */
void sg_created_at(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST]);

#endif
