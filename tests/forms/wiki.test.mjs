// The element as a wiki uses it: in its example, twice in a hostile page, under a strict policy, in a narrow place.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist } from '../../scripts/parts/forms.mjs';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { offeredNames, shadowStyle } from '../../scripts/parts/shadow-style.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';
import { pageTest } from '../page/support/page-tests.mjs';

const BROKEN = ['a', 'b'].map((name) => readFileSync(inProject('tests', 'cases', 'spi-one-digit', `${name}.txt`), 'utf8'));
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types rtx-vpn-doctor";

/** A wiki's page with `body` and the wiki's own `style`, its policy `policy`. */
function host(name, body, { style = '', policy = POLICY } = {}) {
  const folder = join(cache, 'forms', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(dist, 'wiki'), join(folder, 'doctor'), { recursive: true });
  writeFileSync(join(folder, 'wiki.css'), style);
  writeFileSync(join(folder, 'index.html'), `<!doctype html><html lang="ja"><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}"><title>wiki</title><link rel="icon" href="data:,">
    <link rel="stylesheet" href="wiki.css"><script type="module" src="doctor/rtx-vpn-doctor.js"></script>${body}`);
  return `.cache/forms/${name}`;
}

const isReady = (id) => document.getElementById(id)?.hasAttribute('data-ready');
const isReadyAll = (ids) => ids.every((id) => document.getElementById(id)?.hasAttribute('data-ready'));

pageTest('the example diagnoses, and the wiki around hears of it', async ({ open }) => {
  const page = await open({ folder: 'dist/wiki' });
  await page.waitFor('rtx-vpn-doctor[data-ready]');
  await page.run((texts) => {
    const element = document.querySelector('rtx-vpn-doctor');
    return Promise.all(texts.map((text, site) => element.setText(site, text)));
  }, BROKEN);
  await page.waitForText('#state', '診断: VPN は切れています');
  const headline = () => document.querySelector('rtx-vpn-doctor').shadowRoot.querySelector('.verdict .headline')?.textContent;
  await page.waitFor(headline);
  // Where a line must not break stand marks that nobody sees.
  const seen = (await page.run(headline)).replace(/[\u200b\u2060]/g, '').replace(/\u00a0/g, ' ');
  assert.match(seen, /VPN は切れています/);
});

pageTest('two elements do not disturb each other, and each has its language, names and report', async ({ open, browser }) => {
  const folder = host(`two-${browser}`, `
    <rtx-vpn-doctor id="one" lang="ja" site-names="本社, 大阪支社"></rtx-vpn-doctor>
    <rtx-vpn-doctor id="two" lang="en" site-names="Tokyo,Osaka"></rtx-vpn-doctor>`);
  const page = await open({ folder });
  await page.waitFor(isReadyAll, ['one', 'two']);
  assert.equal(await page.run(() => document.getElementById('two').shadowRoot.querySelector('h1').textContent), 'RTX VPN Doctor');
  const said = await page.run(async (texts) => {
    const [one, two] = ['one', 'two'].map((id) => document.getElementById(id));
    const heard = [];
    document.addEventListener('report', ({ target, detail }) => heard.push([target.id, detail.verdict.state, detail.sites.map(({ name }) => name)]));
    const both = new Promise((done) => {
      one.addEventListener('report', ({ detail }) => { if (detail.sites.length === 2 && detail.verdict.state === 'down') done(); });
    });
    await Promise.all(texts.map((text, site) => one.setText(site, text)));
    await both;
    const direct = await two.analyze(texts.map((text) => ({ text })));
    const kept = one.report.verdict.state;
    const others = [...two.shadowRoot.querySelectorAll('textarea')].map(({ value }) => value);
    await one.clear();
    two.setAttribute('lang', 'ja');
    return { last: heard.at(-1), direct: direct.verdict.state, kept, cleared: one.report, others };
  }, BROKEN);
  assert.deepEqual(said.last, ['one', 'down', ['本社', '大阪支社']]);
  assert.equal(said.direct, 'down');
  assert.equal(said.kept, 'down');
  assert.equal(said.cleared, null);
  assert.ok(said.others.every((text) => text === ''), 'the other one is still empty');
  const title = () => document.getElementById('two').shadowRoot.querySelector('h1').textContent === 'RTX VPN ドクター';
  await page.waitFor(title);
});

