// Turns wasm-pack.toml and the crate into the files in www/pkg.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareWithCrate, libName, readDescription } from './description.mjs';
import { nameByLikeness } from './likeness.mjs';
import { cache, inProject, root } from './project.mjs';
import { crateSources, remap } from './remap.mjs';
import { ask, show } from './run.mjs';
import { compareWithBudget, gzipped, gzippedPage } from './size.mjs';
import { Trouble } from './trouble.mjs';
import { TARGET, wasmRust } from './wasm-rust.mjs';
import { findWasmBindgen } from './wasm-tools.mjs';

const read = (name) => readFileSync(inProject(name), 'utf8');

/** wasm-pack.toml, checked. */
export function describedBuild() {
  const description = readDescription(read('wasm-pack.toml'));
  compareWithCrate(description, read('Cargo.toml'), read('Cargo.lock'));
  return description;
}

/** Which crate it is that cargo builds or checks for WebAssembly. */
export function cargoOptions({ 'default-features': usual, features }) {
  return [
    '--locked',
    ...(usual ? [] : ['--no-default-features']),
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
  ];
}

/** Builds, and gives back the folder that holds the page. */
export async function buildWasm() {
  const description = describedBuild();
  const out = inProject(description.build['out-dir']);
  // An old result must never pass for the new one.
  rmSync(out, { recursive: true, force: true });
  await compile(description);
  await optimize(wasmOf(description), description['wasm-opt']);
  return dirname(out);
}

/** Compares what was built last with the budget, and throws a Trouble when it is overdrawn. */
export function checkSizes() {
  const description = describedBuild();
  const { size, build } = description;
  const wasm = gzipped(readFileSync(wasmOf(description)));
  const page = gzippedPage(dirname(inProject(build['out-dir'])));
  compareWithBudget([
    { what: 'WebAssembly', size: wasm, key: 'wasm-gzip', budget: size['wasm-gzip'] },
    { what: 'The whole page', size: page, key: 'page-gzip', budget: size['page-gzip'] },
  ]);
}

const wasmOf = ({ build }) => inProject(build['out-dir'], `${build['out-name']}_bg.wasm`);

/** The environment in which cargo builds or checks the crate for WebAssembly. */
export function wasmEnvironment() {
  const { env } = wasmRust();
  return {
    ...env,
    // The two Rusts that may build it must not clear each other's results, nor the host's.
    CARGO_TARGET_DIR: inProject('target', 'web'),
    CARGO_ENCODED_RUSTFLAGS: remaps().join('\x1f'),
    RUSTFLAGS: undefined,
  };
}

async function compile({ build, 'wasm-bindgen': { version } }) {
  const env = wasmEnvironment();
  const options = ['--target', TARGET, '--profile', build.profile, ...cargoOptions(build)];
  const forLlvm = build['llvm-args'].map((arg) => `-Cllvm-args=${arg}`);
  // Not by wasm-pack: it has the crate made as an rlib too, and then cargo leaves LTO out, a tenth of the page.
  const cargo = await show('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', ...options, '--', ...forLlvm], { env });
  if (cargo.code !== 0) throw new Trouble('The WebAssembly build failed; the lines above say where.');
  const folder = build.profile === 'dev' ? 'debug' : build.profile;
  const bindgen = await show(findWasmBindgen(version), [
    join(env.CARGO_TARGET_DIR, TARGET, folder, `${libName(read('Cargo.toml'))}.wasm`),
    '--target', build.target,
    '--out-dir', build['out-dir'],
    '--out-name', build['out-name'],
  ]);
  if (bindgen.code !== 0) throw new Trouble('wasm-bindgen failed; the lines above say why.');
}

// wasm-opt takes longer than all the rest of a build in which little has changed, so its last result is kept.
async function optimize(wasm, description) {
  const makers = [JSON.stringify(description), read('scripts/parts/likeness.mjs'), read('package-lock.json')];
  const kept = join(cache, 'wasm-opt', `${fingerprint(readFileSync(wasm), makers)}.wasm`);
  if (!existsSync(kept)) {
    rmSync(dirname(kept), { recursive: true, force: true });
    mkdirSync(dirname(kept), { recursive: true });
    await optimizeTwice(wasm, description, kept);
  }
  copyFileSync(kept, wasm);
}

async function optimizeTwice(wasm, { first, second }, out) {
  const part = `${out}.part`;
  try {
    await runWasmOpt(wasm, first, part);
    writeFileSync(part, nameByLikeness(readFileSync(part)));
    await runWasmOpt(part, second, part);
  } catch (error) {
    rmSync(dirname(wasm), { recursive: true });
    throw error;
  }
  // Under its name only once it is whole.
  renameSync(part, out);
}

async function runWasmOpt(wasm, flags, out) {
  const wasmOpt = inProject('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const { code } = await show(process.execPath, [wasmOpt, wasm, ...flags, '-o', out]);
  if (code !== 0) throw new Trouble('wasm-opt failed; the lines above say why, and its flags are in wasm-pack.toml.');
}

function fingerprint(wasm, makers) {
  return makers.reduce((hash, each) => hash.update(each), createHash('sha256').update(wasm)).digest('hex');
}

// The same sources must give the same bytes on every machine, and no byte may name a folder of this one.
function remaps() {
  // Only what is already downloaded has a folder that can be given another name.
  ask('cargo', ['fetch', '--locked', '--target', TARGET]);
  const std = join(ask('rustc', ['--print', 'sysroot']).out, 'lib', 'rustlib', 'src', 'rust');
  return [remap(root, '/rtx-vpn-doctor'), remap(std, '/rustc'), ...crateSources().map((folder) => remap(folder, '/crates'))];
}
