# Limits of a statement: by option, by a setting of the shell; and what PROFILE says of a statement.
graph=$work/one.sg

run query --help
says '--memory MIB'
says '--rows N'
says '--depth N'
says '60 s, 2 GiB, 10 million rows'
run query --graph "$graph" --rows 3 'UNWIND range(1, 5) AS x RETURN x'
exits 1
silent
tells 'more rows than its limit of 3, in Unwind'
run query --graph "$graph" --rows 5 'UNWIND range(1, 5) AS x RETURN x'
exits 0
run query --graph "$graph" --memory 1MiB 'UNWIND range(1, 1000000) AS x RETURN collect(x)'
exits 1
tells 'more memory than its limit of 1048576 bytes, in Unwind'
run query --graph "$graph" --memory 512KiB 'RETURN 1'
exits 0
run query --graph "$graph" --depth 1 'MATCH (a)-[*2..]->(b) RETURN count(*)'
exits 1
tells 'limit of 1, in Walk'
run query --graph "$graph" --timeout 1ms 'UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*)'
exits 1
tells 'longer than its limit of 1 ms, in'
run query --graph "$graph" --rows none 'RETURN 1'
exits 2
tells 'the limit `rows` is a whole number from 1'
run query --graph "$graph" --memory 99999999999999GiB 'RETURN 1'
exits 2
run query --graph "$graph" --memory 10s 'RETURN 1'
exits 2
run query --graph "$graph" --rows 0 'RETURN 1'
exits 2

session --graph "$graph" --rows 2 <<'TEXT'
UNWIND [1, 2, 3] AS x RETURN x;
:limit rows 3
UNWIND [4, 5, 6] AS x RETURN x;
:limit
:limit rows default
:limit row 3
:limit memory lots
TEXT
exits 2
says '4'
says 'rows              3'
says 'timeout       60000 ms'
tells 'more rows than its limit of 2, in Unwind'
tells 'did you mean `rows`?'
tells 'not `lots`'

session --empty --format json <<'TEXT'
:limit rows 2
:limit rows -1
UNWIND range(1, 3) AS x RETURN x;
:limit rows default
UNWIND range(1, 3) AS x RETURN x;
TEXT
exits 0
prints '{"ok":true}
{"error":{"type":"CommandError","detail":"InvalidCommand","phase":"compile","message":"the limit `rows` is a whole number from 1, or `default`, not `-1`; most rows of a result","line":null,"column":null}}
{"error":{"type":"LimitError","detail":"LimitReached","phase":"runtime","message":"the result has more rows than its limit of 2, in Unwind","line":null,"column":null}}
{"ok":true}
{"columns":["x"],"rows":[[1],[2],[3]],'"$stats"'}'

# PROFILE: the rows, then what each operator has cost.
run query --graph "$graph" 'PROFILE MATCH (a:Account) RETURN count(a) AS n'
exits 0
says 'relationships         memory           time'
says 'Aggregate count(a) -> n'
says 'NodeScan (a:Account)'
run query --graph "$graph" --format json 'PROFILE MATCH (a:Account) RETURN count(a) AS n'
exits 0
lines 1
says '"profile":[{"operator":"Aggregate","detail":"count(a) -> n","depth":0,"estimated":1.0,"rows":1,"batches":1,"relationships":0,"memory":'
says '{"operator":"NodeScan","detail":"(a:Account)","depth":1,"estimated":'
run query --graph "$graph" --format csv 'PROFILE UNWIND [1, 2] AS x RETURN x'
prints '"x"
1
2'
