// Turns the crate into www/pkg as wasm-pack.toml describes it, and that into the forms in dist.

import { FOR_BUILD, setUpOrStop } from './parts/set-up.mjs';
import { main } from './parts/trouble.mjs';

await main(async () => {
  await setUpOrStop(FOR_BUILD);
  // Only now: the module needs a package that set-up may just have installed.
  const { buildWasm, checkSizes } = await import('./parts/wasm-build.mjs');
  const { buildForms } = await import('./parts/forms.mjs');
  await buildWasm();
  buildForms();
  checkSizes();
});
