// Turns a folder of the project into a page that is open in a browser with a fresh profile.

import { inProject } from '../../../scripts/parts/project.mjs';
import { serveFolder } from '../../../scripts/parts/static-server.mjs';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import { Page } from './page.mjs';

const DRIVERS = { chromium, firefox };
const LOCALES = { ja: 'ja-JP', en: 'en-US' };

export const browsers = Object.keys(DRIVERS);

const sites = new Map();

/**
 * A page of a fresh profile, already at `path`.
 * `zoom` and `forcedColors` are known to Chromium alone; `motion` may be reduce.
 * `before` runs inside the page ahead of its own scripts; `folder` is what the site consists of, `server` a site
 * that runs already, and a `path` that begins with file: is of no site.
 */
export async function openPage(browser, options = {}) {
  const {
    path = '/', folder = 'www', width = 1280, height = 900, scheme = 'light', lang = 'ja', before, server, zoom, forcedColors, motion,
  } = options;
  const { origin } = server ?? await site(folder);
  const driver = await DRIVERS[browser].open({ width, height, scheme, locale: LOCALES[lang], before, zoom, forcedColors, motion });
  const page = new Page(driver, origin);
  await page.goto(path);
  return page;
}

/** Ends the browsers and servers that openPage started. */
export async function closeAll() {
  await Promise.allSettled(Object.values(DRIVERS).map((driver) => driver.close()));
  await Promise.all([...sites.values()].map(async (server) => (await server).close()));
  sites.clear();
}

function site(folder) {
  if (!sites.has(folder)) sites.set(folder, serveFolder(inProject(folder)));
  return sites.get(folder);
}
