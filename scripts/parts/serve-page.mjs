// Turns the page's folder into an address to open: the port that was asked for, or the next free one.

import { serveFolder } from './static-server.mjs';
import { Trouble } from './trouble.mjs';

const USUAL_PORT = 8080;
const TRIES = 20;

export async function serveUntilStopped(folder) {
  const wanted = wantedPort(process.argv.slice(2), process.env.PORT);
  const { origin } = await serveOnFreePort(folder, wanted);
  if (!origin.endsWith(`:${wanted}`)) console.log(`Port ${wanted} is in use.`);
  console.log(`\nThe page is at ${origin}/ (Ctrl+C stops it)`);
}

/** `npm start -- --port 3000` or PORT=3000. */
export function wantedPort([option, value, ...rest], fromEnvironment) {
  if (option !== undefined && (option !== '--port' || rest.length > 0)) {
    throw new Trouble('The only option is --port, as in npm start -- --port 3000.');
  }
  const text = option ? value : fromEnvironment;
  if (text === undefined && !option) return USUAL_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Trouble(`The port must be a number from 1 to 65535, not ${text ?? 'nothing'}.`);
  }
  return port;
}

export async function serveOnFreePort(folder, wanted) {
  for (let port = wanted; port < Math.min(wanted + TRIES, 65536); port += 1) {
    try {
      return await serveFolder(folder, port);
    } catch (error) {
      // EACCES: ports below 1024 are for root alone.
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    }
  }
  throw new Trouble(`No port from ${wanted} on is free: choose another by PORT=3000 npm start.`);
}
