// What a user does with the work log: note checks, compare them, keep them, carry them to another computer, forget them.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

async function example(page, number) {
  await page.click('.menu > summary');
  await page.click(`[data-do="example:${number}"]`);
  await page.waitFor(number === 0 ? '.verdict.fit' : '.verdict.misfit');
}

async function note(page, fields) {
  if ((await page.attribute('#log-write', 'open')) === null) await page.click('#log-write > summary');
  for (const [field, text] of Object.entries(fields)) await page.type(`#log-${field}`, text);
  const before = (await page.texts('.log tbody tr')).length;
  await page.click('[data-do="logAdd"]');
  await page.waitFor((count) => document.querySelectorAll('.log tbody tr').length > count, before);
}

const stored = (page) => page.run(() => localStorage.getItem('worklog'));

// Catches what the page saves as files.
function catchFiles() {
  window.saved = [];
  const real = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    blob.text().then((text) => window.saved.push(text));
    return real(blob);
  };
  HTMLAnchorElement.prototype.click = function click() { window.savedAs = this.download; };
}

async function chooseFile(page, text) {
  await page.run((content) => {
    const input = document.querySelector('#log-file');
    const list = new DataTransfer();
    list.items.add(new File([content], 'log.json', { type: 'application/json' }));
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, text);
}

pageTest('two checks are noted, and what changed between them is said', async ({ open }) => {
  const page = await started(open());
  await example(page, 2);
  await note(page, { person: '山田', seen: '共有フォルダーが開けない' });
  await example(page, 0);
  await note(page, { changed: '支社のルーターを再起動した' });
  const rows = await page.texts('.log tbody tr');
  assert.match(rows[0], /山田[\s\S]*共有フォルダーが開けない[\s\S]*切れています/);
  assert.match(rows[1], /山田[\s\S]*再起動[\s\S]*つながっています[\s\S]*診断: 切れています → つながっています/);
  assert.equal(await page.value('#log-changed'), '', 'what was added is not added again');
  assert.equal(await page.value('#log-person'), '山田', 'who works stays');
  assert.equal(await stored(page), null, 'nothing is kept unasked');
});

pageTest('a check without anything to say is not added, and the page says so', async ({ open }) => {
  const page = await started(open());
  await page.click('#log-write > summary');
  await page.click('[data-do="logAdd"]');
  await page.waitForText('#log-said', 'まだありません');
  assert.deepEqual(await page.texts('.log tbody tr'), []);
});

pageTest('the language changes without losing what stands in the form or the log', async ({ open }) => {
  const page = await started(open());
  await example(page, 2);
  await note(page, { person: 'Sato' });
  await page.type('#log-changed', 'Filter 100001');
  await page.click('button[lang="en"]');
  await page.waitForText('#log', 'Work log');
  await page.waitForText('.log', 'The VPN is down');
  assert.equal(await page.value('#log-changed'), 'Filter 100001');
  assert.match((await page.texts('.log tbody tr'))[0], /Sato/);
});

pageTest('the log is kept when the user says so, and one press forgets it', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'ipsec ike pre-shared-key 1 text dummy', person: '山田' });
  await page.click('[data-do="logKeep"]');
  await page.waitForText('#log-said', '残します');
  assert.doesNotMatch(await stored(page), /text dummy/);
  await page.goto('/');
  await page.waitFor('html[data-ready]');
  await page.waitForText('.log', 'pre-shared-key 1 text ***');
  assert.equal(await page.attribute('[data-do="logKeep"]', 'aria-checked'), 'true');
  await page.click('[data-do="logForget"]');
  await page.waitForText('#log-list', 'まだ点検は');
  assert.equal(await stored(page), null);
  await page.goto('/');
  await page.waitFor('html[data-ready]');
  await page.waitForText('#log-list', 'まだ点検は');
});

pageTest('a browser without room says so, and the log goes on', async ({ open }) => {
  const page = await started(open({
    before: () => {
      Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    },
  }));
  await note(page, { changed: 'a' });
  await page.click('[data-do="logKeep"]');
  await page.waitForText('#log-said', '残せませんでした');
  assert.equal(await page.attribute('[data-do="logKeep"]', 'aria-checked'), 'false');
  await note(page, { changed: 'b' });
  assert.equal((await page.texts('.log tbody tr')).length, 2);
});

