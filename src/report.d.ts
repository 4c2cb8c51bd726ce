// Written by tests/types.rs from docs/report.schema.json.

/** What the routers' answers at both ends of an IPsec VPN show, what does not fit and what to do next. The page, the command line (--format json) and JavaScript callers all receive this shape. Fields may be added; no field changes its meaning. Pre-shared keys, SA keys, passwords, serial numbers and MAC addresses never occur. */
export interface Report {
  tool: Tool;
  /** The worst of the site-to-site pairs. The command line's exit status follows its state: 0 up, 1 degraded or down, 3 unknown. */
  verdict: Verdict;
  /** One entry per router found in the pastes, in the order of the sides. */
  sites: Site[];
  /** Gateways that belong together, and those left over. */
  pairs: Pair[];
  /** What was found, the one that set the verdict first. */
  findings: Finding[];
  /** Rules that could not look, and the outputs that they lack. */
  notChecked: NotChecked[];
  /** What to paste next, most telling first. */
  asks: Ask[];
  /** What the logs of all sites tell, in one order. Its lists are empty where no log was pasted. */
  timeline: Timeline;
}

/** What to paste next from one router. */
export interface Ask {
  side: Letter;
  /** Most telling first. */
  commands: string[];
}

/** One attempt to agree on keys. */
export interface Attempt {
  pair: PairIndex;
  /** The site that began, null where that is not known or was not pasted. */
  from: Letter | null;
  /** The phase that it got to. */
  phase: 1 | 2;
  /** established: the tunnel came up, or an IKE SA was made. renewed: keys were made anew while the tunnel was up. unanswered: the other end's log is of that time and shows nothing of it. refused: a filter threw it away, or an end refused it. answeredOnly: it was answered and went no further. unknown: what was pasted does not tell. */
  outcome: "established" | "renewed" | "unanswered" | "refused" | "answeredOnly" | "unknown";
  /** Index into events of its first. */
  first: Count;
  /** Index into events of its last; events of others may stand between. */
  last: Count;
}

/** One property of both ends. */
export interface Attribute {
  /** Stable name in camelCase. */
  name: string;
  /** For people. */
  label: Text;
  /** At the pair's a end. */
  a: AttributeValue | null;
  /** At the pair's b end. */
  b: AttributeValue | null;
  /** same: equal. differs: not equal, and that breaks something. tolerated: not equal, and the protocol allows it. unknown: hidden, masked or not pasted at one end. */
  state: "same" | "differs" | "tolerated" | "unknown";
  /** How the ends must relate. equal: both the same. mirror: what one end says of itself is what the other expects. negotiated: they agree, or one follows. independent: of no matter to the peer. oneEnd, eachEnd: at least one, or each, must have it on. null: a property of the SAs. */
  rule: "equal" | "mirror" | "negotiated" | "independent" | "oneEnd" | "eachEnd" | null;
  /** The section of the command reference that describes the setting, null for a property of the SAs. */
  section: StringOrNull;
  /** Indexes into findings of those that are about it. */
  findings: Count[];
}

/** A value and where it stands. */
export interface AttributeValue {
  /** As printed, secrets masked; of a key never more than ***. Empty where the source has none. */
  value: string;
  /** seen: an SA shows it in use. explicit: a line of the settings says it. default: no line of whole settings says it. absent: no line says it, and there is no default. hidden: masked, or written in a way that nobody has described. template: set by a template that was not expanded. notPasted: the pasted settings do not tell. */
  source: "seen" | "explicit" | "default" | "absent" | "hidden" | "template" | "notPasted";
  /** Where it stands, null where no line says it. */
  line: Line | null;
  /** The command that sets it at this end, without numbers; null for a property of the SAs. */
  command: StringOrNull;
  /** The line of a setting as pasted, secrets masked; null where there is none. */
  text: StringOrNull;
}

/** Slug of a cause such as spi-mismatch, null when there is none. */
export type Cause = string | null;

/** shown: the pasted lines prove it by a rule of a standard or the command reference. likely: the most probable reading. */
export type Certainty = "shown" | "likely";

/** The clocks of the two ends of a pair. */
export interface Clock {
  /** Index into pairs. */
  pair: Count;
  a: Letter;
  b: Letter;
  /** Seconds by which the clock of b is ahead of the clock of a, null where the logs do not tell. */
  offsetSeconds: number | null;
  /** How many seconds it may be off. */
  withinSeconds: CountOrNull;
  /** How many events of one log agree on it with one of the other. */
  matches: Count;
  /** The same in words. */
  says: Text;
}

