//! The files that records become, to the byte.

use landbridge_contract::{
    AttemptName, Fields, FileForm, Misfit, OptionValue, Options, Value, json,
};
use serde_json::json;

use super::pack::{self, Packed};
use super::plan::{self, Plan};
use super::rows::{self, Form};
use super::templates;

fn fields(told: &serde_json::Value) -> Fields {
    match json::from_json(told) {
        Value::Record(fields) => fields,
        other => panic!("{other:?}"),
    }
}

fn options(template: &str, parameters: &[(&str, &str)]) -> Options {
    let stated = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), OptionValue::Text((*value).to_owned())));
    let mut options = Options::default();
    let name = OptionValue::Text(template.to_owned());
    options.0.insert(plan::TEMPLATE.to_owned(), name);
    let stated = OptionValue::Map(stated.collect());
    options.0.insert(plan::PARAMETERS.to_owned(), stated);
    options
}

fn plan(template: &str, parameters: &[(&str, &str)]) -> Plan {
    let options = options(template, parameters);
    assert_eq!(plan::faults(&options), []);
    Plan::of(&options)
        .unwrap()
        .for_attempt(&AttemptName::new(6, 17))
}

fn packed(plan: &Plan, load: usize, records: &[Fields]) -> Packed {
    for record in records {
        assert_eq!(Form::of(plan).misfits(record), []);
    }
    let numbered: Vec<(u32, &Fields)> = (0_u32..).zip(records).collect();
    let load = &plan.template.loads[load];
    pack::pack(load, &numbered, &plan.parameters).unwrap()
}

/// The files of a load as text, each with its name before it.
fn files(plan: &Plan, load: usize, record: &serde_json::Value) -> String {
    let packed = packed(plan, load, &[fields(record)]);
    let files = pack::unpack(&packed.bytes);
    let texts = files
        .into_iter()
        .map(|(name, text)| format!("{name}: {text}"));
    texts.collect()
}

/// A line in which `…(36)` stands for all empty fields before the 36th.
fn expanded(shown: &str) -> String {
    let quoted = shown.starts_with('"');
    let empty = if quoted { "\"\"" } else { "" };
    let mut fields: Vec<String> = Vec::new();
    for part in shown.split(',') {
        let Some(rest) = part.trim().strip_prefix('…') else {
            fields.push(part.to_owned());
            continue;
        };
        if rest == "END" || rest.is_empty() {
            fields.push(rest.to_owned());
            continue;
        }
        let (place, value) = rest.strip_prefix('(').unwrap().split_once(')').unwrap();
        let place: usize = place.parse().unwrap();
        fields.resize(place - 1, empty.to_owned());
        fields.push(value.to_owned());
    }
    fields.join(",") + "\n"
}

fn supplier() -> serde_json::Value {
    json!({
        "Supplier": "Acme Tools", "SupplierNumber": "SUP-0001",
        "TaxOrganizationTypeCode": "CORPORATION", "SupplierTypeCode": "SUPPLIER",
        "BusinessRelationshipCode": "SPEND_AUTHORIZED",
        "addresses": [{"AddressName": "HQ", "CountryCode": "US", "AddressLine1": "1 Main St",
            "City": "Springfield", "State": "CA", "PostalCode": "90001", "AddressPurposeOrderingFlag": true}],
        "sites": [{"ProcurementBU": "US1 Business Unit", "SupplierAddressName": "HQ", "SupplierSite": "MAIN",
            "SitePurposePurchasingFlag": true, "SitePurposePayFlag": true,
            "assignments": [{"ClientBU": "US1 Business Unit", "BillToBU": "US1 Business Unit"}]}],
        "contacts": [{"FirstName": "Ann", "LastName": "Example", "AdministrativeContactFlag": true,
            "Email": "ann@example.com"}]
    })
}

