"""Loads a CSV of vendors with drt: its own command line on a project made here."""

import csv
import os
import pathlib
import sqlite3
import subprocess
import sys

source, folder, url, user, password, limit = sys.argv[1:7]
folder = pathlib.Path(folder)
(folder / "syncs").mkdir(parents=True, exist_ok=True)
(folder / ".drt").mkdir(exist_ok=True)

warehouse = folder / "vendors.sqlite"
warehouse.unlink(missing_ok=True)
with sqlite3.connect(warehouse) as db, open(source, newline="", encoding="utf-8") as file:
    db.execute("create table vendors (number text, name text)")
    rows = ((row["Vendor ID"].zfill(6), row["Vendor Name"]) for row in csv.DictReader(file))
    db.executemany("insert into vendors values (?, ?)", rows)

(folder / ".drt" / "profiles.yml").write_text(
    f"bench:\n  type: sqlite\n  database: {warehouse}\n"
)
(folder / "drt_project.yml").write_text("name: bench\nversion: '0.1'\nprofile: bench\n")
(folder / "syncs" / "vendors.yml").write_text(
    f"""name: vendors
model: select number, name from vendors order by number
destination:
  type: rest_api
  url: {url}/fscmRestApi/resources/11.13.18.05/suppliers
  method: POST
  headers: {{ Content-Type: application/json, REST-Framework-Version: "4" }}
  auth: {{ type: basic, username_env: BENCH_USER, password_env: BENCH_PASSWORD }}
  body_template: |
    {{"Supplier": {{{{ row.name | tojson }}}}, "SupplierNumber": "{{{{ row.number }}}}",
     "TaxOrganizationType": "CORPORATION", "BusinessRelationship": "SPEND_AUTHORIZED"}}
sync:
  mode: full
  batch_size: 500
  on_error: skip
  rate_limit: {{ requests_per_second: {limit} }}
  retry: {{ max_attempts: 5, initial_backoff: 0.5 }}
"""
)
environment = dict(
    os.environ, HOME=str(folder), BENCH_USER=user, BENCH_PASSWORD=password, DO_NOT_TRACK="1", DRT_TELEMETRY="0"
)
drt = pathlib.Path(sys.executable).with_name("drt")
sys.exit(subprocess.run([drt, "run"], cwd=folder, env=environment, check=False).returncode)
