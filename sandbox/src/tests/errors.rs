use serde_json::json;

use super::*;
use client::Request;

fn refused(pod: &Pod, body: &serde_json::Value) -> Vec<String> {
    pod.send(&post("/suppliers", body)).expect(400).details()
}

#[test]
fn wrong_credentials_get_401_with_a_challenge() {
    let pod = Pod::start(client::config().bearer_token("token-1"));
    for header in [
        "",
        "Basic bm9ib2R5OnNlY3JldA==",
        "Basic ???",
        "Bearer nonsense",
        "Digest x",
    ] {
        let answer = pod
            .send(&get("/suppliers").header("Authorization", header))
            .expect(401);
        assert_eq!(
            answer.header("www-authenticate"),
            Some("Basic realm=\"owsm\"")
        );
    }
    pod.send(&get("/suppliers").header("Authorization", "Bearer token-1"))
        .expect(200);
    assert_eq!(pod.counters().unauthorized, 5);
}

#[test]
fn the_token_endpoint_serves_both_grants() {
    let pod = Pod::start(client::config().client("app", "app-secret"));
    let ask = |body: &str| {
        let basic = "Basic YXBwOmFwcC1zZWNyZXQ=";
        let request = Request::with("POST", "/oauth2/v1/token").header("Authorization", basic);
        pod.send(&request.body(body))
    };
    let scope = "scope=urn:opc:resource:consumer::all";
    let assertion = "e30.eyJzdWIiOiJsb2FkZXIifQ.x";
    let jwt = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
    for body in [
        format!("grant_type=client_credentials&{scope}"),
        format!("{jwt}&{scope}&assertion={assertion}"),
    ] {
        let token = ask(&body).expect(200).json()["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let bearer = format!("Bearer {token}");
        pod.send(&get("/suppliers").header("Authorization", &bearer))
            .expect(200);
    }
    assert_eq!(
        ask("grant_type=client_credentials").expect(400).json()["error"],
        "invalid_scope"
    );
    assert_eq!(
        ask("grant_type=password").expect(400).json()["error"],
        "unsupported_grant_type"
    );
}

#[test]
fn every_problem_of_a_payload_is_named_at_once_with_its_place() {
    let pod = Pod::new();
    let body = json!({"Supplier": "Acme", "ShortName": "A", "BusinessRelationship": "Friend",
        "addresses": [{"AddressName": "HQ", "Country": "Atlantis", "City": "x".repeat(61)}],
        "YearEstablished": "1990", "CreatedBy": "me", "InactiveDate": "31/12/2020"});
    let answer = pod.send(&post("/suppliers", &body)).expect(400);
    let json = answer.json();
    assert_eq!(json["status"], "400");
    assert_eq!(json["title"], "Bad Request");
    let details = answer.details().join("\n");
    for expected in [
        "Invalid attribute \"ShortName\" in the payload.",
        "The value of the attribute BusinessRelationship isn't valid.",
        "The value of the attribute Country isn't valid.",
        "Attribute TaxOrganizationType in Supplier is required. (JBO-27014)",
        "of the attribute City is too long. The maximum length is 60. (JBO-27010)",
        "The value of the attribute YearEstablished cannot be converted to the type integer. (JBO-25009)",
        "The value of the attribute InactiveDate cannot be converted to the type date. (JBO-25009)",
        "Attribute CreatedBy in Supplier cannot be set. (JBO-27008)",
    ] {
        assert!(details.contains(expected), "{expected}\n--\n{details}");
    }
    assert_eq!(answer.details().len(), 8, "{details}");
    let paths: Vec<&str> = json["o:errorDetails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| detail["o:errorPath"].as_str().unwrap())
        .collect();
    assert!(paths.contains(&"/addresses/0/City"), "{paths:?}");
}

#[test]
fn an_error_is_structured_only_from_version_4_on_or_when_accepted() {
    let pod = Pod::new();
    let ask = |version: &str, accept: &str| {
        let request = post("/suppliers", &json!({"Colour": 1, "Size": 2}));
        pod.send(
            &request
                .header("REST-Framework-Version", version)
                .header("Accept", accept),
        )
        .expect(400)
    };
    for version in ["", "1", "3"] {
        let answer = ask(version, "application/json");
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/plain")
        );
        assert!(
            answer
                .body
                .starts_with("Invalid attribute \"Colour\" in the payload.\n"),
            "{}",
            answer.body
        );
    }
    let wide = "application/json, application/vnd.oracle.adf.error+json";
    for answer in [ask("4", "application/json"), ask("1", wide)] {
        assert_eq!(
            answer.header("content-type"),
            Some("application/vnd.oracle.adf.error+json")
        );
        assert_eq!(answer.json()["status"], "400");
    }
}

#[test]
fn a_payload_that_is_no_json_object_is_refused() {
    let pod = Pod::new();
    for body in ["", "{", "[]", "1", "\u{feff}{}"] {
        let answer = pod
            .send(&post("/suppliers", &json!({})).body(body))
            .expect(400);
        assert_eq!(answer.details(), ["Unable to parse the provided payload"]);
        assert_eq!(answer.json()["o:errorDetails"][0]["o:errorCode"], "27521");
    }
    pod.send(&post("/suppliers", &json!({})).header("Content-Type", "text/csv"))
        .expect(415);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    pod.send(&post("/suppliers", &json!({})).body(deep))
        .expect(400);
}

#[test]
fn a_duplicate_is_a_bad_request_with_the_key_in_its_text() {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &supplier("Acme"))).expect(201);
    assert_eq!(
        refused(&pod, &supplier("Acme")),
        ["A record with Supplier Acme already exists. (JBO-25013)"]
    );
    let mut twice = supplier("Twice");
    twice["addresses"] = json!([{"AddressName": "HQ", "CountryCode": "KE"}, {"AddressName": "HQ", "CountryCode": "KE"}]);
    assert_eq!(
        refused(&pod, &twice),
        ["A record with AddressName HQ already exists. (JBO-25013)"]
    );
}

