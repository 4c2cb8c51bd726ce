// What a user does with the answer: following a quoted line, copying, folding, switching the light.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

async function showMismatch(page) {
  await page.click('.menu > summary');
  await page.click('[data-do="example:1"]');
  await page.waitFor('.verdict.misfit');
}

pageTest('a quoted line leads to that line in its box', async ({ open }) => {
  const page = await started(open());
  await showMismatch(page);
  const quoted = await page.text('button.quote code');
  await page.click('button.quote');
  const selected = await page.run(() => {
    const box = document.activeElement;
    const line = box.value.slice(box.selectionStart, box.selectionEnd);
    const share = box.scrollHeight / box.value.split('\n').length;
    const above = box.value.slice(0, box.selectionStart).split('\n').length - 1;
    return { line, inView: above * share >= box.scrollTop && above * share < box.scrollTop + box.clientHeight };
  });
  assert.equal(selected.line.trim(), quoted.trim());
  assert.ok(selected.inView, 'the line is scrolled into view');
});

pageTest('a copy button copies its command and says so', async ({ open, browser }) => {
  const page = await started(open({
    before: () => {
      window.copied = [];
      document.addEventListener('copy', () => window.copied.push(document.activeElement.value), true);
      // The older way is taken where the page may not use the clipboard; here it can be watched.
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    },
  }));
  await page.click('[data-do="copy:show ipsec sa"]');
  await page.waitForText('button.copy.done', 'コピーしました');
  assert.deepEqual(await page.run(() => window.copied), ['show ipsec sa'], browser);
});

pageTest('the clipboard of a secure page gets the command', async ({ open }) => {
  const page = await started(open({
    before: () => {
      const written = [];
      const clipboard = { writeText: async (text) => void written.push(text) };
      Object.defineProperty(navigator, 'clipboard', { value: clipboard });
      window.written = written;
    },
  }));
  await page.click('[data-do="copy:show ipsec sa gateway 1 detail"]');
  await page.waitFor('button.copy.done');
  assert.deepEqual(await page.run(() => window.written), ['show ipsec sa gateway 1 detail']);
});

pageTest('light and dark change places, starting from what the system prefers', async ({ open }) => {
  const page = await started(open({ scheme: 'dark' }));
  const ground = () => getComputedStyle(document.documentElement).backgroundColor;
  const dark = await page.run(ground);
  await page.click('button.theme');
  assert.notEqual(await page.run(ground), dark);
  await page.click('button.theme');
  assert.equal(await page.run(ground), dark);
});

pageTest('every state fits a phone and a narrow window', async ({ open }) => {
  const page = await started(open({ width: 375, height: 812 }));
  await showMismatch(page);
  for (const width of [375, 320]) {
    await page.resize(width, 812);
    const overhang = await page.run(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overhang <= 0, `${overhang} px too wide at ${width} px`);
  }
});

pageTest('the keyboard alone reaches the examples and leaves them', async ({ open }) => {
  const page = await started(open());
  await page.run(() => document.querySelector('.menu > summary').focus());
  await page.press('Enter');
  await page.waitFor('.menu[open] ul');
  await page.press('Escape');
  assert.equal(await page.attribute('.menu', 'open'), null);
  assert.equal(await page.run(() => document.activeElement.tagName), 'SUMMARY');
});
