// What a user does with the settings side by side: reading what differs, looking at its line, narrowing a long list.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const BOXES = ['#paste-0', '#paste-1'];

async function pasteStory(page, story) {
  for (const [at, name] of ['a', 'b'].entries()) {
    const text = readFileSync(inProject('tests', 'cases', story, `${name}.txt`), 'utf8');
    await page.clear(BOXES[at]);
    await page.paste(BOXES[at], text);
  }
}

const seen = (page) => page.run(() => {
  const quote = document.activeElement.querySelector('.quoted');
  return quote && getComputedStyle(quote).clipPath === 'none' ? quote.textContent : null;
});

pageTest('what differs stands first, the rest is folded, and a key shows nothing', async ({ open }) => {
  const page = await started(open());
  await pasteStory(page, 'settings-key-differs');
  await page.waitFor('#settings');
  const first = await page.text('#settings tbody th');
  assert.match(first, /事前共有鍵/);
  assert.equal(await page.run(() => document.querySelector('[data-key="same-settings"]').open), false);
  await page.click('[data-key="same-settings"] > summary');
  await page.waitFor('[data-key="same-settings"] table');
  const values = await page.texts('#settings > .scroller tbody tr:first-child td > code');
  assert.deepEqual(values, ['***', '***']);
});

pageTest('the focus shows the line of a value, and a press leads to it', async ({ open }) => {
  const page = await started(open());
  await pasteStory(page, 'healthy-settings-that-may-differ');
  await page.waitFor('#settings button.source');
  assert.equal(await page.isVisible('#settings .quoted') && await seen(page), null);
  await page.run(() => document.querySelector('#settings-title').scrollIntoView());
  // By the keyboard, as only then the focus shows.
  await page.run(() => document.querySelector('#settings .scroller').focus());
  await page.press('Tab');
  assert.equal(await seen(page), 'ipsec ike encryption 1 aes256-cbc');
  await page.press('Enter');
  const line = await page.run(() => {
    const box = document.activeElement;
    return box.value.slice(box.selectionStart, box.selectionEnd).trim();
  });
  assert.equal(line, 'ipsec ike encryption 1 aes256-cbc');
});

pageTest('the lines that mend a setting, and those that take them back, are copied', async ({ open }) => {
  const page = await started(open({
    before: () => {
      window.written = [];
      const clipboard = { writeText: async (text) => void window.written.push(text) };
      Object.defineProperty(navigator, 'clipboard', { value: clipboard });
    },
  }));
  await pasteStory(page, 'healthy-settings-that-may-differ');
  await page.click('#settings .mend summary');
  await page.click('#settings .mend .run button.copy');
  await page.waitFor('#settings .mend .run button.copy.done');
  await page.click('#settings .mend .way-back > summary');
  await page.click('#settings .mend .way-back button.copy');
  await page.waitFor('#settings .mend .way-back button.copy.done');
  const [mend, back] = await page.run(() => window.written);
  assert.match(mend, /^tunnel select 1\ntunnel disable 1\nipsec ike encryption 1 aes256-cbc\ntunnel enable 1\n[^]*\nsave$/);
  assert.match(back, /\nno ipsec ike encryption 1\n[^]*\nsave$/);
});

pageTest('a long list of connections is narrowed while typing, and keeps what was typed', async ({ open }) => {
  const page = await started(open());
  await pasteStory(page, 'healthy-hub-300');
  await page.waitFor('#pair-filter');
  const rows = () => page.run(() => document.querySelectorAll('.pairs tbody tr').length);
  const all = await rows();
  assert.ok(all > 100, `${all}`);
  await page.type('#pair-filter', '299');
  await page.waitFor((before) => document.querySelectorAll('.pairs tbody tr').length < before, all);
  assert.ok(await rows() >= 1);
  assert.equal(await page.value('#pair-filter'), '299');
  assert.equal(await page.run(() => document.activeElement.id), 'pair-filter');
  await page.clear('#pair-filter');
  await page.waitFor((before) => document.querySelectorAll('.pairs tbody tr').length === before, all);
});

pageTest('on a telephone nothing of the table sticks out', async ({ open }) => {
  const page = await started(open({ width: 375 }));
  await pasteStory(page, 'healthy-settings-that-may-differ');
  await page.waitFor('#settings');
  await page.run(() => document.querySelectorAll('#settings details').forEach((fold) => { fold.open = true; }));
  const wide = await page.run(() => {
    const room = document.documentElement.clientWidth;
    const cells = [...document.querySelectorAll('#settings th, #settings td, #settings .whose')];
    return cells.filter((cell) => cell.getBoundingClientRect().right > room + 1).map((cell) => cell.textContent);
  });
  assert.deepEqual(wide, []);
});
