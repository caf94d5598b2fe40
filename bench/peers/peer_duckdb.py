"""DuckDB: tables in memory, bulk CSV reading by two threads, an index on what is looked up."""
import threading

import duckdb

import files
import peer

TYPES = {"string": "VARCHAR", "boolean": "BOOLEAN", "long": "BIGINT", "double": "DOUBLE"}


class DuckDB:
    language = "sql"
    version = duckdb.__version__

    def __init__(self):
        self.connection = duckdb.connect(":memory:", config={"threads": 2})

    def create(self, name, tables, ids):
        columns = {**{column: "INTEGER" for column in ids},
                   **{column: TYPES[kind] for column, kind in tables[0].columns}}
        paths = [str(table.path) for table in tables]
        self.connection.execute(
            f'CREATE TABLE "{name}" AS SELECT * FROM read_csv({paths}, header = false, skip = 1, '
            f"auto_detect = false, delim = ',', quote = '\"', columns = {columns})")

    def load(self, nodes, edges):
        groups = files.by_name(edges)
        for name, tables in files.by_name(nodes).items():
            self.create(name, tables, ["nid"])
        for name, tables in groups.items():
            self.create(name, tables, ["src", "dst"])
        for label in ("Bucket", "AccessRole"):
            self.connection.execute(f'CREATE UNIQUE INDEX "{label}_id" ON "{label}"(id)')
        union = " UNION ALL ".join(f'SELECT src, dst FROM "{name}"' for name in groups)
        self.connection.execute(f"CREATE VIEW all_edges AS {union}")

    def ask(self, text, parameters, limit):
        timer = threading.Timer(limit, self.connection.interrupt)
        timer.start()
        try:
            return self.connection.execute(text, parameters or None).fetchall()
        except duckdb.InterruptException:
            raise TimeoutError from None
        finally:
            timer.cancel()


peer.run(DuckDB)
