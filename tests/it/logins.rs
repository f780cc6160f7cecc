//! Logging in with tokens: they end, they are refused, the secret is revoked, a proxy wants to know who asks.

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use landbridge_sandbox::{Faults, SandboxConfig};

use crate::golden::{golden, redacted, scene};
use crate::support::{Erp, PASSWORD, Project, Ran, USER, home, run};

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

/// A list of vendors.
fn vendors(records: usize) -> String {
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=records {
        writeln!(csv, "{number},Vendor {number},NOR").unwrap();
    }
    csv
}

/// A project that logs in as that client; its secret is what a program says.
fn project(erp: &Erp, records: usize) -> Project {
    let project = Project::init();
    project.write("data/vendors.csv", vendors(records));
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

/// Sends one request after the other, so that it is known which one meets what.
fn one_at_a_time(project: &Project) {
    let settings = project.read("landbridge.yaml");
    let one = settings.replace("concurrency: 4", "concurrency: 1");
    assert_ne!(settings, one);
    project.write("landbridge.yaml", one);
}

/// A project of so many records that logs in with user and password.
fn with_password(records: usize) -> Project {
    let project = Project::init();
    project.write("data/vendors.csv", vendors(records));
    let settings = project.read("landbridge.yaml");
    let fast = settings.replace("requests_per_second: 10", "requests_per_second: 200");
    project.write("landbridge.yaml", fast);
    one_at_a_time(&project);
    project
}

/// What a load that stopped said, without the records that were noted ahead and never left: how many depends on the machine.
fn stopped(project: &Project, ran: &Ran) -> String {
    keeps_secrets(&format!("{}{}", ran.stdout, ran.stderr));
    let scene = scene(project, &["load"], ran);
    let lines = scene
        .lines()
        .filter(|line| !line.contains("it stays ready"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Fails where a planted secret is seen.
#[track_caller]
fn keeps_secrets(said: &str) {
    assert!(!said.contains("canary"), "{said}");
}

/// What is looked at after a load that stopped says why, in every form, and no secret.
fn is_told_everywhere(project: &Project, erp: &Erp, why: &str) {
    let report = |format: &str, language: &str| {
        let arguments = ["report", "--format", format, "--language", language];
        let said = project.run(erp, &arguments).ok().stdout;
        let written = std::fs::read_to_string(project.path().join(said.trim()));
        written.unwrap_or(said)
    };
    let mut told = vec![
        project.run(erp, &["runs"]).ok().stdout,
        project.run(erp, &["runs", "--format", "json"]).ok().stdout,
        project.run(erp, &["show", "000030"]).ok().stdout,
        project
            .run(erp, &["report", "--format", "junit"])
            .ok()
            .stdout,
    ];
    for language in ["en", "fr", "es"] {
        told.extend(["markdown", "html"].map(|format| report(format, language)));
    }
    for said in told {
        keeps_secrets(&said);
        assert!(said.contains(why), "`{why}` is not in:\n{said}");
        assert!(!said.contains("was not available"), "{said}");
    }
}

/// Once it is let in again, the load goes on with the same run, and each record is there once.
fn goes_on(project: &Project, erp: &Erp) {
    erp.set_faults(Faults::default());
    let ran = project.run(erp, &["load"]).ok();
    assert!(
        ran.stderr.contains("carries on with run 1"),
        "{}",
        ran.stderr
    );
    assert_eq!(erp.counters().objects["suppliers"].creates, 30);
    assert_eq!(erp.all("suppliers", "").len(), 30);
    let runs = project.run(erp, &["runs"]).ok().stdout;
    assert!(!runs.contains("refused"), "{runs}");
}

#[test]
fn a_load_outlives_the_tokens_it_began_with() {
    let erp = erp(Duration::from_secs(1));
    let project = project(&erp, 120);
    let ran = project.run(&erp, &["run"]).ok();
    let counters = erp.counters();
    assert_eq!(counters.objects["suppliers"].creates, 120);
    assert_eq!(counters.unauthorized, 0, "each was renewed before its end");
    golden!("login-token-expires", scene(&project, &["run"], &ran));
}

#[test]
fn a_token_that_is_refused_before_its_time_is_renewed_and_the_record_sent_again() {
    let erp = erp(Duration::from_hours(1));
    let project = project(&erp, 30);
    one_at_a_time(&project);
    erp.set_faults(Faults {
        requests_per_token: 20,
        ..Faults::default()
    });
    let ran = project.run(&erp, &["load"]).ok();
    let counters = erp.counters();
    assert_eq!(counters.unauthorized, 1, "the token was good for 20 of 30");
    assert_eq!(counters.objects["suppliers"].creates, 30);
    assert_eq!(erp.all("suppliers", "").len(), 30);
    golden!("login-token-refused-once", scene(&project, &["load"], &ran));
}

#[test]
fn a_second_token_that_is_refused_stops_the_load_and_leaves_it_to_go_on() {
    let erp = erp(Duration::from_hours(1));
    let project = project(&erp, 30);
    one_at_a_time(&project);
    erp.set_faults(Faults {
        logins_refused_after: Some(20),
        ..Faults::default()
    });
    let ran = project.run(&erp, &["load"]).code(6);
    assert_eq!(
        erp.counters().unauthorized,
        2,
        "nothing is gained by a third token"
    );
    assert_eq!(erp.counters().objects["suppliers"].creates, 20);
    golden!("login-token-refused-twice", stopped(&project, &ran));
    is_told_everywhere(&project, &erp, "HTTP 401");
    goes_on(&project, &erp);
}

#[test]
fn a_password_that_is_refused_in_the_middle_is_not_shown_again_and_the_load_goes_on_later() {
    let erp = Erp::start();
    let project = with_password(30);
    erp.set_faults(Faults {
        logins_refused_after: Some(20),
        ..Faults::default()
    });
    let ran = project.run(&erp, &["load"]).code(6);
    assert_eq!(erp.counters().unauthorized, 1, "repeating it locks users");
    assert_eq!(erp.counters().objects["suppliers"].creates, 20);
    golden!(
        "login-password-refused-in-the-middle",
        stopped(&project, &ran)
    );
    is_told_everywhere(&project, &erp, "HTTP 401");
    goes_on(&project, &erp);
}

#[test]
fn a_revoked_secret_and_a_program_that_fails_are_explained() {
    let erp = erp(Duration::from_hours(1));
    let project = project(&erp, 30);
    project.write("secrets/client", "canary-client-secret-revoked");
    let ran = project.run(&erp, &["load"]).code(6);
    golden!("login-revoked-secret", stopped(&project, &ran));
    is_told_everywhere(&project, &erp, "Client authentication failed.");
    let report = |language| {
        let arguments = ["report", "--format", "markdown", "--language", language];
        project.run(&erp, &arguments).ok().stdout
    };
    let told = ["en", "fr", "es"].map(report).join("\n\n");
    // The last line of each tells when it was.
    let told = told.lines().filter(|line| !line.starts_with("<sub>"));
    let told = told.collect::<Vec<_>>().join("\n");
    golden!(
        "login-revoked-secret-report",
        redacted(&told, project.path())
    );
    let looked = [&["runs"][..], &["show", "000030"]]
        .map(|arguments| project.run(&erp, arguments).ok().stdout)
        .concat();
    golden!(
        "login-revoked-secret-looked-at",
        redacted(&looked, project.path())
    );
    assert_eq!(erp.counters().requests, 0);

    project.write("secrets/client", SECRET);
    goes_on(&project, &erp);

    let settings = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        settings.replace("[cat, secrets/client]", "[\"false\"]"),
    );
    let ran = project.run(&erp, &["load"]).code(3);
    golden!("login-command", scene(&project, &["load"], &ran));
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
                let answer = "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"the way out\"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
                connection.write_all(answer.as_bytes()).ok();
            }
        }
    });
    url
}

