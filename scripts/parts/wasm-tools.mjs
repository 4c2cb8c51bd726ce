// Turns what is on PATH, or else crates.io, into a wasm-pack and a wasm-bindgen that fit this project.

import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cache } from './project.mjs';
import { ask, keepLog, step } from './run.mjs';
import { Trouble } from './trouble.mjs';

const own = join(cache, 'tools');
const suffix = process.platform === 'win32' ? '.exe' : '';

/** Where a fitting wasm-pack and wasm-bindgen are; null for one that is nowhere. */
export function findTools(bindgenVersion) {
  return {
    wasmPack: find('wasm-pack', speaksOurOptions),
    wasmBindgen: find('wasm-bindgen', (path) => ask(path, ['--version']).out === `wasm-bindgen ${bindgenVersion}`),
  };
}

export async function ensureTools(bindgenVersion) {
  const { wasmPack, wasmBindgen } = findTools(bindgenVersion);
  // One after the other into one target folder: they share many crates, and each fills both cores of a small machine.
  if (!wasmPack) await install('wasm-pack');
  if (!wasmBindgen) await install('wasm-bindgen-cli', '--version', `=${bindgenVersion}`);
  rmSync(join(cache, 'tools-build'), { recursive: true, force: true });
}

function find(name, fits) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(own, 'bin')];
  return folders.map((folder) => join(folder, name + suffix)).find((path) => existsSync(path) && fits(path)) ?? null;
}

function speaksOurOptions(path) {
  const { out } = ask(path, ['build', '--help']);
  return ['--profile ', '--no-opt', '--no-pack', '--mode '].every((option) => out.includes(option));
}

async function install(crate, ...version) {
  await step(`Building ${crate} (a few minutes, only this once)`, async () => {
    try {
      await cargoInstall(crate, ...version, '--locked');
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      // A registry that lags behind lacks the very versions that the crate was locked to.
      await cargoInstall(crate, ...version);
    }
  });
}

function cargoInstall(crate, ...args) {
  return keepLog(crate, 'cargo', ['install', crate, ...args, '--root', own], {
    env: {
      CARGO_TARGET_DIR: join(cache, 'tools-build'),
      // They run for a second on a small crate: quick to build is worth more than quick to run.
      CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
      CARGO_PROFILE_RELEASE_LTO: 'off',
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
    },
    failure: `${crate} could not be built from crates.io.`,
  });
}
