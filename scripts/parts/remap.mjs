// Turns folders of this machine into the names that stand for them in what rustc writes.

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const remap = (from, to) => `--remap-path-prefix=${from}=${to}`;

/** Where cargo keeps the sources of crates: one folder for each registry. */
export function crateSources() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  return existsSync(sources) ? readdirSync(sources).map((name) => join(sources, name)) : [];
}
