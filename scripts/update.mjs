// Turns what the tests now produce into what they expect; read the diff before you commit it.

import { setUpOrStop } from './parts/set-up.mjs';
import { show } from './parts/run.mjs';
import { main } from './parts/trouble.mjs';

await main(async () => {
  await setUpOrStop(['rust']);
  const { code } = await show('cargo', ['test', '--no-fail-fast'], { env: { UPDATE_EXPECT: '1' } });
  process.exitCode = code;
});
