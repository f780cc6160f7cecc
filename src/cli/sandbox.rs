//! `sandbox`: serves the offline ERP until it is stopped.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use landbridge_sandbox::{Faults, Sandbox, SandboxConfig, Share, State};

use super::args::SandboxArguments;
use super::exit::{Exit, Failure};

/// Runs the command.
pub(super) fn run(arguments: SandboxArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let config = config(arguments);
    let runtime = super::runtime_of_requests()?;
    runtime.block_on(async {
        let sandbox = Sandbox::start(config, address).await.map_err(|error| {
            Failure::new(
                Exit::Unexpected,
                format!("the sandbox cannot start on {address}: {error}\nTry another --port."),
            )
        })?;
        super::print(out, &format!("sandbox ERP at {}", sandbox.url()))?;
        out.flush().map_err(super::closed_output)?;
        super::signals::stop_requested().await;
        sandbox.stop().await;
        Ok(Exit::Ok)
    })
}

fn config(arguments: SandboxArguments) -> SandboxConfig {
    let faults = Faults {
        latency: Duration::from_millis(arguments.latency_ms),
        lost_reply_share: Share::per_million(arguments.lost_replies_ppm),
        unavailable_share: Share::per_million(arguments.unavailable_ppm),
        seed: arguments.seed,
        ..Faults::default()
    };
    let state = arguments.state.map_or(State::Memory, State::File);
    let config = SandboxConfig::with_user(arguments.user, arguments.password)
        .state(state)
        .faults(faults);
    match arguments.requests_per_second {
        Some(rate) => config.rate_limit_per_second(rate),
        None => config,
    }
}
