// Turns what is on PATH, or else cargo can build, into the wasm-bindgen that fits this project.

import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cache } from './project.mjs';
import { ask, keepLog, step } from './run.mjs';
import { Trouble } from './trouble.mjs';

const own = join(cache, 'tools');
const suffix = process.platform === 'win32' ? '.exe' : '';

/** Where the wasm-bindgen of this version is; null where it is nowhere. */
export function findWasmBindgen(version) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(own, 'bin')];
  const fits = (path) => existsSync(path) && ask(path, ['--version']).out === `wasm-bindgen ${version}`;
  return folders.map((folder) => join(folder, `wasm-bindgen${suffix}`)).find(fits) ?? null;
}

export async function ensureTools(bindgenVersion) {
  if (!findWasmBindgen(bindgenVersion)) await install('wasm-bindgen-cli', '--version', `=${bindgenVersion}`);
  rmSync(join(cache, 'tools-build'), { recursive: true, force: true });
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
    failure: `${crate} could not be built by cargo.`,
  });
}
