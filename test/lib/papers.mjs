// papers.mjs: files for stories about papers, made here: nothing foreign lies in the repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { WORK } from './linli.mjs';

// A document of one empty page, as small as one can be, and `more` in a comment of it.
export const pdf = (more = '') => Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
% ${more}
trailer<</Root 1 0 R>>
%%EOF
`);
export const send = (who, bytes, type = 'application/pdf', query = '') => who('POST', `/api/papers${query}`, bytes, { 'Content-Type': type });

// A noisy picture of that size in one of the four formats, by the library's own tool. soft: as a camera's.
export function photo(format, width = 900, height = 600, options = '', soft = false) {
  mkdirSync(WORK, { recursive: true });
  const noise = path.join(WORK, `noise-${width}x${height}.v`), made = path.join(WORK, `photo-${width}x${height}.${format}`);
  const vips = (...args) => { const r = spawnSync('vips', args, { encoding: 'utf8' }); if (r.status) throw new Error(`vips ${args.join(' ')}: ${r.stderr}`); };
  vips('gaussnoise', noise, String(width), String(height), '--mean', '128', '--sigma', '30');
  if (soft) { vips('gaussblur', noise, `${noise}.soft.v`, '1.2'); vips('copy', `${noise}.soft.v`, noise); }
  vips('bandjoin', `${noise} ${noise} ${noise}`, `${noise}.rgb.v`);
  vips('cast', `${noise}.rgb.v`, `${noise}.u.v`, 'uchar');
  vips('copy', `${noise}.u.v`, `${made}${options}`);
  return readFileSync(made);
}
// What a camera writes into a JPEG: that it was held upright (6: to be turned), and where it stood.
export function withExif(jpeg, mark) {
  const tag = (id, type, count, value) => { const b = Buffer.alloc(12); b.writeUInt16LE(id, 0); b.writeUInt16LE(type, 2); b.writeUInt32LE(count, 4); b.writeUInt32LE(value, 8); return b; };
  const words = Buffer.from(`${mark}\0`);
  const tiff = Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), Buffer.from([3, 0]), tag(0x010e, 2, words.length, 68), tag(0x0112, 3, 1, 6), tag(0x8825, 4, 1, 50),
    Buffer.alloc(4), Buffer.from([1, 0]), tag(0x0001, 2, 2, 0x4e), Buffer.alloc(4), words]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]), size = Buffer.alloc(2);
  size.writeUInt16BE(body.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), size, body, jpeg.subarray(2)]);
}
// A PNG that says it has so many pixels, and holds a line of them.
function crc32(bytes) {
  let c = ~0;
  for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0); }
  return ~c >>> 0;
}
function chunk(type, body) {
  const b = Buffer.concat([Buffer.from(type), body]), out = Buffer.alloc(8 + body.length + 4);
  out.writeUInt32BE(body.length);
  b.copy(out, 4);
  out.writeUInt32BE(crc32(b), out.length - 4);
  return out;
}
export function png(width, height) {
  const head = Buffer.alloc(13), line = deflateSync(Buffer.alloc(width * 3 + 1));
  head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', line), chunk('IEND', Buffer.alloc(0))]);
}
