// Charts (图表): hand the options that the hall has built to ECharts, in the colours of the page's paper.
const root = document.documentElement;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const drawings = [...document.querySelectorAll(".drawing")].map((place) => ({
  place,
  option: place.nextElementSibling.textContent,
  chart: echarts.init(place, null, { renderer: "svg" }),
}));

/** Put the page's own colours in for their names. */
function coloured(text) {
  const style = getComputedStyle(root);
  const font = getComputedStyle(document.body).fontFamily;
  return JSON.parse(text, (_, value) => {
    if (value === "inherit") return font;
    const name = typeof value === "string" && /^var\((--[a-z-]+)\)$/.exec(value);
    return name ? style.getPropertyValue(name[1]).trim() : value;
  });
}

function draw(still) {
  for (const { place, option, chart } of drawings) {
    chart.resize({ width: place.clientWidth, height: place.clientHeight });
    chart.setOption({ ...coloured(option), animation: !still && !calm.matches });
  }
}

draw(false);
new ResizeObserver(() => draw(true)).observe(document.querySelector(".charts"));
// Another paper or type size is chosen, the system turns dark, or the page goes to the printer.
new MutationObserver(() => draw(true)).observe(root, { attributes: true });
for (const change of ["(prefers-color-scheme: dark)", "print"]) {
  matchMedia(change).addEventListener("change", () => draw(true));
}
