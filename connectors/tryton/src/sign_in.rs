//! How a session is opened: `common.db.login`, whose answer holds the number of the user and a token.
//!
//! A wrong password is answered with 401, and after a few of them with 429, whatever the password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use landbridge_contract::{Fault, FaultKind, Method, Request, Response, SignIn};
use serde_json::Value as Json;

use crate::rpc::{self, Said};

/// What it is called in faults.
const LABEL: &str = "open a session";

/// Opens sessions.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Login;

impl SignIn for Login {
    fn request(&self, user: &str, password: &str) -> Request {
        let mut body = Vec::new();
        // The language is that of the names that the answer to nobody here; messages are in the user's.
        let parameters = serde_json::json!([user, { "password": password }, "en"]);
        rpc::write_call("common.db.login", &parameters.to_string(), &mut body);
        // Nothing of the ERP's data changes, and a session too many does no harm.
        rpc::request(Method::Ask, body, LABEL)
    }

    fn authorization(&self, user: &str, answer: &Response) -> Result<String, Fault> {
        match rpc::said(answer) {
            Said::Result(Json::Array(result)) => {
                let number = result.first().and_then(Json::as_i64);
                let token = result.get(1).and_then(Json::as_str);
                let Some((number, token)) = number.zip(token) else {
                    let why = "the answer holds no session";
                    return Err(Fault::unintelligible(LABEL, why));
                };
                let pair = STANDARD.encode(format!("{user}:{number}:{token}"));
                Ok(format!("Session {pair}"))
            }
            // It asks for something else than a password, which nobody is there to answer.
            Said::Error(error) => Err(Fault {
                kind: FaultKind::Unauthenticated,
                ..Fault::refused(
                    LABEL,
                    format!("the server wants more than a password: {}", error.line()),
                )
            }),
            Said::Result(_) | Said::Refused(_) | Said::Nonsense(_) => {
                Err(Fault::unintelligible(LABEL, "the answer holds no session"))
            }
        }
    }
}
