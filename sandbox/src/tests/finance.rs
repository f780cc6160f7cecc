//! Charts of accounts, journals and invoices held against them, customers with what they owe, and the organisation's own banks.

use serde_json::{Value, json};

use super::bulk::{ended, import_by, reports, zip};
use super::client::{Pod, get, post};

const ACCOUNTS: &str = "/valueSets/MERIDIAN_ACCOUNT/child/values";
const GL: &str = "/oracle/apps/ess/financials/generalLedger/programs/common,JournalImportLauncher";
const AP: &str = "/oracle/apps/ess/financials/payables/invoices/transactions,APXIIMPT";
const HZ: &str = "/oracle/apps/ess/cdm/foundation/bulkImport,CDMAutoBulkImportJob";
const AR: &str =
    "/oracle/apps/ess/financials/receivables/transactions/autoInvoices,AutoInvoiceMasterEss";

fn account(pod: &Pod, number: &str) {
    let value = json!({"Value": number, "EnabledFlag": "Y", "AccountType": "E"});
    pod.send(&post(ACCOUNTS, &value)).expect(201);
}

/// A line with texts at positions, from 1.
fn row(cells: &[(usize, &str)]) -> String {
    let last = cells.iter().map(|(position, _)| *position).max();
    let mut fields = vec![""; last.unwrap_or_default()];
    for (position, text) in cells {
        fields[position - 1] = text;
    }
    fields.join(",") + "\n"
}

/// What an import of files said, with the way in which it ended.
fn told(
    pod: &Pod,
    files: &[(&str, &str)],
    (interface, job): (&str, &str),
    parameters: &str,
) -> String {
    let sent = import_by(pod, &zip(files), (interface, job), parameters);
    let status = ended(pod, &sent["ReqstId"]);
    format!("{status} {}", reports(pod, &sent["ReqstId"]))
}

fn journal(account: &str, day: &str) -> String {
    let line = |side: usize| {
        row(&[
            (1, "NEW"),
            (3, day),
            (4, "Legacy"),
            (5, "Adjustment"),
            (6, "USD"),
            (9, "01"),
            (10, "001"),
            (11, account),
            (side, "5"),
            (43, "B-1"),
            (67, "7"),
            (92, "Main"),
        ])
    };
    line(39) + &line(40)
}

#[test]
fn a_value_set_is_named_by_its_code_and_takes_a_value_once() {
    let pod = Pod::new();
    account(&pod, "51000");
    let found = pod
        .send(&get(&format!("{ACCOUNTS}?q=Value='51000'")))
        .expect(200);
    assert_eq!(found.column("Value"), ["51000"]);
    let set = pod
        .send(&get("/valueSets/MERIDIAN_ACCOUNT"))
        .expect(200)
        .json();
    assert_eq!(set["ValueSetCode"], "MERIDIAN_ACCOUNT");
    let by_id = format!("/valueSets/{}/child/values", set["ValueSetId"]);
    assert_eq!(pod.send(&get(&by_id)).expect(200).column("Value").len(), 1);
    let again = json!({"Value": "51000", "EnabledFlag": "Y"});
    pod.send(&post(ACCOUNTS, &again)).expect(400);
    pod.send(&get("/valueSets/NO_SUCH_SET/child/values"))
        .expect(404);
}

#[test]
fn journals_name_accounts_of_the_chart_and_days_of_open_periods() {
    let pod = Pod::new();
    account(&pod, "51000");
    let import = |account: &str, day: &str| {
        let files = [("GlInterface.csv", &*journal(account, day))];
        told(&pod, &files, ("15", GL), "#NULL,Legacy,300,7,N,N,N")
    };
    let unknown = import("51999", "2025/12/31");
    let text = "EF04: FLEX-VALUE DOES NOT EXIST (SEGMENT=Account) (VALUESET=Account) (VALUE=51999)";
    assert!(
        unknown.starts_with("WARNING") && unknown.contains(text),
        "{unknown}"
    );
    let closed = import("51000", "2014/12/31");
    assert!(
        closed.contains("EP01: This date is not in any open"),
        "{closed}"
    );
    assert!(import("51000", "2025/12/31").starts_with("SUCCEEDED"));
}

