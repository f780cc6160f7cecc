//! The objects that this connector knows, as data.
//!
//! What a pod has beyond these, or has otherwise, a mapping states in its target block with the
//! names of [`OVERRIDES`].

use crate::{action, fbdi};
use landbridge_contract::{
    Name, ObjectSpec, OptionKind, OptionSpec, OptionValue, Options, is_path,
};

/// What a mapping's target block may state about an object, beside its name and way of writing.
pub const OVERRIDES: &[OptionSpec] = &[
    OptionSpec {
        name: "path",
        kind: OptionKind::Text,
        about: "Path of the collection for writing, after the base path; with a leading `/` from the host's root.",
    },
    OptionSpec {
        name: "read_path",
        kind: OptionKind::Text,
        about: "Path of the collection for reading, written like `path`; the same as `path` unless stated.",
    },
    OptionSpec {
        name: "id",
        kind: OptionKind::Text,
        about: "Attribute that holds the target id; the id in the record's own link unless stated.",
    },
    OptionSpec {
        name: "deletes",
        kind: OptionKind::Bool,
        about: "Whether `load --undo` may delete what was made; known for the objects of the catalogue, and no for others.",
    },
    OptionSpec {
        name: "children",
        kind: OptionKind::Map,
        about: "Nested collections (deeper ones as `lines.schedules`) and the attribute of the id of each; empty text for none.",
    },
    fbdi::OVERRIDES[0],
    fbdi::OVERRIDES[1],
    fbdi::OVERRIDES[2],
];

/// One object: name, path, reading path, id, natural key, nested collections with their ids.
///
/// An empty child id means that the child is known by an opaque id in its link only.
struct Entry {
    name: &'static str,
    path: &'static str,
    read_path: &'static str,
    id: &'static str,
    keys: &'static [&'static str],
    children: &'static [(&'static str, &'static str)],
    undo: Undo,
}