#[test]
fn a_supplier_becomes_the_lines_that_pods_accept() {
    let plan = plan("suppliers", &[]);
    let lines = [
        (
            "PoSupplierImport.csv",
            r#""CREATE","Acme Tools","","SUP-0001","","CORPORATION","SUPPLIER","","SPEND_AUTHORIZED""#,
        ),
        (
            "PozSupAddressesInt.csv",
            r#""CREATE","Acme Tools","HQ","","US","1 Main St","","","","","","","","","","","","Springfield","CA","","","90001",…(36)"Y""#,
        ),
        (
            "PozSupplierSitesInt.csv",
            r#""CREATE","Acme Tools","US1 Business Unit","HQ","MAIN","","","","Y","","Y""#,
        ),
        (
            "PozSiteAssignmentsInt.csv",
            r#""CREATE","Acme Tools","MAIN","US1 Business Unit","US1 Business Unit","US1 Business Unit""#,
        ),
        (
            "PozSupContactsInt.csv",
            r#""CREATE","Acme Tools","","Ann","","","Example","","","Y","ann@example.com""#,
        ),
    ];
    for (load, (name, shown)) in lines.into_iter().enumerate() {
        let expected = format!("{name}: {}", expanded(shown));
        assert_eq!(files(&plan, load, &supplier()), expected);
    }
}

#[test]
fn a_payables_invoice_becomes_the_lines_that_pods_accept() {
    let plan = plan(
        "payables-invoices",
        &[("source", "External"), ("ledger_id", "300")],
    );
    let invoice = json!({
        "BusinessUnit": "US1 Business Unit", "InvoiceNumber": "INV-1", "InvoiceAmount": 1500,
        "InvoiceDate": "2026-07-03", "Supplier": "Acme Tools", "SupplierNumber": "SUP-0001",
        "SupplierSite": "MAIN", "InvoiceCurrency": "USD", "InvoiceType": "STANDARD",
        "PaymentTerms": "Immediate", "AccountingDate": "2026-07-03",
        "invoiceLines": [{"LineNumber": 1, "LineType": "ITEM", "LineAmount": 1500, "Description": "Consulting",
            "DistributionCombination": "101.10.65110.110.000.000", "AccountingDate": "2026-07-03"}]
    });
    let header = expanded(
        r#""1","US1 Business Unit","External","INV-1","1500","2026/07/03","Acme Tools","SUP-0001","MAIN","USD","","","700000017","STANDARD","","","","","","Immediate","","","","2026/07/03""#,
    );
    let line = expanded(
        r#""1","1","ITEM","1500","","","","Consulting","","","","","","","","","","","","","","101.10.65110.110.000.000","","2026/07/03""#,
    );
    let expected = format!("ApInvoicesInterface.csv: {header}ApInvoiceLinesInterface.csv: {line}");
    assert_eq!(files(&plan, 0, &invoice), expected);
    let job = &plan.template.loads[0].job;
    assert_eq!(
        plan.parameters_of(job),
        ",#NULL,N,#NULL,#NULL,#NULL,1000,External,700000017,N,Y,300,#NULL,1"
    );
}

