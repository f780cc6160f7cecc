//! Nothing is lost, nothing is doubled and nothing is told wrong, whatever dies, whenever, over whatever network.
//!
//! Several lanes at a time, each with an ERP, a hostile proxy before it and a project of its own. In each, one load
//! after the other is killed: at random moments, and at every named point of the program. Meanwhile the extract grows
//! and changes. In the end the ERP is compared with the extract, and the ledger with the ERP, record by record.
//!
//! A tenth runs with the tests; `cargo xtask chaos` runs all of it. The seed is new every time, and printed.

mod by_file;
mod judge;
mod lane;
mod shore;

use std::sync::Mutex;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use lane::{Lane, Share, Tally};
use shore::Shore;

use crate::support::dice::Dice;
use crate::tryton::Tryton;

/// Lanes at a time: processes that wait for the ERP leave the processors to others.
const LANES: u64 = 6;

/// Tryton, and loads by file, get one of so many records, kills and crashes: Tryton takes some hundred records a second, a job
/// takes seconds.
const SLOW_SHARE: u64 = 8;

/// Lanes of loads by file: of imports and of data sets, at once and late, one each.
const FILE_LANES: u64 = 4;

/// How much of everything.
struct Size {
    records: u64,
    kills: u64,
    crashes: u64,
}

impl Size {
    /// A tenth, or what `LANDBRIDGE_CHAOS` says: records, kills, crashes.
    fn wanted() -> Self {
        let text = std::env::var("LANDBRIDGE_CHAOS").unwrap_or_else(|_| "2000,50,100".to_owned());
        let numbers: Vec<u64> = text.split(',').map(|part| part.parse().unwrap()).collect();
        Self {
            records: numbers[0],
            kills: numbers[1],
            crashes: numbers[2],
        }
    }

    /// The share of what is slow.
    fn of_slow(&self) -> Self {
        Self {
            records: self.records / SLOW_SHARE,
            kills: self.kills / SLOW_SHARE,
            crashes: self.crashes / SLOW_SHARE,
        }
    }
}

fn seed() -> u64 {
    let fresh = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs()
    };
    std::env::var("LANDBRIDGE_SEED").map_or_else(|_| fresh(), |text| text.parse().unwrap())
}

#[test]
fn killed_anywhere_over_a_hostile_network_every_record_arrives_exactly_once() {
    let size = Size::wanted();
    let passed = passed();
    let total = live(LANES, &size, (&passed, Shore::sandbox));
    assert!(
        total.doubts > 0,
        "nothing was ever in doubt: the test does not test"
    );
    all_reached(passed, &size, &total);
}

/// The same into an ERP that nobody here wrote, with fewer of everything.
#[test]
fn killed_anywhere_into_tryton_every_record_arrives_exactly_once() {
    let size = Size::wanted().of_slow();
    live(1, &size, (&passed(), |_| Shore::Tryton(Tryton::start())));
}

/// The same by file: imports and data sets, killed anywhere between the file and the settling of its records.
#[test]
fn killed_anywhere_of_a_job_every_record_arrives_exactly_once() {
    let size = Size::wanted().of_slow();
    let points = landbridge::crash::points();
    let total = live(FILE_LANES, &size, (&points, Shore::by_file));
    assert!(
        total.resumed > 0,
        "no job of a dead process was ever gone on with: the test does not test"
    );
    all_reached(points, &size, &total);
}

/// Where there were deaths for every point twice over, none was left out.
fn all_reached(mut points: Vec<String>, size: &Size, total: &Tally) {
    if size.crashes >= 2 * points.len() as u64 {
        points.retain(|point| !total.reached.contains(point));
        assert_eq!(points, [""; 0], "points at which nothing ever died");
    }
}

/// Lets lanes live through all of it, each with an ERP of its own, and asserts that nothing is wrong in the end.
fn live(lanes: u64, size: &Size, (points, shore): (&[String], fn(u64) -> Shore)) -> Tally {
    let seed = seed();
    println!("seed {seed}; again with LANDBRIDGE_SEED={seed}");
    let begun = Instant::now();
    let mut dice = Dice::new(seed);
    let points = shuffled(points, &mut dice);
    let total = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        let mut living = Vec::new();
        for number in 0..lanes {
            let of = |whole: u64| whole / lanes + u64::from(number < whole % lanes);
            let offset = number * size.crashes.div_ceil(lanes);
            let share = Share {
                records: of(size.records),
                kills: of(size.kills),
                crashes: of(size.crashes),
                points: points.iter().cycle().skip(usize::try_from(offset).unwrap()),
            };
            let (dice, total) = (Dice::new(dice.draw()), &total);
            living.push(scope.spawn(move || {
                let tally = Lane::open(number, shore(number), dice).live(share);
                total.lock().unwrap().add(tally);
            }));
        }
        for lane in living {
            lane.join().unwrap();
        }
    });
    let total = total.into_inner().unwrap();
    let seconds = begun.elapsed().as_secs();
    println!("{}\nin {seconds} s", total.words());
    assert_eq!(total.wrong, [""; 0]);
    assert_eq!((total.kills, total.crashes), (size.kills, size.crashes));
    total
}

/// The names of all points that loads by request pass.
fn passed() -> Vec<String> {
    let mut points = landbridge::crash::points();
    let of_jobs = landbridge::crash::job_points();
    points.retain(|point| !of_jobs.contains(point));
    points
}

fn shuffled(points: &[String], dice: &mut Dice) -> Vec<String> {
    let mut points = points.to_vec();
    for at in (1..points.len()).rev() {
        let other = usize::try_from(dice.below(at as u64 + 1)).unwrap();
        points.swap(at, other);
    }
    points
}
