use std::path::Path;

use crate::mapping::{JoinPlan, SourceColumns, bind};
use crate::run::{Selection, prepare};

#[test]
fn cases_are_carried_out_with_the_plan_of_a_check() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo");
    let prepared = prepare(&folder, &Selection::default()).unwrap();
    assert_eq!(prepared.objects.len(), 3);
    for object in &prepared.objects {
        // A check knows the columns of the files; a case only those that the mapping reads.
        let plan = bind(&object.mapping, SourceColumns::default()).unwrap();
        assert_eq!(plan.projection(), object.plan.projection());
        let wanted = |join: &JoinPlan| (join.attribute.clone(), join.projection.clone());
        let joins = |all: &[JoinPlan]| all.iter().map(wanted).collect::<Vec<_>>();
        assert_eq!(joins(plan.joins()), joins(object.plan.joins()));
        assert_eq!(plan.checks().len(), object.plan.checks().len());
        assert_eq!(plan.crosswalks(), object.plan.crosswalks());
        assert_eq!(
            plan.personal_attributes(),
            object.plan.personal_attributes()
        );
    }
}
