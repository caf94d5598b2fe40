# The rim: help, versions, wrong command lines.
run
exits 2
run --help
exits 0
says 'secgraph check'
run --version
exits 0
says 'secgraph '
run chek
exits 2
tells 'did you mean `check`?'

for command in load check query shell issues decide coverage stats explain policy parse; do
    run $command --help
    exits 0
    says "secgraph $command"
    says '--help'
    run $command --nonsense
    exits 2
    tells 'unknown option `--nonsense`'
    tells "see \`secgraph $command --help\`"
done
for command in check query decide coverage stats explain; do
    run $command
    exits 2
    tells '`--graph` is missing'
done
run load "$estate"
exits 2
tells '`--out` is missing'
run load "$estate" -j2 -o"$work/joined.sg"
exits 0
run load "$estate" -jx -o"$work/joined.sg"
exits 2
tells '`--threads` takes a whole number, not `x`'
run check --graph "$estate" --severty HIGH
exits 2
tells 'did you mean `--severity`?'
run check --graph "$estate" --severity SEVERE
exits 2
tells 'not `SEVERE`'
run check --graph "$estate" --format xml
exits 2
tells 'not `xml`'
run check --graph "$estate" --policy TC-01
exits 2
tells 'did you mean `TC-001`?'
run query --graph "$estate" 'RETURN 1' 'RETURN 2'
exits 2
run shell --graph "$estate" --empty
exits 2
run load "$estate" --out "$work/x.sg" --threads many
exits 2
tells 'takes a whole number'
run issues --state "$work/missing.db"
exits 2
tells 'there is no state file'
absent "$work/missing.db"

# Help that nobody can read is told by the exit code; names are shown without what terminals obey.
if [ -w /dev/full ]; then
    "$program" check --help >/dev/full 2>"$err"
    holds 'help is not lost in silence' test $? -eq 1
    tells 'cannot write to standard output'
fi
run $'\033[31m'
exits 2
tells $'unknown command `\357\277\275[31m`'
run query --parms
exits 2
tells 'did you mean `--params`?'
holds 'a hint is given once' test "$(grep -c 'did you mean' "$err")" -eq 1
