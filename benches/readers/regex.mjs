// Turns pastes into rows and blocks of SAs by regular expressions, as a quick script would: no wraps, no Japanese, no judgement.

import { readFileSync } from 'node:fs';

const ROW = /^(\d+)\s+(\d+)\s+(-|\d+)\s+(\S+)\s+(-|send|recv)\s+(\d+)\s+(\S+)$/gm;
const BLOCK = /^SA\[(\d+)\] Duration: (\d+)s\n(?:Local ID: (\S+)\n)?(?:Remote ID: (\S+)\n)?(?:Direction: (\S+)\n)?Protocol: (.+)\nAlgorithm: (.+)\nSPI: ([0-9a-f ]+)$/gm;

const texts = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));
const times = [];
for (let run = 0; run < 5; run += 1) {
  const start = performance.now();
  for (const text of texts) [...text.matchAll(ROW)].length + [...text.matchAll(BLOCK)].length;
  times.push(performance.now() - start);
}
console.log(JSON.stringify({ ms: times.sort((a, b) => a - b)[2] }));
