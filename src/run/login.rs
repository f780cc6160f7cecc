//! What a target is shown of who asks, by name, and who did not accept it.

use landbridge_contract::{Fault, FaultKind, Login};

use crate::project::{AssertionConfig, AuthConfig, ConfigValue, Kept, ProxyConfig, TargetConfig};
use crate::report::{KeptIn, Refused, Refuser, Shown};
use crate::transport::{Transport, is_about_tokens};

/// The settings of the logins of a target.
#[derive(Clone)]
pub(super) struct Logins {
    main: AuthConfig,
    import: Option<AuthConfig>,
    proxy: Option<ProxyConfig>,
}

impl Logins {
    pub(super) fn of(config: &TargetConfig) -> Self {
        Self {
            main: config.auth.clone(),
            import: config.import_auth.clone(),
            proxy: config.proxy.clone(),
        }
    }

    /// What a fault of this transport says of a login; nothing where it is about something else.
    pub(super) fn refused_by(&self, transport: &Transport, fault: &Fault) -> Option<Refused> {
        self.refused(fault, transport.refused_login())
    }

    /// What a fault says of a login, `login` being the one that was refused last; nothing where it is about something else.
    fn refused(&self, fault: &Fault, login: Login) -> Option<Refused> {
        let by = match fault.kind {
            FaultKind::Unauthenticated if is_about_tokens(fault) => Refuser::TokenEndpoint,
            FaultKind::Unauthenticated => Refuser::Erp,
            FaultKind::ProxyUnauthenticated => Refuser::Proxy,
            FaultKind::Forbidden => Refuser::Rights,
            _ => return None,
        };
        let shown = match (by, login, &self.import) {
            (Refuser::Proxy, _, _) => of_proxy(self.proxy.as_ref()),
            (_, Login::Import, Some(import)) => of_auth("import_auth", import, by),
            _ => of_auth("auth", &self.main, by),
        };
        Some(Refused {
            by,
            said: fault.to_string(),
            shown,
        })
    }
}

/// What is shown of a login to whoever refused it.
fn of_auth(way: &str, auth: &AuthConfig, by: Refuser) -> Vec<Shown> {
    match auth {
        AuthConfig::None => vec![Shown {
            setting: way.to_owned(),
            kept: KeptIn::Nowhere,
        }],
        AuthConfig::Basic { user, password } => {
            let mut all = vec![shown(format!("{way}.basic.user"), user)];
            if by != Refuser::Rights {
                all.push(shown(format!("{way}.basic.password"), password));
            }
            all
        }
        AuthConfig::Bearer(token) => vec![shown(format!("{way}.bearer"), token)],
        AuthConfig::OAuth(oauth) => {
            let way = format!("{way}.oauth");
            let mut all = vec![shown(format!("{way}.client_id"), &oauth.client_id)];
            if by == Refuser::TokenEndpoint {
                let secret = &oauth.client_secret;
                all.push(shown(format!("{way}.client_secret"), secret));
            }
            if let Some(stated) = &oauth.assertion {
                all.extend(of_assertion(&format!("{way}.assertion"), stated, by));
            }
            all
        }
        AuthConfig::Assertion(stated) => of_assertion(&format!("{way}.jwt"), stated, by),
    }
}

fn of_assertion(way: &str, stated: &AssertionConfig, by: Refuser) -> Vec<Shown> {
    let mut all = vec![shown(format!("{way}.subject"), &stated.subject)];
    if by != Refuser::Rights {
        all.push(shown(format!("{way}.issuer"), &stated.issuer));
        all.push(shown(format!("{way}.key"), &stated.key));
    }
    all
}

fn of_proxy(proxy: Option<&ProxyConfig>) -> Vec<Shown> {
    match proxy.and_then(|proxy| proxy.login.as_ref()) {
        Some((user, password)) => vec![
            shown("proxy.user".to_owned(), user),
            shown("proxy.password".to_owned(), password),
        ],
        None => ["proxy.user", "proxy.password"]
            .map(|setting| Shown {
                setting: setting.to_owned(),
                kept: KeptIn::Nowhere,
            })
            .into(),
    }
}

fn shown(setting: String, value: &ConfigValue) -> Shown {
    let kept = match &value.kept {
        Kept::Environment(name) => KeptIn::Environment(name.clone()),
        Kept::File(path) => KeptIn::File(path.display().to_string()),
        Kept::Command(words) => KeptIn::Command(words.first().cloned().unwrap_or_default()),
        Kept::Here(_) | Kept::Unclear => KeptIn::Line(value.at.line),
    };
    Shown { setting, kept }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use landbridge_contract::{Effect, Retry};

    use super::*;
    use crate::diagnose::Location;

    fn kept(kept: Kept) -> ConfigValue {
        let at = Location {
            file: Arc::from("landbridge.yaml"),
            line: 7,
            column: 1,
        };
        ConfigValue { kept, at }
    }

    fn basic(user: &str, password: Kept) -> AuthConfig {
        AuthConfig::Basic {
            user: kept(Kept::Here(user.to_owned())),
            password: kept(password),
        }
    }

    fn told(kind: FaultKind, login: Login) -> Option<(Refuser, Vec<String>)> {
        let logins = Logins {
            main: basic("loader", Kept::Environment("ERP_PASSWORD".to_owned())),
            import: Some(basic(
                "importer",
                Kept::Command(vec!["pass".to_owned(), "canary".to_owned()]),
            )),
            proxy: None,
        };
        let fault = Fault {
            kind,
            retry: Retry::Never,
            effect: Effect::None,
            operation: "create suppliers".to_owned(),
            message: "no".to_owned(),
        };
        let refused = logins.refused(&fault, login)?;
        let shown = refused.shown.iter();
        let shown = shown.map(|one| format!("{} {:?}", one.setting, one.kept));
        Some((refused.by, shown.collect()))
    }

    #[test]
    fn what_was_shown_is_named_by_the_login_that_was_refused_and_never_by_its_values() {
        let (by, shown) = told(FaultKind::Unauthenticated, Login::Main).unwrap();
        assert_eq!(by, Refuser::Erp);
        let expected = [
            "auth.basic.user Line(7)",
            "auth.basic.password Environment(\"ERP_PASSWORD\")",
        ];
        assert_eq!(shown, expected);
        let (_, shown) = told(FaultKind::Unauthenticated, Login::Import).unwrap();
        let expected = [
            "import_auth.basic.user Line(7)",
            "import_auth.basic.password Command(\"pass\")",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn rights_and_proxies_are_told_apart_from_passwords() {
        let (by, shown) = told(FaultKind::Forbidden, Login::Import).unwrap();
        assert_eq!(by, Refuser::Rights);
        assert_eq!(shown, ["import_auth.basic.user Line(7)"]);
        let (by, shown) = told(FaultKind::ProxyUnauthenticated, Login::Main).unwrap();
        assert_eq!(by, Refuser::Proxy);
        assert_eq!(shown, ["proxy.user Nowhere", "proxy.password Nowhere"]);
        assert_eq!(told(FaultKind::Unavailable, Login::Main), None);
    }
}
