#!/usr/bin/env node
// Papers: sent ahead, named by a deed, seen by whoever sees its step, sealed on the disk, in the backup, gone when forgotten.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, check, finish, folder, local, same, serve, staff, word, WORK } from './lib/linli.mjs';
import { pdf, photo, png, send, withExif } from './lib/papers.mjs';

const C = '410104003001';
const data = folder('papers');
let server = await serve(data);
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const anyone = asker(server), resident = asker(server), other = asker(server);
await resident('POST', '/api/sign-up', { name: '陈居民', password: 'zhe-shi-mima-88', phone: '13800001234', county: 410104 });
await other('POST', '/api/sign-up', { name: '吴居民', password: 'zhe-shi-mima-88', phone: '13800001235', county: 410104 });

const document = pdf(`MARK-IN-THE-DOCUMENT ${'x'.repeat(200000)}`);
async function get(where, headers = {}) {
  const r = await fetch(server.url + where, { headers });
  return { status: r.status, headers: r.headers, bytes: Buffer.from(await r.arrayBuffer()) };
}
const files = () => (existsSync(path.join(data, 'blobs')) ? readdirSync(path.join(data, 'blobs'), { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile()).map((e) => path.join(e.parentPath ?? e.path, e.name)) : []);
const verify = () => word('verify', '--data', data);

// ---- sending and naming --------------------------------------------------------------------------
same((await send(anyone, document, 'application/pdf', '?place=999998')).json.problems?.[0].field, 'place', 'for a county of nobody’s nothing is kept');
let tries = 0, status = 0;
const cut = photo('jpg').subarray(0, 3000);
for (; tries < 80 && status !== 429; tries++)
  status = (await anyone('POST', `/api/papers?place=${C}`, cut, { 'Content-Type': 'image/jpeg', 'X-Forwarded-For': '192.0.2.177' })).status;
check(status === 429 && tries > 60, `what is refused counts as well: ${tries} ${status}`);
let r = await send(anyone, document, 'application/pdf', `?place=${C}&title=${encodeURIComponent('公示表')}`);
same([r.status, r.json?.kind, r.json?.bytes], [200, 'pdf', document.length], 'a document is taken without an account');
const name = r.json.name;
check(/^410104\.[\w-]{22}$/.test(name), `its name cannot be guessed: ${name}`);
same((await get(`/api/papers/${name}/whole`)).status, 404, 'what no deed names is unknown');
r = await anyone('POST', '/api/matters', { text: '楼道的灯坏了，附说明', place: C, papers: [name] });
same(r.status, 201, 'a matter is filed with it');
const matter = r.json;
r = await anyone('GET', `/api/matters/${matter.id}`);
const shown = r.json.steps[0].papers?.[0];
same([shown?.kind, shown?.title, shown?.bytes, shown?.whole], ['pdf', '公示表', document.length, `/api/papers/${name}/whole`], 'its step shows it');
r = await get(shown.whole);
check(r.status === 200 && r.bytes.equals(document), 'it comes back byte for byte');
const told = (r, ...names) => names.map((n) => r.headers.get(n));
same(told(r, 'content-type', 'x-content-type-options', 'content-length'), ['application/pdf', 'nosniff', String(document.length)], 'typed, never sniffed, of a known length');
const [policy, saving, cache] = told(r, 'content-security-policy', 'content-disposition', 'cache-control');
check(/^sandbox/.test(policy) && /^attachment;.*%E5%85%AC/.test(saving) && /private/.test(cache), 'kept in a sandbox, to be saved, by the asker alone');
const etag = r.headers.get('etag');
r = await get(shown.whole, { Range: 'bytes=65530-65545' });
check(r.status === 206 && r.bytes.equals(document.subarray(65530, 65546)) && r.headers.get('content-range') === `bytes 65530-65545/${document.length}`, 'a range across two pieces');
r = await get(shown.whole, { Range: 'bytes=-7' });
check(r.status === 206 && r.bytes.equals(document.subarray(-7)), 'the last bytes');
same((await get(shown.whole, { Range: `bytes=${document.length}-` })).status, 416, 'a range beyond the end');
same((await get(shown.whole, { 'If-None-Match': etag })).status, 304, 'ETag');
r = await fetch(server.url + shown.whole, { method: 'HEAD' });
same([r.status, r.headers.get('content-length')], [200, String(document.length)], 'HEAD');
same([(await get(shown.thumb)).status, (await get(`/api/papers/${name}/other`)).status], [200, 404], 'its first page is shown; a part that it does not have is unknown');
const sealed = files();

// ---- whose ----------------------------------------------------------------------------------------
const used = await anyone('POST', '/api/matters', { text: '再用一次', place: C, papers: [name] });
same([used.status, used.json.problems?.[0]?.field, used.json.problems?.[0]?.fault], [422, 'papers', 'paper_unknown'], 'a paper is used once');
r = await send(resident, document);
const own = r.json.name;
same((await other('POST', '/api/matters', { text: '别人的附件', place: C, papers: [own] })).json.problems?.[0]?.fault, 'paper_unknown', 'nobody else names it');
r = await resident('POST', '/api/matters', { text: '不公开的事', place: C, private: true, papers: [own] });
same(r.status, 201, 'its owner does');
const secret = r.json;
same((await get(`/api/papers/${own}/whole`)).status, 404, 'what belongs to a private matter is unknown to others');
same((await other('GET', `/api/papers/${own}/whole`)).status, 404, 'and to another resident');
same([(await resident('GET', `/api/papers/${own}/whole`)).status, (await committee('GET', `/api/papers/${own}/whole`)).status], [200, 200], 'not to its reporter and the office');
r = await send(committee, document);
r = await committee('POST', `/api/matters/${matter.id}/note`, { text: '内部说明', papers: [r.json.name] });
same(r.status, 200, 'a deed brings one too');
r = await committee('GET', `/api/matters/${matter.id}`);
const inner = r.json.steps[1].papers[0].whole;
same([(await get(inner)).status, (await committee('GET', inner)).status], [404, 200], 'what belongs to an internal note is for staff');
r = await send(committee, document);
r = await committee('POST', `/api/matters/${matter.id}/answer`, { text: '已经派人', papers: [r.json.name] });
r = await anyone('GET', `/api/matters/${matter.id}`);
same((await get(r.json.steps.at(-1).papers[0].whole)).status, 200, 'of an answer everybody');
same((await committee('POST', `/api/matters/${matter.id}/hide`, { text: '有隐私' })).status, 200, 'hidden');
same([(await get(shown.whole)).status, (await committee('GET', shown.whole)).status], [404, 200], 'then its papers are unknown as well');
await committee('POST', `/api/matters/${matter.id}/show`, {});

// ---- refusals ---------------------------------------------------------------------------------------
const refused = async (bytes, type, status, fault, what) => {
  const no = await send(anyone, bytes, type, `?place=${C}`);
  same([no.status, no.json?.fault], [status, fault], what);
};
await refused(Buffer.from('hello, this is only a text and nothing more than that'), 'text/plain', 415, 'paper_wrong_type', 'a text');
await refused(document, 'image/jpeg', 415, 'paper_other_type', 'a document that says it is a photo');
await refused(Buffer.concat([Buffer.from('%PDF-1.4\n<html><script>alert(1)</script>'), document]), 'application/pdf', 415, 'paper_wrong_type', 'a document that is a page as well');
await refused(Buffer.concat([document, Buffer.from('PK\x05\x06'), Buffer.alloc(18)]), 'application/pdf', 415, 'paper_wrong_type', 'a document that is an archive as well');
await refused(document.subarray(0, 100000), 'application/pdf', 415, 'paper_wrong_type', 'half a document');
await refused(Buffer.alloc(21 << 20, document), 'application/pdf', 413, 'body_too_large', 'one that is too large');
r = await anyone('POST', '/api/papers', { title: 'x' });
same([r.status, r.json.fault], [415, 'body_wrong_type'], 'JSON is no paper');
r = await anyone('POST', '/api/matters', { text: '没有这样的附件', place: C, papers: ['410104.AAAAAAAAAAAAAAAAAAAAAA', 'x'] });
same([r.status, r.json.problems[0].field], [422, 'papers'], 'a name that nobody gave');
r = await committee('POST', `/api/matters/${matter.id}/hide`, { text: '有隐私', papers: ['410104.AAAAAAAAAAAAAAAAAAAAAA'] });
same(r.json.problems?.[0], { field: 'papers', fault: 'field_not_together', text: r.json.problems?.[0].text }, 'a deed that takes no papers');

// ---- photos --------------------------------------------------------------------------------------------
const size = (jpeg) => {
  for (let i = 2; i < jpeg.length;) {
    if (jpeg[i + 1] >= 0xc0 && jpeg[i + 1] <= 0xc2) return [jpeg.readUInt16BE(i + 7), jpeg.readUInt16BE(i + 5)];
    i += 2 + jpeg.readUInt16BE(i + 2);
  }
  return null;
};
const jpeg = photo('jpg'), types = { jpg: 'jpeg', png: 'png', webp: 'webp', heic: 'heic' }, names = [];
for (const [format, type] of Object.entries(types)) {
  r = await send(anyone, format === 'jpg' ? jpeg : photo(format), `image/${type}`, `?place=${C}`);
  same([r.status, r.json?.kind, r.json?.width, r.json?.height], [200, 'photo', 900, 600], `${format}: a photo is taken`);
  names.push(r.json.name);
}
r = await anyone('POST', '/api/matters', { text: '四张照片', place: C, papers: names });
same(r.status, 201, 'a matter with four photos');
const pictured = (await anyone('GET', `/api/matters/${r.json.id}`)).json.steps[0].papers;
same(pictured.map((p) => [p.kind, p.width]), names.map(() => ['photo', 900]), 'its step shows them in their order');
for (const p of pictured)
  for (const [part, longer] of [['whole', 900], ['screen', 900], ['thumb', 225]]) {
    r = await get(p[part]);
    same([r.status, ...told(r, 'content-type', 'x-content-type-options', 'content-disposition'), size(r.bytes)?.[0]], [200, 'image/jpeg', 'nosniff', 'inline', longer], `${part} of ${p.name}`);
  }
r = await send(anyone, withExif(jpeg, 'MARK-WHERE-IT-STOOD'), 'image/jpeg', `?place=${C}`);
same([r.status, r.json?.width, r.json?.height], [200, 600, 900], 'one that was held upright is turned');
const held = r.json.name;
await anyone('POST', '/api/matters', { text: '立着拍的', place: C, papers: [held] });
r = await get(`/api/papers/${held}/whole`);
check(r.status === 200 && !r.bytes.includes('Exif') && !r.bytes.includes('MARK-WHERE'), 'where it stood is not kept');
r = await send(anyone, Buffer.concat([jpeg, Buffer.from('PK\x03\x04 an archive behind the photo PK\x05\x06')]), 'image/jpeg', `?place=${C}`);
const both = r.json.name;
await anyone('POST', '/api/matters', { text: '照片后面藏着压缩包', place: C, papers: [both] });
check(!(await get(`/api/papers/${both}/whole`)).bytes.includes('an archive behind'), 'what hung behind a photo is gone');
r = await send(anyone, photo('jpg', 5000, 1000), 'image/jpeg', `?place=${C}`);
same([r.json?.width, r.json?.height], [4096, 819], 'a larger one is made smaller');
r = await send(anyone, pdf(), 'application/pdf', `?place=${C}`);
same([r.json?.width > 0, r.json?.height > 0], [true, true], 'a document shows its first page');

// Hostile ones cost themselves alone.
const alone = (bytes, type, fault, what) => refused(bytes, type, 422, fault, what);
await alone(png(50000, 50000), 'image/png', 'paper_pixels', '50,000 by 50,000 pixels');
await alone(png(9000, 9000), 'image/png', 'paper_unreadable', 'a line of them where many were promised');
for (const [format, type] of Object.entries(types)) {
  const whole = format === 'jpg' ? jpeg : photo(format);
  await alone(whole.subarray(0, whole.length / 2), `image/${type}`, 'paper_unreadable', `half a ${format}`);
}
await alone(Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(100000, 0xa5)]), 'image/jpeg', 'paper_unreadable', 'noise that begins as a photo');
await refused(Buffer.concat([jpeg, Buffer.alloc(10 << 20)]), 'image/jpeg', 413, 'body_too_large', 'a photo above 10 MiB');
await refused(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(99)}</svg>`), 'image/svg+xml', 415, 'paper_wrong_type', 'a drawing that may hold scripts');
const parent = (pid) => { try { return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3]; } catch { return ''; } };
const helpers = () => readdirSync('/proc').filter((pid) => parent(pid) === String(server.child.pid));
check(helpers().length >= 1, 'photos are looked at by another process');
for (const pid of helpers()) process.kill(Number(pid), 'SIGKILL');
same((await send(anyone, jpeg, 'image/jpeg', `?place=${C}`)).status, 200, 'one that is killed is started again');

// A thousand at once: each gets an answer, and everybody else is served meanwhile.
const crowd = Array.from({ length: 1000 }, () => send(resident, jpeg, 'image/jpeg').catch((e) => ({ status: String(e.cause?.code ?? e) })));
const between = await asker(server)('GET', '/api/matters');
const answers = (await Promise.all(crowd)).map((a) => [a.status, a.headers?.get('retry-after')]);
check(between.status === 200, 'others are served meanwhile');
const counts = {};
for (const [status, again] of answers) counts[`${status}${again ? ' again' : ''}`] = (counts[`${status}${again ? ' again' : ''}`] ?? 0) + 1;
check(counts['200'] >= 10 && Object.keys(counts).every((k) => ['200', '429 again', '503 again'].includes(k)), `each is taken or told when to come again: ${JSON.stringify(counts)}`);
same((await anyone('GET', '/health')).status, 200, 'and it goes on');
check(!server.log.join('').includes('"level":"error"'), `nothing broke: ${server.log.join('').slice(-2000)}`);

// ---- on the disk --------------------------------------------------------------------------------------
check(files().length >= 4 && files().every((f) => !readFileSync(f).includes('MARK-IN-THE-DOCUMENT')), 'the files are sealed');
check(files().every((f) => (statSync(f).mode & 0o77) === 0), 'and nobody else\'s');
same(verify().status, 0, `the folder is whole: ${verify().out}`);
const spoiled = sealed[0], kept = readFileSync(spoiled);
writeFileSync(spoiled, Buffer.concat([kept.subarray(0, -1), Buffer.from([kept.at(-1) ^ 1])]));
r = verify();
same([r.status, /blobs\/410104\/..\/.*changed/.test(r.out + r.err)], [1, true], `a changed byte is found: ${r.out} ${r.err}`);
writeFileSync(spoiled, kept);

// ---- carried on -------------------------------------------------------------------------------------------
const keep = path.join(WORK, 'keep'), first = path.join(keep, 'first.db'), second = path.join(keep, 'second.db');
rmSync(keep, { recursive: true, force: true });
mkdirSync(keep);
r = word('backup', first, '--data', data);
same(r.status, 0, `a backup beside the serving server: ${r.err}`);
const beside = () => readdirSync(path.join(keep, 'blobs'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length;
const before = beside();
const later = (await send(committee, document)).json.name;
await committee('POST', `/api/matters/${matter.id}/note`, { text: '又一份', papers: [later] });
same((await committee('POST', `/api/matters/${secret.id}/forget`, {})).status, 200, 'the words of a matter are removed');
same((await committee('GET', `/api/papers/${own}/whole`)).status, 404, 'its paper is unknown then');
same(verify().status, 0, 'and the folder is whole');
same(word('backup', second, '--data', data).status, 0, 'another backup');
same(beside(), before + 3, 'which copies only what is new');
await server.stop();
same(verify().status, 0, 'whole when nobody serves');
same(word('rebuild', '--data', data).status, 0, 'its tables made anew');
server = await serve(data);
same((await get(shown.whole)).bytes.equals(document), true, 'bring the papers with them');
await server.stop();
async function restored(from, forgotten) {
  const into = path.join(WORK, `restored-${path.basename(from)}`);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(path.join(into, 'keys'), { recursive: true });
  cpSync(path.join(data, 'keys', 'master.key'), path.join(into, 'keys', 'master.key'));
  r = word('restore', from, '--data', into);
  same(r.status, 0, `restored: ${r.out}${r.err}`);
  r = word('verify', '--data', into);
  same(r.status, 0, `whole: ${r.out}${r.err}`);
  server = await serve(into);
  check((await get(shown.whole)).bytes.equals(document), 'a paper is there again');
  same((await get(`/api/papers/${own}/whole`)).status, 404, forgotten);
  await server.stop();
}
await restored(second, 'what was forgotten before it stays unknown');
await restored(first, 'what was forgotten since stays unknown');
const lost = readdirSync(path.join(keep, 'blobs'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  .map((e) => path.join(e.parentPath ?? e.path, e.name)).find((f) => f.endsWith(path.basename(sealed[0])));
rmSync(lost);
const without = path.join(WORK, 'restored-without');
rmSync(without, { recursive: true, force: true });
mkdirSync(path.join(without, 'keys'), { recursive: true });
cpSync(path.join(data, 'keys', 'master.key'), path.join(without, 'keys', 'master.key'));
r = word('restore', second, '--data', without);
check(r.status === 0 && /1 files of papers/.test(r.err), `a file that is missing beside the copy is told: ${r.err}`);
r = word('verify', '--data', without);
check(r.status === 1 && (r.out + r.err).includes('the file is missing'), 'and found by verify');

// ---- a day later ---------------------------------------------------------------------------------------------
server = await serve(without);
const idle = asker(server), waits = (await send(idle, document, 'application/pdf', `?place=${C}`)).json.name;
const uploads = () => spawnSync('sqlite3', [path.join(without, 'linli.db'), 'SELECT count(*) FROM upload'], { encoding: 'utf8' }).stdout.trim();
same(uploads(), '1', 'an upload waits to be named');
await local(without, 'POST', '/api/local/clock/shift', { seconds: 25 * 3600 });
await local(without, 'POST', '/api/local/clock/accept', {});
same((await idle('POST', '/api/matters', { text: '昨天的附件', place: C, papers: [waits] })).json.problems?.[0]?.fault, 'paper_unknown', 'a day later it is void');
for (let i = 0; i < 200 && uploads() !== '0'; i++) await new Promise((done) => setTimeout(done, 50));
same(uploads(), '0', 'and swept');

await finish();
