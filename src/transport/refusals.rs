//! Logins that were refused, and are not shown again: repeating a wrong password locks users, and a load has many requests
//! under way when the first of them is refused.

use std::sync::{Mutex, MutexGuard, PoisonError};

use landbridge_contract::{Fault, FaultKind, Login};

/// What was refused so far.
#[derive(Default)]
pub(super) struct Refusals {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    main: Option<Fault>,
    import: Option<Fault>,
    proxy: Option<Fault>,
    /// Whose credentials or rights did not do, the last time.
    last: Login,
}

impl Refusals {
    /// Takes note of whom a fault is about.
    pub(super) fn met(&self, login: Login, fault: &Fault) {
        if matches!(
            fault.kind,
            FaultKind::Unauthenticated | FaultKind::Forbidden
        ) {
            self.state().last = login;
        }
    }

    /// From now on nothing is sent by what was refused. What a session shows is no login.
    pub(super) fn keep(&self, login: Option<Login>, fault: &Fault) {
        let mut state = self.state();
        let kept = match (fault.kind, login) {
            (FaultKind::ProxyUnauthenticated, _) => &mut state.proxy,
            (FaultKind::Unauthenticated, Some(Login::Main)) => &mut state.main,
            (FaultKind::Unauthenticated, Some(Login::Import)) => &mut state.import,
            _ => return,
        };
        kept.get_or_insert_with(|| fault.clone());
    }

    /// Why a request of this login is not sent; nothing where nobody refused it.
    pub(super) fn of(&self, login: Option<Login>) -> Option<Fault> {
        let state = self.state();
        let own = match login {
            Some(Login::Main) => &state.main,
            Some(Login::Import) => &state.import,
            None => &None,
        };
        own.as_ref().or(state.proxy.as_ref()).cloned()
    }

    /// Whose credentials or rights did not do, the last time.
    pub(super) fn last(&self) -> Login {
        self.state().last
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No holder of the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
