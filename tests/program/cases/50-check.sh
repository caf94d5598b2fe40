# The demo estate: every planted combination, none of the look-alikes, and what is decided for each.
projects=$estate/projects.yaml
what_is_decided() {
    awk '/^[0-9a-f]+  R/ && $4 ~ /^TC-00[1-5]$/ { print $4, $5, $2, $3 }' "$out" | LC_ALL=C sort
}
run decide --graph "$estate"
exits 0
what_is_decided >"$work/decided"
cat >"$work/expected" <<'TEXT'
TC-001 checkout-web R11 DRY_RUN_APPROVE
TC-001 report-web R11 DRY_RUN_APPROVE
TC-002 grafana R14 REMEDIATE
TC-002 jenkins R11 DRY_RUN_APPROVE
TC-003 notebook-scratch R9 NOTIFY_OWNER
TC-004 org-deployer R11 DRY_RUN_APPROVE
TC-004 vendor-break-glass R5 NOTIFY_SECURITY
TC-005 ledger-7d9f8b6c5-x2x4z R11 DRY_RUN_APPROVE
TEXT
cp "$work/decided" "$out"
prints "$(cat "$work/expected")"

# Look-alikes are in the graph, so that finding nothing about them means something.
for name in batch-settlement admin-console legacy-web partner-gateway status-page old-checkout \
    dev-tools ops-portal terraform-runner vpn-admin bastion notebook-sealed notebook-empty \
    notebook-data payments-admin vendor-readonly vendor-capped; do
    rows "$work/one.sg" "MATCH (n:Resource {name: '$name'}) RETURN count(n) > 0"
    prints '"true"'
done
for pod in settlement catalog canary; do
    rows "$work/one.sg" "MATCH (n:Pod) WHERE n.name STARTS WITH '$pod-' RETURN count(n)"
    prints '1'
done

# Formats, filters and exit codes.
run check --graph "$estate"
exits 0
says 'checkout-web (VirtualMachine) -> checkout-web (AccessRole) -> fintech-card-vault (Bucket)'
says '100 = (CRITICAL 60 + internet 15 + restricted data 15 + read 5) x HBI 1.15'
# The eight that were planted, and what their machines are besides: jenkins twice, checkout-web once.
says 'issues, 11 CRITICAL'
cp "$out" "$work/check"
run check --graph "$work/one.sg" --projects "$projects"
same "$out" "$work/check"
run check --graph "$work/one.sg"
exits 0
tells 'no projects file'
says 'owner     not known: no project matches'
for format in table json jsonl csv; do
    run check --graph "$estate" --format $format
    exits 0
    cp "$out" "$work/check.$format"
    run check --graph "$estate" --format $format -o "$work/again.$format"
    exits 0
    silent
    same "$work/check.$format" "$work/again.$format"
done
holds 'JSON is a list' grep -q '^\[$' "$work/check.json"
holds 'JSON Lines are objects' test "$(grep -c '^{"id":"[0-9a-f]\{16\}",.*}$' "$work/check.jsonl")" -eq "$(wc -l <"$work/check.jsonl")"
holds 'CSV has a fixed head' grep -q '^id,policy,title,severity,risk_score,resource' "$work/check.csv"
run check --graph "$estate" --policy TC-003 --format csv
lines 2
run check --graph "$estate" --account 600000000006 --severity CRITICAL --format jsonl
lines 1
says 'vendor-break-glass'
run check --graph "$estate" --project development --severity CRITICAL --format jsonl
lines 1
says 'grafana'
run check --graph "$estate" --fail-on CRITICAL
exits 3
run check --graph "$estate" --fail-on CRITICAL --exit-code 42
exits 42
run check --graph "$estate" --fail-on CRITICAL --policy S3-001
exits 0
run check --graph "$estate" --projects "$work/nowhere.yaml"
exits 2
run check --graph "$work/nowhere"
exits 2

# One issue: by a beginning of its id, that is unique.
run issues --graph "$estate" --policy TC-005
exits 0
lines 1
id=$(awk '{ print $4 }' "$out")
run issues --graph "$estate" "${id:0:6}"
exits 0
says 'Give the service account a role with the few actions that the pod needs.'
run issues --graph "$estate" --format json "$id"
lines 1
says '"policy":"TC-005"'
run issues --graph "$estate" 0000000
exits 2
run explain --graph "$estate" "$id"
exits 0
says 'MATCH (:Internet)-[e:EXPOSES]->(pod:Pod)'
says 'in catalogue yes, mode approve'
says 'evidence               payments-prod/eu-west-1/kubectl-get-pods/payments'
run explain --graph "$estate" ff72ca4f
exits 0
says "the internet's way to checkout-web"
says 'reached tcp 443, wide, directly'
says 'route     rtb-02000000000000002: 0.0.0.0/0 to igw-02000000000000001'
says 'group     sg-02000000000000001: tcp 443 from 0.0.0.0/0'
says 'access of checkout-web to fintech-card-vault'
says 'grants    vault (identity), statement 1'
says 'limits    arn:aws:s3:::fintech-card-vault/policy (resource), statement 1 TlsOnly, under conditions'
run explain --graph "$estate" zzzz
exits 2

run coverage --graph "$estate" --format csv
holds 'coverage has a fixed head' grep -q '^"account","region","call","status"' "$out"
run coverage --graph "$estate" --format json --allow-partial
exits 0
says '"call":"ec2:DescribeInstances","status":"complete"'

# README opens with what this prints.
run check --graph "$estate"
sed -n '/^```text$/,/^```$/p' README.md | sed '1d;/^```$/q' | sed '$d' | sed 's/ *$//' >"$work/readme"
sed 's/ *$//' "$out" | head -n "$(wc -l <"$work/readme")" >"$work/printed"
holds "README shows no output" test -s "$work/readme"
same "$work/readme" "$work/printed"
# "evaluates N policies, and prints the A of B issues": the same counts.
all=$(sed -n 's/^\([0-9]*\) issues, .* from \([0-9]*\) policies$/\2 policies, of \1 issues/p' "$out")
run check --graph "$estate" --severity HIGH
high=$(sed -n 's/^\([0-9]*\) issues, .*/\1/p' "$out")
sentence=$(tr '\n' ' ' <README.md | sed -n 's/.*evaluates \([0-9]*\) policies, and prints the \([0-9]*\) of \([0-9]*\) issues.*/\1 policies, of \3 issues, \2 high/p')
holds "README counts: $sentence" test "$sentence" = "$all, $high high"

run check --graph "$estate" --projects "$work"
exits 2
tells 'is a folder, not a file'

# What rests on a relationship that only may be says so, and which one that is.
run check --graph "$work/one.sg" --policies policies/library/combinations/identity --format jsonl
holds 'a doubt is told' grep -q '"policy":"TC-081".*"certainty":"may","doubt":{"from":"[^"]*role/bastion","to":"[^"]*","type":"CAN_ESCALATE_TO"}' "$out"
run check --graph "$work/one.sg" --policies policies/library/combinations/identity
says 'certainty may: CAN_ESCALATE_TO is not for sure, from bastion to jenkins'
run check --graph "$work/one.sg" --policies policies/library/combinations/exposed-compute --format jsonl
holds 'what is for sure is told, too' grep -q '"policy":"TC-001".*"certainty":"must"' "$out"
