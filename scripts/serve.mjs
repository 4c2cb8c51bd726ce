// Turns the page as it was built last into a web site on this machine.

import { inProject } from './parts/project.mjs';
import { serveUntilStopped } from './parts/serve-page.mjs';
import { main } from './parts/trouble.mjs';

await main(() => serveUntilStopped(inProject('www')));
