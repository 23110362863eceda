// The number grows while people look: asked for again each 15 s, while somebody looks.
const panel = document.querySelector("[data-count][data-from]");
const format = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });

function show(count, goal) {
  const meter = panel.querySelector("meter");
  panel.dataset.count = count;
  panel.querySelector("[data-number]").textContent = format.format(count);
  meter.max = goal ?? meter.max;
  meter.value = count;
  panel.querySelector("[data-goal]").textContent = format.format(meter.max);
  panel.querySelector("[data-to-go]").textContent = format.format(Math.max(0, meter.max - count));
}

async function refresh() {
  if (document.hidden) return;
  // A lost connection changes nothing on the page: the next round asks again.
  const reply = await fetch(panel.dataset.from).catch(() => null);
  const now = reply?.ok ? await reply.json() : null;
  if (now && String(now.count) !== panel.dataset.count) show(now.count, now.goal);
}

if (panel) setInterval(refresh, 15000);
