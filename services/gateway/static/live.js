// Keeps an open page as it would be after a reload. The server says that something changed and
// never what: the page is fetched once more and whatever differs in its parts marked data-live is
// put in their place, so that there is one rendering only. Needs site.js.
"use strict";

const QUIET_MS = 40000; // the server beats every 15 s
const LOOK_PAUSE_MS = 250; // between two looks
const FOLLOWED_MS = 3000; // when other services have followed what was told
const GRACE_MS = 1500; // a line that is back sooner was never away

const anyOf = (milliseconds) => Math.random() * milliseconds;

// --- putting a fresh part in the place of an old one ------------------------------------

// What tells two rows of a list apart: what they lead to.
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const isRow = node.nodeName === "LI" || node.nodeName === "TR";
  const link = isRow ? one("a[href]", node) : node;
  return node.id || link?.getAttribute("href") || "";
}

// Several rows may lead to the same page: the second is known as the second.
function keysOf(nodes) {
  const times = new Map();
  const keys = new Map();
  for (const node of nodes) {
    const key = keyOf(node);
    const time = (times.get(key) || 0) + 1;
    times.set(key, time);
    keys.set(node, key && `${key} ${time}`);
  }
  return keys;
}

// What the visitor chose on this page stays: an opened fold, the round shown on a phone.
const isVisitors = (node, name) =>
  name === "open" ||
  name === "data-shown" ||
  (name === "aria-current" && node.hasAttribute("data-round"));

function changeAttributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && !isVisitors(old, name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value && !isVisitors(old, name)) old.setAttribute(name, value);
}

// What somebody has begun to type stays as it is until it is sent, and its row with it.
const isTyped = (form) =>
  [...form.elements].some((field) => field.type === "text" && field.value !== field.defaultValue);
const holdsTyped = (node) =>
  node.nodeType === Node.ELEMENT_NODE && [...node.querySelectorAll("form")].some(isTyped);

// Only what differs is touched: focus, scrolling and selected text stay where they are.
function change(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.nodeName === "FORM" && isTyped(old)) return;
  changeAttributes(old, fresh);
  const coming = keysOf(fresh.childNodes);
  const kept = new Set(coming.values());
  const keys = keysOf(old.childNodes);
  const byKey = new Map();
  for (const [node, key] of keys) if (key) byKey.set(key, node);
  let at = old.firstChild;
  const drop = () => {
    const next = at.nextSibling;
    if (!holdsTyped(at)) at.remove();
    at = next;
  };
  for (const [node, key] of coming) {
    const known = byKey.get(key);
    if (known && known.nodeName === node.nodeName) {
      // what stood before it and is wanted no more goes, so that it need not be moved
      while (at && at !== known && !(keys.get(at) && kept.has(keys.get(at)))) drop();
      if (at === known) at = at.nextSibling;
      else old.insertBefore(known, at);
      change(known, node);
    } else if (at && !keys.get(at) && !key && at.nodeName === node.nodeName) {
      const same = at;
      at = at.nextSibling;
      change(same, node);
    } else {
      old.insertBefore(node, at);
    }
  }
  while (at) drop();
}

// --- what is told to who cannot see it change --------------------------------------------

