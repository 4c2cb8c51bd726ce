// Turns the state of this machine into the Rust that builds for WebAssembly: its programs, its environment.
//
// There are two: the Rust in use, once it has the target, and the distribution's with a private sysroot
// (see wasm-target.mjs). Only the second needs an environment of its own.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cache } from './project.mjs';
import { ask } from './run.mjs';

export const TARGET = 'wasm32-unknown-unknown';
export const DISTRIBUTION = '/usr/bin';
export const sysroot = join(cache, 'wasm-rust');
export const madeBy = join(sysroot, 'made-by');

/** The Rust to build with, or null when neither is ready. */
export function wasmRust() {
  if (hostHasTarget()) return { name: 'host', clippy: 'cargo', env: {} };
  if (!sysrootIsFresh()) return null;
  const bin = join(sysroot, 'bin');
  return {
    name: 'distribution',
    // Not by way of cargo: that would find the cargo-clippy of the Rust in use.
    clippy: join(bin, 'cargo-clippy'),
    env: {
      PATH: bin + delimiter + process.env.PATH,
      CARGO: join(bin, 'cargo'),
      RUSTC: join(bin, 'rustc'),
      RUSTUP_TOOLCHAIN: undefined,
      // clippy-driver stands in for rustc and would look in the distribution's own sysroot.
      SYSROOT: sysroot,
    },
  };
}

function hostHasTarget() {
  const { ok, out } = ask('rustc', ['--print', 'target-libdir', '--target', TARGET]);
  return ok && existsSync(out) && readdirSync(out).some((name) => /^libstd-.*\.rlib$/.test(name));
}

// The std in there fits only the compiler that built it, and security updates replace that one.
function sysrootIsFresh() {
  return existsSync(madeBy) && readFileSync(madeBy, 'utf8') === distributionRustc();
}

export const distributionRustc = () => ask(join(DISTRIBUTION, 'rustc'), ['-vV']).out;
