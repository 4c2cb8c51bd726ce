// Turns the whole project into one line: how many tests passed and how many failed.
//
//   npm test                     everything
//   npm test -- --only rust,page some steps; a step brings along what it stands on

import { setUp } from './parts/set-up.mjs';
import { FAILED, closingLine, sum } from './parts/tally.mjs';
import { choose, partsFor, table } from './parts/step-plan.mjs';
import { STEPS } from './parts/steps.mjs';
import { Trouble, main, tell } from './parts/trouble.mjs';

await main(async () => {
  const steps = choose(STEPS, process.argv.slice(2));
  const troubles = await setUp(partsFor(steps));
  Object.values(troubles).forEach(tell);
  const results = [];
  for (const step of steps) results.push(await perform(step, troubles, results));
  const total = sum(results);
  console.log(`\n${table(results)}\n\n${closingLine(total)}`);
  if (total.failed > 0) process.exitCode = 1;
});

async function perform(step, troubles, earlier) {
  const start = Date.now();
  console.log(`\n== ${step.name} ==`);
  const counts = await countsOf(step, troubles, earlier);
  return { name: step.name, seconds: (Date.now() - start) / 1000, ...counts };
}

// What cannot run has not passed: it counts as one failure, and the other steps go on.
async function countsOf(step, troubles, earlier) {
  try {
    const obstacle = obstacleTo(step, troubles, earlier);
    if (obstacle) throw obstacle;
    return await step.run();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    tell(error);
    return FAILED;
  }
}

function obstacleTo(step, troubles, earlier) {
  const part = step.needs.find((each) => troubles[each]);
  if (part) return new Trouble(`Not run: ${troubles[part].message}`);
  const failed = earlier.find(({ name, failed: count }) => name === step.after && count > 0);
  return failed && new Trouble(`Not run: the step ${failed.name} failed.`);
}
