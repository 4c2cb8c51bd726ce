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

/** A text for people in both languages. */
export interface Text { ja: string; en: string }

/** The answer; every field is described by `docs/report.schema.json`. */
export interface Report {
  tool: { name: string; version: string };
  verdict: Verdict;
  sites: Site[];
  pairs: Pair[];
  findings: Finding[];
  notChecked: { id: string; title: Text; needs: { side: string; command: string }[] }[];
  asks: { side: string; commands: string[] }[];
  timeline: Timeline;
}

export interface Verdict {
  state: "up" | "degraded" | "down" | "unknown";
  certainty: "shown" | "likely";
  cause: string | null;
  /** A site's letter or "both". */
  side: string | null;
  traffic: "seen" | "failing" | "notChecked";
  headline: Text;
}

export interface Site {
  side: string;
  paste: number;
  name: string | null;
  model: string | null;
  revision: string | null;
  outputs: {
    command: string;
    firstLine: number;
    lastLine: number;
    state: "whole" | "cut" | "empty" | "error";
    analysed: boolean;
  }[];
  repairs: { kind: string; count: number }[];
  unread: { line: number; text: string }[];
  /** All rungs from the line to traffic, in order. */
  ladder: {
    rung: "line" | "nat" | "route" | "ike" | "ipsec" | "tunnel" | "traffic";
    state: "passed" | "implied" | "failed" | "absent" | "open" | "notPasted";
    finding: number | null;
    line: number | null;
    command: string;
  }[];
}

export type SaState = "matched" | "mismatched" | "oneSided" | "unverifiable";

export interface PairEnd { side: string; gateway: number | null; tunnel: number | null }

export interface Pair {
  role: "siteToSite" | "remoteAccess" | "otherPeer";
  verdict: Verdict;
  matchedBy: string;
  a: PairEnd;
  b: PairEnd | null;
  ike: { state: SaState; a: IkeSa | null; b: IkeSa | null }[];
  flows: {
    from: string;
    to: string | null;
    state: SaState;
    sender: IpsecSa | null;
    receiver: IpsecSa | null;
  }[];
  attributes: {
    name: string;
    label: Text;
    a: AttributeValue | null;
    b: AttributeValue | null;
    state: "same" | "differs" | "tolerated" | "unknown";
  }[];
}

export interface AttributeValue { value: string; source: string; line: number | null }

export interface IkeSa {
  id: number | null;
  ikeVersion: number | null;
  spi: string | null;
  localId: string | null;
  remoteId: string | null;
  algorithm: string | null;
  remainingSecs: number | null;
  lines: number[];
}

export interface IpsecSa {
  id: number | null;
  tunnel: number | null;
  spi: string | null;
  protocol: string | null;
  mode: string | null;
  encryption: string | null;
  integrity: string | null;
  remainingSecs: number | null;
  lines: number[];
}

export interface Finding {
  id: string;
  slug: string;
  cause: string | null;
  severity: "input" | "blocks" | "degrades" | "risk";
  certainty: "shown" | "likely";
  side: string | null;
  pair: number | null;
  alsoSeen: boolean;
  title: Text;
  why: Text;
  steps: { side: string | null; text: Text; command: string | null; changesState: boolean }[];
  evidence: { side: string; line: number; text: string }[];
}

/** What the logs of all sites tell, in one order. */
export interface Timeline {
  logs: {
    side: string;
    from: string | null;
    to: string | null;
    clockSet: boolean;
    cover: "whole" | "extract" | "unknown";
    leftOut: number;
  }[];
  clocks: {
    pair: number;
    a: string;
    b: string;
    /** Seconds by which the clock of b is ahead of the clock of a. */
    offsetSeconds: number | null;
    withinSeconds: number | null;
    matches: number;
    says: Text;
  }[];
  attempts: {
    pair: number | null;
    from: string | null;
    phase: 1 | 2;
    outcome: "established" | "unanswered" | "refused" | "answeredOnly" | "unknown";
    /** Indexes into events. */
    first: number;
    last: number;
  }[];
  events: TimelineEvent[];
}

export interface TimelineEvent {
  side: string;
  line: number;
  lastLine: number;
  text: string;
  /** `2026-11-23T10:00:00` by its own clock. */
  at: string | null;
  /** Seconds by the clock of the first site with a log. */
  shifted: number | null;
  kind:
    | "phase1Initiate" | "phase1Respond" | "phase2Initiate" | "phase2Respond"
    | "ikeSaEstablished" | "ikeSaDeleted" | "message" | "notify" | "exchangeError" | "keepalive"
    | "tunnelUp" | "tunnelDown" | "rejected"
    | "lineDialling" | "lineUp" | "lineUnanswered" | "lineRefused" | "lineDown"
    | "lineAddress" | "lineNoAddress" | "linkUp" | "linkDown"
    | "restart" | "login" | "configurationSaved" | "notInterpreted";
  direction: "out" | "in" | "none";
  peer: string | null;
  pair: number | null;
  attempt: number | null;
  /** Index into events of the one by which the peer's log shows the same message. */
  meets: number | null;
  times: number;
  untilLine: number | null;
  lasts: number;
  packet: {
    interface: string;
    filter: string;
    protocol: string;
    source: { address: string; port: number | null } | null;
    destination: { address: string; port: number | null } | null;
  } | null;
}
