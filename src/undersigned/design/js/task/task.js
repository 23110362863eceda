// Does what the gate asks (ALTCHA 2: PBKDF2 until a key begins as it shall), then sends the form on.
// Without a secure connection browsers cannot calculate it; then the visitor waits, as without scripts.
const form = document.querySelector("[data-challenge]");

async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const recipe = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; ; counter++) {
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derived = new Uint8Array(await crypto.subtle.deriveBits(recipe, key, 8 * keyLength));
    const derivedKey = Array.from(derived, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

if (form && crypto.subtle) {
  document.querySelector("[data-working]").hidden = false;
  document.querySelector("[data-patience]").hidden = true;
  solve(JSON.parse(form.elements.challenge.value).parameters).then((solution) => {
    form.elements.solution.value = JSON.stringify(solution);
    form.submit();
  });
}
