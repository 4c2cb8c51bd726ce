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

test('a budget that is kept is reported, one that is overdrawn names its key', () => {
  assert.equal(compareWithBudget('WebAssembly', 1500, 'wasm-gzip', 1500), 'WebAssembly: 1.5 kB gzipped of 1.5 kB');
  assert.throws(() => compareWithBudget('WebAssembly', 1501, 'wasm-gzip', 1500),
    (error) => error instanceof Trouble && error.message.includes('size.wasm-gzip'));
});
