# Exchange: CSV, OpenGraph and GraphML, in and out.
mkdir -p "$work/exchange"
printf ':ID,name,size:long,:LABEL\n1,logs,7,Bucket;DataStore\n2,"a ""b"", c",,Bucket\n' >"$work/exchange/nodes.csv"
printf ':START_ID,:END_ID,:TYPE,since:date\n1,2,REPLICATES_TO,2024-02-29\n' >"$work/exchange/rels.csv"
run load "$work/exchange" --out "$work/exchange.sg"
exits 0
silent
tells 'loaded 2 CSV files: 2 nodes, 1 relationships'
rows "$work/exchange.sg" 'MATCH (a:DataStore)-[r:REPLICATES_TO]->(b) RETURN a.size, r.since, b.name'
prints '7,"2024-02-29","a ""b"", c"'
rows "$work/exchange" 'MATCH (n) RETURN count(n)'
prints '2'

# What has nothing in it is written and read as such, and JSON that speaks of ids is no CSV.
printf ':ID\n' >"$work/nothing.csv"
run load "$work/nothing.csv" --out "$work/nothing.sg"
exits 0
run export --graph "$work/nothing.sg" --out "$work/nothing"
exits 0
run load "$work/nothing" --out "$work/nothing-again.sg"
exits 0
tells 'loaded 0 CSV files: 0 nodes, 0 relationships'
printf '{"Reservations": [], "note": "urn:IDS and urn:ID"}' >"$work/ec2-describe-instances.json"
run load "$work/ec2-describe-instances.json" --out "$work/json.sg"
exits 0
tells 'loaded 1 of 1 files'

# Files by option, labels and type from the command line, another delimiter.
printf 'id:ID\tn:int\na\t1\nb\t2\n' >"$work/n.tsv"
printf ':START_ID\t:END_ID\na\tb\nb\tzz\n' >"$work/r.tsv"
run load --nodes "A:B=$work/n.tsv" --relationships "T=$work/r.tsv" --delimiter TAB --out "$work/tsv.sg"
exits 2
tells 'no node has the id `zz`'
tells 'r.tsv:3:3'
tells 'bad-tolerance'
absent "$work/tsv.sg"
run load --nodes "A:B=$work/n.tsv" --relationships "T=$work/r.tsv" --delimiter TAB --bad-tolerance 1 --out "$work/tsv.sg"
exits 0
tells '1 relationships are left out'
rows "$work/tsv.sg" 'MATCH (a:A:B)-[:T]->(b {id: "b"}) RETURN a.n + b.n'
prints '3'
run load --nodes "$work/n.tsv" --delimiter ab --out "$work/no.sg"
exits 2
tells 'one character'
printf 'id:ID,n:int\na,x\n' >"$work/bad.csv"
run load "$work/bad.csv" --out "$work/no.sg"
exits 2
tells 'bad.csv:2:3'
run load "$work/exchange" "$estate" --out "$work/no.sg"
exits 2
tells 'of several kinds'

# The demo estate out and in again.
run export --graph "$work/one.sg" --out "$work/exported"
exits 0
run load "$work/exported" --out "$work/exchanged.sg"
exits 0
for question in 'MATCH (n) RETURN count(n), count(n.tags), count(n.createdAt)' \
    'MATCH (a)-[r:CAN_ACCESS]->(b) RETURN a.id, b.id, r.read, r.certainty ORDER BY a.id, b.id, r.read' \
    'MATCH (n) RETURN id(n), labels(n), properties(n) ORDER BY id(n)'; do
    rows "$work/one.sg" "$question"
    cp "$out" "$work/expected"
    rows "$work/exchanged.sg" "$question"
    same "$out" "$work/expected"
done
run export --graph "$work/exchanged.sg" --out "$work/exported-again"
exits 0
holds 'exporting what was exported gives the same files' diff -r "$work/exported" "$work/exported-again"

run export --graph "$work/one.sg" --format opengraph --out "$work/one.json"
exits 0
run load "$work/one.json" --out "$work/opened.sg"
exits 0
rows "$work/one.sg" 'MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, a.name ORDER BY a.id, type(r), b.id'
cp "$out" "$work/expected"
rows "$work/opened.sg" 'MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, a.name ORDER BY a.id, type(r), b.id'
same "$out" "$work/expected"
run export --graph "$work/one.sg" --format graphml --out "$work/one.graphml"
exits 0
holds 'GraphML has every node' test "$(grep -c '<node ' "$work/one.graphml")" -eq "$(tail -n +2 "$work/exported"/nodes-*.csv | grep -c '^[0-9]')"

run export --graph "$work/one.sg" --format dot --out "$work/x"
exits 2
tells 'csv, graphml or opengraph'
run export --graph "$work/one.sg"
exits 2