#[test]
fn invoices_name_accounts_of_the_chart_and_days_of_open_periods() {
    let pod = Pod::new();
    account(&pod, "51000");
    pod.send(&post("/suppliers", &super::supplier("Acme")))
        .expect(201);
    let import = |account: &str, day: &str| {
        let header = row(&[
            (1, "1"),
            (2, "Unit"),
            (3, "Legacy"),
            (4, "INV-1"),
            (5, "5"),
            (6, "2025/12/01"),
            (7, "Acme"),
            (10, "USD"),
            (13, "7"),
            (24, day),
        ]);
        let combination = format!("01-001-{account}-0000-000");
        let line = row(&[
            (1, "1"),
            (2, "1"),
            (3, "ITEM"),
            (4, "5"),
            (22, &combination),
        ]);
        let files = [
            ("ApInvoicesInterface.csv", &*header),
            ("ApInvoiceLinesInterface.csv", &*line),
        ];
        let parameters = "#NULL,#NULL,N,#NULL,#NULL,#NULL,1000,Legacy,7,N,Y,300,#NULL,1";
        told(&pod, &files, ("1", AP), parameters)
    };
    let unknown = import("51999", "2025/12/31");
    assert!(unknown.contains("INVALID DISTRIBUTION ACCT"), "{unknown}");
    let closed = import("51000", "2014/12/31");
    assert!(closed.contains("ACCT DATE NOT IN OPEN PD"), "{closed}");
    assert!(import("51000", "2025/12/31").starts_with("SUCCEEDED"));
}

