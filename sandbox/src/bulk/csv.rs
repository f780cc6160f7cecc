//! Lines of import files as the loader reads them: by position, with quotes where they need them.

/// The lines of a file, each as its fields. Blank lines are passed over.
pub(super) fn lines(text: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for line in text.lines() {
        if !line.trim().is_empty() {
            lines.push(fields(line));
        }
    }
    lines
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(sign),
        }
    }
    fields.push(field);
    // A macro adds it as a last field; the loader takes it as a mark.
    if fields.last().is_some_and(|last| last == "END") {
        fields.pop();
    }
    fields
}

/// A field of a report, in quotes where it needs them.
pub(super) fn written(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
