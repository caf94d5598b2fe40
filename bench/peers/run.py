"""run.py - the same estate and questions by secgraph and its peers, one after the other, in one run.

    run.py --bench build/release/secgraph-bench --program build/release/secgraph --work build/bench
           --accounts 14 --out bench/results [--peers duckdb,kuzu,...] [--minutes 45]

Every peer has its part of the minutes that are left, by what its loading takes; what it has not been asked
by then is told.  Then they load the files of `classic load`.  Writes peers-ACCOUNTS.json, .md and .svg into
the folder, anew after each peer, so that a run that is stopped leaves what it has.  Our answers have been
checked by an oracle: a peer's that differ are told, marked in the table, and not counted as its best.
"""
import argparse
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peer
import report

HERE = Path(__file__).parent
PARTS = {"duckdb": 1, "sqlite": 2, "kuzu": 2, "ladybug": 2, "falkordb": 4}  # of the time
LOADING = 1800          # seconds that a peer may take to load
GRACE = 3 * peer.LIMIT  # seconds without a line after which a peer is stopped
LATE = 15               # the same, once its time is over


def lines_of(process, deadline):
    """Lines as they come; ends when the peer ends, or says nothing for too long."""
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    allowed = min(LOADING, max(deadline - time.time(), 1))
    while selector.select(timeout=allowed):
        line = process.stdout.readline()
        if not line.endswith("\n"):  # the end, or a peer that died while it spoke
            break
        allowed = min(GRACE, max(deadline - time.time(), 0) + LATE)
        yield json.loads(line)
    try:
        os.killpg(process.pid, signal.SIGKILL)  # with servers and loaders of its own
    except ProcessLookupError:
        pass


def run_peer(name, csv, queries, deadline):
    """Rows by name.  A peer that hangs or dies in a question is started again for those after it, as long
    as there is time."""
    rows = {}
    while True:
        errors = tempfile.TemporaryFile("w+", errors="replace")  # a pipe that nobody reads would fill
        process = subprocess.Popen(
            [sys.executable, str(HERE / f"peer_{name}.py"), str(csv), str(queries),
             ",".join(rows)], stdout=subprocess.PIPE, stderr=errors, text=True,
            env={**os.environ, peer.DEADLINE: str(deadline)}, start_new_session=True)
        begun = None
        for row in lines_of(process, deadline):
            if row.get("begun"):
                begun = row["name"]
                rows[begun] = {"failure": "it died, or did not stop in time"}
            elif row["name"] not in rows or row["name"] == begun or "end" == row["name"]:
                rows[row["name"]] = row
        process.wait()
        if "end" in rows:
            return rows
        if begun is None or time.time() >= deadline:
            errors.seek(0)
            said = errors.read().strip().splitlines()
            late = "no time left" if time.time() >= deadline else "it did not start"
            rows.setdefault("load", {"failure": said[-1][:200] if said else late})
            return rows


def run_own(arguments, accounts):
    """The rows of secgraph-bench by name; a row that failed is told by it, and is not among them."""
    out = Path(arguments.work) / "own.json"
    out.unlink(missing_ok=True)
    subprocess.run([arguments.bench, "--accounts", str(accounts), "--program", arguments.program,
                    "--work", arguments.work, "--threads", "2", "--json", str(out)],
                   check=False, stdout=sys.stderr)
    try:
        return {row["name"]: row for row in json.loads(out.read_text())["rows"]}
    except (OSError, ValueError) as error:
        raise SystemExit(f"secgraph-bench has not finished: {error}") from None


def differences(own, peers):
    """Questions whose answer by a peer is not ours, which the oracle has checked."""
    return [f"{name}: {question}" for name, rows in peers.items() for question, row in rows.items()
            if "result" in row and "result" in own.get(question, {})
            and row["result"] != own[question]["result"]]


def ask_all(arguments, own, names, end, load_before):
    """All peers' rows by peer; the report is written after each."""
    work, peers = Path(arguments.work), {}
    nothing = work / "no-questions"
    nothing.mkdir(exist_ok=True)

    def run(name, at, csv, queries):
        start, left = time.time(), max(end - time.time(), 1)
        part = PARTS[name] / sum(PARTS[other] for other in names[at:])
        rows = run_peer(name, csv, queries, start + part * left)
        print(f"{name}: {time.time() - start:.0f} s", file=sys.stderr)
        return rows

    def write():
        report.write(Path(arguments.out), arguments.accounts, own, peers, differences(own, peers),
                     load_before)

    for at, name in enumerate(names):
        peers[name] = run(name, at, work / f"csv-{arguments.accounts}", HERE.parent / "queries")
        write()
    for at, name in enumerate(names):
        peers[name]["classic load"] = run(name, at, work / "csv-classic", nothing)["load"]
        write()
    return peers


def main():
    parser = argparse.ArgumentParser()
    for option in ("bench", "program", "work", "out"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--accounts", type=int, default=14)
    parser.add_argument("--peers", default=",".join(PARTS))
    parser.add_argument("--minutes", type=float, default=45)
    arguments = parser.parse_args()
    end = time.time() + 60 * arguments.minutes
    load_before = os.getloadavg()[0]
    own = run_own(arguments, arguments.accounts)
    print(f"secgraph: {arguments.minutes * 60 - (end - time.time()):.0f} s", file=sys.stderr)
    peers = ask_all(arguments, own, arguments.peers.split(","), end, load_before)
    for difference in differences(own, peers):
        print(f"different answer: {difference}", file=sys.stderr)


if __name__ == "__main__":
    main()
