//! OData metadata documents: version 4, and version 2 in the manner of SAP.

use landbridge_contract::Value;

use super::{decimal, fields, paths, says};
use crate::schema::{AllowChanges, AttributeKind, Document, ObjectSchema, read};

pub(super) const V4: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="erp.model" Alias="Self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="Kind"><Member Name="Goods" Value="0"/><Member Name="Services" Value="1"/></EnumType>
  <EnumType Name="Days" IsFlags="true"><Member Name="Monday" Value="1"/></EnumType>
  <TypeDefinition Name="Code" UnderlyingType="Edm.String" MaxLength="30"/>
  <ComplexType Name="Address">
    <Property Name="Street" Type="Edm.String" MaxLength="240"/>
    <Property Name="City" Type="Edm.String" Nullable="false" MaxLength="60"/>
  </ComplexType>
  <EntityType Name="Managed" Abstract="true">
    <Property Name="CreatedAt" Type="Edm.DateTimeOffset" Precision="7"><Annotation Term="Core.Computed"/></Property>
  </EntityType>
  <EntityType Name="Vendor" BaseType="Self.Managed">
    <Key><PropertyRef Name="Id"/></Key>
    <Property Name="Id" Type="Edm.Guid" Nullable="false"/>
    <Property Name="Number" Type="Self.Code" Nullable="false"/>
    <Property Name="ShortNumber" Type="Self.Code" MaxLength="8"/>
    <Property Name="Name" Type="Edm.String" MaxLength="max"/>
    <Property Name="Currency" Type="Edm.String" Nullable="false" DefaultValue="EUR" MaxLength="3"/>
    <Property Name="CreditLimit" Type="Edm.Decimal" Precision="15" Scale="2"/>
    <Property Name="Pieces" Type="Edm.Decimal" Precision="9"/>
    <Property Name="Rate" Type="Edm.Decimal" Scale="variable"/>
    <Property Name="Rank" Type="Edm.Byte"/>
    <Property Name="Since" Type="Edm.Date"/>
    <Property Name="Blocked" Type="Edm.Boolean"/>
    <Property Name="Kind" Type="erp.model.Kind"/>
    <Property Name="Days" Type="Self.Days"/>
    <Property Name="Photo" Type="Edm.Stream"/>
    <Property Name="Tags" Type="Collection(Edm.String)"/>
    <Property Name="Address" Type="Self.Address" Nullable="false"/>
    <Property Name="Formers" Type="Collection(Self.Address)"/>
    <NavigationProperty Name="Sites" Type="Collection(Self.Site)" ContainsTarget="true"/>
    <NavigationProperty Name="Group" Type="Self.Group"/>
  </EntityType>
  <EntityType Name="Site">
    <Property Name="Name" Type="Edm.String" Nullable="false" MaxLength="15"/>
    <NavigationProperty Name="Vendors" Type="Collection(Self.Vendor)"/>
  </EntityType>
  <EntityType Name="Group" OpenType="true"><Property Name="Name" Type="Edm.String"/></EntityType>
  <Annotations Target="Self.Vendor/Name">
    <Annotation Term="com.sap.vocabularies.Common.v1.FieldControl" EnumMember="com.sap.vocabularies.Common.v1.FieldControlType/Mandatory"/>
    <Annotation Term="Org.OData.Validation.V1.Pattern" String="^[A-Z]"/>
  </Annotations>
  <Annotations Target="erp.model.Vendor/ShortNumber"><Annotation Term="Core.Immutable" Bool="true"/>
    <Annotation Term="Common.ValueList"><Record/></Annotation></Annotations>
  <Annotations Target="Self.Vendor/Rank"><Annotation Term="Validation.Maximum" Int="9"/></Annotations>
  <Annotations Target="Self.Vendor/Currency"><Annotation Term="Validation.AllowedValues"><Collection>
    <Record><PropertyValue Property="Value" String="EUR"/></Record>
    <Record><PropertyValue Property="Value"><String>USD</String></PropertyValue></Record>
  </Collection></Annotation></Annotations>
  <EntityContainer Name="C"><EntitySet Name="Vendors" EntityType="Self.Vendor"/><EntitySet Name="Groups" EntityType="erp.model.Group"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

