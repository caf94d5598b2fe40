# One query: formats, errors with a place, the machine interface line.
stats='"stats":{"nodes_created":0,"nodes_deleted":0,"relationships_created":0,"relationships_deleted":0,"properties_set":0,"labels_added":0,"labels_removed":0}'
graph=$work/one.sg

run query --graph "$graph" 'MATCH (vm:VirtualMachine)-[:HAS]->(role:AccessRole)-[:CAN_ACCESS]->(b:Bucket) WHERE vm.exposure = "PUBLIC" AND b.hasSensitiveData = true RETURN vm, role, b'
exits 0
says "(:Bucket {id: 'arn:aws:s3:::fintech-card-vault'})"
says "(:Bucket {id: 'arn:aws:s3:::fintech-analytics-exports'})"
lines 4
run query --graph "$graph" 'RETURN "größe" AS a, 1 AS b UNION ALL RETURN "x" AS a, 2.0 AS b'
exits 0
prints 'a      b
-----  ---
größe  1
x      2.0'
run query --graph "$graph" --format json 'RETURN 1 AS i, 1.0 AS f, 0.0/0.0 AS n, 1.0/0.0 AS p, null AS z, [true, "a\n"] AS l, {a: 1} AS m, {`$a`: {b: 1}} AS d'
exits 0
prints '{"columns":["i","f","n","p","z","l","m","d"],"rows":[[1,1.0,{"$float":"NaN"},{"$float":"Infinity"},null,[true,"a\n"],{"a":1},{"$map":{"$a":{"b":1}}}]],'"$stats}"
run query --graph "$graph" --format json 'MATCH p = (:AccessRole)<-[:HAS]-(:VirtualMachine) RETURN p LIMIT 1'
exits 0
lines 1
says '{"columns":["p"],"rows":[[{"$path":[{"$node":'
says '{"$relationship":'
says '"type":"HAS","start":'
run query --graph "$graph" --format jsonl 'UNWIND [1, 2] AS x RETURN x, "a" AS y'
prints '{"x":1,"y":"a"}
{"x":2,"y":"a"}'
run query --graph "$graph" --format csv 'UNWIND ["=1+1", "a,""b""", null] AS x RETURN x, 1.5 AS y'
exits 2
run query --graph "$graph" --format csv "UNWIND ['=1+1', 'a,\"b\"', null] AS x RETURN x, 1.5 AS y"
prints '"x","y"
"'"'"'=1+1",1.5
"a,""b""",1.5
,1.5'
run query --graph "$graph" --params '{"id": "arn:aws:s3:::fintech-card-vault"}' --format csv 'MATCH (b:Bucket {id: $id}) RETURN b.name'
prints '"b.name"
"fintech-card-vault"'
run query --graph "$graph" 'EXPLAIN MATCH (b:Bucket) RETURN b'
exits 0
says 'Bucket'
run query --graph "$graph" --format json 'EXPLAIN MATCH (b:Bucket) RETURN b'
exits 0
lines 1
says '{"columns":["plan"],"rows":[["'

# What a terminal would obey is not passed on.
run query --graph "$graph" 'RETURN "a\u001b[31mb\u202ec" AS x'
exits 0
holds 'no escape reaches the terminal' eval "! grep -q $'\\033' '$out'"
says 'a�[31mb�c'

# Errors: one clear message with its place.
run query --graph "$graph" 'MATCH (n:Bucket) RETRUN n'
exits 2
silent
tells '--> query:1:18'
tells '^^^^^^'
tells 'did you mean'
run query --graph "$graph" 'MATCH (n:Bucket) RETURN nodez(n)'
exits 2
tells 'did you mean `nodes`?'
run query --graph "$graph" --format json 'RETURN x'
exits 2
prints '{"error":{"type":"SyntaxError","detail":"UndefinedVariable","phase":"compile","message":"variable `x` is not defined","line":1,"column":8}}'
run query --graph "$graph" 'MATCH (n:Bukket) RETURN n'
exits 0
tells 'did you mean `Bucket`?'
run query --graph "$graph" 'RETURN 1 / 0'
exits 1
run query --graph "$graph" 'CREATE (n)'
exits 2
tells 'the graph can only be read here'
run query --graph "$graph" 'RETURN $missing'
holds 'a parameter without value is an error' test "$code" -ne 0
run query --graph "$graph" --params '[1]' 'RETURN 1'
exits 2
run query --graph "$graph" --params '{"a": }' 'RETURN 1'
exits 2
tells 'params:1:'
run query --graph "$graph" --timeout 1 'UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*)'
exits 1

# canAccess() asks the policies of the graph: any action, also such as no relationship tells.
can='MATCH (r:AccessRole {name: "checkout-web"}), (b:Bucket {name: "fintech-card-vault"}) RETURN canAccess(r, b, '
run query --graph "$graph" --format csv "$can's3:GetObject') AS a"
prints '"a"
"ALLOWED"'
run query --graph "$graph" --format csv "$can's3:PutBucketPolicy') AS a"
prints '"a"
"DENIED"'
run query --graph "$graph" --format csv "$can'everything') AS a"
exits 1
tells 'is no action'
run query --graph "$graph" --format csv 'MATCH (r:AccessRole)-[:CAN_ACCESS {read: true, certainty: "must"}]->(b:Bucket) WHERE canAccess(r, b, "s3:GetObject") <> "ALLOWED" AND canAccess(r, b, "s3:GetObjectVersion") <> "ALLOWED" RETURN count(*) AS n'
prints '"n"
0'
run query --graph "$graph" --format csv 'MATCH (r:AccessRole), (b:Bucket) WHERE canAccess(r, b, "s3:GetObject") = "ALLOWED" AND NOT EXISTS { (r)-[:CAN_ACCESS {read: true}]->(b) } RETURN count(*) AS n'
prints '"n"
0'

# A folder of which nothing can be read: answered, with a code of its own.
mkdir -p "$work/unreadable"
echo '{broken' >"$work/unreadable/x.json"
run query --graph "$work/unreadable" --format json 'MATCH (n:Bucket) RETURN count(n) AS n'
exits 4
says '"rows":[[0]]'
tells 'nothing of the source could be read'
