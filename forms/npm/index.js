// Turns pastes into the report, in browsers, their workers, and through bundlers.
import load, { analyze } from './rtx_vpn_doctor.js';

/** Loads the program; it lies beside this file, or is `source`. */
export default async function init(source) {
  await load(source === undefined ? undefined : { module_or_path: source });
}

export { analyze };