export type Count = number;

export type CountOrNull = number | null;

/** An address and a port. */
export interface Endpoint {
  /** The address, or the name in its place. */
  address: string;
  /** Null where the protocol has none. */
  port: CountOrNull;
}

/** One thing that happened. */
export interface Event {
  /** Whose log. */
  side: Letter;
  line: Line;
  /** The last line of the same message. */
  lastLine: Line;
  /** The message without time and host. */
  text: string;
  at: LocalTime;
  /** Its time by the clock of the first site with a log, in seconds since 1970-01-01T00:00:00 as that clock shows them; null where the distance to that clock is not known. */
  shifted: number | null;
  /** What. phase1Initiate, phase2Initiate: this router begins a phase; …Respond: it answers one. message: any message of key exchange of which only the way is told. rejected: a filter threw a packet away. line…: a line to the internet. notInterpreted: a line of key exchange that nobody interpreted. */
  kind: "phase1Initiate" | "phase1Respond" | "phase2Initiate" | "phase2Respond" | "ikeSaEstablished" | "ikeSaDeleted" | "message" | "notify" | "exchangeError" | "keepalive" | "tunnelUp" | "tunnelDown" | "rejected" | "lineDialling" | "lineUp" | "lineUnanswered" | "lineRefused" | "lineDown" | "lineAddress" | "lineNoAddress" | "linkUp" | "linkDown" | "restart" | "login" | "configurationSaved" | "notInterpreted";
  /** Which way a message went, as this router sees it. */
  direction: "out" | "in" | "none";
  /** The site of the peer that it is about, null where that was not pasted or nobody can tell. */
  peer: Letter | null;
  pair: PairIndex;
  /** Index into attempts. */
  attempt: CountOrNull;
  /** Index into events of the one by which the peer's log shows the same message. */
  meets: CountOrNull;
  /** How many times in a row. */
  times: number;
  /** Line of the last of these, null where there is but one line. */
  untilLine: Line | null;
  /** Seconds from the first of these to the last. */
  lasts: Count;
  /** The packet that a filter threw away. */
  packet: Packet | null;
}

/** A pasted line that supports a finding. */
export interface Evidence {
  side: Letter;
  line: Line;
  /** The line, secrets masked. */
  text: string;
}

/** One thing that was found. */
export interface Finding {
  /** Rule id such as SA202, forever the same. */
  id: string;
  /** Rule name such as spi-mismatch. */
  slug: string;
  /** The cause it establishes, null for a remark. */
  cause: Cause;
  /** input: the paste itself hinders the diagnosis. blocks: no traffic can pass. degrades: traffic passes badly or one way. risk: works today; a remark. */
  severity: "input" | "blocks" | "degrades" | "risk";
  certainty: Certainty;
  side: Where;
  /** Index into pairs, null when it concerns a paste or the whole. */
  pair: CountOrNull;
  /** Whether something nearer to the line fails too, so that this may be its consequence. */
  alsoSeen: boolean;
  /** What. */
  title: Text;
  /** Why. */
  why: Text;
  /** What to do, in order. */
  steps: Step[];
  /** The pasted lines it rests on. */
  evidence: Evidence[];
}

/** One direction of traffic: the SA the sender sends with, and the one the receiver receives with. */
export interface Flow {
  /** The site that sends, null when it was not pasted. */
  from: Letter | null;
  /** The site that receives, null when it was not pasted. */
  to: Letter | null;
  state: SaState;
  /** The outbound SA of the sender. */
  sender: IpsecSa | null;
  /** The inbound SA of the receiver. */
  receiver: IpsecSa | null;
}

/** An IKE SA at both ends. */
export interface IkePair {
  state: SaState;
  /** At the pair's a end. */
  a: IkeSa | null;
  /** At the pair's b end. */
  b: IkeSa | null;
}

/** An IKE SA (ISAKMP SA) as one router shows it. */
export interface IkeSa {
  id: SaNumber;
  ikeVersion: 1 | 2 | null;
  /** Initiator's and responder's SPI (cookies) as 32 hex digits in lower case; a marker such as [SPI-1] in redacted reports. */
  spi: string | null;
  /** Identity or address of this router. */
  localId: StringOrNull;
  /** Identity or address of the peer. */
  remoteId: StringOrNull;
  /** As printed. */
  algorithm: StringOrNull;
  remainingSecs: RemainingSecs;
  lines: Lines;
}

