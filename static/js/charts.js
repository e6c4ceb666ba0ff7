// Puts a Plotly chart in place of each drawing as it comes into view, once plotly.js is there;
// without it, and in print, the drawings stay. Colours follow the reader's scheme, layouts the width of the page.
"use strict";

(() => {
  const wide = window.matchMedia("(min-width: 64rem)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = (id) => document.getElementById(id).textContent;
  const variables = JSON.parse(read("palette"));

  const config = {
    displaylogo: false,
    doubleClick: "reset",
    modeBarButtonsToRemove: [
      "sendChartToCloud", "select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d",
      "hoverClosestCartesian", "hoverCompareCartesian", "toggleSpikelines",
    ],
    plotlyServerURL: "",
    responsive: true,
    showSendToCloud: false,
  };

  function recoloured(text) {
    const styles = getComputedStyle(document.documentElement);
    return text.replace(/#[0-9a-f]{6}/g, (colour) =>
      colour in variables ? styles.getPropertyValue(variables[colour]).trim() : colour);
  }

  function label(figure, live) {
    live.querySelectorAll(".main-svg").forEach((drawing, place) => {
      if (place > 0) {
        drawing.setAttribute("aria-hidden", "true");
        return;
      }
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", figure.dataset.label);
    });
  }

  async function draw(figure) {
    const live = figure.querySelector(".live");
    const size = wide.matches ? "desk" : "phone";
    const { data, layout } = JSON.parse(recoloured(read(`figure-${figure.dataset.chart}`)))[size];
    figure.classList.remove("is-live");
    layout.height = figure.querySelector(`.drawing.${size}`).getBoundingClientRect().height;
    if (layout.height === 0) {
      watcher.observe(figure);
      return;
    }
    figure.classList.add("is-live");
    const name = { toImageButtonOptions: { filename: `alongside-${figure.dataset.chart}`, scale: 2 } };
    try {
      await window.Plotly.react(live, data, layout, { ...config, ...name });
      label(figure, live);
    } catch (error) {
      figure.classList.remove("is-live");
      throw error;
    }
  }

  const seen = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        watcher.unobserve(target);
        seen.add(target);
        draw(target);
      }
    }
  }, { rootMargin: "200px" });

  function drawAgain() {
    seen.forEach(draw);
  }

  if (window.Plotly) {
    document.querySelectorAll("[data-chart]").forEach((figure) => watcher.observe(figure));
    wide.addEventListener("change", drawAgain);
    dark.addEventListener("change", drawAgain);
  }
})();
