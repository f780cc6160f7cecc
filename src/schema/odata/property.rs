//! Properties of a metadata document as attributes.

use std::collections::BTreeSet;

use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::object::Reader;
use super::{annotations, named};
use crate::schema::xml::Element;
use crate::schema::{AllowChanges, Attribute, AttributeKind, SchemaFault};

/// How a GUID is written.
const GUID: &str = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

impl Reader<'_> {
    /// Reads a property whose type is `of`, an alias resolved, or a collection of it.
    pub(super) fn attribute(
        &mut self,
        element: &Element,
        of: &str,
        many: bool,
        annotations: &[&Element],
        at: &str,
    ) -> Result<Attribute, SchemaFault> {
        let name = named(element, "Name")?;
        let here = format!("{at}.{name}");
        let definition = self.model.definitions.get(of);
        let basic = definition.and_then(|one| one.get("UnderlyingType"));
        let basic = basic.unwrap_or(of);
        // What a property states beside its type counts more than what the type states.
        let facet = |facet: &str| {
            let own = element.get(facet);
            own.or_else(|| definition.and_then(|one| one.get(facet)))
        };
        let mut attribute = Attribute::new(name, AttributeKind::Any);
        if many {
            self.note(format!("{here}: what the list holds is not checked"));
        } else if let Some(members) = self.model.enums.get(of) {
            attribute.kind = AttributeKind::Text;
            if members.get("IsFlags") == Some("true") {
                self.note(format!("{here}: several values at once are not checked"));
            } else {
                let names = members.all("Member").filter_map(|one| one.get("Name"));
                attribute.allowed = Some(names.map(Name::from).collect::<BTreeSet<_>>());
            }
        } else if let Some(kind) = kind_of(basic) {
            attribute.kind = kind;
        } else {
            self.note(format!(
                "{here}: values of the type `{basic}` are not checked"
            ));
        }
        basics(&mut attribute, basic);
        if element.get("sap:display-format") == Some("Date") {
            attribute.kind = AttributeKind::Date;
        }
        if attribute.kind == AttributeKind::Text && attribute.allowed.is_none() {
            attribute.length_max = limit(element, facet("MaxLength"), "MaxLength")?;
        }
        if attribute.kind == AttributeKind::Number && basic == "Edm.Decimal" {
            attribute.precision = limit(element, facet("Precision"), "Precision")?;
            attribute.scale = limit(element, facet("Scale"), "Scale")?;
            // Version 4 says so: a precision without a scale is one of whole numbers.
            if !self.model.before_4 && attribute.precision.is_some() && facet("Scale").is_none() {
                attribute.scale = Some(0);
            }
        }
        let must_be = facet("Nullable") == Some("false") && facet("DefaultValue").is_none();
        attribute.required = must_be && !many;
        attribute.queryable = element.get("sap:filterable") != Some("false");
        attribute.allow_changes = self.sap_changes(element, &here);
        for annotation in annotations {
            if let Some(note) = annotations::apply(&mut attribute, annotation)? {
                self.note(format!("{here}: {note}"));
            }
        }
        attribute.required &= attribute.allow_changes != AllowChanges::Never;
        Ok(attribute)
    }

    /// `sap:creatable` and `sap:updatable`; both are true unless stated.
    fn sap_changes(&mut self, element: &Element, at: &str) -> AllowChanges {
        let refused = |name| element.get(name) == Some("false");
        match (refused("sap:creatable"), refused("sap:updatable")) {
            (true, true) => AllowChanges::Never,
            (false, true) => AllowChanges::InCreate,
            (true, false) => {
                self.note(format!(
                    "{at}: is set only in records that are there already; not checked"
                ));
                AllowChanges::Always
            }
            (false, false) => AllowChanges::Always,
        }
    }
}

fn kind_of(basic: &str) -> Option<AttributeKind> {
    Some(match basic {
        "Edm.String" | "Edm.Guid" => AttributeKind::Text,
        "Edm.Boolean" => AttributeKind::Boolean,
        "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => {
            AttributeKind::Integer
        }
        "Edm.Decimal" | "Edm.Double" | "Edm.Single" => AttributeKind::Number,
        "Edm.Date" => AttributeKind::Date,
        "Edm.DateTimeOffset" | "Edm.DateTime" => AttributeKind::DateTime,
        _ => return None,
    })
}

/// What the type itself bounds.
fn basics(attribute: &mut Attribute, basic: &str) {
    let (least, most) = match basic {
        "Edm.Byte" => (0, i64::from(u8::MAX)),
        "Edm.SByte" => (i64::from(i8::MIN), i64::from(i8::MAX)),
        "Edm.Int16" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "Edm.Int32" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        "Edm.Guid" => {
            attribute.pattern = regex::Regex::new(GUID).ok();
            return;
        }
        _ => return,
    };
    attribute.minimum = Some(Decimal::from(least));
    attribute.maximum = Some(Decimal::from(most));
}

/// A bound in digits; words as `max` and `variable` leave it open.
fn limit(element: &Element, stated: Option<&str>, name: &str) -> Result<Option<u32>, SchemaFault> {
    let Some(stated) = stated else {
        return Ok(None);
    };
    let open = ["max", "variable", "floating"];
    if open.iter().any(|word| word.eq_ignore_ascii_case(stated)) {
        return Ok(None);
    }
    stated.parse().map(Some).map_err(|_error| {
        let found = format!("{name}=\"{stated}\"");
        SchemaFault::new(
            element.place(),
            found,
            "a whole number, or a word for no bound",
        )
    })
}