/** An IPsec SA (one direction, one SPI) as one router shows it. */
export interface IpsecSa {
  id: SaNumber;
  /** The tunnel interface it belongs to. */
  tunnel: CountOrNull;
  /** 8 hex digits in lower case, null where the output does not print it; a marker such as [SPI-1] in redacted reports. */
  spi: string | null;
  /** ESP, AH or as printed. */
  protocol: StringOrNull;
  /** tunnel, transport or as printed. */
  mode: StringOrNull;
  /** As printed. */
  encryption: StringOrNull;
  /** As printed. */
  integrity: StringOrNull;
  remainingSecs: RemainingSecs;
  lines: Lines;
}

/** A site: A, B, … Z, AA, … in the order of the pastes. */
export type Letter = string;

/** Line number in the text as pasted, before any repair, from 1. */
export type Line = number;

/** The lines it was read from. */
export type Lines = Line[];

/** A time by the router's own clock without zone: 2026-11-23T10:00:00, or 11-23T10:00:00 where the log has no years. One before 1990 gives order and distance alone. */
export type LocalTime = string | null;

/** Of which time a log tells, and how much of it was pasted. */
export interface LogSpan {
  side: Letter;
  /** Its oldest time. */
  from: LocalTime;
  /** Its newest time. */
  to: LocalTime;
  /** Whether its clock was set; one that was not gives order and distance alone. */
  clockSet: boolean;
  /** whole: all of it. extract: what a filter such as grep picked out. unknown: pasted without its command. */
  cover: "whole" | "extract" | "unknown";
  /** How many packets of no VPN filters threw away; they are not among the events. */
  leftOut: Count;
}

/** One output that is missing. */
export interface Need {
  side: Letter;
  /** The smallest command that prints it. */
  command: string;
}

/** A rule that could not look. */
export interface NotChecked {
  /** Rule id. */
  id: string;
  /** What remains open. */
  title: Text;
  /** The outputs it lacks. */
  needs: Need[];
}

/** One command's answer in a paste. */
export interface Output {
  /** The command as it would be typed in full. */
  command: string;
  /** The command line where there is one, else the first line of the answer. */
  firstLine: Line;
  lastLine: Line;
  /** whole: nothing shows that a part is missing. cut: a part is missing. empty: the command printed nothing. error: the router answered with an error message. */
  state: "whole" | "cut" | "empty" | "error";
  /** Whether this tool draws conclusions from it. */
  analysed: boolean;
}

/** A packet that a filter threw away. */
export interface Packet {
  /** At which interface, as in show status. */
  interface: string;
  /** The filter's number, or default. */
  filter: string;
  /** As printed. */
  protocol: string;
  /** From where. */
  source: Endpoint | null;
  /** To where. */
  destination: Endpoint | null;
}

/** Two gateways that should talk to each other, or one whose partner was not pasted. */
export interface Pair {
  /** siteToSite: joins two pasted sites. remoteAccess: a dial-in client. otherPeer: a peer whose output was not pasted. */
  role: "siteToSite" | "remoteAccess" | "otherPeer";
  /** The state of this pair alone. */
  verdict: Verdict;
  /** Why the two were matched. spi, ikeSpi: an SPI that both show. ids: addresses or names that name each other. only: nothing else was left. none: not matched. */
  matchedBy: "spi" | "ikeSpi" | "ids" | "addresses" | "routes" | "only" | "none";
  /** The end at the lower letter. */
  a: PairEnd;
  /** The other end, null when it was not pasted. */
  b: PairEnd | null;
  /** The IKE SAs (ISAKMP SAs) of both ends side by side. */
  ike: IkePair[];
  /** The IPsec SAs side by side, one entry per direction and generation. */
  flows: Flow[];
  /** Settings and properties of both ends side by side. */
  attributes: Attribute[];
}

/** One end of a pair. */
export interface PairEnd {
  side: Letter;
  /** Number of the security gateway, when an output names it. Local to the router. */
  gateway: CountOrNull;
  /** Number of the tunnel interface, when an output names it. Local to the router. */
  tunnel: CountOrNull;
}

/** Index into pairs, null where nobody can tell. */
export type PairIndex = CountOrNull;