fn vendors() -> ObjectSchema {
    read(V4, "Vendors").unwrap()
}

#[test]
fn an_object_is_an_entity_set_or_an_entity_type() {
    let document = Document::parse(V4, None).unwrap();
    assert_eq!(document.objects(), ["Vendors", "Groups"]);
    for object in ["Vendors", "Vendor", "erp.model.Vendor"] {
        assert!(
            document
                .object(object)
                .unwrap()
                .attribute("Number")
                .is_some()
        );
    }
    let fault = document.object("Vendorz").unwrap_err();
    assert_eq!(fault.nearest.as_deref(), Some("Vendor"));
    assert!(fault.found.starts_with("6 objects: "), "{}", fault.found);
}

#[test]
fn facets_become_lengths_digits_and_what_is_required() {
    let schema = vendors();
    let of = |name: &str| schema.attribute(name).unwrap();
    assert!(of("Number").required);
    assert_eq!(of("Number").length_max, Some(30));
    // What a property says counts more than its type.
    assert_eq!(of("ShortNumber").length_max, Some(8));
    assert_eq!(of("Name").length_max, None);
    // A default stands in for a value that is not sent.
    assert!(!of("Currency").required);
    assert_eq!(
        (of("CreditLimit").precision, of("CreditLimit").scale),
        (Some(15), Some(2))
    );
    // In version 4, a precision without a scale is one of whole numbers.
    assert_eq!(
        (of("Pieces").precision, of("Pieces").scale),
        (Some(9), Some(0))
    );
    assert_eq!((of("Rate").precision, of("Rate").scale), (None, None));
    assert_eq!(of("Since").kind, AttributeKind::Date);
    assert_eq!(of("CreatedAt").kind, AttributeKind::DateTime);
    assert_eq!(of("Blocked").kind, AttributeKind::Boolean);
    assert_eq!(says(of("Id"), &Value::text("4711")).len(), 1);
    assert!(
        says(
            of("Id"),
            &Value::text("0f8fad5b-d9cb-469f-a165-70867728950e")
        )
        .is_empty()
    );
}

#[test]
fn annotations_say_more_than_facets_do() {
    let schema = vendors();
    let of = |name: &str| schema.attribute(name).unwrap();
    assert_eq!(of("CreatedAt").allow_changes, AllowChanges::Never);
    assert!(of("Name").required, "mandatory by annotation alone");
    assert_eq!(says(of("Name"), &Value::text("acme")).len(), 1);
    assert_eq!(of("ShortNumber").allow_changes, AllowChanges::InCreate);
    assert_eq!(
        says(of("Rank"), &Value::Integer(10)),
        ["a number from 0 to 9"]
    );
    assert_eq!(
        says(of("Currency"), &Value::text("GBP")),
        ["one of EUR, USD"]
    );
    assert_eq!(
        says(of("Kind"), &Value::text("Works")),
        ["one of Goods, Services"]
    );
    assert_eq!(says(of("Rate"), &decimal("1.23456789")), [""; 0]);
}

#[test]
fn complex_properties_and_navigation_to_collections_are_nested_records() {
    let schema = vendors();
    let of = |name: &str| schema.child(name).unwrap();
    assert!(!of("Address").many && of("Address").required);
    assert!(of("Formers").many && !of("Formers").required);
    assert!(of("Sites").many && !of("Sites").required);
    let street = fields(&[("Street", Value::text("Main St"))]);
    let payload = fields(&[
        ("Id", Value::text("0f8fad5b-d9cb-469f-a165-70867728950e")),
        ("Number", Value::text("1")),
        ("Name", Value::text("Acme")),
        ("Address", Value::Record(street)),
        (
            "Sites",
            Value::List(vec![Value::Record(fields(&[(
                "Name",
                Value::text("Harbour warehouse"),
            )]))]),
        ),
    ]);
    assert_eq!(
        paths(&schema, &payload),
        [
            "Address.City: a value",
            "Sites[1].Name: at most 15 characters"
        ]
    );
}

