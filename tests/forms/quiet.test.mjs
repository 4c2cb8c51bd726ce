// Each form, with all names unresolvable: no request but for its own files, no console error, nothing that a policy refuses.
// The first two are part of every page test; see page-tests.mjs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist } from '../../scripts/parts/forms.mjs';
import { filesBelow } from '../../scripts/parts/sums.mjs';
import { pageTest } from '../page/support/page-tests.mjs';

const FORMS = {
  'the site': { folder: 'dist/site' },
  'the one file': { path: pathToFileURL(join(dist, 'rtx-vpn-doctor.html')).href },
  'the element': { folder: 'dist/wiki' },
};

const watch = () => {
  window.refused = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    window.refused.push(`${violatedDirective} ${blockedURI}`);
  });
};

for (const [name, where] of Object.entries(FORMS)) {
  pageTest(`${name} asks nobody else and breaks no policy`, async ({ open }) => {
    const page = await open({ ...where, before: watch });
    await page.waitFor('[data-ready]');
    await page.run(() => {
      window.root = document.querySelector('rtx-vpn-doctor')?.shadowRoot ?? document;
      window.root.querySelector('[data-do="example:1"]').click();
    });
    await page.waitFor(() => window.root.querySelector('.verdict .headline') !== null);
    await page.run(() => window.root.querySelector('[data-do="lang:en"]').click());
    await page.waitFor(() => window.root.querySelector('h1').textContent === 'RTX VPN Doctor');
    await page.run(() => window.root.querySelectorAll('details').forEach((each) => { each.open = true; }));
    assert.deepEqual(await page.run(() => window.refused), []);
    assert.equal(await page.run(() => window.root.querySelectorAll('[style]').length), 0, 'no style attributes');
    assert.equal(await page.attribute('meta[name="referrer"]', 'content'), 'no-referrer');
  });

  pageTest(`${name} vouches for no script but its own`, async ({ open }) => {
    const page = await open(where);
    await page.waitFor('[data-ready]');
    const tried = await page.run(() => {
      if (!globalThis.trustedTypes) return null;
      const attempt = (work) => { try { work(); return 'done'; } catch (error) { return error.name; } };
      return [
        attempt(() => new Worker('data:text/javascript,1')),
        attempt(() => { document.createElement('script').text = 'window.hit = 1'; }),
        attempt(() => trustedTypes.createPolicy('another', {})),
        attempt(() => trustedTypes.createPolicy('rtx-vpn-doctor', {})),
      ];
    });
    if (tried) assert.deepEqual(tried, Array(4).fill('TypeError'));
    // Browsers tell of each attempt.
    page.errors.length = 0;
  });
}

test('no page that is shipped allows inline code or another origin', () => {
  const pages = filesBelow(dist).filter((path) => path.endsWith('.html'));
  assert.deepEqual(pages, ['rtx-vpn-doctor.html', 'site/404.html', 'site/index.html', 'wiki/index.html']);
  for (const path of pages) {
    const html = readFileSync(join(dist, path), 'utf8');
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html);
    assert.match(policy, /^default-src 'none';/, path);
    assert.match(policy, /base-uri 'none'; form-action 'none'/, path);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*|frame-ancestors/, path);
    assert.doesNotMatch(html.replace(/<style>.*?<\/style>|<script.*?<\/script>/gs, ''), /\sstyle=|\son[a-z]+=/, path);
    assert.match(html, /<meta name="referrer" content="no-referrer">/, path);
  }
});
