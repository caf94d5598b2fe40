# What a graph costs and what shape it has.
run stats --graph "$estate"
exits 0
says 'out_others'
says 'topology'
says 'VirtualMachine'
says 'HAS_POLICY'
says 'answers about single resources'
run stats --graph "$estate" --format json
exits 0
sum() { awk '{ all += $1 } END { print all + 0 }'; }
numbers() { grep -o "$1[0-9]*" "$out" | grep -o '[0-9]*$'; } # numbers PREFIX: what follows it
holds 'sections add up' [ "$(numbers '"items":[0-9]*,"bytes":' | sum)" = "$(numbers '"all":')" ]
holds 'uses add up' [ "$(numbers '"\(topology\|columns\|strings\|lookup\|other\)":' | sum)" = "$(numbers '"all":')" ]
# The first number is of the whole, the others are of the types.
holds 'types add up' [ "$(numbers '"relationships":' | sed 1d | sum)" = "$(numbers '"relationships":' | head -n 1)" ]
run stats --graph "$estate" --format csv
exits 2
tells 'table or json'
run stats --graph "$estate" more
exits 2
tells 'too many arguments'
