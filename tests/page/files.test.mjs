// Files and texts too large for a text area: dropped, chosen, pasted; in any encoding; read elsewhere, told, taken away.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const HEADLINE = '.verdict .headline';
const example = (name) => readFileSync(inProject('src', 'view', 'examples', `${name}.txt`), 'utf8');

/** Drops files, made inside the page from bytes or repeated texts, where the selector leads. */
const drop = (page, selector, files) => page.run(dropInto, [selector, files]);

function dropInto([selector, files]) {
  const data = new DataTransfer();
  for (const { name, bytes, text = '', repeat = 1, end = '' } of files) {
    const parts = bytes ? [new Uint8Array(bytes)] : [...Array(repeat).fill(text), end];
    data.items.add(new File(parts, name));
  }
  const target = document.querySelector(selector);
  for (const kind of ['dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}

const LOG = '2026/01/02 03:04:05: [IKE] initiate informational phase (from 192.0.2.1 to 198.51.100.1)\n';

// 接続 in two encodings that only their meaning tells apart; a browser can write neither.
const JAPANESE = {
  'utf-8': [0xe6, 0x8e, 0xa5, 0xe7, 0xb6, 0x9a, 0xe3, 0x81, 0x97, 0xe3, 0x81, 0xbe, 0xe3, 0x81, 0x97, 0xe3, 0x81, 0x9f],
  shift_jis: [0x90, 0xda, 0x91, 0xb1, 0x82, 0xb5, 0x82, 0xdc, 0x82, 0xb5, 0x82, 0xbd],
  'euc-jp': [0xc0, 0xdc, 0xc2, 0xb3, 0xa4, 0xb7, 0xa4, 0xde, 0xa4, 0xb7, 0xa4, 0xbf],
};

pageTest('two dropped files fill both boxes', async ({ open }) => {
  const page = await started(open());
  await drop(page, 'main', [
    { name: 'a.txt', text: example('mismatch-a') },
    { name: 'b.txt', text: example('mismatch-b') },
  ]);
  await page.waitFor('.verdict.misfit');
  assert.equal(await page.value('#paste-1'), example('mismatch-b'));
});

pageTest('a file dropped on a box goes below what stands there', async ({ open }) => {
  const page = await started(open());
  await page.type('#paste-1', 'typed');
  await drop(page, '#paste-1', [{ name: 'b.txt', text: 'show ipsec sa\n' }]);
  await page.waitFor(() => document.querySelector('#paste-1').value !== 'typed');
  assert.equal(await page.value('#paste-1'), 'typed\nshow ipsec sa\n');
  await page.click('[data-do="undo"]');
  assert.equal(await page.value('#paste-1'), 'typed');
});

for (const [encoding, bytes] of Object.entries(JAPANESE)) {
  pageTest(`a small and a large file in ${encoding} are both read`, async ({ open }) => {
    const page = await started(open());
    const head = [...new TextEncoder().encode('show ipsec sa\n'), ...bytes, 0x0a];
    await drop(page, '#paste-0', [{ name: 'small.txt', bytes: head }]);
    await page.waitFor(() => document.querySelector('#paste-0').value.includes('接続しました'));
    await page.run(([part]) => {
      const unit = [...new TextEncoder().encode('x'.repeat(1000)), 0x0a];
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(part), ...Array(1500).fill(new Uint8Array(unit)), new Uint8Array(part)], 'large.txt'));
      document.querySelector('#paste-1').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [head]);
    await page.waitForText('.file-head', '接続しました');
    await page.waitFor(HEADLINE);
    assert.equal(await page.value('#paste-1'), '');
  });
}

pageTest('several files of different encodings are dropped at once, and none is lost', async ({ open }) => {
  const page = await started(open());
  const head = [...new TextEncoder().encode('show environment\n')];
  await drop(page, '#paste-1', Object.entries(JAPANESE).map(([encoding, bytes]) => (
    { name: `${encoding}.txt`, bytes: [...head, ...bytes, 0x0a] })));
  await page.waitFor(() => document.querySelector('#paste-1').value.split('接続しました').length === 4);
  assert.equal(await page.value('#paste-1'), 'show environment\n接続しました\n'.repeat(3));
  assert.equal(await page.value('#paste-0'), '');
});

pageTest('files are chosen by the dialog too, a TECHINFO among them, and each finds its box', async ({ open }) => {
  const page = await started(open());
  const path = (name) => inProject('tests', 'cases', 'healthy-techinfo', name);
  await page.choose('#choose', [path('a.txt'), path('b.txt')]);
  await page.waitFor(HEADLINE);
  await page.waitFor('.verdict.fit');
  for (const [box, name] of [[0, 'a.txt'], [1, 'b.txt']]) {
    const lines = (text) => text.split(/\r?\n/).filter((line) => line.trim() !== '').length;
    assert.equal(lines(await page.value(`#paste-${box}`)), lines(readFileSync(path(name), 'utf8')));
  }
});

pageTest('a picture is refused in plain words', async ({ open }) => {
  const page = await started(open());
  await drop(page, '#paste-0', [{ name: 'p.png', bytes: [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 0, 0, 0] }]);
  await page.waitForText('#notice', '文字として読めない');
  assert.equal(await page.value('#paste-0'), '');
});

pageTest('a large paste stands beside its box, its lines are shown from there, and it can be taken away', async ({ open }) => {
  const page = await started(open());
  await page.type('#paste-0', 'kept');
  await page.run(([selector, log, tail]) => {
    const field = document.querySelector(selector);
    field.focus();
    const text = log.repeat(Math.ceil(2e6 / log.length)) + tail;
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, dataType: 'text/plain', data: text, bubbles: true, cancelable: true });
    window.prevented = !field.dispatchEvent(event);
  }, ['#paste-0', LOG, `${example('mismatch-a')}`]);
  assert.equal(await page.run(() => window.prevented), true);
  await page.waitForText('.file', '2.0 MB');
  await page.paste('#paste-1', example('mismatch-b'));
  await page.waitFor('.verdict.misfit');
  assert.equal(await page.value('#paste-0'), 'kept');
  const quoted = await page.run(() => {
    const all = [...document.querySelectorAll('button.quote')];
    const one = all.find((it) => it.dataset.do.startsWith('line:0:'));
    one.click();
    return one.querySelector('code').innerText;
  });
  await page.waitFor('.excerpt .asked');
  assert.match(await page.text('.excerpt .asked'), new RegExp(quoted.trim().split(/\s+/)[0]));
  assert.equal(await page.run(() => document.activeElement.className), 'excerpt');
  await page.click('.file button');
  await page.waitFor(() => document.querySelector('.file') === null);
  assert.equal(await page.value('#paste-0'), 'kept');
});

