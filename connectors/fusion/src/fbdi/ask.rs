//! Requests to the resource through which files are imported, and what its answers say.
//!
//! All operations go to one resource, `erpintegrations`; the attributes are texts. A submission that is turned away is
//! answered as a success whose number is `-1` (Oracle, "ERP Integrations"; seen on pods).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use landbridge_contract::{Login, Method, Request, Response};
use serde_json::{Map, Value as Json, json};

use super::pack;
use crate::wire::{self, Wire};

/// The job that loads a document into the interface, with its package.
const LOADER: (&str, &str) = (
    "/oracle/apps/ess/financials/commonModules/shared/common/interfaceLoader/",
    "InterfaceLoaderController",
);

/// What an absent value is written as.
pub(super) const NULL: &str = "#NULL";

/// Makes the requests.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    wire: Wire,
    path: String,
}

/// What is sent as a file.
pub(super) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) file_name: &'a str,
    /// `fin/payables/import`.
    pub(super) account: &'a str,
}

impl Ask {
    pub(super) fn new(wire: Wire, base_path: &str) -> Self {
        let path = format!("{base_path}/erpintegrations");
        Self { wire, path }
    }

    /// Uploads, loads and imports in one call.
    pub(super) fn import(
        &self,
        document: &Document<'_>,
        interface: &str,
        (job, parameters): (&str, &str),
    ) -> Request {
        let options = format!(
            "InterfaceDetails={interface},ImportOption=Y,PurgeOption=N,ExtractFileType=ALL"
        );
        let body = json!({
            "OperationName": "importBulkData", "ContentType": "zip", "FileName": document.file_name,
            "DocumentAccount": in_request(document.account), "JobName": job, "ParameterList": parameters,
            "CallbackURL": NULL, "NotificationCode": "10", "JobOptions": options,
        });
        self.post(
            with_content(&body, document.bytes),
            "import a file",
            Login::Main,
        )
    }

    /// Uploads a file, and no more.
    pub(super) fn upload(&self, document: &Document<'_>) -> Request {
        let body = json!({
            "OperationName": "uploadFileToUCM", "ContentType": "zip", "FileName": document.file_name,
            "DocumentAccount": in_request(document.account), "DocumentId": null,
        });
        self.post(
            with_content(&body, document.bytes),
            "upload a file",
            Login::Main,
        )
    }

    /// Loads an uploaded document into the interface.
    pub(super) fn load(&self, interface: &str, document: &str) -> Request {
        let parameters = format!("{interface},{document},N,N");
        self.job(LOADER, &parameters, "load a file", Login::Main)
    }

    /// Runs a job over what the interface holds.
    pub(super) fn run(&self, job: &str, parameters: &str) -> Request {
        let (package, name) = job.split_once(',').unwrap_or((job, ""));
        let package = format!("{}/", package.trim_end_matches('/'));
        self.job((&package, name), parameters, "run an import", Login::Import)
    }

    fn job(
        &self,
        (package, name): (&str, &str),
        parameters: &str,
        label: &str,
        login: Login,
    ) -> Request {
        let body = json!({
            "OperationName": "submitESSJobRequest", "JobPackageName": package, "JobDefName": name,
            "ESSParameters": parameters, "ReqstId": null,
        });
        self.post(body.to_string(), label, login)
    }

    /// Asks how a job stands.
    pub(super) fn status(&self, request: &str) -> Request {
        self.find(
            &format!("ESSJobStatusRF;requestId={}", wire::encode(request)),
            "ask for a job",
        )
    }

    /// Asks for the jobs below a job.
    pub(super) fn tree(&self, request: &str) -> Request {
        let finder = format!("ESSExecutionDetailsRF;requestId={}", wire::encode(request));
        self.find(&finder, "ask for the jobs of an import")
    }

    /// Asks for the logs and the output of a job and those below it.
    pub(super) fn reports(&self, request: &str) -> Request {
        let finder = format!(
            "ESSJobExecutionDetailsRF;requestId={},fileType=ALL",
            wire::encode(request)
        );
        self.find(&finder, "fetch the reports of an import")
    }

    /// Asks for documents whose file name begins so.
    pub(super) fn documents(&self, prefix: &str) -> Request {
        let finder = format!(
            "DocumentIdsByFilePrefixRF;filePrefix={},docAccount=%23NULL,comment=%23NULL",
            wire::encode(prefix)
        );
        self.find(&finder, "ask for a file")
    }

    /// A finder keeps its `;`, `,` and `=`; only values are encoded.
    fn find(&self, finder: &str, label: &str) -> Request {
        let path = format!("{}?finder={finder}", self.path);
        self.wire.get(path, label.to_owned())
    }

