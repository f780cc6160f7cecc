//! Parameters stand for their values in constants and in expressions, and a name that nobody stated is told.

use std::fs;

use insta::assert_snapshot;
use landbridge_contract::Value;
use rust_decimal::Decimal;

use crate::mapping::{CheckedMapping, RuleInput, RuleKind};
use crate::project::test_support::StubCatalog;
use crate::project::{Loaded, Project, load_for};

const PROJECT: &str = r"version: 1
project: rollout
targets:
  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL } }
  pilot:
    fusion: { framework_version: 4 }
    url: { env: PILOT_URL }
    parameters: { unit: Pilot BU }
target: erp
parameters: { unit: Geneva BU, first: 1, least: -2.50, open: true, digits: 12345678901234567890 }
waves:
  plain: [suppliers]
  africa: { mappings: [vendors], parameters: { unit: Nairobi BU, least: 0 } }
";

const SCHEMA: &str = r#"{ "type": "object", "properties": {
    "Number": { "type": "string" }, "Name": { "type": "string" }, "First": { "type": "integer" },
    "Open": { "type": "boolean" } } }"#;

fn mapping(object: &str, fields: &str) -> String {
    format!(
        "version: 1\nobject: {object}\nsource: {{ delimited: v.csv }}\nbusiness_key: Number\n\
         target: {{ object: suppliers }}\nfields:\n  Number: {{ from: No }}\n{fields}"
    )
}

fn loaded(project: &str, mappings: &[(&str, &str)], target: Option<&str>) -> Loaded {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("landbridge.yaml", project);
    write("schemas/suppliers.json", SCHEMA);
    for (object, fields) in mappings {
        write(&format!("mappings/{object}.yaml"), &mapping(object, fields));
    }
    load_for(dir.path(), &StubCatalog, target)
}

fn good(mappings: &[(&str, &str)], target: Option<&str>) -> Project {
    let (project, _) = loaded(PROJECT, mappings, target)
        .accept()
        .unwrap_or_else(|(wrong, sources)| panic!("{}", wrong.render(&sources)));
    project
}

fn constant(mapping: &CheckedMapping, attribute: &str) -> Value {
    let mut rules = mapping.fields.iter();
    let rule = rules
        .find(|rule| &*rule.attribute.name == attribute)
        .unwrap();
    match &rule.kind {
        RuleKind::Value(value) => match &value.input {
            RuleInput::Constant(constant, _) => constant.clone(),
            other => panic!("{other:?}"),
        },
        RuleKind::Nested(_) => panic!("nested"),
    }
}

#[test]
fn a_constant_that_is_a_parameter_has_its_value_and_one_with_parameters_in_it_their_texts() {
    let fields = "  First: { value: \"${first}\" }\n  Open: { value: '${open}' }\n  Name:\n    value: ${unit} no. ${first}, not $${first}\n";
    let project = good(&[("suppliers", fields), ("vendors", "")], None);
    let mapping = project.mapping("suppliers").unwrap();
    assert_eq!(constant(mapping, "First"), Value::Integer(1));
    assert_eq!(constant(mapping, "Open"), Value::Bool(true));
    assert_eq!(
        constant(mapping, "Name"),
        Value::text("Geneva BU no. 1, not ${first}")
    );
}

#[test]
fn a_waves_parameter_stands_over_the_projects_and_the_targets_over_both() {
    let name = "  Name: { value: \"${unit}\" }\n";
    let mappings = [("suppliers", name), ("vendors", name)];
    let names = |target| {
        let project = good(&mappings, target);
        ["suppliers", "vendors"]
            .map(|one| constant(project.mapping(one).unwrap(), "Name").to_string())
    };
    assert_eq!(names(None), ["Geneva BU", "Nairobi BU"]);
    assert_eq!(names(Some("erp")), ["Geneva BU", "Nairobi BU"]);
    assert_eq!(names(Some("pilot")), ["Pilot BU", "Pilot BU"]);
}

#[test]
fn a_parameter_in_an_expression_is_a_value_of_its_own_kind() {
    let fields = "  Name: { expr: 'text(${least} - ${first}) + ${unit} + text(${digits})', when: '${open}' }\n";
    let project = good(&[("suppliers", fields), ("vendors", "")], None);
    let mapping = project.mapping("suppliers").unwrap();
    let RuleKind::Value(value) = &mapping.fields[1].kind else {
        panic!("nested")
    };
    let RuleInput::Expression(expression) = &value.input else {
        panic!("{:?}", value.input)
    };
    let mut runtime = crate::mapping::expression::Runtime::default();
    let nothing = |_| crate::mapping::expression::to_dynamic(&Value::Null);
    let made = expression.evaluate(&mut runtime, nothing).unwrap();
    assert_eq!(
        made.to_value(),
        Value::text("-3.50Geneva BU12345678901234567890")
    );
    let digits: Decimal = "12345678901234567890".parse().unwrap();
    assert_eq!(
        mapping.parameters.get("digits"),
        Some(&Value::Decimal(digits))
    );
}