/** Seconds left of its lifetime, null where the output does not say. */
export type RemainingSecs = number | null;

/** One kind of mending, counted. */
export interface Repair {
  /** Such as pager, wrap, fullWidth, quote. More kinds may be added. */
  kind: string;
  count: Count;
}

/** One rung of a site's ladder. */
export interface Rung {
  /** Which step on the way from the line to traffic. */
  rung: "line" | "nat" | "route" | "ike" | "ipsec" | "tunnel" | "traffic";
  /** passed: an output shows that it holds. implied: not pasted, and a later one holds. failed: a finding says that it does not. absent: a whole output shows that there is nothing, such as no SA. open: what was pasted of it does not tell. notPasted: nothing of it was pasted. */
  state: "passed" | "implied" | "failed" | "absent" | "open" | "notPasted";
  /** Index into findings of the one by which it fails. */
  finding: CountOrNull;
  /** The line that shows that it holds, or that there is nothing. */
  line: Line | null;
  /** The command that shows it. */
  command: string;
}

/** The router's own number for it, as in `ipsec sa delete`. It says nothing about the other end. */
export type SaNumber = number | null;

/** How the SAs of the two ends relate. matched: shown to be the same. mismatched: shown not to fit. oneSided: only one end has it. unverifiable: what was pasted does not tell. */
export type SaState = "matched" | "mismatched" | "oneSided" | "unverifiable";

/** One router, as far as its pastes show it. */
export interface Site {
  side: Letter;
  /** Which of the given texts it was read from, from 0. Two sites share one when a text held the answers of two routers. */
  paste: Count;
  /** The name the user gave, else the prompt's, else null. */
  name: StringOrNull;
  /** Such as RTX1210, when an output names it. */
  model: StringOrNull;
  /** Firmware revision such as 14.01.42, when an output names it. */
  revision: StringOrNull;
  /** The outputs that were recognised, in the order of the text. */
  outputs: Output[];
  /** What was mended in the text before it could be read. */
  repairs: Repair[];
  /** Lines that nothing understood, secrets masked. */
  unread: UnreadLine[];
  /** How far the site gets on the way from its line to traffic: all rungs, in order. */
  ladder: Rung[];
}

/** One thing to do. */
export interface Step {
  /** On which router; null for both. */
  side: Letter | null;
  /** What to do. */
  text: Text;
  /** The command to run, ready to paste; null when there is none. */
  command: StringOrNull;
  /** Whether it changes the router's state or cuts traffic. Warn before running it. */
  changesState: boolean;
  /** The lines that take it back, ready to paste; null where nothing does, as for a secret, or where they are not known. */
  wayBack: StringOrNull;
}

export type StringOrNull = string | null;

/** A text for people, in both languages. Plain text, never markup. */
export interface Text {
  /** Japanese. */
  ja: string;
  /** English. */
  en: string;
}

/** What the logs of all sites tell. */
export interface Timeline {
  /** The logs, in the order of the sides. */
  logs: LogSpan[];
  /** The clocks of the pairs of which both logs were pasted. */
  clocks: Clock[];
  /** What belongs to one attempt to agree on keys, in order of their first events. */
  attempts: Attempt[];
  /** What happened: by the clock of the first site with a log where the distance to it is known, behind it each other site by itself; of each site oldest first. */
  events: Event[];
}

/** The program that made the report. */
export interface Tool {
  name: string;
  /** Semantic version. */
  version: string;
}

/** A line that nothing understood. */
export interface UnreadLine {
  line: Line;
  /** The line, secrets masked. */
  text: string;
}

/** Is the VPN up, how sure is that, and where to look. */
export interface Verdict {
  /** up: evidence from both ends and nothing that contradicts it. degraded: SAs fit but traffic fails, some pairs are dead, or the tunnel keeps falling. down: no pair of Child SAs fits in both directions. unknown: the pastes do not decide it. */
  state: "up" | "degraded" | "down" | "unknown";
  certainty: Certainty;
  /** The cause of the first finding that set the state. */
  cause: Cause;
  side: Where;
  /** seen: a ping was answered or both ends received packets. failing: packets are sent and do not arrive. notChecked: nothing pasted shows it. */
  traffic: "seen" | "failing" | "notChecked";
  /** One sentence that says all this. */
  headline: Text;
}

/** Where to act or look first: a site's letter, both, or null. */
export type Where = Letter | "both" | null;
