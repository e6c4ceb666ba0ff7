// Saves guesses and notes as they are written. What is not saved yet waits in the page and is sent
// once the network is back; nothing is put into the browser's storage.
"use strict";

(() => {
  const saved = document.getElementById("saved");
  const FIRST_PAUSE = 1000;
  const LONGEST_PAUSE = 30000;
  const PATIENCE = 15000;
  const WRITING = 700;

  // In the order of the page: guesses go before the word that the profile was shown
  const units = [...document.querySelectorAll("form[data-unit]")].map((form) => ({
    form,
    known: written(form),
    isShow: form.dataset.unit === "show",
    isShown: false,
    isStopped: false,
    isNewer: false,
    isWaiting: false,
  }));

  let pause = FIRST_PAUSE;
  let timer = 0;
  let isBusy = false;
  let isRenewed = false;

  function written(form) {
    const fields = [...new FormData(form)].filter(([name]) => !/(^|-)base$|^csrf/.test(name));
    return JSON.stringify(fields);
  }

  function isDirty(unit) {
    return unit.isShow ? unit.isShown : written(unit.form) !== unit.known;
  }

  function body(unit) {
    return new URLSearchParams(new FormData(unit.form));
  }

  function request(unit, extra) {
    return fetch(unit.form.action, {
      method: "POST", body: body(unit), headers: { Accept: "application/json" }, ...extra,
    });
  }

  const isDue = (unit) => isDirty(unit) && !unit.isStopped;

  // Always the first in the order of the page, also where something was written meanwhile
  async function flush() {
    if (isBusy) return;
    clearTimeout(timer);
    timer = 0;
    isBusy = true;
    for (let unit = units.find(isDue); unit; unit = units.find(isDue)) {
      if (!(await save(unit))) break;
    }
    isBusy = false;
    tell();
  }

  async function save(unit) {
    const sent = written(unit.form);
    try {
      const response = await request(unit, { signal: AbortSignal.timeout(PATIENCE) });
      await understand(unit, response, sent);
      pause = FIRST_PAUSE;
      return true;
    } catch {
      units.filter(isDirty).forEach((one) => { one.isWaiting = true; });
      later(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      return false;
    }
  }

  async function understand(unit, response, sent) {
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    if (response.status === 403 && !isJson && !isRenewed) await renewToken();
    if (!isJson) throw new Error("no answer to this request");
    const reply = await response.json();
    isRenewed = false;
    unit.isWaiting = false;
    if (response.ok) {
      unit.known = sent;
      unit.isShown = false;
      if (unit.form.querySelector("[name$=base]")) unit.form.querySelector("[name$=base]").value = reply.version;
      showNewer(unit, "");
    } else {
      // Over somebody else's words only once somebody has pressed the button. What was written
      // while a half-typed number was refused is sent on.
      unit.isNewer = Boolean(reply.newer);
      unit.isStopped = unit.isNewer || written(unit.form) === sent;
      if (reply.newer) unit.form.querySelector("[name$=base]").value = reply.version;
      showNewer(unit, reply.newer || "");
    }
    say(unit, reply.sentence);
  }

  function showNewer(unit, text) {
    const newer = unit.form.querySelector(".newer");
    if (!newer) return;
    newer.hidden = !text;
    newer.querySelector("bdi").textContent = text;
  }

  function say(unit, sentence) {
    const state = unit.form.querySelector(".unit-state");
    if (!state) return;
    state.textContent = sentence;
    state.classList.toggle("is-waiting", unit.isWaiting || unit.isStopped);
  }

  function tell() {
    const dirty = units.filter(isDirty);
    const isLooking = dirty.some((unit) => unit.isStopped);
    const isWaiting = dirty.some((unit) => unit.isWaiting);
    for (const unit of dirty) if (unit.isWaiting) say(unit, saved.dataset.waits);
    const { look, waits, saved: done } = saved.dataset;
    saved.textContent = isLooking ? look : isWaiting ? waits : dirty.length ? "" : done;
    saved.classList.toggle("is-waiting", isLooking || isWaiting);
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; flush(); }, delay);
  }

  // Signing in elsewhere in this browser renews the token that every form must carry
  async function renewToken() {
    isRenewed = true;
    const page = await (await fetch(location.href)).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!token) return;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token.value;
  }

  for (const unit of units.filter((one) => !one.isShow)) {
    unit.form.addEventListener("input", () => {
      if (!unit.isNewer) unit.isStopped = false;
      later(WRITING);
    });
    unit.form.addEventListener("change", () => flush());
    unit.form.addEventListener("submit", (event) => {
      event.preventDefault();
      unit.isStopped = unit.isNewer = false;
      flush();
    });
  }
  document.addEventListener("shown", () => {
    units.filter((unit) => unit.isShow).forEach((unit) => { unit.isShown = true; });
    flush();
  });
  window.addEventListener("online", () => flush());
  window.addEventListener("pagehide", () => {
    for (const unit of units) {
      if (isDirty(unit) && !unit.isStopped) request(unit, { keepalive: true }).catch(() => {});
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (units.some((unit) => isDirty(unit) && (unit.isWaiting || unit.isStopped))) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !units.some(isDirty)) location.reload();
  });
})();
