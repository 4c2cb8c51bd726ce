// The site as GitHub Pages serves it: below a path, kept for use without a network, replaced only as a whole.

import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildSite } from '../../scripts/parts/form-site.mjs';
import { dist } from '../../scripts/parts/forms.mjs';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { serveFolder } from '../../scripts/parts/static-server.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';
import { filesBelow } from '../../scripts/parts/sums.mjs';
import { pageTest } from '../page/support/page-tests.mjs';
import { started } from '../page/support/started.mjs';

const PATH = '/some/repo/';
const read = (...path) => readFileSync(join(...path), 'utf8');

/** A server of the site below a path, and the folder that it serves. */
async function published(name) {
  const root = join(cache, 'forms', name);
  const folder = join(root, PATH);
  rmSync(root, { recursive: true, force: true });
  cpSync(join(dist, 'site'), folder, { recursive: true });
  const server = await serveFolder(root);
  servers.push(server);
  return { folder, server };
}

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A page of the site whose service worker has kept all of it. */
async function visited(open, server) {
  const page = await started(open({ server, path: PATH }));
  await page.run(() => navigator.serviceWorker.ready.then(({ active }) => active.state));
  await page.waitFor(() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated'));
  return page;
}

async function diagnoses(page) {
  await page.waitFor('html[data-ready]');
  await page.click('.menu > summary');
  await page.click('[data-do="example:1"]');
  await page.waitFor('.verdict .headline');
}

pageTest('below any path the site diagnoses, and does so without its server after one visit', async ({ open, browser }) => {
  const { server } = await published(`site-offline-${browser}`);
  const page = await visited(open, server);
  await diagnoses(page);
  await server.close();
  await page.goto(PATH);
  await diagnoses(page);
  await page.goto(`${PATH}index.html?from=mail`);
  await diagnoses(page);
  const outside = page.requests.filter(({ url }) => url.startsWith('http') && !new URL(url).pathname.startsWith(PATH));
  assert.deepEqual(outside, [], 'all of it lies below the path');
});

pageTest('a newer version is told, and used when the reader says so', async ({ open, browser }) => {
  const { folder, server } = await published(`site-update-${browser}`);
  const page = await visited(open, server);
  const before = await page.attribute('link[rel="stylesheet"]', 'href');
  publishNewer(folder);
  await page.goto(PATH);
  await page.waitForText('.update', '新しい版があります');
  assert.equal(await page.attribute('link[rel="stylesheet"]', 'href'), before, 'until then it is the old one, as a whole');
  await page.click('.update button');
  await page.waitFor((old) => document.querySelector('link[rel="stylesheet"]').getAttribute('href') !== old, before);
  await diagnoses(page);
  assert.equal(await page.isVisible('.update'), false);
  const kept = await page.run(() => caches.keys());
  assert.equal(kept.length, 1, 'only the newer version is kept');
});

pageTest('files of two versions are never kept together', async ({ open, browser }) => {
  const { folder, server } = await published(`site-mixture-${browser}`);
  const page = await visited(open, server);
  publishNewer(folder);
  // The service worker is new, and a file beside it still the old one.
  appendFileSync(join(folder, 'icon.svg'), '<!-- of another version -->');
  await page.goto(PATH);
  await page.run(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {});
  });
  await page.waitFor(async () => {
    const { installing, waiting } = await navigator.serviceWorker.getRegistration();
    return !installing && !waiting;
  });
  assert.equal(await page.isVisible('.update'), false);
  await server.close();
  await page.goto(PATH);
  await diagnoses(page);
});

pageTest('an address without a page leads back', async ({ open, browser }) => {
  const { server } = await published(`site-404-${browser}`);
  const page = await open({ server, path: `${PATH}404.html` });
  await page.click('a');
  await page.waitFor('html[data-ready]');
});

function publishNewer(folder) {
  const www = join(cache, 'forms', 'newer-www');
  rmSync(www, { recursive: true, force: true });
  cpSync(inProject('www'), www, { recursive: true });
  appendFileSync(join(www, 'style.css'), '\n/* newer */\n');
  rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  buildSite(folder, www, undefined);
}

test('whoever shows a link to the site finds its preview and its icons', () => {
  const folder = join(cache, 'forms', 'site-address');
  rmSync(folder, { recursive: true, force: true });
  buildSite(folder, inProject('www'), 'https://someone.github.io/repo/');
  const page = read(folder, 'index.html');
  assert.match(page, /property="og:image" content="https:\/\/someone\.github\.io\/repo\/social\.png"/);
  assert.match(read(folder, '404.html'), /<a href="\/repo\/">/);
  const files = filesBelow(folder);
  const { icons } = JSON.parse(read(folder, 'manifest.webmanifest'));
  for (const { src } of icons) assert.ok(files.includes(src), src);
  assert.ok(files.includes('social.png'));
  assert.throws(() => buildSite(folder, inProject('www'), 'http://x/'), Trouble);
  // Nothing is left of what the build fills in.
  for (const path of ['index.html', '404.html', 'sw.js']) assert.doesNotMatch(read(folder, path), /@[A-Z]+@/);
});

test('the version stands in the footer', () => {
  assert.match(read(dist, 'site', 'index.html'), new RegExp(`バージョン ${JSON.parse(read(inProject('package.json'))).version}`));
});
