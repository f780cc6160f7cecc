//! What the program says of itself.

use crate::golden::{golden, scene};
use crate::support::{Project, run};

fn help_of(command: &str) -> String {
    let project = Project::empty();
    let arguments: Vec<&str> = [command, "--help"]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    let ran = run(&mut project.command("", &arguments)).ok();
    scene(&project, &arguments, &ran)
}

#[test]
fn every_command_says_what_it_is_for() {
    let all = help_of("");
    let listed = all.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    let commands: Vec<&str> = listed
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 15, "{commands:?}");
    for command in &commands {
        golden!(format!("help-{command}"), help_of(command));
    }
    golden!("help", all);
}
