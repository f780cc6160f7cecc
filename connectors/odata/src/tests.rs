//! Exchanges driven by hand, with answers as services give them.

mod batches;
mod loading;
mod reading;
mod removing;
mod spelling;
mod tokens;

use bytes::Bytes;
use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Fields, Method, Name, ObjectSpec,
    OptionValue, Options, Outgoing, Receipt, Reply, Request, Response, Retry, Step, Target,
    TargetConnector, Value, Verdict, Write,
};
use landbridge_testkit::target::{Case, assert_conforms};
use proptest::prelude::*;

use crate::{OData, ODataTarget, Settings};

/// A service with keys of every kind; its namespace has an alias, as SAP's documents have.
const METADATA: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="com.example.legacy" Alias="SELF" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Base" Abstract="true"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int64" Nullable="false"/></EntityType>
<EntityType Name="Supplier" BaseType="SELF.Base">
  <Property Name="Code" Type="Edm.String"/><Property Name="Name" Type="Edm.String"/>
  <Property Name="Limit" Type="Edm.Decimal" Precision="28" Scale="2"/>
  <Property Name="Since" Type="Edm.DateTimeOffset"/><Property Name="Born" Type="Edm.Date"/>
  <Property Name="Address" Type="SELF.Address"/>
  <NavigationProperty Name="addresses" Type="Collection(SELF.SupplierAddress)"/>
  <NavigationProperty Name="parent" Type="SELF.Supplier"/>
</EntityType>
<ComplexType Name="Address"><Property Name="City" Type="Edm.String"/></ComplexType>
<EntityType Name="SupplierAddress" BaseType="SELF.Base"><Property Name="street" Type="Edm.String"/></EntityType>
<EntityType Name="Journal"><Key><PropertyRef Name="Company"/><PropertyRef Name="Number"/></Key>
  <Property Name="Company" Type="Edm.String" Nullable="false"/><Property Name="Number" Type="Edm.Int32" Nullable="false"/>
  <Property Name="Kind" Type="SELF.Kind"/><Property Name="Batch" Type="SELF.BatchId"/></EntityType>
<EntityType Name="Tag"><Key><PropertyRef Name="Uid"/></Key><Property Name="Uid" Type="Edm.Guid" Nullable="false"/></EntityType>
<EnumType Name="Kind"><Member Name="Actual"/></EnumType><TypeDefinition Name="BatchId" UnderlyingType="Edm.Guid"/>
<EntityContainer Name="C"><EntitySet Name="Suppliers" EntityType="SELF.Supplier"/><EntitySet Name="Journals" EntityType="SELF.Journal"/>
<EntitySet Name="Tags" EntityType="SELF.Tag"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn target() -> ODataTarget {
    ODataTarget::new(Settings::default())
}

fn object(name: &str) -> ObjectSpec {
    let mut object = target().object(name, &Options::default()).unwrap();
    if name == "Suppliers" {
        object.key_attributes = vec!["Code".into()];
        let paths = [
            "Code",
            "Name",
            "Limit",
            "Address",
            "Address.City",
            "addresses.street",
            "addresses",
        ];
        object.attributes = paths.map(Name::from).to_vec();
    }
    object
}

fn key(name: &str, value: Value) -> BusinessKey {
    BusinessKey {
        parts: vec![(Name::from(name), value)],
    }
}

fn fields(parts: &[(&str, Value)]) -> Fields {
    let part = |(name, value): &(&str, Value)| (Name::from(*name), value.clone());
    parts.iter().map(part).collect()
}