/// The files of one customer with one site.
fn customer(kind: &str, name: &str, system: &str) -> [(&'static str, String); 7] {
    let party = [
        (1, "7"),
        (2, system),
        (3, "C1"),
        (4, "I"),
        (5, kind),
        (10, name),
    ];
    let place = [
        (1, "7"),
        (2, system),
        (3, "C1-1"),
        (5, "KE"),
        (6, "1 Main Street"),
        (10, "Nairobi"),
    ];
    let own = [(1, "7"), (3, "C1"), (5, "C1-1"), (7, "C1-1"), (9, "Main")];
    let account = [
        (1, "7"),
        (3, "C1"),
        (5, "C1"),
        (6, "C1"),
        (8, "R"),
        (10, name),
    ];
    let site = [(1, "7"), (3, "C1"), (5, "C1-1"), (7, "C1-1"), (12, "Unit")];
    [
        ("HzImpPartiesT.csv", row(&party)),
        ("HzImpLocationsT.csv", row(&place)),
        ("HzImpPartySitesT.csv", row(&own)),
        ("HzImpPartySiteUsesT.csv", row(&[(1, "7"), (3, "C1")])),
        ("HzImpAccountsT.csv", row(&account)),
        ("HzImpAcctSitesT.csv", row(&site)),
        (
            "HzImpAcctSiteUsesT.csv",
            row(&[(1, "7"), (3, "C1-1"), (6, "BILL_TO")]),
        ),
    ]
}

fn import_customer(pod: &Pod, files: &[(&'static str, String)], parameters: &str) -> String {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    told(pod, &files, ("4", HZ), parameters)
}

#[test]
fn a_customer_is_put_together_of_seven_files() {
    let pod = Pod::new();
    let files = customer("ORGANIZATION", "Acme", "LEGACY");
    let said = import_customer(&pod, &files, "7,Opening,CUSTOMER,LEGACY");
    assert!(said.starts_with("SUCCEEDED"), "{said}");
    let found = pod
        .send(&get("/customerAccounts?expand=sites"))
        .expect(200)
        .json();
    let customer = &found["items"][0];
    assert_eq!(customer["PartyName"], "Acme");
    let site: &Value = &customer["sites"]["items"][0];
    let shown = [
        &site["SiteReference"],
        &site["CountryCode"],
        &site["City"],
        &site["SiteUseCode"],
    ];
    assert_eq!(shown, ["C1-1", "KE", "Nairobi", "BILL_TO"]);
}

#[test]
fn customers_are_refused_in_the_words_of_the_import_and_none_are_taken_without_a_name_of_the_batch()
{
    let pod = Pod::new();
    for (kind, name, system, text) in [
        ("COMPANY", "Acme", "LEGACY", "HZ_IMP_PARTY_TYPE_ERROR"),
        ("ORGANIZATION", "", "LEGACY", "HZ_IMP_PARTY_NAME_ERROR"),
        ("ORGANIZATION", "Acme", "NOWHERE", "HZ_INVALID_ORIG_SYSTEM"),
    ] {
        let said = import_customer(
            &pod,
            &customer(kind, name, system),
            "7,Opening,CUSTOMER,LEGACY",
        );
        assert!(said.starts_with("WARNING") && said.contains(text), "{said}");
    }
    let files = customer("ORGANIZATION", "Acme", "LEGACY");
    let said = import_customer(&pod, &files, "7,#NULL,CUSTOMER,LEGACY");
    assert!(said.contains("No lines were found"), "{said}");
    assert!(
        pod.send(&get("/customerAccounts"))
            .expect(200)
            .column("PartyName")
            .is_empty()
    );
}

#[test]
fn a_receivable_is_owed_by_a_customer_who_is_there() {
    let pod = Pod::new();
    let import = |customer: &str, day: &str| {
        let line = |amount| {
            row(&[
                (2, "Legacy"),
                (3, "Opening"),
                (5, "2025/12/01"),
                (6, day),
                (7, "R-1"),
                (19, customer),
                (27, "Refund"),
                (28, "USD"),
                (32, amount),
                (287, "Unit"),
            ])
        };
        let text = line("5") + &line("7.5");
        told(
            &pod,
            &[("RaInterfaceLinesAll.csv", &*text)],
            ("2", AR),
            "1,2,3",
        )
    };
    let unknown = import("C1", "2025/12/31");
    assert!(
        unknown.contains("The bill-to customer account number is invalid."),
        "{unknown}"
    );
    let files = customer("ORGANIZATION", "Acme", "LEGACY");
    import_customer(&pod, &files, "7,Opening,CUSTOMER,LEGACY");
    let closed = import("C1", "2014/12/31");
    assert!(
        closed.contains("must be in an open or future period"),
        "{closed}"
    );
    assert!(import("C1", "2025/12/31").starts_with("SUCCEEDED"));
    let path = "/receivablesInvoices?expand=receivablesInvoiceLines";
    let found = pod.send(&get(path)).expect(200).json();
    let invoice = &found["items"][0];
    assert_eq!(invoice["BillToCustomerName"], "Acme");
    let lines = &invoice["receivablesInvoiceLines"]["items"];
    assert_eq!(
        (&lines[0]["LineAmount"], &lines[1]["LineAmount"]),
        (&json!(5), &json!(7.5))
    );
}

#[test]
fn a_branch_is_of_a_bank_and_an_account_at_a_branch() {
    let pod = Pod::new();
    let branch = json!({"BankName": "Harbour Bank", "BankBranchName": "Harbour Bank, main"});
    pod.send(&post("/cashBankBranches", &branch)).expect(400);
    let bank = pod
        .send(&post("/cashBanks", &json!({"BankName": "Harbour Bank"})))
        .expect(201);
    let made = pod
        .send(&post("/cashBankBranches", &branch))
        .expect(201)
        .json();
    assert_eq!(made["BankPartyId"], bank.json()["BankPartyId"]);
    let account = |branch: &str| {
        json!({"BankAccountName": "Main", "BankAccountNumber": "1", "CurrencyCode": "USD",
               "LegalEntityName": "Meridian", "BankBranchName": branch})
    };
    pod.send(&post("/cashBankAccounts", &account("Nowhere")))
        .expect(400);
    pod.send(&post("/cashBankAccounts", &account("Harbour Bank, main")))
        .expect(201);
}
