// What a user does with the two boxes: typing, pasting, examples, empty answers, swapping, clearing.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const HEADLINE = '.verdict .headline';
const example = (number) => `[data-do="example:${number}"]`;

async function showExample(page, number) {
  await page.click('.menu > summary');
  await page.click(example(number));
}

pageTest('typing alone gives an answer, and the caret stays where it is', async ({ open }) => {
  const page = await started(open());
  assert.match(await page.text('.waiting'), /まだ何も貼り付けられていません/);
  await page.type('#paste-0', 'show ipsec sa');
  await page.waitFor(HEADLINE);
  assert.equal(await page.run(() => document.activeElement.id), 'paste-0');
  assert.equal(await page.run(() => document.activeElement.selectionStart), 'show ipsec sa'.length);
});

pageTest('each example shows its state', async ({ open }) => {
  const page = await started(open());
  for (const [number, tone] of [[0, 'fit'], [1, 'misfit'], [2, 'misfit']]) {
    await showExample(page, number);
    await page.waitFor(`.verdict.${tone}`);
    assert.notEqual(await page.value('#paste-1'), '');
    assert.equal(await page.attribute('.menu', 'open'), null, 'the menu closes');
  }
});

pageTest('an answer of nothing can be said with one button', async ({ open }) => {
  const page = await started(open());
  await page.click('[data-do="empty:1:show ipsec sa"]');
  await page.waitFor(HEADLINE);
  assert.equal(await page.value('#paste-1'), 'show ipsec sa\n（出力なし）\n');
  assert.match(await page.text('#paste-1-note'), /∅/);
  assert.equal(await page.run(() => document.activeElement.id), 'paste-1-note', 'the keyboard is not lost');
});

pageTest('only a real paste reads the clock; typing and examples do not', async ({ open }) => {
  const page = await started(open({
    before: () => {
      window.dated = 0;
      const written = Date.prototype.toISOString;
      Date.prototype.toISOString = function dated() {
        window.dated += 1;
        return written.call(this);
      };
    },
  }));
  const dated = () => page.run(() => window.dated);
  await page.type('#paste-0', 'show ipsec sa');
  await page.waitFor(HEADLINE);
  await showExample(page, 0);
  await page.waitFor('.verdict.fit');
  assert.equal(await dated(), 0);
  await page.clear('#paste-0');
  await page.paste('#paste-0', 'show ipsec sa\n');
  assert.equal(await dated(), 1);
});

pageTest('swap exchanges the texts, clear empties them, undo brings them back', async ({ open }) => {
  const page = await started(open());
  await showExample(page, 2);
  await page.waitFor(HEADLINE);
  const [a, b] = [await page.value('#paste-0'), await page.value('#paste-1')];
  await page.click('[data-do="swap"]');
  assert.equal(await page.value('#paste-0'), b);
  assert.equal(await page.value('#paste-1'), a);
  await page.click('[data-do="clear"]');
  await page.waitFor('.waiting');
  await page.click('[data-do="undo"]');
  await page.waitFor(HEADLINE);
  assert.equal(await page.value('#paste-0'), b);
});

pageTest('the language changes without losing texts, names or folds', async ({ open }) => {
  const page = await started(open());
  await showExample(page, 1);
  await page.waitFor(HEADLINE);
  await page.clear('#name-1');
  await page.type('#name-1', '大阪');
  await page.click('[data-key="sa-table"] > summary');
  const text = await page.value('#paste-0');
  await page.click('button[lang="en"]');
  await page.waitForText('h1', 'RTX VPN Doctor');
  assert.equal(await page.value('#paste-0'), text);
  assert.equal(await page.value('#name-0'), 'Head office', 'a name nobody edited is translated');
  assert.equal(await page.value('#name-1'), '大阪', 'a name somebody gave stays');
  assert.equal(await page.attribute('[data-key="sa-table"]', 'open'), '', 'the fold stays open');
  assert.equal(await page.attribute('html', 'lang'), 'en');
});

pageTest('the language is remembered, and nothing else', async ({ open }) => {
  const page = await started(open());
  await page.paste('#paste-0', 'show ipsec sa\n');
  await page.waitFor(HEADLINE);
  await page.click('button[lang="en"]');
  await page.waitForText('h1', 'RTX VPN Doctor');
  assert.equal(await page.run(() => JSON.stringify(localStorage)), '{"lang":"en"}');
  await page.goto('/');
  await page.waitFor('html[data-ready]');
  assert.equal(await page.text('h1'), 'RTX VPN Doctor');
  assert.equal(await page.attribute('html', 'lang'), 'en');
  assert.equal(await page.attribute('button[lang="en"]', 'aria-pressed'), 'true');
});
