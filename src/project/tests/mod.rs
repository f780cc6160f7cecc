mod agree;
pub(crate) mod keys;
mod mistakes;
mod print;
mod project_file;
