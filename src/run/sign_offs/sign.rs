//! A run is signed off: what must hold before, what is signed, what is written.

use std::path::{Path, PathBuf};

use super::evidence::{Packed, packed};
use super::files::{self, hashed, shown};
use super::refusal::{Refusal, SignFault};
use super::unfinished::Unfinished;
use super::{FOLDER, found};
use crate::ledger::{
    DIGEST_FORM, EntryLine, Ledger, RunDigest, RunId, RunLine, RunState, broken_at, file_sha256,
};
use crate::project::{Person, Project, load};
use crate::report::language::Language;
use crate::report::{RunReport, SignOffReport, html, json};
use crate::run::fault::RunFault;
use crate::run::prepare::{Registered, Selection, prepare};
use crate::run::summary::{Against, RunWords, summarise};
use crate::sign_off::{FileGroup, LedgerState, Previous, SignedFile, Statement, figures};
use crate::signing::SigningKey;

/// The commands that send something to the ERP, as entries of the ledger name them.
const SENDS: [&str; 3] = ["load", "run", "retry"];

/// The commands that change something in the ERP, which whoever signs must have left to others.
const CHANGES: [&str; 5] = ["load", "run", "retry", "go", "undo"];

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The run.
    pub run: i64,
    /// The signer's key.
    pub key: &'a SigningKey,
    /// What the signer wants to be read; may be empty.
    pub remark: &'a str,
    /// Now, ISO 8601.
    pub now: &'a str,
}

/// What was done.
#[derive(Debug)]
pub struct SignedOff {
    /// Number of the sign-off.
    pub number: u64,
    /// Who signed.
    pub signer: String,
    /// The statement.
    pub statement: PathBuf,
    /// The pack for an auditor.
    pub pack: PathBuf,
    /// Files that the statement lists.
    pub files: usize,
}

/// Signs off a run, or says why not. The ledger stays as it is, byte for byte; nobody writes to it meanwhile.
pub fn sign_off(folder: &Path, request: &Request<'_>) -> Result<SignedOff, SignFault> {
    let (project, _sources) = load(folder, &Registered)
        .accept()
        .map_err(|(diagnostics, sources)| SignFault::Project(diagnostics, sources))?;
    let signer = signer(&project, request.key)?;
    let ledger = Ledger::open_existing(&project.ledger_path)?;
    let _nobody_else_writes = ledger.keep_others_out()?;
    let run = RunId(request.run);
    let line = ledger.run(run)?.ok_or_else(|| {
        Refusal::new(
            format!("run {} is not in the ledger", request.run),
            "`landbridge runs` lists the runs.",
        )
    })?;
    let previous = may_follow(&project, &line)?;
    let entries = ledger.entries()?;
    let operators = four_eyes(&project, signer, &line, &entries)?;
    let (form, digest) = as_recorded(&ledger, run, &entries)?;
    let extracts = files::of_extracts(&project, &ledger.extracts(run)?)?;
    files::beside_as_read(&project, &ledger.beside(run)?)?;
    as_planned(folder, &ledger, &line)?;
    let stem = format!("{FOLDER}/run-{}", run.0);
    let report = accepted_report(&project, &ledger, run, signer, request)?;
    let unfinished = Unfinished::begin(&project.dir, &stem)?;
    let reports = write_reports(&unfinished, &stem, &report, &project.language)?;
    let (mut groups, copied) = files::listed(&project, files::of_project(&project), &extracts)?;
    groups.push(extracts);
    groups.push(reports);
    ledger.into_one_file()?;
    let last = entries.last();
    let statement = Statement {
        number: previous.0 + 1,
        project: project.name.clone(),
        run: run.0,
        command: line.facts.command.clone(),
        purpose: line.facts.purpose.clone(),
        target: line.facts.target.clone(),
        operators,
        started: line.facts.started.clone(),
        ended: line.ended.clone().unwrap_or_default(),
        signer: signer.name.clone(),
        key: request.key.public(),
        at: request.now.to_owned(),
        remark: request.remark.trim().to_owned(),
        previous: previous.1,
        ledger: LedgerState {
            path: shown(&project.dir, &project.ledger_path),
            sha256: hashed(&project.ledger_path)?,
            entry: last.map_or(0, |entry| entry.number),
            entry_hash: last.map_or_else(String::new, |entry| entry.hash.clone()),
        },
        plan_hash: line.facts.plan_hash.clone(),
        form,
        digest: digest.whole(),
        rows: digest.tables,
        figures: figures(&report),
        groups,
    };
    write(&unfinished, &statement, request.key)?;
    write_pack(&project.dir, &unfinished, (&stem, &copied), &statement)?;
    unchanged(&project.dir, &statement)?;
    unfinished.finish()?;
    Ok(SignedOff {
        number: statement.number,
        signer: statement.signer,
        statement: project.dir.join(format!("{stem}.txt")),
        pack: project.dir.join(format!("{stem}.zip")),
        files: statement.groups.iter().map(|group| group.files.len()).sum(),
    })
}

