// Fills up whatever a page sends to one length, so that nobody who watches the network can tell what it is by its size.
// The buttons that send answers come with it: none are sent without it, also where no script has arrived.
"use strict";

(() => {
  // The longest texts take twelve bytes for a letter
  const length = (document.currentScript.dataset.words ? 40 : 4) * 1024;

  document.addEventListener("formdata", ({ formData }) => {
    // A form makes every end of a line two characters where it is sent; a script that reads it would not
    for (const [name, value] of [...formData]) formData.set(name, value.replace(/\r\n?|\n/g, "\r\n"));
    formData.set("fill", "");
    const rest = new URLSearchParams(formData).toString().length;
    formData.set("fill", "0".repeat((length - (rest % length)) % length));
  });

  // Until the other script is there, nothing is saved as it is chosen
  const saved = document.getElementById("saved");
  document.addEventListener("input", () => {
    if (saved?.dataset.byHand) saved.textContent = saved.dataset.byHand;
  });

  document.getElementById("unfilled")?.replaceWith(document.getElementById("go").content);
})();
