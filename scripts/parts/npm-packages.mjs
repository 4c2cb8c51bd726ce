// Turns package-lock.json into an installed node_modules, and does nothing when it already is one.
// Uses only what Node brings: it runs before any package is there.

import { existsSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { keepLog, step } from './run.mjs';

export async function ensurePackages() {
  if (installed(read('package-lock.json'), read('node_modules/.package-lock.json'))) return;
  // Started by npm, we know the very npm; its own name is not runnable on Windows without a shell.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await step('Installing the npm packages', () =>
    keepLog('npm', npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, {
      failure: 'The npm packages could not be installed; npm ci must be able to reach its registry.',
    }));
}

/** Whether everything that the lock file asks for is there in the same version. */
export function installed(wanted, present) {
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional }]) =>
    path === '' || optional || present.packages[path]?.version === version);
}

function read(name) {
  const path = inProject(name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
