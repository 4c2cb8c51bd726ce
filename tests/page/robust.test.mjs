// What the page says and still does where something of the browser is missing, full or blocked.

import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { after } from 'node:test';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

// The page as it reaches those whose network lets no script through.
const BLOCKED = '.cache/blocked-page';
rmSync(inProject(BLOCKED), { recursive: true, force: true });
cpSync(inProject('www'), inProject(BLOCKED), { recursive: true, filter: (path) => basename(path) !== 'main.js' });
after(() => rmSync(inProject(BLOCKED), { recursive: true, force: true }));

pageTest('a blocked script is said without any script, and the boxes take texts', async ({ open }) => {
  const page = await open({ folder: BLOCKED });
  await page.type('#paste-0', 'show ipsec sa');
  await page.waitForText('.stalled', 'まだ動いていません');
  await page.waitFor('.stalled');
  assert.equal(await page.value('#paste-0'), 'show ipsec sa');
  // The browser itself reports the file that is not there.
  page.errors.length = 0;
});

pageTest('a page that runs never says that it does not', async ({ open }) => {
  const page = await started(open());
  await new Promise((done) => setTimeout(done, 8500));
  assert.equal(await page.isVisible('.stalled'), false);
});

for (const [name, before] of [
  ['full', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }],
  ['forbidden', () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })],
]) {
  pageTest(`a storage that is ${name} hinders nothing`, async ({ open }) => {
    const page = await started(open({ before }));
    await page.click('button[lang="en"]');
    await page.waitForText('h1', 'RTX VPN Doctor');
    await page.paste('#paste-0', 'show ipsec sa\n');
    await page.waitFor('.verdict .headline');
  });
}

pageTest('the first screen says what this is, that nothing leaves, and has examples to try', async ({ open }) => {
  for (const width of [1280, 375]) {
    const page = await started(open({ width, height: 900 }));
    assert.match(await page.text('.hero .lead'), /IPsec VPN/);
    assert.match(await page.text('.hero .privacy'), /外に出ません/);
    const below = await page.run(() => document.querySelector('.hero').getBoundingClientRect().bottom - innerHeight);
    assert.ok(below < 0, 'all of it is in view');
    await page.click('.hero [data-do="example:0"]');
    await page.waitFor('.verdict.fit');
  }
});
