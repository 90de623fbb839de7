#!/usr/bin/env node
// The first run: `serve` alone makes an installation out of nothing, and the address it prints makes the first
// administrator; to whoever guesses, comes late or comes twice it gives nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WORK, asker, check, finish, local, same, serve, word } from './lib/linli.mjs';

const data = path.join(WORK, 'deep/new'), password = 'lamp-under-oak-9';
async function secret(server) {
  for (let i = 0; i < 200; i++) {
    const found = server.log.join('').match(/\/desk\/setup#(\S+)/);
    if (found) return found[1];
    await new Promise((done) => setTimeout(done, 25));
  }
  return check(false, `no address in ${server.log.join('')}`);
}

mkdirSync(path.join(WORK, 'other'), { recursive: true });
writeFileSync(path.join(WORK, 'other/letter.txt'), 'somebody\'s');
same(word('serve', '--data', path.join(WORK, 'other')).status, 1, 'a folder that holds something else is not served');

let server = await serve(data);
const early = await secret(server);
same((await asker(server)('GET', '/api/places?under=410104')).json.items.length, 14, 'the streets of the pack are there');
await server.stop();
server = await serve(data);
const now = await secret(server);
check(early !== now, 'another start prints another address');

const setup = (body, ask = asker(server)) => ask('POST', '/api/setup', { name: '王管理', password, ...body });
same((await setup({ secret: early })).json.fault, 'setup_unknown', 'that of the start before is void');
same((await setup({ secret: now.slice(0, -1) + (now.endsWith('A') ? 'B' : 'A') })).json.fault, 'setup_unknown', 'so is a wrong one');
same((await setup({})).json.problems?.map((p) => p.field), ['secret'], 'and none at all');
same((await setup({ secret: now, password: 'short', name: '1' })).json.problems.map((p) => p.field).sort(), ['name', 'password'], 'all that is wrong is told at once');
const admin = asker(server);
const made = await setup({ secret: now, phone: '13800001111', org: '区数据局' }, admin);
same(made.status, 200, `the first administrator: ${made.text}`);
const me = (await admin('GET', '/api/me')).json;
same(me.posts.map((p) => [p.role, p.place.code, p.org.name]), [['admin', '410104', '区数据局']], 'has the post over the district');
same((await setup({ secret: now, name: '第二人' })).json.fault, 'setup_unknown', 'the address is used up');
same((await asker(server)('POST', '/api/sign-in', { name: '13800001111', password })).status, 200, 'signs in by the phone as well');
same((await admin('POST', '/api/orgs', { kind: 'street', name: '南关街街道办事处', place: '410104003' })).status, 201, 'opens an office of a street');
const street = (await admin('GET', '/api/orgs?kind=street')).json.items[0];
same((await admin('POST', '/api/persons', { name: '周街道', org: street.id, role: 'street' })).status, 201, 'and invites its people');
await server.stop();

server = await serve(data);
await new Promise((done) => setTimeout(done, 300));
check(!server.log.join('').includes('/desk/setup'), 'nothing is printed while somebody administers');
same((await setup({ secret: now, name: '第三人' })).json.fault, 'setup_unknown', 'nor taken');
const tries = [];
for (let i = 0; i < 25; i++) tries.push((await setup({ secret: `410104.guess-${i}-guess` })).json.fault);
same(tries.at(-1), 'sign_in_locked', 'guessing is locked out');
const posts = (await local(data, 'GET', `/api/posts?person=${me.id}`)).json.items;
same((await local(data, 'POST', `/api/posts/${posts[0].id}/end`, {})).status, 200, 'the last administrator goes');
await server.stop();
server = await serve(data);
check((await secret(server)).length > 20, 'and the next start prints an address again');
await server.stop();
same(word('verify', '--data', data).status, 0, 'verified');
await finish();
