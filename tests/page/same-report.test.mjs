// The call from JavaScript gives the report that the stories of the Rust tests hold as data.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';
import { stories } from './support/stories.mjs';

pageTest('every story has the same report in the browser', async ({ open }) => {
  const all = stories();
  assert.ok(all.length > 20);
  const page = await started(open());
  const reports = await page.run(async (given) => {
    const { default: init, analyze } = await import(new URL('pkg/rtx_vpn_doctor.js', document.baseURI).href);
    await init();
    return given.map((sites) => analyze(sites));
  }, all.map((it) => it.sites));
  for (const [at, { name, report }] of all.entries()) {
    assert.deepEqual(reports[at], report, name);
  }
});
