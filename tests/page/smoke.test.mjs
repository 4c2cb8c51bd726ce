// The page as a whole: it loads, its WebAssembly starts, and nothing leaves the site.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';

pageTest('the page loads and its WebAssembly starts', async ({ open }) => {
  const page = await open();
  await page.waitFor(() => document.readyState === 'complete' && document.title !== '');
  // A module is evaluated once: this waits for the page's own start and fails when that failed.
  await page.run(() => import(document.querySelector('script[type="module"][src]').src).then(() => {}));
  assert.ok(page.requests.some(({ url }) => url.endsWith('.wasm')), 'the page asked for its WebAssembly');
});

pageTest('the page fits a phone', async ({ open }) => {
  const page = await open({ width: 375, height: 667 });
  const overhang = await page.run(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overhang <= 0, `the page is ${overhang} px wider than the screen`);
});
