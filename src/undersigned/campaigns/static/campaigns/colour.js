// Beside the field of a colour: the system's own picker, and a button that takes the shade which a refusal names.

// The editor loads its scripts before its fields.
addEventListener("DOMContentLoaded", () => {
  for (const input of document.querySelectorAll("[data-colour]")) enhance(input);
});

function enhance(input) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "colour-picker";
  picker.setAttribute("aria-label", input.dataset.pick);
  const show = () => { picker.value = /^#[0-9a-f]{6}$/i.test(input.value) ? input.value : input.dataset.colour; };
  show();
  input.addEventListener("input", show);
  picker.addEventListener("input", () => set(input, picker.value));
  input.after(picker);

  const refusal = input.closest("[data-field]")?.querySelector("[data-field-errors]");
  const [offered] = /#[0-9a-f]{6}\b/.exec(refusal?.querySelector(".error-message")?.textContent ?? "") ?? [];
  if (!offered) return;
  const take = document.createElement("button");
  take.type = "button";
  take.className = "button button-small button-secondary colour-offer";
  take.textContent = input.dataset.take.replace("{colour}", offered);
  take.addEventListener("click", () => {
    set(input, offered);
    show();
    refusal.replaceChildren();
    refusal.parentElement.classList.remove("w-field--error");
    take.remove();
    input.focus();
  });
  picker.after(take);
}

// As if it had been typed, so that the editor knows of it.
function set(input, value) {
  input.value = value;
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, {bubbles: true}));
}
