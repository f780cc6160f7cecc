use serde_json::json;

use super::*;

fn pod_with(count: usize) -> Pod {
    let pod = Pod::new();
    for index in 1..=count {
        let mut body = supplier(&format!("Supplier {index:04}"));
        body["SupplierNumber"] = json!(format!("S{index:04}"));
        body["CurrentYearPotentialRevenue"] = json!(index);
        pod.send(&post("/suppliers", &body)).expect(201);
    }
    pod
}

#[test]
fn a_page_has_25_rows_unless_asked_and_500_at_most() {
    let pod = pod_with(30);
    let page = pod.send(&get("/suppliers")).expect(200).json();
    assert_eq!(page["count"], 25);
    assert_eq!(page["limit"], 25);
    assert_eq!(page["offset"], 0);
    assert_eq!(page["hasMore"], true);
    assert!(page.get("totalResults").is_none());
    assert_eq!(page["links"][0]["kind"], "collection");
    let page = pod
        .send(&get("/suppliers?limit=9999&totalResults=true"))
        .expect(200)
        .json();
    assert_eq!((&page["limit"], &page["count"]), (&json!(500), &json!(30)));
    assert_eq!(
        (&page["hasMore"], &page["totalResults"]),
        (&json!(false), &json!(30))
    );
    let page = pod
        .send(&get("/suppliers?offset=25&limit=5"))
        .expect(200)
        .json();
    assert_eq!(
        (&page["count"], &page["hasMore"]),
        (&json!(5), &json!(false))
    );
}

#[test]
fn an_empty_match_is_an_empty_page() {
    let pod = Pod::new();
    let page = pod
        .send(&get("/suppliers?q=Supplier='none'"))
        .expect(200)
        .json();
    assert_eq!(
        (&page["items"], &page["count"], &page["hasMore"]),
        (&json!([]), &json!(0), &json!(false))
    );
}

#[test]
fn q_finds_by_key_by_scan_and_across_pages() {
    let pod = pod_with(40);
    let found = |path: &str| pod.send(&get(path)).expect(200);
    assert_eq!(
        found("/suppliers?q=SupplierNumber='S0007'").column("Supplier"),
        ["Supplier 0007"]
    );
    assert_eq!(
        found("/suppliers?q=SupplierNumber in ('S0001','S0040')").column("SupplierNumber"),
        ["S0001", "S0040"]
    );
    assert_eq!(
        found("/suppliers?q=CurrentYearPotentialRevenue>38").column("SupplierNumber"),
        ["S0039", "S0040"]
    );
    assert_eq!(
        found("/suppliers?q=Supplier like '%003_'")
            .column("SupplierNumber")
            .len(),
        0
    );
    let page =
        found("/suppliers?q=Supplier like '%er 003%'&limit=4&offset=8&totalResults=true").json();
    assert_eq!(
        (&page["count"], &page["totalResults"], &page["hasMore"]),
        (&json!(2), &json!(10), &json!(false))
    );
    let page = found("/suppliers?q=Supplier like '%er 003%'&limit=4").json();
    assert_eq!(
        (&page["count"], &page["hasMore"]),
        (&json!(4), &json!(true))
    );
}

#[test]
fn version_1_reads_q_as_an_example_and_version_2_as_an_expression() {
    let pod = pod_with(12);
    let ask = |version: &str, q: &str| {
        pod.send(&get(&format!("/suppliers?q={q}")).header("REST-Framework-Version", version))
    };
    let by_example = ask("1", "Supplier=Supplier 001*;CurrentYearPotentialRevenue>10").expect(200);
    assert_eq!(by_example.column("SupplierNumber"), ["S0011", "S0012"]);
    assert_eq!(
        ask("", "SupplierNumber=S0003")
            .expect(200)
            .column("SupplierNumber"),
        ["S0003"]
    );
    ask("2", "Supplier='x';CurrentYearPotentialRevenue>10").expect(400);
}

