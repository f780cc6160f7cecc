//! What an HTML error page says: its title and headings, or its text where it has none.

/// True where the text is a page rather than a message.
pub(crate) fn is_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(14).collect();
    let head = head.to_ascii_lowercase();
    ["<html", "<!doctype html", "<head", "<body", "<h1", "<title"]
        .iter()
        .any(|start| head.starts_with(start))
}

/// Where text belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Heading,
    Text,
    Hidden,
}

/// The words of a page on one line: title and headings, else all text. Tags, scripts and styles
/// are left out.
pub(crate) fn words(page: &str) -> String {
    let (mut chosen, mut text) = (Vec::new(), Vec::new());
    let mut part = Part::Text;
    let mut current = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        current.push_str(before);
        let (tag, next) = after.split_once('>').unwrap_or((after, ""));
        rest = next;
        keep(part, &current, &mut chosen, &mut text);
        current.clear();
        part = part_after(tag, part);
    }
    current.push_str(rest);
    keep(part, &current, &mut chosen, &mut text);
    let mut words = if chosen.is_empty() { text } else { chosen };
    words.dedup();
    words.join(": ")
}

fn keep(part: Part, raw: &str, chosen: &mut Vec<String>, text: &mut Vec<String>) {
    let decoded = raw
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    let line = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return;
    }
    match part {
        Part::Title | Part::Heading => chosen.push(line),
        Part::Text => text.push(line),
        Part::Hidden => {}
    }
}

fn part_after(tag: &str, part: Part) -> Part {
    let end = tag.find(|c: char| c.is_whitespace()).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
    match name.as_str() {
        "title" => Part::Title,
        "h1" | "h2" => Part::Heading,
        "script" | "style" => Part::Hidden,
        "/title" | "/h1" | "/h2" | "/script" | "/style" => Part::Text,
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_title_and_heading() {
        let page = "<!DOCTYPE HTML><html><head><title>503 Service\n Unavailable</title>\
            <style>h1 {color: red}</style></head><body><h1>Down for maintenance</h1><p>Sorry.</p>";
        assert!(is_page(page));
        assert_eq!(words(page), "503 Service Unavailable: Down for maintenance");
    }

    #[test]
    fn a_page_without_headings_says_its_text() {
        assert_eq!(
            words("<html><body><p>A &amp; B</p><script>x()</script> C"),
            "A & B: C"
        );
        assert_eq!(words("<<<>>"), ">");
    }
}
