// Turns puppeteer-core's WebDriver BiDi into pages of Firefox, in the shape that page.mjs drives.

import puppeteer from 'puppeteer-core';
import { browserIsMissing, findBrowser } from '../../../scripts/parts/browsers.mjs';

const browsers = new Map();

/** A page with a profile of its own. */
export async function open({ width, height, scheme, locale, before, motion }) {
  const context = await (await browserFor(scheme, locale, motion)).createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height });
  if (before) await page.evaluateOnNewDocument(before);
  return {
    page,
    resize: (size) => page.setViewport(size),
    choose: async (selector, paths) => (await page.$(selector)).uploadFile(...paths),
    close: () => context.close(),
  };
}

export async function close() {
  await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
  browsers.clear();
}

// BiDi cannot change the colour scheme of a page; a preference at start can. So there is one Firefox for each mixture.
function browserFor(scheme, locale, motion) {
  const key = `${scheme} ${locale} ${motion}`;
  if (!browsers.has(key)) browsers.set(key, launch(scheme, locale, motion));
  return browsers.get(key);
}

async function launch(scheme, locale, motion) {
  const executablePath = findBrowser('firefox');
  if (!executablePath) throw browserIsMissing('firefox');
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: {
      'intl.accept_languages': locale,
      // No name leads anywhere: all goes to a proxy that is not there, but for this machine itself.
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': 9,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': 9,
      'ui.prefersReducedMotion': motion === 'reduce' ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1,
    },
  });
}
