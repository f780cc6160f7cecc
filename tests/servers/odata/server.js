// Vendors and journals as an OData V4 service, served by odata-v4-server: what `$metadata` says, how addresses, filters
// and payloads are read and answers are written is that library's doing. What is kept is kept in memory.
// Takes a free port on the loopback address and says which.
const express = require("express");
const { Edm, odata, ODataController, ODataServer, HttpRequestError } = require("odata-v4-server");
const { createFilter } = require("odata-v4-inmemory");
const { FilterVisitor } = require("odata-v4-inmemory/lib/FilterVisitor");
const { Literal } = require("odata-v4-literal");

// As published, the filter takes 'O''Neill' for ONeill; the library for literals knows better.
FilterVisitor.prototype.getLiteral = (node) => Literal.convert(node.value, node.raw);

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

const Line = describe(class Line {}, {
  Id: [Edm.Key, Edm.Computed, Edm.Int64],
  Number: [Edm.Int32, Edm.Required],
  Account: [Edm.String, Edm.MaxLength(10), Edm.Required],
  Debit: [Edm.Decimal, Edm.Precision(18), Edm.Scale(2)],
  Credit: [Edm.Decimal, Edm.Precision(18), Edm.Scale(2)],
});

const Journal = describe(class Journal {}, {
  Id: [Edm.Key, Edm.Computed, Edm.Int64],
  Number: [Edm.String, Edm.MaxLength(30), Edm.Required],
  Posted: [Edm.Date, Edm.Required],
  Currency: [Edm.String, Edm.MaxLength(3), Edm.Required],
  Lines: [Edm.Collection(Edm.EntityType(Line))],
});

const kept = new Map();
const journals = new Map();
let last = 0;

// What the service wants of a vendor beside what the metadata tells, as every ERP has such rules.
function held(vendor, id) {
  const other = [...kept.values()].find((one) => one.Code === vendor.Code && one.Id !== id);
  if (other) throw new HttpRequestError(400, `The code on vendor must be unique (it is that of ${other.Id}).`);
  if (/^ACME CLOSED/i.test(vendor.Name)) throw new HttpRequestError(422, "A vendor that is closed cannot be entered.");
  vendor.Sites = (vendor.Sites || []).map((site) => Object.assign(new Site(), { Id: ++last }, site));
  kept.set(id, Object.assign(vendor, { Id: id }));
  return vendor;
}

function one(id) {
  const vendor = kept.get(Number(id));
  if (!vendor) throw new HttpRequestError(404, "There is no such vendor.");
  return vendor;
}

function paged(records, query) {
  const option = (type) => query && query.value && query.value.options.find((option) => option.type === type);
  const order = [...records.values()].sort((left, right) => left.Id - right.Id);
  const wanted = option("Filter") ? order.filter(createFilter(option("Filter"))) : order;
  const skip = option("Skip") ? Number(option("Skip").value.raw) : 0;
  const cap = Number(process.env.PAGE || 1000);
  const top = Math.min(option("Top") ? Number(option("Top").value.raw) : cap, cap);
  const page = wanted.slice(skip, skip + top);
  if (option("InlineCount")) page.inlinecount = wanted.length;
  return page;
}

class Vendors extends ODataController {
  find(query) {
    return paged(kept, query);
  }
  findOne(key) {
    return one(key);
  }
  insert(body) {
    return held(Object.assign(new Vendor(), body), ++last);
  }
  change(key, body) {
    const changed = Object.assign(new Vendor(), one(key), body);
    held(changed, Number(key));
  }
  remove(key) {
    kept.delete(one(key).Id);
  }
}

// A journal is entered once, and whole: debit and credit are the same to the cent.
class Journals extends ODataController {
  find(query) {
    return paged(journals, query);
  }
  findOne(key) {
    const journal = journals.get(Number(key));
    if (!journal) throw new HttpRequestError(404, "There is no such journal.");
    return journal;
  }
  insert(body) {
    const journal = Object.assign(new Journal(), body, { Id: ++last });
    if ([...journals.values()].some((one) => one.Number === journal.Number)) {
      throw new HttpRequestError(400, "The number of a journal must be unique.");
    }
    journal.Lines = (journal.Lines || []).map((line) => Object.assign(new Line(), { Id: ++last }, line));
    const cents = (name) => journal.Lines.reduce((sum, line) => sum + Math.round((line[name] || 0) * 100), 0);
    if (cents("Debit") !== cents("Credit")) throw new HttpRequestError(422, "The journal does not balance.");
    journals.set(journal.Id, journal);
    return journal;
  }
}

function method(controller, decorate, name, parameters) {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, name);
  parameters.forEach((parameter, index) => parameter(controller.prototype, name, index));
  decorate(controller.prototype, name, descriptor);
}
function asks(controller) {
  method(controller, odata.GET, "find", [odata.query]);
  method(controller, odata.GET, "findOne", [odata.key]);
  method(controller, odata.POST, "insert", [odata.body]);
}
odata.type(Vendor)(Vendors);
asks(Vendors);
method(Vendors, odata.PATCH, "change", [odata.key, odata.body]);
method(Vendors, odata.DELETE, "remove", [odata.key]);
odata.type(Journal)(Journals);
asks(Journals);

class Service extends ODataServer {}
odata.namespace("Legacy")(Service);
odata.controller(Vendors, "Vendors")(Service);
odata.controller(Journals, "Journals")(Service);

const app = express();
let address;
// The service is for those who know the token, as that of an ERP is.
app.use((request, response, next) => {
  if (request.headers.authorization === `Bearer ${process.env.TOKEN}`) return next();
  response.status(401).json({ error: { code: "401", message: "who are you?" } });
});
// A write whose answer gets lost on its way: the service did it, and whoever sent it does not know.
let lost = Number(process.env.LOSE || 0);
app.use((request, response, next) => {
  if (request.method !== "GET" && lost-- > 0) {
    response.end = () => request.socket.destroy();
  }
  next();
});
// The library knows no `$batch`: what is in one is sent to it piece by piece. Told so, the service takes
// no write that comes alone.
const inside = String(Math.random());
app.post("/odata/\\$batch", express.json({ limit: "100kb" }), async (request, response) => {
  const responses = [];
  for (const one of request.body.requests) {
    const answer = await fetch(`${address}/${one.url}`, {
      method: one.method.toUpperCase(),
      headers: { ...one.headers, authorization: request.headers.authorization, inside },
      body: one.body && JSON.stringify(one.body),
    });
    const text = await answer.text();
    responses.push({ id: one.id, atomicityGroup: one.atomicityGroup, status: answer.status, body: text ? JSON.parse(text) : undefined });
  }
  response.json({ responses });
});
app.use((request, response, next) => {
  const alone = request.method !== "GET" && request.headers.inside !== inside;
  if (!process.env.TOGETHER || !alone) return next();
  response.status(405).json({ error: { code: "405", message: "Writes come in batches here." } });
});
app.use("/odata", Service.create());
const listening = app.listen(0, "127.0.0.1", () => {
  address = `http://127.0.0.1:${listening.address().port}/odata`;
  console.log(address);
});
// It ends with whoever started it.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
