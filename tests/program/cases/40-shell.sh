# Sessions: with programs (the machine interface), with pipes, and parse.
ok='{"ok":true}'
session() { # standard input is the session
    cat >"$work/session"
    input=$work/session
    run shell "$@"
    input=
}

session --empty --format json <<'TEXT'
RETURN 1 AS a; RETURN 'x;y' AS b; // a comment; with a semicolon
:params {"x": [1, 2.5]}
RETURN $x
  AS list;
/* nothing */ ;
:procedure {"name": "p"}
:nonsense
MATCH (n) RETURN n;
CREATE (n:A);
RETURN
  y;
:clear
RETURN 2 AS last
TEXT
exits 0
prints '{"columns":["a"],"rows":[[1]],'"$stats"'}
{"columns":["b"],"rows":[["x;y"]],'"$stats"'}
'"$ok"'
{"columns":["list"],"rows":[[[1,2.5]]],'"$stats"'}
{"error":{"type":"CommandError","detail":"InvalidCommand","phase":"compile","message":"a procedure is {name, in, out, columns, rows}: `in` is a list of [name, type]","line":null,"column":null}}
{"error":{"type":"CommandError","detail":"InvalidCommand","phase":"compile","message":"there is no command `:nonsense`; see `:help`","line":null,"column":null}}
{"columns":["n"],"rows":[],'"$stats"'}
{"columns":[],"rows":[],"stats":{"nodes_created":1,"nodes_deleted":0,"relationships_created":0,"relationships_deleted":0,"properties_set":0,"labels_added":1,"labels_removed":0}}
{"error":{"type":"SyntaxError","detail":"UndefinedVariable","phase":"compile","message":"variable `y` is not defined","line":2,"column":3}}
'"$ok"'
{"columns":["last"],"rows":[[2]],'"$stats"'}'
holds 'a session of programs tells nothing beside' test ! -s "$err"

# A procedure is a table; defining it anew and clearing forget the statements that knew it.
session --empty --format json <<'TEXT'
:procedure {"name":"test.city","in":[["name","STRING?"]],"out":[["city","STRING?"]],"columns":["name","city"],"rows":[["Stefan","Berlin"],["Mats","Malmö"]]}
CALL test.city('Stefan');
:params {"name":"Mats"}
CALL test.city;
:procedure {"name":"test.city","in":[],"out":[["n","INTEGER?"]],"columns":["n"],"rows":[[1],[2]]}
CALL test.city() YIELD n WHERE n > 1 RETURN n;
CALL test.city('Stefan');
:clear
CALL test.city;
TEXT
exits 0
prints "$ok"'
{"columns":["city"],"rows":[["Berlin"]],'"$stats"'}
'"$ok"'
{"columns":["city"],"rows":[["Malmö"]],'"$stats"'}
'"$ok"'
{"columns":["n"],"rows":[[2]],'"$stats"'}
{"error":{"type":"SyntaxError","detail":"InvalidNumberOfArguments","phase":"compile","message":"test.city takes 0 arguments, not 1","line":1,"column":6}}
'"$ok"'
{"error":{"type":"ProcedureError","detail":"ProcedureNotFound","phase":"compile","message":"there is no procedure `test.city`","line":1,"column":6}}'

# A NUL byte neither ends a line nor hides what stands behind it.
printf 'RETURN 1, \0 2;\nRETURN 3 AS c; \0 RETURN 4;\n' >"$work/session"
input=$work/session
run shell --empty --format json
input=
exits 0
lines 3
says '"message":"unexpected control character 0x00","line":1,"column":11}}'
says '{"columns":["c"],"rows":[[3]],'
says '"message":"unexpected control character 0x00","line":1,"column":1}}'

session --graph "$work/one.sg" --format json <<'TEXT'
MATCH (n:Account {known: true}) RETURN count(n);
:clear
MATCH (n) RETURN count(n);
TEXT
exits 0
prints '{"columns":["count(n)"],"rows":[[6]],'"$stats"'}
'"$ok"'
{"columns":["count(n)"],"rows":[[0]],'"$stats"'}'

session --graph "$work/one.sg" <<'TEXT'
:schema
:help
:help toUpper
:params {"x": 1}
:params
RETURN $x;
RETURN y;
TEXT
exits 2
says 'VirtualMachine'
says 'CAN_ACCESS'
says ':params [JSON]'
says 'the text in upper case'
says '{"x":1}'
tells 'variable `y` is not defined'

cat >"$work/statements" <<'TEXT'
MATCH (n:Anything)-[:AT_ALL {p: 1}]->(m) RETURN n.q;
RETURN ';';
RETRUN 1;
CREATE (n);
RETURN
  z;
TEXT
run parse --format json "$work/statements"
exits 2
lines 5
says '{"error":{"type":"SyntaxError","detail":"UnexpectedSyntax","phase":"compile",'
says '"line":3,"column":1}}'
says '"line":6,"column":3}}'
holds 'three statements are right' test "$(grep -c '^{"ok":true}$' "$out")" -eq 3
input=$work/statements
run parse
input=
exits 2
tells '--> standard input:3:1'
echo 'RETURN 1; RETURN 2' >"$work/statements"
run parse "$work/statements"
exits 0
prints 'ok
ok'
run parse "$work/nowhere"
exits 2
tells 'nowhere'
