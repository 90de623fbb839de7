// load.mjs: parallel people who file and note under Idempotency-Keys, and who remember every promise they were given.
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { WORK, asker, check, roomyPacks, same } from './linli.mjs';
import { wait } from './raw.mjs';
import { checkpoint, growing, leaves } from './tree.mjs';

export const COUNTY = '410104', PLACE = '410104003001';

// What a server for the load is started with: eight residents file for thousands.
mkdirSync(WORK, { recursive: true });
export const args = ['--packs', roomyPacks()];

// Each client has one connection that it keeps, a session that must survive, and at most one request of unknown fate.
async function client(server, n) {
  const body = { name: `住户${String.fromCharCode(0x4e01 + n)}`, password: `some-load-story-${n}` };
  const r = await asker(server)('POST', '/api/sign-up', body, { 'X-Forwarded-For': `192.0.2.${n}` });
  if (r.status !== 200) throw new Error(`client ${n}: ${r.text}`);
  return { n, cookie: r.set.split(';')[0], agent: null, unknown: null, matter: null };
}

function call(server, c, method, where, body, key) {
  const text = body && JSON.stringify(body);
  const headers = { Cookie: c.cookie, Origin: server.url, ...(key && { 'Idempotency-Key': key }),
    ...(text && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }) };
  const to = { port: server.port, host: '127.0.0.1', method, path: where, headers, agent: c.agent };
  return new Promise((done, broken) => {
    const r = http.request(to, (answer) => {
      const parts = [];
      answer.on('data', (d) => parts.push(d));
      answer.on('error', broken);
      answer.on('end', () => {
        if (!answer.complete) { broken(new Error('cut off')); return; }
        try { done({ status: answer.statusCode, json: JSON.parse(Buffer.concat(parts)) }); } catch (e) { broken(e); }
      });
    });
    r.on('error', broken);
    r.end(text);
  });
}

export async function crowd(server, count) {
  const clients = [];
  for (let n = 0; n < count; n++) clients.push(await client(server, n));
  const crowd = {
    server,
    acknowledged: [],                        // { body, where, key, id, entry, leaf } in the order of their answers
    refusals: [],                            // answers that were no promise
    made: 0, repeated: 0, kept: 0,
    rest_ms: 0,                              // what each of them waits between two requests
  };

  // Three reports, then a note to the last one.
  function next(c) {
    const key = `k${c.n}-${crowd.made++}`;
    if (crowd.made % 4 || !c.matter) return { key, where: '/api/matters', body: { text: `第 ${key} 件`, place: PLACE } };
    return { key, where: `/api/matters/${c.matter}/note`, body: { text: `补充 ${key}`, open: true } };
  }
  async function send(c, sent) {
    c.unknown = sent;
    const r = await call(crowd.server, c, 'POST', sent.where, sent.body, sent.key);
    c.unknown = null;
    if (r.status <= 201 && r.json.receipt) crowd.acknowledged.push({ ...sent, id: r.json.id, ...r.json.receipt });
    else crowd.refusals.push({ status: r.status, fault: r.json.fault, key: sent.key });
    if (r.status === 201) c.matter = r.json.id;
    return r;
  }
  async function busy(c, until) {
    try {
      while (!until()) {
        await send(c, next(c));
        if (crowd.rest_ms) await wait(crowd.rest_ms);
      }
    } catch { /* the server is gone */ }
  }

  // All at once, until that says so or the server is gone.
  crowd.work = async (until) => {
    for (const c of clients) c.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    await Promise.all(clients.map((c) => busy(c, until)));
    for (const c of clients) c.agent.destroy();
  };

  // What was under way is said again under its key: it happens now, or it had happened and is told as it was.
  async function again(c) {
    const sent = c.unknown;
    if (!sent) return;
    const { size } = await checkpoint(crowd.server, COUNTY);
    const first = await send(c, sent), second = await call(crowd.server, c, 'POST', sent.where, sent.body, sent.key);
    const was = first.json.receipt, is = second.json.receipt;
    const one = was && is && was.entry === is.entry && was.leaf === is.leaf && first.json.id === second.json.id;
    check(one, `${sent.key} said again is one: ${JSON.stringify([first.json, second.json]).slice(0, 400)}`);
    crowd.repeated++;
    if (was?.entry < size) crowd.kept++;
  }
  crowd.again = async () => {
    for (const c of clients) c.agent = undefined;
    await Promise.all(clients.map(again));
  };

  // Against the tiles, as any outsider could: how many receipts' leaves do not stand where they were said to stand.
  let known = 0;
  const tree = growing(), hashes = [];
  crowd.size = () => tree.size;
  crowd.missing = async () => {
    const head = await checkpoint(crowd.server, COUNTY);
    for (const leaf of await leaves(crowd.server, COUNTY, tree.size, head.size)) {
      tree.add(leaf);
      hashes.push(leaf.toString('hex'));
    }
    same(tree.root(), head.root, `the root of ${head.size} entries`);
    const from = known;
    known = crowd.acknowledged.length;
    return crowd.acknowledged.slice(from).filter((a) => hashes[a.entry] !== a.leaf).length;
  };

  // Whether the last few of those acknowledged since `from` can be read.
  crowd.readable = async (from) => {
    const some = crowd.acknowledged.slice(from).filter((a) => a.where === '/api/matters').slice(-16);
    const found = await Promise.all(some.map((a) => call(crowd.server, clients[0], 'GET', `/api/matters/${a.id}`)));
    return found.every((r, i) => r.status === 200 && r.json.text === some[i].body.text);
  };
  return crowd;
}
