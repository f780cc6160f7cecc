//! Who runs a command: whoever was named, or the system's user.

use super::args::OperatorArguments;
use super::exit::{Exit, Failure};

/// The operator of a command. What was named has one line and is not empty.
pub(super) fn operator(arguments: &OperatorArguments) -> Result<String, Failure> {
    let Some(named) = &arguments.operator else {
        return Ok(system_user());
    };
    let named = named.trim();
    if named.is_empty() || named.chars().any(char::is_control) {
        let message = "--operator (LANDBRIDGE_OPERATOR) takes the login of whoever runs this, in one line\n\
                       Leave it out for the login of the system's user.";
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(named.to_owned())
}

/// The login of the system's user: by the number under which the process runs, where the system's list of users has
/// it, and by the environment where a directory keeps the users.
pub(super) fn system_user() -> String {
    let listed = user_number().and_then(|number| {
        let users = std::fs::read_to_string("/etc/passwd").ok()?;
        listed(&users, number)
    });
    let variable = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
    let stated = || {
        ["LOGNAME", "USER", "USERNAME"]
            .into_iter()
            .find_map(variable)
    };
    let unnamed = || user_number().map(|number| format!("user {number}"));
    let login = listed.or_else(stated).or_else(unnamed);
    let login = login.unwrap_or_else(|| "not known".to_owned());
    login.chars().filter(|sign| !sign.is_control()).collect()
}

/// The number of the user under which the process runs; none where users have no numbers.
fn user_number() -> Option<u32> {
    #[cfg(unix)]
    let number = Some(rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    let number = None;
    number
}

/// The login with a number in the form of passwd(5): login, password, number, and what does not matter here.
fn listed(users: &str, number: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let login = parts.next()?;
        let found: u32 = parts.nth(1)?.parse().ok()?;
        (found == number && !login.is_empty()).then(|| login.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_found_by_number_and_not_by_what_the_environment_says() {
        let users = "root:x:0:0:root:/:/bin/sh\nann:x:1000:1000:Ann,,,:/:/bin/sh\nbroken\n";
        assert_eq!(listed(users, 1000).as_deref(), Some("ann"));
        assert_eq!(listed(users, 1001), None);
    }

    #[test]
    fn an_operator_has_a_name_in_one_line() {
        let named = |text: &str| {
            operator(&OperatorArguments {
                operator: Some(text.to_owned()),
            })
        };
        assert_eq!(named(" ann ").unwrap(), "ann");
        assert_eq!(named(" ").unwrap_err().exit, Exit::Usage);
        assert_eq!(named("ann\nbob").unwrap_err().exit, Exit::Usage);
    }
}
