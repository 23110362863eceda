// Puts the two verifiers on the page. What is said stands in the page, hidden; `data-say` names it.
const place = document.querySelector("[data-log]");
const { log, keys, older, count } = place.dataset;
const language = document.documentElement.lang;
const shown = (value) => value.toLocaleString(language);
const says = { audit: place, receipt: document.querySelector("[data-receipt]") };

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

async function account(found) {
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
}

// Nothing where the log does not hold. `older`: what must be a beginning of it.
async function counted(...older) {
  const told = (done, size) => say("audit", "under-way", { done: shown(done), size: shown(size) });
  let found;
  try {
    found = await audit(log, [keys], told, older);
    await account(found);
  } catch ({ message }) {
    say("audit", message);
  }
  return found;
}

const button = place.querySelector("button");
const file = says.receipt.querySelector("input");
if (button && !crypto.subtle) place.querySelector("[data-needs]").hidden = false;
else if (button) {
  button.disabled = file.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await counted();
    button.disabled = false;
  });
  file.addEventListener("change", async ({ target }) => {
    say("receipt");
    try {
      const receipt = await verify(await target.files[0].text(), [keys, ...older.split(" ").filter(Boolean)]);
      const { name, email, origin, index } = receipt;
      const found = await counted(receipt);
      const outcome = !found ? "unsure" : found.origin !== origin ? "ended" : found.stands(index) ? "stands" : "gone";
      say("receipt", outcome, { name, email, index: shown(index) });
    } catch ({ message }) {
      say("receipt", message);
    }
  });
}
