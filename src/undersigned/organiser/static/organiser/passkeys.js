// Passkeys: the browser asks for one, and what it says goes along with the form that the button stands in.
// `data-passkey` is what to ask, as the server's JSON; `data-passkey-problem` is shown where nothing came of it.

const buttons = window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : [];
for (const button of buttons) enhance(button);

function enhance(button) {
  const { form } = button;
  const problem = form.querySelector("[data-passkey-problem]");
  button.hidden = false;
  for (const instead of form.querySelectorAll("[data-no-passkeys]")) instead.hidden = true;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    const field = form.elements.name;
    if (field && !field.reportValidity()) return;
    const answer = await ask(JSON.parse(button.dataset.passkey)).catch(() => null);
    problem.hidden = Boolean(answer);
    if (!answer) return;
    form.elements.passkey.value = JSON.stringify(answer);
    form.submit();
  });
}

async function ask(options) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (options.rp) {
    publicKey.user = { ...options.user, id: bytes(options.user.id) };
    publicKey.excludeCredentials = known(options.excludeCredentials);
    return told(await navigator.credentials.create({ publicKey }), ["clientDataJSON", "attestationObject"]);
  }
  publicKey.allowCredentials = known(options.allowCredentials);
  return told(await navigator.credentials.get({ publicKey }), ["clientDataJSON", "authenticatorData", "signature"]);
}

function told(made, parts) {
  const response = Object.fromEntries(parts.map((part) => [part, text(made.response[part])]));
  return { id: made.id, rawId: made.id, type: made.type, response };
}

// base64url, and back
function bytes(string) {
  return Uint8Array.from(atob(string.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
