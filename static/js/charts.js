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
      "hoverClosestCartesian", "hoverCompareCartesian", "toggleSpikelines", "toImage",
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

  const spoken = (text) =>
    text.replace(/<br>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

  // Every point that a pointer can reach: arrow keys go from one to the next, and say what it is.
  function pointsOf(data) {
    return data.flatMap((trace, curveNumber) => (trace.hovertemplate ? trace.customdata : [])
      .map((text, pointNumber) => ({
        text, at: { curveNumber, pointNumber }, plot: (trace.xaxis || "x") + (trace.yaxis || "y"),
      })));
  }

  function reachable(figure, live, data) {
    const points = pointsOf(data);
    const status = figure.querySelector("[role=status]");
    let place = -1;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    live.tabIndex = 0;
    live.setAttribute("role", "application");
    live.setAttribute("aria-label", figure.dataset.keys);
    live.onkeydown = (event) => {
      if (event.key in step && points.length && event.target === live) {
        event.preventDefault();
        place = (Math.max(place, step[event.key] > 0 ? -1 : 0) + step[event.key] + points.length) % points.length;
        window.Plotly.Fx.hover(live, [points[place].at], [points[place].plot]);
        status.textContent = spoken(points[place].text);
      } else if (event.key === "Escape") {
        window.Plotly.Fx.unhover(live);
      }
    };
    live.onblur = () => window.Plotly.Fx.unhover(live);
  }

  const plain = (text) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  // A picture stands alone: title and round above the chart, the key below it.
  function framed(figure, data, layout, height) {
    const { title, key, colour } = JSON.parse(recoloured(figure.dataset.caption));
    const [side, above, line] = [20, 70, 22];
    const below = line * key.length + side;
    const words = { xref: "paper", yref: "paper", x: 0, xanchor: "left", align: "left", showarrow: false };
    const heading = { text: title, y: 1, yanchor: "bottom", yshift: 36, font: { color: colour, size: 18, weight: 600 } };
    const whose = { text: plain(figure.dataset.whose), y: 1, yanchor: "bottom", yshift: 14 };
    const lines = key.map(({ text, colour: color }, place) =>
      ({ text, y: 0, yanchor: "top", yshift: -line * place - 8, font: { color } }));
    return { data, layout: {
      ...layout,
      annotations: [
        ...(layout.annotations || []),
        ...[heading, whose, ...lines].map((one) => ({ ...words, ...one })),
      ],
      height: height + above + below,
      margin: { ...layout.margin, t: above, b: below, l: side, r: side },
    } };
  }

  function saving(figure, data, layout) {
    return {
      name: "picture",
      title: figure.dataset.save,
      icon: window.Plotly.Icons.camera,
      click(live) {
        const picture = framed(figure, data, layout, live.clientHeight);
        const width = live.clientWidth + picture.layout.margin.l + picture.layout.margin.r;
        window.Plotly.downloadImage(picture, {
          filename: figure.dataset.file, format: "png", height: picture.layout.height, scale: 2, width,
        });
      },
    };
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
    const buttons = { modeBarButtonsToAdd: [saving(figure, data, layout)] };
    try {
      await window.Plotly.react(live, data, layout, { ...config, ...buttons });
      label(figure, live);
      reachable(figure, live, data);
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
