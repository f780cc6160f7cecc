//! The languages of what is handed to people, in Fluent: for owners of data and steering committees one `.ftl` file each, for the
//! report of a run another.
//!
//! English texts of codes come from the list of codes itself; the other languages have one of their own for
//! every code that a legacy file can raise.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::diagnose::Code;

mod say;

/// Language, and its texts.
const TEXTS: [(&str, [&str; 2]); 3] = [
    (
        "en",
        [include_str!("en.ftl"), include_str!("report-en.ftl")],
    ),
    (
        "fr",
        [include_str!("fr.ftl"), include_str!("report-fr.ftl")],
    ),
    (
        "es",
        [include_str!("es.ftl"), include_str!("report-es.ftl")],
    ),
];

/// A language.
pub struct Language(FluentBundle<FluentResource>, &'static str);

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Language").field(&self.0.locales).finish()
    }
}

impl Language {
    /// The language of that name; English where there is none.
    pub fn of(tag: &str) -> Self {
        let found = TEXTS.iter().find(|(own, _)| *own == tag);
        let (tag, texts) = found.copied().unwrap_or(TEXTS[0]);
        let mut bundle = FluentBundle::new(tag.parse().into_iter().collect());
        // No marks around what is put in: they show as boxes in old spreadsheet programs.
        bundle.set_use_isolating(false);
        for text in texts {
            let resource = FluentResource::try_new(text.to_owned());
            // What could not be understood is left out by the parser; a test reads every text.
            let resource = resource.unwrap_or_else(|(rest, _faults)| rest);
            bundle.add_resource_overriding(resource);
        }
        Self(bundle, tag)
    }

    /// English.
    pub fn english() -> Self {
        Self::of("en")
    }

    /// Its tag: `en`, `fr`, `es`.
    pub fn tag(&self) -> &'static str {
        self.1
    }

    /// A text with what it speaks of.
    pub fn text(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.formatted(id, None, values)
            .unwrap_or_else(|| id.to_owned())
    }

    /// The title of a code.
    pub fn title(&self, code: &Code) -> String {
        self.formatted(code.id, None, &[])
            .unwrap_or_else(|| code.title.to_owned())
    }

    /// What to do about a code.
    pub fn remedy(&self, code: &Code) -> String {
        let own = self.formatted(code.id, Some("remedy"), &[]);
        own.unwrap_or_else(|| code.remedy.to_owned())
    }

    fn formatted(
        &self,
        id: &str,
        attribute: Option<&str>,
        values: &[(&str, FluentValue<'_>)],
    ) -> Option<String> {
        let message = self.0.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let arguments: FluentArgs<'_> = values.iter().cloned().collect();
        let mut faults = Vec::new();
        let text = self
            .0
            .format_pattern(pattern, Some(&arguments), &mut faults);
        Some(text.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::codes;
    use crate::mapping::LANGUAGES;

    /// The families of codes that a legacy file, or what is sent of it, can raise.
    const OF_DATA: [&str; 7] = ["SRC-", "MAP-", "VAL-", "KEY-", "JOIN-", "REF-", "LOAD-"];

    #[test]
    fn every_language_says_every_code_that_a_file_can_raise() {
        let mut missing = Vec::new();
        for tag in LANGUAGES.into_iter().filter(|tag| *tag != "en") {
            let language = Language::of(tag);
            for code in codes::ALL
                .iter()
                .filter(|code| OF_DATA.iter().any(|own| code.id.starts_with(own)))
            {
                for (attribute, what) in [(None, "title"), (Some("remedy"), "remedy")] {
                    if language.formatted(code.id, attribute, &[]).is_none() {
                        missing.push(format!("{tag}: {what} of {}", code.id));
                    }
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn every_language_has_every_text_and_can_be_understood_whole() {
        assert_eq!(TEXTS.map(|(tag, _)| tag), LANGUAGES);
        for (tag, texts) in TEXTS {
            for text in texts {
                let parsed = FluentResource::try_new(text.to_owned());
                let faults = parsed.err().map(|(_, faults)| faults);
                assert!(faults.is_none(), "{tag}: {faults:?}");
            }
            let language = Language::of(tag);
            for english in TEXTS[0].1 {
                let ids = english
                    .lines()
                    .filter_map(|line| line.split_once(" = "))
                    .map(|(id, _)| id);
                for id in ids.filter(|id| !id.starts_with(' ')) {
                    assert!(language.formatted(id, None, &[]).is_some(), "{tag}: {id}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_told_as_people_say_them() {
        let language = Language::of("fr");
        let said = |errors: u64, warnings: u64| {
            language.text(
                "about",
                &[("errors", errors.into()), ("warnings", warnings.into())],
            )
        };
        assert_eq!(said(1, 0), "Un constat bloque un enregistrement.");
        assert_eq!(
            said(0, 1),
            "Aucun constat ne bloque un enregistrement. Un autre mérite un regard."
        );
        assert_eq!(
            said(3, 1),
            "3 constats bloquent des enregistrements. Un autre mérite un regard."
        );
        assert_eq!(Language::of("xx").text("cell", &[]), "Cell");
    }
}
