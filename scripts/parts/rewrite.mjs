// Turns texts of the page into those of another form, and refuses where a text is not what it was taken for.

import { createHash } from 'node:crypto';
import { Trouble } from './trouble.mjs';

/** The text with its only occurrence of `from`, a string or an expression, replaced. */
export function replaceOnce(text, from, to) {
  const [before, after, ...more] = text.split(from);
  if (after === undefined || more.length > 0) {
    const count = more.length + (after === undefined ? 0 : 1);
    throw new Trouble(`The forms are made from a text that holds ${from} once, and here it does ${count} times.`);
  }
  return before + to + after;
}

/** What a policy says to allow this very inline script or style. */
export const inlineHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Modules as one script that can stand within a page: without imports and exports, their names meet in one place. */
export function asOneScript(modules) {
  const script = modules.map((text) => text
    .replace(/^import .*;\n/gm, '')
    .replace(/^export \{[^}]*\};?\n?/gm, '')
    .replace(/^export (?=async |function |class |const )/gm, '')).join('\n');
  const left = /^\s*(?:import\s|export\s).*$/m.exec(script);
  if (left) throw new Trouble(`This line cannot stand in the one script of a page: ${left[0].trim()}`);
  if (/<\/script|<!--/i.test(script)) throw new Trouble('A script that holds an end of script cannot stand within a page.');
  return `\n${script}`;
}
