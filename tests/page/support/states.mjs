// Names the states of the page that are worth a picture, and how a user gets there.
//
// `open` is what the page is opened with beside language, scheme and width; `said` marks a state in which the
// browser itself reports an error; `sizes` and `schemes` are there where the usual ones tell nothing; `paper` is printed.

import { setTimeout } from 'node:timers/promises';
import { started } from './started.mjs';
import { pastesOf } from './stories.mjs';

async function speak(page, lang) {
  await started(page);
  await page.click(`button[lang="${lang}"]`);
}

// The answer to the last of what was pasted: one to the first alone may stand there before.
async function answered(page) {
  await page.waitFor('.verdict .headline');
  for (let before = null, now = ''; before !== now;) {
    before = now;
    await setTimeout(250);
    now = await page.text('.verdict .headline');
  }
}

async function example(page, lang, number) {
  await speak(page, lang);
  await page.click('.menu > summary');
  await page.click(`[data-do="example:${number}"]`);
  await page.waitFor('.verdict .headline');
}

// What the routers of a story answered, pasted into one box after the other.
async function story(page, lang, name) {
  await speak(page, lang);
  for (const [at, text] of pastesOf(name).entries()) {
    if (at > 1) await page.click('[data-do="add"]');
    await page.paste(`#paste-${at}`, text);
  }
  await answered(page);
}

async function pasted(page, lang, ...texts) {
  await speak(page, lang);
  for (const [at, text] of texts.entries()) await page.paste(`#paste-${at}`, text);
  await answered(page);
}

const drop = (page, selector, name, text, times) => page.run(([target, called, unit, repeat]) => {
  const data = new DataTransfer();
  data.items.add(new File(Array(repeat).fill(unit.repeat(1000)), called));
  document.querySelector(target).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}, [selector, name, text, times]);

const LOG_LINE = '2026/01/02 03:04:05: [IKE] initiate informational phase (from 192.0.2.1 to 198.51.100.1)\n';

function keepWorker() {
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...args) {
      super(...args);
      window.worker = this;
    }
  };
}

function noRoom() {
  Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
}

function noStorage() {
  Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
}

async function noted(page, lang) {
  await example(page, lang, 2);
  await page.click('#log-write > summary');
  const [who, seen, changed] = lang === 'ja'
    ? ['山田', '支社から共有フォルダーが開けない。', '支社のルーターを再起動した。']
    : ['Yamada', 'The branch cannot open the shared folder.', 'Restarted the router of the branch.'];
  await page.type('#log-person', who);
  await page.type('#log-seen', seen);
  await page.click('[data-do="logAdd"]');
  await page.waitFor('.log tbody tr');
  await example(page, lang, 0);
  await page.type('#log-changed', changed);
  await page.click('[data-do="logAdd"]');
  await page.waitFor('.log tbody tr + tr');
}

/** States by the story of tests/cases that leads there. */
const STORIES = {
  flowing: 'healthy-tunnel-and-routes',
  'up-likely': 'healthy-tables-only',
  silent: 'log-peer-silent',
  refused: 'log-refusal-named',
  'key-differs': 'settings-key-differs',
  'settings-differ': 'healthy-settings-that-may-differ',
  flapping: 'log-tunnel-flapping',
  'line-down': 'wan-down-never',
  'one-branch-dead': 'three-sites-one-dead',
  'hub-300': 'healthy-hub-300',
  'pastes-apart': 'pastes-apart',
  unrelated: 'gateways-unrelated',
  'same-router-twice': 'same-router-twice',
  'router-refuses': 'router-refuses',
  'two-routers-in-one-box': 'healthy-two-routers-in-one-box',
};

export const states = [
  ...Object.entries(STORIES).map(([name, of]) => ({ name, steps: (page, { lang }) => story(page, lang, of) })),
  { name: 'not-a-router', steps: (page, { lang }) => pasted(page, lang, 'hello\n', '$ ls\nsrc  target\n') },
  {
    name: 'nothing-in-three-boxes',
    steps: async (page, { lang }) => {
      await speak(page, lang);
      await page.click('[data-do="add"]');
      for (const at of [0, 1, 2]) await page.click(`[data-do="empty:${at}:show ipsec sa"]`);
      await page.waitFor('.verdict .headline');
    },
  },
  {
    name: 'file-in-progress',
    steps: async (page, { lang }) => {
      await speak(page, lang);
      await drop(page, '#paste-0', 'rtx1210-syslog.txt', LOG_LINE, 500);
      await page.waitFor('.file-head');
      await page.waitFor(() => document.querySelector('.busy')?.textContent !== '');
    },
  },
  {
    name: 'no-program',
    said: true,
    open: { before: () => { delete window.WebAssembly; } },
    steps: (page) => page.waitFor('#notice'),
  },
  {
    name: 'stopped',
    open: { before: keepWorker },
    steps: async (page, { lang }) => {
      await speak(page, lang);
      await page.paste('#paste-0', '# show ipsec sa\n');
      await page.waitFor('.verdict .headline');
      await page.run(() => window.worker.dispatchEvent(new MessageEvent('message', { data: ['stopped', 'unreachable'] })));
      await page.waitFor('#notice');
    },
  },
  {
    name: 'storage-full',
    open: { before: noRoom },
    steps: async (page, { lang }) => {
      await noted(page, lang);
      await page.click('[data-do="logKeep"]');
      await page.waitFor('#log-said:not(:empty)');
    },
  },
  { name: 'storage-refused', open: { before: noStorage }, steps: (page, { lang }) => speak(page, lang) },
  {
    name: 'worklog-correct',
    steps: async (page, { lang }) => {
      await noted(page, lang);
      await page.click('#log-edit-0');
      await page.waitFor('[data-do="logLeave"]');
    },
  },
  { name: 'narrow', sizes: [320], steps: (page, { lang }) => story(page, lang, 'settings-key-differs') },
  { name: 'zoomed', sizes: [640], open: { zoom: 2 }, steps: (page, { lang }) => story(page, lang, 'log-peer-silent') },
  {
    name: 'forced-colours',
    sizes: [1280],
    open: { forcedColors: 'active' },
    steps: (page, { lang }) => story(page, lang, 'log-peer-silent'),
  },
  { name: 'paper-settings', paper: true, steps: (page, { lang }) => story(page, lang, 'healthy-settings-that-may-differ') },
  {
    name: 'paper-full',
    paper: true,
    steps: async (page, { lang }) => {
      await noted(page, lang);
      await story(page, lang, 'log-peer-silent');
    },
  },
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
  { name: 'worklog', steps: (page, { lang }) => noted(page, lang) },
  {
    name: 'taking',
    steps: async (page, { lang }) => {
      await example(page, lang, 1);
      await page.click('#take > summary');
      await page.waitFor('#take-text');
      await page.click('[data-key="put-back"] > summary');
      await page.type('#restore', 'ping [SITE-A]');
      await page.waitFor('#restored');
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