/// Goes through a proxy that lets nobody through.
fn behind_a_proxy(project: &Project, login: &str) {
    let settings = project.read("landbridge.yaml");
    let proxy = format!(
        "    proxy: {{ url: \"{}\"{login} }}\n    concurrency: 1",
        proxy()
    );
    let behind = settings.replace("    concurrency: 1", &proxy);
    assert_ne!(settings, behind);
    project.write("landbridge.yaml", behind);
}

#[test]
fn a_proxy_that_demands_authentication_is_told_apart_from_the_target() {
    let erp = Erp::start();
    let project = with_password(30);
    behind_a_proxy(&project, "");
    let ran = run(&mut project.command(&erp.url(), &["load"])).code(6);
    golden!("login-proxy", stopped(&project, &ran));
    is_told_everywhere(&project, &erp, "HTTP 407");
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn a_proxy_that_refuses_the_password_it_is_shown_is_told_with_the_names_of_both() {
    let erp = Erp::start();
    let project = with_password(30);
    project.write("secrets/proxy", "canary-proxy-password");
    behind_a_proxy(&project, ", user: anna, password: { file: secrets/proxy }");
    let ran = run(&mut project.command(&erp.url(), &["load"])).code(6);
    golden!("login-proxy-password", stopped(&project, &ran));
    assert_eq!(erp.counters().requests, 0);
}

#[test]
fn whatever_only_asks_names_who_refused_the_login_and_what_was_shown_too() {
    let erp = Erp::start();
    let project = with_password(3);
    project.run(&erp, &["load"]).ok();
    let refused: [&[&str]; 3] = [
        &["plan"],
        &["load", "--undo", "1"],
        &["schema", "pull", "erp", "suppliers"],
    ];
    let told = refused.map(|arguments| {
        let mut command = project.command(&erp.url(), arguments);
        let ran = run(command.env("LANDBRIDGE_PASSWORD", "canary-old-password")).code(6);
        keeps_secrets(&format!("{}{}", ran.stdout, ran.stderr));
        scene(&project, arguments, &ran)
    });
    golden!("login-refused-to-ask", told.join("\n"));
}

#[test]
fn a_proxy_in_front_of_the_token_endpoint_is_not_taken_for_it() {
    let erp = erp(Duration::from_hours(1));
    let project = project(&erp, 30);
    one_at_a_time(&project);
    behind_a_proxy(&project, "");
    let ran = run(&mut project.command(&erp.url(), &["load"])).code(6);
    golden!("login-proxy-token", stopped(&project, &ran));
    assert_eq!(erp.counters().requests, 0);
}

/// Seconds by which the clock of the token endpoint differs from this machine's.
const MINUTES_5: i64 = 300;

/// A token endpoint whose clock is so many seconds ahead. It takes no statement of another time than its own, and hands out the
/// tokens of the ERP.
fn endpoint(erp: &Erp, ahead: i64) -> String {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    let host = erp.url().trim_start_matches("http://").to_owned();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let asked = whole_request(&mut connection);
            let now = jiff::Timestamp::now().as_second() + ahead;
            let answer = if (stated_at(&asked) - now).abs() < 60 {
                let form = "grant_type=client_credentials&scope=everything";
                let login = STANDARD.encode(format!("loader:{SECRET}"));
                let request = format!(
                    "POST /oauth2/v1/token HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {login}\r\nConnection: close\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
                    form.len()
                );
                let mut there = std::net::TcpStream::connect(&host).unwrap();
                there.write_all(request.as_bytes()).unwrap();
                let mut answer = String::new();
                there.read_to_string(&mut answer).unwrap();
                answer
            } else {
                let date = jiff::Timestamp::from_second(now).unwrap();
                let said = r#"{"error":"invalid_grant"}"#;
                format!(
                    "HTTP/1.1 400 Bad Request\r\nDate: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{said}",
                    date.strftime("%a, %d %b %Y %H:%M:%S GMT"),
                    said.len()
                )
            };
            connection.write_all(answer.as_bytes()).unwrap();
        }
    });
    url
}

