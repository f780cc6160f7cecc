//! The operations of `erpintegrations`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::jobs::{Job, LOADER, Then, Work};
use super::{Bulk, Document, Inner, imports, zipped};
use crate::refusal::{Problem, Refusal};

/// The attributes of the resource; all of them texts.
const ATTRIBUTES: &[&str] = &[
    "OperationName",
    "DocumentId",
    "DocumentContent",
    "FileName",
    "ContentType",
    "FileType",
    "DocumentAccount",
    "Comments",
    "ProcessName",
    "LoadRequestId",
    "JobPackageName",
    "JobDefName",
    "ReqstId",
    "RequestStatus",
    "JobName",
    "ParameterList",
    "NotificationCode",
    "CallbackURL",
    "JobOptions",
    "StatusCode",
    "ESSParameters",
];

/// What is turned away, and what nobody may run.
const TURNED_AWAY: &str = "-1";

/// Who asks, and what holds for them.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub(crate) user: String,
    /// Milliseconds that each job waits before it works.
    pub(crate) latency: i64,
    pub(crate) may_load: bool,
    pub(crate) may_import: bool,
}

type Item = Map<String, Value>;

/// Answers a request: the item, or the members of a collection.
pub(crate) fn answer(
    bulk: &Bulk,
    asking: &Asking,
    method: &Method,
    query: &[(String, String)],
    body: Option<Item>,
) -> Result<(u16, Value, bool), Refusal> {
    if !asking.may_load && !asking.may_import {
        return Err(Refusal::new(
            401,
            Problem::new("Authorization is required."),
        ));
    }
    let mut inner = bulk.lock();
    match (method.as_str(), body) {
        ("POST", Some(item)) => {
            let item = inner.operate(asking, item)?;
            Ok((201, Value::Object(item), true))
        }
        ("GET", _) => {
            let finder = query.iter().find(|(name, _)| name == "finder");
            let finder = finder.map(|(_, value)| value.as_str()).unwrap_or_default();
            let items = inner.found(finder)?;
            let count = items.len();
            let json = json!({
                "items": items, "count": count, "hasMore": false, "limit": 25, "offset": 0, "links": [],
            });
            Ok((200, json, false))
        }
        (method, _) => Err(Refusal::method_not_allowed(method)),
    }
}

fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    let text = item.get(name).and_then(Value::as_str).unwrap_or_default();
    if text == "#NULL" { "" } else { text }
}

impl Inner {
    fn operate(&mut self, asking: &Asking, mut item: Item) -> Result<Item, Refusal> {
        for (name, value) in &item {
            if !ATTRIBUTES.contains(&name.as_str()) {
                return Err(Refusal::bad_request(Problem::new(format!(
                    "Invalid attribute \"{name}\" in the payload"
                ))));
            }
            if !matches!(value, Value::String(_) | Value::Null) {
                return Err(Refusal::bad_request(Problem::wrong_type(name, "string")));
            }
        }
        let now = Timestamp::now().as_millisecond();
        match text(&item, "OperationName") {
            "importBulkData" => {
                let number = self.import_bulk_data(asking, &item, now)?;
                item.insert("ReqstId".to_owned(), number.into());
            }
            "uploadFileToUCM" => {
                let number = self.upload(asking, &item)?;
                item.insert("DocumentId".to_owned(), number.into());
            }
            "submitESSJobRequest" => {
                let number = self.submit(asking, &item, now);
                item.insert("ReqstId".to_owned(), number.into());
            }
            "downloadESSJobExecutionDetails" => {
                let content = self.zipped_reports(text(&item, "ReqstId"));
                item.insert("DocumentContent".to_owned(), content.into());
            }
            "getDocumentForDocumentId" => {
                let number = text(&item, "DocumentId").trim_start_matches("UCMFA");
                let document = number
                    .parse()
                    .ok()
                    .and_then(|number: i64| self.documents.get(&number));
                let document = document.ok_or_else(Refusal::not_found)?;
                let content = STANDARD.encode(&document.bytes);
                let name = document.name.clone();
                item.insert("FileName".to_owned(), name.into());
                item.insert("DocumentContent".to_owned(), content.into());
            }
            other => {
                return Err(Refusal::bad_request(Problem::new(format!(
                    "The operation {other} isn't valid."
                ))));
            }
        }
        item.insert("links".to_owned(), Value::Array(Vec::new()));
        Ok(item)
    }

    fn document(&mut self, item: &Item) -> Result<i64, Refusal> {
        let wrong = |name: &str| Refusal::bad_request(Problem::required(name, "erpintegrations"));
        let account = text(item, "DocumentAccount");
        // In requests the account has a sign behind each of its parts.
        if account.is_empty() || !account.split('/').all(|part| part.ends_with('$')) {
            return Err(Refusal::bad_request(Problem::not_in_list(
                "DocumentAccount",
            )));
        }
        let bytes = STANDARD.decode(text(item, "DocumentContent"));
        let bytes = bytes.ok().filter(|bytes| !bytes.is_empty());
        let bytes = bytes.ok_or_else(|| wrong("DocumentContent"))?;
        let name = text(item, "FileName").to_owned();
        if name.is_empty() {
            return Err(wrong("FileName"));
        }
        Ok(self.keep(Document { name, bytes }))
    }