/// The person whose key it is, who must be allowed to sign off.
fn signer<'a>(project: &'a Project, key: &SigningKey) -> Result<&'a Person, Refusal> {
    let public = key.public();
    let person = project.people.iter().find(|one| one.key == Some(public));
    let may: Vec<&str> = project
        .people
        .iter()
        .filter(|one| one.may_sign_off)
        .map(|one| one.name.as_str())
        .collect();
    let may = if may.is_empty() {
        "Nobody may sign off yet: name who may below `people` in landbridge.yaml.".to_owned()
    } else {
        format!("Those who may: {}.", may.join(", "))
    };
    match person {
        Some(person) if person.may_sign_off => Ok(person),
        Some(person) => Err(Refusal::new(
            format!("{} may not sign off", person.name),
            may,
        )),
        None => Err(Refusal::new(
            "the key is that of nobody in `people` of landbridge.yaml",
            format!("{may} The public part of this key is {}", public.text()),
        )),
    }
}

/// Number of the sign-off before, and that sign-off: it must verify, and not be about this run.
fn may_follow(project: &Project, line: &RunLine) -> Result<(u64, Option<Previous>), Refusal> {
    let state = line.state;
    let command = line.facts.command.as_str();
    if !SENDS.contains(&command) {
        let is = match command {
            "check" => "is a check",
            _ => "is a comparison with a file",
        };
        let what = format!("run {} {is}: it sent nothing to accept", line.run.0);
        return Err(Refusal::new(what, "Sign off a run that loaded."));
    }
    if state != RunState::Reconciled {
        let what = format!(
            "run {} is {}: it was not read back and compared",
            line.run.0,
            state.word()
        );
        let fix = format!(
            "`landbridge reconcile --run {}`, then sign off.",
            line.run.0
        );
        return Err(Refusal::new(what, fix));
    }
    let all = found(&project.dir);
    for one in &all {
        let whole = one.signed.as_ref().filter(|signed| {
            let holds = one.signature_holds(&project.dir, signed);
            holds.is_ok_and(|holds| holds)
        });
        let Some(signed) = whole else {
            let what = format!("{}.txt does not verify", one.stem);
            return Err(Refusal::new(
                what,
                "`landbridge verify` says more. Put it back as it was.",
            ));
        };
        if signed.run == line.run.0 {
            let what = format!(
                "run {} was signed off already, by {} at {}",
                signed.run, signed.signer, signed.at
            );
            return Err(Refusal::new(what, "Nothing is left to do."));
        }
    }
    let newest = all.last().and_then(|one| {
        let number = one.signed.as_ref()?.number;
        let previous = Previous {
            path: format!("{}.txt", one.stem),
            sha256: one.sha256(),
        };
        Some((number, Some(previous)))
    });
    Ok(newest.unwrap_or((0, None)))
}

