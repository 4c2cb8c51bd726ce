// Turns pastes into the report, in Node.
import { readFile } from 'node:fs/promises';
import load, { analyze } from './rtx_vpn_doctor.js';

/** Loads the program; it lies beside this file, or is `source`. */
export default async function init(source) {
  await load({ module_or_path: source ?? await readFile(new URL('rtx_vpn_doctor_bg.wasm', import.meta.url)) });
}

export { analyze };
