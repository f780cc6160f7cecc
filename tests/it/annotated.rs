//! `check` hands the owner of the data a copy of their own file, with what to mend marked in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;

use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::spreadsheet_program::save_as;
use crate::support::{Erp, Project, home, public_file};

fn demo() -> Project {
    Project::copy_of(&home().join("mappings/demo"))
}

/// A project whose vendors stand in a workbook, with things in it that no reader of records needs.
fn vendors(names: [&str; 3]) -> Project {
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let source = mapping.find("source:").unwrap();
    let behind = source + mapping[source..].find("\n\n").unwrap();
    let mapping = format!(
        "{}language: fr\nsource:\n  spreadsheet: vendors.xlsx\n  header: 2{}",
        &mapping[..source],
        &mapping[behind..]
    );
    project.write("mappings/suppliers.yaml", mapping);
    std::fs::remove_file(project.path().join("data/vendors.csv")).ok();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Fournisseurs").unwrap();
    sheet
        .merge_range(0, 0, 0, 2, "Bureau de Dakar", &Format::new().set_bold())
        .unwrap();
    sheet.set_column_width(1, 41).unwrap();
    for (column, title) in (0..).zip(["Vendor ID", "Vendor Name", "Country"]) {
        sheet.write_string(1, column, title).unwrap();
    }
    for (row, name) in (2..).zip(names) {
        sheet.write_string(row, 0, format!("{row:04}")).unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_string(row, 2, "NORWAY").unwrap();
        sheet
            .write_formula(row, 5, Formula::new("=1+1").set_result("2"))
            .unwrap();
    }
    workbook
        .save(project.path().join("data/vendors.xlsx"))
        .unwrap();
    project.write("crosswalks/countries.csv", "legacy,erp\nNORWAY,NO\n");
    project
}

fn parts(path: &Path) -> BTreeMap<String, String> {
    let bytes = std::fs::read(path).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        parts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    parts
}

#[test]
fn an_owner_mends_the_marked_copy_and_the_finding_is_gone() {
    let erp = Erp::start();
    let project = vendors(["Acme", "", "Gamma"]);
    let said = project.run(&erp, &["check"]).code(4).stdout;
    assert!(said.contains("\nfor the owners of the data:\n  reports/findings-1/vendors.xlsx\n    1 finding, marked in a copy of it"), "{said}");
    let copy = project.path().join("reports/findings-1/vendors.xlsx");
    let held = parts(&copy);
    // In the language of the owner.
    assert!(held["xl/workbook.xml"].contains("name=\"Constats\""));
    let notes = &held["xl/landbridge-comments1.xml"];
    assert!(
        notes.contains("ref=\"B4\"") && notes.contains("une valeur obligatoire manque"),
        "{notes}"
    );
    let list = &held["xl/worksheets/landbridge-findings.xml"];
    assert!(
        list.contains("Un constat bloque un enregistrement."),
        "{list}"
    );

    // The owner opens the copy in the program that they know, fills the cell and saves it.
    let folder = project.path().join("owner");
    let flat = save_as(&copy, "fods", &folder);
    let text = std::fs::read_to_string(&flat).unwrap();
    let cell = text.find("<text:p>0003</text:p>").unwrap();
    let empty = cell + text[cell..].find("<table:table-cell ").unwrap();
    let end = empty + text[empty..].find("</table:table-cell>").unwrap();
    let note = text[empty..end].find("<office:annotation ").unwrap();
    let mut mended = text.clone();
    mended.insert_str(empty + note, "<text:p>Beta</text:p>");
    let open = &text[empty..empty + note];
    mended.replace_range(
        empty..empty + note,
        &open.replacen(
            "<table:table-cell ",
            "<table:table-cell office:value-type=\"string\" ",
            1,
        ),
    );
    std::fs::write(&flat, mended).unwrap();
    let saved = save_as(&flat, "xlsx", &folder);
    std::fs::copy(saved, project.path().join("data/vendors.xlsx")).unwrap();

    // The list of findings in it is none of the records.
    let said = project.run(&erp, &["check"]).ok().stdout;
    assert!(!said.contains("for the owners of the data"), "{said}");
    assert!(
        said.contains("\nsince check 1: 1 fixed, 0 new, 0 as before\n"),
        "{said}"
    );
    let report = project.report(&erp);
    assert_eq!(
        report["objects"][0]["funnel"]["read"], 3,
        "{}",
        report["objects"][0]["funnel"]
    );
}

#[test]
fn other_files_get_a_workbook_with_line_and_path() {
    let erp = Erp::start();
    let project = demo();
    let said = project
        .run(
            &erp,
            &["check", "--object", "orders", "--object", "invoices"],
        )
        .stdout;
    assert!(said.contains("reports/findings-1/invoices.csv.findings.xlsx\n    70 findings, listed · payables@meridian.example"), "{said}");
    let arguments = [
        "reports/findings-1/orders.xml.findings.xlsx",
        "--header",
        "5",
        "--format",
        "jsonl",
    ];
    let listed = project.look("peek", &arguments).ok().stdout;
    let first: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    let place = first["fields"]["Place"]["value"].as_str().unwrap();
    assert!(place.contains(" /Orders/Order["), "{place}");
    assert_eq!(first["fields"]["Weight"]["value"], "error");
}

