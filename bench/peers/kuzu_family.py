"""kuzu_family.py - Kùzu and LadybugDB, its successor: a database in memory, COPY from CSV, two threads.

They find nodes by their primary key alone; that is the number by which CSV files refer to nodes.
"""
import files
import peer

TYPES = {"string": "STRING", "boolean": "BOOLEAN", "long": "INT64", "double": "DOUBLE"}
POOL = 8 << 30


def columns_text(columns):
    return "".join(f", `{name}` {TYPES[kind]}" for name, kind in columns)


class KuzuFamily:
    language = "kuzu"
    module = None

    def __init__(self):
        self.version = self.module.__version__
        database = self.module.Database(":memory:", buffer_pool_size=POOL, max_num_threads=2)
        self.connection = self.module.Connection(database, num_threads=2)
        self.prepared = {}

    def load(self, nodes, edges):
        run = self.connection.execute
        for name, tables in files.by_name(nodes).items():
            run(f"CREATE NODE TABLE `{name}`(nid INT64 PRIMARY KEY{columns_text(tables[0].columns)})")
            for table in tables:
                run(f"COPY `{name}` FROM '{table.path}' (HEADER = true)")
        for name, tables in files.by_name(edges).items():
            ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in
                             (table.ends for table in tables))
            run(f"CREATE REL TABLE `{name}`({ends}{columns_text(tables[0].columns)})")
            for table in tables:
                start, end = table.ends
                run(f"COPY `{name}` FROM '{table.path}' (HEADER = true, from = '{start}', to = '{end}')")

    def ask(self, text, parameters, limit):
        self.connection.set_query_timeout(int(1000 * limit))
        if text not in self.prepared:
            self.prepared[text] = self.connection.prepare(text, parameters)
        try:
            result = self.connection.execute(self.prepared[text], parameters)
            return result.get_all()
        except RuntimeError as error:
            if "Interrupted" in str(error):
                raise TimeoutError from None
            raise
