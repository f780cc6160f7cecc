//! Contracts, grants, fleet, costs and budgets of projects.

use serde_json::{Value, json};

use super::bulk::{ended, reports, zip};
use super::client::act;
use super::*;

fn pod() -> Pod {
    let pod = Pod::new();
    pod.send(&post("/suppliers", &supplier("Acme Tools")))
        .expect(201);
    let tasks = json!([{"TaskNumber": "1", "TaskName": "Wells"}]);
    let project = json!({"ProjectNumber": "P-1", "ProjectName": "Safe water", "Tasks": tasks});
    pod.send(&post("/projects", &project)).expect(201);
    pod
}

fn contract(number: &str) -> Value {
    json!({"ContractNumber": number, "OrgId": 1, "ContractTypeId": 2, "BuyOrSell": "B", "StartDate": "2026-01-01",
        "CurrencyCode": "KES", "ContractParty": [{"PartyRoleCode": "SUPPLIER", "PartyName": "Acme Tools"}],
        "ContractLine": [{"LineNumber": "1", "ItemDescription": "Drilling", "LineAmount": 10.5}],
        "ContractDeliverable": [{"DeliverableNumber": "1", "DeliverableName": "Report", "DueDate": "2026-02-01"}]})
}

#[test]
fn a_party_by_its_name_gets_the_party_of_the_supplier() {
    let pod = pod();
    let made = pod
        .send(&post("/contracts", &contract("C-1")))
        .expect(201)
        .json();
    let party = pod.send(&get("/suppliers")).column("SupplierPartyId");
    let of_contract = &made["ContractParty"]["items"][0]["PartyId"];
    assert_eq!(of_contract.to_string(), party[0].to_string());
    assert_eq!(made["StsCode"], "DRAFT");
    let sign = format!("/contracts/{}/action/sign", made["ContractId"]);
    pod.send(&act(&sign, &json!({}))).expect(200);
    let status = pod.send(&get("/contracts?q=ContractNumber='C-1'"));
    assert_eq!(status.column("StsCode"), ["ACTIVE"]);
}

#[test]
fn a_contract_is_refused_with_the_words_of_contracts() {
    let pod = pod();
    pod.send(&post("/contracts", &contract("C-1"))).expect(201);
    let again = pod.send(&post("/contracts", &contract("C-1"))).expect(400);
    assert!(
        again.details()[0].contains("(OKC-195788)"),
        "{:?}",
        again.details()
    );
    let mut unknown = contract("C-2");
    unknown["ContractParty"][0]["PartyName"] = json!("Nobody");
    let refused = pod.send(&post("/contracts", &unknown)).expect(400);
    assert_eq!(
        refused.details(),
        ["The value of the attribute PartyName isn't valid."]
    );
}

#[test]
fn an_award_needs_its_sponsor_and_its_projects() {
    let pod = pod();
    let award = json!({"AwardNumber": "A-1", "AwardName": "Water", "BusinessUnitName": "Africa BU",
        "PrimarySponsorNumber": "D-1", "CurrencyCode": "USD", "StartDate": "2026-01-01", "EndDate": "2026-12-31",
        "AwardBudgetPeriod": [{"BudgetPeriodName": "1", "StartDate": "2026-01-01", "EndDate": "2026-12-31"}],
        "AwardFunding": [{"IssueNumber": "1", "IssueDate": "2026-01-01", "FundingAmount": 100}],
        "AwardProject": [{"ProjectNumber": "P-1"}]});
    let refused = pod.send(&post("/awards", &award)).expect(400).details();
    assert_eq!(
        refused,
        ["The value of the attribute PrimarySponsorNumber isn't valid."]
    );
    let flexfield = json!([{"__FLEX_Context": "X", "dueDiligenceOutcome": "CLEARED"}]);
    let sponsor =
        json!({"SponsorNumber": "D-1", "SponsorName": "Fund", "GrantsSponsorDFF": flexfield});
    pod.send(&post("/grantsSponsors", &sponsor)).expect(201);
    let made = pod.send(&post("/awards", &award)).expect(201).json();
    assert_eq!(made["PrimarySponsorName"], "Fund");
    let mut other = award;
    other["AwardNumber"] = json!("A-2");
    other["PrincipalInvestigatorNumber"] = json!("0000001");
    let refused = pod.send(&post("/awards", &other)).expect(400).details();
    assert_eq!(
        refused,
        ["The value of the attribute PrincipalInvestigatorNumber isn't valid."]
    );
    other["PrincipalInvestigatorNumber"] = json!(null);
    other["AwardBudgetPeriod"] = json!([]);
    let refused = pod.send(&post("/awards", &other)).expect(400).details();
    assert_eq!(
        refused,
        ["An award must have at least one budget period. (GMS_BP_ONE_EXISTS)"]
    );
    other["AwardBudgetPeriod"] =
        json!([{"BudgetPeriodName": "1", "StartDate": "2026-01-01", "EndDate": "2026-12-31"}]);
    other["AwardProject"][0]["ProjectNumber"] = json!("P-9");
    pod.send(&post("/awards", &other)).expect(400);
}

