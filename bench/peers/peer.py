"""peer.py - what all peers do: load, ask each question until it is hot, write a line for each.

A peer is a class with
    load(nodes, edges)      tables of files.py; builds its indexes as well
    ask(text, parameters, limit)    all rows; raises TimeoutError after `limit` seconds
and the attributes `language` (a section of the questions) and `version`; it may have `seconds` (what
loading took, without preparing files for it), `restarts` (it is useless after a timeout: run.py
starts it again for what is left), `peak_memory()` and `close()`.
"""
import json
import os
import resource
import subprocess
import sys
import time

import files

LIMIT = 60      # seconds that one run of a question may take at most
BUDGET = 5      # seconds after which no further hot run begins, at most
RUNS = 51
WARM = 2 << 30  # bytes
DEADLINE = "PEER_DEADLINE"  # in the environment: time.time() after which no further question is asked


def time_left():
    return float(os.environ.get(DEADLINE, "inf")) - time.time()


def allowed(questions):
    """Seconds for a run, and for all runs, of the next of so many questions.  Where time is short each has an
    even part of it, and one that needs more may have what three have."""
    part = max(time_left(), 0) / questions
    return min(LIMIT, max(3 * part, 1)), min(BUDGET, part)


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(peer, text, parameters, limit, budget):
    """Times in milliseconds of one cold run and some hot ones, and the rows of the last."""
    times, begin = [], time.perf_counter()
    while len(times) < RUNS and (len(times) < 3 or time.perf_counter() - begin < budget):
        start = time.perf_counter()
        rows = peer.ask(text, parameters, limit)
        times.append((time.perf_counter() - start) * 1e3)
        if len(times) == 1 and times[0] > 1e3 * budget:
            break
    hot = sorted(times[1:] or times)
    return {"first_ms": times[0], "p50_ms": hot[len(hot) // 2],
            "p99_ms": hot[(99 * len(hot) + 99) // 100 - 1], "runs": len(times),
            "result": files.texts_of(rows)}


def run(peer_class):
    """peer_NAME.py FOLDER QUESTIONS [SKIPPED,...]: one JSON object a line on standard output."""
    folder, questions = sys.argv[1:3]
    skipped = set(sys.argv[3].split(",")) if len(sys.argv) > 3 else set()
    out = sys.stdout

    def tell(**what):
        print(json.dumps(what), file=out, flush=True)

    peer = peer_class()
    try:
        run_all(peer, folder, questions, skipped, tell)
    finally:
        getattr(peer, "close", lambda: None)()


def warm_memory():
    """Touches memory and gives it back in another process, as secgraph-bench does before it loads
    (sg_bench_warm_memory in bench/calibrate.h says why)."""
    subprocess.run([sys.executable, "-c", f"bytearray(b'1') * {WARM}"], check=False)


def run_all(peer, folder, questions, skipped, tell):
    nodes, edges = files.tables_of(folder)
    warm_memory()
    start = time.perf_counter()
    peer.load(nodes, edges)
    seconds = getattr(peer, "seconds", time.perf_counter() - start)
    tell(name="load", p50_ms=1e3 * seconds, version=peer.version,
         peak_mib=getattr(peer, "peak_memory", peak_memory)())
    parameters = files.parameters_of(folder)
    wanted = [(name, text) for name, text in files.questions_of(questions, peer.language)
              if name not in skipped]
    for at, (name, text) in enumerate(wanted):
        if text is None:
            tell(name=name, failure="not asked in this language")
            continue
        if time_left() <= 0:
            tell(name=name, failure="no time left")
            continue
        tell(name=name, begun=True)
        limit, budget = allowed(len(wanted) - at)
        try:
            tell(name=name, **measure(peer, text, files.wanted_by(text, parameters), limit, budget))
        except TimeoutError:
            tell(name=name, failure=f"over {limit:.0f} s")
            if getattr(peer, "restarts", False):
                return
        except Exception as error:  # whatever a peer raises is its answer
            tell(name=name, failure=" ".join(str(error).split())[:200])
    tell(name="end", peak_mib=getattr(peer, "peak_memory", peak_memory)())
