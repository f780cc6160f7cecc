//! What each file must be good for, as those who know it say.

use std::collections::BTreeSet;

use landbridge_contract::{Projection, SourceFault, SourceFaultKind};
use landbridge_testkit::support::projection;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::super::{child, show};
use super::known::without_comments;
use super::{File, Tally, decimal, sum};

type Check = fn(&File, &Json, &mut Tally);

/// The file, the beginning of the requirement in words, and its check. A requirement that is not on
/// the list does not hold, and an entry that no requirement meets must leave it.
const MUSTS: &[(&str, &str, Check)] = &[
    (
        "UBL-Invoice-2.1-Example.xml",
        "Sum of LineExtensionAmount, allowances",
        |file, _, tally| ubl(file, tally),
    ),
    (
        "iati_activity_v2_annotated.xml",
        "Text lives in narrative children",
        |file, _, tally| iati_annotated(file, tally),
    ),
    (
        "iati_activity_v2_annotated.xml",
        "Comments must not disturb",
        |file, _, tally| comments(file, tally),
    ),
    (
        "iati_ocha_activities.xml",
        "There is NO iati-identifier",
        |file, _, tally| iati_keys(file, tally),
    ),
    (
        "iati_ocha_activities.xml",
        "Amounts are in mixed currencies",
        |file, _, tally| iati_currencies(file, tally),
    ),
    (
        "saft_financial_999999999.xml",
        "Total debit = total credit",
        |file, _, tally| saft(file, tally),
    ),
    (
        "camt053_multi_statement.xml",
        "Entries must stay attached",
        |file, _, tally| camt(file, tally),
    ),
    (
        "pain001_sepa_credit_transfer.xml",
        "CtrlSum and NbOfTxs",
        |file, _, tally| pain(file, tally),
    ),
    (
        "sap_idoc_ORDERS05.xml",
        "Same order as the flat twin",
        |file, _, tally| idoc(file, tally),
    ),
    (
        "SampleSS_SpreadsheetML2003.xml",
        "An .xml file that is a workbook",
        workbook,
    ),
    (
        "oracle_purchase_order.xml",
        "Line amount = Quantity x UnitPrice",
        |file, _, tally| order(file, tally),
    ),
    (
        "ofbiz_purchasing_entities.xml",
        "Each element name is a target table",
        |file, _, tally| tables(file, tally),
    ),
    (
        "xbrl_hmrc_group_accounts.xbrl",
        "Facts must be joined to context",
        |file, _, tally| xbrl(file, tally),
    ),
    (
        "ofx102_checking.ofx",
        "Must be recognised as OFX/SGML",
        |file, _, tally| ofx(file, tally),
    ),
    (
        "lol_classic.xml",
        "Reject; bounded time and memory",
        |file, _, tally| declares_entities(file, tally),
    ),
    (
        "entity_utf16.xml",
        "If DTDs are forbidden this must be",
        |file, _, tally| declares_entities(file, tally),
    ),
    (
        "xxe_external_file.xml",
        "The file must not be opened",
        |file, _, tally| declares_entities(file, tally),
    ),
];

/// Holds what a file must be good for, told by the sentences under `must`.
pub(super) fn hold(file: &File, fact: &Json, tally: &mut Tally) {
    let sentences: Vec<String> = serde_json::from_value(fact["must"].clone()).unwrap();
    let own = || MUSTS.iter().filter(|(name, ..)| *name == file.name);
    for sentence in &sentences {
        let what = format!("{} {sentence}", file.name);
        match own().find(|(_, words, _)| sentence.starts_with(words)) {
            Some((.., check)) => {
                let before = tally.total();
                check(file, &fact["expect"], tally);
                assert!(tally.total() > before, "{what}: its check holds nothing");
            }
            None => tally.same(&what, "no check", "a check"),
        }
    }
    for (_, words, _) in own() {
        let met = sentences.iter().any(|sentence| sentence.starts_with(words));
        assert!(met, "no requirement of {} begins `{words}`", file.name);
    }
}

/// The fault of a file that is not read to its end.
pub(super) fn refusal(file: &File) -> Option<SourceFault> {
    match file.read("/*", &projection(["."])) {
        Ok(drained) => drained.ended_by,
        Err(fault) => Some(fault),
    }
}

/// Whether a file that should be accepted is refused, which only its requirement in words may allow.
pub(super) fn refused(file: &File, expect: &Json, tally: &mut Tally) -> bool {
    let fault = refusal(file);
    if let Some(fault) = &fault
        && file.name != "ofx102_checking.ofx"
    {
        tally.same(
            &format!("{} {}", file.name, expect["outcome"]),
            fault.to_string(),
            String::new(),
        );
    }
    fault.is_some()
}

