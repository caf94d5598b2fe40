# Silence: an inventory without some of its answers never looks better than with them.

# A framework of single rules, so that no rule hides behind another.
{
    printf 'apiVersion: secgraph/v1\nkind: Framework\nid: each\nname: Each rule\nversion: "1"\nrequirements:\n'
    sed -n 's/^id: *\([A-Z0-9-]*\)$/  - {id: R-\1, title: A rule, rules: [\1]}/p' \
        $(grep -l '^applies:' -r policies/library/rules | LC_ALL=C sort)
} >"$work/each.yaml"

verdicts() { # verdicts FOLDER FILE: requirement, account, result, passing
    run compliance --framework "$work/each.yaml" --graph "$1" --format csv --allow-partial
    tr -d '"' <"$out" | awk -F, 'NR > 1 { print $2, $4, $5, $8 }' >"$2"
}

# What differs becomes unknown, and nothing more passes than before.
better() { # better BEFORE AFTER
    awk 'NR == FNR { sub(/not applicable/, "none"); result[$1, $2] = $3; passing[$1, $2] = $4; next }
         { sub(/not applicable/, "none") }
         !(($1, $2) in result) { next }
         $3 != result[$1, $2] && $3 != "unknown" || $4 > passing[$1, $2] { print; found = 1 }
         END { exit !found }' "$1" "$2"
}

verdicts "$estate" "$work/before"
exits 0
holds 'every rule speaks of every account' test "$(wc -l <"$work/before")" -eq $((6 * $(grep -c 'id: R-' "$work/each.yaml")))
(cd "$estate" && find . -name '*.json' | LC_ALL=C sort) >"$work/files"
# All answers of one call, and every seventh answer by itself.
grep '^\./[^/]*/[^/]*/' "$work/files" | sed 's,^\./[^/]*/[^/]*/\([^/]*\).*,\1,; s,\.json$,,' | LC_ALL=C sort -u >"$work/calls"
awk 'NR % 7 == 0' "$work/files" >>"$work/calls"
without() { # without CALL|FILE: the estate, but for that
    rm -rf "$work/silent"
    cp -r "$estate" "$work/silent"
    case $1 in
    ./*) rm "$work/silent/$1" ;;
    *) find "$work/silent" \( -name "$1" -o -name "$1.json" \) -print0 | xargs -0 rm -rf ;;
    esac
}
while read -r what_is_missing; do
    without "$what_is_missing"
    verdicts "$work/silent" "$work/after"
    note "$(! better "$work/before" "$work/after" >"$work/better"; echo $?)" \
        "without $what_is_missing it looks better: $(head -n 3 "$work/better" | tr '\n' ';')"
done <"$work/calls"
rm -rf "$work/silent"
