// Turns <rtx-vpn-doctor> into the page, in a shadow root of its own; several in one document share the program alone.
//
//   <script type="module" src="rtx-vpn-doctor/rtx-vpn-doctor.js"></script>
//   <rtx-vpn-doctor lang="ja" site-names="本社,支社"></rtx-vpn-doctor>

import { load } from "./load.js";
import { say } from "./say.js";
import text from "./sheet.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(text);

let loading;
const program = () => (loading ??= load());

export class RtxVpnDoctor extends HTMLElement {
  static observedAttributes = ["lang", "site-names"];

  #root = document.createElement("div");
  #page = null;
  #report = null;
  #ready = resolvers();

  constructor() {
    super();
    const ground = document.createElement("div");
    ground.className = "ground";
    this.#root.id = "page";
    ground.append(this.#root);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(ground);
  }

  /** The newest report, null as long as nothing is pasted. */
  get report() {
    return this.#report;
  }

  /** Resolves once the element answers. */
  get ready() {
    return this.#ready.promise;
  }

  /** Puts a text into a box, counted from 0; the report comes as an event. */
  async setText(site, text) {
    const page = await this.ready;
    page.setText(site, text);
  }

  /** Empties the boxes. */
  async clear() {
    const boxes = this.shadowRoot.querySelectorAll("textarea").length;
    for (let site = 0; site < boxes; site += 1) await this.setText(site, "");
    this.#report = null;
  }

  /** Reads `[{ text, name?, capturedAt? }, …]` and gives back the report; what is on the page stays as it is. */
  async analyze(sites) {
    return (await program()).program.analyze(sites);
  }

  async connectedCallback() {
    try {
      const { program: { mount }, startWorker } = await program();
      // It may have been taken out, or put in twice, while the program was loading.
      if (!this.isConnected || this.#page) return;
      this.#page = mount(this.#root, { lang: this.#lang(), names: this.#names(), startWorker, onReport: (report) => this.#tell(report) });
      this.#ready.resolve(this.#page);
    } catch (error) {
      this.#fail(error);
    }
  }

  disconnectedCallback() {
    this.#page?.close();
    this.#page = null;
    // What stands in the boxes stays; put in again, it goes on.
    this.#ready = resolvers();
  }

  attributeChangedCallback(name) {
    if (name === "lang") this.#page?.setLanguage(this.#lang());
    else this.#page?.setNames(this.#names());
  }

  #lang() {
    const code = this.lang || this.parentElement?.closest("[lang]")?.lang || "ja";
    return code.startsWith("ja") ? "ja" : "en";
  }

  #names() {
    const names = this.getAttribute("site-names");
    return names ? names.split(",").map((name) => name.trim()) : [];
  }

  #tell(report) {
    this.#report = report;
    this.dispatchEvent(new CustomEvent("report", { detail: report, bubbles: true, composed: true }));
  }

  #fail(error) {
    const notice = document.createElement("p");
    notice.className = "notice";
    say(notice, error);
    this.#root.replaceChildren(notice);
  }
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve) => { made.resolve = resolve; });
  return made;
}

if (!customElements.get("rtx-vpn-doctor")) customElements.define("rtx-vpn-doctor", RtxVpnDoctor);
