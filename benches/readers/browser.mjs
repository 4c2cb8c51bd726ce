// Turns the one file and the npm package into milliseconds in real browsers: until the page can be used, and for a paste.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from '../../scripts/parts/forms.mjs';
import { median } from '../../scripts/parts/bench-table.mjs';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { browsers, closeAll, openPage } from '../../tests/page/support/open-page.mjs';
import { started } from '../../tests/page/support/started.mjs';

const RUNS = 5;
const FOLDER = join(cache, 'bench', 'browser');
const ONE_FILE = pathToFileURL(join(dist, 'rtx-vpn-doctor.html')).href;

/**
 * For each browser: from opening the one file until its boxes are drawn and take text, until they answer, and the time
 * of each paste.
 */
export async function inBrowsers(pastes) {
  prepare(pastes);
  const rows = [];
  for (const browser of browsers) {
    const row = { browser, ...await startOf(browser), pastes: [] };
    for (const [at] of pastes.entries()) row.pastes.push(await timeOf(browser, at));
    rows.push(row);
    console.log(`  ${browser}: done`);
  }
  await closeAll();
  return rows;
}

// A site of nothing but the package and the pastes.
function prepare(pastes) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync(join(dist, 'npm'), FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'index.html'), '<!doctype html><title>bench</title><link rel="icon" href="data:,">');
  for (const [at, texts] of pastes.entries()) writeFileSync(join(FOLDER, `paste-${at}.json`), JSON.stringify(texts));
}

function noteReady() {
  new MutationObserver(() => {
    if (document.documentElement.dataset.ready !== undefined) window.readyAt ??= performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-ready'] });
}

async function startOf(browser) {
  const times = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const page = await started(openPage(browser, { path: ONE_FILE, before: noteReady }));
    times.push(await page.run(() => ({
      drawn: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      ready: window.readyAt,
    })));
    await page.close();
  }
  // The first one also starts the browser.
  const rest = times.slice(1);
  return { drawn: median(rest.map((it) => it.drawn)), ready: median(rest.map((it) => it.ready)) };
}

async function timeOf(browser, at) {
  const page = await openPage(browser, { folder: FOLDER.slice(inProject('.').length + 1) });
  const times = await page.run(async ([paste, runs]) => {
    const { default: load, analyze } = await import('./rtx_vpn_doctor.js');
    await load();
    const sites = (await (await fetch(paste)).json()).map((text) => ({ text }));
    return Array.from({ length: runs }, () => {
      const start = performance.now();
      analyze(sites);
      return performance.now() - start;
    });
  }, [`./paste-${at}.json`, RUNS]);
  await page.close();
  return median(times);
}