/// How a record that was made is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undo {
    /// It is deleted.
    Delete,
    /// This attribute gets the day on which it goes out of use.
    InactiveFrom(&'static str),
    /// No request does; a person can.
    No(&'static str),
}

/// Names as in Oracle's REST guides for procurement, financials and project management.
const ENTRIES: &[Entry] = &[
    Entry {
        name: "suppliers",
        path: "suppliers",
        read_path: "suppliers",
        id: "SupplierId",
        keys: &["SupplierNumber"],
        children: &[
            ("addresses", "SupplierAddressId"),
            ("sites", "SupplierSiteId"),
            ("sites.assignments", "AssignmentId"),
            ("contacts", "SupplierContactId"),
            ("DFF", ""),
        ],
        undo: Undo::InactiveFrom("InactiveDate"),
    },
    Entry {
        name: "invoices",
        path: "invoices",
        read_path: "invoices",
        id: "InvoiceId",
        keys: &["InvoiceNumber", "Supplier"],
        children: &[
            ("invoiceLines", ""),
            ("invoiceLines.invoiceDistributions", "InvoiceDistributionId"),
        ],
        undo: Undo::Delete,
    },
    // Orders come into being as drafts and are found as orders once they are submitted.
    Entry {
        name: "purchaseOrders",
        path: "draftPurchaseOrders",
        read_path: "purchaseOrders",
        id: "POHeaderId",
        keys: &["OrderNumber"],
        children: &[
            ("lines", "POLineId"),
            ("lines.schedules", "LineLocationId"),
            ("lines.schedules.distributions", "PODistributionId"),
        ],
        undo: Undo::No("cancel the order in the work area Purchase Orders"),
    },
    Entry {
        name: "fixedAssets",
        path: "fixedAssets",
        read_path: "fixedAssets",
        id: "AssetId",
        keys: &["AssetNumber"],
        children: &[],
        undo: Undo::No(
            "retire the asset in the work area Assets, or delete the mass addition before it is posted",
        ),
    },
    // Read only: journals come into being by import.
    Entry {
        name: "journalBatches",
        path: "journalBatches",
        read_path: "journalBatches",
        id: "JeBatchId",
        keys: &["JeBatchName"],
        children: &[
            ("journalHeaders", "JeHeaderId"),
            ("journalHeaders.journalLines", ""),
        ],
        undo: Undo::No(
            "reverse the journal, or delete its batch before it is posted, in the work area Journals",
        ),
    },
    Entry {
        name: "projects",
        path: "projects",
        read_path: "projects",
        id: "ProjectId",
        keys: &["ProjectNumber"],
        children: &[("Tasks", "TaskId")],
        undo: Undo::Delete,
    },
    Entry {
        name: "contracts",
        path: "contracts",
        read_path: "contracts",
        id: "ContractId",
        keys: &["ContractNumber"],
        children: &[
            ("ContractParty", "ContractPartyId"),
            ("ContractHeaderFlexfieldVA", ""),
            ("ContractLine", "LineId"),
            ("ContractDeliverable", "DeliverableId"),
        ],
        undo: Undo::No("cancel the contract in the work area Contracts"),
    },
    // Names of the resources of grants are not confirmed: a mapping can state other paths.
    Entry {
        name: "grantsSponsors",
        path: "grantsSponsors",
        read_path: "grantsSponsors",
        id: "SponsorId",
        keys: &["SponsorNumber"],
        children: &[("GrantsSponsorDFF", "")],
        undo: Undo::No("make the sponsor inactive in the work area Grants"),
    },
    Entry {
        name: "awards",
        path: "awards",
        read_path: "awards",
        id: "AwardId",
        keys: &["AwardNumber"],
        children: &[
            ("AwardBudgetPeriod", "BudgetPeriodId"),
            ("AwardFunding", "FundingId"),
            ("AwardProject", "AwardProjectId"),
        ],
        undo: Undo::No("close the award in the work area Awards"),
    },
    Entry {
        name: "installedBaseAssets",
        path: "installedBaseAssets",
        read_path: "installedBaseAssets",
        id: "AssetId",
        keys: &["AssetNumber"],
        children: &[
            ("assetDFF", ""),
            ("meters", "MeterId"),
            ("fixedAssetAssociations", "FaAssociationId"),
        ],
        undo: Undo::No("end the asset in the work area Asset Information Management"),
    },
    Entry {
        name: "meterReadings",
        path: "meterReadings",
        read_path: "meterReadings",
        id: "MeterReadingId",
        keys: &["AssetNumber", "MeterCode", "ReadingDate"],
        children: &[],
        undo: Undo::No("disable the reading in the work area Maintenance Management"),
    },
    Entry {
        name: "maintenanceWorkOrders",
        path: "maintenanceWorkOrders",
        read_path: "maintenanceWorkOrders",
        id: "WorkOrderId",
        keys: &["WorkOrderNumber"],
        children: &[("WorkOrderDFF", "")],
        undo: Undo::No("cancel the work order in the work area Maintenance Management"),
    },
    // Read only: costs and budgets come into being by import.
    Entry {
        name: "projectExpenditureItems",
        path: "projectExpenditureItems",
        read_path: "projectExpenditureItems",
        id: "TransactionNumber",
        keys: &["OriginalTransactionReference"],
        children: &[],
        undo: Undo::No("reverse the cost in the work area Project Costs"),
    },
    Entry {
        name: "projectBudgets",
        path: "projectBudgets",
        read_path: "projectBudgets",
        id: "PlanLineId",
        keys: &["SourceBudgetLineReference"],
        children: &[],
        undo: Undo::No(
            "delete the version of the budget in the work area Project Financial Management",
        ),
    },
    Entry {
        name: "ledgerBudgetBalances",
        path: "ledgerBudgetBalances",
        read_path: "ledgerBudgetBalances",
        id: "BudgetBalanceId",
        keys: &["AccountCombination"],
        children: &[],
        undo: Undo::No("load noughts over the budget"),
    },
    Entry {
        name: "itemsV2",
        path: "itemsV2",
        read_path: "itemsV2",
        id: "ItemId",
        keys: &["ItemNumber", "OrganizationCode"],
        children: &[],
        undo: Undo::No("set the item inactive in the work area Product Information Management"),
    },
    Entry {
        name: "purchaseRequisitions",
        path: "purchaseRequisitions",
        read_path: "purchaseRequisitions",
        id: "RequisitionHeaderId",
        keys: &["Requisition"],
        children: &[("lines", "RequisitionLineId")],
        undo: Undo::Delete,
    },
    // Read only: transactions come into being by import.
    Entry {
        name: "inventoryCompletedTransactions",
        path: "inventoryCompletedTransactions",
        read_path: "inventoryCompletedTransactions",
        id: "TransactionId",
        keys: &["TransactionReference"],
        children: &[],
        undo: Undo::No(
            "issue the same quantity from the same place in the work area Inventory Management",
        ),
    },
    Entry {
        name: "externalBankAccounts",
        path: "externalBankAccounts",
        read_path: "externalBankAccounts",
        id: "BankAccountId",
        keys: &["BankAccountNumber", "CountryCode", "BankName"],
        children: &[("accountOwners", "AccountOwnerId")],
        undo: Undo::InactiveFrom("EndDate"),
    },
    // What has payments go to an account; its attributes are not confirmed.
    Entry {
        name: "instrumentAssignments",
        path: "instrumentAssignments",
        read_path: "instrumentAssignments",
        id: "PaymentInstrumentAssignmentId",
        keys: &["SupplierNumber", "BankAccountNumber"],
        children: &[],
        undo: Undo::InactiveFrom("EndDate"),
    },
    // The organisation's own banks: what refers to a bank or a branch must go first.
    Entry {
        name: "cashBanks",
        path: "cashBanks",
        read_path: "cashBanks",
        id: "BankPartyId",
        keys: &["BankName"],
        children: &[],
        undo: Undo::No("end the bank in the task Manage Banks"),
    },
    Entry {
        name: "cashBankBranches",
        path: "cashBankBranches",
        read_path: "cashBankBranches",
        id: "BranchPartyId",
        keys: &["BankBranchName", "BankName"],
        children: &[],
        undo: Undo::No("end the branch in the task Manage Bank Branches"),
    },
    Entry {
        name: "cashBankAccounts",
        path: "cashBankAccounts",
        read_path: "cashBankAccounts",
        id: "BankAccountId",
        keys: &["BankAccountName"],
        children: &[],
        undo: Undo::InactiveFrom("EndDate"),
    },
    // Customers come into being by import; where a pod shows them, a mapping states.
    Entry {
        name: "customerAccounts",
        path: "customerAccounts",
        read_path: "customerAccounts",
        id: "CustomerAccountId",
        keys: &["AccountNumber"],
        children: &[("sites", "CustomerAccountSiteId")],
        undo: Undo::No("end the account in the task Manage Customers"),
    },
    Entry {
        name: "receivablesInvoices",
        path: "receivablesInvoices",
        read_path: "receivablesInvoices",
        id: "CustomerTransactionId",
        keys: &["TransactionNumber"],
        children: &[("receivablesInvoiceLines", "CustomerTransactionLineId")],
        undo: Undo::No("credit the transaction in the work area Billing"),
    },
    Entry {
        name: "userAccounts",
        path: "/hcmRestApi/resources/11.13.18.05/userAccounts",
        read_path: "/hcmRestApi/resources/11.13.18.05/userAccounts",
        id: "UserId",
        keys: &["Username"],
        children: &[("userAccountRoles", "UserRoleId")],
        undo: Undo::No("take the roles away in the Security Console"),
    },
];

/// The names of the known objects.
pub(crate) fn names() -> Vec<&'static str> {
    ENTRIES.iter().map(|entry| entry.name).collect()
}

