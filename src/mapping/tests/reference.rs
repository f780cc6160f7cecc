use landbridge_contract::Value;

use super::{map, plan};
use crate::mapping::functions::ALL;

#[test]
fn every_shaping_key_does_what_the_reference_shows() {
    for doc in ALL {
        let (rule, before, after) = doc.example;
        let (attribute, column) = match doc.key {
            "number" | "convert" => ("CreditLimit", "Limit"),
            "date" => ("CreationDate", "Created"),
            _ => ("Supplier", "Vendor Name"),
        };
        let plan = plan(&format!(
            "fields:\n  SupplierNumber: {{ value: \"1\" }}\n  {attribute}: {{ from: {column}, {rule} }}\n"
        ));
        let mapped = map(&plan, &[(column, Value::text(before))]);
        let given = mapped.payload.iter().find(|(name, _)| &**name == attribute);
        let given = given.map(|(_, value)| value.to_string());
        assert_eq!(given.as_deref(), Some(after), "{rule} of {before:?}");
    }
}
