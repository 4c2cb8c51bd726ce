/**
 * Loads the program, once; call it before `analyze`.
 * Without `source` it is read from the file beside this one.
 */
export default function init(
  source?: RequestInfo | URL | Response | BufferSource | WebAssembly.Module,
): Promise<void>;

/**
 * Reads what was pasted for each site and answers with the report.
 * Any text gives a report; only an argument of the wrong shape throws, a `TypeError`.
 */
export function analyze(sites: SiteInput[]): Report;

