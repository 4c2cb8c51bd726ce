// What a paste or a name may hold that no router prints: halves of characters, commands to a terminal, marks that
// turn the writing, markup, lines without end. The page stays of use, and what it says is right.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const example = (name) => readFileSync(inProject('src', 'view', 'examples', `${name}.txt`), 'utf8');
const HEADLINE = '.verdict .headline';

const HOSTILE = {
  'halves of characters': '\ud800 x \udc00\ud83d y \udfff',
  'a NUL and other controls': 'a\u0000b\u0001c\u0007d\u0008e\u007ff\u0085g\u009bh',
  'commands to a terminal': '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b]8;;http://192.0.2.1/\u001b\\link \u001b[2J',
  'marks that turn the writing': 'a\u202eb\u2066c\u2067d\u061ce\u200ff',
  'ends of lines and letters without a shape': 'a\u2028b\u2029c\u{e0041}d\u200be\ufefff\u2060',
  markup: '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script><a href="javascript:window.hit=1">a</a>"\'&lt;&#60;',
  'markup of other kinds': '[a](javascript:window.hit=1) ![b](http://192.0.2.1/b.png) {{hit}} ${window.hit = 1} <!-- ]]> </textarea></title>',
};

// A text that travels as numbers: on the way into the page half a character would be lost.
const units = (text) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

async function pasteUnits(page, selector, parts) {
  await page.waitFor(selector);
  await page.run(([into, made]) => {
    const text = made.map(([all, times]) => String.fromCharCode(...all).repeat(times)).join('');
    const field = document.querySelector(into);
    field.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, dataType: 'text/plain', data: text, bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) document.execCommand('insertText', false, text);
  }, [selector, parts.map(([text, times]) => [units(text), times])]);
}

// What an input method, or a program beside the page, puts into a field at once.
async function inputUnits(page, selector, ...parts) {
  await page.waitFor(selector);
  await page.run(([into, made]) => {
    const field = document.querySelector(into);
    field.focus();
    field.value += made.map(([all, times]) => String.fromCharCode(...all).repeat(times)).join('');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  }, [selector, parts.map((part) => (typeof part === 'string' ? [part, 1] : part)).map(([text, times]) => [units(text), times])]);
}

// What the page itself says, in texts and in attributes, but for what stands in fields.
const said = (page) => page.run(() => {
  const walker = document.createTreeWalker(document.querySelector('#page'), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement.localName !== 'textarea') found.push(node.data);
    } else {
      for (const { name, value } of node.attributes) if (name !== 'value') found.push(value);
    }
  }
  return [document.title, ...found].map((it) => Array.from({ length: it.length }, (_, at) => it.charCodeAt(at)));
});

const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

async function assertHarmless(page, requests) {
  for (const text of (await said(page)).map((it) => String.fromCharCode(...it.slice(0, 100_000)))) {
    assert.doesNotMatch(text, STEERING);
    assert.ok(text.isWellFormed?.() ?? true, 'no half of a character is shown');
  }
  assert.equal(await page.run(() => document.querySelectorAll('#page img, #page script, #page iframe, #page a[href^="javascript"]').length), 0);
  assert.equal(await page.run(() => window.hit), undefined);
  assert.equal(page.requests.length, requests, 'nothing was asked for');
}

for (const [name, text] of Object.entries(HOSTILE)) {
  pageTest(`${name} in boxes and names leave the answer right`, async ({ open }) => {
    const page = await started(open());
    const requests = page.requests.length;
    await pasteUnits(page, '#paste-0', [[`${example('mismatch-a')}\n${text}\n`, 1]]);
    await page.waitFor(HEADLINE);
    await pasteUnits(page, '#paste-1', [[`${text}\n${example('mismatch-b')}`, 1]]);
    await page.waitFor('.verdict.misfit');
    await inputUnits(page, '#name-0', text);
    await page.waitFor(() => document.querySelector('#name-0').value.length > 6);
    await page.clear('#name-1');
    await inputUnits(page, '#name-1', `Branch7${text}\ud83d`);
    await page.waitForText('#answer', 'Branch7');
    await page.waitFor('.verdict.misfit');
    await assertHarmless(page, requests);
    // The page still hears.
    await page.click('button[lang="en"]');
    await page.waitForText('h1', 'RTX VPN Doctor');
    await page.waitFor('.verdict.misfit');
    await page.click('[data-do="clear"]');
    await page.waitFor('.waiting');
    await assertHarmless(page, requests);
  });
}

pageTest('a line of 200,000 characters and 200,000 empty lines leave the answer right', async ({ open, browser, note }) => {
  for (const [kind, unit] of [['characters', '<b>é"&'.slice(0, 5)], ['wide ones', 'ＰＷ：本社'], ['empty lines', '\n']]) {
    const page = await started(open());
    const requests = page.requests.length;
    const times = Math.ceil(200_000 / unit.length);
    const begun = Date.now();
    // Chromium takes minutes to insert so many lines by itself; so they are there at once.
    const put = unit === '\n' ? (into, parts) => inputUnits(page, into, ...parts) : (into, parts) => pasteUnits(page, into, parts);
    await put('#paste-0', [[`${example('mismatch-a')}\n`, 1], [unit, times], ['\n', 1]]);
    await page.waitFor(HEADLINE);
    await put('#paste-1', [[unit, times], [`\n${example('mismatch-b')}`, 1]]);
    await page.waitFor('.verdict.misfit');
    note(`${browser}: ${Date.now() - begun} ms for ${kind}`);
    await page.clear('#name-1');
    await page.type('#name-1', 'Branch7');
    await page.waitForText('#answer', 'Branch7');
    await assertHarmless(page, requests);
  }
});

pageTest('what steers or is cut in two stays text in the log and in what is taken along', async ({ open }) => {
  const page = await started(open());
  const requests = page.requests.length;
  const all = Object.values(HOSTILE).join(' ');
  await pasteUnits(page, '#paste-0', [[`show ipsec sa\n${all}\n`, 1]]);
  await page.waitFor(HEADLINE);
  await page.click('#log-write > summary');
  await page.waitFor('#log-person');
  for (const field of ['person', 'changed', 'note']) await inputUnits(page, `#log-${field}`, `${all} end7`);
  await page.click('[data-do="logAdd"]');
  await page.waitForText('.log tbody tr', 'end7');
  await assertHarmless(page, requests);
});
