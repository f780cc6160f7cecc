//! A hostile network: a proxy for HTTP that cuts connections before, in the middle of and after the answer, delays,
//! duplicates requests, answers on its own, and lets a request have its effect and says nothing of it.
//!
//! It stands before any server that states the length of what it sends, or ends with it. What it does follows from a seed and the
//! order of the requests. A request that it took is passed on even when its sender is gone, but never later than
//! [`PASSED_ON_WITHIN`]: whoever waits longer may rely on it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::dice::Dice;

/// The longest that a request is held before it is passed on, or else dropped.
pub(crate) const PASSED_ON_WITHIN: Duration = Duration::from_millis(400);

/// How many of a thousand requests meet each evil.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evils {
    /// Cut before the request is passed on.
    pub(crate) cut_before: u64,
    /// Cut in the middle of the answer.
    pub(crate) cut_within: u64,
    /// Cut after the answer, though the connection was to stay.
    pub(crate) cut_after: u64,
    /// Passed on and cut without an answer.
    pub(crate) swallowed: u64,
    /// Passed on late.
    pub(crate) delayed: u64,
    /// Passed on twice; answered with the first answer.
    pub(crate) doubled: u64,
    /// Passed on twice; answered with the second answer.
    pub(crate) doubled_second: u64,
    /// Answered 429, 503 or 504 and not passed on.
    pub(crate) turned_away: u64,
    /// Passed on and answered 503 or 504.
    pub(crate) disowned: u64,
}

#[derive(Debug, Clone, Copy)]
enum Evil {
    None,
    CutBefore,
    CutWithin,
    CutAfter,
    Swallowed,
    Delayed(u64),
    Doubled,
    DoubledSecond,
    TurnedAway(u16),
    Disowned(u16),
}

impl Evils {
    fn draw(&self, dice: &mut Dice) -> Evil {
        let mut at = dice.below(1_000);
        let detail = dice.draw();
        let mut meets = |share: u64| {
            let met = at < share;
            at = at.wrapping_sub(share);
            met
        };
        let any =
            |statuses: &[u16]| statuses[usize::try_from(detail).unwrap_or(0) % statuses.len()];
        if meets(self.cut_before) {
            Evil::CutBefore
        } else if meets(self.cut_within) {
            Evil::CutWithin
        } else if meets(self.cut_after) {
            Evil::CutAfter
        } else if meets(self.swallowed) {
            Evil::Swallowed
        } else if meets(self.delayed) {
            Evil::Delayed(detail % 250)
        } else if meets(self.doubled) {
            Evil::Doubled
        } else if meets(self.doubled_second) {
            Evil::DoubledSecond
        } else if meets(self.turned_away) {
            Evil::TurnedAway(any(&[429, 503, 504]))
        } else if meets(self.disowned) {
            Evil::Disowned(any(&[503, 504]))
        } else {
            Evil::None
        }
    }
}

struct Chance {
    evils: Evils,
    dice: Dice,
    met: u64,
}

/// The proxy; it stops when its runtime does.
pub(crate) struct Proxy {
    address: SocketAddr,
    chance: Arc<Mutex<Chance>>,
}

impl Proxy {
    /// Stands before a server, on a port of its own.
    pub(crate) fn before(runtime: &Runtime, server: SocketAddr, evils: Evils, seed: u64) -> Self {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let chance = Arc::new(Mutex::new(Chance {
            evils,
            dice: Dice::new(seed),
            met: 0,
        }));
        let address = listener.local_addr().unwrap();
        let shared = Arc::clone(&chance);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let chance = Arc::clone(&shared);
                tokio::spawn(async move {
                    // However a connection ends, the next one comes.
                    serve(stream, server, &chance).await.ok();
                });
            }
        });
        Self { address, chance }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes what goes wrong from now on.
    pub(crate) fn set(&self, evils: Evils) {
        self.chance.lock().unwrap().evils = evils;
    }

    /// How many requests something was done to.
    pub(crate) fn met(&self) -> u64 {
        self.chance.lock().unwrap().met
    }
}

async fn serve(
    mut client: TcpStream,
    server: SocketAddr,
    chance: &Mutex<Chance>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut rest = Vec::new();
    while let Some(request) = message(&mut client, &mut rest).await? {
        let arrived = Instant::now();
        let evil = {
            let mut chance = chance.lock().unwrap();
            let evils = chance.evils;
            let evil = evils.draw(&mut chance.dice);
            chance.met += u64::from(!matches!(evil, Evil::None));
            evil
        };
        match evil {
            Evil::CutBefore => return Ok(()),
            Evil::TurnedAway(status) => {
                client.write_all(&own_answer(status)).await?;
                continue;
            }
            Evil::Delayed(milliseconds) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            _ => {}
        }
        if arrived.elapsed() > PASSED_ON_WITHIN {
            return Ok(());
        }
        let answer = pass_on(server, &request).await?;
        match evil {
            Evil::Swallowed => return Ok(()),
            Evil::CutWithin => {
                client.write_all(&answer[..answer.len() / 2]).await?;
                return Ok(());
            }
            Evil::CutAfter => {
                client.write_all(&answer).await?;
                return Ok(());
            }
            Evil::Disowned(status) => client.write_all(&own_answer(status)).await?,
            Evil::Doubled => {
                pass_on(server, &request).await?;
                client.write_all(&answer).await?;
            }
            Evil::DoubledSecond => {
                let second = pass_on(server, &request).await?;
                client.write_all(&second).await?;
            }
            _ => client.write_all(&answer).await?,
        }
    }
    Ok(())
}

async fn pass_on(server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request).await?;
    let mut bytes = Vec::new();
    loop {
        match head(&bytes) {
            Some((length, Some(body))) if bytes.len() >= length + body => {
                bytes.truncate(length + body);
                return Ok(bytes);
            }
            _ if stream.read_buf(&mut bytes).await? > 0 => {}
            // Its end is all that ends it; whoever gets it over a connection that stays needs to be told.
            Some((length, None)) => {
                let stated = format!("Content-Length: {}\r\n\r\n", bytes.len() - length);
                bytes.splice(length - 2..length, stated.into_bytes());
                return Ok(bytes);
            }
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn own_answer(status: u16) -> Vec<u8> {
    // A short wait that is asked for, so that a test is not a test of patience.
    let wait = if status == 429 {
        "Retry-After: 0\r\n"
    } else {
        ""
    };
    format!("HTTP/1.1 {status} By the proxy\r\n{wait}Content-Length: 0\r\n\r\n").into_bytes()
}

/// One request or answer with its body; none where the other side closed before it began. What was read beyond it
/// stays in `rest`.
async fn message(stream: &mut TcpStream, rest: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    loop {
        if let Some(length) = whole(rest) {
            let beyond = rest.split_off(length);
            return Ok(Some(std::mem::replace(rest, beyond)));
        }
        if stream.read_buf(rest).await? == 0 {
            if rest.is_empty() {
                return Ok(None);
            }
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The length of the message at the beginning, where all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let (length, body) = head(bytes)?;
    let whole = length + body.unwrap_or(0);
    (bytes.len() >= whole).then_some(whole)
}

/// The length of the head, where all of it is there, and the length of the body, where the head states it.
fn head(bytes: &[u8]) -> Option<(usize, Option<usize>)> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    Some((head, length))
}
