"""report.py - one table of ratios (Markdown), one chart (SVG), and the raw rows (JSON) of a run."""
import json
import math
import platform
import re
import subprocess
from pathlib import Path

QUESTIONS = Path(__file__).parent.parent / "queries"
COLOURS = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"]
TARGETS = {"load": 4, "08-sensitive-count": 30, "09-sensitive-distinct": 30, "13-assume": 50,
           "14-reach-admin": 200, "11-not-exists": 10, "12-optional": 10}
ALONE = ["combinations", "pack", "pack, 1 thread", "pack, one by one", "delta, pack again"]
BARS = {"width": 900, "row": 16, "gap": 10, "left": 210, "right": 40}


def meaning(question):
    loads = {"load": "the CSV files", "classic load": "CSV files of few columns, without properties"}
    if question in loads:
        return loads[question]
    path = QUESTIONS / f"{question}.query"
    return path.read_text().splitlines()[0][2:] if path.exists() else question


def processor():
    try:
        info = Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*: (.*)", info).group(1)
    except (OSError, AttributeError):
        return platform.processor() or "unknown"


def duration(milliseconds):
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.1f} ms" if milliseconds >= 1 else f"{1000 * milliseconds:.0f} µs"


def ratio(times):
    return f"{times:.0f} ×" if times >= 10 else f"{times:.1f} ×"


def cell(own, row, wrong):
    """A peer's time and how many times ours it is."""
    if not row:
        return "–"
    if "failure" in row:
        return row["failure"].replace("|", "/")[:60]
    mark = " (different answer)" if wrong else ""
    return f"{duration(row['p50_ms'])}, {ratio(row['p50_ms'] / own['p50_ms'])}{mark}"


def compared(own, peers):
    """Names of rows that we and some peer have a time for, in order."""
    return [name for name in own if any(name in rows for rows in peers.values())
            and "p50_ms" in own[name]]


def table(own, peers, wrong):
    names = list(peers)
    versions = [f"{name} {peers[name].get('load', {}).get('version', '')}".strip() for name in names]
    lines = ["| | secgraph p50 | " + " | ".join(versions) + " | best peer |",
             "|---|--:|" + "--:|" * (len(names) + 1)]
    for question in compared(own, peers):
        best = best_ratio(question, own, peers, wrong)
        cells = [cell(own[question], peers[name].get(question), f"{name}: {question}" in wrong)
                 for name in names]
        best = "–" if best is None else ratio(best)
        lines.append(f"| {question.split('-')[0]} {meaning(question)} | {duration(own[question]['p50_ms'])} | "
                     + " | ".join(cells) + f" | **{best}** |")
    peaks = [rows.get("end", {}).get("peak_mib") for rows in peers.values()]
    # Of ours the larger of both programs: the one that loads the files, and one that reads all of the snapshot.
    ours = [own[name]["figure"] for name in ("program, loading", "program, all of it read") if name in own]
    cells = ["–" if peak is None else f"{peak:.0f} MiB" for peak in [max(ours, default=None), *peaks]]
    lines.append("| largest resident set, loading included | " + " | ".join(cells) + " | |")
    return "\n".join(lines)


def best_ratio(question, own, peers, wrong):
    times = [rows[question]["p50_ms"] for name, rows in peers.items()
             if "p50_ms" in rows.get(question, {}) and f"{name}: {question}" not in wrong]
    if not times or "p50_ms" not in own.get(question, {}):
        return None
    return min(times) / own[question]["p50_ms"]


def targets(own, peers, wrong):
    """How many times the best peer must take, and takes."""
    lines = ["| against the best peer | must | measured | |", "|---|--:|--:|---|"]
    for question, must in TARGETS.items():
        measured = best_ratio(question, own, peers, wrong)
        said = "not measured" if measured is None else "met" if measured >= must else "**short**"
        lines.append(f"| {meaning(question)} | {must} × | "
                     f"{'–' if measured is None else ratio(measured)} | {said} |")
    return "\n".join(lines)


def alone(own):
    """What peers cannot be asked: they have no policies, nor a way to follow a change."""
    rows = [f"| {name} | {duration(own[name]['first_ms'])} | {duration(own[name]['p50_ms'])} |"
            for name in ALONE if "p50_ms" in own.get(name, {})]
    if not rows:
        return ""
    return ("\nWhat no peer has an answer to, a pack of 300 policies and the same after a thousandth of the\n"
            "relationships has changed:\n\n| secgraph | first | p50 |\n|---|--:|--:|\n" + "\n".join(rows) + "\n")


def markdown(accounts, own, peers, wrong, load):
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True,
                              text=True, check=False).stdout.strip()
    limits = ", ".join(f"{name} {own[name]['figure']:.1f} {own[name]['unit']}" for name in own
                       if name.startswith(("sequential", "random lines")))
    return f"""# {accounts} accounts: secgraph {revision} and its peers, one run

Median of hot runs, two threads where a system can use them; `×`: how many times secgraph's time. Every answer was
compared with secgraph's, which an oracle checked. How each is run: `bench/README.md`.

Machine: {processor()}; {limits}; load average before: {load:.1f}.

{table(own, peers, wrong)}

{targets(own, peers, wrong)}
{alone(own)}"""


def bar(x, y, width, colour, label):
    return (f'<rect x="{x}" y="{y}" width="{width:.1f}" height="{BARS["row"] - 3}" fill="{colour}"/>'
            f'<text x="{x + width + 4:.1f}" y="{y + 11}">{label}</text>')


def chart(own, peers):
    """Times on a logarithmic axis, a group a question, a bar a system."""
    systems = {"secgraph": own, **peers}
    groups = [(question, [(name, rows[question]["p50_ms"]) for name, rows in systems.items()
                          if "p50_ms" in rows.get(question, {})])
              for question in compared(own, peers)]
    times = [time for _, bars in groups for _, time in bars]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    scale = (BARS["width"] - BARS["left"] - BARS["right"] - 60) / max(high - low, 1)
    colours = dict(zip(systems, COLOURS))
    parts, y = [], 40
    for question, bars in groups:
        parts.append(f'<text x="{BARS["left"] - 8}" y="{y + 12}" text-anchor="end">{question}</text>')
        for name, time in bars:
            width = max((math.log10(time) - low) * scale, 1)
            parts.append(bar(BARS["left"], y, width, colours[name], duration(time)))
            y += BARS["row"]
        y += BARS["gap"]
    legend = "".join(f'<rect x="{10 + 120 * i}" y="10" width="12" height="12" fill="{colour}"/>'
                     f'<text x="{26 + 120 * i}" y="21">{name}</text>'
                     for i, (name, colour) in enumerate(colours.items()))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{BARS["width"]}" height="{y + 10}" '
            f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>'
            f'{legend}{"".join(parts)}</svg>\n')


def write(folder, accounts, own, peers, wrong, load):
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"peers-{accounts}"
    raw = {name: {question: {key: value for key, value in row.items() if key != "result"}
                  for question, row in rows.items()}
           for name, rows in {"secgraph": own, **peers}.items()}
    stem.with_suffix(".json").write_text(json.dumps(raw, indent=1) + "\n")
    stem.with_suffix(".md").write_text(markdown(accounts, own, peers, wrong, load))
    stem.with_suffix(".svg").write_text(chart(own, peers))
