// Turns a Rust without the wasm32 target into one that has it.
//
// First by rustup. Where Rust's download server is out of reach, from Debian's packages: they hold a compiler
// and the sources of std, and std is built from them into a private sysroot. Nothing outside the project changes
// but the packages that apt-get installs.

import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './project.mjs';
import { crateSources, remap } from './remap.mjs';
import { ask, keepLog, step } from './run.mjs';
import { ensureSystemPackages, hasApt } from './system-packages.mjs';
import { Trouble } from './trouble.mjs';
import { DISTRIBUTION, TARGET, distributionRustc, madeBy, sysroot, wasmRust } from './wasm-rust.mjs';

const PURPOSE = `Rust's target ${TARGET} could not be downloaded; it can be built from Debian's Rust.`;

/** The packages that the second way needs; empty as long as the first one works. */
export async function wantedForTarget() {
  if (wasmRust() || await addByRustup()) return [];
  if (!hasApt()) {
    throw new Trouble(`Rust's target ${TARGET} is missing: run rustup target add ${TARGET}, or install it with your system's Rust.`);
  }
  return ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-clippy'];
}

export async function ensureTarget() {
  if (wasmRust()) return;
  const compiler = distributionRustc();
  const llvm = /^LLVM version: (\d+)/m.exec(compiler)?.[1];
  const host = /^host: (.+)$/m.exec(compiler)?.[1];
  if (!llvm || !host) throw new Trouble(`${PURPOSE} Its compiler does not start: ${DISTRIBUTION}/rustc -vV says why.`);
  await ensureSystemPackages([`lld-${llvm}`], PURPOSE);
  await step(`Building Rust's standard library for ${TARGET}`, () => buildSysroot(compiler, host, llvm));
}

async function addByRustup() {
  if (!ask('rustup', ['--version']).ok) return false;
  try {
    await step(`Asking rustup for ${TARGET}`, () =>
      keepLog('rustup', 'rustup', ['target', 'add', TARGET], { failure: 'rustup could not download the target.' }));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
  }
  // Its word alone is not enough: rustup also calls a target up to date whose files are gone.
  const added = wasmRust() !== null;
  if (!added) console.log(`  rustup could not bring ${TARGET}; the system's packages are tried instead.`);
  return added;
}

async function buildSysroot(compiler, host, llvm) {
  const work = join(cache, 'wasm-rust-build');
  rmSync(work, { recursive: true, force: true });
  rmSync(sysroot, { recursive: true, force: true });
  mkdirSync(join(work, 'src'), { recursive: true });
  writeFileSync(join(work, 'src', 'lib.rs'), '#![no_std]\n');
  // A workspace of its own, or cargo would take it for a stray part of the project above it.
  writeFileSync(join(work, 'Cargo.toml'), '[package]\nname = "empty"\nedition = "2021"\n[workspace]\n');
  await keepLog('wasm-std', join(DISTRIBUTION, 'cargo'), [
    'build', '--release', '--target', TARGET, '-Zbuild-std=std,panic_abort,proc_macro,test',
  ], {
    cwd: work,
    env: {
      RUSTC: join(DISTRIBUTION, 'rustc'),
      RUSTC_BOOTSTRAP: '1',
      RUSTUP_TOOLCHAIN: undefined,
      // Link-time optimisation needs the bitcode; panic messages must not name this machine's folders.
      CARGO_ENCODED_RUSTFLAGS: ['-Cembed-bitcode=yes', ...sourceRemaps(compiler)].join('\x1f'),
      CARGO_TARGET_DIR: join(work, 'target'),
    },
    failure: `${PURPOSE} That build failed.`,
  });
  layOut(join(work, 'target', TARGET, 'release', 'deps'), host, llvm);
  rmSync(work, { recursive: true, force: true });
  // Last: only a complete sysroot counts as made.
  writeFileSync(madeBy, compiler);
}

function sourceRemaps(compiler) {
  const release = /^release: (.+)$/m.exec(compiler)[1];
  const root = ask(join(DISTRIBUTION, 'rustc'), ['--print', 'sysroot']).out;
  const std = [`/usr/src/rustc-${release}`, join(root, 'lib/rustlib/src/rust')];
  return [...std.map((folder) => remap(folder, '/rustc')), ...crateSources().map((folder) => remap(folder, '/crates'))];
}

function layOut(deps, host, llvm) {
  const own = join(sysroot, 'lib/rustlib', TARGET, 'lib');
  const ofHost = join(sysroot, 'lib/rustlib', host);
  const root = ask(join(DISTRIBUTION, 'rustc'), ['--print', 'sysroot']).out;
  for (const folder of [own, join(ofHost, 'bin'), join(sysroot, 'bin')]) mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(deps)) {
    if (name.endsWith('.rlib') && !name.startsWith('libempty-')) copyFileSync(join(deps, name), join(own, name));
  }
  symlinkSync(join(root, 'lib/rustlib', host, 'lib'), join(ofHost, 'lib'));
  symlinkSync(join(DISTRIBUTION, `lld-${llvm}`), join(ofHost, 'bin', 'rust-lld'));
  for (const name of ['cargo', 'cargo-clippy']) symlinkSync(join(DISTRIBUTION, name), join(sysroot, 'bin', name));
  const rustc = join(sysroot, 'bin', 'rustc');
  writeFileSync(rustc, `#!/bin/sh\nexec ${DISTRIBUTION}/rustc --sysroot '${sysroot.replaceAll("'", "'\\''")}' "$@"\n`);
  chmodSync(rustc, 0o755);
}
