mod mistakes;
mod project_file;
