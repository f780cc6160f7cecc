//! What each file must be good for, as those who know it say.

use landbridge_contract::Projection;
use landbridge_testkit::support::projection;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::super::{child, show};
use super::{File, Tally, decimal, sum};

/// What each file must be good for, told by the sentences under `must`.
pub(super) fn hold_musts(file: &File, expect: &Json, tally: &mut Tally) {
    match file.name.as_str() {
        "UBL-Invoice-2.1-Example.xml" => ubl(file, tally),
        "iati_activity_v2_annotated.xml" => iati_annotated(file, tally),
        "iati_ocha_activities.xml" => iati_ocha(file, tally),
        "saft_financial_999999999.xml" => saft(file, tally),
        "camt053_multi_statement.xml" => camt(file, tally),
        "pain001_sepa_credit_transfer.xml" => pain(file, tally),
        "sap_idoc_ORDERS05.xml" => idoc(file, tally),
        "SampleSS_SpreadsheetML2003.xml" => workbook(file, expect, tally),
        "oracle_purchase_order.xml" => {
            let fields = [
                "@ItemNumber",
                "Part/@Quantity",
                "Part/@UnitPrice",
                "../../Reference",
            ];
            let rows = file.rows("/PurchaseOrder/LineItems/LineItem", fields);
            tally.same(
                "the order of each line",
                rows.iter()
                    .all(|row| row[3] == "AMCEWEN-20021009123336171PDT"),
                true,
            );
            tally.same("attributes", rows[0][..3].join(" "), "1 2 39.95".to_owned());
        }
        "ofbiz_purchasing_entities.xml" => {
            let agreements = "/entity-engine-xml/Agreement|/entity-engine-xml/AgreementTerm";
            let rows = file.rows(agreements, ["name()", "@agreementId"]);
            let named = |name: &str| rows.iter().filter(|row| row[0] == name).count();
            tally.same(
                "kinds of records",
                (named("Agreement"), named("AgreementTerm")),
                (4, 8),
            );
        }
        "xbrl_hmrc_group_accounts.xbrl" => xbrl(file, tally),
        other => panic!("no sentence of `{other}` is held"),
    }
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

fn iati_ocha(file: &File, tally: &mut Tally) {
    tally.same("no identifier", file.count("//iati-identifier"), 0);
    let rows = file.rows(
        "//transaction/value",
        [".", "@currency", "../../other-identifier"],
    );
    tally.same(
        "activities of all amounts",
        rows.iter().all(|row| row[2] != "-"),
        true,
    );
    let detected = file.open(json!({})).unwrap().detected();
    let evidence = "287 of /iati-activities/iati-activity";
    tally.same("guess", detected[1].1.as_str(), evidence);
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
    // It can still be read by paths.
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
