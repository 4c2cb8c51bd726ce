// Turns a browser's name into the path of one that is already on this machine.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Trouble } from './trouble.mjs';

const { env } = process;
const windows = (...path) =>
  [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean).map((folder) => join(folder, ...path));
const mac = (name) => [`/Applications/${name}.app/Contents/MacOS/${name}`];

const BROWSERS = {
  chromium: {
    title: 'Chromium, Chrome or Edge',
    override: 'CHROME_BIN',
    debian: 'chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'],
    places: [
      ...mac('Google Chrome'), ...mac('Chromium'), ...mac('Microsoft Edge'),
      ...windows('Google', 'Chrome', 'Application', 'chrome.exe'),
      ...windows('Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ],
  },
  firefox: {
    title: 'Firefox',
    override: 'FIREFOX_BIN',
    debian: 'firefox-esr',
    names: ['firefox', 'firefox-esr'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox', ...windows('Mozilla Firefox', 'firefox.exe')],
  },
};

export const browserNames = Object.keys(BROWSERS);

/** The path of the browser, or null. */
export function findBrowser(name) {
  const { override, names, places } = BROWSERS[name];
  const chosen = env[override];
  if (chosen && !existsSync(chosen)) throw new Trouble(`${override} names ${chosen}, and there is no such file.`);
  if (chosen) return chosen;
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((each) => join(folder, each)));
  return [...onPath, ...places].find((path) => existsSync(path)) ?? null;
}

/** The Debian packages that would bring the browsers that are missing. */
export function wantedForBrowsers() {
  const absent = browserNames.filter((name) => !findBrowser(name)).map((name) => BROWSERS[name].debian);
  // Without it every Japanese letter of a fresh container is a box.
  return absent.length > 0 ? [...absent, 'fonts-noto-cjk'] : [];
}

export function browserIsMissing(name) {
  const { title, override, debian } = BROWSERS[name];
  return new Trouble(`${title} is missing: install it (Debian's package is ${debian}), or let ${override} say where it is.`);
}
