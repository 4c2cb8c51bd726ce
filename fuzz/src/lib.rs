//! Turns the checks that the tests share into fuzz targets.
//!
//! Besides single bytes, a target changes whole lines: most of what can go wrong lies between lines that
//! routers really print.

#[path = "../../tests/support/holds/mod.rs"]
mod holds;
mod lines;

pub use libfuzzer_sys;
pub use lines::change;

/// Runs the check of a name; panics where something does not hold.
///
/// # Panics
///
/// Also where there is no check of that name.
pub fn check(name: &str, input: &[u8]) {
    let found = holds::CHECKS.iter().find(|(known, _)| *known == name);
    let (_, check) = found.expect("a check of that name");
    check(input);
}

/// Makes a file the target of a name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        use $crate::libfuzzer_sys;

        libfuzzer_sys::fuzz_target!(|input: &[u8]| $crate::check($name, input));

        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
            $crate::change(data, size, most, seed)
        });
    };
}
