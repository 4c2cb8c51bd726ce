// Turns the same pastes into times of this program and of others: natively, as WebAssembly, in browsers, and beside outside
// readers.
//
//   npm run bench               prints the tables
//   npm run bench -- --write    puts them into docs/benchmarks.md, too

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHAPES } from '../benches/readers/pastes.mjs';
import { browserTable, growth, mainTable, median, putBetween } from './parts/bench-table.mjs';
import { cache, inProject } from './parts/project.mjs';
import { ask, show } from './parts/run.mjs';
import { FOR_TESTS, setUpOrStop } from './parts/set-up.mjs';
import { Trouble, main } from './parts/trouble.mjs';

const RUNS = 5;
// Of the shapes, the first ones are what people paste.
const IN_BROWSERS = 3;
const NATIVE = inProject('target/release/rtx-vpn-doctor');
// Templates take minutes for what is read here in a moment.
const MOST_FOR_TEMPLATES = 1_500_000;

await main(async () => {
  await setUpOrStop(FOR_TESTS);
  const { buildWasm } = await import('./parts/wasm-build.mjs');
  const { buildForms } = await import('./parts/forms.mjs');
  await buildWasm();
  buildForms();
  const built = await show('cargo', ['build', '--release', '--locked', '--bin', 'rtx-vpn-doctor']);
  if (built.code !== 0) throw new Trouble('The release build failed; the lines above say where.');
  const python = templatesPython();
  const rows = Object.entries(SHAPES).map(([name, make]) => measure(name, make(), python));
  const { inBrowsers } = await import('../benches/readers/browser.mjs');
  const pastes = Object.entries(SHAPES).slice(0, IN_BROWSERS).map(([name, make]) => ({ name, texts: make() }));
  const shown = browserTable(pastes.map(({ name }) => name), await inBrowsers(pastes.map(({ texts }) => texts)));
  const tables = `${mainTable(rows)}\n\n${growth(rows)}\n\n${shown}\n`;
  console.log(`\n${tables}`);
  if (process.argv.includes('--write')) {
    const path = inProject('docs/benchmarks.md');
    writeFileSync(path, putBetween(readFileSync(path, 'utf8'), tables));
  }
});

// A Python that has both libraries, made once in the cache; null where none can be made.
function templatesPython() {
  const python = join(cache, 'bench-python', 'bin', 'python');
  if (!existsSync(python) && ask('python3', ['-m', 'venv', join(cache, 'bench-python')]).ok) {
    ask(python, ['-m', 'pip', 'install', '--quiet', 'textfsm', 'ttp']);
  }
  const there = ask(python, ['-c', 'import textfsm, ttp']).ok;
  if (!there) console.log('TextFSM and TTP are left out: no Python that could install them was found.');
  return there ? python : null;
}

function measure(name, texts, python) {
  const folder = join(cache, 'bench');
  mkdirSync(folder, { recursive: true });
  const files = texts.map((text, at) => {
    const path = join(folder, `${at}.txt`);
    writeFileSync(path, text);
    return path;
  });
  const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
  const told = (program, args) => JSON.parse(ask(program, [...args, ...files]).out || 'null');
  const script = (file) => told(process.execPath, [inProject('benches/readers', file)]);
  const template = (which) => (python && bytes <= MOST_FOR_TEMPLATES
    ? told(python, [inProject('benches/readers/templates.py'), which])?.ms : undefined);
  const row = { name, bytes, ...native(files), wasm: script('wasm.mjs'), regex: script('regex.mjs')?.ms, textfsm: template('textfsm'), ttp: template('ttp'), wc: whole('wc', ['-l', ...files]) };
  console.log(`  ${name}: done`);
  return row;
}

/** The whole process: median milliseconds, and the peak of its memory where GNU time can tell. */
function native(files) {
  const args = [...files, '--format', 'json'];
  const { err } = existsSync('/usr/bin/time') ? timed(args) : { err: '' };
  const peak = /Maximum resident set size \(kbytes\): (\d+)/.exec(err);
  return { native: whole(NATIVE, args), peak: peak ? Number(peak[1]) * 1024 : undefined };
}

function timed(args) {
  const log = join(cache, 'bench', 'time.log');
  run('/usr/bin/time', ['-v', '-o', log, NATIVE, ...args]);
  return { err: existsSync(log) ? readFileSync(log, 'utf8') : '' };
}

// What it prints is thrown away: a reader of megabytes would be measured, too.
function run(program, args) {
  spawnSync(program, args, { stdio: 'ignore' });
}

function whole(program, args) {
  const once = () => {
    const start = performance.now();
    run(program, args);
    return performance.now() - start;
  };
  once();
  return median(Array.from({ length: RUNS }, once));
}
