// Says that something has begun which takes longer than a second.
"use strict";

(() => {
  document.querySelectorAll("form[data-progress]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        return;
      }
      form.setAttribute("aria-busy", "true");
      form.querySelector("[role=status]").textContent = form.dataset.progress;
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-progress]").forEach((form) => {
      form.removeAttribute("aria-busy");
      form.querySelector("[role=status]").textContent = "";
    });
  });
})();
