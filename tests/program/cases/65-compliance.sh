# Compliance: frameworks that there are, results that add up, frameworks of one's own.
run compliance
exits 0
says 'cis-aws-3.0'
says 'PCI DSS'
lines 13
run compliance --framework cis-aws-3.0 --graph "$work/one.sg" --projects "$projects"
exits 0
says 'rules speak to 59 of 62 requirements (95 %)'
says '200000000002 payments-prod'
says 'payments '
holds 'open SSH fails' grep -qE '^5\.2 +fail +3 ' "$out"
holds 'the root user was not asked about' grep -qE '^1\.5 +unknown +0 +6 ' "$out"
holds 'no rule speaks to contact details' grep -qE '^1\.1 +manual ' "$out"
holds 'there is no peering' grep -qE '^5\.5 +not applicable ' "$out"
for framework in cis-aws-3.0 cis-aws-5.0 fsbp pci-dss-4.0 hipaa nist-800-53-r5 nist-csf-2.0 soc2 \
    iso-27001-2022 gdpr well-architected-security; do
    run compliance --framework $framework --graph "$work/one.sg"
    exits 0
    holds "$framework: results add up to its requirements" awk '
        NR == 2 { for (i = 3; i <= NF; i++) if ($i ~ /^[0-9]+$/) sum += $i; exit sum == $1 ? 0 : 1 }' "$out"
done
for format in table json jsonl csv; do
    run compliance --framework soc2 --graph "$work/one.sg" --format $format
    exits 0
    cp "$out" "$work/soc2"
    run compliance --framework soc2 --graph "$work/one.sg" --format $format -o "$work/soc2.again"
    exits 0
    silent
    same "$work/soc2" "$work/soc2.again"
done
run compliance --framework soc2 --graph "$work/one.sg" --format csv
lines $((27 * 6 + 1))

# A framework by file: rules by either side, one that no policy has, one that cannot be evaluated.
cat >"$work/house.yaml" <<'YAML'
apiVersion: secgraph/v1
kind: Framework
id: house
name: House rules
version: "2026"
requirements:
  - {id: H-1, title: Volumes are encrypted, rules: [EC2-004]}
  - {id: H-2, title: People are trained}
YAML
run compliance --framework "$work/house.yaml" --graph "$work/one.sg" --format csv
exits 0
says '"house","H-1","Volumes are encrypted","300000000003","fail",'
says '"house","H-2","People are trained","300000000003","manual",0,0,0,""'
sed -i 's/EC2-004/EC2-0004/' "$work/house.yaml"
run compliance --framework "$work/house.yaml" --graph "$work/one.sg"
exits 2
tells 'house.yaml:7:'
tells 'did you mean `EC2-004`?'
sed -i 's/EC2-0004/X-1/' "$work/house.yaml"
mkdir -p "$work/own"
cat >"$work/own/x.yaml" <<'YAML'
apiVersion: secgraph/v1
kind: ConfigRule
id: X-1
version: 1.0.0
name: No node
severity: LOW
description: Its primary column is no node.
risk: None.
applies: MATCH (b:Bucket)
query: MATCH (b:Bucket) RETURN b.name AS b
primary: b
remediation: {text: Nothing to do.}
YAML
run compliance --framework "$work/house.yaml" --graph "$work/one.sg" --policies "$work/own"
exits 1
tells 'rule X-1 was not evaluated'
holds 'what failed to run is unknown' grep -qE '^H-1 +unknown ' "$out"

run compliance --framework nowhere --graph "$work/one.sg"
exits 2
tells 'there is no framework `nowhere`'
run compliance --framework ./nowhere.yaml --graph "$work/one.sg"
exits 2
run compliance --framework soc2
exits 2
run compliance --graph "$work/one.sg"
exits 2
run compliance --framework soc2 --graph "$work/one.sg" --format xml
exits 2
run compliance --framework soc2 --graph "$work/nowhere"
exits 2
run compliance one
exits 2