#[test]
fn order_by_sorts_numbers_as_numbers_and_both_ways() {
    let pod = pod_with(12);
    let sorted = |order: &str| {
        pod.send(&get(&format!("/suppliers?orderBy={order}&limit=3")))
            .expect(200)
            .column("SupplierNumber")
    };
    assert_eq!(
        sorted("CurrentYearPotentialRevenue:desc"),
        ["S0012", "S0011", "S0010"]
    );
    assert_eq!(
        sorted("Status,SupplierNumber:asc"),
        ["S0001", "S0002", "S0003"]
    );
    pod.send(&get("/suppliers?orderBy=Nonsense")).expect(400);
}

#[test]
fn nothing_after_the_id_tells_records_apart_in_an_order() {
    let pod = pod_with(12);
    let sorted = |order: &str| {
        pod.send(&get(&format!(
            "/suppliers?orderBy={order}&limit=2&offset=1"
        )))
        .expect(200)
        .column("SupplierNumber")
    };
    assert_eq!(sorted("SupplierId"), ["S0002", "S0003"]);
    assert_eq!(
        sorted("SupplierId:asc,SupplierNumber:desc"),
        ["S0002", "S0003"]
    );
    assert_eq!(sorted("SupplierId:desc"), ["S0011", "S0010"]);
    assert_eq!(
        sorted("Status,SupplierId:desc,SupplierNumber"),
        ["S0011", "S0010"]
    );
}

#[test]
fn the_primary_key_finder_works_and_others_are_refused() {
    let pod = pod_with(3);
    let found = pod
        .send(&get(
            "/suppliers?finder=PrimaryKey;SupplierId=300000000000002",
        ))
        .expect(200);
    assert_eq!(found.column("SupplierNumber"), ["S0002"]);
    pod.send(&get("/suppliers?finder=ByColour;Colour=red"))
        .expect(400);
    pod.send(&get("/suppliers?finder=PrimaryKey")).expect(400);
}

#[test]
fn an_unknown_parameter_or_attribute_is_refused() {
    let pod = Pod::new();
    let answer = pod.send(&get("/suppliers?colour=red")).expect(400);
    assert_eq!(
        answer.details(),
        ["URL request parameter colour cannot be used in this context."]
    );
    pod.send(&get("/suppliers?q=Colour='red'")).expect(400);
    pod.send(&get("/suppliers?q=DataFoxScore='1'")).expect(400);
    pod.send(&get("/suppliers?fields=Colour")).expect(400);
    pod.send(&get("/suppliers?expand=colours")).expect(400);
    pod.send(&get("/suppliers?limit=many")).expect(400);
}

#[test]
fn only_data_drops_links_everywhere_and_fields_beats_expand() {
    let pod = Pod::new();
    let mut body = supplier("Acme Tools");
    body["addresses"] = json!([{"AddressName": "HQ", "CountryCode": "FR"}]);
    pod.send(&post("/suppliers", &body)).expect(201);
    let plain = pod
        .send(&get("/suppliers?onlyData=true&expand=addresses"))
        .expect(200);
    let item = &plain.json()["items"][0];
    assert!(item.get("links").is_none() && item["addresses"]["items"][0].get("links").is_none());
    let fields = "/suppliers?fields=Supplier;addresses:AddressName&expand=sites&onlyData=true";
    let item = pod.send(&get(fields)).expect(200).json()["items"][0].clone();
    assert_eq!(item["Supplier"], "Acme Tools");
    assert_eq!(item["addresses"]["items"], json!([{"AddressName": "HQ"}]));
    assert_eq!(item.as_object().unwrap().len(), 2);
}

#[test]
fn expanded_children_are_arrays_before_version_3_and_collections_from_it_on() {
    let pod = Pod::new();
    let mut body = supplier("Acme Tools");
    body["addresses"] = json!([{"AddressName": "HQ", "CountryCode": "FR"}]);
    pod.send(&post("/suppliers", &body)).expect(201);
    let ask = |version| {
        let request =
            get("/suppliers/300000000000001?expand=all").header("REST-Framework-Version", version);
        pod.send(&request).expect(200).json()
    };
    for version in ["1", "2"] {
        assert_eq!(ask(version)["addresses"][0]["AddressName"], "HQ");
    }
    for version in ["3", "4", "9"] {
        let json = ask(version);
        let addresses = &json["addresses"];
        assert_eq!(addresses["items"][0]["Country"], "France");
        assert_eq!(
            (&addresses["count"], &addresses["hasMore"]),
            (&json!(1), &json!(false))
        );
        assert_eq!(json["sites"]["items"], json!([]));
    }
}

