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

for (const state of states) {
  for (const scheme of ['light', 'dark']) {
    pageTest(`axe finds nothing in the state ${state.name}, ${scheme}`, async ({ open }) => {
      const page = await open({ scheme });
      await state.steps(page, { lang: 'ja', scheme, width: 1280 });
      assert.deepEqual(await faults(page), []);
      await page.resize(320, 700);
      assert.deepEqual(await faults(page), []);
      const overhang = await page.run(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overhang <= 0, `${overhang} px too wide at 320 px`);
    });
  }
}
