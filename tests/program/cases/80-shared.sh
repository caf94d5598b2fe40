# Public inventories, where they are at hand.
shared=../shared/data/estates
if [ -d "$shared/cloudmapper-demo/account-data" ]; then
    demo=$shared/cloudmapper-demo/account-data
    while read -r label count; do
        rows "$demo" "MATCH (n:$label) RETURN count(n)"
        exits 0
        prints "$count"
    done <<'TEXT'
VirtualMachine 3
SecurityGroup 8
Subnet 4
UserAccount 2
AccessRole 4
TEXT
    rows "$demo" 'MATCH (vm:VirtualMachine) WHERE vm.publicIpAddress IS NOT NULL RETURN vm.exposure'
    prints '"UNKNOWN"'
fi
if [ -d "$shared/c7n-merged" ]; then
    run load "$shared/c7n-merged" --out "$work/c7n-1.sg" --allow-partial
    exits 0
    run load "$shared/c7n-merged" --out "$work/c7n-2.sg" --allow-partial --threads 1
    exits 0
    same "$work/c7n-1.sg" "$work/c7n-2.sg"
    run coverage --graph "$work/c7n-1.sg"
    says '31 accounts'
fi

# Every policy runs on every public inventory without an error of its own.
for estate_of_others in aws-cli-examples c7n-merged c7n-placebo cloudmapper-demo/account-data cloudsplaining fixinventory; do
    [ -d "$shared/$estate_of_others" ] || continue
    run check --graph "$shared/$estate_of_others" --allow-partial --format csv
    exits 0
    holds "a policy was not evaluated on $estate_of_others" test "$(grep -c 'was not evaluated' "$err")" -eq 0
    run compliance --framework cis-aws-3.0 --graph "$shared/$estate_of_others" --allow-partial
    exits 0
done

# Commands of remediation: each operation is one that IAM knows, or of those that are called otherwise there.
actions=../shared/data/access
if [ -f "$actions/aws_actions.tsv" ]; then
    grep -rhoE '^ +aws [a-z0-9-]+ [a-z0-9-]+' policies/library | sed 's/^ *aws //' | sort -u |
        awk -F '[:\t ]' '
            BEGIN {
                split("s3api=s3 s3control=s3 elb=elasticloadbalancing elbv2=elasticloadbalancing efs=elasticfilesystem " \
                      "configservice=config opensearch=es apigatewayv2=apigateway bedrock-agent=bedrock " \
                      "accessanalyzer=access-analyzer sso-admin=sso", pairs, " ")
                for (i in pairs) { split(pairs[i], pair, "="); other[pair[1]] = pair[2] }
                split("s3:presign s3:ls s3:cp s3:sync s3:rm cloudtrail:validate-logs s3api:put-public-access-block " \
                      "s3control:put-public-access-block s3api:put-bucket-encryption s3api:put-bucket-replication " \
                      "s3api:get-bucket-replication s3api:put-bucket-lifecycle-configuration s3api:list-object-versions " \
                      "s3api:put-object-lock-configuration apigateway:create-deployment apigateway:update-method " \
                      "apigateway:update-stage apigatewayv2:update-route", names, " ")
                for (i in names) renamed[names[i]] = 1
            }
            FILENAME != "-" { known[tolower($1 ":" $2)] = 1; next }
            {
                operation = $2
                gsub("-", "", operation)
                service = $1 in other ? other[$1] : $1
                if ($2 != "wait" && !((service ":" operation) in known) && !(($1 ":" $2) in renamed)) print $1, $2
            }' "$actions/aws_actions.tsv" "$actions/aws_actions_extra_iamdataset.tsv" - >"$work/unknown"
    holds "commands of remediation that nobody knows: $(head -n 5 "$work/unknown" | tr '\n' ';')" test ! -s "$work/unknown"
fi
