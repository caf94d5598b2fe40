# Policies: what is shipped is sound, and what is wrong is told with its place.
run policy list
exits 0
holds 'a policy is listed with kind and severity' grep -qE '^TC-005 +GraphPolicy +CRITICAL' "$out"
for format in json jsonl csv; do
    run policy list --format $format
    exits 0
    says '"TC-005"'
done
run policy show TC-001
exits 0
same "$out" policies/library/combinations/exposed-compute/tc-001-exposed-vm-reads-sensitive-bucket.yaml
run policy show TC-0001
exits 2
run policy lint
exits 0
says ' 0 are not'
run policy test
exits 0
says ' 0 failed'
run policy test TC-001
exits 0
says '4 tests passed, 0 failed'
run policy nonsense
exits 2

# write_policy: a sound one, from standard input's further keys
write_policy() {
    mkdir -p "$work/policies"
    cat >"$work/policies/p.yaml" <<'YAML'
apiVersion: secgraph/v1
kind: ConfigRule
id: X-001
version: 1.0.0
maturity: stable
name: A bucket
severity: LOW
description: There is a bucket.
risk: None.
query: |
  MATCH (b:Bucket)
  RETURN b
primary: b
remediation: {text: Nothing to do.}
YAML
    cat >>"$work/policies/p.yaml"
}
wrong() { # wrong TEXT PLACE: both commands that read it say so
    for command in "policy lint --policies" "check --graph $work/one.sg --policies"; do
        run $command "$work/policies"
        exits 2
        tells "$1"
        tells "p.yaml${2:+:$2}"
    done
}
write_policy </dev/null
run policy lint --policies "$work/policies"
exits 0
run check --graph "$work/one.sg" --policies "$work/policies" --format jsonl
exits 0
says '"policy":"X-001"'
write_policy <<<'sevrity: HIGH'
wrong 'sevrity' 15:1
tells 'did you mean `severity`?'
write_policy <<<'owner: [unclosed'
wrong '' 1
write_policy </dev/null
sed -i "s/^id: .*/id: ''/" "$work/policies/p.yaml"
wrong '`id` must not be empty' 3:5
write_policy </dev/null
sed -i "s/^kind: .*/kind: Rule/" "$work/policies/p.yaml"
wrong '`Rule` is no kind' 2:7
write_policy <<<"tests: $(printf '[%.0s' {1..40})"
wrong 'nested deeper than 32 levels' 15
: >"$work/policies/p.yaml"
wrong 'the file is empty' ''
write_policy </dev/null
sed -i 's/RETURN b/RETRUN b/' "$work/policies/p.yaml"
wrong '' 12:3
sed -i 's/RETRUN b/RETURN b/; s/primary: b/primary: c/' "$work/policies/p.yaml"
wrong '`c`' 13:10
write_policy </dev/null
sed -i 's/:Bucket/:Bukket/' "$work/policies/p.yaml"
run policy lint --policies "$work/policies"
exits 2
tells 'the data model has no label `Bukket`'
tells 'p.yaml:11:12'
tells 'did you mean `Bucket`?'
write_policy <<'YAML'
tests:
  - {name: one, graph: "(b:Bucket {id: 'x'})", expect: [{b: x}]}
  - {name: other, graph: "(b:Bucket {id: 'x'})", expect: [{b: y}]}
YAML
run policy test --policies "$work/policies"
exits 1
says 'FAILED X-001, other: found b=x , expected b=y'
run policy list --policies "$work/nowhere"
exits 2

# A policy that fails costs no other anything.
write_policy </dev/null
cat policies/library/rules/s3/s3-001-public-bucket.yaml >"$work/policies/q.yaml"
sed -i 's/RETURN b$/RETURN toInteger(b) AS b/' "$work/policies/p.yaml"
run check --graph "$work/one.sg" --policies "$work/policies"
holds 'a policy that fails is an error' test "$code" -ne 0
says 'not evaluated: X-001'
says 'S3-001'
tells 'policy X-001 was not evaluated'

# The policies and the catalogue are found beside the program, by variables, or not at all.
if [ -d "$(dirname "$program")/../../policies/library" ]; then
    (cd "$work" && "$program" policy lint) >"$out" 2>"$err"
    holds 'policies are found from anywhere' grep -q ' 0 are not' "$out"
fi
mkdir -p "$work/installed/bin" "$work/installed/share/secgraph"
cp "$program" "$work/installed/bin/secgraph"
"$work/installed/bin/secgraph" policy list >"$out" 2>"$err"
holds 'a program alone says that it has no policies' grep -q 'no policies came with this program' "$err"
cp -r policies/library "$work/installed/share/secgraph/policies"
cp policies/catalogue.yaml "$work/installed/share/secgraph/catalogue.yaml"
"$work/installed/bin/secgraph" policy lint >"$out" 2>"$err"
holds 'installed policies are found' grep -q ' 0 are not' "$out"

# Files and folders in place of ids.
run policy lint "$(find policies/library -name '*.yaml' | LC_ALL=C sort | head -n 1)"
exits 0
says '1 policies are sound, 0 are not'
run policy lint "$work/policies/p.yaml"
exits 2
tells 'toInteger(value)'
run policy test policies/library
exits 0
run policy lint "$work/no-such.yaml"
exits 2
tells 'there is no policy'

# Every combination has its line among those that are known.
run policy list --format csv
holds 'combinations are listed' grep -q GraphPolicy "$out"
grep GraphPolicy "$out" | grep -o 'TC-[0-9]*' | sort -u >"$work/shipped"
sed -n '/^## Toxic combinations/,$p' docs/policies.md | grep '^| [0-9]* | TC-' | cut -d '|' -f 3 | grep -o 'TC-[0-9]*' | sort -u >"$work/told"
same "$work/shipped" "$work/told"
holds 'all 98 lines' test "$(sed -n '/^## Toxic combinations/,$p' docs/policies.md | grep -c '^| [0-9]')" -eq 98
