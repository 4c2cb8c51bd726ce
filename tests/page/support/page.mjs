// Turns a page of either browser into one small vocabulary for tests.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const PATIENCE = 10_000;

export class Page {
  /** Console errors and uncaught exceptions, in order. A test that expects one empties the list. */
  errors = [];
  /** Everything that the page asked for: { method, url }. */
  requests = [];

  #driver;
  #page;
  #origin;

  constructor(driver, origin) {
    this.#driver = driver;
    this.#page = driver.page;
    this.#origin = origin;
    this.#page.setDefaultTimeout(PATIENCE);
    this.#page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.#page.on('pageerror', (error) => this.errors.push(error.message));
    this.#page.on('request', (request) => this.requests.push({ method: request.method(), url: request.url() }));
  }

  /** A path of the site, or a whole address such as a file: one. */
  async goto(path) {
    await this.#page.goto(new URL(path, this.#origin).href, { waitUntil: 'load' });
  }

  /** Runs a function inside the page; `arg` and the result travel as JSON. */
  run(fn, arg) {
    return this.#page.evaluate(fn, arg);
  }

  /** The same inside the frame whose address contains `part`; undefined as long as there is none. */
  runInFrame(part, fn, arg) {
    return this.#page.frames().find((frame) => frame.url().includes(part))?.evaluate(fn, arg);
  }

  /** Waits for a visible element (a selector) or until a function run inside the page gives something true. */
  async waitFor(condition, arg) {
    const [fn, input] = typeof condition === 'string' ? [isVisible, condition] : [condition, arg];
    const end = Date.now() + PATIENCE;
    for (;;) {
      // A page that is just being replaced by another one answers nothing; the next one may.
      const { result, trouble } = await this.run(fn, input).then((it) => ({ result: it }), (error) => ({ trouble: error }));
      if (result) return result;
      if (Date.now() > end) {
        throw new Error(`Waited ${PATIENCE / 1000} s in vain for ${condition}`, { cause: trouble });
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Waits until the element's visible text contains `text`. */
  async waitForText(selector, text) {
    try {
      await this.waitFor(hasText, [selector, text]);
    } catch {
      throw new Error(`${selector} never said ${JSON.stringify(text)}, but ${JSON.stringify(await this.texts(selector))}`);
    }
  }

  async click(selector) {
    await this.waitFor(selector);
    await this.#page.click(selector);
  }

  /** Presses the text's keys one by one. */
  async type(selector, text) {
    await this.waitFor(selector);
    await this.#page.focus(selector);
    await this.#page.keyboard.type(text);
  }

  /** Does what Ctrl+V does: a paste event and, unless the page prevents it, the text at the caret. */
  async paste(selector, text) {
    await this.waitFor(selector);
    await this.run(pasteInto, [selector, text]);
  }

  /** Empties a field, as a user who selects all and deletes. */
  async clear(selector) {
    await this.waitFor(selector);
    await this.run(emptyField, selector);
  }

  /** Chooses files of this machine in a file field, as its dialog would. */
  choose(selector, paths) {
    return this.#driver.choose(selector, paths);
  }

  /** A key or a chord, such as 'Tab' or 'Control+Enter'. */
  async press(chord) {
    const keys = chord.split('+');
    for (const key of keys) await this.#page.keyboard.down(key);
    for (const key of keys.reverse()) await this.#page.keyboard.up(key);
  }

  /** The visible text of the first match, once there is one. */
  async text(selector) {
    await this.waitFor((each) => document.querySelector(each) !== null, selector);
    return (await this.texts(selector))[0];
  }

  /** The visible texts of all matches, perhaps none. */
  texts(selector) {
    return this.run((each) => [...document.querySelectorAll(each)].map((element) => element.innerText), selector);
  }

  value(selector) {
    return this.run((each) => document.querySelector(each).value, selector);
  }

  attribute(selector, name) {
    return this.run(([each, of]) => document.querySelector(each).getAttribute(of), [selector, name]);
  }

  isVisible(selector) {
    return this.run(isVisible, selector);
  }

  /** Shows the page as it is printed; in Chromium alone, for BiDi cannot. */
  emulatePaper() {
    return this.#page.emulateMedia({ media: 'print' });
  }

  /** The page as it is printed, as a PDF file; in Chromium alone, too. */
  async print(path) {
    mkdirSync(dirname(path), { recursive: true });
    await this.#page.pdf({ path, preferCSSPageSize: true, printBackground: false });
  }

  resize(width, height) {
    return this.#driver.resize({ width, height });
  }

  /** The whole page, or what is in view, as a PNG file. */
  async screenshot(path, { fullPage = true } = {}) {
    mkdirSync(dirname(path), { recursive: true });
    // What fades from one colour to another is drawn at its end.
    await this.#page.screenshot({ path, fullPage, animations: 'disabled' });
  }

  /** The requests that left the site; what is pasted must stay, so there may never be one. */
  foreignRequests() {
    return this.requests.filter(({ url }) => {
      const { origin, protocol } = new URL(url);
      return origin !== this.#origin && !['about:', 'blob:', 'data:', 'file:'].includes(protocol);
    });
  }

  close() {
    return this.#driver.close();
  }
}

// The functions below run inside the page.

function isVisible(selector) {
  const element = document.querySelector(selector);
  return element !== null && element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
}

function hasText([selector, text]) {
  return [...document.querySelectorAll(selector)].some((element) => element.innerText.includes(text));
}

function pasteInto([selector, text]) {
  const field = document.querySelector(selector);
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  // Firefox fills a made-up event's clipboard only from its older pair of names.
  const older = { dataType: 'text/plain', data: text };
  const event = new ClipboardEvent('paste', { clipboardData, ...older, bubbles: true, cancelable: true });
  if (field.dispatchEvent(event)) document.execCommand('insertText', false, text);
}

function emptyField(selector) {
  const field = document.querySelector(selector);
  field.focus();
  field.select();
  document.execCommand('delete');
}
