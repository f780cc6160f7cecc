"""Two tables of a PostgreSQL of its own, compared by reladiff: reladiff_tables.py BINARIES FOLDER SECONDS.

FOLDER holds data/vendors.csv and erp.csv, in the same columns. Prints one JSON object: how long loading took, in milliseconds, and
for each algorithm how long it compared, whether it came to its end within SECONDS, the peak memory of its process and of the
server's processes in KiB, and the keys that differ (those named until it was stopped, where it was). Each algorithm has a process
of its own, which this program starts as reladiff_tables.py --compare ALGORITHM COLUMNS.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
from reladiff import Algorithm, connect_to_table, diff_tables

PORT = 54_329
# Amounts and dates have types of their own, as they would have in a warehouse; all else is text.
TYPES = {10: "date", 13: "numeric(20,4)", 14: "numeric(30,12)"}


def postgres(binaries, home, *command):
    """A program of PostgreSQL, which does not run as root."""
    own = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    program = os.path.join(binaries, command[0])
    subprocess.run(
        [*own, program, *command[1:]], check=True, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )


def filled(connection, table, path):
    """A table with the records of a file, with an index over the key. A key may stand twice."""
    with open(path, encoding="utf-8") as file, connection.cursor() as cursor:
        count = len(file.readline().split(","))
        columns = [f"c{number} {TYPES.get(number, 'text')}" for number in range(1, count + 1)]
        cursor.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", file)
        cursor.execute(f"CREATE INDEX ON {table} (c1)")
        cursor.execute(f"ANALYZE {table}")
    connection.commit()
    return count


def compare(algorithm, count):
    """Prints the key of each record that differs as soon as reladiff names it."""
    uri = f"postgresql://postgres@127.0.0.1:{PORT}/postgres"
    extra = tuple(f"c{number}" for number in range(2, count + 1))
    tables = [connect_to_table(uri, name, ("c1",)) for name in ("legacy", "erp")]
    algorithm = Algorithm(algorithm)
    for _, row in diff_tables(*tables, extra_columns=extra, algorithm=algorithm, validate_unique_key=False):
        print(row[0], flush=True)


def server_kib(postmaster):
    """What the server's processes hold at this moment. Memory that they share counts once (Pss of proc_pid_smaps(5))."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(")")[2].split()[1]
            if postmaster in (parent, status.parent.name):
                lines = (status.parent / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, IndexError):
            continue  # It ended in between.
    return total


def measured(algorithm, count, postmaster, seconds, home):
    """What a comparison found and took. It is stopped where it has not ended after so many seconds."""
    named = Path(home, f"{algorithm}.txt")
    begun, server = time.monotonic(), 0
    with open(named, "w", encoding="utf-8") as out:
        process = subprocess.Popen([sys.executable, __file__, "--compare", algorithm, str(count)], stdout=out)
    stopped = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if not stopped and time.monotonic() - begun > seconds:
            stopped = True
            os.kill(process.pid, signal.SIGKILL)
        server = max(server, server_kib(postmaster))
        time.sleep(0.5)
    return {
        "took_ms": round((time.monotonic() - begun) * 1000),
        "ended": status == 0,
        "stopped": stopped,
        "client_kib": usage.ru_maxrss,
        "server_kib": server,
        "keys": sorted(set(named.read_text(encoding="utf-8").split())),
    }


def main(binaries, folder, seconds):
    home = tempfile.mkdtemp()
    shutil.chown(home, "postgres") if os.getuid() == 0 else None
    data = os.path.join(home, "data")
    postgres(binaries, home, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-p {PORT} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=8GB"
    postgres(binaries, home, "pg_ctl", "-D", data, "-w", "-o", options, "-l", os.path.join(home, "log"), "start")
    try:
        begun = time.monotonic()
        connection = psycopg2.connect(host="127.0.0.1", port=PORT, user="postgres", dbname="postgres")
        count = filled(connection, "legacy", os.path.join(folder, "data/vendors.csv"))
        filled(connection, "erp", os.path.join(folder, "erp.csv"))
        connection.close()
        said = {"filling_ms": round((time.monotonic() - begun) * 1000)}
        postmaster = Path(data, "postmaster.pid").read_text(encoding="utf-8").split()[0]
        for algorithm in (Algorithm.HASHDIFF, Algorithm.JOINDIFF):
            said[algorithm.value] = measured(algorithm.value, count, postmaster, float(seconds), home)
        print(json.dumps(said))
    finally:
        postgres(binaries, home, "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home)


if sys.argv[1] == "--compare":
    compare(sys.argv[2], int(sys.argv[3]))
else:
    main(*sys.argv[1:4])