#[test]
fn files_of_like_names_get_copies_of_their_own_and_what_was_cut_short_is_not_called_mended() {
    let erp = Erp::start();
    let project = vendors(["Acme", "", "Gamma"]);
    let mapping = project
        .read("mappings/suppliers.yaml")
        .replace("vendors.xlsx", "\"**/*.xlsx\"");
    project.write("mappings/suppliers.yaml", mapping);
    let file = std::fs::read(project.path().join("data/vendors.xlsx")).unwrap();
    std::fs::remove_file(project.path().join("data/vendors.xlsx")).unwrap();
    project.write("data/a-b.xlsx", &file);
    let other = vendors(["", "Beta", "Eta"]);
    let other = std::fs::read(other.path().join("data/vendors.xlsx")).unwrap();
    project.write("data/a/b.xlsx", &other);
    let said = project.run(&erp, &["check"]).stdout;
    for name in ["a-b.xlsx", "a-b (2).xlsx"] {
        let path = project.path().join("reports/findings-1").join(name);
        assert!(path.is_file() && said.contains(name), "{name}: {said}");
    }
    project.write("data/a-b.xlsx", &file[..file.len() / 2]);
    let said = project.run(&erp, &["check"]).stdout;
    assert!(!said.contains("since check"), "{said}");
}

#[test]
fn the_copies_can_be_left_out_and_a_run_makes_none() {
    let erp = Erp::start();
    let project = vendors(["Acme", "", "Gamma"]);
    project.run(&erp, &["check", "--without-copies"]).code(4);
    project.run(&erp, &["run"]).code(4);
    assert!(!project.path().join("reports/findings-1").exists());
    assert!(!project.path().join("reports/findings-2").exists());
}

#[test]
fn the_spreadsheet_program_finds_everything_in_the_copy_that_was_in_the_file() {
    let erp = Erp::start();
    let example = demo();
    example.run(&erp, &["check", "--object", "suppliers"]);
    let mut pairs = vec![(
        example.path().join("data/vendors.xlsx"),
        example.path().join("reports/findings-1/vendors.xlsx"),
        96,
    )];
    // Public workbooks with a chart and tables, with merged cells, with hidden rows.
    let mut projects = Vec::new();
    for file in [
        "simple-monthly-budget.xlsx",
        "hxl-input-merged.xlsx",
        "CollapsedHide.xlsx",
    ] {
        let Some(public) = public_file("spreadsheet", file) else {
            continue;
        };
        let project = vendors(["", "", ""]);
        std::fs::copy(public, project.path().join("data/vendors.xlsx")).unwrap();
        let mapping = project
            .read("mappings/suppliers.yaml")
            .replace("  header: 2", "  header: 0");
        let fields = mapping.find("fields:").unwrap();
        let mapping = format!(
            "{}fields:\n  SupplierNumber: {{ from: B }}\n  Supplier: {{ from: A }}\n  TaxOrganizationType: {{ from: B }}\n  BusinessRelationship: {{ value: SPEND_AUTHORIZED }}\n",
            &mapping[..fields]
        );
        project.write("mappings/suppliers.yaml", mapping);
        let said = project.run(&erp, &["check"]).code(4).stdout;
        println!(
            "{file}: {}",
            said.split("for the owners").nth(1).unwrap_or(&said)
        );
        pairs.push((
            project.path().join("data/vendors.xlsx"),
            project.path().join("reports/findings-1/vendors.xlsx"),
            1,
        ));
        projects.push(project);
    }
    for (file, copy, notes) in pairs {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path, name: &str| {
            let own = folder.path().join(name);
            std::fs::copy(path, &own).unwrap();
            std::fs::read_to_string(save_as(&own, "fods", folder.path())).unwrap()
        };
        let (before, after) = (told(&file, "before.xlsx"), told(&copy, "after.xlsx"));
        let list = after.find("<table:table ").unwrap();
        let data = list + after[list..].find("</table:table>").unwrap();
        for held in [
            "table:formula=",
            "table:number-columns-spanned=",
            "table:visibility=",
            "<chart:chart ",
            "<draw:object",
            "<table:database-range ",
        ] {
            let (old, new) = (
                before.matches(held).count(),
                after[data..].matches(held).count(),
            );
            // The list has a filter of its own.
            let own = usize::from(held == "<table:database-range ");
            assert!(
                new == old || new == old + own,
                "{}: {held}: {old} before, {new} after",
                file.display()
            );
        }
        let made = after.matches("<office:annotation ").count();
        assert!(made >= notes, "{}: {made} notes", copy.display());
    }
}
