// The page as a part of another page: in shadow roots, several at once, told and asked by its host.

import assert from 'node:assert/strict';
import { pageTest } from './support/page-tests.mjs';
import { started } from './support/started.mjs';

// Two pages in shadow roots below the page that is there; `window.ends` are what mount gave back.
async function mountTwo() {
  const { default: init, mount } = await import(new URL('pkg/rtx_vpn_doctor.js', document.baseURI).href);
  await init();
  window.told = [];
  window.ends = ['one', 'two'].map((id, at) => {
    const host = document.createElement('section');
    host.id = id;
    document.body.append(host);
    const root = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(root);
    return mount(root, {
      lang: at === 0 ? 'en' : 'ja',
      names: ['Tokyo', 'Osaka'],
      onReport: (report) => window.told.push([id, report.verdict.state]),
    });
  });
}

const inHost = ([host, selector]) => document.getElementById(host).shadowRoot.querySelector(selector)?.innerText;

const pressed = ([host, selector]) => {
  document.getElementById(host).shadowRoot.querySelector(selector).click();
};

pageTest('two pages in shadow roots do not disturb each other, nor the page around them', async ({ open }) => {
  const page = await started(open());
  await page.run(mountTwo);
  await page.waitFor('#one[data-ready]');
  await page.waitFor('#two[data-ready]');
  assert.match(await page.run(inHost, ['one', 'h1']), /RTX VPN Doctor/);
  assert.match(await page.run(inHost, ['two', 'h1']), /RTX VPN ドクター/);
  await page.run(pressed, ['one', '[data-do="example:1"]']);
  await page.waitFor(() => document.getElementById('one').shadowRoot.querySelector('.verdict.misfit') !== null);
  assert.equal(await page.run(inHost, ['two', '.verdict']), undefined);
  assert.equal(await page.isVisible('#page .verdict'), false);
  await page.waitFor(() => window.told.length > 0);
  assert.deepEqual(await page.run(() => window.told), [['one', 'down']]);
  assert.equal(await page.attribute('html', 'lang'), 'ja', 'the document around keeps its language');
  assert.equal(await page.run(() => document.title), 'RTX VPN ドクター');
});

pageTest('inside a shadow root a link still leads to its place, and the address stays', async ({ open }) => {
  const page = await started(open());
  await page.run(mountTwo);
  await page.run(pressed, ['two', '[data-do="example:1"]']);
  await page.waitFor(() => document.getElementById('two').shadowRoot.querySelector('a[href^="#finding"]') !== null);
  const before = await page.run(() => location.href);
  await page.run(pressed, ['two', 'a[href^="#finding"]']);
  const focused = await page.run(() => document.getElementById('two').shadowRoot.activeElement?.className);
  assert.match(focused, /finding/);
  assert.equal(await page.run(() => location.href), before);
});

pageTest('a host sets texts, names and language, reads the report, and ends the page', async ({ open }) => {
  const page = await started(open());
  await page.run(mountTwo);
  const empty = await page.run(() => {
    const [one] = window.ends;
    const report = one.report();
    one.setText(0, 'show ipsec sa\n');
    one.setNames(['Kyoto', 'Nara']);
    one.setLanguage('ja');
    return report;
  });
  assert.equal(empty, undefined);
  await page.waitFor(() => window.ends[0].report()?.sites[0].name === 'Kyoto');
  await page.run(() => {
    const [one] = window.ends;
    one.close();
    one.setText(0, '');
  });
  assert.match(await page.run(inHost, ['one', 'h1']), /ドクター/);
  assert.equal(await page.run(() => document.getElementById('one').shadowRoot.querySelector('#paste-0').value), 'show ipsec sa\n');
});

pageTest('a large text of a host stands beside its box, too', async ({ open }) => {
  const page = await started(open());
  await page.run(mountTwo);
  await page.run(() => window.ends[1].setText(0, 'show ipsec sa\n'.repeat(100_000)));
  await page.waitFor(() => document.getElementById('two').shadowRoot.querySelector('.file') !== null);
  assert.equal(await page.run(() => document.getElementById('two').shadowRoot.querySelector('#paste-0').value), '');
  await page.waitFor(() => window.told.some(([id]) => id === 'two'));
});
