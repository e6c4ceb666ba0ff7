// Leads through the stages of a meeting by keys, clicker, swipe and buttons. All of them stand in
// the page already, so that it works with the network cut.
"use strict";

(() => {
  const root = document.getElementById("stages");
  const [back, on, full, show, missing] = ["back", "on", "full", "show", "missing"].map((id) => document.getElementById(id));
  const stages = [...root.querySelectorAll("[data-stage]")];
  const marks = [...document.querySelectorAll("[data-to]")];
  const inputs = [...root.querySelectorAll("[data-unit=guesses] input[type=number]")];
  const SWIPE = 60;

  let isLocked = root.dataset.locked === "yes";
  let place = stages.findIndex((stage) => !stage.hidden);

  const waits = (stage) => isLocked && "waits" in stage.dataset;
  const isEmpty = (input) => input.value === "" && !input.validity.badInput;

  function go(wanted) {
    const to = Math.max(0, Math.min(wanted, stages.length - 1));
    if (waits(stages[to])) {
      leaveGuesses();
      return;
    }
    place = to;
    draw();
    const heading = stages[place].querySelector("h1");
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
    history.replaceState(null, "", `?stage=${stages[place].dataset.stage}`);
  }

  function draw() {
    stages.forEach((stage, number) => { stage.hidden = number !== place; });
    marks.forEach((mark, number) => {
      if (number === place) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    });
    back.hidden = place === 0;
    on.hidden = place === stages.length - 1;
  }

  // The profile comes once both sides have guessed, or once somebody says that it shall.
  function leaveGuesses() {
    const gate = stages.findIndex((stage) => stage.dataset.stage === "guesses");
    if (place !== gate) {
      go(gate);
      return;
    }
    const wrong = inputs.find((input) => !input.checkValidity());
    if (wrong) wrong.reportValidity();
    else if (inputs.some(isEmpty)) askFor();
    else reveal();
  }

  function askFor() {
    missing.textContent = missing.dataset.missing;
    show.querySelector("button").focus();
  }

  function labelButton() {
    if (!show) return;
    const button = show.querySelector("button");
    button.textContent = inputs.some(isEmpty) ? button.dataset.some : button.dataset.all;
    if (!inputs.some(isEmpty)) missing.textContent = "";
  }

  function reveal() {
    isLocked = false;
    document.querySelectorAll("[data-waits]:not(#saved)").forEach((one) => one.removeAttribute("data-waits"));
    inputs.forEach((input) => { input.readOnly = true; });
    show.hidden = true;
    fillDistances();
    document.dispatchEvent(new Event("shown"));
    go(place + 1);
  }

  function fillDistances() {
    const guessed = (key) => {
      const input = document.getElementById(`id_${key}`);
      return !input || isEmpty(input) || !input.checkValidity() ? null : Number(input.value);
    };
    for (const cell of document.querySelectorAll("[data-guess]")) {
      cell.textContent = guessed(cell.dataset.guess) ?? "–";
    }
    for (const cell of document.querySelectorAll("[data-apart]")) {
      const guess = guessed(cell.dataset.apart);
      cell.textContent = guess === null ? "–" : Math.abs(guess - Number(cell.dataset.points));
    }
    const isGuessed = inputs.some((input) => !isEmpty(input));
    document.getElementById("guessed").hidden = !isGuessed;
    document.getElementById("no-guesses").hidden = isGuessed;
  }

  function step(event) {
    const field = event.target.closest("input, textarea, select");
    const isPressed = event.target.closest("button, summary");
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    // Clickers send these two wherever the focus is
    if (event.key === "PageDown") return () => go(place + 1);
    if (event.key === "PageUp") return () => go(place - 1);
    if (field) return event.key === "Escape" ? () => field.blur() : null;
    if (event.key === "Home") return () => go(0);
    if (event.key === "End") return () => go(stages.length - 1);
    if (event.key === " " && !isPressed) return () => go(place + (event.shiftKey ? -1 : 1));
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      return () => go(place + (event.key === forward ? 1 : -1));
    }
    return null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const act = step(event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  let touch = null;
  root.addEventListener("touchstart", (event) => {
    const isTaken = event.target.closest("input, textarea, .table-scroll") || event.touches.length > 1;
    touch = isTaken ? null : event.touches[0];
  }, { passive: true });
  root.addEventListener("touchend", (event) => {
    if (!touch) return;
    const end = event.changedTouches[0];
    const [x, y] = [end.clientX - touch.clientX, end.clientY - touch.clientY];
    touch = null;
    if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
    const isForward = (x < 0) !== (document.documentElement.dir === "rtl");
    go(place + (isForward ? 1 : -1));
  }, { passive: true });

  function leads(link, where) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(where());
    });
  }

  leads(back, () => place - 1);
  leads(on, () => place + 1);
  marks.forEach((mark, number) => leads(mark, () => number));
  if (show) {
    show.addEventListener("submit", (event) => {
      event.preventDefault();
      reveal();
    });
    inputs.forEach((input) => input.addEventListener("input", labelButton));
    labelButton();
  }
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
  }
  draw();
})();
