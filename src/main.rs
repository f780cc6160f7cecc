//! The command line of Landbridge: parse, call, render, exit.

fn main() {}
