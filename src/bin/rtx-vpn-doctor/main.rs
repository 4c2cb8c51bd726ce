//! Turns files into a report on standard output.

fn main() {}
