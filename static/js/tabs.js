// Once answers have been sent, or a device has been left, no other tab of the browser shows them any more.
"use strict";

(() => {
  const channel = new BroadcastChannel("answers");
  const { shows, ended, invitation } = document.currentScript.dataset;
  const here = document.querySelector("[name=invitation]")?.value;

  if (ended) channel.postMessage({ goal: ended, whose: invitation });
  if (!shows) return;
  channel.addEventListener("message", ({ data }) => {
    if (data.whose && data.whose !== here) return;
    document.dispatchEvent(new Event("ended"));
    document.body.replaceChildren();
    location.replace(data.goal);
  });
})();