#[test]
fn a_condition_may_look_into_children() {
    let pod = pod_with(2);
    let address = json!({"AddressName": "HQ", "Country": "Kenya", "City": "Nairobi"});
    pod.send(&post(
        "/suppliers/300000000000002/child/addresses",
        &address,
    ))
    .expect(201);
    let found = pod
        .send(&get("/suppliers?q=addresses.City = 'Nairobi'"))
        .expect(200);
    assert_eq!(found.column("SupplierNumber"), ["S0002"]);
}

#[test]
fn an_item_has_links_with_a_change_indicator_that_is_its_etag() {
    let pod = pod_with(1);
    let answer = pod.send(&get("/suppliers/300000000000001")).expect(200);
    let item = answer.json();
    let links = item["links"].as_array().unwrap();
    let href = format!(
        "http://pod.example{}/suppliers/300000000000001",
        client::BASE
    );
    assert_eq!(
        (&links[0]["rel"], &links[0]["href"]),
        (&json!("self"), &json!(href))
    );
    let indicator = links[0]["properties"]["changeIndicator"].as_str().unwrap();
    assert!(indicator.starts_with("ACED0005"));
    let etag = answer.header("etag").unwrap().to_owned();
    assert_eq!(etag, format!("\"{indicator}\""));
    assert_eq!(
        links.iter().filter(|link| link["rel"] == "child").count(),
        4
    );
    assert_eq!(
        item["DUNSNumber"],
        json!(null),
        "null attributes are present"
    );
    let again = get("/suppliers/300000000000001").header("If-None-Match", &etag);
    assert_eq!(pod.send(&again).expect(304).body, "");
    let only = pod
        .send(&get("/suppliers/300000000000001?links=self,parent"))
        .expect(200)
        .json();
    assert_eq!(only["links"].as_array().unwrap().len(), 1);
}

#[test]
fn the_version_is_echoed_and_latest_is_an_alias() {
    let pod = pod_with(1);
    let latest = pod
        .send(&get("/fscmRestApi/resources/latest/suppliers"))
        .expect(200);
    assert_eq!(latest.header("rest-framework-version"), Some("4"));
    pod.send(&get("/fscmRestApi/resources/1.0/suppliers"))
        .expect(404);
    pod.send(&get("/suppliers").header("REST-Framework-Version", "12"))
        .expect(400);
    let root = pod.send(&get("/fscmRestApi/resources")).expect(200).json();
    assert_eq!(root["items"][0]["version"], "11.13.18.05");
    let plain = pod
        .send(&get("/suppliers").header("Accept", ""))
        .expect(200);
    assert_eq!(
        plain.header("content-type"),
        Some("application/vnd.oracle.adf.resourcecollection+json")
    );
}

#[test]
fn a_new_record_can_be_hidden_from_searches_and_from_reads_for_a_while() {
    let pod = Pod::new();
    pod.set_faults(crate::Faults {
        visibility_delay: std::time::Duration::from_hours(1),
        ..crate::Faults::default()
    });
    pod.send(&post("/suppliers", &supplier("Acme"))).expect(201);
    assert_eq!(pod.send(&get("/suppliers")).json()["count"], 0);
    assert_eq!(
        pod.send(&get("/suppliers?q=Supplier='Acme'")).json()["count"],
        0
    );
    pod.send(&get("/suppliers/300000000000001")).expect(200);
    pod.set_faults(crate::Faults {
        not_found_delay: std::time::Duration::from_hours(1),
        ..crate::Faults::default()
    });
    pod.send(&get("/suppliers/300000000000001")).expect(404);
    assert_eq!(pod.send(&get("/suppliers")).json()["count"], 1);
}
