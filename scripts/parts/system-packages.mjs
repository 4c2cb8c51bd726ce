// Turns names of Debian packages into installed ones: at once as root, after a question otherwise.

import { createInterface } from 'node:readline/promises';
import { spawnSync } from 'node:child_process';
import { ask, keepLog, step } from './run.mjs';
import { Trouble } from './trouble.mjs';

export const hasApt = () => ask('apt-get', ['--version']).ok;

/** Which of the packages are not installed. */
export function missing(names) {
  return names.filter((name) => !ask('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]).out.startsWith('installed'));
}

let before = Promise.resolve();

/** Installs the packages that are missing; `purpose` says in a sentence what they are for. */
export function ensureSystemPackages(names, purpose) {
  // Set-up does several things at once, and apt-get refuses to run twice at once.
  const work = before.then(() => install(names, purpose));
  before = work.catch(() => {});
  return work;
}

async function install(names, purpose) {
  const wanted = missing(names);
  if (wanted.length === 0) return;
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...wanted],
  ];
  if (process.getuid() === 0) return installAsRoot(commands, wanted, purpose);

  const line = commands.map((command) => `sudo ${command.join(' ')}`).join(' && ');
  const agreed = process.stdin.isTTY && process.stdout.isTTY && await agree(line, purpose);
  if (!agreed) throw new Trouble(`${purpose} Please run this once and start again:\n  ${line}`);
  for (const command of commands) {
    if (spawnSync('sudo', command, { stdio: 'inherit' }).status !== 0) {
      throw new Trouble(`The packages ${wanted.join(', ')} could not be installed. ${purpose}`);
    }
  }
}

async function installAsRoot(commands, wanted, purpose) {
  await step(`Installing ${wanted.join(', ')}`, async () => {
    for (const [name, ...args] of commands) {
      await keepLog(`apt-${args[0]}`, name, ['-o', 'DPkg::Lock::Timeout=600', ...args], {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
        failure: `${purpose} apt-get could not install ${wanted.join(', ')}.`,
      });
    }
  });
}

async function agree(line, purpose) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${purpose}\n  ${line}\nRun this now? [Y/n] `);
  terminal.close();
  return /^(y|yes)?$/i.test(answer.trim());
}
