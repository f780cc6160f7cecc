-- The payload of the loads beside it, with a new number every time.
local number = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["REST-Framework-Version"] = "4"
wrk.headers["Authorization"] = "Basic c2FuZGJveDpzYW5kYm94"

function request()
  number = number + 1
  local body = string.format(
    '{"SupplierNumber":"%06d","Supplier":"Vendor %d","TaxOrganizationType":"CORPORATION",' ..
      '"BusinessRelationship":"SPEND_AUTHORIZED","TaxpayerCountry":"Norway"}',
    number, number)
  return wrk.format(nil, nil, nil, body)
end
