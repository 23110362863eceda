// Keys for the queue of voices: j and k go from card to card, a, h and d press the card's own buttons.
// Single keys disturb those who dictate to their computer, so a box switches them off for good.

const OFF = "undersigned-keys-off";
const PLACE = "undersigned-voice";

for (const form of document.querySelectorAll("[data-voices]")) enhance(form);

function enhance(form) {
  const cards = [...form.querySelectorAll("[data-voice]")];
  const all = form.querySelector("[data-voices-all]");
  const keys = form.querySelector("[data-voices-keys]");
  for (const part of form.querySelectorAll("[data-needs-script]")) part.hidden = false;

  all.addEventListener("change", () => {
    for (const box of form.querySelectorAll('[name="remark"]')) box.checked = all.checked;
  });

  keys.checked = !localStorage.getItem(OFF);
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });

  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const here = cards.findIndex((card) => card.contains(document.activeElement));
    if (event.key === "j") go(cards, here + 1);
    else if (event.key === "k") go(cards, here < 0 ? 0 : here - 1);
    else press(cards[here], event.key, here);
  });

  // A decision by key loads the list anew: go on where the card was, which is the next one now.
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place !== null) go(cards, Math.min(Number(place), cards.length - 1));
}

function go(cards, place) {
  const card = cards[place];
  if (!card) return;
  card.focus();
  card.scrollIntoView({ block: "nearest" });
}

function press(card, key, place) {
  const button = card?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  sessionStorage.setItem(PLACE, String(place));
  button.click();
}

function isTyping(target) {
  return target.matches("select, textarea, [contenteditable], input:not([type=checkbox])");
}
