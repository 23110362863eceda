// Audits a log, as docs/spec/log.md says, in a browser: every entry is fetched and counted, the tree is made from them.
//
//   audit(log, keys, told, older) -> {origin, size, count, samples, signed, voided, reinstated, offline, texts, stands}
//
// or an error whose message is the reason: those of verify.js, "fetch" (something is not there) and "entry" (the log
// holds what no honest log holds). `log`: the address that it is served below. `told(done, size)` hears how far it is.
// `older`: checkpoints that are believed already; those of this origin must be of beginnings of this log. `voided`: how
// many, by reason; `stands(index)`: whether that entry is a signature that counts.

import { hex, need, opened } from "./verify.js";

const WIDTH = 256;
const AHEAD = 32 * WIDTH; // far servers: what is under way hides how long each takes
const [SIGN, VOID, TEXT, REINSTATE, OFFLINE, STATE] = [1, 2, 3, 4, 5, 6];
const STANDS = 255, DECLARED = 254, TAKEN_BACK = 253;

export async function audit(log, keys, told = () => {}, older = []) {
  const note = await (await fetched(log + "checkpoint")).text();
  const { origin, size, root } = await opened(note, keys);
  const ledger = reader(size), tree = trunk(), coming = [];
  const known = [{ size, root }, ...older.filter((one) => one.origin === origin)];
  const compare = (at) => need(known.every((one) => one.size !== at || hex(tree.root()) === hex(one.root)), "proof");
  need(known.every((one) => one.size <= size), "proof");
  compare(0);
  for (let start = 0, next = 0; start < size; start += WIDTH) {
    for (; next < size && next < start + AHEAD; next += WIDTH) {
      const bundle = bytesOf(log + path(next / WIDTH, Math.min(WIDTH, size - next)));
      bundle.catch(() => {});
      coming.push(bundle);
    }
    const data = await coming.shift();
    for (const entry of split(data, Math.min(WIDTH, size - start))) {
      ledger.read(entry);
      compare(tree.grow(entry));
    }
    told(Math.min(start + WIDTH, size), size);
  }
  return { origin, size, ...ledger.totals() };
}

async function fetched(address) {
  const answer = await fetch(address, { cache: address.endsWith("checkpoint") ? "no-store" : "default" }).catch(() => 0);
  need(answer && answer.ok, "fetch");
  return answer;
}

// Read to the end while others are still under way.
async function bytesOf(address) {
  const body = (await fetched(address)).arrayBuffer();
  return new Uint8Array(await body.catch(() => need(false, "fetch")));
}

function path(n, width) {
  let groups = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest; rest = Math.floor(rest / 1000)) {
    groups = `x${String(rest % 1000).padStart(3, "0")}/${groups}`;
  }
  return `tile/entries/${groups}${width < WIDTH ? `.p/${width}` : ""}`;
}

// Two bytes of length before each.
function split(data, width) {
  const entries = [];
  let at = 0;
  for (; entries.length < width; at += 2 + entries.at(-1).length) {
    need(at + 2 <= data.length, "entry");
    const length = 256 * data[at] + data[at + 1];
    need(at + 2 + length <= data.length, "entry");
    entries.push(data.subarray(at + 2, at + 2 + length));
  }
  need(at === data.length, "entry");
  return entries;
}

