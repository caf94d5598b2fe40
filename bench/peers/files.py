"""files.py - the generated CSV folder and the questions, as peers read them."""
import json
import re
from pathlib import Path


class Table:
    """A file: its label or type, all labels, its path, columns as (name, type), ends of relationships."""

    def __init__(self, name, labels, path, columns, ends=None):
        self.name, self.labels, self.path = name, labels, path
        self.columns, self.ends = columns, ends


def columns_of(path):
    """The properties of a header `:ID,id:string,tags.owner:string`; dots become underscores, documents text."""
    with open(path, encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split(",")
    properties = [name for name in names if not name.startswith(":")]
    columns = [name.replace(".", "_").rsplit(":", 1) for name in properties]
    return [(name, "string" if kind == "json" else kind) for name, kind in columns]


def tables_of(folder):
    """Node tables and relationship tables that `import.args` tells."""
    nodes, edges = [], []
    for line in (Path(folder) / "import.args").read_text().splitlines():
        option, what, path = line.split("=", 2)
        file = Path(folder) / path
        if option == "--nodes":
            nodes.append(Table(what.split(":")[0], what, file, columns_of(file)))
        else:
            _, start, end, _ = file.name.split(".")
            edges.append(Table(what, what, file, columns_of(file), (start, end)))
    return nodes, edges


def by_name(tables):
    """Tables with the same name side by side."""
    groups = {}
    for table in tables:
        groups.setdefault(table.name, []).append(table)
    return groups


def questions_of(folder, language):
    """(name, text) of all questions that can be asked in the language; languages like Cypher fall back to it."""
    found = []
    for path in sorted(Path(folder).glob("*.query")):
        sections = dict(re.findall(r"^== (\w+)\n(.*?)(?=^== |\Z)", path.read_text(), re.S | re.M))
        text = sections.get(language) or (sections["cypher"] if language != "sql" else None)
        found.append((path.stem, text.strip() if text else None))
    return found


def parameters_of(folder):
    return json.loads((Path(folder) / "parameters.json").read_text())


def wanted_by(text, parameters):
    """Those parameters that the statement names."""
    return {name: value for name, value in parameters.items()
            if re.search(r"\$%s\b" % name, text)}


def texts_of(rows):
    """Rows as secgraph-bench writes them: values joined by `|`, lists left out, sorted."""
    def text(value):
        return "null" if value is None else str(value)
    return sorted("|".join(text(value) for value in row if not isinstance(value, (list, dict)))
                  for row in rows)