    fn import_bulk_data(
        &mut self,
        asking: &Asking,
        item: &Item,
        now: i64,
    ) -> Result<String, Refusal> {
        let path = text(item, "JobName").replace(',', "/");
        let options: Vec<(&str, &str)> = text(item, "JobOptions")
            .split(',')
            .filter_map(|option| option.split_once('='))
            .collect();
        let option = |name: &str| {
            let found = options.iter().find(|(known, _)| *known == name);
            found.map_or("", |(_, value)| *value)
        };
        let document = self.document(item)?;
        if !imports::is_known(&path) || !asking.may_load {
            return Ok(TURNED_AWAY.to_owned());
        }
        let then = Then {
            path,
            parameters: text(item, "ParameterList").to_owned(),
            tells: matches!(option("ExtractFileType"), "ALL" | "ERROR"),
            permitted: asking.may_import,
        };
        let imports = option("ImportOption") != "N";
        let work = Work::Load {
            interface: option("InterfaceDetails").to_owned(),
            document,
            then: imports.then_some(then),
        };
        Ok(self.begin(LOADER, asking, now, work))
    }

    fn upload(&mut self, asking: &Asking, item: &Item) -> Result<String, Refusal> {
        if !asking.may_load {
            return Ok(TURNED_AWAY.to_owned());
        }
        Ok(format!("UCMFA{:08}", self.document(item)?))
    }

    fn submit(&mut self, asking: &Asking, item: &Item, now: i64) -> String {
        let package = text(item, "JobPackageName").trim_end_matches('/');
        let path = format!("{package}/{}", text(item, "JobDefName"));
        let parameters = text(item, "ESSParameters").to_owned();
        if path == LOADER {
            let mut words = parameters.split(',');
            let interface = words.next().unwrap_or_default().to_owned();
            let document = words.next().unwrap_or_default().trim_start_matches("UCMFA");
            return match document.parse() {
                Ok(document) if asking.may_load => {
                    let work = Work::Load {
                        interface,
                        document,
                        then: None,
                    };
                    self.begin(LOADER, asking, now, work)
                }
                _ => TURNED_AWAY.to_owned(),
            };
        }
        if !imports::is_known(&path) || !asking.may_import {
            return TURNED_AWAY.to_owned();
        }
        let then = Then {
            path: path.clone(),
            parameters,
            tells: true,
            permitted: true,
        };
        self.begin(&path, asking, now, Work::Import(then))
    }

    fn begin(&mut self, path: &str, asking: &Asking, now: i64, work: Work) -> String {
        let number = self.next_job();
        let job = Job::new(path, &asking.user, (now, asking.latency), Some(work));
        self.jobs.insert(number, job);
        number.to_string()
    }

    fn zipped_reports(&self, number: &str) -> String {
        let reports = number.parse().map(|number| self.reports(number));
        STANDARD.encode(zipped::write(&reports.unwrap_or_default()))
    }

    /// What a finder finds.
    fn found(&self, finder: &str) -> Result<Vec<Value>, Refusal> {
        let (name, rest) = finder.split_once(';').unwrap_or((finder, ""));
        let value = |wanted: &str| {
            let mut parts = rest
                .split([',', ';'])
                .filter_map(|part| part.split_once('='));
            parts
                .find(|(name, _)| *name == wanted)
                .map_or("", |(_, value)| value)
        };
        let now = Timestamp::now().as_millisecond();
        let request = value("requestId");
        let number: i64 = request.parse().unwrap_or_default();
        match name {
            "ESSJobStatusRF" => Ok(vec![json!({
                "OperationName": "getESSJobStatus", "ReqstId": request,
                "RequestStatus": self.status(number, now),
            })]),
            "ESSExecutionDetailsRF" => {
                let tree = json!({ "JOBS": self.tree(number, now) }).to_string();
                Ok(vec![json!({ "ReqstId": request, "RequestStatus": tree })])
            }
            "ESSJobExecutionDetailsRF" => Ok(vec![json!({
                "ReqstId": request, "DocumentContent": self.zipped_reports(request),
            })]),
            "DocumentIdsByFilePrefixRF" => {
                let prefix = value("filePrefix");
                let found = self.documents.iter();
                let found = found.filter(|(_, document)| document.name.starts_with(prefix));
                let ids =
                    found.map(|(number, _)| json!({ "DocumentId": format!("UCMFA{number:08}") }));
                Ok(ids.collect())
            }
            other => Err(Refusal::bad_request(Problem::new(format!(
                "The finder {other} isn't valid."
            )))),
        }
    }
}
