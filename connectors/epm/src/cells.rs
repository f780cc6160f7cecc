//! Reads cells: one by its members, or all that a mapping names.

use std::collections::VecDeque;

use landbridge_contract::{
    BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Fields, Found, LookUp, Method, Name,
    ObjectSpec, Reply, Response, Retry, Step, TargetMessage,
};
use serde_json::{Value as Json, json};

use crate::answers::{self, Read};
use crate::grid::{Cell, export, grids, member, names};
use crate::shape::Shape;
use crate::wire;

/// Points of view that are read back at the most.
const POVS_MAX: usize = 10_000;

/// A cell as a record.
fn found(shape: &Shape, read: Read) -> Found {
    let axes = [
        (&shape.pov, &read.pov),
        (&shape.columns, &read.columns),
        (&shape.rows, &read.rows),
    ];
    let mut attributes = Fields::new();
    let mut members = Vec::new();
    for (dimensions, of_axis) in axes {
        for (dimension, member) in dimensions.iter().zip(of_axis) {
            attributes.push((
                Name::clone(dimension),
                landbridge_contract::Value::text(member),
            ));
            members.push(member.as_str());
        }
    }
    let target_id = members.join(" | ").into();
    attributes.push((Name::clone(&shape.value), read.value));
    Found {
        target_id,
        attributes,
    }
}

/// Looks cells up by their members. A cell that is empty, and one that the cube has no member for, is not there.
pub(crate) struct LookUps {
    path: String,
    label: String,
    shape: Shape,
    waiting: VecDeque<BusinessKey>,
    asked: Option<BusinessKey>,
}

impl LookUps {
    pub(crate) fn new(object: &ObjectSpec, shape: Shape, keys: Vec<BusinessKey>) -> Self {
        Self {
            path: format!("{}/exportdataslice", object.read_path),
            label: format!("look up {}", object.name),
            shape,
            waiting: keys.into(),
            asked: None,
        }
    }

    fn next(&mut self) -> Step {
        let Some(key) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        match self.question(&key.parts) {
            Ok(body) => {
                let request = wire::json(Method::Ask, self.path.clone(), &body, self.label.clone());
                self.asked = Some(key);
                Step::Send(request)
            }
            Err(why) => Step::Failed(Fault {
                kind: FaultKind::Refused,
                retry: Retry::Never,
                effect: Effect::None,
                operation: self.label.clone(),
                message: format!("`{}`: {}", why.path, why.text),
            }),
        }
    }

    fn question(&self, key: &Fields) -> Result<Json, TargetMessage> {
        let members = |axis: &[Name]| -> Result<Vec<String>, TargetMessage> {
            axis.iter().map(|name| member(key, name)).collect()
        };
        let cell = Cell {
            record: 0,
            pov: members(&self.shape.pov)?,
            columns: members(&self.shape.columns)?,
            rows: members(&self.shape.rows)?,
            value: String::new(),
        };
        let grid = grids(vec![cell], 1).pop();
        Ok(grid.map_or(Json::Null, |grid| grid.export(&self.shape)))
    }

    fn answered(&self, key: BusinessKey, response: &Response) -> Step {
        let cells = if matches!(response.status, 400 | 404 | 422) {
            Some(Vec::new())
        } else {
            answers::exported(response).filter(|_| response.is_success())
        };
        let Some(cells) = cells else {
            let message = format!("the answer HTTP {} shows no grid", response.status);
            return Step::Failed(Fault::unintelligible(&self.label, message));
        };
        let found = cells.into_iter().map(|read| found(&self.shape, read));
        let found = found.collect();
        Step::Yield(vec![Reply::LookUp(LookUp { key, found })])
    }
}

impl Exchange for LookUps {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked.take()) {
            (Event::Start | Event::Taken, None) => self.next(),
            (Event::Answer(response), Some(key)) => self.answered(key, &response),
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(wire::out_of_turn(&self.label, Effect::None)),
        }
    }
}

/// Reads all cells that the mapping names under `read`, one point of view after the other.
pub(crate) struct ReadBack {
    path: String,
    label: String,
    shape: Shape,
    waiting: VecDeque<Vec<String>>,
    asked: bool,
    problem: Option<String>,
}

impl ReadBack {
    pub(crate) fn new(object: &ObjectSpec, shape: &Shape) -> Self {
        let mut povs: Vec<Vec<String>> = vec![Vec::new()];
        for dimension in &shape.pov {
            let members = members_of(shape, dimension);
            povs = povs
                .into_iter()
                .flat_map(|pov| {
                    members.iter().map(move |member| {
                        let mut pov = pov.clone();
                        pov.push(member.clone());
                        pov
                    })
                })
                .take(POVS_MAX + 1)
                .collect();
        }
        let problem = if shape.read.is_empty() {
            Some("state under `read` of the object which members are read back".to_owned())
        } else {
            (povs.len() > POVS_MAX).then(|| format!("more than {POVS_MAX} points of view to read"))
        };
        Self {
            path: format!("{}/exportdataslice", object.read_path),
            label: format!("read back {}", object.name),
            shape: shape.clone(),
            waiting: povs.into(),
            asked: false,
            problem,
        }
    }

    fn next(&mut self) -> Step {
        if let Some(message) = self.problem.take() {
            return Step::Failed(Fault {
                kind: FaultKind::Refused,
                retry: Retry::Never,
                effect: Effect::None,
                operation: self.label.clone(),
                message,
            });
        }
        let Some(pov) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        let axis = |axis: &[Name]| {
            let members: Vec<&[String]> = axis
                .iter()
                .map(|one| members_of(&self.shape, one))
                .collect();
            vec![json!({"dimensions": names(axis), "members": members})]
        };
        let pov: Vec<Json> = pov.iter().map(|member| json!([member])).collect();
        let body = export(
            json!({"dimensions": names(&self.shape.pov), "members": pov}),
            axis(&self.shape.columns),
            axis(&self.shape.rows),
        );
        self.asked = true;
        Step::Send(wire::json(
            Method::Ask,
            self.path.clone(),
            &body,
            self.label.clone(),
        ))
    }

    fn answered(&mut self, response: &Response) -> Step {
        self.asked = false;
        if !response.is_success() {
            let words = TargetMessage::one_line(&answers::messages(response));
            return Step::Failed(Fault {
                kind: FaultKind::Refused,
                retry: Retry::Never,
                effect: Effect::None,
                operation: self.label.clone(),
                message: format!("HTTP {}: {words}", response.status),
            });
        }
        match answers::exported(response) {
            Some(cells) => {
                let cells = cells.into_iter();
                let found = cells.map(|read| Reply::Found(found(&self.shape, read)));
                Step::Yield(found.collect())
            }
            None => Step::Failed(Fault::unintelligible(
                &self.label,
                "the answer shows no grid",
            )),
        }
    }
}

fn members_of<'s>(shape: &'s Shape, dimension: &Name) -> &'s [String] {
    let found = shape.read.iter().find(|(known, _)| known == dimension);
    found.map_or(&[][..], |(_, members)| members)
}

impl Exchange for ReadBack {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked) {
            (Event::Start | Event::Taken, false) => self.next(),
            (Event::Answer(response), true) => self.answered(&response),
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(wire::out_of_turn(&self.label, Effect::None)),
        }
    }
}