/// Who ran the load: persons of the project, and none of them the signer.
fn four_eyes(
    project: &Project,
    signer: &Person,
    line: &RunLine,
    entries: &[EntryLine],
) -> Result<Vec<String>, Refusal> {
    // Reading back and deciding about breaks change nothing in the ERP.
    let sent = entries.iter().filter(|entry| {
        entry.facts.run == Some(line.run) && CHANGES.contains(&entry.facts.what.as_str())
    });
    let mut operators = vec![line.facts.operator.clone()];
    operators.extend(sent.map(|entry| entry.facts.operator.clone()));
    operators.sort();
    operators.dedup();
    for login in &operators {
        if login.is_empty() {
            let what = format!("the ledger does not say who ran run {}", line.run.0);
            return Err(Refusal::new(what, "Load again: it is kept from now on."));
        }
        let owner = project
            .people
            .iter()
            .find(|person| person.logins.contains(login));
        let Some(owner) = owner else {
            let what = format!(
                "run {} was run by {login}, who is nobody in `people`",
                line.run.0
            );
            let fix = format!(
                "Without a name nobody knows that two people looked. Add {login} to the `login` of whoever it is, in landbridge.yaml."
            );
            return Err(Refusal::new(what, fix));
        };
        if owner.name == signer.name {
            let what = format!("{} ran run {} (as {login})", signer.name, line.run.0);
            let fix = "Whoever ran a load does not sign it off: somebody else does.";
            return Err(Refusal::new(what, fix));
        }
    }
    Ok(operators)
}

/// The digest over the run's rows, with its form, which must be the one that was chained when the run ended: by this
/// program or by an older one.
fn as_recorded(
    ledger: &Ledger,
    run: RunId,
    entries: &[EntryLine],
) -> Result<(u32, RunDigest), SignFault> {
    if let Some((number, why)) = broken_at(entries) {
        let what = format!("entry {number} of the ledger {why}");
        let fix = "Somebody changed the ledger. Put back a copy of it that is whole.";
        return Err(Refusal::new(what, fix).into());
    }
    let digest = ledger.run_digest(run)?;
    let last = entries.iter().rfind(|entry| entry.facts.run == Some(run));
    let mut forms = (1..=DIGEST_FORM)
        .rev()
        .map(|form| (form, digest.in_form(form)));
    let recorded =
        forms.find(|(_, digest)| last.is_some_and(|entry| entry.digest == digest.whole()));
    let Some(recorded) = recorded else {
        let what = format!(
            "the rows of run {} are not those that were recorded when it ended",
            run.0
        );
        let fix = format!(
            "A later run may have settled what was in doubt, or somebody changed the ledger. `landbridge reconcile --run {}` compares \
             with the ERP and records them anew.",
            run.0
        );
        return Err(Refusal::new(what, fix).into());
    };
    Ok(recorded)
}

/// The project must be the one that the run was made of.
fn as_planned(folder: &Path, ledger: &Ledger, line: &RunLine) -> Result<(), SignFault> {
    let staged = ledger.staged_objects(line.run)?;
    let selection = Selection {
        objects: staged.into_iter().map(|(_, name)| name).collect(),
        wave: None,
        target: Some(line.facts.target.clone()),
        into: None,
    };
    let prepared = prepare(folder, &selection)?;
    if prepared.plan_hash == line.facts.plan_hash {
        return Ok(());
    }
    let what = format!(
        "the project is not the one that run {} was made of: its settings, mappings, crosswalks or schemas were changed since",
        line.run.0
    );
    let fix =
        "Put them back as they were, or load with those that are there now and sign off that run.";
    Err(Refusal::new(what, fix).into())
}

/// The report as it is accepted: nothing in it may be open.
fn accepted_report(
    project: &Project,
    ledger: &Ledger,
    run: RunId,
    signer: &Person,
    request: &Request<'_>,
) -> Result<RunReport, SignFault> {
    let sign_off = SignOffReport {
        by: signer.name.clone(),
        at: super::instant(request.now),
        note: request.remark.trim().to_owned(),
    };
    let mut words = RunWords::of_ledger(project, vec![sign_off], request.now.to_owned());
    // What is signed says nothing of other runs.
    words.against = Against::Nothing;
    let report = summarise(ledger, run, &words)?;
    let funnel = report.funnel();
    let open = funnel.in_doubt + funnel.not_sent;
    let target = ledger.run(run)?.map(|line| line.facts.target);
    let removals = ledger.open_removals(&target.unwrap_or_default())?;
    let removing = removals.iter().find(|(of, _)| *of == run);
    let wrong = if !funnel.equation().holds() {
        Some("read records are not accounted for".to_owned())
    } else if open > 0 {
        Some(format!("{open} records are in doubt or not sent yet"))
    } else if let Some((_, records)) = removing {
        Some(format!(
            "{records} records are being taken back, and the ERP has not shown that they are gone"
        ))
    } else if !report.reconciled() {
        Some("not every object was read back to its end".to_owned())
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let what = format!("run {}: {wrong}", run.0);
        let fix = "`landbridge report` shows where. Load on, reconcile, then sign off.";
        return Err(Refusal::new(what, fix).into());
    }
    if let Some((object, why)) = not_held(&report) {
        let what = format!(
            "run {}: {object} was not held against its extracts: {why}",
            run.0
        );
        let fix = format!(
            "Put back what is missing as it was, `landbridge reconcile --run {}`, then sign off; or load again and sign off that run.",
            run.0
        );
        return Err(Refusal::new(what, fix).into());
    }
    if report.breaks() > 0 {
        let breaks = report.breaks();
        let refusal = Refusal {
            what: format!(
                "run {} has {breaks} open break{}",
                run.0,
                if breaks == 1 { "" } else { "s" }
            ),
            fix: "Mend them and reconcile, or decide about each; then sign off.".to_owned(),
            breaks: true,
        };
        return Err(refusal.into());
    }
    Ok(report)
}