pageTest('two windows keep one log', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'first' });
  await page.click('[data-do="logKeep"]');
  await page.waitForText('#log-said', '残します');
  await page.run(() => {
    const log = JSON.parse(localStorage.getItem('worklog'));
    log.checks.push({ ...log.checks[0], changed: 'other window' });
    localStorage.setItem('worklog', JSON.stringify(log));
  });
  await note(page, { changed: 'second' });
  await page.waitForText('.log', 'other window');
  assert.match(await stored(page), /first.*other window.*second/);
});

pageTest('a log goes to another computer as a file and comes back', async ({ open }) => {
  const page = await started(open({ before: catchFiles }));
  await example(page, 2);
  await note(page, { changed: '<img src=x onerror=alert(1)>', person: '=1+1' });
  await page.click('#take > summary');
  await page.click('[data-do^="take:log-"]');
  await page.click('[data-do^="take:log-json-"]');
  await page.waitFor('[role="switch"][data-do="take:log-json-open"]');
  await page.click('[data-do="take:log-json-open"]');
  await page.waitForText('#take-text', '"=1+1"');
  await page.click('#take [data-do^="save:"]');
  await page.waitFor(() => window.saved.length > 0);
  assert.equal(await page.run(() => window.savedAs), 'rtx-vpn-worklog.json');
  const file = await page.run(() => window.saved[0]);
  const other = await started(open());
  await chooseFile(other, file);
  await other.waitForText('#log-said', '1件');
  await other.waitForText('.log', '<img src=x');
  assert.equal(await other.run(() => document.querySelectorAll('#page img').length), 0);
  await chooseFile(other, file);
  await other.waitForText('#log-said', '新しい点検はありません');
});

pageTest('what is no log is refused in words, and the log stays', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'a' });
  for (const [text, said] of [['not json', 'JSON として'], ['{"verdict":1}', '点検の記録ではありません'], ['', 'JSON として']]) {
    await chooseFile(page, text);
    await page.waitForText('#log-said', said);
  }
  assert.equal((await page.texts('.log tbody tr')).length, 1);
});

pageTest('the keyboard alone notes a check', async ({ open }) => {
  const page = await started(open());
  await page.run(() => document.querySelector('#log-write > summary').focus());
  await page.press('Enter');
  await page.waitFor('#log-changed');
  await page.type('#log-changed', 'x');
  for (let step = 0; step < 4; step += 1) await page.press('Tab');
  assert.equal(await page.run(() => document.activeElement.dataset.do), 'logAdd');
  await page.press('Enter');
  await page.waitFor('.log tbody tr');
  assert.equal(await page.run(() => document.activeElement.dataset.do), 'logAdd', 'the focus stays');
});

