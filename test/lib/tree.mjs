// tree.mjs: another hand's reading of the log: checkpoints, tiles and RFC 9162 roots, nothing shared with the C code.
import { createHash } from 'node:crypto';

const node = (left, right) => createHash('sha256').update('\x01', 'latin1').update(left).update(right).digest();

// Adds leaves one by one; root() at any moment is the root so far.
export function growing() {
  const edge = [];                                       // [{ height, hash }], highest first
  const tree = { size: 0 };
  tree.add = (leaf) => {
    edge.push({ height: 0, hash: leaf });
    tree.size++;
    while (edge.length > 1 && edge.at(-1).height === edge.at(-2).height) {
      const right = edge.pop(), left = edge.pop();
      edge.push({ height: left.height + 1, hash: node(left.hash, right.hash) });
    }
  };
  tree.root = () => edge.map((e) => e.hash).reduceRight((right, left) => node(left, right)).toString('base64');
  return tree;
}

const text = async (url) => {
  const r = await fetch(url);
  if (!r.ok) throw new Error(`${url}: ${r.status}`);
  return r;
};

export async function checkpoint(server, county) {
  const [origin, size, root] = (await (await text(`${server.url}/api/proof/${county}/checkpoint`)).text()).split('\n');
  return { origin, size: Number(size), root };
}

// C2SP tlog-tiles: 256 hashes each, "x001/234", the last one partial.
function tilePath(n) {
  const digits = String(n).padStart(Math.ceil(String(n).length / 3) * 3, '0');
  return digits.match(/.../g).map((part, i, all) => (i + 1 < all.length ? `x${part}` : part)).join('/');
}

// The leaves' hashes from `from` up to `size`.
export async function leaves(server, county, from, size) {
  const all = [];
  for (let tile = Math.floor(from / 256); tile * 256 < size; tile++) {
    const width = Math.min(256, size - tile * 256), part = width < 256 ? `.p/${width}` : '';
    const r = await text(`${server.url}/api/proof/${county}/tile/0/${tilePath(tile)}${part}`);
    const bytes = Buffer.from(await r.arrayBuffer());
    for (let i = Math.max(0, from - tile * 256); i < width; i++) all.push(bytes.subarray(i * 32, i * 32 + 32));
  }
  return all;
}
