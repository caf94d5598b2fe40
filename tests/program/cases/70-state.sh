# Issues from one check to the next.
copy=$work/estate
db=$work/state.db
rm -rf "$copy"
cp -r "$estate" "$copy"
listed() { # listed ID: state, stale and reopened of one issue
    run issues --state "$db" --all --format jsonl
    grep "\"resource\":\"[^\"]*$1\"" "$out" |
        sed 's/.*"state":"\([A-Z]*\)","stale":\([a-z]*\).*"policy":"\([^"]*\)".*"reopened":\([0-9]*\).*/\3 \1 \2 \4/' |
        LC_ALL=C sort >"$work/listed"
    cp "$work/listed" "$out"
}
remember() {
    run check --graph "$copy" --policy EC2-001 --state "$db" --allow-partial
}
groups=$copy/data-platform/eu-west-1/ec2-describe-volumes.json

remember
exits 0
tells ' issues opened, 0 reopened, 0 resolved, 0 stale'
remember
tells 'state: 0 issues opened, 0 reopened, 0 resolved, 0 stale'
run issues --state "$db"
exits 0
says 'notebook-scratch'
for format in json jsonl csv; do
    run issues --state "$db" --format $format --policy TC-003
    exits 0
    says 'notebook-scratch'
    says_not 'checkout-web'
done
volume=$(sed -n 's/.*"resource":"\([^"]*\)".*/\1/p; t; s/.*\(arn:aws:ec2:[^"]*\).*/\1/p' "$out" | head -n 1)

# The volume is not in the answer any more, and the answer is not there either: not a fix.
mv "$groups" "$work/volumes.json"
remember
listed "$volume"
says 'TC-003 OPEN true 0'
echo '{"Volumes": [' >"$groups"
remember
listed "$volume"
says 'TC-003 OPEN true 0'
# It is really gone: resolved; then it comes back.
sed 's/"Encrypted": false/"Encrypted": true/' "$work/volumes.json" >"$groups"
remember
listed "$volume"
says 'TC-003 RESOLVED false 0'
run issues --state "$db" --policy TC-003
says_not 'notebook-scratch'
cp "$work/volumes.json" "$groups"
remember
tells ' 0 issues opened'
listed "$volume"
says 'TC-003 OPEN false 1'

# A state file that is none.
echo 'not a database, but long enough to look like a file of some other kind' >"$work/other.db"
run check --graph "$work/one.sg" --state "$work/other.db"
exits 2
tells 'other.db'
run issues --state "$work/other.db"
exits 2
tells 'other.db'