pageTest('fifty megabytes neither freeze the page nor lose what was typed', async ({ open, browser, note }) => {
  const page = await started(open());
  await page.paste('#paste-1', example('mismatch-b'));
  await page.waitFor(HEADLINE);
  await page.run(() => {
    window.longest = 0;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
    }, 10);
  });
  const begin = Date.now();
  await drop(page, '#paste-0', [{ name: 'huge.log', text: LOG, repeat: Math.ceil(50e6 / LOG.length), end: example('mismatch-a') }]);
  await page.type('#paste-1', 'typed meanwhile');
  assert.match(await page.value('#paste-1'), /typed meanwhile$/);
  const seconds = () => ((Date.now() - begin) / 1000).toFixed(1);
  await page.waitForText('.file', '50.0 MB');
  await page.run(() => { window.longest = 0; });
  for (let waited = 0; waited < 9 && !(await page.isVisible('.verdict.misfit')); waited += 1) {
    await page.waitFor('.verdict.misfit').catch(() => {});
  }
  await page.waitFor('.verdict.misfit');
  const longest = await page.run(() => window.longest);
  note(`${browser}: the answer after ${seconds()} s, the page's thread away for at most ${longest.toFixed(0)} ms`);
  assert.ok(longest < 1000, `${longest} ms`);
  assert.match(await page.value('#paste-1'), /typed meanwhile$/);
});

pageTest('what takes long can be stopped, and the page answers at once', async ({ open }) => {
  const page = await started(open());
  await page.paste('#paste-1', example('mismatch-b'));
  await page.waitFor(HEADLINE);
  await drop(page, '#paste-0', [{ name: 'huge.log', text: LOG, repeat: Math.ceil(50e6 / LOG.length) }]);
  await page.waitForText('.busy', '診断しています');
  await page.click('.file button');
  await page.waitFor(() => document.querySelector('.file') === null);
  await page.clear('#name-1');
  await page.type('#name-1', '神戸');
  await page.waitForText('#answer', '神戸');
});

pageTest('without a worker a large file is read all the same', async ({ open }) => {
  const page = await started(open({ before: () => { delete window.Worker; } }));
  await page.paste('#paste-1', example('mismatch-b'));
  await drop(page, '#paste-0', [{ name: 'large.log', text: LOG, repeat: Math.ceil(2e6 / LOG.length), end: example('mismatch-a') }]);
  await page.waitFor('.verdict.misfit');
  assert.equal(await page.isVisible('#notice'), false);
});
