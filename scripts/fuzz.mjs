// Turns spare time into texts that break something: runs the fuzz targets, begun with the pastes of all stories.
//
//   npm run fuzz                 every target for a minute
//   npm run fuzz -- whole 3600   one target for an hour

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, root } from './parts/project.mjs';
import { ask, show } from './parts/run.mjs';
import { Trouble, main } from './parts/trouble.mjs';

// As `tests/support/holds` reads them: what stands between two sites, and before what is typed into a work log.
const BETWEEN_SITES = '\u001e';
const TYPED = '\u001d2026-11-23T17:45\u001e鈴木\u001e=1+1\u001e# a\u001eipsec ike pre-shared-key 1 text dummy\u001d';
const SECONDS = 60;
const WORDS = inProject('fuzz/corpus/words.dict');

await main(async () => {
  const [name, given] = process.argv.slice(2);
  const seconds = Number(given ?? SECONDS);
  if (!Number.isInteger(seconds) || seconds < 1) throw new Trouble(`The time must be a number of seconds, not ${given}.`);
  const known = readdirSync(inProject('fuzz/fuzz_targets')).map((file) => file.replace('.rs', ''));
  if (name && !known.includes(name)) throw new Trouble(`There is no target ${name}; there are ${known.join(', ')}.`);
  ensureTools();
  mkdirSync(inProject('fuzz/corpus'), { recursive: true });
  writeFileSync(WORDS, dictionary());
  const broken = [];
  for (const target of name ? [name] : known) {
    seed(target);
    if (!(await fuzz(target, seconds))) broken.push(target);
  }
  if (broken.length > 0) {
    throw new Trouble(`Broken: ${broken.join(', ')}. Make the input in fuzz/artifacts small with \`cargo +nightly fuzz tmin\`, `
      + 'put it into tests/findings/<target> under a name that says what broke, and mend it.');
  }
});

function ensureTools() {
  if (!ask('cargo', ['+nightly', '--version']).ok) {
    throw new Trouble('Fuzzing needs a nightly Rust: `rustup toolchain install nightly` brings it.');
  }
  if (!ask('cargo', ['fuzz', '--version']).ok) {
    throw new Trouble('Fuzzing needs cargo-fuzz: `cargo install cargo-fuzz` brings it.');
  }
}

async function fuzz(target, seconds) {
  console.log(`\n== ${target}, ${seconds} s ==`);
  // No line here is unsafe, so what a sanitizer would find cannot be; without it more is tried.
  const options = ['--sanitizer', 'none', target, '--'];
  const { code } = await show('cargo', ['+nightly', 'fuzz', 'run', ...options,
    `-max_total_time=${seconds}`, '-max_len=20000', '-timeout=20', '-rss_limit_mb=2048', '-print_final_stats=1',
    `-dict=${WORDS}`]);
  return code === 0;
}

/** Writes the pastes of all stories, and what once broke the target, where it begins. */
function seed(target) {
  const corpus = inProject('fuzz/corpus', target);
  mkdirSync(corpus, { recursive: true });
  const behind = target === 'worklog' ? TYPED : '';
  for (const story of readdirSync(inProject('tests/cases'), { withFileTypes: true }).filter((it) => it.isDirectory())) {
    const folder = inProject('tests/cases', story.name);
    const pastes = readdirSync(folder).filter((file) => /^[a-z]\.txt$/.test(file)).sort();
    const texts = pastes.map((file) => readFileSync(join(folder, file), 'utf8'));
    writeFileSync(join(corpus, `story-${story.name}`), texts.join(BETWEEN_SITES) + behind);
  }
  const found = inProject('tests/findings', target);
  for (const name of existsSync(found) ? readdirSync(found) : []) {
    writeFileSync(join(corpus, `found-${name}`), readFileSync(join(found, name)));
  }
}

/** Every word that the readers know, in the form in which libFuzzer reads words. */
function dictionary() {
  const words = new Set();
  for (const file of ['text', 'parse', 'model/assemble'].flatMap(sources)) {
    const [production] = readFileSync(file, 'utf8').split('#[cfg(test)]');
    const code = production.split('\n').filter((line) => !line.trim().startsWith('//')).join('\n');
    for (const [, word] of code.matchAll(/"((?:[^"\\\n]|\\["\\])+)"/g)) words.add(word.replace(/\\(["\\])/g, '$1'));
  }
  for (const extra of [BETWEEN_SITES, '\u001d', '\u001b[2J', '\u202e', '\u009b', '\u2028', '｜', '```', '{"format":"rtx-vpn-doctor-worklog","version":1,']) {
    words.add(extra);
  }
  const escaped = (word) => [...Buffer.from(word)]
    .map((byte) => (byte > 32 && byte < 127 && byte !== 34 && byte !== 92 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`))
    .join('');
  // libFuzzer refuses words of more than 64 bytes.
  const short = [...words].filter((word) => Buffer.byteLength(word) <= 64).sort();
  return `${short.map((word) => `"${escaped(word)}"`).join('\n')}\n`;
}

function sources(layer) {
  const folder = join(root, 'src', layer);
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.rs'));
  return files.sort().map((file) => join(folder, file));
}
