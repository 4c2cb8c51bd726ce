// How long the page's own thread is busy while somebody types; what is measured is told as a diagnostic.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

// One frame. Machines that test are slower and shared, so the test itself allows several.
const FRAME_MS = 16;
const ALLOWED_MS = 5 * FRAME_MS;

const example = (name) => readFileSync(inProject('src', 'view', 'examples', `${name}.txt`), 'utf8');

/** An example with as many lines of log below it as make 50 kB. */
function long(name) {
  const line = (at) => `2026/01/02 03:${String(at % 60).padStart(2, '0')}:00: [IKE] initiate informational phase (0x${at.toString(16)})\n`;
  let text = `${example(name)}# show log\n`;
  for (let at = 0; text.length < 50_000; at += 1) text += line(at);
  return text;
}

// Notes how long each listener and timer takes.
function watchTime() {
  window.spent = [];
  const timed = (work) => function timedWork(...args) {
    const start = performance.now();
    try {
      return work.apply(this, args);
    } finally {
      window.spent.push(performance.now() - start);
    }
  };
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function timedListen(kind, work, options) {
    return listen.call(this, kind, typeof work === 'function' ? timed(work) : work, options);
  };
  const later = window.setTimeout;
  window.setTimeout = (work, ...rest) => later(timed(work), ...rest);
}

pageTest('typing into boxes of 50 kB each keeps the page free', async ({ open, browser, note }) => {
  const page = await started(open({ before: watchTime }));
  for (const [box, name] of [[0, 'mismatch-a'], [1, 'mismatch-b']]) {
    await page.run(([id, text]) => {
      document.getElementById(id).value = text;
    }, [`paste-${box}`, long(name)]);
    await page.type(`#paste-${box}`, ' ');
  }
  await page.waitFor('.verdict.misfit');
  const times = [];
  for (let round = 0; round < 10; round += 1) {
    await page.run(() => { window.spent = []; });
    await page.clear('#name-0');
    await page.type('#name-0', `N${round}`);
    await page.type('#paste-0', round % 2 ? ' ' : 'x');
    await page.waitForText('#answer', `N${round}`);
    times.push(await page.run(() => Math.max(...window.spent)));
  }
  times.sort((a, b) => a - b);
  const middle = times[5];
  note(`${browser}: ${middle.toFixed(1)} ms in the middle, ${times[9].toFixed(1)} ms at most`);
  assert.ok(middle < ALLOWED_MS, `${middle} ms`);
});
