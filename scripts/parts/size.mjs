// Turns files into the bytes that a visitor's line carries, and compares them with the budget.

import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TYPES } from './static-server.mjs';
import { Trouble } from './trouble.mjs';

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** All files in `folder` that a browser could ask for, together. */
export function gzippedPage(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] && !entry.name.endsWith('.d.ts'))
    .reduce((sum, entry) => sum + gzipped(readFileSync(join(entry.parentPath ?? entry.path, entry.name))), 0);
}

/** One line for the reader, or a Trouble when the budget is overdrawn. */
export function compareWithBudget(what, size, key, budget) {
  const line = `${what}: ${kB(size)} gzipped of ${kB(budget)}`;
  if (size > budget) throw new Trouble(`${line}: more than wasm-pack.toml's size.${key} allows.`);
  return line;
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
