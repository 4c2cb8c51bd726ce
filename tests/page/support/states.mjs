// Names the states of the page that are worth a picture, and how a user gets there.

import { started } from './started.mjs';

async function speak(page, lang) {
  await started(page);
  await page.click(`button[lang="${lang}"]`);
}

async function example(page, lang, number) {
  await speak(page, lang);
  await page.click('.menu > summary');
  await page.click(`[data-do="example:${number}"]`);
  await page.waitFor('.verdict .headline');
}

export const states = [
  { name: 'empty', steps: (page, { lang }) => speak(page, lang) },
  { name: 'healthy', steps: (page, { lang }) => example(page, lang, 0) },
  { name: 'mismatch', steps: (page, { lang }) => example(page, lang, 1) },
  {
    name: 'rung-open',
    steps: async (page, { lang }) => {
      await example(page, lang, 1);
      await page.click('#ladder .rung:last-child summary');
    },
  },
  {
    name: 'commands-open',
    steps: async (page, { lang }) => {
      await speak(page, lang);
      await page.click('[data-key="further"] > summary');
    },
  },
  {
    name: 'three-sites',
    steps: async (page, { lang }) => {
      await example(page, lang, 0);
      await page.click('[data-do="add"]');
    },
  },
  { name: 'one-sided', steps: (page, { lang }) => example(page, lang, 2) },
  {
    name: 'nothing-anywhere',
    steps: async (page, { lang }) => {
      await speak(page, lang);
      await page.click('[data-do="empty:0:show ipsec sa"]');
      await page.click('[data-do="empty:1:show ipsec sa"]');
      await page.waitFor('.verdict .headline');
    },
  },
];
