// Turns playwright-core into pages of Chromium, in the shape that page.mjs drives.

import { chromium } from 'playwright-core';
import { browserIsMissing, findBrowser } from '../../../scripts/parts/browsers.mjs';

const QUIET = [
  '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // No name leads anywhere: what a page asked of another host would fail, and be heard of.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

let browser;

async function launch() {
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw browserIsMissing('chromium');
  // Chromium refuses to run as root inside its sandbox, and containers run as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...QUIET, ...sandbox] });
}

/** A page with a profile of its own. */
export async function open({ width, height, scheme, locale, before, zoom, forcedColors, motion }) {
  browser ??= launch();
  const context = await (await browser).newContext({
    viewport: { width, height }, colorScheme: scheme, locale, deviceScaleFactor: zoom, forcedColors, reducedMotion: motion,
  });
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  return {
    page,
    resize: (size) => page.setViewportSize(size),
    choose: (selector, paths) => page.setInputFiles(selector, paths),
    close: () => context.close(),
  };
}

export async function close() {
  await (await browser)?.close();
  browser = undefined;
}
