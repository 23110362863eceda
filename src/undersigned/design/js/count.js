// The number grows while somebody looks: asked for again each 15 s, less and less often while no answer comes.
// Who hears the page is told at most once a minute, in a whole sentence; data-count is the number they know.
const panel = document.querySelector("[data-from]");
let pause = 15000, timer, spokenAt = 0;

function show({ count, goal, shown, sentence }) {
  Object.assign(panel.querySelector("meter"), { max: goal, value: count });
  panel.querySelectorAll("[data-live]").forEach((part, place) => { part.textContent = shown[place]; });
  if (count == panel.dataset.count || performance.now() < spokenAt + 60000) return;
  panel.querySelector("[role]").textContent = sentence;
  panel.dataset.count = count;
  spokenAt = performance.now();
}

async function refresh() {
  const now = await fetch(panel.dataset.from).then((reply) => reply.ok && reply.json()).catch(() => 0);
  pause = now ? 15000 : Math.min(2 * pause, 240000);
  if (now) show(now);
  wait();
}

// A page that nobody looks at asks nothing.
function wait() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, pause);
}

if (panel) {
  document.addEventListener("visibilitychange", wait);
  wait();
}
