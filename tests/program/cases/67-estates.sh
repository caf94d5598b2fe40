# Inventories that others recorded, where they are at hand: every policy and every framework runs over each.
estates=${SECGRAPH_ESTATES:-../shared/data/estates}
for recorded in cloudmapper-demo c7n-merged c7n-placebo fixinventory cloudsplaining aws-cli-examples; do
    [ -d "$estates/$recorded" ] || continue
    run load "$estates/$recorded" --out "$work/recorded.sg"
    holds "$recorded is read" test -s "$work/recorded.sg"
    run check --graph "$work/recorded.sg" --allow-partial --format jsonl
    exits 0
    holds "every policy runs over $recorded" test "$(grep -c 'not evaluated' "$err")" -eq 0
    run compliance --framework nist-800-53-r5 --graph "$work/recorded.sg" --allow-partial
    exits 0
done
rm -f "$work/recorded.sg"
