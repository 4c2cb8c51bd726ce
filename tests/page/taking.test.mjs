// What a user does to take the diagnosis along: sees what is replaced, copies it, and puts the values back.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

// Where the page may not use the clipboard, the older way is taken; here it can be watched.
function watchCopies() {
  window.copied = [];
  document.addEventListener('copy', () => window.copied.push(document.activeElement.value), true);
  Object.defineProperty(navigator, 'clipboard', { value: undefined });
}

async function showTaking(page) {
  await page.click('.menu > summary');
  await page.click('[data-do="example:1"]');
  await page.waitFor('.verdict.misfit');
  await page.click('#take > summary');
  await page.waitFor('#take-text');
}

pageTest('the diagnosis is copied with markers, and what they stand for is shown before', async ({ open }) => {
  const page = await started(open({ before: watchCopies }));
  await showTaking(page);
  assert.match(await page.text('#take-text'), /\[SITE-A\]/);
  assert.doesNotMatch(await page.text('#take-text'), /本社|192\.0\.2|198\.51\.100/);
  assert.match(await page.text('.replaced'), /\[SITE-A\]\s+本社/);
  await page.click('[data-do="copyFrom:take-text"]');
  await page.waitFor('#take .copy.done');
  const [copied] = await page.run(() => window.copied);
  assert.equal(copied, await page.run(() => document.querySelector('#take-text').textContent));
  for (const [form, sign] of [['markdown', /^# /], ['json', /^\{/]]) {
    await page.run(() => { window.copied = []; });
    await page.click(`[data-do="take:report-${form}-hidden"]`);
    await page.waitFor((source) => new RegExp(source).test(document.querySelector('#take-text').textContent), sign.source);
    assert.match(await page.text('.replaced'), /\[SITE-A\]/, 'what is replaced is shown before');
    await page.click('[data-do="copyFrom:take-text"]');
    await page.waitFor(() => window.copied.length > 0);
    const [text] = await page.run(() => window.copied);
    assert.match(text, sign);
    assert.match(text, /\[SITE-A\]/);
    assert.doesNotMatch(text, /本社|192\.0\.2|198\.51\.100/);
  }
});

pageTest('a text with markers gets its values back, here and nowhere else', async ({ open }) => {
  const page = await started(open());
  await showTaking(page);
  const hidden = await page.run(() => document.querySelector('#take-text').textContent);
  await page.click('[data-do="take:report-text-open"]');
  await page.waitForText('#take-text', '本社');
  const shown = await page.run(() => document.querySelector('#take-text').textContent);
  await page.click('[data-key="put-back"] > summary');
  await page.paste('#restore', 'ping [IP-1] を [SITE-A] から');
  await page.waitForText('#restored', '本社 から');
  assert.doesNotMatch(await page.text('#restored'), /\[/);
  assert.notEqual(hidden, shown);
  assert.equal(await page.run(() => JSON.stringify(localStorage)), '{}');
});

pageTest('the forms are text, Markdown and JSON, and the switch tells when nothing is hidden', async ({ open }) => {
  const page = await started(open());
  await showTaking(page);
  await page.click('[data-do="take:report-markdown-hidden"]');
  await page.waitForText('#take-text', '## ');
  await page.click('[data-do="take:report-json-hidden"]');
  await page.waitForText('#take-text', '"verdict"');
  const report = JSON.parse(await page.run(() => document.querySelector('#take-text').textContent));
  assert.equal(report.verdict.state, 'down');
  assert.equal(report.sites[0].name, '[SITE-A]');
  assert.equal(await page.isVisible('#take > .warning'), false);
  await page.click('[data-do="take:report-json-open"]');
  await page.waitForText('#take > .warning', '伏せていません');
  assert.match(await page.text('#take-text'), /本社/);
  assert.equal(await page.isVisible('.replaced'), false);
});

pageTest('one value has one marker for as long as the page is open', async ({ open }) => {
  const page = await started(open());
  const markers = () => page.run(() => [...document.querySelectorAll('.replaced tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)));
  await showTaking(page);
  const before = new Map(await markers());
  assert.equal(before.get('[SITE-B]'), '支社');
  await page.clear('#name-1');
  await page.type('#name-1', '京都');
  await page.waitForText('.replaced', '京都');
  const after = new Map(await markers());
  assert.equal(after.get('[SITE-A]'), '本社');
  assert.ok(!after.has('[SITE-B]'), 'the marker of one name is never given to another');
  await page.click('[data-key="put-back"] > summary');
  await page.paste('#restore', '[SITE-B]');
  await page.waitForText('#restored', '支社');
});
