//! Sends reads as fast as the budget of a target permits, for the benchmark of the pace:
//! `landbridge-paced URL BUDGET-FILE REQUESTS-PER-SECOND SECONDS`. Prints how many were answered and how many refused.
#![expect(clippy::print_stdout, reason = "it is a program that prints")]

use std::error::Error;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use landbridge::transport::{Authentication, Cancel, Limits, Secret, Transport, TransportConfig};
use landbridge_contract::{Login, Method, Request};
use url::Url;

/// Requests that it has under way at the most.
const TASKS: usize = 8;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, budget, rate, seconds] = arguments.as_slice() else {
        return Err("landbridge-paced URL BUDGET-FILE REQUESTS-PER-SECOND SECONDS".into());
    };
    let mut config = TransportConfig::new(Url::parse(url)?);
    config.authentication = Authentication::Basic {
        user: "sandbox".to_owned(),
        password: Secret::new("sandbox"),
    };
    config.limits = Limits {
        per_second: NonZeroU32::new(rate.parse()?),
        ..Limits::default()
    };
    config.budget = Some(PathBuf::from(budget));
    let transport =
        Transport::new(config, Cancel::new()).map_err(|faults| format!("{faults:?}"))?;
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move {
                let request = Request {
                    method: Method::Get,
                    path: "/fscmRestApi/resources/11.13.18.05/suppliers?limit=1".to_owned(),
                    headers: Vec::new(),
                    body: Bytes::new(),
                    login: Login::Main,
                    label: "read".to_owned(),
                };
                while !transport.cancel().is_cancelled() {
                    let judge = |request: &Request, response: &_| {
                        landbridge_contract::Response::fault(response, request, String::new)
                    };
                    drop(transport.send(&request, judge).await);
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(seconds.parse()?)).await;
    transport.cancel().cancel();
    for task in tasks {
        task.await?;
    }
    let stats = transport.stats();
    println!("{} requests, {} refused", stats.requests, stats.throttled);
    Ok(())
}
