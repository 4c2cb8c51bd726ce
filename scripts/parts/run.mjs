// Turns a command into its exit code and output: asked quietly, shown, or kept in a log.

import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cache, root } from './project.mjs';
import { Trouble } from './trouble.mjs';

/** A quick question to a program; a program that is not there has simply not answered. */
export function ask(program, args, { env, timeout } = {}) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: root, env: { ...process.env, ...env }, timeout,
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ok: status === 0, out: stdout?.trim() ?? '' };
}

/** Runs a program before the reader's eyes and gives back what it printed. */
export function show(program, args, { env, stdin = 'ignore' } = {}) {
  return finish(
    spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] }),
    (chunk) => process.stdout.write(chunk),
  );
}

/**
 * Runs a long program quietly: its output goes to a log, the reader hears that it is alive.
 * Throws a Trouble when it fails; the log's end is its cause.
 */
export async function keepLog(name, program, args, { env, cwd = root, failure }) {
  mkdirSync(join(cache, 'logs'), { recursive: true });
  const path = join(cache, 'logs', `${name}.log`);
  const log = createWriteStream(path);
  const { code } = await finish(
    spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
    (chunk) => log.write(chunk),
  );
  await new Promise((done) => log.end(done));
  if (code === 0) return;
  const end = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  throw new Trouble(`${failure} The whole output is in ${relative(root, path)}.`, { cause: end });
}

/** Says what a long piece of work is, that it still goes on, and how long it took. */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  console.log(`  ${title} …`);
  const alive = setInterval(() => console.log(`  ${title} … ${seconds()} s`), 30_000);
  try {
    const result = await work();
    console.log(`  ${title}: done, ${seconds()} s`);
    return result;
  } finally {
    clearInterval(alive);
  }
}

function finish(child, hear) {
  return new Promise((done) => {
    let output = '';
    const listen = (chunk) => {
      output += chunk;
      hear(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.on('error', (error) => {
      listen(`${error.message}\n`);
      done({ code: 127, output });
    });
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}
