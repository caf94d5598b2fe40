/* federation.c - who outside IAM is given roles: Cognito's visitors and users, holders of certificates.
 *
 *     identity pool -HAS-> role     via unauthenticated (anybody) or authenticated
 *     identity pool -TRUSTS-> user pool
 *     profile -HAS-> role           for whoever has a certificate of one of the account's trust anchors
 */
#include "ingest/rows.h"

/* clang-format off */
#define IDENTITY_POOL(id) "arn:{@partition}:cognito-identity:{@region}:{@account}:identitypool/{" id "}"
#define USER_POOL(id) "arn:{@partition}:cognito-idp:{@region}:{@account}:userpool/{" id "}"

static const sg_collector rows[] = {
    {
        .service = "cognito-idp", .operation = "DescribeUserPool",
        .items = "UserPool",
        .label = "IdentityProvider", .native = "AWS::Cognito::UserPool",
        .key = USER_POOL("Id"), .aliases = { "cognito-idp.{@region}.amazonaws.com/{Id}" },
        .properties = PROPERTIES(TEXT("name", "Name"), EQUALS("selfSignUp", "AdminCreateUserConfig.AllowAdminCreateUserOnly", "false"),
                                 TEXT("mfa", "MfaConfiguration"), TIME("createdAt", "CreationDate")),
    },
    {
        .service = "cognito-identity", .operation = "ListIdentityPools",
        .items = "IdentityPools[]",
        .label = "IdentityProvider", .native = "AWS::Cognito::IdentityPool",
        .key = IDENTITY_POOL("IdentityPoolId"),
        .properties = PROPERTIES(TEXT("name", "IdentityPoolName")),
    },
    {
        .service = "cognito-identity", .operation = "DescribeIdentityPool", .when = "IdentityPoolId",
        .label = "IdentityProvider", .native = "AWS::Cognito::IdentityPool",
        .key = IDENTITY_POOL("IdentityPoolId"),
        .properties = PROPERTIES(TEXT("name", "IdentityPoolName"), BOOL("allowsGuests", "AllowUnauthenticatedIdentities"),
                                 BOOL("classicFlow", "AllowClassicFlow")),
        .edges = EDGES(TO_EACH("TRUSTS", "IdentityProvider", "CognitoIdentityProviders[]", "{ProviderName}")),
    },
    {
        .service = "cognito-identity", .operation = "GetIdentityPoolRoles", .when = "IdentityPoolId", .adds = true,
        .label = "IdentityProvider", .key = IDENTITY_POOL("IdentityPoolId"),
        .edges = EDGES(RUNS_AS("{Roles.unauthenticated}", "unauthenticated"), RUNS_AS("{Roles.authenticated}", "authenticated")),
    },
    {
        .service = "rolesanywhere", .operation = "ListTrustAnchors",
        .items = "trustAnchors[]",
        .label = "IdentityProvider", .native = "AWS::RolesAnywhere::TrustAnchor",
        .key = "{trustAnchorArn}",
        .properties = PROPERTIES(TEXT("name", "name"), BOOL("enabled", "enabled"), TEXT("sourceType", "source.sourceType"),
                                 TIME("createdAt", "createdAt")),
    },
    {
        .service = "rolesanywhere", .operation = "ListProfiles",
        .items = "profiles[]",
        .label = "IdentityProvider", .native = "AWS::RolesAnywhere::Profile",
        .key = "{profileArn}",
        .properties = PROPERTIES(TEXT("name", "name"), BOOL("enabled", "enabled"), TIME("createdAt", "createdAt")),
        .edges = EDGES({ .type = "HAS", .way = SG_OUT, .label = "AccessRole", .each = "roleArns[]", .key = "{.}",
                         .discriminator = "profile", .properties = PROPERTIES(CONSTANT("via", NULL, "profile")) }),
    },
};
/* clang-format on */

const sg_collectors sg_federation = { rows, SG_COUNT(rows) };