fn supplier(record: i64, write: Write) -> Outgoing {
    Outgoing {
        record,
        key: key("Code", Value::text("V-1")),
        write,
        payload: fields(&[
            ("Code", Value::text("V-1")),
            ("Name", Value::text("Canary Tools")),
            (
                "addresses",
                Value::List(vec![Value::Record(fields(&[(
                    "street",
                    Value::text("1 Quay"),
                )]))]),
            ),
        ]),
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    Response {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: Bytes::from(body.to_owned()),
    }
}

fn answer(status: u16, body: &str) -> Response {
    response(status, &[], body)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let found = request.headers.iter().find(|(header, _)| *header == name);
    found.map(|(_, value)| value.as_str())
}

/// What came of a conversation.
struct Talk {
    requests: Vec<Request>,
    replies: Vec<Reply>,
    fault: Option<Fault>,
}

impl Talk {
    /// Method and path of every request.
    fn said(&self) -> Vec<String> {
        let line = |one: &Request| format!("{} {}", one.method.as_str(), one.path);
        self.requests.iter().map(line).collect()
    }

    fn verdict(&self) -> &Verdict {
        match self.replies.as_slice() {
            [Reply::Receipt(Receipt { verdict, .. })] => verdict,
            other => panic!("expected one receipt, found {other:?}"),
        }
    }

    fn refusal(&self) -> Vec<(&str, &str, &str)> {
        match self.verdict() {
            Verdict::Refused { messages } => messages
                .iter()
                .map(|one| (one.code.as_str(), one.path.as_str(), one.text.as_str()))
                .collect(),
            other => panic!("expected a refusal, found {other:?}"),
        }
    }
}

/// Drives an exchange as the engine does: the target judges every answer first. The metadata is
/// answered where it is asked for and is no part of what was said.
fn talk(target: &ODataTarget, mut exchange: Box<dyn Exchange>, answers: Vec<Response>) -> Talk {
    let mut answers = answers.into_iter();
    let mut talk = Talk {
        requests: Vec::new(),
        replies: Vec::new(),
        fault: None,
    };
    let mut event = Event::Start;
    loop {
        event = match exchange.advance(event) {
            Step::Send(request) if request.path.starts_with("/$metadata") => {
                Event::Answer(answer(200, METADATA))
            }
            Step::Send(request) => {
                let response = answers.next();
                let response = response.unwrap_or_else(|| panic!("no answer to {}", request.path));
                let judged = target.judge(&request, &response);
                talk.requests.push(request);
                judged.map_or(Event::Answer(response), Event::Fault)
            }
            Step::Yield(replies) => {
                talk.replies.extend(replies);
                Event::Taken
            }
            Step::Done(replies) => {
                talk.replies.extend(replies);
                break;
            }
            Step::Failed(fault) => {
                talk.fault = Some(fault);
                break;
            }
            Step::Wait(_) | Step::Note(_) => panic!("nothing is waited for, or noted"),
        };
    }
    assert_eq!(answers.count(), 0, "answers that nobody asked for");
    talk
}

fn load(target: &ODataTarget, record: Outgoing, answers: Vec<Response>) -> Talk {
    talk(
        target,
        target.load(&object("Suppliers"), vec![record]),
        answers,
    )
}

#[test]
fn it_holds_to_the_contract_whatever_is_answered() {
    let paging = Settings {
        paging: crate::Paging::Skip,
        csrf: true,
        ..Settings::default()
    };
    for settings in [Settings::default(), paging] {
        let target = ODataTarget::new(settings);
        let bodies = [
            METADATA,
            r#"{"value":[]}"#,
            r#"{"value":[{"Id":7,"Code":"V-1","@odata.etag":"W/\"1\""}],"@odata.count":9}"#,
            r#"{"value":[{"Id":7}],"@odata.nextLink":"Suppliers?$skiptoken=7"}"#,
            r#"{"value":[{"Id":7,"addresses@odata.nextLink":"Suppliers(7)/addresses?$skip=1"}]}"#,
            r#"{"Id":7,"Code":"V-1"}"#,
            r#"{"error":{"code":"1","message":"no","target":"Code","details":[]}}"#,
        ];
        let mut nobody = supplier(4, Write::Update("7".into()));
        nobody.key = key("Code", Value::Null);
        assert_conforms(&Case {
            target: &target,
            object: object("Suppliers"),
            batch: vec![
                supplier(1, Write::Create),
                supplier(2, Write::Upsert),
                supplier(3, Write::Update("7".into())),
                nobody,
            ],
            keys: vec![
                key("Code", Value::text("V-1 canary")),
                key("Code", Value::text("V-2")),
            ],
            bodies: bodies.map(|body| body.as_bytes().to_vec()).to_vec(),
            canaries: vec!["Canary".to_owned(), "canary".to_owned(), "Quay".to_owned()],
        });
    }
}

#[test]
fn options_that_are_wrong_are_told_all_at_once() {
    let stated = [
        ("paging", OptionValue::Text("pages".into())),
        ("page_size", OptionValue::Integer(0)),
        ("metadata_path", OptionValue::Text("metadata".into())),
        ("skip", OptionValue::Bool(true)),
    ];
    let stated = stated.map(|(name, value)| (name.to_owned(), value));
    let faults = OData.check(&Options(stated.into()));
    let mut names: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["metadata_path", "page_size", "paging", "skip"]);
}
