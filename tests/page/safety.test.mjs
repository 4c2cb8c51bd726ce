// What must never happen: pasted text that acts, a request that leaves, a page that fails in silence.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const EVIL = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>"\'&amp;';

pageTest('markup in texts and names is shown as text', async ({ open }) => {
  const page = await started(open());
  await page.clear('#name-0');
  await page.type('#name-0', EVIL);
  await page.paste('#paste-0', `show ipsec sa\nTotal: isakmp:1 send:1 recv:1\n${EVIL}\n`);
  await page.waitFor('.verdict .headline');
  await page.waitForText('#page', '<img src=x');
  assert.equal(await page.run(() => document.querySelectorAll('#page img, #page script').length), 0);
  assert.equal(await page.run(() => window.hit), undefined);
});

pageTest('what is pasted causes no request at all', async ({ open }) => {
  const page = await started(open());
  const before = page.requests.length;
  await page.paste('#paste-0', 'show ipsec sa\nhttp://192.0.2.1/\n');
  await page.waitFor('.verdict .headline');
  await page.click('button[lang="en"]');
  await page.waitForText('h1', 'Doctor');
  assert.equal(page.requests.length, before);
});

pageTest('the policy forbids other origins and inline code', async ({ open }) => {
  const page = await started(open());
  const policy = await page.attribute('meta[http-equiv="Content-Security-Policy"]', 'content');
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
});

pageTest('without WebAssembly the page says so, and the boxes keep their text', async ({ open }) => {
  const page = await open({ before: () => { delete window.WebAssembly; } });
  await page.waitForText('#notice', '読み込めませんでした');
  await page.type('#paste-0', 'show ipsec sa');
  assert.equal(await page.value('#paste-0'), 'show ipsec sa');
});

pageTest('a wrong argument of analyze is a clear exception', async ({ open }) => {
  const page = await started(open());
  const said = await page.run(async () => {
    const { default: init, analyze } = await import(new URL('pkg/rtx_vpn_doctor.js', document.baseURI).href);
    await init();
    const attempt = (argument) => {
      try { return analyze(argument).tool.name; } catch (error) { return `${error.name}: ${error.message}`; }
    };
    return [undefined, [1], [{}], [{ text: 'a', name: 1 }], [{ text: 'a', capturedAt: null }]].map(attempt);
  });
  assert.match(said[0], /^TypeError: .*must be an array/);
  assert.match(said[1], /^TypeError: .*sites\[0\] must be an object/);
  assert.match(said[2], /^TypeError: .*sites\[0\]\.text is missing/);
  assert.match(said[3], /^TypeError: .*sites\[0\]\.name must be a string/);
  assert.equal(said[4], 'rtx-vpn-doctor');
});