    fn post(&self, body: String, label: &str, login: Login) -> Request {
        let path = self.path.clone();
        let body = body.into_bytes();
        let mut request = self
            .wire
            .write(Method::Post, path, false, body, label.to_owned());
        request.login = login;
        request
    }
}

/// `fin/payables/import` as `fin$/payables$/import$`.
fn in_request(account: &str) -> String {
    format!("{}$", account.replace('/', "$/"))
}

/// The body with the file in it, encoded where it stands.
fn with_content(body: &Json, bytes: &[u8]) -> String {
    let mut text = body.to_string();
    text.reserve(bytes.len() / 3 * 4 + 32);
    text.truncate(text.trim_end_matches('}').len());
    text.push_str(",\"DocumentContent\":\"");
    STANDARD.encode_string(bytes, &mut text);
    text.push_str("\"}");
    text
}

/// The members of an answer: of the item itself, or of the first of a collection.
fn members(response: &Response) -> Option<Map<String, Json>> {
    let Ok(Json::Object(mut members)) = serde_json::from_slice(&response.body) else {
        return None;
    };
    match members.remove("items") {
        Some(Json::Array(items)) => match items.into_iter().next() {
            Some(Json::Object(item)) => Some(item),
            _ => Some(Map::new()),
        },
        _ => Some(members),
    }
}

fn text(members: &Map<String, Json>, name: &str) -> Option<String> {
    match members.get(name)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What became of a submission.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Submitted {
    /// The number of the job.
    Job(String),
    /// It was turned away: the job is not known, or the user may not run it.
    TurnedAway,
    /// Nobody can say.
    Unclear,
}

/// The answer to a submission.
pub(super) fn submitted(response: &Response) -> Submitted {
    let number = members(response).and_then(|members| text(&members, "ReqstId"));
    match number {
        Some(number) if number == "-1" => Submitted::TurnedAway,
        Some(number) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
            Submitted::Job(number)
        }
        _ => Submitted::Unclear,
    }
}

/// The number of an uploaded document.
pub(super) fn document(response: &Response) -> Option<String> {
    let number = members(response).and_then(|members| text(&members, "DocumentId"))?;
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && !number.is_empty() && number != "-1").then_some(number)
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It waits, runs, or waits for jobs below it; or nothing is known of it.
    Runs,
    /// It ended, perhaps with warnings.
    Ended,
    /// It ended with an error, or was stopped.
    Failed,
}

/// A state's word (Oracle Enterprise Scheduler). `PAUSED` is a job that waits for those below it; no word at all is a job
/// that this resource knows nothing of yet.
pub(super) fn standing(word: &str) -> Standing {
    match word.trim().to_ascii_uppercase().as_str() {
        "SUCCEEDED" | "WARNING" | "FINISHED" => Standing::Ended,
        "ERROR" | "CANCELLED" | "EXPIRED" | "VALIDATION_FAILED" | "ERROR MANUAL RECOVERY" => {
            Standing::Failed
        }
        _ => Standing::Runs,
    }
}

/// The state in an answer about a job.
pub(super) fn state(response: &Response) -> Option<String> {
    Some(text(&members(response)?, "RequestStatus").unwrap_or_default())
}

/// A job and those below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) request: String,
    pub(super) status: String,
    pub(super) below: Vec<Tree>,
}

impl Tree {
    /// The first job, itself or below, that is meant.
    pub(super) fn find(&self, meant: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        if meant(self) {
            return Some(self);
        }
        self.below.iter().find_map(|job| job.find(meant))
    }
}

/// The jobs in an answer about the execution of one: a JSON text in the attribute, with one job or a list of them.
pub(super) fn tree(response: &Response) -> Option<Tree> {
    let text = text(&members(response)?, "RequestStatus")?;
    let told: Json = serde_json::from_str(&text).ok()?;
    let jobs = told.get("JOBS")?;
    let first = jobs.as_array().map_or(Some(jobs), |all| all.first())?;
    Some(job(first))
}

fn job(told: &Json) -> Tree {
    let text = |name: &str| match told.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let below = match told.get("CHILD") {
        Some(Json::Array(jobs)) => jobs.iter().map(job).collect(),
        Some(one @ Json::Object(_)) => vec![job(one)],
        _ => Vec::new(),
    };
    Tree {
        name: text("JOBNAME"),
        path: text("JOBPATH"),
        request: text("REQUESTID"),
        status: text("STATUS"),
        below,
    }
}

/// The files of an answer about the reports of a job.
pub(super) fn reports(response: &Response) -> Vec<(String, String)> {
    let content = members(response).and_then(|members| text(&members, "DocumentContent"));
    let bytes = content.and_then(|content| STANDARD.decode(content).ok());
    bytes.map_or_else(Vec::new, |bytes| pack::unpack(&bytes))
}
