# lib.sh - run the program, then say what must hold.
#
#     run check --graph "$estate"       sets $code, fills $out and $err
#     exits 0                           the exit code
#     says 'text' / tells 'text'        standard output / standard error has the text
#     prints 'text'                     standard output is the text, line ends apart
#
# Every such line is one test.
passed=0
failed=0
out=$work/out
err=$work/err
what=

note() { # note HOLDS MESSAGE
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED  secgraph %s\n        %s\n' "$what" "$2"
        sed 's/^/        | /' "$err" | head -n 12
    fi
}

run() { # standard input is $input, a file, or empty
    what="$*"
    "$program" "$@" <"${input:-/dev/null}" >"$out" 2>"$err"
    code=$?
}

exits() { note "$([ "$code" -eq "$1" ]; echo $?)" "exited $code instead of $1"; }
says() { note "$(grep -qF -- "$1" "$out"; echo $?)" "does not print: $1"; }
says_not() { note "$(! grep -qF -- "$1" "$out"; echo $?)" "prints: $1"; }
tells() { note "$(grep -qF -- "$1" "$err"; echo $?)" "does not tell: $1"; }
silent() { note "$([ ! -s "$out" ]; echo $?)" "prints something: $(head -n 1 "$out")"; }
lines() { note "$([ "$(wc -l <"$out")" -eq "$1" ]; echo $?)" "prints $(wc -l <"$out") lines instead of $1"; }
prints() {
    local got
    got=$(tr -d '\r' <"$out")
    note "$([ "$got" = "$1" ]; echo $?)" "prints: $got"$'\n'"        instead of: $1"
}
same() { note "$(cmp -s "$1" "$2"; echo $?)" "$1 and $2 differ"; }
absent() { note "$([ ! -e "$1" ]; echo $?)" "$1 was left behind"; }
holds() { # holds MESSAGE COMMAND...
    local message=$1
    shift
    "$@" >/dev/null 2>&1
    note $? "$message"
}

# Rows of a query as CSV, without head.
rows() { # rows SOURCE QUERY
    run query --graph "$1" --format csv "$2"
    sed -i '1d' "$out"
}