/// The object of that name, changed by what the mapping states. `None` where neither the
/// catalogue nor the mapping gives a usable path.
pub(crate) fn object(name: &str, overrides: &Options, base_path: &str) -> Option<ObjectSpec> {
    let entry = ENTRIES.iter().find(|entry| entry.name == name);
    let stated_path = overrides.text("path");
    let path = stated_path
        .as_deref()
        .or(entry.map(|entry| entry.path))
        .and_then(|path| whole_path(path, base_path))?;
    let read_path = match (overrides.text("read_path"), &stated_path) {
        (Some(stated), _) => whole_path(&stated, base_path)?,
        // A stated path replaces both of the catalogue's.
        (None, Some(_)) => path.clone(),
        (None, None) => entry
            .and_then(|entry| whole_path(entry.read_path, base_path))
            .unwrap_or_else(|| path.clone()),
    };
    let id_attribute = overrides
        .text("id")
        .or_else(|| entry.map(|entry| entry.id.to_owned()))
        .unwrap_or_default();
    let children = stated_children(overrides).unwrap_or_else(|| {
        let known = entry.map_or(&[][..], |entry| entry.children);
        known
            .iter()
            .map(|&(child, id)| (Name::from(child), id.to_owned()))
            .collect()
    });
    let keys = entry.map_or(&[][..], |entry| entry.keys);
    Some(ObjectSpec {
        name: Name::from(name),
        path,
        read_path,
        id_attribute,
        key_attributes: keys.iter().map(|&key| Name::from(key)).collect(),
        children,
        attributes: Vec::new(),
        child_keys: Vec::new(),
        options: own_options(overrides),
    })
}

