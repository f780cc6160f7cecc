//! A request that the sandbox refuses: a status and one or more problems, in the ERP's words.
//!
//! Texts and codes follow Oracle's REST documentation and observed replies; where no code is known,
//! none is given.

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) detail: String,
    pub(crate) code: Option<&'static str>,
    /// Where in the payload, such as `/sites/0/SupplierSite`.
    pub(crate) path: Option<String>,
}

impl Problem {
    pub(crate) fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            code: None,
            path: None,
        }
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    pub(crate) fn unknown_attribute(name: &str) -> Self {
        Self::new(format!("Invalid attribute \"{name}\" in the payload."))
    }

    pub(crate) fn not_settable(name: &str, object: &str) -> Self {
        Self::new(format!(
            "Attribute {name} in {object} cannot be set. (JBO-27008)"
        ))
        .code("27008")
    }

    pub(crate) fn too_long(name: &str, value: &str, max: u32) -> Self {
        Self::new(format!(
            "The value {value} of the attribute {name} is too long. The maximum length is {max}. \
             (JBO-27010)"
        ))
        .code("27010")
    }

    pub(crate) fn wrong_precision(name: &str, value: &str, digits: u32, scale: u32) -> Self {
        Self::new(format!(
            "The value {value} of the attribute {name} exceeds precision {digits}, scale {scale}. \
             (JBO-27023)"
        ))
        .code("27023")
    }

    pub(crate) fn wrong_type(name: &str, expected: &str) -> Self {
        Self::new(format!(
            "The value of the attribute {name} cannot be converted to the type {expected}. \
             (JBO-25009)"
        ))
        .code("25009")
    }

    pub(crate) fn not_in_list(name: &str) -> Self {
        Self::new(format!("The value of the attribute {name} isn't valid."))
    }

    pub(crate) fn required(name: &str, object: &str) -> Self {
        Self::new(format!(
            "Attribute {name} in {object} is required. (JBO-27014)"
        ))
        .code("27014")
    }

    pub(crate) fn duplicate(key: &str) -> Self {
        Self::new(format!("A record with {key} already exists. (JBO-25013)")).code("25013")
    }
}

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) problems: Vec<Problem>,
}

impl Refusal {
    pub(crate) fn new(status: u16, problem: Problem) -> Self {
        Self {
            status,
            problems: vec![problem],
        }
    }

    pub(crate) fn bad_request(problem: Problem) -> Self {
        Self::new(400, problem)
    }

    pub(crate) fn invalid_query(detail: impl Into<String>) -> Self {
        Self::bad_request(Problem::new(detail).code("27501"))
    }

    pub(crate) fn unusable_parameter(name: &str) -> Self {
        Self::bad_request(
            Problem::new(format!(
                "URL request parameter {name} cannot be used in this context."
            ))
            .code("27520"),
        )
    }

    pub(crate) fn unparsable() -> Self {
        Self::bad_request(Problem::new("Unable to parse the provided payload").code("27521"))
    }

    pub(crate) fn unsupported_media(media: &str) -> Self {
        Self::new(
            415,
            Problem::new(format!("Unsupported Content-Type {media}.")),
        )
    }

    pub(crate) fn invalid_operation(operation: &str) -> Self {
        Self::bad_request(Problem::new(format!(
            "Invalid operation {operation} for the specified resource."
        )))
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, Problem::new("The requested resource was not found."))
    }

    pub(crate) fn changed_since() -> Self {
        Self::new(
            412,
            Problem::new("The If-Match value doesn't match the current change indicator."),
        )
    }

    pub(crate) fn method_not_allowed(method: &str) -> Self {
        Self::new(
            405,
            Problem::new(format!("Method {method} isn't allowed for this resource.")),
        )
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the state failed");
        Self::new(
            500,
            Problem::new("Unexpected exception caught: JBO-29000").code("29000"),
        )
    }
}

/// The reason phrase of a status, as the `title` of an error shows it.
pub(crate) fn title(status: u16) -> &'static str {
    hyper::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error")
}
