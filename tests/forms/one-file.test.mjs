// The one file as its user opens it: from disk, and within another page.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist } from '../../scripts/parts/forms.mjs';
import { cache } from '../../scripts/parts/project.mjs';
import { asOneScript, replaceOnce } from '../../scripts/parts/rewrite.mjs';
import { gzipped } from '../../scripts/parts/size.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';
import { describedBuild } from '../../scripts/parts/wasm-build.mjs';
import { pageTest } from '../page/support/page-tests.mjs';
import { started } from '../page/support/started.mjs';

const FILE = join(dist, 'rtx-vpn-doctor.html');

const watch = () => {
  window.refused = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    window.refused.push(`${violatedDirective} ${blockedURI}`);
  });
  const { Worker: Usual } = window;
  window.workers = [];
  window.Worker = class extends Usual {
    constructor(url, options) {
      super(url, options);
      window.workers.push(String(url));
      this.addEventListener('message', ({ data }) => { window.heard = (window.heard ?? 0) + (data ? 1 : 0); });
    }
  };
};

// How often the page says that nothing can be kept.
const REFUSED = () => document.body.innerText.split('ブラウザに記録を残せません').length - 1;

pageTest('opened from disk it diagnoses, in a worker, and asks for nothing', async ({ open }) => {
  const page = await started(open({ path: pathToFileURL(FILE).href, before: watch }));
  await page.click('.menu > summary');
  await page.click('[data-do="example:1"]');
  await page.waitFor('.verdict .headline');
  await page.click('button[lang="en"]');
  await page.waitForText('h1', 'RTX VPN Doctor');
  const asked = page.requests.filter(({ url }) => !/^(?:data|blob|about):/.test(url) && url !== pathToFileURL(FILE).href);
  assert.deepEqual(asked, []);
  assert.deepEqual(await page.run(() => window.refused), []);
  assert.equal(await page.run(() => window.workers.length), 1);
  await page.waitFor(() => window.heard > 0);
});

pageTest('in a frame that may do nothing but run scripts it works too', async ({ open, browser }) => {
  const folder = join(cache, 'forms', `frame-${browser}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(FILE, join(folder, 'doctor.html'));
  writeFileSync(join(folder, 'index.html'), `<!doctype html><title>host</title><link rel="icon" href="data:,">
    <iframe src="doctor.html" sandbox="allow-scripts" allow="clipboard-write" referrerpolicy="no-referrer" width="1000" height="800"></iframe>`);
  const page = await open({ folder: `.cache/forms/frame-${browser}` });
  const until = async (fn) => {
    for (let tries = 0; tries < 500; tries += 1) {
      if (await page.runInFrame('doctor.html', fn)) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.fail(`waited in vain for ${fn}`);
  };
  await until(() => document.documentElement.hasAttribute('data-ready'));
  await page.runInFrame('doctor.html', () => document.querySelector('[data-do="example:1"]').click());
  await until(() => document.querySelector('.verdict .headline') !== null);
  // The browser itself refuses to store anything for such a frame.
  assert.equal(await page.runInFrame('doctor.html', () => {
    try { return typeof window.localStorage; } catch (error) { return error.name; }
  }), 'SecurityError');
  await page.runInFrame('doctor.html', REFUSED).then((count) => assert.equal(count, 1));
  assert.equal(await page.runInFrame('doctor.html', () => document.querySelector('[data-do="logKeep"]')), null);
});

pageTest('opened from disk where nothing may be stored, it says so once and works', async ({ open }) => {
  const page = await started(open({
    path: pathToFileURL(FILE).href,
    before: () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }),
  }));
  assert.equal(await page.run(REFUSED), 1);
  assert.equal(await page.isVisible('[data-do="logKeep"]'), false);
  await page.click('#log-write > summary');
  await page.type('#log-changed', 'x');
  await page.click('[data-do="logAdd"]');
  await page.waitFor('.log tbody tr');
  await page.click('button[lang="en"]');
  await page.waitForText('.keeping', 'keeps nothing for this page');
});

pageTest('opened from disk where something may be stored, it offers to keep the log', async ({ open }) => {
  const page = await started(open({ path: pathToFileURL(FILE).href }));
  assert.equal(await page.run(REFUSED), 0);
  assert.equal(await page.isVisible('[data-do="logKeep"]'), true);
});

test('it is no larger than the page may be', (t) => {
  const size = gzipped(readFileSync(FILE));
  t.diagnostic(`${size} bytes gzipped`);
  assert.ok(size <= describedBuild().size['page-gzip'], `${size} bytes gzipped`);
});

test('its policy allows no inline code but its own, and no connection', () => {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(FILE, 'utf8'));
  assert.match(policy, /^default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+' 'wasm-unsafe-eval'; style-src 'sha256-\S+';/);
  assert.doesNotMatch(policy, /connect-src|unsafe-inline|'unsafe-eval'|'self'|https?:|\*/);
});

test('a text that is not what it was taken for stops the build', () => {
  assert.throws(() => replaceOnce('aa', 'a', 'b'), Trouble);
  assert.throws(() => replaceOnce('aa', 'c', 'b'), Trouble);
  assert.throws(() => asOneScript(['export default 1;']), Trouble);
  assert.throws(() => asOneScript(['const a = "</script>";']), Trouble);
  assert.equal(asOneScript(['import a from "b";\nexport const c = 1;\n', 'export { c };']), '\nconst c = 1;\n\n');
});
