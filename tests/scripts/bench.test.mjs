// The tables of the benches, and the pastes that they are made from.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SHAPES, table } from '../../benches/readers/pastes.mjs';
import { browserTable, growth, mainTable, median, putBetween } from '../../scripts/parts/bench-table.mjs';

const rows = [1, 4, 16].map((size) => ({ name: `table ×${size}`, bytes: 1e6 * size, native: 10 * size, wasm: { ms: 20 * size * size, memory: 3e6 }, textfsm: 500 * size }));

test('what was not measured is a dash, and speed is size by time', () => {
  const [, , first] = mainTable(rows).split('\n');
  assert.match(first, /^\| table ×1 \| 1\.0 \| 10 \| 100 \| – \| 20 \| 50 \| 3\.0 \| – \| 500 \| – \| 50 \| – \|$/);
});

test('time that grows with size alone is 1, and the square of it is 4', () => {
  assert.match(growth(rows), /\| table \| 1\.00 \| 1\.00 \| 4\.00 \| 4\.00 \|$/);
  assert.equal(median([3, 1, 2]), 2);
});

test('a browser has a line of its own, with what was not measured as a dash', () => {
  const [head, , row] = browserTable(['small', 'large'], [{ browser: 'chromium', drawn: 81.4, ready: 120, pastes: [7.25, undefined] }]).split('\n');
  assert.match(head, /boxes answer, ms \| small, ms \| large, ms \|$/);
  assert.equal(row, '| chromium | 81 | 120 | 7.3 | – |');
});

test('the tables stand between their marks, and a text without marks is refused', () => {
  const text = 'a\n<!-- measured: npm run bench -- --write -->\nold\n<!-- end -->\nb\n';
  const put = putBetween(text, 'new');
  assert.ok(put.includes('new') && !put.includes('old') && put.startsWith('a\n') && put.endsWith('b\n'));
  assert.throws(() => putBetween('a', 'new'));
});

test('the pastes are the same on every run and of the sizes that their names say', () => {
  assert.equal(table(3), table(3));
  const [typical] = SHAPES['typical: 2 ends, 50 kB each']();
  assert.ok(typical.length > 40_000 && typical.length < 60_000, String(typical.length));
  assert.equal(SHAPES['hub: 3,000 tunnels, and 300 branches']().length, 301);
});
