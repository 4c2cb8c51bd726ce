// Turns a machine that has Rust and Node into one that can build, serve and test this project.
// Every part is idempotent; together they take a second when there is nothing to do.

import { readFileSync } from 'node:fs';
import { browserIsMissing, browserNames, findBrowser, wantedForBrowsers } from './browsers.mjs';
import { ensurePackages } from './npm-packages.mjs';
import { inProject } from './project.mjs';
import { ask, keepLog, step } from './run.mjs';
import { ensureSystemPackages, hasApt } from './system-packages.mjs';
import { Trouble } from './trouble.mjs';
import { ensureTarget, wantedForTarget } from './wasm-target.mjs';
import { ensureTools } from './wasm-tools.mjs';

/** What each command needs. */
export const FOR_BUILD = ['packages', 'rust', 'target', 'tools'];
export const FOR_TESTS = [...FOR_BUILD, 'lints', 'browsers'];

/** Sets up the parts asked for and gives back what could not be had: part → Trouble. */
export async function setUp(parts) {
  const troubles = {};
  const attempt = async (part, work) => {
    if (!parts.includes(part)) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      troubles[part] = error;
    }
  };
  await attempt('packages', ensurePackages);
  await attempt('rust', ensureRust);
  // Without Rust there is nothing to build, and so no page to open in a browser.
  if (troubles.rust) return troubles;
  const tools = attempt('tools', () => ensureTools(bindgenVersion()));
  await attempt('lints', ensureLints);
  await attempt('target', async () => {
    const packages = await wantedForTarget();
    await ensureSystemPackages(packages, 'Building for WebAssembly needs them, because the target could not be downloaded.');
  });
  // Building std keeps the cores busy while the browsers' packages keep the line busy.
  const target = troubles.target ? null : attempt('target', ensureTarget);
  await attempt('browsers', ensureBrowsers);
  await Promise.all([tools, target]);
  return troubles;
}

/** The same, for commands that can do nothing without all of the parts. */
export async function setUpOrStop(parts) {
  const [trouble] = Object.values(await setUp(parts));
  if (trouble) throw trouble;
}

async function ensureRust() {
  const wanted = /^rust-version = "(.+)"$/m.exec(readFileSync(inProject('Cargo.toml'), 'utf8'))[1];
  const version = /^rustc (\d+)\.(\d+)/.exec(ask('rustc', ['--version']).out);
  if (!version || !ask('cargo', ['--version']).ok) {
    throw new Trouble(`Rust is missing: install Rust ${wanted} or newer (https://rustup.rs) and start again.`);
  }
  const [major, minor] = wanted.split('.').map(Number);
  if (Number(version[1]) === major && Number(version[2]) < minor) {
    throw new Trouble(`This Rust is too old (${version[0]}): version ${wanted} or newer is needed; rustup update brings it.`);
  }
  // rustc itself calls for the C linker, and a bare container has none.
  if (process.platform === 'linux' && !ask('cc', ['--version']).ok) {
    if (!hasApt()) throw new Trouble('Rust needs a C linker, and there is no cc on PATH: install gcc or clang.');
    await ensureSystemPackages(['gcc', 'libc6-dev'], 'Rust needs a C linker.');
  }
}

async function ensureLints() {
  const absent = ['fmt', 'clippy'].filter((name) => !ask('cargo', [name, '--version']).ok)
    .map((name) => (name === 'fmt' ? 'rustfmt' : name));
  if (absent.length === 0) return;
  await step(`Asking rustup for ${absent.join(' and ')}`, () =>
    keepLog('rustup-components', 'rustup', ['component', 'add', ...absent], {
      failure: `Rust's ${absent.join(' and ')} could not be had: install them as your Rust was installed.`,
    }));
}

async function ensureBrowsers() {
  const packages = wantedForBrowsers();
  if (packages.length > 0 && hasApt()) {
    await ensureSystemPackages(packages, 'The page is tested in Chromium and in Firefox.');
  }
  const absent = browserNames.find((name) => !findBrowser(name));
  if (absent) throw browserIsMissing(absent);
}

function bindgenVersion() {
  return /name = "wasm-bindgen"\nversion = "(.+)"/.exec(readFileSync(inProject('Cargo.lock'), 'utf8'))[1];
}
