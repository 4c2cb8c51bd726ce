// Turns the place of this file into the places of the project.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const inProject = (...parts) => join(root, ...parts);

// Everything that set-up makes lies in here; deleting the folder starts afresh.
export const cache = inProject('.cache');
