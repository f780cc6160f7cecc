//! The tables of README that benchmarks write.

use std::fs;
use std::path::Path;

use crate::Outcome;

/// Puts a table between the lines of README that name the benchmark; what the last run wrote there goes.
pub(super) fn write(root: &Path, benchmark: &str, table: &str) -> Outcome {
    let path = root.join("README.md");
    let text = fs::read_to_string(&path)?;
    fs::write(&path, replaced(&text, benchmark, table)?)?;
    Ok(())
}

fn replaced(text: &str, benchmark: &str, table: &str) -> Result<String, String> {
    let begin = format!("<!-- {benchmark}: written by `cargo xtask bench {benchmark}` -->");
    let end = format!("<!-- /{benchmark} -->");
    let (before, rest) = text
        .split_once(&begin)
        .ok_or_else(|| format!("README has no place for the table: no line `{begin}`"))?;
    let (_, after) = rest
        .split_once(&end)
        .ok_or_else(|| format!("README has no end of the table: no line `{end}`"))?;
    Ok(format!("{before}{begin}\n\n{table}\n\n{end}{after}"))
}

/// `1234567` is `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_that_of_the_same_benchmark_and_of_no_other() {
        let place = |name: &str, table: &str| {
            format!(
                "<!-- {name}: written by `cargo xtask bench {name}` -->\n\n{table}\n\n<!-- /{name} -->\n"
            )
        };
        let text = [place("one", "old"), place("two", "kept")].concat();
        let wanted = [place("one", "new"), place("two", "kept")].concat();
        assert_eq!(replaced(&text, "one", "new"), Ok(wanted));
        let missing = replaced(&text, "three", "new");
        assert!(missing.is_err_and(|error| error.contains("bench three")));
    }
}
