//! How like the name of a column is to the name of an attribute.

use super::words::{Reading, near, weight};

/// What a word of the object's own name tells: in a file of vendors, `Vendor` says little.
const CONTEXT_WEIGHT: u32 = 25;
/// What a word tells that stands in many columns of the file: a prefix.
const PREFIX_WEIGHT: u32 = 10;
/// A word that tells less does not say what a thing is.
pub(super) const HEAD_WEIGHT_MIN: u32 = 70;
/// What it costs that a column lacks the word that says what the attribute is.
const HEADLESS: u32 = 10;
/// The word for what is named by nothing but the object's own name.
const ITSELF: &str = "itself";
/// Words nearer than this are partners.
const PARTNER_MIN: u32 = 50;

/// The words of a name with what each tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighed {
    words: Vec<(String, u32)>,
    number: Option<u32>,
}

impl Weighed {
    /// `context` are the words of where it stands, `named` those of them that may stand for the whole:
    /// an `Address` is not the name of an address, but a `Vendor` is the name of a vendor. `prefixes` are
    /// the words that many columns have.
    pub(super) fn new(
        reading: &Reading,
        context: &[String],
        named: &[String],
        prefixes: &[String],
    ) -> Self {
        let words = reading.words.iter().map(|word| {
            let mut tells = weight(word);
            if context.contains(word) {
                tells = tells.min(CONTEXT_WEIGHT);
            }
            if prefixes.contains(word) {
                tells = tells.min(PREFIX_WEIGHT);
            }
            (word.clone(), tells)
        });
        let mut words: Vec<(String, u32)> = words.collect();
        let names_the_object = words.iter().all(|(word, _)| named.contains(word));
        if names_the_object && !words.is_empty() {
            words.push((ITSELF.to_owned(), weight(ITSELF)));
        }
        Self {
            words,
            number: reading.number,
        }
    }

    /// What all its words tell.
    fn total(&self) -> u32 {
        self.words.iter().map(|(_, tells)| tells).sum()
    }

    /// The last word that tells something: what a `SalaryCurrency` is.
    fn head(&self) -> Option<&(String, u32)> {
        self.words
            .iter()
            .rfind(|(_, tells)| *tells >= HEAD_WEIGHT_MIN)
    }
}

/// How like two names are, in per cent: each word finds its nearest partner, and counts by what it
/// tells. Words without a partner count against. `is_code` says that the column's values are
/// codes, so that `Category` may be a `CategoryCode`.
pub(super) fn likeness(column: &Weighed, attribute: &Weighed, is_code: bool) -> u32 {
    let mut total = column.total() + attribute.total();
    if total == 0 {
        return 0;
    }
    let mut free: Vec<&(String, u32)> = attribute.words.iter().collect();
    let mut alike = 0;
    // The words that tell most choose first.
    let mut words: Vec<&(String, u32)> = column.words.iter().collect();
    words.sort_by_key(|(_, tells)| std::cmp::Reverse(*tells));
    for (word, tells) in words {
        let nearest = free.iter().enumerate();
        let nearest = nearest.map(|(at, (other, _))| (near(word, other), std::cmp::Reverse(at)));
        let Some((share, std::cmp::Reverse(at))) = nearest.max() else {
            break;
        };
        if share >= PARTNER_MIN {
            let (_, other_tells) = free.swap_remove(at);
            alike += share * (tells + other_tells);
        }
    }
    let headless = attribute.head().is_some_and(|head| free.contains(&head));
    // A column of codes needs no word that says so, nor a column of names.
    for (word, tells) in free {
        if is_code && word == "code" || !is_code && word == "name" {
            total -= tells / 2;
        }
    }
    let share = (alike / total.max(1)).min(100);
    let share = share.saturating_sub(if headless { HEADLESS } else { 0 });
    share * by_number(column.number, attribute.number) / 100
}

/// What the numbers in the names leave of their likeness, in per cent.
fn by_number(column: Option<u32>, attribute: Option<u32>) -> u32 {
    match (column.unwrap_or(1), attribute.unwrap_or(1)) {
        (left, right) if left == right => 100,
        // Not the ninety-ninth of its kind: a number that is part of the name.
        (10.., _) => 40,
        // The second telephone is still a telephone, if there is no better place for it.
        (_, 1) if attribute.is_none() => 70,
        _ => 40,
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::readings;
    use super::*;

    /// How like two names are within an object of suppliers.
    fn like(column: &str, attribute: &str, is_code: bool) -> u32 {
        let context = ["supplier".to_owned()];
        let weigh = |name| {
            let weigh = |reading| Weighed::new(reading, &context, &context, &[]);
            readings(name).iter().map(weigh).collect::<Vec<Weighed>>()
        };
        let (left, right) = (weigh(column), weigh(attribute));
        let pairs = left
            .iter()
            .flat_map(|one| right.iter().map(move |other| (one, other)));
        pairs
            .map(|(one, other)| likeness(one, other, is_code))
            .max()
            .unwrap()
    }

    #[test]
    fn order_case_and_language_do_not_matter() {
        assert_eq!(like("NBR_VEND", "SupplierNumber", false), 100);
        assert_eq!(like("Lieferanten-Nr.", "SupplierNumber", false), 100);
        assert_eq!(like("date facture", "InvoiceDate", false), 100);
    }

    #[test]
    fn the_object_alone_is_its_name() {
        assert!(like("Name", "Supplier", false) >= 75);
        assert!(like("Name", "AlternateName", false) < 60);
    }

    #[test]
    fn a_column_of_codes_needs_no_word_that_says_so() {
        assert!(like("Category", "CategoryCode", true) > like("Category", "CategoryCode", false));
    }

    #[test]
    fn a_second_line_is_not_the_first() {
        assert_eq!(like("Addr2", "AddressLine2", false), 100);
        assert!(like("Addr2", "AddressLine1", false) < 50);
        assert_eq!(like("Street", "AddressLine1", false), 100);
    }

    #[test]
    fn what_lacks_the_word_that_says_what_a_thing_is_is_less_like_it() {
        assert!(like("Salary", "SalaryCurrencyCode", false) < 60);
        assert!(like("Status", "MaritalStatus", false) < 56);
        assert!(
            like("Currency", "SalaryCurrencyCode", false)
                > like("Salary", "SalaryCurrencyCode", false)
        );
    }
}