#[test]
fn a_text_in_an_expression_is_no_place_for_a_parameter() {
    // Nothing that a parameter holds can change what an expression does.
    let hostile = PROJECT.replace("Geneva BU", r#"'x" + Secret + "'"#);
    let fields = "  Name: { expr: '\"${unit}\" + ${unit}' }\n";
    let (project, _) = loaded(&hostile, &[("suppliers", fields), ("vendors", "")], None)
        .accept()
        .unwrap();
    let RuleKind::Value(value) = &project.mapping("suppliers").unwrap().fields[1].kind else {
        panic!("nested")
    };
    let RuleInput::Expression(expression) = &value.input else {
        panic!("{:?}", value.input)
    };
    assert!(expression.names.is_empty());
    let mut runtime = crate::mapping::expression::Runtime::default();
    let nothing = |_| crate::mapping::expression::to_dynamic(&Value::Null);
    let made = expression.evaluate(&mut runtime, nothing).unwrap();
    assert_eq!(made.to_value(), Value::text(r#"${unit}x" + Secret + ""#));
}

#[test]
fn every_name_that_nobody_stated_is_told_at_its_place_with_the_nearest() {
    let project = PROJECT
        .replace(
            "parameters: { unit: Pilot BU }",
            "parameters: { units: Pilot BU }",
        )
        .replace("least: 0 }", "lest: 0 }")
        .replace("open: true", "open: true, 2nd: x, empty: ~");
    let fields = "  First: { value: \"a ${frist}\" }\n  Name: { expr: 'No + ${unti}', default: \"${x y}\" }\n  \
                  Open: { value: true, when: 'No == ${opne} $x' }\n";
    let loaded = loaded(
        &project,
        &[("suppliers", fields), ("vendors", "")],
        Some("pilto"),
    );
    assert_snapshot!(loaded.diagnostics.render(&loaded.sources), @r##"
    error[MAPPING-KEY]: key is not known here
      found:    target "pilto"
      expected: one of erp, pilot
      nearest:  pilot

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> landbridge.yaml:8:19
       |     parameters: { units: Pilot BU }
      found:    parameter "units"
      expected: one of digits, first, least, open, unit
      nearest:  unit

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> landbridge.yaml:10:68
       | parameters: { unit: Geneva BU, first: 1, least: -2.50, open: true, 2nd: x, empty: ~, digits: 12345678901234567890 }
      found:    parameter "2nd"
      expected: a name of letters, digits and `_` that does not begin with a digit

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:10:83
       | parameters: { unit: Geneva BU, first: 1, least: -2.50, open: true, 2nd: x, empty: ~, digits: 12345678901234567890 }
      found:    nothing
      expected: a text, a number or a truth value

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> landbridge.yaml:13:66
       |   africa: { mappings: [vendors], parameters: { unit: Nairobi BU, lest: 0 } }
      found:    parameter "lest"
      expected: one of digits, first, least, open, unit
      nearest:  least

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> mappings/suppliers.yaml:8:22
       |   First: { value: "a ${frist}" }
      found:    parameter "frist"
      expected: one of digits, first, least, open, unit
      nearest:  first

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> mappings/suppliers.yaml:9:23
       |   Name: { expr: 'No + ${unti}', default: "${x y}" }
      found:    parameter "unti"
      expected: one of digits, first, least, open, unit
      nearest:  unit

    error[MAPPING-PARAMETER]: parameter cannot be used
      --> mappings/suppliers.yaml:9:43
       |   Name: { expr: 'No + ${unti}', default: "${x y}" }
      found:    `${` without a name and `}` behind it
      expected: a parameter as ${name}, or $${ for a text with ${ in it

    error[MAPPING-EXPRESSION]: expression cannot be understood
      --> mappings/suppliers.yaml:10:45
       |   Open: { value: true, when: 'No == ${opne} $x' }
      found:    "$" in `No == ${opne} $x`
      expected: a parameter as ${name}

    9 errors, 0 warnings
    "##);
}

#[test]
fn a_mapping_in_two_waves_that_contradict_each_other_is_told() {
    let project =
        format!("{PROJECT}  asia: {{ mappings: [vendors], parameters: {{ unit: Dhaka BU }} }}\n");
    let loaded = loaded(&project, &[("suppliers", ""), ("vendors", "")], None);
    assert_snapshot!(loaded.diagnostics.render(&loaded.sources), @r##"
    error[MAPPING-PARAMETER]: parameter cannot be used
      --> landbridge.yaml:14:3
       |   asia: { mappings: [vendors], parameters: { unit: Dhaka BU } }
      found:    `vendors` with `unit` as "Dhaka BU"
      expected: "Nairobi BU", as another wave of `vendors` says

    1 error, 0 warnings
    "##);
}
