// Turns a fresh clone into the page in your browser: sets up, builds, serves.

import { serveUntilStopped } from './parts/serve-page.mjs';
import { FOR_BUILD, setUpOrStop } from './parts/set-up.mjs';
import { main } from './parts/trouble.mjs';

await main(async () => {
  await setUpOrStop(FOR_BUILD);
  // Only now: the module needs a package that set-up may just have installed.
  const { buildWasm } = await import('./parts/wasm-build.mjs');
  await serveUntilStopped(await buildWasm());
});
