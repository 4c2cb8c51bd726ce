// What counts as the page's size, and the budget.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareWithBudget, gzipped, gzippedPage } from '../../scripts/parts/size.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';

test('only what a browser could ask for counts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  mkdirSync(join(folder, 'pkg'));
  const write = (name) => writeFileSync(join(folder, name), name);
  ['index.html', 'pkg/a.js', 'pkg/a.wasm', 'pkg/a.d.ts', 'pkg/.gitignore'].forEach(write);
  const expected = ['index.html', 'pkg/a.js', 'pkg/a.wasm'].reduce((sum, name) => sum + gzipped(name), 0);
  assert.equal(gzippedPage(folder), expected);
  rmSync(folder, { recursive: true });
});

const SIZES = [
  { what: 'WebAssembly', size: 1500, key: 'wasm-gzip', budget: 1500 },
  { what: 'The whole page', size: 2000, key: 'page-gzip', budget: 2500 },
];

test('a budget that is kept is only reported', () => {
  const said = [];
  compareWithBudget(SIZES, (line) => said.push(line));
  assert.deepEqual(said, ['WebAssembly: 1.5 kB gzipped of 1.5 kB', 'The whole page: 2.0 kB gzipped of 2.5 kB']);
});

test('one that is overdrawn names its key, after all sizes were said', () => {
  const said = [];
  const sizes = SIZES.map((each) => ({ ...each, budget: 1499 }));
  assert.throws(() => compareWithBudget(sizes, (line) => said.push(line)),
    (error) => error instanceof Trouble && error.message.includes('size.wasm-gzip') && error.message.includes('size.page-gzip'));
  assert.equal(said.length, 2);
});
