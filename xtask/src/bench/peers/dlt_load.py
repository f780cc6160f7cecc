"""Loads a CSV of vendors with a custom destination of dlt, written as its documentation shows one."""

import csv
import sys
import time

import dlt
from dlt.sources.helpers import requests

source, folder, url, user, password, limit = sys.argv[1:7]
pause = 1 / int(limit)
due = [0.0]


@dlt.destination(batch_size=1, name="erp", skip_dlt_columns_and_tables=True, max_parallel_load_jobs=1)
def erp(items, table):
    for item in items:
        due[0] = max(due[0] + pause, time.monotonic())
        time.sleep(max(0.0, due[0] - time.monotonic()))
        answer = requests.post(
            f"{url}/fscmRestApi/resources/11.13.18.05/suppliers",
            auth=(user, password),
            headers={"REST-Framework-Version": "4"},
            json={
                "Supplier": item["name"],
                "SupplierNumber": item["number"],
                "TaxOrganizationType": "CORPORATION",
                "BusinessRelationship": "SPEND_AUTHORIZED",
            },
        )
        answer.raise_for_status()


@dlt.resource(name="vendors")
def vendors():
    with open(source, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {"number": row["Vendor ID"].zfill(6), "name": row["Vendor Name"]}


pipeline = dlt.pipeline("bench_load", destination=erp, pipelines_dir=folder)
try:
    pipeline.run(vendors())
except Exception as error:
    # What a scheduled job would do: run what is pending once more.
    print("dlt:", type(error).__name__, file=sys.stderr)
    pipeline.load()
