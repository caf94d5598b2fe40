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
