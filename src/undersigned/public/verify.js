// Puts the two verifiers on the page. What is said stands in the page, hidden; `data-say` names it.
const place = document.querySelector("[data-log]");
const { log, keys, older, count } = place.dataset;
const language = document.documentElement.lang;
const shown = (value) => value.toLocaleString(language);
const says = { audit: place, receipt: document.querySelector("[data-receipt]") };
let audited;

function say(where, name, values = {}) {
  for (const one of says[where].querySelectorAll("[data-say]")) {
    one.hidden = one.dataset.say !== name;
    for (const part of one.hidden ? [] : one.querySelectorAll("[data-value]")) part.textContent = values[part.dataset.value];
  }
}

// What is declared beside the count, by kind: each manifest is fetched by the hash that the log has of it.
async function beside(declared) {
  const sums = { paper: 0, earlier: 0, gone: 0 };
  for (const { number, manifest, stands } of declared) {
    const answer = await fetched(`${log}offline/${manifest}`);
    const data = new Uint8Array(await answer.arrayBuffer());
    const told = hex(sha256(data)) === manifest && JSON.parse(new TextDecoder().decode(data));
    need(told && told.number === number && ["paper", "earlier"].includes(told.kind), "manifest");
    sums[stands ? told.kind : "gone"] += number;
  }
  return sums;
}

async function counted() {
  const found = await audit(log, [keys], (done, size) => say("audit", "under-way", { done: shown(done), size: shown(size) }));
  const { voided, texts, declared, ...totals } = found;
  const wordings = new Set(texts.map(({ text }) => text)).size;
  const rows = { ...totals, ...await beside(declared), withdrawn: voided[1], invalidated: voided[2], strangers: voided[3], ordered: voided[4], wordings };
  for (const cell of place.querySelectorAll("[data-row]")) {
    const value = rows[cell.dataset.row];
    cell.textContent = shown(value);
    cell.parentElement.hidden = !value && "rare" in cell.parentElement.dataset;
  }
  place.querySelector("dl").hidden = false;
  const page = await fetch(count, { cache: "no-store" }).then((answer) => answer.json()).catch(() => 0);
  const name = !page ? "counted" : page.count === found.count ? "agrees" : "differs";
  say("audit", name, { count: shown(found.count), page: page && shown(page.count) });
  return found;
}

const button = place.querySelector("button");
const file = says.receipt.querySelector("input");
if (button && !crypto.subtle) place.querySelector("[data-needs]").hidden = false;
else if (button) {
  button.disabled = file.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    audited = await counted().catch(({ message }) => say("audit", message));
    button.disabled = false;
  });
  file.addEventListener("change", async ({ target }) => {
    try {
      const found = await verify(await target.files[0].text(), [keys, ...older.split(" ").filter(Boolean)]);
      const values = { name: found.name, email: found.email, index: shown(found.index) };
      if (!audited || audited.size < found.size) audited = await counted();
      const goesOn = audited.origin === found.origin;
      say("receipt", !goesOn ? "ended" : audited.stands(found.index) ? "stands" : "gone", values);
    } catch ({ message }) {
      say("receipt", message);
    }
  });
}