#[test]
fn a_journal_becomes_the_lines_that_pods_accept() {
    let plan = plan(
        "journals",
        &[("source", "Spreadsheet"), ("ledger_id", "300")],
    );
    let journal = json!({
        "JeBatchName": "BATCH1", "LedgerName": "US Primary Ledger",
        "journalHeaders": [{"JournalName": "JNL1", "AccountingDate": "2026-07-01", "PeriodName": "07-26",
            "UserJeCategoryName": "Adjustment", "CurrencyCode": "USD",
            "journalLines": [
                {"AccountCombination": "101-10-62520-510-000-000", "EnteredDrAmount": 5000,
                    "Description": "line text", "DATE_CREATED": "2026-07-19"},
                {"AccountCombination": "101-10-11010-510-000-000", "EnteredCrAmount": 5000,
                    "Description": "other, \"side\"", "DATE_CREATED": "2026-07-19"}]}]
    });
    let debit = expanded(
        r#""NEW","","2026/07/01","Spreadsheet","Adjustment","USD","2026/07/19","A","101","10","62520","510","000","000",…(39)"5000",…(43)"BATCH1",…(46)"JNL1",…(52)"line text",…(67)"700000017",…(92)"US Primary Ledger",…(95)"07-26""#,
    );
    let written = files(&plan, 0, &journal);
    let mut lines = written.lines();
    assert_eq!(
        lines.next(),
        Some(format!("GlInterface.csv: {}", debit.trim_end()).as_str())
    );
    let credit = lines.next().unwrap();
    assert!(credit.contains(r#","","5000","","","BATCH1","#), "{credit}");
    assert!(credit.contains(r#""other, ""side""""#), "{credit}");
    assert_eq!(
        plan.parameters_of(&plan.template.loads[0].job),
        "#NULL,Spreadsheet,300,700000017,N,N,N"
    );
}

#[test]
fn an_asset_becomes_the_lines_that_pods_accept() {
    let plan = plan("assets", &[("book", "US CORP")]);
    let asset = json!({
        "BookTypeCode": "US CORP", "AssetNumber": "ASSET-1", "Description": "Pump", "Manufacturer": "TUA",
        "Model": "Exclusive", "AssetType": "CAPITALIZED", "Cost": 120_000, "DateInService": "2026-01-15",
        "PRORATE_CONVENTION_CODE": "CAL MONTH", "Units": 1, "CategoryCode": "EQUIPMENT-MANUFACTURING",
        "DepreciateFlag": "YES", "DepreciationMethod": "STL", "LifeInMonths": 120,
        "LocationCode": "USA.CA", "ExpenseAccount": "101.10.68010"
    });
    let written = files(&plan, 0, &asset);
    let (addition, distribution) = written.split_once('\n').unwrap();
    let shown = "1,US CORP,Addition,ASSET-1,Pump,,TUA,,Exclusive,CAPITALIZED,120000,2026/01/15,CAL MONTH,1,EQUIPMENT,MANUFACTURING,…(22)POST,POST,…(48)YES,…(58)STL,120,…(423)END";
    assert_eq!(
        addition,
        format!("FaMassAdditions.csv: {}", expanded(shown).trim_end())
    );
    let shown = "1,1,…(4)USA,CA,…(11)101,10,68010,…(67)END";
    assert_eq!(
        distribution,
        format!("FaMassaddDistributions.csv: {}", expanded(shown))
    );
}

#[test]
fn a_customer_stands_in_seven_files_that_name_each_other() {
    let stated = [
        ("batch_name", "Opening"),
        ("source_system", "LEGACY"),
        ("group", "7"),
    ];
    let plan = plan("customers", &stated);
    let customer = json!({
        "AccountNumber": "C1", "PartyType": "ORGANIZATION", "PartyName": "Acme", "CustomerType": "R",
        "sites": [{"SiteReference": "C1-1", "CountryCode": "KE", "City": "Nairobi", "SiteUseCode": "BILL_TO"}]
    });
    let expected = concat!(
        r#"HzImpPartiesT.csv: "7","LEGACY","C1","I","ORGANIZATION","","","","","Acme""#,
        "\n",
        r#"HzImpLocationsT.csv: "7","LEGACY","C1-1","I","KE","","","","","Nairobi""#,
        "\n",
        r#"HzImpPartySitesT.csv: "7","LEGACY","C1","LEGACY","C1-1","LEGACY","C1-1","I""#,
        "\n",
        r#"HzImpPartySiteUsesT.csv: "7","LEGACY","C1","LEGACY","C1-1","BILL_TO","","I","","","LEGACY","C1-1""#,
        "\n",
        r#"HzImpAccountsT.csv: "7","LEGACY","C1","LEGACY","C1","C1","I","R""#,
        "\n",
        r#"HzImpAcctSitesT.csv: "7","LEGACY","C1","LEGACY","C1-1","LEGACY","C1-1","","I""#,
        "\n",
        r#"HzImpAcctSiteUsesT.csv: "7","LEGACY","C1-1","LEGACY","C1-1","BILL_TO","","I""#,
        "\n",
    );
    assert_eq!(files(&plan, 0, &customer), expected);
}

#[test]
fn a_receivable_has_a_line_for_each_of_its_lines() {
    let stated = [
        ("business_unit_id", "1"),
        ("transaction_source_id", "2"),
        ("line_context", "LEGACY"),
    ];
    let plan = plan("receivables-invoices", &stated);
    let invoice = json!({
        "TransactionNumber": "R-1", "BusinessUnit": "Unit", "TransactionSource": "Legacy", "BillToCustomerNumber": "C1",
        "receivablesInvoiceLines": [{"LineNumber": 1, "Description": "Refund", "LineAmount": 5}]
    });
    let shown = ",Legacy,…(7)R-1,…(19)C1,…(26)LINE,Refund,…(32)5,…(37)LEGACY,R-1,1,…(287)Unit";
    let quoted: Vec<String> = expanded(shown)
        .trim_end()
        .split(',')
        .map(|cell| format!("\"{cell}\""))
        .collect();
    let line = quoted.join(",");
    assert_eq!(
        files(&plan, 0, &invoice),
        format!("RaInterfaceLinesAll.csv: {line}\n")
    );
}

#[test]
fn a_project_and_its_tasks_stand_in_one_file_each() {
    let plan = plan("projects", &[]);
    let project = json!({
        "ProjectName": "Wells", "ProjectNumber": "P-1", "SourceTemplateNumber": "T-1",
        "ProjectStartDate": "2026-01-01",
        "Tasks": [{"TaskName": "Drill", "TaskNumber": "1", "ChargeableFlag": false}]
    });
    let expected = concat!(
        r#"PjfProjectsAllXface.csv: "Wells","P-1","T-1","","","","","","","","","2026/01/01""#,
        "\n",
        r#"PjfProjElementsXface.csv: "Wells","P-1","Drill","1","","","","","","","N""#,
        "\n",
    );
    assert_eq!(files(&plan, 0, &project), expected);
}

#[test]
fn lines_of_an_order_are_tied_by_the_numbers_of_what_they_belong_to() {
    let ids = [
        ("business_unit_id", "1"),
        ("buyer_id", "2"),
        ("requisitioning_unit_id", "3"),
    ];
    let plan = plan("purchase-orders", &ids);
    let line = json!({"LineNumber": 1, "schedules": [
        {"ScheduleNumber": 1, "distributions": [{"DistributionNumber": 1}, {"DistributionNumber": 2}]}]});
    let order = fields(&json!({"OrderNumber": "PO-1", "lines": [line, line]}));
    let packed = packed(&plan, 0, &[order.clone(), order]);
    let files = pack::unpack(&packed.bytes);
    let first = |name: &str, columns: usize| -> Vec<String> {
        let (_, text) = files.iter().find(|(known, _)| known == name).unwrap();
        let cut = |line: &str| {
            line.split(',')
                .take(columns)
                .collect::<Vec<&str>>()
                .join(",")
        };
        text.lines()
            .map(|line| cut(line).replace('"', ""))
            .collect()
    };
    assert_eq!(first("PoHeadersInterfaceOrder.csv", 1), ["1", "2"]);
    assert_eq!(
        first("PoLinesInterfaceOrder.csv", 2),
        ["1,1", "2,1", "3,2", "4,2"]
    );
    assert_eq!(
        first("PoLineLocationsInterfaceOrder.csv", 2),
        ["1,1", "2,2", "3,3", "4,4"]
    );
    let distributions = first("PoDistributionsInterfaceOrder.csv", 2);
    assert_eq!(
        distributions,
        ["1,1", "2,1", "3,2", "4,2", "5,3", "6,3", "7,4", "8,4"]
    );
    assert_eq!(packed.record("PoLinesInterfaceOrder", 3), Some(1));
    assert_eq!(packed.record("PoLinesInterfaceOrder.csv", 5), None);
}

#[test]
fn the_same_records_make_the_same_bytes() {
    let plan = plan("suppliers", &[]);
    let records = [fields(&supplier())];
    let once = packed(&plan, 1, &records);
    let again = packed(&plan, 1, &records);
    assert_eq!(once.bytes, again.bytes);
    assert_ne!(once.hash(), packed(&plan, 0, &records).hash());
}

#[test]
fn what_no_file_has_a_place_for_or_does_not_fit_is_said_before_anything_is_sent() {
    let plan = plan("suppliers", &[]);
    let told = |record: serde_json::Value| {
        let misfits = Form::of(&plan).misfits(&fields(&record));
        misfits.first().map(said)
    };
    assert_eq!(
        told(json!({"Supplier": "A", "TaxOrganizationType": "Corporation"})).unwrap(),
        "TaxOrganizationType: found an attribute without a column, expected an attribute that the files of the import `suppliers` have a column for: map it to another, name a column, or leave it out"
    );
    assert_eq!(
        told(json!({"Supplier": "A", "InactiveDate": "31/12/2026"})).unwrap(),
        "InactiveDate: found a text, expected a day as YYYY-MM-DD (`END_DATE_ACTIVE` of PoSupplierImport.csv)"
    );
    assert_eq!(
        told(json!({"Supplier": "A", "addresses": [{"Street": "x"}]}))
            .unwrap()
            .split(':')
            .next(),
        Some("addresses.Street")
    );
    assert_eq!(
        told(json!({"Supplier": "A", "TaxOrganizationType": null})),
        None
    );
}

fn said(misfit: &Misfit) -> String {
    let message = misfit.message();
    format!("{}: {}", message.path, message.text)
}

fn refusal_of(template: &str, parameters: &[(&str, &str)], record: &serde_json::Value) -> String {
    let plan = plan(template, parameters);
    let misfits = Form::of(&plan).misfits(&fields(record));
    misfits.first().map_or_else(String::new, said)
}

#[test]
fn everything_that_does_not_fit_is_told_at_once_each_with_the_nested_record_that_it_stands_in() {
    let plan = plan("suppliers", &[]);
    let record = json!({"Supplier": "A", "InactiveDate": "soon",
        "addresses": [{"AddressName": "HQ"}, {"AddressName": "Store", "Street": "x", "CountryCode": ["NO"]}],
        "contacts": [{"InactiveDate": "2026-12-31"}, {"InactiveDate": "never"}],
        "sites": [{"SupplierSite": "MAIN"},
            {"SupplierSite": "STORE", "assignments": [{}, {"ClientBU": [1]}]}]});
    let misfits = Form::of(&plan).misfits(&fields(&record));
    let mut told: Vec<(&str, &[usize], &str)> = misfits
        .iter()
        .map(|one| (one.path.as_str(), one.items.as_slice(), one.found.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("InactiveDate", &[][..], "a text"),
            ("addresses.CountryCode", &[1], "a list"),
            ("addresses.Street", &[1], "an attribute without a column"),
            ("contacts.InactiveDate", &[1], "a text"),
            ("sites.assignments.ClientBU", &[1, 1], "a list"),
        ]
    );
}

#[test]
fn a_reference_fits_before_its_target_id_is_known_and_not_after() {
    let plan = plan("suppliers", &[]);
    let reference = landbridge_contract::Reference {
        object: "units".into(),
        key: "U-1".into(),
    };
    let record = vec![("Supplier".into(), Value::Reference(Box::new(reference)))];
    assert_eq!(Form::early(&plan).misfits(&record), []);
    assert_eq!(Form::of(&plan).misfits(&record).len(), 1);
}

#[test]
fn the_segments_of_an_account_are_shaped_as_any_text() {
    let told = |account: &str| {
        let asset = json!({"AssetNumber": "A-1", "ExpenseAccount": account});
        refusal_of("assets", &[("book", "US CORP")], &asset)
    };
    assert_eq!(told("101.10.68010"), "");
    for broken in ["101.10\n.68010", "101\r.10", "101.\u{1}10", "101.\u{85}10"] {
        let told = told(broken);
        assert!(told.contains("control character"), "{broken:?}: {told}");
    }
    let categories = json!({"AssetNumber": "A-1", "CategoryCode": "1-2-3-4-5-6-7-8"});
    assert_eq!(
        refusal_of("assets", &[("book", "US CORP")], &categories),
        "CategoryCode: found 8 segments, expected at most 7 segments, for which FaMassAdditions.csv has columns"
    );
}

#[test]
fn a_column_behind_the_end_of_the_lines_is_refused() {
    let plan = plan("assets", &[("book", "US CORP")]);
    let file = &plan.template.loads[0].files[0];
    let width = file.ends_after.unwrap();
    let columns = super::columns::of(file.name).unwrap();
    let behind = &columns.all[width].name;
    assert!(!rows::is_column(plan.template, behind));
    let within = |at: usize| rows::is_column(plan.template, &columns.all[at].name);
    assert!((0..width).any(within));
    let mut asset = json!({"AssetNumber": "A-1"});
    asset[behind.as_str()] = json!("1");
    assert_eq!(
        refusal_of("assets", &[("book", "US CORP")], &asset),
        format!(
            "{behind}: found an attribute without a column, expected an attribute that the files of the import `assets` have a column for: map it to another, name a column, or leave it out"
        )
    );
}

#[test]
fn what_a_mapping_states_of_an_import_is_held_against_its_template() {
    let told = |options: &Options| -> Vec<String> {
        let faults = plan::faults(options);
        let words = faults
            .iter()
            .map(|fault| format!("{}: {} / {}", fault.option, fault.found, fault.expected));
        words.collect()
    };
    assert_eq!(
        told(&options("journals", &[("source", "A,B"), ("ledger", "1")])),
        [
            "parameters: no `ledger_id` / `parameters: { ledger_id: … }`, which the import job wants",
            "parameters: `ledger` / one of ledger_id, source, data_access_set_id, group",
            "parameters: `source` / a value without a comma, a quote or a line break",
        ]
    );
    let known: Vec<&str> = templates::all()
        .iter()
        .map(|template| template.name)
        .collect();
    assert_eq!(
        told(&options("vendors", &[])),
        [format!("fbdi: \"vendors\" / one of {}", known.join(", "))]
    );
}
