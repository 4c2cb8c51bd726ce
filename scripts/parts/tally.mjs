// Turns what test runners print into counts of passed, failed and skipped tests.

const NOTHING = { passed: 0, failed: 0, skipped: 0 };
/** The counts of a step that has no tests of its own but passes or fails as a whole. */
export const PASSED = { ...NOTHING, passed: 1 };
export const FAILED = { ...NOTHING, failed: 1 };

/** The sum of cargo's `test result:` lines. */
export function countCargo(output) {
  const lines = plain(output).matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored;/gm);
  return sum([...lines].map(([, passed, failed, skipped]) => numbers({ passed, failed, skipped })));
}

/** The totals that node's spec reporter closes with. */
export function countNode(output) {
  const total = (name) => Number(new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, 'm').exec(plain(output))?.[1] ?? 0);
  // A test that ran out of time counts as cancelled, and it has not passed.
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: total('skipped') + total('todo') };
}

/** A step that failed has at least one failure, whatever its runner counted: it may have died before counting. */
export function settle(counts, code) {
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  return { ...counts, failed };
}

export function sum(list) {
  return list.reduce((total, each) => ({
    passed: total.passed + each.passed,
    failed: total.failed + each.failed,
    skipped: total.skipped + each.skipped,
  }), NOTHING);
}

/** The one line that says it all. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const numbers = (texts) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)]));

const plain = (text) => text.replace(/\x1b\[[0-9;]*m/g, '');
