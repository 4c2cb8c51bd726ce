// --only, and what the chosen steps need.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, partsFor, table } from '../../scripts/parts/step-plan.mjs';
import { lints } from '../../scripts/parts/steps.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';

const STEPS = [
  { name: 'rust', needs: ['rust'] },
  { name: 'build', needs: ['rust', 'tools'] },
  { name: 'page', needs: ['packages'], after: 'build', prepares: ['browsers'] },
];
const names = (steps) => steps.map(({ name }) => name);

test('without --only every step runs', () => {
  assert.deepEqual(names(choose(STEPS, [])), ['rust', 'build', 'page']);
});

test('--only keeps the order and brings along what a step stands on', () => {
  assert.deepEqual(names(choose(STEPS, ['--only', 'page,rust'])), ['rust', 'build', 'page']);
  assert.deepEqual(names(choose(STEPS, ['--only', 'page'])), ['build', 'page']);
});

for (const args of [['--only'], ['--only', 'pages'], ['--only', ''], ['page'], ['--only', 'page', 'rust']]) {
  test(`${JSON.stringify(args)} is answered with the usage`, () => {
    assert.throws(() => choose(STEPS, args), (error) => error instanceof Trouble && error.message.includes('rust, build, page'));
  });
}

test('set-up is asked for each part once', () => {
  assert.deepEqual(partsFor(STEPS), ['rust', 'tools', 'packages', 'browsers']);
});

test('the table is aligned', () => {
  assert.equal(
    table([{ name: 'page', passed: 12, failed: 0, skipped: 0, seconds: 3.14 }]),
    'step           passed   failed  seconds\npage               12        0      3.1',
  );
});

test('the names of lints are read from clippy-driver -Whelp', () => {
  assert.deepEqual(lints(`
Available lint options:
    -W <foo>           Warn about <foo>

                      name  default  meaning
                      ----  -------  -------
              missing-docs  allow    detects missing documentation
          clippy::map-then  warn     something

                   warnings  all lints that are set to issue warnings
            clippy::pedantic  clippy::a, clippy::b
`), ['missing_docs', 'clippy::map_then']);
});
