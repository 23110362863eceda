// Verifies a receipt, as docs/spec/receipt.md says, on the device that shows this page: nothing is sent anywhere.
//
//   verify(receipt, keys) -> {name, email, text, index, size, root, origin}
//
// or an error whose message is the reason: "form" (no receipt), "key" (signed by none of these keys), "signature"
// (the checkpoint was altered), "proof" (this signature is not in that tree).

const { subtle } = globalThis.crypto;
const utf8 = new TextEncoder();
const strictly = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export async function verify(receipt, keys) {
  const { opening, index, siblings, note } = parsed(receipt);
  const { origin, size, root } = await opened(note, keys);
  need(index < size, "proof");
  const entry = join([1], await commitment(opening));
  need(same(await climb(await sha(join([0], entry)), siblings, index, size - 1), root), "proof");
  const { name, email } = opening;
  return { name, email, text: opening.text, index, size, root, origin };
}

export async function opened(note, keys) {
  const { origin, size, root, text, signatures } = checkpoint(note);
  await signed(text, signatures, await Promise.all(keys.map(key)), origin);
  return { origin, size, root };
}

// What is written, each thing in its one spelling.

function parsed(receipt) {
  const [head, note] = cut(receipt, receipt.indexOf("\n\n"));
  const [format, extra, index, ...siblings] = head.split("\n");
  need(format === "c2sp.org/tlog-proof@v1" && extra?.startsWith("extra ") && index?.startsWith("index "), "form");
  need(siblings.length <= 63, "form");
  return {
    opening: opening(base64(extra.slice(6))),
    index: number(index.slice(6)),
    siblings: siblings.map((line) => base64(line, 32)),
    note,
  };
}

function opening(extra) {
  const written = attempt(() => strictly.decode(extra));
  const { v, salt, text, email, name } = attempt(() => JSON.parse(written)) ?? {};
  need(v === 1 && hexadecimal(salt) && hexadecimal(text), "form");
  need(whole(email) && whole(name), "form");
  need(JSON.stringify({ v, salt, text, email, name }) === written, "form");
  return { salt, text, email, name };
}

function checkpoint(note) {
  const [body, lines] = cut(note, note.lastIndexOf("\n\n"));
  const [origin, size, root, ...more] = body.split("\n");
  need(origin && root && !more.length && lines.endsWith("\n") && !/[\0-\x09\x0b-\x1f]/.test(note), "form");
  const signatures = lines.slice(0, -1).split("\n").map((line) => {
    const found = /^— ([^\s+]+) ([^ ]+)$/u.exec(line);
    need(found, "form");
    const data = base64(found[2]);
    need(data.length > 4, "form");
    return { name: found[1], id: data.slice(0, 4), value: data.slice(4) };
  });
  need(signatures.length <= 64, "form");
  return { origin, size: number(size), root: base64(root, 32), text: body + "\n", signatures };
}

async function key(written) {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([^ ]+)$/u.exec(written.trim());
  need(found, "key");
  const data = base64(found[3], 33, "key");
  const id = (await sha(join(utf8.encode(found[1] + "\n"), data))).slice(0, 4);
  need(data[0] === 1 && hex(id) === found[2], "key");
  return { name: found[1], id, raw: data.slice(1) };
}

// What is computed.

async function signed(text, signatures, keys, origin) {
  const mine = keys.filter(({ name }) => name === origin);
  const found = signatures.flatMap(({ name, id, value }) =>
    mine.filter((one) => one.name === name && same(one.id, id)).map(({ raw }) => ({ raw, value })),
  );
  need(found.length, "key");
  for (const { raw, value } of found) {
    const by = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]).catch(() => need(false, "key"));
    need(await subtle.verify("Ed25519", by, value, utf8.encode(text)), "signature");
  }
}

async function commitment({ salt, text, email, name }) {
  const part = async (field, value) => hmac(await hmac(bytes(salt), field), value);
  const parts = [bytes(text), await part("email", email), await part("name", name.normalize("NFC"))];
  return sha(join(utf8.encode("undersigned/sign/v1\0"), ...parts));
}

// RFC 9162 section 2.1.3.2. Not by `>>`, which knows 32 bits only.
async function climb(leaf, siblings, at, last) {
  const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
  let found = leaf;
  for (const sibling of siblings) {
    need(last, "proof");
    if (at % 2 || at === last) {
      found = await sha(join([1], sibling, found));
      while (at && at % 2 === 0) up();
    } else found = await sha(join([1], found, sibling));
    up();
  }
  need(!last, "proof");
  return found;
}

const sha = async (data) => new Uint8Array(await subtle.digest("SHA-256", data));

async function hmac(secret, value) {
  const by = await subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", by, utf8.encode(value)));
}

// Small things.

export function need(holds, reason) {
  if (!holds) throw new Error(reason);
}

function attempt(read) {
  try {
    return read();
  } catch {
    throw new Error("form");
  }
}

function cut(text, at) {
  need(at >= 0, "form");
  return [text.slice(0, at), text.slice(at + 2)];
}

function base64(text, length, reason = "form") {
  const found = attempt(() => atob(text));
  need(btoa(found) === text && (!length || found.length === length), reason);
  return Uint8Array.from(found, (letter) => letter.charCodeAt(0));
}

function number(text) {
  need(/^(0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text)), "form");
  return Number(text);
}

const whole = (text) => typeof text === "string" && !/\p{Surrogate}/u.test(text); // no half of a character
const hexadecimal = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
export const hex = (data) => Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
const same = (one, other) => hex(one) === hex(other);
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
