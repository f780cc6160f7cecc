mod agree;
pub(crate) mod keys;
mod mistakes;
mod parameters;
mod print;
mod project_file;
