// The call from JavaScript gives the report that the stories of the Rust tests hold as data.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { inProject } from '../../scripts/parts/project.mjs';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

const FOLDER = inProject('tests', 'cases');

pageTest('every story has the same report in the browser', async ({ open }) => {
  const stories = readdirSync(FOLDER).map(story).filter(Boolean);
  assert.ok(stories.length > 20);
  const page = await started(open());
  const reports = await page.run(async (all) => {
    const { default: init, analyze } = await import(new URL('pkg/rtx_vpn_doctor.js', document.baseURI).href);
    await init();
    return all.map((sites) => analyze(sites));
  }, stories.map((it) => it.sites));
  for (const [at, { name, report }] of stories.entries()) {
    assert.deepEqual(reports[at], report, name);
  }
});

function story(name) {
  const file = (it) => join(FOLDER, name, it);
  if (!existsSync(file('report.json'))) return null;
  const { names = [], captured = [] } = parse(readFileSync(file('about.toml'), 'utf8'));
  const texts = readdirSync(join(FOLDER, name)).filter((it) => /^[a-z]\.txt$/.test(it)).sort();
  const sites = texts.map((it, at) => {
    const site = { text: readFileSync(file(it), 'utf8') };
    if (names[at]) site.name = names[at];
    if (captured[at]) site.capturedAt = captured[at];
    return site;
  });
  return { name, sites, report: JSON.parse(readFileSync(file('report.json'), 'utf8')) };
}