pageTest('what was typed for a check is corrected afterwards, and what stood in the form comes back', async ({ open }) => {
  const page = await started(open());
  await example(page, 2);
  await note(page, { person: '山田', seen: '共有フォルダが開けない' });
  await note(page, { changed: '二つ目' });
  await page.type('#log-note', 'まだ途中');
  await page.click('#log-edit-0');
  await page.waitFor('[data-do="logLeave"]');
  assert.equal(await page.value('#log-seen'), '共有フォルダが開けない');
  assert.equal(await page.value('#log-note'), '');
  assert.match(await page.text('#log-write > summary'), /の点検を直す/);
  await page.run(() => {
    const at = document.querySelector('#log-at');
    at.value = '2026-01-02T03:04';
    at.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.clear('#log-person');
  await page.type('#log-person', '佐藤');
  await page.clear('#log-seen');
  await page.type('#log-seen', '共有フォルダーが開けない');
  await page.click('[data-do="logAdd"]');
  await page.waitForText('#log-said', '点検を直しました');
  await page.waitForText('.log tbody tr', '佐藤');
  const rows = await page.texts('.log tbody tr');
  assert.equal(rows.length, 2);
  assert.match(rows[0], /2026\/01\/02 03:04[\s\S]*佐藤[\s\S]*共有フォルダーが[\s\S]*切れています/);
  assert.match(rows[1], /二つ目/);
  assert.equal(await page.value('#log-note'), 'まだ途中');
  assert.equal(await page.value('#log-seen'), '');
  assert.match(await page.text('#log-write > summary'), /今回の点検/);
});

pageTest('the keyboard alone corrects a check, leaves it, and removes it, and the focus is never lost', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'first' });
  await note(page, { changed: 'second' });
  const focused = () => page.run(() => document.activeElement.id || document.activeElement.dataset.do);
  const tab = async (times) => { for (let step = 0; step < times; step += 1) await page.press('Tab'); };
  await page.run(() => document.querySelector('#log-edit-1').focus());
  await page.press('Enter');
  await page.waitFor('[data-do="logLeave"]');
  assert.equal(await focused(), 'log-at');
  await page.run(() => document.querySelector('[data-do="logLeave"]').focus());
  await page.press('Enter');
  await page.waitFor(() => document.querySelector('[data-do="logLeave"]') === null);
  assert.equal(await focused(), 'log-edit-1');
  assert.match((await page.texts('.log tbody tr'))[1], /second/);
  await page.press('Enter');
  await page.waitFor('[data-do="logLeave"]');
  await page.type('#log-changed', ' time');
  await page.run(() => document.querySelector('[data-do="logAdd"]').focus());
  await page.press('Enter');
  await page.waitForText('.log tbody', 'second time');
  assert.equal(await focused(), 'log-said');
  await page.run(() => document.querySelector('#log-edit-0').focus());
  await tab(1);
  assert.equal(await focused(), 'logRemove:0');
  await page.press('Enter');
  await page.waitFor(() => document.querySelectorAll('.log tbody tr').length === 1);
  assert.match(await page.text('.log tbody'), /second time/);
  assert.equal(await focused(), 'log-said');
  // What was removed comes back by the next button, once.
  await tab(1);
  assert.equal(await focused(), 'logBack');
  await page.press('Enter');
  await page.waitFor(() => document.querySelectorAll('.log tbody tr').length === 2);
  assert.match((await page.texts('.log tbody tr'))[0], /first/);
  assert.equal(await focused(), 'log-said');
  assert.equal(await page.run(() => document.querySelector('[data-do="logBack"]')), null);
});

pageTest('what was forgotten does not come back', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'first' });
  await page.click('[data-do="logRemove:0"]');
  await page.waitFor('[data-do="logBack"]');
  await page.click('[data-do="logForget"]');
  await page.waitFor(() => document.querySelector('[data-do="logBack"]') === null);
});

pageTest('a corrected check is kept, carried along, and says nothing in place of what it said only if it still says something', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'a' });
  await page.click('[data-do="logKeep"]');
  await page.waitForText('#log-said', '残します');
  await page.click('#log-edit-0');
  await page.clear('#log-changed');
  await page.click('[data-do="logAdd"]');
  await page.waitForText('#log-said', 'まだありません');
  await page.waitFor('[data-do="logLeave"]');
  assert.match(await stored(page), /"changed":"a"/);
  await page.type('#log-changed', 'ipsec ike pre-shared-key 1 text dummy');
  await page.click('[data-do="logAdd"]');
  await page.waitForText('.log', 'pre-shared-key 1 text ***');
  assert.match(await stored(page), /text \*\*\*/);
  assert.doesNotMatch(await stored(page), /dummy|"changed":"a"/);
});

pageTest('a check that another window changed meanwhile is neither overwritten nor removed', async ({ open }) => {
  const page = await started(open());
  await note(page, { changed: 'mine' });
  await page.click('[data-do="logKeep"]');
  await page.waitForText('#log-said', '残します');
  await page.run(() => {
    const log = JSON.parse(localStorage.getItem('worklog'));
    log.checks.unshift({ ...log.checks[0], at: '2020-01-01T00:00', changed: 'other window' });
    localStorage.setItem('worklog', JSON.stringify(log));
  });
  await page.click('[data-do="logRemove:0"]');
  await page.waitForText('.log', 'other window');
  assert.doesNotMatch(await stored(page), /mine/);
});

pageTest('printed, the page is a report: no form, no boxes, the log as a table', async ({ open, browser }) => {
  if (browser === 'firefox') return; // BiDi has no way to show the page as paper.
  const page = await started(open());
  await example(page, 2);
  await note(page, { person: '山田' });
  await page.emulatePaper();
  for (const gone of ['#log-write', '.keeping', 'textarea', '#take', '#commands']) {
    assert.equal(await page.isVisible(gone), false, gone);
  }
  const head = await page.text('.paper');
  assert.match(head, /点検日時\s+\d{4}\/\d\d\/\d\d \d\d:\d\d/);
  assert.match(head, /山田/);
  assert.equal(await page.run(() => getComputedStyle(document.querySelector('.log')).display), 'table');
});
