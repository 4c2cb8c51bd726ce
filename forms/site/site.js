// Keeps the site for use without a network, and says when a newer version waits.

import { own } from "./own.js";

const TEXTS = {
  ja: {
    news: "新しい版があります。このページを閉じて開き直すと切り替わります。今すぐ切り替えると、貼り付けた内容は消えます。",
    now: "今すぐ切り替える",
    later: "あとで",
  },
  en: {
    news: "A newer version is ready. It is used once you close this page and open it again. If you switch now, what you pasted is gone.",
    now: "Switch now",
    later: "Later",
  },
};

const made = (name, properties) => Object.assign(document.createElement(name), properties);

function tellOf(worker) {
  const words = TEXTS[document.documentElement.lang] ?? TEXTS.ja;
  const notice = made("div", { className: "notice update" });
  notice.setAttribute("role", "status");
  const now = made("button", { type: "button", textContent: words.now });
  const later = made("button", { type: "button", textContent: words.later });
  now.addEventListener("click", () => {
    // Here alone: in other windows something may be pasted.
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("take over");
  });
  later.addEventListener("click", () => notice.remove());
  notice.append(made("p", { textContent: words.news }), now, " ", later);
  document.querySelector(".update")?.remove();
  document.body.prepend(notice);
}

async function keep() {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(own("sw.js"), { updateViaCache: "none" });
  const tellIfReady = (worker) => {
    // Without a controller this is the first visit, and nothing older is shown.
    if (worker?.state === "installed" && serviceWorker.controller) tellOf(worker);
  };
  tellIfReady(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => tellIfReady(worker));
  });
}

// A browser that keeps nothing, or is told to keep nothing, shows the page all the same.
if ("serviceWorker" in navigator) keep().catch(() => {});
