// Where the reading happens: in a worker, in the page's own thread when there can be none, and what is said when it stops.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const HEADLINE = '.verdict .headline';

// A page in which the tests see every worker and every message to it.
function watchWorkers() {
  window.workers = [];
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...args) {
      super(...args);
      window.workers.push(this);
      this.heard = [];
    }

    postMessage(message) {
      if (Array.isArray(message)) this.heard.push(message);
      super.postMessage(message);
    }
  };
}

pageTest('a paste is read in a worker, and only what changed is sent to it', async ({ open }) => {
  const page = await started(open({ before: watchWorkers }));
  assert.equal(await page.run(() => window.workers.length), 1);
  await page.paste('#paste-0', 'show ipsec sa\n');
  await page.waitFor(HEADLINE);
  await page.clear('#name-0');
  await page.type('#name-0', '京都');
  await page.waitForText('#answer', '京都');
  const texts = await page.run(() => window.workers[0].heard.filter(([kind]) => kind === 'text').map(([, box, text]) => [box, text]));
  assert.deepEqual(texts, [[0, ''], [1, ''], [0, 'show ipsec sa\n']]);
});

for (const [name, before] of [
  ['that the browser does not have', () => { delete window.Worker; }],
  ['that may not start', () => { window.Worker = class { constructor() { throw new Error('blocked'); } }; }],
  ['that fails as it starts', () => {
    const Real = window.Worker;
    window.Worker = class extends Real {
      postMessage(message) { super.postMessage(message instanceof WebAssembly.Module ? 'nothing' : message); }
    };
  }],
]) {
  pageTest(`without a worker, one ${name}, the page reads by itself and says nothing`, async ({ open }) => {
    const page = await started(open({ before }));
    await page.paste('#paste-0', 'show ipsec sa\n');
    await page.waitFor(HEADLINE);
    assert.equal(await page.isVisible('#notice'), false);
  });
}

pageTest('an answer to an older question is never shown', async ({ open }) => {
  const page = await started(open({ before: watchWorkers }));
  await page.paste('#paste-0', 'show ipsec sa\n');
  await page.waitFor(HEADLINE);
  const now = await page.text(HEADLINE);
  await page.run(() => {
    const [worker] = window.workers;
    worker.dispatchEvent(new MessageEvent('message', { data: ['sheet', 1, new Uint8Array([6, 0, 0]), '{}'] }));
  });
  assert.equal(await page.text(HEADLINE), now);
  assert.equal(await page.isVisible('#notice'), false);
});

pageTest('a worker that stops in its work is told of, the boxes keep their text, and the next change is read again', async ({ open }) => {
  const page = await started(open({ before: watchWorkers }));
  await page.paste('#paste-0', 'show ipsec sa\n');
  await page.waitFor(HEADLINE);
  await page.run(() => {
    window.workers[0].dispatchEvent(new MessageEvent('message', { data: ['stopped', 'RuntimeError: unreachable'] }));
  });
  await page.waitForText('#notice', '止まりました');
  assert.equal(await page.isVisible(HEADLINE), false, 'an answer that may not fit is taken away');
  assert.equal(await page.value('#paste-0'), 'show ipsec sa\n');
  await page.type('#paste-0', 'x');
  await page.waitFor(HEADLINE);
  assert.equal(await page.run(() => window.workers.length), 2);
  assert.equal(await page.isVisible('#notice'), false, 'the notice has done its work');
});