#[test]
fn a_reading_needs_its_vehicle_and_a_vehicle_its_fixed_asset() {
    let pod = pod();
    let vehicle = json!({"AssetNumber": "A1", "ItemId": 1, "OperatingOrganizationId": 2, "Quantity": 1,
        "UOMCode": "Ea", "MaintainableFlag": true, "CurrentLocationContextCode": "INTERNAL_LOCATION",
        "meters": [{"MeterCode": "ODO"}],
        "fixedAssetAssociations": [{"FaBookTypeCode": "BOOK", "FixedAssetNumber": "A1"}]});
    let reading = json!({"AssetNumber": "A1", "MeterCode": "ODO", "ReadingDate": "2026-01-31", "DisplayedValue": 120.5});
    pod.send(&post("/meterReadings", &reading)).expect(400);
    pod.send(&post("/installedBaseAssets", &vehicle))
        .expect(400);
    let asset = json!({"AssetNumber": "A1", "BookTypeCode": "BOOK", "Description": "Car", "CategoryCode": "VEHICLE",
        "Cost": 1, "DateInService": "2020-01-01"});
    pod.send(&post("/fixedAssets", &asset)).expect(201);
    pod.send(&post("/installedBaseAssets", &vehicle))
        .expect(201);
    pod.send(&post("/meterReadings", &reading)).expect(201);
    pod.send(&post("/meterReadings", &reading)).expect(400);
    let order = json!({"WorkOrderNumber": "W1", "InventoryItemId": 1, "PlannedStartQuantity": 1, "UOMCode": "Ea",
        "WorkOrderTypeCode": "REFUEL", "AssetNumber": "A1", "WorkOrderDFF": [{"__FLEX_Context": "F", "litres": 40}]});
    pod.send(&post("/maintenanceWorkOrders", &order))
        .expect(201);
}

fn import(pod: &Pod, file: &str, text: &str, job: (&str, &str, &str)) -> (String, String) {
    let (interface, name, parameters) = job;
    let body = json!({
        "OperationName": "importBulkData", "DocumentContent": zip(&[(file, text)]), "ContentType": "zip",
        "FileName": "a-1.zip", "DocumentAccount": "prj$/x$/import$", "JobName": name, "ParameterList": parameters,
        "CallbackURL": "#NULL", "NotificationCode": "10",
        "JobOptions": format!("InterfaceDetails={interface},ImportOption=Y,PurgeOption=Y,ExtractFileType=ALL"),
    });
    let sent = pod
        .send(&post("/erpintegrations", &body))
        .expect(201)
        .json();
    let ended = ended(pod, &sent["ReqstId"]);
    (ended, reports(pod, &sent["ReqstId"]))
}

fn fields(count: usize, filled: &[(usize, &str)]) -> String {
    let mut fields = vec![""; count];
    for (position, text) in filled {
        fields[position - 1] = text;
    }
    fields.join(",") + "\n"
}

