#!/usr/bin/env node
// Every screen of a resident's phone on a network that keeps one waiting: nothing jumps while it comes, and in every look,
// in the colours of one's own system too, nothing is too faint, too small or too wide.
import { PHONE, close, demo, get, go, good, jumped, open, post, quiet, slow } from './lib/browser.mjs';
import { check, finish, serve } from './lib/linli.mjs';

const server = await serve(demo('looks'));
const phone = await open(PHONE, server, '/');
const { code } = (await get(phone, '/api/matters?limit=1')).items[0].place;
const mine = await post(phone, '/api/matters', { text: '单元门关不上，夜里风大', place: code });
await go(phone, `/f#${mine.follow}`);
await phone.waitForURL(`**/matters/${mine.id}`);
const SCREENS = { report: '/matters/new', mine: '/mine', place: `/q/${code}`, home: '/', near: `/near?place=${code}`,
  'look-up': '/look-up', messages: '/messages', where: '/where', board: '/board', me: '/me', 'sign-in': '/sign-in',
  'sign-up': '/sign-up', invite: '/invite', notices: '/notices', receipt: '/c', link: '/f', matter: `/matters/${mine.id}`,
  nothing: '/nowhere' };
await phone.evaluate(() => navigator.serviceWorker.ready);
for (const [name, where] of Object.entries(SCREENS)) {
  await slow(phone, { latency: 150 });
  await go(phone, where);
  const sum = await jumped(phone);
  check(sum <= 0.05, `${name} jumped ${sum.toFixed(3)}, at most 0.05`);
  await slow(phone);
  await good(phone, `resident ${name}`);
  await phone.emulateMedia({ forcedColors: 'active' });
  await good(phone, `resident ${name} forced`, { looks: ['light'], small: false, shot: false });
  await phone.emulateMedia({ forcedColors: 'none' });
}
await close(phone);
quiet();
await finish();
