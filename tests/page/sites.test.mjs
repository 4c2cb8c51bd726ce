// Which text is which site: guessed for files, parted where two routers share a box, more and fewer than two sites.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const HEADLINE = '.verdict .headline';
const example = (name) => readFileSync(inProject('src', 'view', 'examples', `${name}.txt`), 'utf8');
const prompted = (name, text) => text.replaceAll('# show', `${name}# show`);

const drop = (page, selector, files) => page.run(([target, list]) => {
  const data = new DataTransfer();
  for (const [name, text] of list) data.items.add(new File([text], name));
  const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(target).dispatchEvent(event);
}, [selector, files]);

pageTest('two routers in one box are parted on request, and undo brings them back', async ({ open }) => {
  // High enough that what floats at the lower edge is not in the way.
  const page = await started(open({ height: 1300 }));
  const [a, b] = [prompted('HQ', example('healthy-a')), prompted('BR', example('healthy-b'))];
  await page.paste('#paste-0', a + b);
  await page.waitForText('#paste-0-note', 'ルーター2台');
  await page.click('[data-do="part:0"]');
  await page.waitFor(() => document.querySelector('#paste-1').value !== '');
  assert.equal(await page.value('#paste-0'), a);
  assert.equal(await page.value('#paste-1'), b);
  await page.waitFor('.verdict.fit');
  await page.click('[data-do="undo"]');
  assert.equal(await page.value('#paste-0'), a + b);
});

pageTest('a file dropped anywhere goes to its router, to the site it is named after, or to the next box', async ({ open }) => {
  const page = await started(open());
  await drop(page, 'main', [['one.txt', example('healthy-a')]]);
  await page.waitFor(() => document.querySelector('#paste-0').value !== '');
  await drop(page, 'main', [['支社-log.txt', 'show log\n']]);
  await page.waitFor(() => document.querySelector('#paste-1').value === 'show log\n');
  await page.waitFor(HEADLINE);
  await drop(page, 'main', [['again.txt', example('healthy-a')]]);
  await page.waitFor((text) => document.querySelector('#paste-0').value === text + text, example('healthy-a'));
  await drop(page, 'main', [['third.txt', 'show environment\n']]);
  await page.waitFor(() => document.querySelector('#paste-2')?.value === 'show environment\n');
  assert.equal(await page.value('#name-2'), '拠点C');
});

pageTest('a hub and its branches: boxes are added, exchanged and removed without losing a text', async ({ open }) => {
  const page = await started(open());
  await page.paste('#paste-0', example('healthy-a'));
  await page.paste('#paste-1', 'show ipsec sa\n');
  await page.click('[data-do="add"]');
  await page.waitFor('#paste-2');
  assert.equal(await page.run(() => document.activeElement.id), 'name-2');
  await page.paste('#paste-2', example('healthy-b'));
  await page.waitForText('#commands .cell', '拠点C');
  await page.click('[data-do="shift:2"]');
  assert.equal(await page.value('#paste-1'), example('healthy-b'));
  assert.equal(await page.value('#name-1'), '拠点C');
  await page.click('[data-do="drop:2"]');
  await page.waitFor(() => document.querySelector('#paste-2') === null);
  await page.waitFor('.verdict.fit');
  await page.click('[data-do="undo"]');
  await page.waitFor('#paste-2');
  assert.equal(await page.value('#paste-2'), 'show ipsec sa\n');
});

pageTest('the same router twice is said', async ({ open }) => {
  const page = await started(open());
  await page.paste('#paste-0', example('healthy-a'));
  await page.paste('#paste-1', example('healthy-a'));
  await page.waitForText(HEADLINE, '同じルーターの出力');
});

pageTest('three boxes fit a phone', async ({ open }) => {
  const page = await started(open({ width: 320, height: 700 }));
  await page.click('[data-do="add"]');
  await page.waitFor('#paste-2');
  assert.ok(await page.run(() => document.documentElement.scrollWidth <= innerWidth));
});