#[test]
fn costs_are_taken_by_source_and_document_and_every_line_is_a_batch() {
    let pod = pod();
    let cost = |batch: &str, kind: &str, task: &str| {
        fields(
            103,
            &[
                (2, "Africa BU"),
                (5, "11"),
                (7, "12"),
                (10, batch),
                (13, "2026/01/31"),
                (19, "P-1"),
                (22, task),
                (25, kind),
                (36, batch),
                (41, "USD"),
                (43, "12.5"),
            ],
        )
    };
    let text = cost("1", "Travel", "1")
        + &cost("1", "Travel", "1")
        + &cost("2", "Lunch", "1")
        + &cost("3", "Travel", "9");
    let job = "/oracle/apps/ess/projects/costing/transactions/onestop,ImportAndProcessTxnsJob";
    let file = "PjcTxnXfaceStageAll.csv";
    let other = "IMPORT_AND_PROCESS,1,ALL,#NULL,#NULL,11,99,#NULL,#NULL,#NULL";
    import(&pod, file, &text, ("20", job, other));
    assert!(
        pod.send(&get("/projectExpenditureItems"))
            .column("TransactionNumber")
            .is_empty()
    );
    let mine = "IMPORT_AND_PROCESS,1,ALL,#NULL,#NULL,11,12,#NULL,#NULL,#NULL";
    let (_, told) = import(&pod, file, "", ("20", job, mine));
    for text in [
        "PJC_UNIQUE_BATCH_NAME",
        "PJC_EXP_TYPE_INVALID",
        "The task number isn't valid.",
    ] {
        assert!(told.contains(text), "{text} is not in {told}");
    }
    let costs = pod.send(&get("/projectExpenditureItems"));
    assert_eq!(costs.column("OriginalTransactionReference"), ["1"]);
    pod.send(&post("/projectExpenditureItems", &json!({})))
        .expect(400);
}

#[test]
fn a_budget_of_the_ledger_is_made_when_its_run_is_asked_for() {
    let pod = pod();
    let job = "/oracle/apps/ess/financials/generalLedger/ledgers/ledgerDefinitions,ValidateAndLoadBudgets";
    let line = |budget: &str| {
        fields(
            38,
            &[
                (1, "RUN7"),
                (2, "NEW"),
                (4, budget),
                (5, "Jan-26"),
                (6, "USD"),
                (7, "01"),
                (8, "001"),
                (37, "9"),
            ],
        )
    };
    let text = line("Budget") + &line("Wishes");
    let file = "GlBudgetInterface.csv";
    import(&pod, file, &text, ("17", job, "#NULL"));
    let found = || {
        pod.send(&get("/ledgerBudgetBalances"))
            .column("AccountCombination")
    };
    assert!(found().is_empty());
    let (_, told) = import(&pod, file, "", ("17", job, "RUN7"));
    assert!(
        told.contains("You must specify a valid budget name."),
        "{told}"
    );
    assert_eq!(found(), ["01-001"]);
}

#[test]
fn a_budget_of_a_project_needs_a_plan_type_that_is_set_up() {
    let pod = pod();
    let job = "/oracle/apps/ess/projects/control/budgetsAndForecasts,ImportBudgetsInterfaceData";
    let line = |plan: &str, reference: &str| {
        fields(
            62,
            &[
                (2, plan),
                (3, "P-1"),
                (6, "1"),
                (12, "USD"),
                (14, "5"),
                (16, reference),
            ],
        )
    };
    let text = line("Approved Cost Budget", "1") + &line("Wishes", "2");
    let (_, told) = import(
        &pod,
        "PjoPlanVersionsXface.csv",
        &text,
        ("39", job, "#NULL"),
    );
    assert!(told.contains("PJO_XFACE_INVALID_FPT"), "{told}");
    let made = pod
        .send(&get("/projectBudgets"))
        .column("SourceBudgetLineReference");
    assert_eq!(made, ["1"]);
}
