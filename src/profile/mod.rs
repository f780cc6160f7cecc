//! What a file holds, in words.

pub mod notice;
