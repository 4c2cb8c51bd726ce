// The server behind npm start and behind the page tests.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serveOnFreePort, wantedPort } from '../../scripts/parts/serve-page.mjs';
import { serveFolder } from '../../scripts/parts/static-server.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';

const box = mkdtempSync(join(tmpdir(), 'doctor-'));
const folder = join(box, 'site');
let server;

before(async () => {
  mkdirSync(join(folder, 'pkg'), { recursive: true });
  writeFileSync(join(box, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'index.html'), '<p>こんにちは');
  writeFileSync(join(folder, 'pkg', 'a b.wasm'), 'wasm');
  server = await serveFolder(folder);
});

after(async () => {
  await server.close();
  rmSync(box, { recursive: true });
});

// fetch would tidy the path before it is sent.
function get(path, method = 'GET') {
  return new Promise((done, fail) => {
    request(`${server.origin}/`, { path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => { body += chunk; });
      response.on('end', () => done({ status: response.statusCode, type: response.headers['content-type'], body }));
    }).on('error', fail).end();
  });
}

const ANSWERS = [
  ['/', 200, 'text/html; charset=utf-8', '<p>こんにちは'],
  ['/index.html?x=1', 200, 'text/html; charset=utf-8', '<p>こんにちは'],
  ['/pkg/a%20b.wasm', 200, 'application/wasm', 'wasm'],
  ['/pkg', 404], ['/pkg/', 404], ['/none.js', 404], ['/%', 404], ['/%00', 404],
  ['/../secret.txt', 404], ['/%2e%2e/secret.txt', 404], ['/..%2fsecret.txt', 404],
];

for (const [path, status, type, body] of ANSWERS) {
  test(`GET ${path} → ${status}`, async () => {
    const answer = await get(path);
    assert.equal(answer.status, status);
    if (type) assert.deepEqual([answer.type, answer.body], [type, body]);
    else assert.equal(answer.body, 'Not found\n');
  });
}

test('HEAD has no body', async () => {
  assert.deepEqual(await get('/', 'HEAD'), { status: 200, type: 'text/html; charset=utf-8', body: '' });
});

test('a port in use gives way to the next one', async () => {
  const port = Number(new URL(server.origin).port);
  const second = await serveOnFreePort(folder, port);
  assert.ok(Number(new URL(second.origin).port) > port);
  await second.close();
});

test('the port comes from --port, else from PORT, else it is 8080', () => {
  assert.equal(wantedPort(['--port', '3000'], '4000'), 3000);
  assert.equal(wantedPort([], '4000'), 4000);
  assert.equal(wantedPort([], undefined), 8080);
});

for (const args of [['--port'], ['--port', 'x'], ['--port', '0'], ['--port', '70000'], ['--prot', '3000'], ['3000']]) {
  test(`${args.join(' ')} is refused in a sentence`, () => {
    assert.throws(() => wantedPort(args, undefined), Trouble);
  });
}
