// Saves a part on every change, and words when their writer pauses. What is not saved yet waits in the page and is tried again;
// nothing is put into the browser's storage.
"use strict";

(() => {
  const form = document.getElementById("answers");
  const saved = document.getElementById("saved");
  const problem = document.getElementById("problem");
  if (!form || !saved) return;
  // Without the other script what is sent would tell its length
  if (!new FormData(form).has("fill")) return refuse();

  const FIRST_PAUSE = 1000;
  const LONGEST_PAUSE = 30000;
  const PATIENCE = 15000;
  const TYPING_PAUSE = 1500;
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const texts = [...form.querySelectorAll("textarea")];

  let known = answers("defaultChecked", "defaultValue");
  let typing = 0;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let busy = false;
  let stopped = false;
  let renewed = false;
  let goal = null;

  if (!saved.textContent) say(form.dataset.fresh, false);

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

  // Each is counted: one that was given up, and arrives late, must not undo the next
  function request(extra) {
    form.elements.turn.value = Number(form.elements.turn.value) + 1;
    return fetch(form.dataset.save, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      ...extra,
    });
  }

  async function save() {
    clearTimeout(typing);
    if (busy || (isSaved() && !stopped)) return;
    if (!goal && texts.some(isTooLong)) return say(form.dataset.long, true);
    clearTimeout(timer);
    busy = true;
    const sent = answers();
    try {
      await understand(await request({ signal: AbortSignal.timeout(PATIENCE) }), sent);
    } catch {
      known = ""; // What was given up may still be stored
      retryLater();
    }
    busy = false;
    if (!isSaved() && !stopped && !timer) saveSoon();
    else if (isSaved() && goal) goOn();
  }

  // Words change with every key: they are saved when their writer pauses
  function saveSoon() {
    if (goal || !texts.length) return save();
    clearTimeout(typing);
    typing = setTimeout(save, TYPING_PAUSE);
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
      showNewer(reply);
    } else if (reply.goal) {
      known = answers();
      location.assign(reply.goal);
    } else {
      stopped = true;
      goal = null;
      say("", false);
      tell(reply.sentence);
    }
  }

  function noteSaved(reply, sent) {
    known = sent;
    stopped = renewed = false;
    form.elements.base.value = reply.version;
    say(reply.sentence, false);
    problem.hidden = true;
  }

  function say(sentence, isWaiting) {
    saved.classList.toggle("is-waiting", isWaiting);
    saved.textContent = sentence;
  }

  function showNewer(reply) {
    for (const radio of radios) radio.checked = radio.value !== "" && reply.answers[radio.name] === radio.value;
    for (const text of texts) showNewerWords(text, reply.answers[text.name] || "");
    form.elements.base.value = reply.version;
    known = answers();
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
    const button = goal;
    goal = null;
    location.assign(button.dataset.goal);
  }

  function refuse() {
    form.addEventListener("submit", (event) => event.preventDefault());
    tell(form.dataset.cut);
  }

  form.addEventListener("change", save);
  for (const text of texts) {
    text.addEventListener("input", () => {
      count(text);
      saveSoon();
    });
    if (text.value) count(text);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goal = event.submitter;
    if (isSaved() && !busy && !stopped && navigator.onLine) goOn();
    else if (timer) retryNow();
    else if (!isSaved() || stopped) save();
    else if (!busy) say(form.dataset.offline, true);
  });
  window.addEventListener("online", () => {
    if (goal && isSaved()) goOn();
    else retryNow();
  });
  window.addEventListener("pagehide", () => {
    if (!isSaved()) request({ keepalive: true }).catch(() => {});
  });
  window.addEventListener("beforeunload", (event) => {
    if ((timer || texts.some(isTooLong)) && !isSaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && isSaved()) location.reload();
  });

  // Somebody may have chosen before this script was there.
  if (!isSaved()) save();
})();
