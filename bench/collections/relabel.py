"""Gives an exported estate the labels and types of Cartography, which the published queries ask for.

    secgraph export --graph estate.sgraph --out plain
    python3 relabel.py plain relabelled
    secgraph load relabelled --out cartography.sgraph

Our model has a policy as one node, and its statements in derived relationships.  The queries ask for statements,
so each policy is given some, with actions that the queries name: two statements a policy, one to six actions and
one resource a statement, drawn by the policy's number, the same in every run.
"""
import csv
import json
import os
import re
import sys

COLLECTION = os.path.join(os.path.dirname(__file__), "../../../shared/data/queries/prowler_attack_paths.jsonl")
STATEMENTS = 2
RESOURCES = ["*", "arn:aws:s3:::example-*", "arn:aws:iam::*:role/app-*"]
# When the collection is not there.
FEW_ACTIONS = ["iam:PassRole", "iam:CreateAccessKey", "s3:GetObject", "s3:PutObject", "lambda:InvokeFunction"]


def read_names():
    names = {"label": {}, "type": {}}
    with open(os.path.join(os.path.dirname(__file__), "cartography.tsv"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                kind, ours, theirs = line.rstrip("\n").split("\t")
                names[kind][ours] = theirs
    return names


def read_actions():
    """The actions that the queries name, each in the case of the first place; `*` is rare."""
    found = {}
    if os.path.exists(COLLECTION):
        with open(COLLECTION, encoding="utf-8") as file:
            for line in file:
                for action in re.findall(r"'([a-z0-9-]+:[A-Za-z]+)'", json.loads(line)["query"]):
                    found.setdefault(action.lower(), action)
    return sorted(found.values()) or FEW_ACTIONS


def draw(number, salt):
    """A number that looks random, of the sequence number and what it is for (the mixing step of SplitMix64)."""
    value = (number * 0x9E3779B97F4A7C15 + salt * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    return (value ^ (value >> 31)) >> 8


class Statements:
    """Writes statements with their actions and resources beside the policies."""

    def __init__(self, folder, first):
        self.actions = read_actions()
        self.next = first
        self.files = []
        self.nodes = self.open(folder, "statements.csv",
                               [":ID", "id:string", "effect:string", "action:string[]", "resource:string[]"])
        self.items = self.open(folder, "actions.csv", [":ID", "value:string"])
        self.resources = self.open(folder, "resources.csv", [":ID", "value:string"])
        ends = [":START_ID", ":END_ID"]
        self.of_policy = self.open(folder, "statement.csv", ends)
        self.has_action = self.open(folder, "has-action.csv", ends)
        self.has_resource = self.open(folder, "has-resource.csv", ends)
        self.action_ids = [self.item(self.items, value) for value in ["*"] + self.actions]
        self.resource_ids = [self.item(self.resources, value) for value in RESOURCES]

    def open(self, folder, name, header):
        file = open(os.path.join(folder, name), "w", encoding="utf-8", newline="")
        self.files.append(file)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        return writer

    def item(self, writer, value):
        writer.writerow([self.next, value])
        self.next += 1
        return self.next - 1

    def add(self, policy):
        for k in range(STATEMENTS):
            salt = 16 * k
            statement = self.next
            self.next += 1
            effect = "Deny" if draw(policy, salt) % 10 == 0 else "Allow"
            self.of_policy.writerow([policy, statement])
            chosen = set()
            for i in range(1 + draw(policy, salt + 1) % 6):
                number = draw(policy, salt + 2 + i)
                everything = number % 100 == 0
                chosen.add(0 if everything else 1 + number // 100 % len(self.actions))
            for action in sorted(chosen):
                self.has_action.writerow([statement, self.action_ids[action]])
            resource = draw(policy, salt + 9) % len(RESOURCES)
            self.has_resource.writerow([statement, self.resource_ids[resource]])
            actions = ";".join((["*"] + self.actions)[action] for action in sorted(chosen))
            self.nodes.writerow([statement, f"statement-{policy}-{k}", effect, actions, RESOURCES[resource]])

    def close(self):
        for file in self.files:
            file.close()


def read_options(folder):
    with open(os.path.join(folder, "import.args"), encoding="utf-8") as file:
        for line in file:
            kind, _, rest = line.strip().removeprefix("--").partition("=")
            names, _, path = rest.partition("=")
            yield kind, names, path


def rename(kind, names, table):
    if kind == "relationships":
        return table["type"].get(names, names)
    return ":".join(table["label"].get(label, label) for label in names.split(":"))


def main():
    plain, folder = sys.argv[1], sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    table = read_names()
    policies, nodes, lines = [], 0, []
    for kind, names, path in read_options(plain):
        target = os.path.join(folder, path)
        if not os.path.lexists(target):
            os.symlink(os.path.abspath(os.path.join(plain, path)), target)
        lines.append(f"--{kind}={rename(kind, names, table)}={path}")
        if kind != "nodes":
            continue
        with open(os.path.join(plain, path), encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                if row and row[0].isdigit():
                    nodes = max(nodes, int(row[0]) + 1)
                    if "AccessPolicy" in names.split(":"):
                        policies.append(int(row[0]))
    statements = Statements(folder, nodes)
    for policy in policies:
        statements.add(policy)
    statements.close()
    lines += ["--nodes=AWSPolicyStatement=statements.csv",
              "--nodes=AWSPolicyStatementActionItem=actions.csv",
              "--nodes=AWSPolicyStatementResourceItem=resources.csv",
              "--relationships=STATEMENT=statement.csv",
              "--relationships=HAS_ACTION=has-action.csv",
              "--relationships=HAS_RESOURCE=has-resource.csv"]
    with open(os.path.join(folder, "import.args"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
