// Vendors as an OData V4 service, served by odata-v4-server: what `$metadata` says, and how, is that
// library's doing. Takes a free port on the loopback address and says which.
const express = require("express");
const { Edm, odata, ODataController, ODataServer } = require("odata-v4-server");

function describe(type, properties) {
  for (const [name, decorators] of Object.entries(properties)) {
    for (const decorate of decorators) decorate(type.prototype, name);
  }
  return type;
}

const Address = describe(class Address {}, {
  Street: [Edm.String, Edm.MaxLength(240)],
  City: [Edm.String, Edm.MaxLength(60), Edm.Required],
});

const Site = describe(class Site {}, {
  Id: [Edm.Key, Edm.Computed, Edm.Int64],
  Name: [Edm.String, Edm.MaxLength(15), Edm.Required],
});

const Vendor = describe(class Vendor {}, {
  Id: [Edm.Key, Edm.Computed, Edm.Int64],
  Code: [Edm.String, Edm.MaxLength(30), Edm.Required],
  Name: [Edm.String, Edm.MaxLength(360), Edm.Required],
  CreditLimit: [Edm.Decimal, Edm.Precision(18), Edm.Scale(2)],
  ValidFrom: [Edm.Date],
  Blocked: [Edm.Boolean],
  Address: [Edm.ComplexType(Address)],
  Sites: [Edm.Collection(Edm.EntityType(Site))],
});

class Vendors extends ODataController {
  find() {
    return [];
  }
}
odata.type(Vendor)(Vendors);
odata.GET(Vendors.prototype, "find", Object.getOwnPropertyDescriptor(Vendors.prototype, "find"));

class Service extends ODataServer {}
odata.namespace("Legacy")(Service);
odata.controller(Vendors, "Vendors")(Service);

const app = express();
// The service is for those who know the token, as that of an ERP is.
app.use((request, response, next) => {
  if (request.headers.authorization === `Bearer ${process.env.TOKEN}`) return next();
  response.status(401).json({ error: { code: "401", message: "who are you?" } });
});
app.use("/odata", Service.create());
const listening = app.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${listening.address().port}/odata`);
});
// It ends with whoever started it.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
