// What makes the pages livelier; each page works without it.
// Nothing is loaded from elsewhere and nothing is stored.
"use strict";

const each = (selector, use, root = document) => root.querySelectorAll(selector).forEach(use);
const one = (selector, root = document) => root.querySelector(selector);

// --- time: the tour clock may be ahead of real time ------------------------------------

// a part that is fetched later may bring another one: the clock of a demo is moved
const tourNow = () => Date.now() + 1000 * Number(document.documentElement.dataset.clockOffset || 0);

// The same words as views/words.py: time_left.
function timeLeft(until, now) {
  const minutes = Math.floor((until - now) / 60000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  return minutes ? `${minutes} min` : "less than a minute";
}

function countDown(root = document) {
  const now = tourNow();
  each("[data-until]", (span) => {
    const until = Date.parse(span.dataset.until);
    const isPast = now > until;
    const text = isPast ? span.dataset.passed : `${span.dataset.verb} in ${timeLeft(until, now)}`;
    if (span.textContent !== text) span.textContent = text;
    span.classList.toggle("is-past", isPast);
    if (isPast) span.removeAttribute("data-until");
  }, root);
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number) => String(number).padStart(2, "0");

// The same words as views/words.py: utc.
function utcText(moment) {
  const day = `${DAYS[moment.getUTCDay()]} ${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]}`;
  return `${day} ${moment.getUTCFullYear()}, ${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())} UTC`;
}

function tick() {
  countDown();
  each("[data-tour-clock]", (time) => {
    const text = utcText(new Date(tourNow()));
    if (time.textContent !== text) time.textContent = text;
  });
}

// The visitor's own time beside UTC, with the day only where it is another one.
function showLocalTimes(root = document) {
  if (new Date().getTimezoneOffset() === 0) return;
  each("time[data-local]", (time) => {
    const moment = new Date(time.dateTime);
    const day = moment.getDate() === moment.getUTCDate() ? "" : `${DAYS[moment.getDay()]} `;
    const local = document.createElement("span");
    local.className = "local-time";
    local.textContent = ` (${day}${two(moment.getHours())}:${two(moment.getMinutes())} for you)`;
    time.after(local);
  }, root);
  each("[data-zone]", (span) => {
    span.textContent = `; “for you” is ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
  }, root);
}

// --- bracket: another round on a narrow screen, without loading the page -----------------

function switchRounds() {
  const bracket = one("[data-shown]");
  if (!bracket) return;
  const show = (code) => {
    bracket.dataset.shown = code;
    each("[data-round]", (link) => {
      if (link.dataset.round === code) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const first = bracket.dataset.shown;
  each("[data-round]", (link) =>
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      show(link.dataset.round);
      history.pushState(null, "", link.href.split("#")[0]);
    }),
  );
  addEventListener("popstate", () => {
    show(new URLSearchParams(location.search).get("round") || first);
  });
}

// --- entry: suggestions while a name is typed (the ARIA combobox pattern) -----------------

const GENDERS = { 1: "Men", 2: "Women" };

function suggestPlayers() {
  const form = one("form[data-suggest]");
  const input = form && one("[data-suggest-input]", form);
  if (!input) return;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Players");
  list.hidden = true;
  told.className = "vh";
  told.setAttribute("role", "status");
  const field = input.parentElement;
  field.classList.add("has-suggestions");
  field.append(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let waiting = 0;
  let request = null;
  let at = -1;
  let isLatest = false; // what is suggested answers what is typed

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    const options = [...list.children];
    if (!options.length) return;
    at = (index + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  // Choosing goes on as the form does without a script: to the page that checks the entry.
  const choose = (option) => {
    const address = new URL(form.action);
    address.search = new URLSearchParams({
      tournament_id: one("[name=tournament_id]", form).value,
      q: input.value,
      player_id: option.dataset.player,
    });
    location.assign(address);
  };
  const show = (players) => {
    list.replaceChildren(
      ...players.slice(0, 8).map((player, index) => {
        const option = document.createElement("li");
        const facts = document.createElement("span");
        option.id = `suggestion-${index}`;
        option.setAttribute("role", "option");
        option.dataset.player = player.player_id;
        option.textContent = `${player.first_name} ${player.last_name} `;
        facts.className = "note";
        facts.textContent = [GENDERS[player.gender_id], `born ${player.birth_year}`, player.country]
          .filter(Boolean)
          .join(", ");
        option.append(facts);
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(option));
        return option;
      }),
    );
    at = -1;
    list.hidden = !players.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    isLatest = true;
    if (!players.length) told.textContent = "Nobody is found";
    else if (players.length > 1) told.textContent = `${Math.min(players.length, 8)} players`;
    else told.textContent = `${list.textContent}. Enter takes this player.`;
  };
  const look = async () => {
    const text = input.value.trim();
    request?.abort();
    if (text.length < 2) return close();
    request = new AbortController();
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok) show(await answer.json());
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    isLatest = false;
    waiting = setTimeout(look, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const isOnly = isLatest && list.children.length === 1;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter" && (at >= 0 || isOnly)) choose(list.children[Math.max(at, 0)]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // after a refusal the next name takes the place of the last
  if (document.activeElement === input) input.select();
}

// --- result: read by the server while it is typed; what was read counts only until more is ------

const NOT_READ = ["csrf_token", "request_id", "expected_version", "checked"];

function readWhileTyped(form) {
  const place = one("[data-parsed-place]", form);
  if (!place || !form.dataset.result) return;
  let waiting = 0;
  let request = null;
  const look = async () => {
    request = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    NOT_READ.forEach((name) => fields.delete(name));
    try {
      const answer = await fetch(`${form.dataset.result}?${fields}`, { signal: request.signal });
      if (answer.status === 200) place.innerHTML = await answer.text();
    } catch {
      // typed on, or the server is away: the form is checked when it is sent
    }
  };
  form.addEventListener("input", () => {
    request?.abort();
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
}

function guardResult(form) {
  form.addEventListener("input", (event) => {
    // why it is corrected changes nothing of what was checked
    if (!event.target.closest("[data-parsed]")) one("[data-parsed]", form)?.remove();
  });
  const absences = one("[data-absences]", form);
  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (absences && name === "status" && (value === "3" || value === "5")) absences.open = true;
  });
}

// --- said once more where the page begins elsewhere than at its top ------------------------------

function sayAgain() {
  const said = one(".flash[role=status]");
  if (!said) return;
  const told = document.createElement("p");
  told.className = "vh";
  told.setAttribute("role", "status");
  document.body.append(told);
  // once the region is known, and the keyboard is where the page wants it
  setTimeout(() => {
    if (document.activeElement !== document.body) told.textContent = said.textContent;
  }, 300);
}

// --- desk: on a narrow screen the navigation begins where the visitor is -------------------

function showPlace() {
  const [list, here] = [one(".desk-bar .desk ul"), one(".desk-bar [aria-current]")];
  if (list && here) list.scrollLeft = here.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}

tick();
setInterval(tick, 1000);
showLocalTimes();
switchRounds();
suggestPlayers();
each("form[data-result]", guardResult);
each("form[data-result]", readWhileTyped);
showPlace();
addEventListener("load", sayAgain);