fn declares_entities(file: &File, tally: &mut Tally) {
    let fault = refusal(file).map(|fault| (fault.kind, fault.found));
    let found = "entity declarations in the document type".to_owned();
    tally.same(&file.name, fault, Some((SourceFaultKind::Refused, found)));
}

fn ofx(file: &File, tally: &mut Tally) {
    let fault = file.open(json!({"records": "//STMTTRN"})).err().unwrap();
    let told = fault.found.starts_with("an OFX file of version 1.0.2");
    tally.same("OFX", told, true);
    tally.same("OFX fix", fault.fix.contains("version 2"), true);
}

/// The text of every element is the same without the comments.
fn comments(file: &File, tally: &mut Tally) {
    let (text, count) = without_comments(&String::from_utf8_lossy(&file.bytes));
    let without = File {
        name: file.name.clone(),
        bytes: text.into_bytes(),
        namespaces: file.namespaces.clone(),
    };
    let texts = |file: &File| file.rows("//narrative|//iati-identifier", ["."]);
    tally.same("texts beside comments", texts(file), texts(&without));
    tally.same("comments", count > 0, true);
}

fn order(file: &File, tally: &mut Tally) {
    let fields = [
        "@ItemNumber",
        "Part/@Quantity",
        "Part/@UnitPrice",
        "../../Reference",
    ];
    let rows = file.rows("/PurchaseOrder/LineItems/LineItem", fields);
    let own = rows
        .iter()
        .filter(|row| row[3] == "AMCEWEN-20021009123336171PDT");
    tally.same("the order of each line", own.count(), 23);
    tally.same("attributes", rows[0][..3].join(" "), "1 2 39.95".to_owned());
    let amounts = rows.iter().map(|row| decimal(&row[1]) * decimal(&row[2]));
    tally.same("line amounts", amounts.sum(), decimal("1667.70"));
}

fn tables(file: &File, tally: &mut Tally) {
    let tables = "/entity-engine-xml/Agreement|/entity-engine-xml/AgreementTerm\
                  |/entity-engine-xml/SupplierProduct";
    let rows = file.rows(tables, ["name()", "@agreementId"]);
    let named = |name: &str| rows.iter().filter(|row| row[0] == name).count();
    tally.same(
        "kinds of records",
        (
            named("Agreement"),
            named("AgreementTerm"),
            named("SupplierProduct"),
        ),
        (4, 8, 96),
    );
}

fn ubl(file: &File, tally: &mut Tally) {
    let total = |name: &str| format!("cac:LegalMonetaryTotal/cbc:{name}");
    let names = [
        "LineExtensionAmount",
        "ChargeTotalAmount",
        "AllowanceTotalAmount",
        "PayableRoundingAmount",
        "PrepaidAmount",
        "PayableAmount",
    ];
    let fields: Vec<String> = names.iter().map(|name| total(name)).collect();
    let tax = "cac:TaxTotal/cbc:TaxAmount";
    let rows = file.rows(
        "/inv:Invoice",
        fields.iter().map(String::as_str).chain([tax]),
    );
    let amounts: Vec<Decimal> = rows[0].iter().map(|amount| decimal(amount)).collect();
    let [lines, charges, allowances, rounding, prepaid, payable, tax] = amounts[..] else {
        panic!("seven amounts");
    };
    let of_lines = sum(&file.values("//cac:InvoiceLine/cbc:LineExtensionAmount"));
    tally.same("lines", of_lines, lines);
    tally.same(
        "payable",
        lines + charges - allowances + tax + rounding - prepaid,
        payable,
    );
    // The same by URI, and by position and attribute.
    let uri =
        "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}InvoiceLine";
    tally.same("by URI", file.count(&format!("//{uri}")), 5);
}

fn iati_annotated(file: &File, tally: &mut Tally) {
    let fields = [
        "title/narrative[1]",
        "title/narrative[@xml:lang='fr']",
        "reporting-org/@ref",
        "activity-date[@type='1']/@iso-date",
        "transaction/value/@currency",
        "../@version",
    ];
    let rows = file.rows("/iati-activities/iati-activity", fields);
    let expected =
        "Activity title | Titre de l'activité | AA-AAA-123456789 | 2012-04-15 | EUR | 2.03";
    tally.same(
        "narratives and codes",
        rows[0].join(" | "),
        expected.to_owned(),
    );
}

