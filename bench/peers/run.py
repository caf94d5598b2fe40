"""run.py - the same estate and questions by secgraph and its peers, one after the other, in one run.

    run.py --bench build/release/secgraph-bench --program build/release/secgraph --work build/bench
           --accounts 14 --out bench/results [--peers duckdb,kuzu,...] [--minutes 45]

Every peer has an equal part of the minutes that are left; what it has not been asked by then is told.
Writes peers-ACCOUNTS.json, .md and .svg into the folder.  Our answers have been checked by an oracle: a
peer's that differ are told, marked in the table, and not counted as its best.
"""
import argparse
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

import peer
import report

HERE = Path(__file__).parent
ALL = ["duckdb", "sqlite", "kuzu", "ladybug", "falkordb"]
LOADING = 1800          # seconds that a peer may take to load
GRACE = 3 * peer.LIMIT  # seconds without a line after which a peer is stopped


def lines_of(process, loading):
    """Lines as they come; ends when the peer ends, or says nothing for too long."""
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    allowed = loading
    while selector.select(timeout=allowed):
        line = process.stdout.readline()
        if not line:
            return
        allowed = GRACE
        yield json.loads(line)
    os.killpg(process.pid, signal.SIGKILL)  # with servers and loaders of its own


def run_peer(name, csv, queries, deadline):
    """Rows by name.  A peer that hangs or dies in a question is started again for those after it, as long
    as there is time."""
    rows = {}
    while True:
        left = max(deadline - time.time(), 1)
        process = subprocess.Popen(
            [sys.executable, str(HERE / f"peer_{name}.py"), str(csv), str(queries),
             ",".join(rows)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, peer.DEADLINE: str(deadline)}, start_new_session=True)
        begun = None
        for row in lines_of(process, min(LOADING, left)):
            if row.get("begun"):
                begun = row["name"]
                rows[begun] = {"failure": f"over {GRACE} s, or it died"}
            elif row["name"] not in rows or row["name"] == begun or "end" == row["name"]:
                rows[row["name"]] = row
        process.wait()
        errors = process.stderr.read().strip().splitlines()
        if "end" in rows:
            return rows
        if begun is None:
            late = "no time left" if time.time() >= deadline else "it did not start"
            rows.setdefault("load", {"failure": errors[-1][:200] if errors else late})
            return rows


def run_own(arguments, accounts):
    """The rows of secgraph-bench by name; a row that failed is told by it, and is not among them."""
    out = Path(arguments.work) / "own.json"
    out.unlink(missing_ok=True)
    subprocess.run([arguments.bench, "--accounts", str(accounts), "--program", arguments.program,
                    "--work", arguments.work, "--threads", "2", "--json", str(out)],
                   check=False, stdout=sys.stderr)
    return {row["name"]: row for row in json.loads(out.read_text())["rows"]}


def differences(own, peers):
    """Questions whose answer by a peer is not ours, which the oracle has checked."""
    return [f"{name}: {question}" for name, rows in peers.items() for question, row in rows.items()
            if "result" in row and "result" in own.get(question, {})
            and row["result"] != own[question]["result"]]


def main():
    parser = argparse.ArgumentParser()
    for option in ("bench", "program", "work", "out"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--accounts", type=int, default=14)
    parser.add_argument("--peers", default=",".join(ALL))
    parser.add_argument("--minutes", type=float, default=45)
    arguments = parser.parse_args()
    end = time.time() + 60 * arguments.minutes
    load_before = os.getloadavg()[0]
    own = run_own(arguments, arguments.accounts)
    csv = Path(arguments.work) / f"csv-{arguments.accounts}"
    nothing = Path(arguments.work) / "no-questions"
    nothing.mkdir(exist_ok=True)
    peers = {}
    names = arguments.peers.split(",")
    for at, name in enumerate(names):
        start = time.monotonic()
        part = max(end - time.time(), 60) / (len(names) - at)
        peers[name] = run_peer(name, csv, HERE.parent / "queries", time.time() + 0.8 * part)
        classic = run_peer(name, Path(arguments.work) / "csv-classic", nothing,
                           time.time() + 0.2 * part)
        peers[name]["classic load"] = classic["load"]
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    wrong = differences(own, peers)
    report.write(Path(arguments.out), arguments.accounts, own, peers, wrong, load_before)
    for difference in wrong:
        print(f"different answer: {difference}", file=sys.stderr)


if __name__ == "__main__":
    main()
