//! The page of an evidence pack: how an auditor verifies it without this program.

/// What the page tells of its pack.
#[derive(Debug, Clone, Copy)]
pub struct PageWords<'a> {
    /// The project.
    pub project: &'a str,
    /// The run.
    pub run: i64,
    /// Who signed.
    pub signer: &'a str,
    /// When.
    pub at: &'a str,
    /// What people compare of the key.
    pub fingerprint: &'a str,
    /// The statement, relative to the pack, without its ending: `sign-offs/run-7`.
    pub stem: &'a str,
}

/// The page. Its commands stand in lines of their own that begin with `$ `.
pub fn page(words: PageWords<'_>) -> String {
    let PageWords {
        project,
        run,
        signer,
        at,
        fingerprint,
        stem,
    } = words;
    format!(
        "How to verify this pack

{signer} signed off run {run} of the project \"{project}\" on {at}.

Nothing but openssl (3.0 or later) and sha256sum is needed. Unpack the zip, open a terminal in the folder with this
page, and type what follows `$`.

1. The signature

{stem}.txt is the statement: what was accepted, by whom, and the SHA-256 of every file that the run was made of.
{stem}.sig is its signature (Ed25519), {stem}.pem the key that verifies it.

    $ openssl pkeyutl -verify -pubin -inkey {stem}.pem -rawin -in {stem}.txt -sigfile {stem}.sig

It says \"Signature Verified Successfully\". One changed character in the statement, and it does not.

2. The key

A signature is worth what the key is worth: whoever makes a pack anew can put another key into it. Ask {signer}, on
another way than the one by which this pack came, for the fingerprint of the key, and compare it with what this says:

    $ openssl pkey -pubin -in {stem}.pem -outform DER | sha256sum

It was, when the pack was made:

    {fingerprint}

3. The files in this pack

    $ sha256sum -c {PACKED_SUMS}

Every line ends with \"OK\". This finds what was damaged on the way. Whether the files are those that were signed is
said by the statement itself:

    $ sha256sum -c --ignore-missing {stem}.txt

Every line ends with \"OK\"; a warning that lines are improperly formatted is about the sentences between the sums.

4. The files that are not in this pack

Legacy files, and lists that personal values go through, are named in the statement by their hash alone, since they hold
personal data. In the project folder itself, with its data in place, the same command looks at all of them:

    $ sha256sum -c {stem}.txt

The ledger stands in the statement as \"ledger\" and \"ledger sha256\". Its bytes are those as long as nothing was run after
the sign-off; `landbridge verify` in the project folder tells what was run since, and whether the rows of the signed run
are still the same.
",
        PACKED_SUMS = super::PACKED_SUMS,
    )
}
