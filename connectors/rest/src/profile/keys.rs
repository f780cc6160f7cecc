//! The keys of a profile. The page about profiles names each of them; a test holds it to that.

/// The keys that may stand in one place.
pub(super) struct Keys {
    /// Where, in words: the heading of its table in the documentation.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the documentation is held against it")
    )]
    place: &'static str,
    pub(super) keys: &'static [&'static str],
}

/// At the root.
pub(super) const PROFILE: Keys = Keys {
    place: "A profile",
    keys: &[
        "version",
        "about",
        "parameters",
        "limits",
        "statuses",
        "defaults",
        "objects",
        "other_objects",
    ],
};

/// Of an object, and of `defaults`.
pub(super) const OBJECT: Keys = Keys {
    place: "An object",
    keys: &[
        "about",
        "base_path",
        "headers",
        "query",
        "id",
        "key",
        "version",
        "values",
        "types",
        "errors",
        "create",
        "update",
        "upsert",
        "undo",
        "batch",
        "find",
        "read",
        "one",
        "describe",
        "children",
    ],
};

pub(super) const LIMITS: Keys = Keys {
    place: "`limits`",
    keys: &[
        "bytes",
        "records",
        "requests_per_second",
        "requests_per_day",
        "concurrency",
    ],
};

pub(super) const STATUSES: Keys = Keys {
    place: "`statuses`",
    keys: &["refused", "throttled", "unavailable"],
};

pub(super) const VALUES: Keys = Keys {
    place: "`values`",
    keys: &[
        "decimals",
        "integers",
        "booleans",
        "dates",
        "date_times",
        "dates_read",
        "empty",
    ],
};

/// Of a request that writes.
pub(super) const OPERATION: Keys = Keys {
    place: "A request that writes",
    keys: &[
        "method", "path", "query", "headers", "body", "add", "answer",
    ],
};

pub(super) const BATCH: Keys = Keys {
    place: "`batch`",
    keys: &[
        "method",
        "path",
        "query",
        "headers",
        "body",
        "add",
        "answer",
        "answers",
        "updates",
        "errors",
        "refused_whole",
    ],
};

/// Of a request that reads.
pub(super) const READING: Keys = Keys {
    place: "A request that reads",
    keys: &[
        "method", "path", "query", "headers", "body", "items", "total", "paging", "each",
    ],
};

pub(super) const FIND: Keys = Keys {
    place: "`find`",
    keys: &[
        "method", "path", "query", "headers", "body", "items", "total", "paging", "each", "filter",
        "exact",
    ],
};

pub(super) const PAGING: Keys = Keys {
    place: "`paging`",
    keys: &["by", "size", "first", "more", "next"],
};

pub(super) const FILTER: Keys = Keys {
    place: "`filter`",
    keys: &["comparison", "join", "nothing", "quoting", "quote_all"],
};

pub(super) const ERRORS: Keys = Keys {
    place: "`errors`",
    keys: &["messages", "duplicate", "refused"],
};

pub(super) const MESSAGES: Keys = Keys {
    place: "`messages`",
    keys: &["at", "text", "code", "path", "unpack", "in_success"],
};

pub(super) const DUPLICATE: Keys = Keys {
    place: "`duplicate`",
    keys: &["statuses", "codes", "texts"],
};

pub(super) const CHILD: Keys = Keys {
    place: "`children`",
    keys: &["create", "read"],
};

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&Keys] = &[
        &PROFILE, &OBJECT, &LIMITS, &STATUSES, &VALUES, &OPERATION, &BATCH, &READING, &FIND,
        &PAGING, &FILTER, &ERRORS, &MESSAGES, &DUPLICATE, &CHILD,
    ];

    #[test]
    fn the_page_about_profiles_names_every_key_in_its_place() {
        let page = include_str!("../../../../docs/rest.md");
        let mut missing = Vec::new();
        for keys in ALL {
            let heading = format!("### {}\n", keys.place);
            let section = page.split_once(&heading).map_or("", |(_, rest)| rest);
            let section = section.split("\n##").next().unwrap_or_default();
            for key in keys.keys {
                if !section.contains(&format!("| `{key}`")) {
                    missing.push(format!("{}: {key}", keys.place));
                }
            }
        }
        assert!(
            missing.is_empty(),
            "docs/rest.md does not name {missing:#?}"
        );
    }
}
