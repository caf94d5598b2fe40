"""Runs published queries on a graph by several programs and tells which of them got slower.

    python3 compare.py --run now=PROGRAM:GRAPH --run plain=PROGRAM:GRAPH:--no-reduce [--run before=...]
                       --base plain --out table.tsv FILE.jsonl...

Each run is `PROGRAM shell --graph GRAPH --format json`.  All of them are started side by side, several times; every query
is asked once a start, of one program after the other, and costs the least that it took in any start.  Whichever query is
first to touch a part of the graph pays for its check sum and pages: so all of it is touched before, and each start has
another order of queries.  What is counted is processor time of the program (its own clock, in nanoseconds), so that a busy
machine does not matter much.  Queries that look slower then are asked in more starts, of all programs again: what is slower
still is no noise.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import time

WARM = ["MATCH (n) RETURN max(size(keys(n))), count(properties(n).id)",
        "MATCH (a)-[r]->(b) RETURN max(size(keys(r))), count(properties(r).via)",
        "MATCH (a)-[r]-(b) RETURN count(r.certainty)"]
NOISE_MS = 0.3  # less than this is nothing


class Run:
    def __init__(self, text, timeout):
        self.name, _, rest = text.partition("=")
        program, graph, *options = rest.split(":")
        self.command = [program, "shell", "--graph", graph, "--format", "json", "--timeout", timeout, *options]
        self.best = {}
        self.rows = {}
        self.process = None
        self.given = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.given = None
        for statement in WARM:
            self.ask(statement)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()

    def clock(self):
        return time.clock_gettime(((~self.process.pid) << 3) | 2)

    def ask(self, text):
        """Milliseconds of processor time and the answer."""
        before = self.clock()
        self.process.stdin.write(text + ("\n" if text.startswith(":") else ";\n"))
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        spent = 1e3 * (self.clock() - before)
        if not line:
            sys.exit(f"{self.name}: the program ended at: {text}")
        return spent, json.loads(line)

    def measure(self, number, query, parameters):
        given = ":params " + json.dumps(parameters)
        if given != self.given:
            self.ask(given)
            self.given = given
        spent, answer = self.ask(query)
        self.rows[number] = len(answer["rows"]) if "rows" in answer else answer.get("error", {}).get("type")
        self.best[number] = min(spent, self.best.get(number, spent))


def is_asked(query):
    """Whether it only reads, and is no template."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|//[^\n]*", "", query)
    return "__X__" not in query and ";" not in query and re.search(r"(?i)\bRETURN\b", bare) and \
        not re.search(r"(?i)\b(CREATE|MERGE|DELETE|SET|REMOVE|DROP|LOAD)\b", bare)


def parameters_of(query, account):
    """Names that the query has after `$`: ids are the account's, numbers small."""
    found = {}
    for part in query.split("$")[1:]:
        name = ""
        for letter in part:
            if not (letter.isalnum() or letter == "_"):
                break
            name += letter
        if name:
            found[name] = 100 if "LIMIT" in name else 1 if "TAG" in name.upper() else account
    return found


def without_folders(name):
    """`folder/file.md: title` without the folder."""
    return re.sub(r"^\S*/(?=[^\s/]+: )", "", name)


def read_queries(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                query = entry["query"].strip().rstrip(";")
                if is_asked(query):
                    yield os.path.basename(path).removesuffix(".jsonl"), without_folders(entry["name"]), query


def is_slower(now, then):
    return now - then >= NOISE_MS and now > 1.1 * then


def ask_all(runs, queries, numbers, account, start):
    """Another start of all programs, in which these queries are asked in an order of its own."""
    order = list(numbers)
    random.Random(start).shuffle(order)
    for run in runs:
        run.start()
    for place, number in enumerate(order):
        query = queries[number][2]
        for run in runs if place % 2 == start % 2 else reversed(runs):
            run.measure(number, query, parameters_of(query, account))
    for run in runs:
        run.stop()


def find_slower(runs, base, numbers):
    return [number for number in numbers
            if any(run.rows[number] == base.rows[number] and is_slower(run.best[number], base.best[number])
                   for run in runs)]


def tell(runs, base, queries, numbers, out):
    lines = ["collection\tquery\trows\t" + "\t".join(run.name + "_ms" for run in runs)]
    for number in numbers:
        collection, name, _ = queries[number]
        times = "\t".join(f"{run.best[number]:.3f}" for run in runs)
        lines.append(f"{collection}\t{name}\t{base.rows[number]}\t{times}")
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for run in runs:
        if run is base:
            continue
        faster = equal = slower = 0
        worst, differ = [], []
        for number in numbers:
            name = queries[number][1]
            now, then = run.best[number], base.best[number]
            if run.rows[number] != base.rows[number]:
                differ.append(f"{name}: {run.rows[number]} rows, {base.rows[number]} by {base.name}")
            elif is_slower(now, then):
                slower += 1
                worst.append((now / then, f"{name} #{number}: {now:.2f} ms, {then:.2f} by {base.name}"))
            elif is_slower(then, now):
                faster += 1
            else:
                equal += 1
        together = sum(run.best.values()) / sum(base.best.values())
        print(f"{run.name} beside {base.name}: {faster} faster, {equal} equal, {slower} slower, "
              f"{len(differ)} with other rows; all together {together:.3f} of its time")
        for ratio, text in sorted(worst, reverse=True)[:12]:
            print(f"  {ratio:.2f} x  {text}")
        for text in differ:
            print(f"  rows differ: {text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", action="append", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--again", type=int, default=10, help="further starts for what looks slower")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of queries, as the worst are told by")
    parser.add_argument("--timeout", default="20s")
    parser.add_argument("--account", default="100000000007")
    parser.add_argument("--out", required=True)
    parser.add_argument("files", nargs="+")
    wanted = parser.parse_args()
    runs = [Run(text, wanted.timeout) for text in wanted.run]
    base = next(run for run in runs if run.name == wanted.base)
    queries = list(read_queries(wanted.files))
    numbers = [number for number in range(len(queries)) if not wanted.only or number in wanted.only]
    for start in range(wanted.starts):
        ask_all(runs, queries, numbers, wanted.account, start)
    for start in range(wanted.starts, wanted.starts + wanted.again):
        doubtful = find_slower(runs, base, numbers)
        if doubtful:
            ask_all(runs, queries, doubtful, wanted.account, start)
    tell(runs, base, queries, numbers, wanted.out)


if __name__ == "__main__":
    main()
