//! Logging in with tokens: they end, they are refused, the secret is revoked, a proxy wants to know who asks.

use std::fmt::Write as _;
use std::time::Duration;

use landbridge_sandbox::{Faults, SandboxConfig};

use crate::golden::{golden, scene};
use crate::support::{Erp, PASSWORD, Project, USER, run};

const SECRET: &str = "canary-client-secret-55";

/// An ERP that knows a client, whose tokens hold for so long.
fn erp(lifetime: Duration) -> Erp {
    let mut config = SandboxConfig::with_user(USER, PASSWORD)
        .client("loader", SECRET)
        .faults(Faults {
            latency: Duration::from_millis(60),
            ..Faults::default()
        });
    config.token_lifetime = lifetime;
    Erp::with(config)
}

/// A project that logs in as that client; its secret is what a program says.
fn project(erp: &Erp, records: usize) -> Project {
    let project = Project::init();
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        writeln!(csv, "{number},Vendor {number},NOR").unwrap();
    }
    project.write("data/vendors.csv", csv);
    project.write("secrets/client", SECRET);
    let settings = project.read("landbridge.yaml");
    let basic = "basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } }";
    let oauth = format!(
        "oauth: {{ token_url: \"{}/oauth2/v1/token\", client_id: loader, \
         client_secret: {{ command: [cat, secrets/client] }}, scope: everything }}",
        erp.url()
    );
    let settings = settings
        .replace(basic, &oauth)
        .replace("requests_per_second: 10", "requests_per_second: 200");
    assert!(settings.contains("oauth"));
    project.write("landbridge.yaml", settings);
    project
}

#[test]
fn a_load_outlives_the_tokens_it_began_with() {
    let erp = erp(Duration::from_secs(1));
    let project = project(&erp, 120);
    project.run(&erp, &["run"]).ok();
    let counters = erp.counters();
    assert_eq!(counters.objects["suppliers"].creates, 120);
    assert_eq!(counters.unauthorized, 0, "each was renewed before its end");
}

#[test]
fn a_revoked_secret_and_a_program_that_fails_are_explained() {
    let erp = erp(Duration::from_hours(1));
    let project = project(&erp, 1);
    project.write("secrets/client", "canary-client-secret-revoked");
    let ran = project.run(&erp, &["load"]).code(6);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("canary"));
    golden!("login-revoked-secret", scene(&project, &["load"], &ran));

    let settings = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        settings.replace("[cat, secrets/client]", "[\"false\"]"),
    );
    let ran = project.run(&erp, &["load"]).code(3);
    golden!("login-command", scene(&project, &["load"], &ran));
    assert_eq!(erp.counters().requests, 0);
}

/// A proxy that lets nobody through.
fn proxy() -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut seen = [0; 4_096];
            // Whoever is gone already is not answered.
            if connection.read(&mut seen).is_ok() {
                let answer = "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
                connection.write_all(answer.as_bytes()).ok();
            }
        }
    });
    url
}

#[test]
fn a_proxy_that_demands_authentication_is_told_apart_from_the_target() {
    let erp = erp(Duration::from_hours(1));
    let project = Project::init();
    let one = "Vendor ID,Vendor Name,Country\n17,Baobab Stationery,KEN\n";
    project.write("data/vendors.csv", one);
    let settings = project.read("landbridge.yaml");
    let proxy = format!("    proxy: {{ url: \"{}\" }}\n    concurrency: 1", proxy());
    project.write(
        "landbridge.yaml",
        settings.replace("    concurrency: 4", &proxy),
    );
    let ran = run(&mut project.command(&erp.url(), &["load"])).code(6);
    golden!("login-proxy", scene(&project, &["load"], &ran));
    assert_eq!(erp.counters().requests, 0);
}