fn whole_request(connection: &mut std::net::TcpStream) -> String {
    use std::io::Read as _;
    let mut seen = String::new();
    let mut part = [0; 4_096];
    loop {
        let read = connection.read(&mut part).unwrap();
        seen.push_str(std::str::from_utf8(&part[..read]).unwrap());
        let length = seen.lines().find_map(|line| {
            let line = line.to_ascii_lowercase();
            line.strip_prefix("content-length:")
                .map(|length| length.trim().parse::<usize>().unwrap())
        });
        let body = seen.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if read == 0 || body.is_some_and(|body| Some(body) >= length) {
            return seen;
        }
    }
}

/// When the statement in a request was made, as it says itself.
fn stated_at(request: &str) -> i64 {
    let (_, statement) = request.split_once("assertion=").unwrap();
    let claims = URL_SAFE_NO_PAD.decode(statement.split('.').nth(1).unwrap());
    let claims: serde_json::Value = serde_json::from_slice(&claims.unwrap()).unwrap();
    claims["iat"].as_i64().unwrap()
}

#[test]
fn a_clock_five_minutes_off_is_told_and_made_up_for() {
    // The clocks are read one after the other.
    let seconds = regex::Regex::new(r"\b(299|300|301) s ").unwrap();
    for (ahead, name) in [(MINUTES_5, "behind"), (-MINUTES_5, "ahead")] {
        let erp = erp(Duration::from_hours(1));
        let project = project(&erp, 1);
        let key = std::fs::read_to_string(home().join("src/transport/tests/key.pem")).unwrap();
        project.write("secrets/key.pem", key);
        let assertion = "assertion: { key: { file: secrets/key.pem }, issuer: migration, subject: LOADER, \
                         audience: erp }, scope: everything }";
        let settings = project.read("landbridge.yaml");
        let settings = settings.replace("scope: everything }", assertion).replace(
            &format!("{}/oauth2/v1/token", erp.url()),
            &endpoint(&erp, ahead),
        );
        project.write("landbridge.yaml", settings);
        let ran = project.run(&erp, &["load"]).code(0);
        assert_eq!(erp.counters().objects["suppliers"].creates, 1);
        let scene = scene(&project, &["load"], &ran);
        let scene = seconds.replace_all(&scene, "300 s ").into_owned();
        golden!(format!("login-clock-{name}"), scene);
    }
}
