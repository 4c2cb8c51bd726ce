// Who reads the page by keyboard, by ear, large, narrow or without movement must find everything in it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pageTest } from './support/page-tests.mjs';
import { states } from './support/states.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What axe finds, each with the places it is at.
async function faults(page) {
  await page.run(AXE);
  const violations = await page.run(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`) }));
  });
  return violations;
}

// What has the focus, and what covers it or leaves it out of view.
async function hidden() {
  // The page hears one frame late that the verdict has come into view.
  for (let frames = 0; frames < 3; frames += 1) await new Promise((done) => requestAnimationFrame(done));
  const focused = document.activeElement;
  const { top, bottom, left, right } = focused.getBoundingClientRect();
  const covers = [...document.querySelectorAll('.glance, .busy:not(:empty)')].filter((it) => {
    if (it === focused || it.getClientRects().length === 0) return false;
    const over = it.getBoundingClientRect();
    return over.top < bottom && over.bottom > top && over.left < right && over.right > left;
  });
  const where = `${focused.localName} ${focused.id || focused.dataset.do || focused.innerText.slice(0, 40)}`;
  const out = bottom <= 0 || top >= innerHeight;
  return { where, end: focused === document.body, hidden: covers.length > 0 || out };
}

for (const width of [375, 1280]) {
  pageTest(`whatever Tab leads to is in view and not covered, ${width} px wide`, async ({ open }) => {
    const page = await open({ width, height: 640 });
    await states.find(({ name }) => name === 'worklog').steps(page, { lang: 'ja' });
    await page.run(() => {
      document.querySelectorAll('details:not(.menu)').forEach((it) => { it.open = true; });
      scrollTo(0, 0);
      document.querySelector('button').focus();
      document.activeElement.blur();
    });
    const faults = new Set();
    const seen = new Set();
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let step = 0; step < 400; step += 1) {
        await page.press(key);
        const at = await page.run(hidden);
        if (at.end) break;
        if (at.hidden) faults.add(`${key}: ${at.where}`);
        seen.add(at.where);
      }
    }
    assert.ok(seen.size > 40, `${seen.size} stops`);
    assert.deepEqual([...faults], []);
  });
}

pageTest('the verdict is read out when it changes, and only then', async ({ open }) => {
  const page = await open();
  await states.find(({ name }) => name === 'mismatch').steps(page, { lang: 'ja' });
  const region = '.verdict-region[aria-live="polite"][aria-atomic="true"]';
  assert.match(await page.text(region), /切れています/);
  await page.run((selector) => {
    window.region = document.querySelector(selector);
    window.changes = 0;
    new MutationObserver(() => { window.changes += 1; }).observe(window.region, { childList: true, subtree: true, characterData: true });
  }, region);
  // Answered again, with the same verdict.
  await page.paste('#paste-0', '\n# show environment\n');
  await page.waitForText('#paste-0-note', 'show environment');
  assert.equal(await page.run(() => window.changes), 0);
  await page.click('.menu > summary');
  await page.click('[data-do="example:0"]');
  await page.waitForText(region, '対になっています');
  assert.ok(await page.run((selector) => document.querySelector(selector) === window.region, region), 'the region itself stays');
  assert.ok(await page.run(() => window.changes) > 0);
});

pageTest('who wants no movement sees none', async ({ open }) => {
  const moving = () => [...document.querySelectorAll('button, summary, .stalled, .glance, .clasp')].filter((it) => {
    const { transitionDuration, animationDuration } = getComputedStyle(it);
    return `${transitionDuration},${animationDuration}`.split(',').some((time) => parseFloat(time) > 0);
  }).length;
  for (const [motion, moves] of [['reduce', false], ['no-preference', true]]) {
    const page = await open({ motion });
    await states.find(({ name }) => name === 'mismatch').steps(page, { lang: 'ja' });
    assert.equal(await page.run(moving) > 0, moves, motion);
  }
});

pageTest('at twice the size nothing is pushed out to the side', async ({ open }) => {
  const page = await open({ width: 640, height: 450 });
  for (const name of ['mismatch', 'worklog', 'taking']) {
    await page.goto('/');
    await states.find((it) => it.name === name).steps(page, { lang: 'ja' });
    const overhang = await page.run(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overhang <= 0, `${name}: ${overhang} px too wide`);
  }
});

// What is seen at one size only is another state in another light; paper is for neither.
// Each browser sees each state in one scheme: the colours are the same in both, and axe takes its time.
for (const state of states.filter(({ sizes, paper }) => !sizes && !paper)) {
  pageTest(`axe finds nothing in the state ${state.name}`, async ({ open, browser }) => {
    const scheme = browser === 'chromium' ? 'light' : 'dark';
    const page = await open({ scheme, ...state.open });
    await state.steps(page, { lang: 'ja', scheme, width: 1280 });
    assert.deepEqual(await faults(page), []);
    await page.resize(320, 700);
    assert.deepEqual(await faults(page), []);
    const overhang = await page.run(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overhang <= 0, `${overhang} px too wide at 320 px`);
    if (state.said) page.errors.length = 0;
  });
}
