"""Two tables of a PostgreSQL of its own, compared by reladiff: reladiff_tables.py BINARIES FOLDER.

FOLDER holds data/vendors.csv and erp.csv, in the same columns. Prints one JSON object: how long loading and comparing took, in
milliseconds, and the keys that differ.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import psycopg2
from reladiff import Algorithm, connect_to_table, diff_tables

BINARIES, FOLDER = sys.argv[1:3]
PORT = 54_329
# Amounts and dates have types of their own, as they would have in a warehouse; all else is text.
TYPES = {10: "date", 13: "numeric(20,4)", 14: "numeric(30,12)"}


def postgres(home, *command):
    """A program of PostgreSQL, which does not run as root."""
    own = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    program = os.path.join(BINARIES, command[0])
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


def differing(algorithm, count):
    """The keys of records that differ, and how long it took."""
    begun = time.monotonic()
    uri = f"postgresql://postgres@127.0.0.1:{PORT}/postgres"
    extra = tuple(f"c{number}" for number in range(2, count + 1))
    tables = [connect_to_table(uri, name, ("c1",)) for name in ("legacy", "erp")]
    found = diff_tables(*tables, extra_columns=extra, algorithm=algorithm, validate_unique_key=False)
    keys = sorted({row[0] for _, row in found})
    return keys, round((time.monotonic() - begun) * 1000)


def main():
    home = tempfile.mkdtemp()
    shutil.chown(home, "postgres") if os.getuid() == 0 else None
    data = os.path.join(home, "data")
    postgres(home, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-p {PORT} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=8GB"
    postgres(home, "pg_ctl", "-D", data, "-w", "-o", options, "-l", os.path.join(home, "log"), "start")
    try:
        begun = time.monotonic()
        connection = psycopg2.connect(host="127.0.0.1", port=PORT, user="postgres", dbname="postgres")
        count = filled(connection, "legacy", os.path.join(FOLDER, "data/vendors.csv"))
        filled(connection, "erp", os.path.join(FOLDER, "erp.csv"))
        connection.close()
        filling = round((time.monotonic() - begun) * 1000)
        said = {"filling_ms": filling}
        for name, algorithm in (("hashdiff", Algorithm.HASHDIFF), ("joindiff", Algorithm.JOINDIFF)):
            keys, took = differing(algorithm, count)
            said[name] = {"took_ms": took, "keys": keys}
        print(json.dumps(said))
    finally:
        postgres(home, "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home)


main()
