// Turns a folder into a web site on this machine.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

export const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  // Browsers compile while they download only under this very type.
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Starts serving; port 0 lets the system choose. Resolves to { origin, close }. */
export function serveFolder(folder, port = 0) {
  const server = createServer((request, response) => answer(folder, request, response));
  return new Promise((done, fail) => {
    server.once('error', fail);
    // Only this machine: what is pasted while trying is nobody else's business.
    server.listen(port, '127.0.0.1', () => done({
      origin: `http://127.0.0.1:${server.address().port}`,
      close: () => new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      }),
    }));
  });
}

function answer(folder, request, response) {
  const path = fileFor(folder, request.url);
  if (!path) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    // A rebuilt page must be the page that is shown.
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path).pipe(response);
}

function fileFor(folder, url) {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const path = join(folder, decodeURIComponent(pathname));
    if (path !== folder && !path.startsWith(folder + sep)) return null;
    const stat = statSync(path);
    if (stat.isFile()) return path;
    const index = join(path, 'index.html');
    return pathname.endsWith('/') && statSync(index).isFile() ? index : null;
  } catch {
    return null;
  }
}