fn iati_keys(file: &File, tally: &mut Tally) {
    tally.same("no identifier", file.count("//iati-identifier"), 0);
    let activities = file.rows("/iati-activities/iati-activity", ["other-identifier"]);
    let keys: BTreeSet<&String> = activities.iter().map(|row| &row[0]).collect();
    let found = (activities.len(), activities.len() - keys.len());
    tally.same("keys that are there twice", found, (287, 6));
    let rows = file.rows("//transaction/value", ["../../other-identifier"]);
    let without = rows.iter().filter(|row| row[0] == "-").count();
    tally.same("amounts without an activity", without, 0);
    let detected = file.open(json!({})).unwrap().detected();
    let evidence = "287 of /iati-activities/iati-activity";
    tally.same("guess", detected[1].1.as_str(), evidence);
}

/// Every amount comes with its currency, so that totals can be taken of each.
fn iati_currencies(file: &File, tally: &mut Tally) {
    let rows = file.rows("//transaction/value", [".", "@currency"]);
    let currencies: BTreeSet<&String> = rows.iter().map(|row| &row[1]).collect();
    let without = rows.iter().filter(|row| row[1] == "-").count();
    let found = (rows.len(), without, currencies.len());
    tally.same("amounts and currencies", found, (383, 0, 11));
}

fn saft(file: &File, tally: &mut Tally) {
    let line = "//n1:Journal/n1:Transaction/n1:Line";
    let rows = file.rows(
        line,
        [
            "n1:DebitAmount/n1:Amount",
            "n1:CreditAmount/n1:Amount",
            "../n1:TransactionID",
            "../../n1:JournalID",
            "/n1:AuditFile/n1:Header/n1:DefaultCurrencyCode",
        ],
    );
    let column = |index: usize| -> Vec<String> {
        rows.iter()
            .map(|row| row[index].clone())
            .filter(|value| value != "-")
            .collect()
    };
    let (debit, credit) = (sum(&column(0)), sum(&column(1)));
    tally.same("debit is credit", debit, credit);
    let declared = file.declared(
        line,
        &["n1:TotalDebit", "n1:TotalCredit", "n1:NumberOfEntries"],
    );
    let expected = [
        format!("n1:NumberOfEntries {}", 2),
        format!("n1:TotalDebit {debit}"),
        format!("n1:TotalCredit {credit}"),
    ];
    tally.same("declared", declared, expected.to_vec());
    tally.same(
        "every line knows its journal",
        rows.iter()
            .all(|row| row[2] != "-" && row[3] != "-" && row[4] == "NOK"),
        true,
    );
    let ids: Vec<String> = rows.iter().map(|row| row[2].clone()).collect();
    tally.same(
        "transactions",
        ids.windows(2).filter(|pair| pair[0] != pair[1]).count(),
        1,
    );
    for (records, count) in [
        ("//n1:GeneralLedgerAccounts/n1:Account", 4),
        ("//n1:Customers/n1:Customer", 1),
        ("//n1:Suppliers/n1:Supplier", 1),
    ] {
        tally.same(records, file.count(records), count);
    }
}

fn camt(file: &File, tally: &mut Tally) {
    let fields = [
        "../c:Id",
        "../c:Acct/c:Id/c:IBAN",
        "c:Amt",
        "c:Amt/@Ccy",
        "/c:Document/c:BkToCstmrStmt/c:GrpHdr/c:MsgId",
    ];
    let rows = file.rows("//c:Ntry", fields);
    let statements = file.rows("//c:Stmt", ["c:Id", "c:Ntry/c:Amt"]);
    for (entry, statement) in rows.iter().zip(&statements) {
        tally.same(
            "statement",
            (&entry[0], &entry[2]),
            (&statement[0], &statement[1]),
        );
        tally.same("account", entry[1].as_str(), "NL26VAYB8060476890");
        tally.same("message", entry[4].as_str(), "CAMT053RIB000000000001");
    }
    tally.same("two statements", rows.len(), 2);
    let opening = "c:Bal[c:Tp/c:CdOrPrtry/c:Cd='OPBD']/c:Amt";
    let closing = "c:Bal[c:Tp/c:CdOrPrtry/c:Cd='CLBD']/c:Amt";
    let rows = file.rows("//c:Stmt", [opening, closing]);
    tally.same("balances", rows[0].join(" "), "18.15 27.00".to_owned());
}

fn pain(file: &File, tally: &mut Tally) {
    let transfers = "//p:CdtTrfTxInf";
    let amounts = file.values(&format!("{transfers}/p:Amt/p:InstdAmt"));
    let declared = file.declared(transfers, &["p:GrpHdr/p:CtrlSum", "p:GrpHdr/p:NbOfTxs"]);
    let expected = [
        format!("p:GrpHdr/p:NbOfTxs {}", amounts.len()),
        format!("p:GrpHdr/p:CtrlSum {}", sum(&amounts)),
    ];
    tally.same("declared", declared, expected.to_vec());
}

