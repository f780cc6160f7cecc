//! Measures; run with `--release -- --ignored --nocapture`.

use std::net::TcpStream;
use std::time::Instant;

use serde_json::json;

use super::*;
use client::exchange;

fn measure(pod: &Pod) {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for worker in 0..8 {
            scope.spawn(move || {
                let mut stream = TcpStream::connect(pod.sandbox().addr()).unwrap();
                for index in 0..1_000 {
                    let mut body = supplier(&format!("Supplier {worker}-{index}"));
                    body["SupplierNumber"] = json!(format!("{worker}-{index}"));
                    exchange(&mut stream, &post("/suppliers", &body))
                        .unwrap()
                        .expect(201);
                }
            });
        }
    });
    let written = start.elapsed();
    let start = Instant::now();
    let mut stream = TcpStream::connect(pod.sandbox().addr()).unwrap();
    for page in 0..10 {
        let path = format!("/suppliers?limit=500&offset={}&onlyData=true", page * 500);
        let json = exchange(&mut stream, &get(&path)).unwrap().expect(200).body;
        assert!(json.contains("\"count\":500"));
    }
    println!(
        "8,000 creates in {written:?}; 5,000 records read in {:?}",
        start.elapsed()
    );
}

#[test]
#[ignore = "measures speed"]
fn eight_thousand_creates_and_a_paged_read() {
    measure(&Pod::new());
    let folder = tempfile::tempdir().unwrap();
    let file = crate::State::File(folder.path().join("erp.db"));
    measure(&Pod::start(client::config().state(file)));
}
