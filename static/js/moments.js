/* Adds to each moment what the reader's own clock shows then, where that differs. */
"use strict";
for (const moment of document.querySelectorAll("time[data-own-clock]")) {
  const own = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const style = { dateStyle: "short", timeStyle: "short" };
  const there = new Intl.DateTimeFormat("en", { timeZone: moment.dataset.zone, ...style });
  const here = new Intl.DateTimeFormat("en", style);
  const at = new Date(moment.dateTime);
  if (there.format(at) === here.format(at)) continue;
  const note = document.createElement("span");
  note.className = "hint";
  note.textContent = ` (${moment.dataset.ownClock}${own.format(at)})`;
  moment.parentElement.append(note);
}
