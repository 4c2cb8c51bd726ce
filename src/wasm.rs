//! Turns calls from JavaScript into calls of this crate.

use wasm_bindgen::prelude::*;

/// Makes a panic readable in the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
