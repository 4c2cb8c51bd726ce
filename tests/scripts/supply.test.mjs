// What comes in from outside: the lists of deny.toml are kept, here without a network. `cargo deny check` asks more.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { allCrates, isAllowed, licenceOf, shippedCrates } from '../../scripts/parts/crates.mjs';
import { inProject } from '../../scripts/parts/project.mjs';

const read = (name) => readFileSync(inProject(name), 'utf8');
const { licenses: { allow } } = parse(read('deny.toml'));

// They build and test, and are never shipped: these may be there too.
// MPL-2.0 binds who hands on the program that is under it; axe only looks at pages in tests.
const FOR_TOOLS = [...allow, 'ISC', '0BSD', 'BSD-2-Clause', 'MPL-2.0'];

test('every crate is from crates.io', () => {
  const crates = allCrates();
  assert.ok(crates.length > 50);
  for (const { name, source } of crates) {
    assert.equal(source, 'registry+https://github.com/rust-lang/crates.io-index', name);
  }
});

test('every crate that is shipped is of an allowed licence, and there in one version', () => {
  const crates = shippedCrates();
  const names = crates.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  for (const crate of crates) assert.ok(isAllowed(licenceOf(crate), allow), `${crate.name}: ${licenceOf(crate)}`);
});

test('every npm package is locked by its hash, of an allowed licence, and for building only', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  for (const [path, { integrity, license, dev, optional }] of Object.entries(packages)) {
    if (path === '') continue;
    assert.match(integrity ?? '', /^sha512-/, path);
    assert.ok(isAllowed(license, FOR_TOOLS), `${path}: ${license}`);
    assert.ok(dev || optional, `${path} would be shipped`);
  }
  assert.equal(JSON.parse(read('package.json')).dependencies, undefined);
});

test('expressions of licences are read as they are meant', () => {
  const meets = (expression) => isAllowed(expression, ['MIT', 'Zlib']);
  assert.ok(meets('MIT') && meets('GPL-3.0 OR MIT') && meets('(GPL-3.0 OR MIT) AND Zlib') && meets('MIT OR GPL-3.0 AND ISC'));
  assert.ok(!meets('none') && !meets('GPL-3.0 AND MIT') && !meets('MIT WITH X') && !meets('MIT AND (ISC OR GPL-3.0)'));
  assert.equal(licenceOf({ license: 'MIT/Apache-2.0' }), 'MIT OR Apache-2.0');
});