/// Options beside those of files that conversations about an object need to know.
const OWN: [&str; 4] = [
    "deletes",
    "effective_date",
    "effective_mode",
    "effective_start",
];

/// What conversations about the object need to know of what a mapping states: how it goes by file, whether it may be deleted, by
/// which action it is changed, and from when it holds.
fn own_options(overrides: &Options) -> Options {
    let mut own = fbdi::own_options(overrides);
    let others = OWN
        .iter()
        .chain(&action::NAMES)
        .filter_map(|name| overrides.0.get_key_value(*name));
    own.0
        .extend(others.map(|(name, value)| (name.clone(), value.clone())));
    own
}

/// How records of an object are taken back.
pub(crate) fn undo(object: &ObjectSpec) -> Undo {
    let entry = ENTRIES.iter().find(|entry| *entry.name == *object.name);
    match object.options.bool("deletes") {
        Some(true) => Undo::Delete,
        Some(false) => Undo::No(BY_HAND),
        None => entry.map_or(Undo::No(BY_HAND), |entry| entry.undo),
    }
}

/// What is said of an object of which nothing is known.
const BY_HAND: &str =
    "end or delete it in its work area, or state `deletes: true` in the mapping's target";

/// A list of values: a resource of its own beside the objects, which can only be read.
pub(crate) fn list_of_values(list: &str, attribute: &str, base_path: &str) -> Option<ObjectSpec> {
    let path = whole_path(list, base_path)?;
    Some(ObjectSpec {
        name: Name::from(list),
        read_path: path.clone(),
        path,
        id_attribute: attribute.to_owned(),
        key_attributes: vec![Name::from(attribute)],
        children: Vec::new(),
        attributes: Vec::new(),
        child_keys: Vec::new(),
        options: Options::default(),
    })
}

pub(crate) fn whole_path(path: &str, base_path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    let whole = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{base_path}/{path}")
    };
    (is_path(&whole) && !path.is_empty()).then_some(whole)
}

pub(crate) fn stated_children(overrides: &Options) -> Option<Vec<(Name, String)>> {
    let OptionValue::Map(children) = overrides.0.get("children")? else {
        return None;
    };
    let stated = children.iter().map(|(child, id)| {
        let id = match id {
            OptionValue::Text(id) => id.clone(),
            _ => String::new(),
        };
        (Name::from(child.as_str()), id)
    });
    Some(stated.collect())
}
