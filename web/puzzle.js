// The server's puzzle, asked for when many file from one place. On plain HTTP browsers offer no SHA-256, so it is here.
import { api } from '/tools.js';

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32);
const START = PRIMES.slice(0, 8).map((p) => fraction(Math.sqrt(p)) | 0);
const ROUND = PRIMES.map((p) => fraction(Math.cbrt(p)) | 0);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

// One block of 16 words into the state (FIPS 180-4, 6.2.2).
function mix(state, block) {
  const w = new Int32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15], b = w[i - 2];
    const low = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3), high = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = w[i - 16] + low + w[i - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((x, i) => (x + state[i]) | 0);
}

// The first 32 bits of the hash of an ASCII text.
export function sha256_32(text) {
  const words = new Int32Array(Math.ceil((text.length + 9) / 64) * 16);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  words[words.length - 1] = text.length * 8;
  let state = START;
  for (let at = 0; at < words.length; at += 16) state = mix(state, words.subarray(at, at + 16));
  return state[0] >>> 0;
}

// Tries in small portions, so that the page stays alive.
export async function solve(place) {
  const { challenge, bits } = await api(`/api/puzzle?place=${encodeURIComponent(place)}`);
  for (let answer = 0; ; answer++) {
    if (sha256_32(challenge + answer) >>> (32 - bits) === 0) return { challenge, answer: String(answer) };
    if (answer % 2000 === 1999) await new Promise((go) => { setTimeout(go); });
  }
}
