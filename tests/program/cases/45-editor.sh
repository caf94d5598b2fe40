# A person at a terminal, played by script(1): completion, Ctrl-C, several lines, history.
if script -qec true /dev/null >/dev/null 2>&1; then
    what='shell, at a terminal'
    {
        sleep 1
        printf 'MATCH (n:Accou\t {known: true})\r'
        sleep 0.3
        printf 'RETURN count(n) + 1000;\r'
        sleep 0.3
        printf 'MATCH (forgotten\003'
        sleep 0.3
        printf 'RETURN 20 + 22 AS x;\r:quit\r'
        sleep 0.7
    } | TERM=xterm script -qec "$program shell --graph $work/one.sg" /dev/null >"$out" 2>"$err"
    code=$?
    exits 0
    says 'secgraph> '
    says '1006'
    says '42'
    says '^C'
    says_not 'error:'
    history=$HOME/.local/state/secgraph/history
    holds 'the history is private' test "$(stat -c %a "$history")" = 600
    holds 'the history has what was typed' grep -q '22' "$history"
    holds 'the history has not what was cancelled' eval "! grep -q forgotten '$history'"
fi
