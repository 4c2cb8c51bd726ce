// Turns a fresh machine into one on which every npm script of this project works.

import { FOR_TESTS, setUp } from './parts/set-up.mjs';
import { main, tell } from './parts/trouble.mjs';

await main(async () => {
  const troubles = Object.values(await setUp(FOR_TESTS));
  troubles.forEach(tell);
  if (troubles.length > 0) process.exitCode = 1;
  else console.log('Everything is there: npm start shows the page, npm test tests it.');
});