/// The first object whose ledger was not held against its extracts, and why not: nobody knows then whether the ledger
/// has what the extracts have.
fn not_held(report: &RunReport) -> Option<(&str, &str)> {
    report.objects.iter().find_map(|object| {
        let why = match &object.keys {
            Some(keys) if !keys.not_held.is_empty() => keys.not_held.as_str(),
            Some(keys) if keys.extract.is_some() => return None,
            _ => "no pass of its own over them came to its end",
        };
        Some((object.name.as_str(), why))
    })
}

fn write_reports(
    unfinished: &Unfinished<'_>,
    stem: &str,
    report: &RunReport,
    language: &str,
) -> Result<FileGroup, RunFault> {
    let failed = |error: &dyn std::fmt::Display| RunFault::Defect(format!("the report: {error}"));
    let page = html::render(report, Language::of(language)).map_err(|error| failed(&error))?;
    let data = json::render(report).map_err(|error| failed(&error))?;
    let mut files = Vec::new();
    for (ending, text) in [("html", page), ("json", data)] {
        let sha256 = hashed(&unfinished.put(ending, text.as_bytes())?)?;
        let path = format!("{stem}.{ending}");
        files.push(SignedFile { path, sha256 });
    }
    Ok(FileGroup {
        about: "The report".to_owned(),
        files,
        inside: Vec::new(),
    })
}

/// Signs a statement, and writes it with its signature and key.
fn write(
    unfinished: &Unfinished<'_>,
    statement: &Statement,
    key: &SigningKey,
) -> Result<(), RunFault> {
    let text = statement.render();
    let understood = crate::sign_off::read(&text).is_some_and(|read| read.run == statement.run);
    if !understood {
        return Err(RunFault::Defect(
            "a statement that is not understood".to_owned(),
        ));
    }
    unfinished.put("sig", &key.sign(text.as_bytes()))?;
    unfinished.put("pem", statement.key.pem().as_bytes())?;
    unfinished.put("txt", text.as_bytes())?;
    Ok(())
}

/// Fails where the ledger is not the one that was signed any more.
fn unchanged(dir: &Path, statement: &Statement) -> Result<(), Refusal> {
    let now = file_sha256(&dir.join(&statement.ledger.path)).ok();
    if now.as_ref() == Some(&statement.ledger.sha256) {
        return Ok(());
    }
    let fix = "Some other program opened the ledger. Close it, then sign off again.";
    Err(Refusal::new("the ledger changed while it was signed", fix))
}

/// Packs what an auditor gets: the files of the sign-off, and those of the project that are copied.
fn write_pack(
    dir: &Path,
    unfinished: &Unfinished<'_>,
    (stem, copied): (&str, &[String]),
    statement: &Statement,
) -> Result<(), RunFault> {
    let own = |ending: &str| unfinished.path(ending);
    let words = Packed {
        project: &statement.project,
        run: statement.run,
        signer: &statement.signer,
        at: &statement.at,
        key: statement.key,
        stem,
        own: &own,
        copied,
    };
    unfinished.put("zip", &packed(dir, &words)?)?;
    Ok(())
}