function words(element) {
  const copy = element.cloneNode(true);
  each("[aria-hidden]", (part) => part.remove(), copy);
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// Every result on the page, by what it says.
const results = () => {
  const found = new Map();
  each("[data-live] .p.w, [data-live] .matches li:has(.score)", (line) => {
    found.set(words(line), line);
  });
  return found;
};

function newsOf(before) {
  const fresh = [...results()].filter(([text]) => !before.has(text));
  fresh.forEach(([, line]) => line.setAttribute("data-new", ""));
  if (!fresh.length) return "This page has changed.";
  if (fresh.length > 3) return `${fresh.length} new results.`;
  return fresh.map(([text]) => `New result: ${text}.`).join(" ");
}

// --- the page and its stream ---------------------------------------------------------------

class LivePage {
  constructor(topics) {
    this.topics = topics;
    this.after = document.documentElement.dataset.liveAfter;
    this.source = null;
    this.tries = 0;
    this.isLooking = false;
    this.isDue = false;
    this.isEnded = false;
    this.sign = document.createElement("p");
    this.sign.className = "live-sign";
    this.sign.hidden = true;
    this.told = document.createElement("p");
    this.told.className = "vh";
    this.told.setAttribute("role", "status");
    // in a landmark, so that who reads by landmarks finds it
    document.querySelector("main").append(this.sign);
    document.body.append(this.told);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.close();
      else this.open();
    });
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.open();
    });
    this.open();
  }

  // --- what the visitor sees -----------------------------------------------------------

  show(state, text) {
    this.sign.hidden = false;
    if (this.sign.textContent !== text) this.sign.textContent = text;
    if (this.state === "away" && state !== "away") this.told.textContent = "Live again.";
    if (state === "away" && this.state !== "away")
      this.told.textContent = "The connection is lost. This page reconnects by itself.";
    this.sign.dataset.state = this.state = state;
  }

  showAway() {
    clearTimeout(this.grace);
    this.show("away", "Reconnecting…");
  }

  onState({ live, standby }) {
    clearTimeout(this.grace);
    if (!live) this.grace = setTimeout(() => this.showAway(), GRACE_MS);
    else if (standby) this.show("standby", "Live, on standby");
    else this.show("live", "Live");
  }

  // --- the stream ------------------------------------------------------------------------

  open() {
    if (this.source || this.isEnded || document.hidden) return;
    clearTimeout(this.comeBack);
    const asked = new URLSearchParams({ topics: this.topics, after: this.after });
    const source = (this.source = new EventSource(`/live?${asked}`));
    const on = (name, use) =>
      source.addEventListener(name, (event) => {
        this.listen();
        this.tries = 0;
        if (event.lastEventId) this.after = event.lastEventId;
        use(event.data ? JSON.parse(event.data) : {});
      });
    on("beat", () => {});
    on("state", (state) => this.onState(state));
    on("change", (what) => this.onChange(what));
    on("refresh", (what) => this.onChange(what));
    // ten minutes are over: nothing is wrong
    on("again", () => this.reopen(anyOf(1000)));
    on("shutdown", () => this.lose(500 + anyOf(1500)));
    source.onerror = () => this.lose(Math.min(500 * 2 ** this.tries++, 30000) * (0.5 + anyOf(1)));
    this.listen();
  }

  // A line may be dead without anybody being told.
  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(anyOf(1000)), QUIET_MS);
  }

  lose(pause) {
    if (!this.state) this.showAway();
    clearTimeout(this.grace);
    this.grace = setTimeout(() => this.showAway(), GRACE_MS);
    this.reopen(pause);
  }

  reopen(pause) {
    this.close();
    this.comeBack = setTimeout(() => this.open(), pause);
  }

  // Six streams are all that a browser opens to one host: a hidden page leaves its own to others.
  close() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.silence);
    clearTimeout(this.comeBack);
    if (document.hidden) clearTimeout(this.grace);
  }

  // --- looking again ---------------------------------------------------------------------

  onChange({ spread = 0, again = false }) {
    this.lookWithin(spread);
    if (again) setTimeout(() => this.lookWithin(FOLLOWED_MS), FOLLOWED_MS);
  }

  lookWithin(milliseconds) {
    if (this.isLooking || this.looking) this.isDue = true;
    else this.looking = setTimeout(() => this.look(), anyOf(milliseconds));
  }

  async look() {
    this.looking = 0;
    this.isLooking = true;
    this.isDue = false;
    let pause = LOOK_PAUSE_MS;
    try {
      await this.fetchParts();
    } catch {
      this.isDue = true;
      pause = 2000 + anyOf(2000);
    }
    this.isLooking = false;
    if (this.isDue && !this.isEnded) this.looking = setTimeout(() => this.look(), pause);
  }

  async fetchParts() {
    const address = location.href.split("#")[0];
    const answer = await fetch(address, {
      headers: { "Tour-Live": this.after },
      cache: "no-store",
      signal: AbortSignal.timeout(10000),
    });
    if (answer.redirected) {
      // somebody else's page by now: signed out
      this.isEnded = true;
      this.close();
      this.show("ended", "Not live: signed out");
      return;
    }
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (!answer.ok) return;
    const html = await answer.text();
    if (address === location.href.split("#")[0]) this.take(html);
    else this.isDue = true;
  }

  take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    document.documentElement.dataset.clockOffset = fresh.documentElement.dataset.clockOffset;
    showLocalTimes(fresh);
    countDown(fresh);
    each("[data-new]", (line) => line.removeAttribute("data-new"));
    const [before, focused] = [results(), document.activeElement];
    let isChanged = false;
    each("[data-live]", (part) => {
      const now = one(`[data-live="${part.dataset.live}"]`, fresh);
      if (!now) return;
      const text = part.textContent;
      change(part, now);
      isChanged ||= part.textContent !== text;
      if (focused !== document.activeElement && !focused.isConnected) {
        part.tabIndex = -1;
        part.focus({ preventScroll: true });
      }
    });
    if (focused.isConnected && focused !== document.activeElement)
      focused.focus({ preventScroll: true });
    if (isChanged) this.told.textContent = newsOf(before);
  }
}

const liveTopics = document.documentElement.dataset.liveTopics;
if (liveTopics) new LivePage(liveTopics);
