// Saves a part on every change, and whenever it is left. A page for words is saved by the clock, whatever is written: how often
// would tell whoever watches the network how long it is. What is not saved yet waits in the page and is tried again; nothing is
// put into the browser's storage.
"use strict";

(() => {
  const form = document.getElementById("answers");
  const saved = document.getElementById("saved");
  const problem = document.getElementById("problem");
  if (!form || !saved) return;
  // Without the other script, which the buttons come with, what is sent would tell its length
  if (!new FormData(form).has("fill")) return;

  const FIRST_PAUSE = 1000;
  const LONGEST_PAUSE = 30000;
  const PATIENCE = 15000;
  const AT_ONCE = 1000;
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const texts = [...form.querySelectorAll("textarea")];

  let known = answers("defaultChecked", "defaultValue");
  let pause = FIRST_PAUSE;
  let timer = 0;
  let busy = false;
  let slow = 0;
  let stopped = false;
  let renewed = false;
  let goal = null;
  let isDue = false;
  let isLeft = false;
  let isOver = false;
  let byKeys = false;
  let held = null;

  if (["", saved.dataset.byHand].includes(saved.textContent)) say(form.dataset.fresh, false);
  saved.dataset.byHand = "";

  function answers(state = "checked", words = "value") {
    const pairs = radios.filter((radio) => radio[state] && radio.value).map((radio) => [radio.name, radio.value]);
    return JSON.stringify([...pairs, ...texts.map((text) => [text.name, text[words]])]);
  }

  function isSaved() {
    return answers() === known;
  }

  function length(text) {
    return [...text.value].length;
  }

  function isTooLong(text) {
    return length(text) > Number(text.dataset.most);
  }

  function count(text) {
    const line = document.getElementById(`${text.name}-count`);
    line.textContent = line.dataset.count.replace("#", length(text).toLocaleString(document.documentElement.lang));
    line.classList.toggle("is-waiting", isTooLong(text));
    text.setAttribute("aria-invalid", isTooLong(text));
  }

  // Each change is counted: one that was given up, and arrives late, must not undo the next
  function request(extra) {
    if (!isSaved()) form.elements.turn.value = Number(form.elements.turn.value) + 1;
    return fetch(form.dataset.save, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      ...extra,
    });
  }

  async function save(anyway = false) {
    if (busy || (isSaved() && !stopped && !anyway)) return;
    if (!goal && texts.some(isTooLong)) return say(form.dataset.long, true);
    clearTimeout(timer);
    busy = true;
    slow = setTimeout(saySaving, AT_ONCE);
    const sent = answers();
    try {
      await understand(await request({ signal: AbortSignal.timeout(PATIENCE) }), sent);
    } catch {
      known = ""; // What was given up may still be stored
      retryLater();
    }
    clearTimeout(slow);
    busy = false;
    if (isDue && !timer) {
      isDue = false;
      save(true);
    } else if (isSaved() && goal) goOn();
    else if (!isSaved() && !stopped && !timer) saveSoon();
  }

  // What is said of the last save is not true of this one
  function saySaving() {
    slow = 0;
    if (!isSaved()) say(form.dataset.saving, true);
  }

  function saveSoon() {
    if (held) return say(form.dataset.held, false);
    if (goal || !texts.length) save();
    else say(form.dataset.fresh, false);
  }

  // Arrow keys choose whatever they pass: were each saved, their number would tell the network which is meant
  function choose(statement) {
    if (held !== statement) saveHeld();
    held = byKeys ? statement : null;
    if (!held) save();
    else if (!timer) say(form.dataset.held, false);
  }

  function saveHeld() {
    if (!held) return;
    held = null;
    save();
  }

  function saveByTheClock() {
    if (!timer && !isOver && document.visibilityState === "visible") save(true);
  }

  function saveOnLeaving() {
    if (!isLeft && !isOver && (texts.length || !isSaved())) request({ keepalive: true }).catch(() => {});
  }

  async function understand(response, sent) {
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    if (response.status === 403 && !isJson && !renewed) return renewToken();
    if (!isJson) throw new Error("no answer to this request");
    const reply = await response.json();
    pause = FIRST_PAUSE;
    timer = 0;
    if (response.ok) {
      noteSaved(reply, sent);
    } else if (reply.answers) {
      showNewer(reply, sent);
    } else if (reply.goal) {
      known = answers();
      goal = null;
      isLeft = true;
      location.assign(reply.goal);
    } else {
      stopped = true;
      isOver = response.status === 410;
      goal = null;
      say("", false);
      tell(reply.sentence);
    }
  }

  function noteSaved(reply, sent) {
    // What was said of newer answers stays until something is changed here
    if (sent !== known) problem.hidden = true;
    known = sent;
    stopped = renewed = false;
    form.elements.base.value = reply.version;
    say(reply.sentence, false);
  }

  function say(sentence, isWaiting) {
    saved.classList.toggle("is-waiting", isWaiting);
    if (saved.textContent !== sentence) saved.textContent = sentence;
  }

  function showNewer(reply, sent) {
    // Whoever changed nothing goes on: who stays would show the network that there are newer words
    const goesOn = goal && sent === known && isSaved();
    for (const radio of radios) radio.checked = radio.value !== "" && reply.answers[radio.name] === radio.value;
    for (const text of texts) showNewerWords(text, reply.answers[text.name] || "");
    form.elements.base.value = reply.version;
    known = answers();
    if (goesOn) return;
    goal = null;
    tell(reply.sentence);
  }

  // What was written here stays below the newer words, so that nothing is lost
  function showNewerWords(text, newer) {
    if (text.value.trim() && text.value !== newer) {
      const beside = text.parentElement.querySelector(".beside");
      beside.querySelector(".written").textContent = text.value;
      beside.hidden = false;
    }
    text.value = newer;
    count(text);
  }

  function tell(sentence) {
    problem.firstElementChild.textContent = sentence;
    problem.hidden = false;
    problem.scrollIntoView({ block: "center" });
  }

  function retryLater() {
    say(form.dataset.unsaved, true);
    timer = setTimeout(() => { timer = 0; save(); }, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  function retryNow() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    save();
  }

  // Signing in elsewhere in this browser renews the token that every form must carry
  async function renewToken() {
    renewed = true;
    const page = await (await fetch(location.href)).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!token) throw new Error("no token");
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token.value;
  }

  // All is saved: a form that is sent would leave its words in what some browsers keep of their tabs
  function goOn() {
    isLeft = true;
    if (goal.dataset.goal) location.assign(goal.dataset.goal);
    else goal.form.requestSubmit(goal);
  }

  if (texts.length) {
    setInterval(saveByTheClock, Number(form.dataset.beat) * 1000);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") saveOnLeaving();
    });
  } else {
    for (const kind of ["keydown", "pointerdown"]) {
      document.addEventListener(kind, () => { byKeys = kind === "keydown"; }, true);
    }
    form.addEventListener("change", (event) => choose(event.target.closest("fieldset")));
    form.addEventListener("focusout", (event) => {
      if (held && !held.contains(event.relatedTarget)) saveHeld();
    });
  }
  for (const text of texts) {
    text.addEventListener("input", () => {
      count(text);
      if (texts.some(isTooLong)) say(form.dataset.long, true);
      else if (!timer) say(form.dataset.fresh, false);
    });
    if (text.value) count(text);
  }
  form.addEventListener("submit", goOnOnceSaved);
  // Once this browser has forgotten whose page it is, nothing can be saved; what was refused has been told, and does not hold
  // anybody here
  document.querySelector("form.leave")?.addEventListener("submit", (event) => {
    if (!isLeft && !stopped) goOnOnceSaved(event);
  });

  function goOnOnceSaved(event) {
    event.preventDefault();
    goal = event.submitter;
    if (timer) retryNow();
    else if (busy) isDue = true;
    else save(true);
  }

  window.addEventListener("online", retryNow);
  window.addEventListener("pagehide", saveOnLeaving);
  window.addEventListener("beforeunload", (event) => {
    const isHeldUp = timer || (busy && !slow) || texts.some(isTooLong);
    if (isHeldUp && !isOver && !isSaved()) event.preventDefault();
  });
  document.addEventListener("ended", () => { isOver = true; });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && isSaved()) location.reload();
  });

  // Somebody may have chosen before this script was there; what was written waits for the clock, as always
  if (!texts.length && !isSaved()) save();
})();
