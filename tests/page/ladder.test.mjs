// What a user does with the ladder: reading it without colour, and following each rung to where it leads.

import assert from 'node:assert/strict';
import { focusInView } from './support/focus.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const rung = (site, slug) => {
  const place = ['line', 'nat', 'route', 'ike', 'ipsec', 'tunnel', 'traffic'].indexOf(slug) + 1;
  return `#ladder .ladder:nth-child(${site}) .rung:nth-child(${place}) .station`;
};

async function showMismatch(page) {
  await page.click('.menu > summary');
  await page.click('[data-do="example:1"]');
  await page.waitFor('#ladder');
}

function watchClipboard() {
  const written = [];
  const clipboard = { writeText: async (text) => void written.push(text) };
  Object.defineProperty(navigator, 'clipboard', { value: clipboard });
  window.written = written;
}

const opened = () => document.querySelectorAll('.menu[open]').length;

pageTest('a rung that fails leads to its finding, by mouse and by keyboard', async ({ open }) => {
  const page = await started(open());
  assert.equal(await page.isVisible('#ladder'), false, 'nothing is pasted yet');
  await showMismatch(page);
  const title = await page.text('.finding h4');
  const leads = async () => {
    await page.waitFor(() => document.activeElement.matches('.finding'));
    assert.equal(await page.text('.finding:focus h4'), title);
    assert.ok(await page.run(focusInView), 'the finding is scrolled into view');
  };
  await page.click(rung(1, 'ipsec'));
  await leads();
  await page.run((selector) => {
    scrollTo(0, 0);
    document.querySelector(selector).focus();
  }, rung(2, 'ipsec'));
  await page.press('Enter');
  await leads();
});

pageTest('a rung that holds leads to the line that shows it', async ({ open }) => {
  const page = await started(open());
  await showMismatch(page);
  const said = await page.text(rung(2, 'ike'));
  await page.click(rung(2, 'ike'));
  const { id, line } = await page.run(() => {
    const { id, value, selectionStart } = document.activeElement;
    return { id, line: value.slice(0, selectionStart).split('\n').length };
  });
  assert.equal(id, 'paste-1');
  assert.match(said, new RegExp(`\\b${line}行目`));
});

pageTest('a rung that nobody looked at holds the command that shows it, ready to copy', async ({ open }) => {
  const page = await started(open({ before: watchClipboard }));
  await showMismatch(page);
  const copy = '#ladder [data-do="copy:show status tunnel 1"]';
  assert.equal(await page.run(opened), 0);
  await page.click(rung(1, 'tunnel'));
  await page.click(copy);
  await page.waitFor('#ladder .menu[open] button.copy.done');
  assert.deepEqual(await page.run(() => window.written), ['show status tunnel 1']);
  await page.press('Escape');
  assert.equal(await page.run(opened), 0);
  assert.equal(await page.run((selector) => document.activeElement.matches(selector), rung(1, 'tunnel')), true);
});

pageTest('only one command of the ladder is open at a time, and saying that nothing came needs no paste', async ({ open }) => {
  const page = await started(open());
  await showMismatch(page);
  await page.click(rung(1, 'traffic'));
  await page.click(rung(1, 'tunnel'));
  assert.equal(await page.run(opened), 1);
  await page.click('#ladder .menu[open] [data-do="empty:0:show status tunnel 1"]');
  assert.match(await page.value('#paste-0'), /show status tunnel 1\n（出力なし）\n$/);
});

pageTest('every rung says in words how it stands, in both languages', async ({ open }) => {
  const page = await started(open());
  await showMismatch(page);
  const words = {
    ja: /通っています|通るはずです|止まっています|ありません|分かりません|未貼り付け/,
    en: /passed|stops here|there is none|cannot tell|not pasted/,
  };
  for (const lang of ['ja', 'en']) {
    await page.click(`button[lang="${lang}"]`);
    await page.waitFor(`#page[lang="${lang}"]`);
    const rungs = await page.texts('#ladder .rung');
    assert.equal(rungs.length, 14);
    for (const text of rungs) assert.match(text, words[lang]);
    assert.match(rungs[4], lang === 'ja' ? /^IPsec\s+止まっています/ : /^IPsec\s+stops here/);
  }
});

pageTest('nothing of the ladder stands out of the window, at any width', async ({ open }) => {
  const page = await started(open({ width: 320, height: 700, lang: 'en' }));
  await page.click('button[lang="en"]');
  await showMismatch(page);
  for (const width of [320, 375, 800, 961, 1280]) {
    await page.resize(width, 700);
    const out = await page.run(() => [...document.querySelectorAll('#ladder .menu')].filter((menu) => {
      menu.open = true;
      const { left, right } = menu.querySelector('.run-this').getBoundingClientRect();
      const wide = document.documentElement.scrollWidth - innerWidth;
      menu.open = false;
      return left < 0 || right > innerWidth || wide > 0;
    }).length);
    assert.equal(out, 0, `at ${width} px`);
  }
});

pageTest('the list of commands opens to all of them, in the order of a repair', async ({ open }) => {
  const page = await started(open({ before: watchClipboard }));
  await page.click('#commands .intro button.copy');
  await page.waitFor('button.copy.done');
  const [all] = await page.run(() => window.written);
  assert.deepEqual(all.split('\n'), [
    'show status pp 1', 'show nat descriptor address', 'show ip route', 'show ipsec sa',
    'show ipsec sa gateway 1 detail', 'show status tunnel 1', 'show environment',
  ]);
  assert.equal(await page.attribute('[data-key="further"]', 'open'), null);
  await page.click('[data-key="further"] > summary');
  await page.click('#commands [data-do="copy:show status dhcpc"]');
  await page.waitFor(() => window.written.length === 2);
});
