//! `sign-off` and `verify`: a run accepted by name, and whether what was accepted is still the same.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{Format, SignOffArguments, VerifyArguments};
use super::exit::{Exit, Failure};
use super::keys::outside_of_projects;
use crate::clock;
use crate::diagnose::{Sources, grouped};
use crate::run::sign_offs::{
    self, Altered, CheckedSignOff, Request, SignFault, SignedOff, Verified,
};
use crate::signing::{KeyFault, SigningKey, VerifyingKey};

/// Signs off a run.
pub(super) fn sign_off(arguments: &SignOffArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &arguments.place.project;
    let key = signing_key(&arguments.key)?;
    // What is wrong with the project, or that it has no ledger yet, is said as every command says it.
    super::ledger(&super::project(folder)?)?;
    let request = Request {
        run: arguments.run,
        key: &key,
        remark: arguments.remark.as_deref().unwrap_or_default(),
        now: &clock::now(),
    };
    let done = sign_offs::sign_off(folder, &request).map_err(failure)?;
    match arguments.format {
        Format::Text => super::print(out, &said(arguments.run, &done, folder))?,
        Format::Json => {
            let shown = json!({
                "run": arguments.run, "sign_off": done.number, "signed_by": done.signer, "files": done.files,
                "statement": shown(&done.statement, folder), "pack": shown(&done.pack, folder),
                "fingerprint": key.public().fingerprint(),
            });
            super::print(out, &shown.to_string())?;
        }
    }
    Ok(Exit::Ok)
}

fn said(run: i64, done: &SignedOff, folder: &Path) -> String {
    format!(
        "Run {run} is signed off by {}: sign-off {}, over {} files and the ledger.\n\n\
         {:<14}{}\n{:<14}{}\n\n\
         `landbridge verify` says whether anything of it was altered; the pack says how to see it without landbridge.",
        done.signer,
        done.number,
        done.files,
        "Statement",
        shown(&done.statement, folder),
        "For auditors",
        shown(&done.pack, folder),
    )
}

fn shown(path: &Path, folder: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.display().to_string()
}

fn signing_key(file: &Path) -> Result<SigningKey, Failure> {
    outside_of_projects(file)?;
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!(
            "{} cannot be read: {error}\n`landbridge keys new` makes a key.",
            file.display()
        );
        Failure::new(Exit::Usage, message)
    })?;
    SigningKey::from_pem(&text).map_err(|fault| {
        let fix = match fault {
            KeyFault::Encrypted => {
                "Give a copy without the passphrase, as `openssl pkey -in FILE` writes it."
            }
            KeyFault::Unknown | KeyFault::NoRandomness => {
                "`landbridge keys new` and `openssl genpkey -algorithm ed25519` make such keys."
            }
        };
        Failure::new(Exit::Usage, format!("{}: {fault}\n{fix}", file.display()))
    })
}

fn failure(fault: SignFault) -> Failure {
    match fault {
        SignFault::Refused(refusal) => {
            let exit = if refusal.breaks {
                Exit::Breaks
            } else {
                Exit::SignOff
            };
            let message = format!("not signed off: {}\n{}", refusal.what, refusal.fix);
            Failure::new(exit, message)
        }
        SignFault::Project(diagnostics, sources) => {
            Failure::new(Exit::Project, diagnostics.render(&sources))
        }
        SignFault::Run(fault) => super::run_failure(fault, &Sources::new()),
    }
}

/// Says whether anything that was signed off was altered since.
pub(super) fn verify(arguments: &VerifyArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &arguments.place.project;
    if !folder.is_dir() {
        let message = format!(
            "there is no folder {}\nName the project folder with `--project DIR`.",
            folder.display()
        );
        return Err(Failure::new(Exit::Project, message));
    }
    let trusted: Vec<VerifyingKey> = arguments
        .key
        .iter()
        .map(verifying_key)
        .collect::<Result<_, _>>()?;
    let verified = sign_offs::verify(folder, &trusted);
    match arguments.format {
        Format::Text => super::print(out, verified_text(&verified).trim_end())?,
        Format::Json => super::print(out, &verified_json(&verified).to_string())?,
    }
    if verified.holds() {
        return Ok(Exit::Ok);
    }
    if verified.sign_offs.is_empty() && verified.altered.is_empty() {
        let message = "nothing is signed off here yet\n`landbridge sign-off RUN --key FILE` does.";
        return Err(Failure::new(Exit::SignOff, message));
    }
    Ok(Exit::SignOff)
}

fn verifying_key(file: &PathBuf) -> Result<VerifyingKey, Failure> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    VerifyingKey::from_pem(&text).ok_or_else(|| {
        let message = format!(
            "{} is no public key of Ed25519 in PEM\n`openssl pkey -in PRIVATE -pubout` writes it.",
            file.display()
        );
        Failure::new(Exit::Usage, message)
    })
}

fn verified_text(verified: &Verified) -> String {
    let mut text = String::new();
    for one in &verified.sign_offs {
        text.push_str(&sign_off_text(one));
    }
    if let Some(ledger) = &verified.ledger {
        let since = match ledger.later {
            0 => "none since the newest sign-off".to_owned(),
            later => format!("{} since the newest sign-off", grouped(later as u64)),
        };
        let entries = grouped(ledger.entries as u64);
        text = format!("{text}ledger: {entries} entries, {since}\n");
    }
    if !verified.strays.is_empty() {
        text.push_str(
            "\nLeft by a sign-off that did not come to its end, and no part of any (sign off again, or remove it):\n",
        );
        for stray in &verified.strays {
            text = format!("{text}  {stray}\n");
        }
    }
    if verified.altered.is_empty() {
        if !verified.sign_offs.is_empty() {
            text.push_str("\nNothing that was signed off was altered.\n");
        }
        return text;
    }
    text.push_str("\nNot as it was signed off:\n");
    for one in &verified.altered {
        let Altered { what, how, since } = one;
        text = format!("{text}  {what}\n    {how}\n    {since}\n");
    }
    text
}

fn sign_off_text(one: &CheckedSignOff) -> String {
    let signature = if one.signature {
        "the signature holds"
    } else {
        "THE SIGNATURE DOES NOT HOLD"
    };
    let superseded = match one.superseded {
        0 => String::new(),
        many => format!(", {} as a later sign-off has them", grouped(many as u64)),
    };
    format!(
        "sign-off {}: run {}, by {} at {}\n  {signature}; {} files as signed{superseded}\n  key {}\n",
        one.number,
        one.run,
        one.signer,
        one.at,
        grouped(one.files as u64),
        one.fingerprint
    )
}

fn verified_json(verified: &Verified) -> serde_json::Value {
    let sign_offs: Vec<_> = verified
        .sign_offs
        .iter()
        .map(|one| {
            json!({
                "sign_off": one.number, "run": one.run, "signed_by": one.signer, "at": one.at,
                "fingerprint": one.fingerprint, "signature": one.signature, "files": one.files,
                "superseded": one.superseded,
            })
        })
        .collect();
    let altered: Vec<_> = verified
        .altered
        .iter()
        .map(|Altered { what, how, since }| json!({ "what": what, "how": how, "since": since }))
        .collect();
    let ledger = verified.ledger.as_ref();
    json!({
        "holds": verified.holds(), "sign_offs": sign_offs, "altered": altered, "strays": verified.strays,
        "ledger": ledger.map(|one| json!({ "entries": one.entries, "later": one.later })),
    })
}
