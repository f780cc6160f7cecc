//! Sends records as slices, and turns what is said of cells into receipts.
//!
//! A slice's answer counts what was accepted and what was rejected, and names rejected cells. Where it names fewer than it
//! counts, or where a slice is refused as a whole, the slice is halved and sent again until the guilty cells stand
//! alone: what was accepted before is written once more as it is.

use std::collections::VecDeque;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Method, ObjectSpec, Outgoing, Receipt, Reply,
    Response, Retry, Step, TargetMessage, Verdict, Write,
};

use crate::answers;
use crate::grid::{Cell, Grid, grids};
use crate::shape::Shape;
use crate::wire;

/// The exchange.
pub(crate) struct Slices {
    path: String,
    label: String,
    records: Vec<Outgoing>,
    waiting: VecDeque<Grid>,
    sent: Option<Grid>,
    receipts: Vec<Reply>,
}

impl Slices {
    pub(crate) fn new(object: &ObjectSpec, shape: &Shape, batch: Vec<Outgoing>) -> Self {
        let mut slices = Self {
            path: format!("{}/importdataslice", object.path),
            label: format!("import slice {}", object.name),
            records: batch,
            waiting: VecDeque::new(),
            sent: None,
            receipts: Vec::new(),
        };
        let mut cells = Vec::with_capacity(slices.records.len());
        for index in 0..slices.records.len() {
            let Some(record) = slices.records.get(index) else {
                break;
            };
            match Cell::of(shape, index, &record.payload) {
                Ok(cell) => cells.push(cell),
                Err(why) => slices.refuse(index, why),
            }
        }
        let cells_max = usize::try_from(shape.cells_per_request.get()).unwrap_or(usize::MAX);
        slices.waiting = grids(cells, cells_max).into();
        slices
    }

    fn next(&mut self) -> Step {
        let Some(grid) = self.waiting.pop_front() else {
            return Step::Done(std::mem::take(&mut self.receipts));
        };
        let request = wire::json(
            Method::Post,
            self.path.clone(),
            &grid.import(),
            self.label.clone(),
        );
        self.sent = Some(grid);
        Step::Send(request)
    }

    fn settle(&mut self, index: usize, verdict: Verdict) {
        if let Some(record) = self.records.get(index) {
            let record = record.record;
            self.receipts
                .push(Reply::Receipt(Receipt { record, verdict }));
        }
    }

    fn refuse(&mut self, index: usize, why: TargetMessage) {
        self.settle(
            index,
            Verdict::Refused {
                messages: vec![why],
            },
        );
    }

    fn loaded(&mut self, cell: &Cell) {
        let record = self.records.get(cell.record);
        let created = !record.is_some_and(|record| matches!(record.write, Write::Update(_)));
        let target_id = cell.name().into();
        self.settle(cell.record, Verdict::Loaded { target_id, created });
    }

    fn answered(&mut self, grid: Grid, response: &Response) -> Step {
        let count = grid.cells().count();
        if !response.is_success() {
            match halves(grid) {
                Ok((left, right)) => self.again(left, right),
                Err(cell) => {
                    let messages = answers::messages(response);
                    self.settle(cell.record, Verdict::Refused { messages });
                }
            }
            return self.next();
        }
        let said =
            answers::imported(response).filter(|said| said.accepted + said.rejected == count);
        let Some(said) = said else {
            let why = format!(
                "the answer HTTP {} does not account for {count} cells",
                response.status
            );
            for cell in grid.cells() {
                self.settle(cell.record, Verdict::InDoubt { why: why.clone() });
            }
            return self.next();
        };
        let why_of = |cell: &Cell| {
            let mut named = said.named.iter();
            let named =
                named.find(|(members, _)| cell.members().all(|member| members.contains(member)));
            named.map(|(_, why)| why.as_str())
        };
        let named = grid.cells().filter(|cell| why_of(cell).is_some()).count();
        if named == said.rejected || count == 1 {
            for cell in grid.cells() {
                match why_of(cell) {
                    None if said.rejected == 0 || count > 1 => self.loaded(cell),
                    why => self.refuse(cell.record, rejection(why.unwrap_or_default())),
                }
            }
        } else if let Ok((left, right)) = halves(grid) {
            self.again(left, right);
        }
        self.next()
    }

    fn again(&mut self, left: Grid, right: Grid) {
        self.waiting.push_front(right);
        self.waiting.push_front(left);
    }

    /// Ends early: what is not sent yet would fail alike.
    fn stop(&mut self, fault: &Fault) -> Step {
        let waiting = std::mem::take(&mut self.waiting);
        let (retry, why) = (fault.retry, fault.to_string());
        for grid in waiting {
            for cell in grid.cells() {
                let why = why.clone();
                self.settle(cell.record, Verdict::NotSent { retry, why });
            }
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    fn failed(&mut self, grid: Option<Grid>, fault: &Fault) -> Step {
        let retry = fault.retry;
        for cell in grid.iter().flat_map(Grid::cells) {
            let why = fault.to_string();
            let verdict = match fault.effect {
                Effect::None => Verdict::NotSent { retry, why },
                Effect::Applied | Effect::Unknown => Verdict::InDoubt { why },
            };
            self.settle(cell.record, verdict);
        }
        match fault.effect {
            Effect::Applied | Effect::Unknown if fault.kind != FaultKind::Cancelled => self.next(),
            _ => self.stop(fault),
        }
    }
}

impl Exchange for Slices {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.sent.take()) {
            (Event::Start, None) => self.next(),
            (Event::Answer(response), Some(grid)) => self.answered(grid, &response),
            (Event::Fault(fault), grid) => self.failed(grid, &fault),
            (_, grid) => {
                let effect = if grid.is_some() {
                    Effect::Unknown
                } else {
                    Effect::None
                };
                let fault = wire::out_of_turn(&self.label, effect);
                self.failed(
                    grid,
                    &Fault {
                        kind: FaultKind::Cancelled,
                        retry: Retry::Never,
                        ..fault
                    },
                )
            }
        }
    }
}

fn rejection(why: &str) -> TargetMessage {
    let text = if why.is_empty() {
        "the cell was rejected without a reason: it may be read-only, or one of its members unknown"
    } else {
        why
    };
    TargetMessage::bounded("", "", text)
}

/// Two grids of one; the only cell where there is nothing to halve.
fn halves(grid: Grid) -> Result<(Grid, Grid), Cell> {
    let Grid {
        pov,
        columns,
        mut rows,
    } = grid;
    if rows.len() > 1 {
        let right = rows.split_off(rows.len() / 2);
        let left = Grid {
            pov: pov.clone(),
            columns: columns.clone(),
            rows,
        };
        return Ok((
            left,
            Grid {
                pov,
                columns,
                rows: right,
            },
        ));
    }
    let (headers, mut cells) = rows.pop().unwrap_or_default();
    if cells.len() < 2 {
        return Err(cells.pop().unwrap_or(Cell {
            record: usize::MAX,
            pov,
            columns: Vec::new(),
            rows: headers,
            value: String::new(),
        }));
    }
    let mut columns = columns;
    let right_cells = cells.split_off(cells.len() / 2);
    let right_columns = columns.split_off(columns.len() / 2);
    let left = Grid {
        pov: pov.clone(),
        columns,
        rows: vec![(headers.clone(), cells)],
    };
    let right = Grid {
        pov,
        columns: right_columns,
        rows: vec![(headers, right_cells)],
    };
    Ok((left, right))
}
