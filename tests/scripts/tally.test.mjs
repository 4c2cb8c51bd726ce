// The counts behind the closing line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingLine, countCargo, countNode, settle, sum } from '../../scripts/parts/tally.mjs';

const counts = (passed, failed, skipped = 0) => ({ passed, failed, skipped });

const CARGO = [
  ['nothing was run', 'error: could not compile', counts(0, 0)],
  ['several targets add up', `
test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
`, counts(15, 2, 1)],
  ['colours do not matter', 'test result: \x1b[32mok\x1b[0m. 4 passed; 0 failed; 0 ignored; 0 measured', counts(4, 0)],
  ['a test that prints such a line in the middle does not count', 'note: test result: ok. 4 passed; 0 failed; 0 ignored;', counts(0, 0)],
];

for (const [name, output, expected] of CARGO) {
  test(`cargo: ${name}`, () => assert.deepEqual(countCargo(output), expected));
}

const NODE = [
  ['the totals of the spec reporter', 'ℹ tests 9\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\nℹ skipped 2\nℹ todo 0\n', counts(5, 2, 2)],
  ['the totals of the tap reporter', '# pass 3\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 1\n', counts(3, 0, 1)],
  ['nothing was run', '', counts(0, 0)],
];

for (const [name, output, expected] of NODE) {
  test(`node: ${name}`, () => assert.deepEqual(countNode(output), expected));
}

test('a run that died before counting is one failure', () => {
  assert.deepEqual(settle(counts(0, 0), 101), counts(0, 1));
});

test('a run that counted its failures keeps its count', () => {
  assert.deepEqual(settle(counts(8, 2), 101), counts(8, 2));
  assert.deepEqual(settle(counts(8, 0), 0), counts(8, 0));
});

test('the closing line names skipped tests only where there are any', () => {
  assert.equal(closingLine(sum([counts(2, 0), counts(3, 1)])), '5 passed, 1 failed');
  assert.equal(closingLine(counts(2, 0, 1)), '2 passed, 0 failed, 1 skipped');
});
