//! The keys of how a target is reached, and how requests are authenticated.

use super::form::Form;
use super::{KeyTable, Rest, key};

const WITHIN_AUTH: &str = "targets:\n  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL }, auth: { … } }";

/// A value that is kept outside of the file.
pub static KEPT: KeyTable = KeyTable {
    name: "kept-elsewhere",
    title: "A value kept elsewhere",
    about: "A password or a token is never written in the file: exactly one of these says where it is.",
    within: "targets:\n  erp: { fusion: { framework_version: 4 }, url: { … } }",
    keys: &[
        key(
            "env",
            Form::Text,
            "The environment variable that holds the value.",
            "env: LANDBRIDGE_URL",
        ),
        key(
            "file",
            Form::Text,
            "The file that holds the value; outer white space is not part of it.",
            "file: secrets/url",
        ),
        key(
            "command",
            Form::Texts,
            "A program and its arguments, each a text of its own, whose output is the value (`pass`, `vault`); outer white space is \
             not part of it. It is run without a shell, in the project folder, each time a target is connected to.",
            "command: [pass, show, erp/url]",
        ),
    ],
    one_of: &["env", "file", "command"],
    rest: Rest::Nothing,
};

/// `auth`.
pub static AUTH: KeyTable = KeyTable {
    name: "auth",
    title: "`auth`",
    about: "How requests are authenticated: exactly one of these.",
    within: WITHIN_AUTH,
    keys: &[
        key(
            "basic",
            Form::Block(&BASIC),
            "With user and password.",
            "basic: { user: migration, password: { env: LANDBRIDGE_PASSWORD } }",
        ),
        key(
            "bearer",
            Form::Block(&KEPT),
            "With a token.",
            "bearer: { file: secrets/token }",
        ),
        key(
            "oauth",
            Form::Block(&OAUTH),
            "With a token that is asked for at an OAuth 2 endpoint, and renewed before it ends and once where the target refuses it.",
            "oauth: { token_url: \"https://id.example.org/oauth2/v1/token\", client_id: migration, client_secret: { env: LANDBRIDGE_PASSWORD } }",
        ),
        key(
            "jwt",
            Form::Block(&ASSERTION),
            "With a signed statement as the token itself, which the target trusts.",
            "jwt: { key: { file: secrets/key.pem }, issuer: landbridge, subject: migration }",
        ),
    ],
    one_of: &["basic", "bearer", "oauth", "jwt"],
    rest: Rest::Nothing,
};

/// `basic`.
pub static BASIC: KeyTable = KeyTable {
    name: "basic",
    title: "`basic`",
    about: "User and password.",
    within: "targets:\n  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL }, auth: { basic: { … } } }",
    keys: &[
        key(
            "user",
            Form::Kept(&KEPT),
            "The user.",
            "user: migration, password: { env: LANDBRIDGE_PASSWORD }",
        )
        .needed(),
        key(
            "password",
            Form::Block(&KEPT),
            "The password; never written in the file.",
            "user: { env: LANDBRIDGE_USER }, password: { file: secrets/password }",
        )
        .needed(),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `oauth`.
pub static OAUTH: KeyTable = KeyTable {
    name: "oauth",
    title: "`oauth`",
    about: "A client that asks for tokens (RFC 6749), for itself, or with the statement of a user (RFC 7523).",
    within: "targets:\n  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL }, auth: { oauth: { … } } }",
    keys: &[
        key(
            "token_url",
            Form::Kept(&KEPT),
            "The token endpoint.",
            "token_url: \"https://id.example.org/oauth2/v1/token\", client_id: migration, client_secret: { env: LANDBRIDGE_PASSWORD }",
        )
        .needed(),
        key(
            "client_id",
            Form::Kept(&KEPT),
            "The client.",
            "token_url: { env: LANDBRIDGE_URL }, client_id: migration, client_secret: { env: LANDBRIDGE_PASSWORD }",
        )
        .needed(),
        key(
            "client_secret",
            Form::Block(&KEPT),
            "Its secret; never written in the file.",
            "token_url: { env: LANDBRIDGE_URL }, client_id: migration, client_secret: { command: [vault, read, -field=value, erp] }",
        )
        .needed(),
        key(
            "scope",
            Form::Text,
            "What the token is to be good for, as the endpoint names it.",
            "token_url: { env: LANDBRIDGE_URL }, client_id: migration, client_secret: { env: LANDBRIDGE_PASSWORD }, scope: \"urn:opc:resource:consumer::all\"",
        )
        .default("left to the endpoint"),
        key(
            "assertion",
            Form::Block(&ASSERTION),
            "The signed statement of a user, for whom the client asks.",
            "token_url: { env: LANDBRIDGE_URL }, client_id: migration, client_secret: { env: LANDBRIDGE_PASSWORD }, assertion: { key: { file: secrets/key.pem }, issuer: migration, subject: LOADER }",
        )
        .default("the client asks for itself"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `jwt` and `assertion`.
pub static ASSERTION: KeyTable = KeyTable {
    name: "assertion",
    title: "`jwt`, `assertion`",
    about: "A signed statement of who sends: a JSON Web Token with RS256.",
    within: "targets:\n  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL }, auth: { jwt: { … } } }",
    keys: &[
        key(
            "key",
            Form::Block(&KEPT),
            "The private key that signs it: RSA of 2048 bits or more in PEM form, without a password.",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration",
        )
        .needed(),
        key(
            "issuer",
            Form::Kept(&KEPT),
            "Who states it (`iss`).",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration",
        )
        .needed(),
        key(
            "subject",
            Form::Kept(&KEPT),
            "The user of whom it is stated (`sub` and `prn`).",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: { env: LANDBRIDGE_USER }",
        )
        .needed(),
        key(
            "audience",
            Form::Text,
            "To whom it is stated (`aud`).",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration, audience: \"https://identity.oraclecloud.com/\"",
        )
        .default("nobody in particular"),
        key(
            "key_id",
            Form::Text,
            "The name of the key at the receiver (`kid`).",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration, key_id: landbridge-2026",
        ),
        key(
            "thumbprint",
            Form::Text,
            "The SHA-1 of the certificate as base64url (`x5t`), for receivers that know the key by it.",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration, thumbprint: bq7LVq0sXg2HkTPgvJ4Uo8f7lYs",
        ),
        key(
            "minutes",
            Form::Whole(1),
            "How long it holds.",
            "key: { file: secrets/key.pem }, issuer: landbridge, subject: migration, minutes: 10",
        )
        .default("5"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `proxy`.
pub static PROXY: KeyTable = KeyTable {
    name: "proxy",
    title: "`proxy`",
    about: "A proxy through which everything goes to the target and to its token endpoint.",
    within: "targets:\n  erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL }, proxy: { … } }",
    keys: &[
        key(
            "url",
            Form::Kept(&KEPT),
            "Its address.",
            "url: \"http://proxy.example.org:3128\"",
        )
        .needed(),
        key(
            "user",
            Form::Kept(&KEPT),
            "The user, where it demands one.",
            "url: \"http://proxy.example.org:3128\", user: migration, password: { env: LANDBRIDGE_PASSWORD }",
        ),
        key(
            "password",
            Form::Block(&KEPT),
            "The user's password; never written in the file.",
            "url: \"http://proxy.example.org:3128\", user: migration, password: { file: secrets/proxy }",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};
