// Turns pastes into the milliseconds that the npm package takes for them, and the memory it has then.

import { readFileSync } from 'node:fs';
import load, { analyze } from '../../dist/npm/rtx_vpn_doctor.js';

const bytes = readFileSync(new URL('../../dist/npm/rtx_vpn_doctor_bg.wasm', import.meta.url));
const { memory } = await load({ module_or_path: bytes });
const sites = process.argv.slice(2).map((path) => ({ text: readFileSync(path, 'utf8') }));
const times = [];
for (let run = 0; run < 5; run += 1) {
  const start = performance.now();
  analyze(sites);
  times.push(performance.now() - start);
}
console.log(JSON.stringify({ ms: times.sort((a, b) => a - b)[2], memory: memory.buffer.byteLength }));
