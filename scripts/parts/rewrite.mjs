// Turns texts of the page into those of another form, and refuses where a text is not what it was taken for.

import { createHash } from 'node:crypto';
import { Trouble } from './trouble.mjs';

/** The text with its only occurrence of `from` replaced. */
export function replaceOnce(text, from, to) {
  const [before, after, ...more] = text.split(from);
  if (after === undefined || more.length > 0) {
    throw new Trouble(`The forms are made from a text that holds ${JSON.stringify(from)} once, and here it does ${more.length + (after === undefined ? 0 : 1)} times.`);
  }
  return before + to + after;
}

/** What a policy says to allow this very inline script or style. */
export const inlineHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
