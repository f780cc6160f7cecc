//! The files of purchase orders and of inventory transactions.

use super::File;
use super::Form::{Date as D, Integer as I, Moment as M, Number as N, Text as T, Unused as U};
use super::Unused;

pub(super) const ORDERS: &[File] = &[
    File {
        names: &["PoHeadersInterfaceOrder.csv"],
        table: "PO_HEADERS_INTERFACE",
        columns: &[
            (3, "BATCH_ID", "", U(Unused::Number)),
            (6, "DOCUMENT_NUM", "OrderNumber", T),
            (9, "PRC_BU_NAME", "ProcurementBU", T),
            (10, "REQ_BU_NAME", "RequisitioningBU", T),
            (11, "SOLDTO_LE_NAME", "SoldToLegalEntity", T),
            (12, "BILLTO_BU_NAME", "BillToBU", T),
            (13, "AGENT_NAME", "Buyer", T),
            (14, "CURRENCY_CODE", "CurrencyCode", T),
            (18, "COMMENTS", "Description", T),
            (21, "VENDOR_NAME", "Supplier", T),
            (22, "VENDOR_NUM", "SupplierNumber", T),
            (23, "VENDOR_SITE_CODE", "SupplierSite", T),
            (30, "PAYMENT_TERMS", "PaymentTerms", T),
            (74, "ATTRIBUTE_NUMBER1", "", U(Unused::Number)),
        ],
    },
    File {
        names: &["PoLinesInterfaceOrder.csv"],
        table: "PO_LINES_INTERFACE",
        columns: &[
            (4, "LINE_NUM", "LineNumber", I),
            (5, "LINE_TYPE", "LineType", T),
            (6, "ITEM", "Item", T),
            (7, "ITEM_DESCRIPTION", "Description", T),
            (9, "CATEGORY", "Category", T),
            (10, "AMOUNT", "Amount", N),
            (11, "QUANTITY", "Quantity", N),
            (12, "UNIT_OF_MEASURE", "UOM", T),
            (13, "UNIT_PRICE", "Price", N),
        ],
    },
    File {
        names: &["PoLineLocationsInterfaceOrder.csv"],
        table: "PO_LINE_LOCATIONS_INTERFACE",
        columns: &[
            (3, "SHIPMENT_NUM", "ScheduleNumber", I),
            (4, "SHIP_TO_LOCATION", "ShipToLocation", T),
            (5, "SHIP_TO_ORGANIZATION_CODE", "ShipToOrganizationCode", T),
            (6, "AMOUNT", "Amount", N),
            (7, "QUANTITY", "Quantity", N),
            (8, "NEED_BY_DATE", "RequestedDeliveryDate", D),
            (9, "PROMISED_DATE", "PromisedDeliveryDate", D),
            (12, "DESTINATION_TYPE_CODE", "DestinationTypeCode", T),
        ],
    },
    File {
        names: &["PoDistributionsInterfaceOrder.csv"],
        table: "PO_DISTRIBUTIONS_INTERFACE",
        columns: &[
            (3, "DISTRIBUTION_NUM", "DistributionNumber", I),
            (4, "DELIVER_TO_LOCATION", "DeliverToLocation", T),
            (7, "AMOUNT_ORDERED", "Amount", N),
            (8, "QUANTITY_ORDERED", "Quantity", N),
        ],
    },
];

pub(super) const INVENTORY: &[File] = &[File {
    names: &["InvTransactionsInterface.csv"],
    table: "INV_TRANSACTIONS_INTERFACE",
    columns: &[
        (1, "ORGANIZATION_NAME", "OrganizationName", T),
        (8, "ITEM_NUMBER", "ItemNumber", T),
        (11, "SUBINVENTORY_CODE", "SubinventoryCode", T),
        (12, "LOCATOR_NAME", "LocatorName", T),
        (33, "TRANSACTION_QUANTITY", "TransactionQuantity", N),
        (34, "TRANSACTION_UOM", "TransactionUOMCode", T),
        (
            35,
            "TRANSACTION_UNIT_OF_MEASURE",
            "TransactionUnitOfMeasure",
            T,
        ),
        (37, "TRANSACTION_DATE", "TransactionDate", M),
        (
            38,
            "TRANSACTION_SOURCE_TYPE_NAME",
            "TransactionSourceTypeName",
            T,
        ),
        (39, "TRANSACTION_TYPE_NAME", "TransactionTypeName", T),
        (67, "SOURCE_CODE", "SourceCode", T),
        (104, "TRANSACTION_REFERENCE", "TransactionReference", T),
        (107, "CURRENCY_CODE", "CurrencyCode", T),
        (111, "TRANSACTION_COST", "TransactionCost", N),
    ],
}];
