# What became of the issues of an earlier graph: the same estate, and one without some of its accounts.
mkdir "$work/less"
cp -r "$estate"/* "$work/less/"
rm -r "$work/less/sandbox"
run load "$work/less" --out "$work/less.sg"
exits 0
run check --graph "$work/one.sg" --since "$work/one.sg" --allow-partial
tells '0 of '
tells '0 issues opened, 0 changed, 0 resolved'
silent
run check --graph "$work/one.sg" --since "$work/less.sg" --allow-partial
says 'opened'
tells ' policies read what has changed'
run check --graph "$work/less.sg" --since "$work/one.sg" --format json
lines 1
says '"change":"resolved"'
run check --graph "$work/one.sg" --since "$work/less.sg" --fail-on HIGH
exits 2
run check --graph "$work/one.sg" --since "$work/absent.sg"
exits 2

# What a check has cost, and that threads and rows find the same.
run check --graph "$work/one.sg" --format json --threads 1
cp "$out" "$work/issues"
run check --graph "$work/one.sg" --format json --threads 3 --no-reduce --profile
same "$out" "$work/issues"
tells 'policies in '
