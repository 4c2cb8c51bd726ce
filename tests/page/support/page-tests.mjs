// Turns one test of the page into two: in Chromium and in Firefox, each with a fresh profile.
//
//   pageTest('a paste is diagnosed', async ({ open }) => {
//     const page = await open({ width: 375, scheme: 'dark', lang: 'en' });
//     await page.paste('#paste-a', pasteOfHeadOffice);
//     await page.waitForText('#verdict', 'down');
//   });
//
// Every test also fails when the page logs an error, throws, or asks another origin for anything.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inProject } from '../../../scripts/parts/project.mjs';
import { browsers, closeAll, openPage } from './open-page.mjs';

const LIMIT = 120_000;

/** `run` gets { open, browser, note }; open() may be called several times, for several users; note() says a figure. */
export function pageTest(name, run) {
  for (const browser of browsers) {
    test(`${name} (${browser})`, { timeout: LIMIT }, async (t) => {
      const pages = [];
      const open = async (options) => {
        const page = await openPage(browser, options);
        pages.push(page);
        return page;
      };
      try {
        await run({ open, browser, note: (text) => t.diagnostic(text) });
        for (const page of pages) {
          assert.deepEqual(page.errors, [], 'the page reported errors');
          assert.deepEqual(page.foreignRequests(), [], 'the page asked another origin');
        }
      } catch (error) {
        await picture(t, pages);
        throw error;
      } finally {
        await Promise.all(pages.map((page) => page.close()));
      }
    });
  }
}

after(closeAll);

async function picture(t, pages) {
  for (const [index, page] of pages.entries()) {
    const path = inProject('.cache', 'failures', `${t.name.replace(/[^\p{L}\p{N}]+/gu, '-')}${index || ''}.png`);
    // A page that cannot be pictured must not hide why the test failed.
    await page.screenshot(path).then(() => t.diagnostic(`picture of the failure: ${path}`), () => {});
  }
}