pageTest('the style of the page around does not reach in, and what is offered does', async ({ open, browser }) => {
  const hostile = `
    html { font-size: 40px; } * { color: red !important; letter-spacing: 9px; }
    button, textarea, h1, .card, #page { display: none !important; background: red !important; }
    rtx-vpn-doctor { font: 60px serif; line-height: 4; text-align: right; visibility: visible; }`;
  const style = (name, css) => host(`${name}-${browser}`, '<rtx-vpn-doctor id="one"></rtx-vpn-doctor>', { style: css });
  const look = async (folder) => {
    const page = await open({ folder });
    await page.waitFor(isReady, 'one');
    return page.run(() => {
      const { shadowRoot } = document.getElementById('one');
      const of = (selector) => {
        const all = getComputedStyle(shadowRoot.querySelector(selector));
        return ['color', 'fontSize', 'fontFamily', 'letterSpacing', 'lineHeight', 'textAlign', 'display', 'backgroundColor'].map((name) => all[name]);
      };
      return { h1: of('h1'), button: of('button'), textarea: of('textarea'), accent: getComputedStyle(shadowRoot.querySelector('.ground')).getPropertyValue('--accent').trim() };
    });
  };
  const plain = await look(style('plain', ''));
  assert.deepEqual(await look(style('hostile', hostile)), plain);
  const themed = await look(style('themed', 'rtx-vpn-doctor { --rtx-accent: #123456; --accent: red; }'));
  assert.equal(themed.accent, '#123456');
  assert.notEqual(plain.accent, '#123456');
});

pageTest('it takes the height and the width that its host gives it', async ({ open, browser }) => {
  const folder = host(`narrow-${browser}`, '<rtx-vpn-doctor id="one"></rtx-vpn-doctor>', {
    style: 'body { margin: 0 } rtx-vpn-doctor { width: 360px; height: 500px; }',
  });
  const page = await open({ folder, width: 1280 });
  await page.waitFor(isReady, 'one');
  const { height, overhang, columns } = await page.run(() => {
    const element = document.getElementById('one');
    const boxes = element.shadowRoot.querySelector('.boxes');
    return {
      height: element.getBoundingClientRect().height,
      overhang: element.scrollWidth - element.clientWidth,
      columns: getComputedStyle(boxes).gridTemplateColumns.split(' ').length,
    };
  });
  assert.equal(height, 500);
  assert.ok(overhang <= 0, `${overhang} px wider than the element`);
  assert.equal(columns, 1, 'one box below the other, although the window is wide');
});

pageTest('taken out and put in elsewhere it goes on', async ({ open, browser }) => {
  const page = await open({ folder: host(`moved-${browser}`, '<rtx-vpn-doctor id="one"></rtx-vpn-doctor><div id="there"></div>') });
  await page.waitFor(isReady, 'one');
  await page.run(async (texts) => {
    const element = document.getElementById('one');
    await element.setText(0, texts[0]);
    document.getElementById('there').append(element);
    await element.ready;
    const report = new Promise((done) => {
      element.addEventListener('report', ({ detail }) => { if (detail.verdict.state === 'down') done(); });
    });
    await element.setText(1, texts[1]);
    await report;
  }, BROKEN);
});

pageTest('where its host allows no worker and no policy of its own, it still diagnoses', async ({ open, browser }) => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:; worker-src 'none'";
  const page = await open({ folder: host(`strict-${browser}`, '<rtx-vpn-doctor id="one"></rtx-vpn-doctor>', { policy }) });
  await page.waitFor(isReady, 'one');
  await page.run(async (texts) => {
    const element = document.getElementById('one');
    const report = new Promise((done) => {
      element.addEventListener('report', ({ detail }) => { if (detail.verdict.state === 'down') done(); });
    });
    await Promise.all(texts.map((text, site) => element.setText(site, text)));
    await report;
  }, BROKEN);
  // The browser notes the worker that it refused; that is the host's policy and not a fault.
  assert.ok(page.errors.every((text) => /worker/i.test(text)), page.errors.join('\n'));
  page.errors.length = 0;
});

pageTest('where its host allows no WebAssembly, it says so', async ({ open, browser }) => {
  const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
  const page = await open({ folder: host(`no-wasm-${browser}`, '<rtx-vpn-doctor id="one"></rtx-vpn-doctor>', { policy }) });
  await page.waitFor(() => /WebAssembly/.test(document.getElementById('one').shadowRoot.textContent));
  page.errors.length = 0;
});

test('the documentation names what a host may set, and each of them is there', () => {
  const names = offeredNames(shadowStyle(readFileSync(inProject('www', 'style.css'), 'utf8')));
  for (const file of ['wiki.md', 'wiki.ja.md']) {
    const text = readFileSync(inProject('docs', 'forms', file), 'utf8');
    for (const [name] of text.matchAll(/--rtx-[a-z-]+/g)) assert.ok(names.includes(name), `${file}: ${name}`);
    assert.ok(text.includes(POLICY.split('; img-src')[0]), `${file} says what a policy must allow`);
  }
});

test('a rule that a shadow root cannot have stops the build', () => {
  assert.throws(() => shadowStyle('.card { margin: 0 }\nbody.wide { margin: 0 }\n'), Trouble);
  assert.match(shadowStyle(':root[data-a="b"] .c { margin: 2rem 1vw }'), /:host\(\[data-a="b"\]\) > \.ground \.c \{ margin: calc\(2 \* var\(--rtx-rem, 16px\)\) 1cqi \}/);
});
