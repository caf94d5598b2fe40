# Generated estates: the same seed gives the same bytes, and a check finds what was planted and nothing else.
run generate --accounts 5 --seed 3 --out "$work/csv"
exits 0
tells 'generated 5 accounts'
run generate --accounts 5 --seed 3 --out "$work/again"
holds 'the same seed gives the same files' diff -r "$work/csv" "$work/again"
run generate --accounts 5 --seed 4 --out "$work/again"
holds 'another seed gives others' test "$(cmp "$work/csv/nodes/Bucket.csv" "$work/again/nodes/Bucket.csv" | wc -l)" -eq 1
run generate --accounts 5 --seed 3 --format snapshot --out "$work/five.sg"
exits 0
same "$work/csv/expected.json" "$work/five.sg.expected.json"
edges=$(cat "$work"/csv/relationships/*.csv | grep -vc '^:START_ID')
rows "$work/five.sg" 'MATCH ()-[r]->() RETURN count(r)'
prints "$edges"
run check --graph "$work/five.sg" --policies policies/library/combinations --format json
exits 0
issues() { sed -n 's/.*"policy":"\([^"]*\)".*"resource":{"uid":"\([^"]*\)".*/\1 \2/p' | LC_ALL=C sort; }
planted() { sed -n 's/^ *"\(TC-[0-9]*\)": \[$/policy \1/p; s/^  "\([^"]*\)".*/\1/p' | awk '/^policy/ { p = $2; next } { print p, $0 }' | LC_ALL=C sort; }
# Every combination, and nothing else: several issues of a policy about one resource are one here.
issues <"$out" | uniq >"$work/found"
planted <"$work/csv/expected.json" >"$work/planted"
same "$work/found" "$work/planted"
# Each combination of the library is planted; one that is not must be planted before it is shipped.
cut -d ' ' -f 1 "$work/planted" | uniq >"$work/covered"
sed -n 's/^id: *\(TC-[0-9]*\).*/\1/p' $(find policies/library/combinations -name '*.yaml') | LC_ALL=C sort >"$work/shipped"
same "$work/covered" "$work/shipped"

run generate --out "$work/csv"
exits 2
tells '`--accounts` is missing'
run generate --accounts 5
exits 2
run generate --accounts 100001 --out "$work/csv"
exits 2
tells 'an estate has 1 to 100000 accounts'
run generate --accounts 5 --format xml --out "$work/csv"
exits 2
run generate --accounts 5 --out "$work/found"
exits 1

# What administrators may do is the same as spans and as a relationship for each pair; CSV files have the latter, whatever
# the graph holds, for other programs to load, and what is loaded of them is the same graph.
run generate --accounts 2 --seed 3 --format snapshot --spans --out "$work/spans.sg"
exits 0
run generate --accounts 2 --seed 3 --format snapshot --materialise-hubs --out "$work/pairs.sg"
exits 0
same "$work/spans.sg.expected.json" "$work/pairs.sg.expected.json"
holds 'spans are smaller' test "$(stat -c %s "$work/spans.sg")" -lt "$(stat -c %s "$work/pairs.sg")"
for hubs in spans pairs; do
    run export --graph "$work/$hubs.sg" --format csv --out "$work/$hubs.csv"
    exits 0
    sort "$work/$hubs.csv"/*CAN_ACCESS.csv >"$work/$hubs.sorted"
    run load "$work/$hubs.csv" --out "$work/$hubs.loaded"
    exits 0
done
same "$work/spans.sorted" "$work/pairs.sorted"
same "$work/spans.loaded" "$work/pairs.loaded"
run generate --accounts 2 --seed 3 --materialise-hubs --out "$work/hubs"
exits 0
rows "$work/spans.sg" 'MATCH (:AccessRole)-[r:CAN_ACCESS]->(:Bucket) RETURN count(r)'
prints "$(grep -vc '^:START_ID' "$work/hubs/relationships/CAN_ACCESS.AccessRole.Bucket.csv")"
# Whichever way it comes, and however nodes are numbered then, issues are the same, as severe and with the same score.
for graph in spans.sg pairs.sg hubs; do
    run check --graph "$work/$graph" --policies policies/library/combinations --format json
    exits 0
    sed -n 's/.*"fingerprint":"\([^"]*\)".*"severity":"\([^"]*\)","risk_score":\([0-9]*\),.*/\1 \2 \3/p' "$out" |
        LC_ALL=C sort >"$work/$graph.scores"
done
holds 'there are issues' test -s "$work/hubs.scores"
same "$work/spans.sg.scores" "$work/pairs.sg.scores"
same "$work/hubs.scores" "$work/pairs.sg.scores"
run generate --accounts 2 --spans --materialise-hubs --format snapshot --out "$work/hubs.sg"
exits 2
tells 'exclude each other'
run generate --accounts 2 --spans --out "$work/hubs.csv"
exits 2
tells '`--spans` is for snapshots'

# The same estate as an inventory: routes, groups, policies and trust lead to the same issues; plants.def says of
# which combinations, and why not of the others.
sed -n 's/^\(TOLD\|UNTOLD\)("\(TC-[0-9]*\)".*/\2/p' generate/plants.def | LC_ALL=C sort >"$work/covered"
same "$work/covered" "$work/shipped"
run generate --accounts 3 --seed 3 --format aws --out "$work/aws"
exits 0
run load "$work/aws" --out "$work/three.sg"
exits 0
run check --graph "$work/three.sg" --policies policies/library/combinations --format json
exits 0
planted <"$work/aws.expected.json" >"$work/planted"
told=$(sed -n 's/^TOLD("\(TC-[0-9]*\)")$/\1/p' generate/plants.def | paste -sd '|')
issues <"$out" | grep -E "^($told) " | uniq >"$work/found"
holds 'something was planted' test -s "$work/planted"
same "$work/found" "$work/planted"
