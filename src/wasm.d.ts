/** What was pasted for one site. */
export interface SiteInput {
  /** The router's answers, as pasted. */
  text: string;
  /** The site's name for people. */
  name?: string | null;
  /** When it was pasted by the computer's clock, ISO 8601. */
  capturedAt?: string | null;
}

/** What a host says about the page that it mounts. */
export interface PageOptions {
  /** The document is this page and nothing else: title, language and storage are the page's. */
  whole?: boolean;
  /** The language to begin with. */
  lang?: "ja" | "en";
  /** What the sites are called until the reader changes it. */
  names?: string[];
  /** Starts a worker that runs `worker.js`; without one, this thread does its work. */
  startWorker?: () => Worker;
  /** Called with each new report. */
  onReport?: (report: Report) => void;
}
