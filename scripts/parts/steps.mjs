// Turns this project into the list of steps that test it: each a name, what it needs, and how it counts.

import { readdirSync } from 'node:fs';
import { inProject } from './project.mjs';
import { ask, show } from './run.mjs';
import { FAILED, PASSED, countCargo, countNode, settle } from './tally.mjs';
import { Trouble } from './trouble.mjs';
import { TARGET, wasmRust } from './wasm-rust.mjs';

// A lock file that lags behind is mended quietly at the desk, and is a fault in CI.
const LOCKED = process.env.CI ? ['--locked'] : [];
const RUST = ['rust'];
const WASM = ['packages', ...RUST, 'target'];

/**
 * In the order in which they run; `after` names a step without which this one makes no sense.
 * A step gives back its counts, or throws a Trouble when it could not even count.
 */
export const STEPS = [
  { name: 'fmt', needs: [...RUST, 'lints'], run: () => check('cargo', ['fmt', '--check']) },
  { name: 'clippy', needs: [...RUST, 'lints'], run: () => check('cargo', ['clippy', ...LOCKED, '--all-targets', '--', '-D', 'warnings']) },
  { name: 'clippy-wasm', needs: [...WASM, 'lints'], run: clippyForWasm },
  { name: 'rust', needs: RUST, run: rustTests },
  { name: 'docs', needs: RUST, run: () => check('cargo', ['doc', ...LOCKED, '--no-deps', '--lib'], { RUSTDOCFLAGS: '-D warnings' }) },
  { name: 'build', needs: [...WASM, 'tools'], run: build },
  { name: 'size', needs: ['packages'], after: 'build', run: size },
  // A browser that is missing fails its own tests only, so that the other one still runs.
  { name: 'page', needs: ['packages'], after: 'build', prepares: ['browsers'], run: () => nodeTests('tests/page') },
  { name: 'scripts', needs: ['packages'], run: () => nodeTests('tests/scripts') },
  { name: 'forms', needs: ['packages', ...RUST], after: 'build', prepares: ['browsers'], run: () => nodeTests('tests/forms') },
];

/** A program that passes or fails as a whole counts as one test. */
async function check(program, args, env) {
  const { code } = await show(program, args, { env });
  return code === 0 ? PASSED : FAILED;
}

async function rustTests() {
  const { code, output } = await show('cargo', ['test', ...LOCKED, '--no-fail-fast']);
  return settle(countCargo(output), code);
}

async function nodeTests(folder) {
  const files = readdirSync(inProject(folder)).filter((name) => name.endsWith('.test.mjs')).sort();
  // Without a file node would go and look for tests by itself.
  if (files.length === 0) throw new Trouble(`There are no tests in ${folder}.`);
  const { code, output } = await show(process.execPath, [
    '--test', '--test-reporter=spec', ...files.map((name) => `${folder}/${name}`),
  ]);
  return settle(countNode(output), code);
}

async function build() {
  const { buildWasm } = await import('./wasm-build.mjs');
  const { buildForms } = await import('./forms.mjs');
  await buildWasm();
  buildForms();
  return PASSED;
}

// Apart from the build: a page that has grown too large still has tests to pass.
async function size() {
  const { checkSizes } = await import('./wasm-build.mjs');
  checkSizes();
  return PASSED;
}

async function clippyForWasm() {
  const { cargoOptions, describedBuild, wasmEnvironment } = await import('./wasm-build.mjs');
  const { build } = describedBuild();
  const { name, clippy } = wasmRust();
  // In the build's own profile, so that the build finds half of its work done.
  const args = ['clippy', '--lib', '--target', TARGET, '--profile', build.profile, ...cargoOptions(build)];
  const unknown = name === 'host' ? [] : lintsUnknownToTheHost(clippy);
  return check(clippy, [...args, '--', '-D', 'warnings', ...unknown], wasmEnvironment());
}

// The distribution's clippy may be newer or older than the one that people use here. What only the newer one
// knows is nobody's fault yet, and that the older one does not know a lint of ours is none at all.
function lintsUnknownToTheHost(clippy) {
  const known = new Set(lints(ask('clippy-driver', ['-Whelp']).out));
  const extra = lints(ask(clippy.replace(/cargo-clippy$/, 'clippy-driver'), ['-Whelp']).out).filter((lint) => !known.has(lint));
  return ['unknown_lints', ...extra].flatMap((lint) => ['-A', lint]);
}

/** The lints' names in the table that clippy-driver -Whelp prints. */
export function lints(table) {
  return [...table.matchAll(/^\s+((?:clippy::)?[a-z0-9-]+) +(?:allow|warn|deny|forbid) /gm)].map(([, name]) => name.replaceAll('-', '_'));
}
