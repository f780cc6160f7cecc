//! The stories of users, told against the program: one file a story.

mod recover;
mod support;