fn idoc(file: &File, tally: &mut Tally) {
    let fields = [
        "EDI_DC40/DOCNUM",
        "E1EDK01/CURCY",
        "E1EDK02[QUALF='001']/BELNR",
        "E1EDKA1[PARVW='WE']/NAME1",
        "E1EDKA1[PARVW='AG']/NAME1",
        "E1EDKA1[PARVW='AG']/PARTN",
        "E1EDK14[QUALF='008']/ORGID",
        "E1EDK03[IDDAT='011']/DATUM",
        "E1EDP01/MENGE",
    ];
    let rows = file.rows("/ORDERS05/IDOC", fields);
    // As in the flat twin.
    let expected = "0000000000225645 EUR P8218007 RECIPIENT BT NAME 1460 1000 20201215 1";
    tally.same("the order", rows[0].join(" "), expected.to_owned());
    let partners = file.rows("//E1EDKA1[PARVW='AG']", ["PARTN", "../EDI_DC40/DOCNUM"]);
    tally.same(
        "a partner",
        partners,
        vec![vec!["1460".to_owned(), "0000000000225645".to_owned()]],
    );
}

fn workbook(file: &File, expect: &Json, tally: &mut Tally) {
    let fault = file.open(json!({})).unwrap().everything().unwrap_err();
    tally.same(
        "a workbook",
        fault.found.contains("workbook of Excel 2003"),
        true,
    );
    tally.same("what to do", fault.fix.contains("`spreadsheet:`"), true);
    // The connector for workbooks honours gaps and types; they are there to be read by paths, too.
    let cells = file.rows("//ss:Row", ["@ss:Index"]);
    let gaps = cells.iter().filter(|row| row[0] != "-").count();
    let types = file.rows("//ss:Data", ["@ss:Type"]);
    let numbers = types.iter().filter(|row| row[0] == "Number").count();
    tally.same("gaps and numbers", (gaps, numbers, types.len()), (3, 4, 15));
    let wanted = Projection {
        fields: projection(["@ss:Name"]).fields,
        children: vec![child(
            "ss:Table/ss:Row",
            [],
            vec![child("ss:Cell", ["ss:Data"], vec![])],
        )],
        ..Projection::default()
    };
    let drained = file.read("//ss:Worksheet", &wanted).unwrap();
    for yielded in &drained.records {
        let name = show(&yielded.record.slots[0].value);
        let rows = yielded.record.children[0].iter().map(|row| {
            let cells = row.children[0].iter();
            cells
                .map(|cell| show(&cell.slots[0].value))
                .collect::<Vec<_>>()
        });
        let found: Vec<Vec<String>> = rows.filter(|row: &Vec<String>| !row.is_empty()).collect();
        let stated = expect["sheet_rows"][&name].as_array().unwrap();
        let text = |cell: &Json| cell[1].as_str().unwrap().to_owned();
        let stated = stated
            .iter()
            .map(|row| row.as_array().unwrap().iter().map(text).collect());
        tally.same(&name, found, stated.collect());
    }
}

fn xbrl(file: &File, tally: &mut Tally) {
    let contexts = file.rows(
        "/x:xbrl/x:context",
        [
            "@id",
            "x:entity/x:identifier",
            "x:period/x:endDate",
            "x:period/x:instant",
            "x:entity/x:segment/*/@dimension",
            "x:entity/x:segment/*",
        ],
    );
    let units = file.rows("/x:xbrl/x:unit", ["@id", "x:measure"]);
    let facts = file.rows(
        "//*[@contextRef]",
        ["name()", "@contextRef", "@unitRef", "."],
    );
    let known = |id: &str| {
        contexts
            .iter()
            .any(|context| context[0] == id && context[1] == "12345678")
    };
    tally.same(
        "contexts of facts",
        facts.iter().filter(|fact| known(&fact[1])).count(),
        27,
    );
    // Of eight contexts six say which part of the accounts they are about.
    let dimensions = contexts
        .iter()
        .filter(|context| context[4].ends_with("Dimension") && context[5] != "-");
    tally.same("dimensions of contexts", dimensions.count(), 6);
    let dated = contexts
        .iter()
        .filter(|context| context[2] != "-" || context[3] != "-");
    tally.same("periods of contexts", dated.count(), contexts.len());
    let measured = |id: &str| id == "-" || units.iter().any(|unit| unit[0] == id && unit[1] != "-");
    tally.same(
        "units of facts",
        facts.iter().all(|fact| measured(&fact[2])),
        true,
    );
    tally.same(
        "names of facts",
        facts[0][0].as_str(),
        "bus:AccountingStandardsApplied",
    );
}
