// The npm package as its users get it: packed, installed, imported in Node, in a page and in a worker.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { keepLog } from '../../scripts/parts/run.mjs';
import { pageTest } from '../page/support/page-tests.mjs';

const STORY = inProject('tests', 'cases', 'healthy-ikev1');
const USER = join(cache, 'forms', 'npm');
const PACKAGE = join(USER, 'node_modules', 'rtx-vpn-doctor');
const read = (...path) => readFileSync(join(...path), 'utf8');

before(async () => {
  rmSync(USER, { recursive: true, force: true });
  mkdirSync(USER, { recursive: true });
  await npm(inProject('dist', 'npm'), 'pack', '--pack-destination', USER);
  writeFileSync(join(USER, 'package.json'), '{ "type": "module", "private": true }\n');
  const [packed] = readdirSync(USER).filter((name) => name.endsWith('.tgz'));
  // There is nothing to ask a registry for: the package stands on nothing.
  await npm(USER, 'install', '--offline', '--no-audit', '--no-fund', `./${packed}`);
});

test('the package holds what it needs, and nothing else', () => {
  assert.deepEqual(readdirSync(PACKAGE, { recursive: true }).sort(), [
    'LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'index.d.ts', 'index.js', 'node.js',
    'package.json', 'report.schema.json', 'rtx_vpn_doctor.js', 'rtx_vpn_doctor_bg.wasm',
  ]);
  const manifest = JSON.parse(read(PACKAGE, 'package.json'));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.version, /^version = "(.+)"/m.exec(read(inProject('Cargo.toml')))[1]);
  const types = read(PACKAGE, 'index.d.ts');
  for (const name of ['init', 'analyze', 'SiteInput', 'Report', 'Verdict']) {
    assert.match(types, new RegExp(`^export (?:default )?(?:function|interface) ${name}\\b`, 'm'));
  }
});

test('the example of the README runs', async () => {
  const [, example] = /```js\n(.+?)```/s.exec(read(PACKAGE, 'README.md'));
  assert.ok(example.trim().split('\n').length <= 10);
  writeFileSync(join(USER, 'example.js'), example);
  for (const [name, file] of [['tokyo', 'a'], ['osaka', 'b']]) cpSync(join(STORY, `${file}.txt`), join(USER, `${name}.txt`));
  let said = '';
  await keepLog('npm-example', process.execPath, ['example.js'], { cwd: USER, failure: 'The example failed.' });
  said = read(cache, 'logs', 'npm-example.log');
  assert.match(said, /^up /);
});

test('every story has the same report in Node', async () => {
  const { default: init, analyze } = await import(join(PACKAGE, 'node.js'));
  await init();
  const { stories } = await import('../page/support/stories.mjs');
  const all = stories();
  assert.ok(all.length > 20);
  for (const { name, sites, report } of all) assert.deepEqual(analyze(sites), report, name);
});

pageTest('a page and a worker use the package alike', async ({ open }) => {
  writeFileSync(join(USER, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><title>user</title>');
  writeFileSync(join(USER, 'worker.js'), `
    import init, { analyze } from './node_modules/rtx-vpn-doctor/index.js';
    onmessage = async ({ data }) => { await init(); postMessage(analyze(data)); };
  `);
  const sites = ['a', 'b'].map((name) => ({ text: read(STORY, `${name}.txt`) }));
  const page = await open({ folder: '.cache/forms/npm' });
  const [inPage, inWorker] = await page.run(async (given) => {
    const { default: init, analyze } = await import(new URL('node_modules/rtx-vpn-doctor/index.js', document.baseURI).href);
    await init();
    const worker = new Worker('worker.js', { type: 'module' });
    const answer = new Promise((done, fail) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = ({ message }) => fail(new Error(message));
    });
    worker.postMessage(given);
    return [analyze(given), await answer];
  }, sites);
  assert.equal(inPage.verdict.state, 'up');
  assert.deepEqual(inWorker, inPage);
});

async function npm(cwd, ...args) {
  const own = process.env.npm_execpath;
  await keepLog(`npm-${args[0]}`, own ? process.execPath : 'npm', own ? [own, ...args] : args, {
    cwd, failure: `npm ${args[0]} failed.`,
  });
}