#[test]
fn a_site_must_name_an_address_of_its_supplier() {
    let pod = Pod::new();
    let mut body = supplier("Acme");
    body["sites"] =
        json!([{"SupplierSite": "A", "ProcurementBU": "BU", "SupplierAddressName": "None"}]);
    assert_eq!(
        refused(&pod, &body),
        ["The value of the attribute SupplierAddressName isn't valid."]
    );
}

#[test]
fn paths_and_methods_that_lead_nowhere_are_refused() {
    let pod = Pod::new();
    for path in [
        "/vendors",
        "/suppliers/abc",
        "/suppliers/1",
        "/suppliers/1/child/colours",
        "/suppliers/1/colours",
        "/suppliers/1/enclosure/Photo",
    ] {
        pod.send(&get(path)).expect(404);
    }
    pod.send(&get("/elsewhere").header("Authorization", ""))
        .expect(401);
    pod.send(&Request::with("PUT", "/suppliers/1").body("{}"))
        .expect(405);
    pod.send(&Request::with("DELETE", "/suppliers")).expect(405);
    let closed = pod.send(&post("/purchaseOrders", &json!({}))).expect(400);
    assert_eq!(
        closed.details(),
        ["Invalid operation create for the specified resource."]
    );
}

#[test]
fn a_body_over_the_limit_gets_413() {
    let mut config = client::config();
    config.body_bytes_max = 1_000;
    let pod = Pod::start(config);
    pod.send(&post("/suppliers", &json!({"Supplier": "x".repeat(2_000)})))
        .expect(413);
}

#[test]
fn nobody_may_sign_in_is_no_sandbox() {
    let mut config = client::config();
    config.users.clear();
    let addr = "127.0.0.1:0".parse().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime
        .block_on(crate::Sandbox::start(config, addr))
        .unwrap_err();
    assert!(
        matches!(error, crate::SandboxError::NobodyMaySignIn),
        "{error}"
    );
}