#[test]
fn what_is_not_checked_is_noted() {
    let notes = vendors().notes.join("\n");
    for note in [
        "Vendors.Days: several values at once are not checked",
        "Vendors.Photo: values of the type `Edm.Stream` are not checked",
        "Vendors.Tags: what the list holds is not checked",
        "Vendors.Sites.Vendors: leads back to itself",
        "Vendors: Group lead to records of other objects",
        "takes the values of ShortNumber from lists",
    ] {
        assert!(notes.contains(note), "no `{note}` in\n{notes}");
    }
    assert!(read(V4, "Groups").unwrap().open);
}

pub(super) const V2: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"
  xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" xmlns:sap="http://www.sap.com/Protocols/SAPData">
<edmx:DataServices m:DataServiceVersion="2.0">
<Schema Namespace="API_SUPPLIER" sap:schema-version="1" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
  <EntityType Name="SupplierType" sap:label="Supplier &amp; site" sap:content-version="1">
    <Key><PropertyRef Name="Supplier"/></Key>
    <Property Name="Supplier" Type="Edm.String" Nullable="false" MaxLength="10" sap:label="Supplier" sap:updatable="false"/>
    <Property Name="CreatedBy" Type="Edm.String" MaxLength="12" sap:creatable="false" sap:updatable="false"/>
    <Property Name="Blocked" Type="Edm.Boolean" sap:creatable="false"/>
    <Property Name="CreationDate" Type="Edm.DateTime" Precision="0" sap:display-format="Date" sap:filterable="false"/>
    <Property Name="Amount" Type="Edm.Decimal" Precision="16"/>
    <Property Name="Country" Type="Edm.String" MaxLength="3" sap:value-list="standard"/>
    <NavigationProperty Name="to_Company" Relationship="API_SUPPLIER.assoc" FromRole="From" ToRole="To"/>
    <NavigationProperty Name="to_Group" Relationship="API_SUPPLIER.one" FromRole="From" ToRole="To"/>
  </EntityType>
  <EntityType Name="CompanyType"><Property Name="CompanyCode" Type="Edm.String" Nullable="false" MaxLength="4"/></EntityType>
  <Association Name="assoc"><End Type="API_SUPPLIER.SupplierType" Multiplicity="1" Role="From"/>
    <End Type="API_SUPPLIER.CompanyType" Multiplicity="*" Role="To"/></Association>
  <Association Name="one"><End Type="API_SUPPLIER.SupplierType" Multiplicity="*" Role="From"/>
    <End Type="API_SUPPLIER.CompanyType" Multiplicity="0..1" Role="To"/></Association>
  <EntityContainer Name="C" m:IsDefaultEntityContainer="true"><EntitySet Name="A_Supplier" EntityType="API_SUPPLIER.SupplierType"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[test]
fn version_2_as_sap_writes_it_is_read_with_its_own_attributes() {
    let schema = read(V2, "A_Supplier").unwrap();
    let of = |name: &str| schema.attribute(name).unwrap();
    assert_eq!(of("Supplier").allow_changes, AllowChanges::InCreate);
    assert!(of("Supplier").required);
    assert_eq!(of("CreatedBy").allow_changes, AllowChanges::Never);
    assert_eq!(of("CreationDate").kind, AttributeKind::Date);
    assert!(!of("CreationDate").queryable && of("Supplier").queryable);
    // Before version 4, a scale that is not stated is none.
    assert_eq!(
        (of("Amount").precision, of("Amount").scale),
        (Some(16), None)
    );
    let companies = schema.child("to_Company").unwrap();
    assert!(companies.many && companies.attribute("CompanyCode").unwrap().required);
    assert!(schema.child("to_Group").is_none());
    let notes = schema.notes.join("\n");
    assert!(
        notes.contains("to_Group lead to records of other objects"),
        "{notes}"
    );
    assert!(notes.contains("values of Country from lists"), "{notes}");
    assert!(
        notes.contains("A_Supplier.Blocked: is set only in records that are there already"),
        "{notes}"
    );
}

fn fault(text: &str) -> String {
    read(text, "A").unwrap_err().to_string()
}

fn schema(inner: &str) -> String {
    format!(
        "<edmx:Edmx Version=\"4.0\"><edmx:DataServices>\n<Schema Namespace=\"N\">{inner}\n</Schema></edmx:DataServices></edmx:Edmx>"
    )
}

