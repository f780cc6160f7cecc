"""Two files joined by key with polars, in the folder that holds data/vendors.csv and erp.csv: prints the keys that differ.

A key is named where only one file has it, where it stands twice in the second, and where any other column differs. The types of
columns are those that polars finds by itself.
"""

import polars

KEY = "VendorId"

legacy = polars.read_csv("data/vendors.csv")
erp = polars.read_csv("erp.csv", schema_overrides={KEY: polars.String})
legacy = legacy.rename(dict(zip(legacy.columns, erp.columns)))
# The keys of the legacy file are read as numbers, without their leading zeros.
legacy = legacy.with_columns(polars.col(KEY).cast(polars.String).str.zfill(8))
keys = set(legacy.join(erp, on=KEY, how="anti")[KEY]) | set(erp.join(legacy, on=KEY, how="anti")[KEY])
keys |= set(erp.filter(polars.col(KEY).is_duplicated())[KEY])
both = legacy.join(erp.unique(KEY), on=KEY, how="inner", suffix="_erp")
for column in legacy.columns:
    if column != KEY:
        keys |= set(both.filter(polars.col(column).ne_missing(polars.col(column + "_erp")))[KEY])
print("\n".join(sorted(keys)))
