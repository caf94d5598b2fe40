"""SQLite: a database in memory, loaded in one transaction, relationships indexed both ways; one thread."""
import csv
import sqlite3
import threading

import files
import peer

TYPES = {"string": "TEXT", "boolean": "INTEGER", "long": "INTEGER", "double": "REAL"}
READ = {"string": str, "boolean": lambda text: text == "true", "long": int, "double": float}


def rows_of(table, ids):
    readers = [int] * ids + [READ[kind] for _, kind in table.columns]
    with open(table.path, newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        next(lines)
        for line in lines:
            yield [read(cell) if cell else None for read, cell in zip(readers, line)]


class SQLite:
    language = "sql"
    version = sqlite3.sqlite_version

    def __init__(self):
        self.connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA temp_store = MEMORY")

    def create(self, name, tables, ids):
        columns = [f'"{column}" {TYPES[kind]}' for column, kind in tables[0].columns]
        self.connection.execute(f'CREATE TABLE "{name}" ({", ".join(ids + columns)})')
        marks = ", ".join("?" * (len(ids) + len(columns)))
        for table in tables:
            self.connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})',
                                        rows_of(table, len(ids)))

    def load(self, nodes, edges):
        groups = files.by_name(edges)
        run = self.connection.execute
        run("BEGIN")
        for name, tables in files.by_name(nodes).items():
            self.create(name, tables, ["nid INTEGER PRIMARY KEY"])
        for name, tables in groups.items():
            self.create(name, tables, ["src INTEGER", "dst INTEGER"])
        run("COMMIT")
        for name in groups:
            run(f'CREATE INDEX "{name}_out" ON "{name}"(src, dst)')
            run(f'CREATE INDEX "{name}_in" ON "{name}"(dst, src)')
        for label in ("Bucket", "AccessRole"):
            run(f'CREATE UNIQUE INDEX "{label}_id" ON "{label}"(id)')
        machines = files.by_name(nodes)["VirtualMachine"][0]
        if "account" in dict(machines.columns):
            run('CREATE INDEX "VirtualMachine_account" ON VirtualMachine(account)')
        run("CREATE VIEW all_edges AS " +
            " UNION ALL ".join(f'SELECT src, dst FROM "{name}"' for name in groups))
        run("ANALYZE")

    def ask(self, text, parameters, limit):
        timer = threading.Timer(limit, self.connection.interrupt)
        timer.start()
        try:
            return self.connection.execute(text, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()


peer.run(SQLite)