// The count rule: docs/spec/entries.md.
function reader(size) {
  const known = new Uint8Array(size), blank = new Uint8Array(size); // blank: a sample's
  const voided = { 1: 0, 2: 0, 3: 0, 4: 0 }, texts = [], declared = [];
  let at = 0, signed = 0, reinstated = 0, samples = 0;

  function change(index, by) {
    texts.findLast((text) => text.begins < index).count += by;
    samples += by * blank[index];
  }

  // What was declared beside the count is taken back, and declared again. The count stays as it is.
  function declare(index, was, is) {
    if (!(index < at && known[index] === was)) return false;
    known[index] = is;
    declared.find((one) => one.index === index).stands = is === DECLARED;
    return true;
  }

  const kinds = {
    [SIGN](entry) {
      need(entry.length === 33 && texts.length, "entry");
      known[at] = STANDS;
      blank[at] = entry.every((byte, place) => !place || !byte);
      signed += 1;
      change(at, 1);
    },
    [VOID](entry) {
      const index = integer(entry, 1, 8), reason = entry[9];
      if (entry.length === 10 && (reason === 2 || reason === 4) && declare(index, DECLARED, TAKEN_BACK)) return;
      need(entry.length === 10 && reason in voided && index < at && known[index] === STANDS, "entry");
      known[index] = reason;
      voided[reason] += 1;
      change(index, -1);
    },
    [TEXT](entry) {
      need(entry.length === 33, "entry");
      texts.push({ begins: at, text: hex(entry.subarray(1)), count: 0 });
    },
    [REINSTATE](entry) {
      const index = integer(entry, 1, 8);
      if (entry.length === 9 && declare(index, TAKEN_BACK, DECLARED)) return;
      need(entry.length === 9 && index < at && (known[index] === 2 || known[index] === 4), "entry");
      known[index] = STANDS;
      reinstated += 1;
      change(index, 1);
    },
    [OFFLINE](entry) {
      need(entry.length === 37, "entry");
      declared.push({ index: at, number: integer(entry, 1, 4), manifest: hex(entry.subarray(5)), stands: true });
      known[at] = DECLARED;
    },
    [STATE](entry) {
      const begins = entry[1] === 4;
      need(entry[1] >= 1 && entry[1] <= 4 && entry.length === (begins ? 34 : 2) && !(begins && at), "entry");
    },
  };

  return {
    read(entry) {
      need(entry[0] in kinds, "entry");
      kinds[entry[0]](entry);
      at += 1;
    },
    totals() {
      const gone = Object.values(voided).reduce((sum, one) => sum + one, 0);
      const count = signed - gone + reinstated;
      const stands = (index) => known[index] === STANDS;
      return { count, samples, signed, voided, reinstated, declared, texts, stands };
    },
  };
}

const integer = (data, from, length) => data.subarray(from, from + length).reduce((sum, byte) => 256 * sum + byte, 0);

// RFC 6962 section 2.1: the roots of the perfect trees to the left, the largest first.
function trunk() {
  const roots = [], leaf = new Uint8Array(64 * 1024), node = new Uint8Array(65);
  let size = 0;
  node[0] = 1;

  function joined(left, right) {
    node.set(left, 1);
    node.set(right, 33);
    return sha256(node);
  }

  return {
    grow(entry) {
      leaf.set(entry, 1);
      let root = sha256(leaf.subarray(0, 1 + entry.length));
      for (let rest = size; rest % 2; rest = Math.floor(rest / 2)) root = joined(roots.pop(), root);
      roots.push(root);
      return (size += 1);
    },
    root: () => (size ? roots.reduceRight((right, left) => joined(left, right)) : sha256(new Uint8Array())),
  };
}

// FIPS 180-4. WebCrypto's needs a promise for each of millions of hashes.
const primes = [];
for (let one = 2; primes.length < 64; one++) if (primes.every((prime) => one % prime)) primes.push(one);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64), state = new Int32Array(8);
const short = new Uint8Array(128);

function sha256(data) {
  const length = (data.length + 72) & ~63, padded = length > short.length ? new Uint8Array(length) : short;
  padded.set(data);
  padded.fill(0, data.length, length);
  padded[data.length] = 128;
  for (let at = length, rest = 8 * data.length; rest; rest = Math.floor(rest / 256)) padded[--at] = rest;
  state.set(START);
  for (let at = 0; at < length; at += 64) block(padded, at);
  const digest = new Uint8Array(32);
  for (let place = 0; place < 32; place++) digest[place] = state[place >> 2] >>> (24 - 8 * (place & 3));
  return digest;
}

// Plain variables and no lists: it is run millions of times.
function block(data, at) {
  for (let t = 0; t < 16; t++, at += 4) {
    words[t] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  }
  for (let t = 16; t < 64; t++) {
    const x = words[t - 15], y = words[t - 2];
    const small = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3), other = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[t] = (words[t - 16] + small + words[t - 7] + other) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t++) {
    const big = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25), choice = (e & f) ^ (~e & g);
    const first = (h + big + choice + ROUNDS[t] + words[t]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g, g = f, f = e, e = (d + first) | 0, d = c, c = b, b = a, a = (first + second) | 0;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));
