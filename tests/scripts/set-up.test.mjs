// Set-up on machines that are not this one: made of stand-in programs on PATH.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findBrowser } from '../../scripts/parts/browsers.mjs';
import { installed } from '../../scripts/parts/npm-packages.mjs';
import { inProject } from '../../scripts/parts/project.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';

const boxes = [];
after(() => boxes.forEach((box) => rmSync(box, { recursive: true })));

/** Runs a line of JavaScript beside a copy of the scripts, with only the given programs on PATH. */
function onMachine(programs, line) {
  const box = mkdtempSync(join(tmpdir(), 'doctor-'));
  boxes.push(box);
  const bin = join(box, 'bin');
  mkdirSync(bin);
  cpSync(inProject('scripts'), join(box, 'scripts'), { recursive: true });
  cpSync(inProject('Cargo.toml'), join(box, 'Cargo.toml'));
  for (const name of ['mkdir', 'touch', 'cat']) symlinkSync(`/bin/${name}`, join(bin, name));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${box}/calls'\n${body.replaceAll('BOX', box)}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(box, 'calls'), '');
  writeFileSync(join(box, 'try.mjs'), `
    import { main } from './scripts/parts/trouble.mjs';
    await main(async () => { ${line} });
  `);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(box, 'try.mjs')], {
    env: { PATH: bin }, encoding: 'utf8', input: '',
  });
  return { status, stdout, stderr, calls: readFileSync(join(box, 'calls'), 'utf8') };
}

const RUSTC = 'case "$*" in *target-libdir*) echo BOX/lib;; *) echo "rustc 1.99.0";; esac';
const RUSTUP = 'case "$1" in target) mkdir BOX/lib; touch BOX/lib/libstd-1.rlib;; esac';
const TARGET = `
  const { wantedForTarget } = await import('./scripts/parts/wasm-target.mjs');
  console.log('wanted:', JSON.stringify(await wantedForTarget()));
`;
const unix = { skip: process.platform === 'win32' && 'the stand-ins are shell scripts' };

test('rustup is asked for the target first, and that is enough', unix, () => {
  const { stdout, calls } = onMachine({ rustc: RUSTC, rustup: RUSTUP, 'apt-get': '' }, TARGET);
  assert.match(stdout, /wanted: \[\]/);
  assert.match(calls, /rustup target add wasm32-unknown-unknown/);
  assert.doesNotMatch(calls, /apt-get/);
});

test('a target that is there is not asked for again', unix, () => {
  const { stdout, calls } = onMachine({ rustc: `mkdir -p BOX/lib; touch BOX/lib/libstd-1.rlib; ${RUSTC}`, rustup: RUSTUP }, TARGET);
  assert.match(stdout, /wanted: \[\]/);
  assert.doesNotMatch(calls, /rustup/);
});

test('where rustup cannot download, Debian\'s packages are wanted', unix, () => {
  const { stdout } = onMachine({ rustc: RUSTC, rustup: 'test "$1" = --version', 'apt-get': '' }, TARGET);
  assert.match(stdout, /wanted: \["rustc-web","cargo-web","rust-web-src","rust-web-clippy"\]/);
});

test('where there is no apt-get either, one sentence says what to do', unix, () => {
  const { status, stderr } = onMachine({ rustc: RUSTC, rustup: 'test "$1" = --version' }, TARGET);
  assert.equal(status, 1);
  assert.match(stderr.trim(), /^Rust's target wasm32-unknown-unknown is missing: .*rustup target add[^\n]*\.$/);
});

const PACKAGES = (uid) => `
  process.getuid = () => ${uid};
  const { ensureSystemPackages } = await import('./scripts/parts/system-packages.mjs');
  await ensureSystemPackages(['there', 'firefox-esr'], 'The page is tested in Firefox.');
`;
const DPKG = 'case "$*" in *there*) echo installed;; *) exit 1;; esac';

test('root gets missing packages without a question', unix, () => {
  const { status, calls } = onMachine({ 'dpkg-query': DPKG, 'apt-get': '' }, PACKAGES(0));
  assert.equal(status, 0);
  assert.match(calls, /apt-get .*update\napt-get .*install -y --no-install-recommends firefox-esr\n/);
});

test('anybody else without a terminal is told the line to run', unix, () => {
  const { status, stderr, calls } = onMachine({ 'dpkg-query': DPKG, 'apt-get': '', sudo: '' }, PACKAGES(1000));
  assert.equal(status, 1);
  assert.match(stderr, /tested in Firefox\. Please run this once .*\n {2}sudo apt-get update && sudo apt-get install -y --no-install-recommends firefox-esr/);
  assert.doesNotMatch(calls, /sudo|apt-get/);
});

test('an apt-get that fails is told in a sentence, after its own last words', unix, () => {
  const { status, stderr } = onMachine({ 'dpkg-query': DPKG, 'apt-get': 'echo E: no such package; exit 100' }, PACKAGES(0));
  assert.equal(status, 1);
  assert.match(stderr, /E: no such package\n\nThe page is tested in Firefox\. apt-get could not install firefox-esr\..*log/s);
});

const RUST = `
  const { setUpOrStop } = await import('./scripts/parts/set-up.mjs');
  await setUpOrStop(['rust']);
`;

for (const [name, programs, sentence] of [
  ['no Rust', {}, /^Rust is missing: install Rust 1\.\d+ or newer/],
  ['an old Rust', { cargo: '', rustc: 'echo "rustc 1.63.0 (x)"' }, /^This Rust is too old \(rustc 1\.63\)/],
]) {
  test(`${name} is told in a sentence`, unix, () => {
    const { status, stderr } = onMachine(programs, RUST);
    assert.equal(status, 1);
    assert.match(stderr.trim(), sentence);
  });
}

test('npm packages count as installed when each is there in the locked version', () => {
  const lock = (packages) => ({ packages });
  const wanted = lock({ '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } });
  assert.equal(installed(wanted, null), false);
  assert.equal(installed(wanted, lock({})), false);
  assert.equal(installed(wanted, lock({ 'node_modules/a': { version: '1.0.1' } })), false);
  assert.equal(installed(wanted, lock({ 'node_modules/a': { version: '1.0.0' } })), true);
});

test('a browser named by the environment is the one that is used, or is missed by name', () => {
  const before = process.env.FIREFOX_BIN;
  try {
    process.env.FIREFOX_BIN = process.execPath;
    assert.equal(findBrowser('firefox'), process.execPath);
    process.env.FIREFOX_BIN = '/no/such/firefox';
    assert.throws(() => findBrowser('firefox'), (error) => error instanceof Trouble && error.message.includes('FIREFOX_BIN'));
  } finally {
    if (before === undefined) delete process.env.FIREFOX_BIN;
    else process.env.FIREFOX_BIN = before;
  }
});