#[test]
fn hostile_documents_are_refused_with_their_line() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"bb\">]>\n<edmx:Edmx/>";
    assert_eq!(
        fault(bomb),
        "line 2: found a document type (`<!DOCTYPE`), expected an OData metadata document in plain XML"
    );
    let entity = schema(
        "\n<EntityType Name=\"A\"><Property Name=\"&b;\" Type=\"Edm.String\"/></EntityType>",
    );
    assert!(fault(&entity).starts_with("line 3: "), "{}", fault(&entity));
    assert!(
        fault(&schema(
            "<Annotations Target=\"x\"><a>&b;</a></Annotations>"
        ))
        .contains("the entity `&b;`")
    );
    assert!(fault("<edmx:Edmx>\n<a>").contains("line 2: found an end inside <a>"));
    assert!(fault("<html><body/></html>").contains("found the element <html>"));
    assert!(fault("<edmx:Edmx></edmx:Wrong>").contains("text that is not XML"));
}

#[test]
fn mistakes_in_a_document_say_their_line() {
    let broken = schema(
        "\n<EntityType Name=\"A\">\n<Property Name=\"B\" Type=\"Edm.String\" MaxLength=\"long\"/></EntityType>",
    );
    assert_eq!(
        fault(&broken),
        "line 4: found MaxLength=\"long\", expected a whole number, or a word for no bound"
    );
    assert!(
        fault(&schema(
            "\n<EntityType Name=\"A\"><Property Name=\"B\"/></EntityType>"
        ))
        .contains("line 3: found <Property> without `Type`")
    );
    let twice = schema("<EntityType Name=\"A\"/>\n<EntityType Name=\"A\"/>");
    assert_eq!(
        fault(&twice),
        "line 3: found `N.A` a second time, expected each type once"
    );
}

#[test]
fn types_that_lead_in_circles_end() {
    let circle = schema(
        "<EntityType Name=\"A\" BaseType=\"N.B\"/><EntityType Name=\"B\" BaseType=\"N.A\"><Property Name=\"P\" Type=\"N.C\"/></EntityType>\
         <ComplexType Name=\"C\"><Property Name=\"Inner\" Type=\"Collection(N.C)\"/></ComplexType>",
    );
    let read = read(&circle, "A").unwrap();
    assert!(read.child("P").unwrap().child("Inner").unwrap().open);
}

#[test]
fn navigation_without_end_is_cut_with_a_note_instead_of_filling_the_memory() {
    use std::fmt::Write as _;
    let mut types = String::new();
    for one in 0..40 {
        write!(
            types,
            "<EntityType Name=\"{}\"><Property Name=\"P\" Type=\"Edm.String\"/>",
            if one == 0 {
                "A".to_owned()
            } else {
                format!("T{one}")
            }
        )
        .unwrap();
        for other in 1..40 {
            write!(
                types,
                "<NavigationProperty Name=\"n{other}\" Type=\"Collection(N.T{other})\"/>"
            )
            .unwrap();
        }
        types.push_str("</EntityType>");
    }
    let begun = std::time::Instant::now();
    let read = read(&schema(&types), "A").unwrap();
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    let notes = read.notes.join("\n");
    assert!(
        notes.contains("nested deeper than 4 levels; not checked"),
        "{notes}"
    );
    assert!(
        notes.contains("more than 500 places are not checked"),
        "{notes}"
    );
    assert_eq!(read.notes.len(), 501);
    assert_eq!(read.children.len(), 39);
}

#[test]
fn what_leads_to_a_type_of_another_document_is_noted_and_not_checked() {
    let elsewhere = schema(
        "<EntityType Name=\"A\" BaseType=\"X.Base\"><NavigationProperty Name=\"B\" Type=\"Collection(X.C)\"/>\
         <Property Name=\"D\" Type=\"X.D\"/></EntityType>",
    );
    let read = read(&elsewhere, "A").unwrap();
    assert!(read.open && read.child("B").unwrap().open);
    assert_eq!(
        read.notes,
        [
            "A: extends the type `X.Base`, which the document does not declare; what comes of it is not checked",
            "A.D: values of the type `X.D` are not checked",
            "A.B: is of the type `X.C`, which the document does not declare; not checked",
        ]
    );
}
