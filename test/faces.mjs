#!/usr/bin/env node
// Every page that is made of what the server says of its lists, things and deeds, on both faces, for each kind of person
// that has something to see: no fault of axe, nothing too wide at 320 px, no complaint, no other host. Each page is seen in
// the common look and in another by turns, each deed in one: all looks come to many pages. LOOKS=all: every page in every look.
import { DESK, LOOKS, PHONE, close, demo, get, go, good, heading, open, quiet } from './lib/browser.mjs';
import { check, finish, serve } from './lib/linli.mjs';

const shown = (text) => text.replaceAll('/', ' ').trim();
const done = new Set();
const once = (what) => !done.has(what) && done.add(what);

// ---- every list, one of its things, each deed that can be done to it ----------------------------------
const ALL = process.env.LOOKS === 'all', OTHERS = LOOKS.filter((look) => look !== 'light');
let turn = 0;
const next = () => OTHERS[turn++ % OTHERS.length];
const some = () => (ALL ? {} : { looks: ['light', next()] }), quick = () => (ALL ? {} : { looks: [next()] });
async function every(page, face, base) {
  const said = await get(page, '/api/face');
  check(said.lists.length > 0, `${face}: there are lists`);
  for (const list of said.lists.filter((one) => !one.path.includes('{'))) {
    const where = list.path.replace('/api', '');
    if (!once(`${face}${where}`)) continue;
    await go(page, base + where);
    check((await heading(page)).trim().length > 0, `${face} ${where} has a heading`);
    await good(page, shown(`all ${where}`), some());
  }
  for (const noun of said.nouns.filter((one) => one.thing)) {
    const where = noun.path.replace('/api', '');
    // A thing whose list is not for the asker is met elsewhere.
    const items = said.lists.some((list) => list.path === noun.path)
      ? (await get(page, `${noun.path}?limit=5`)).items : [];
    for (const { id } of items.slice(0, 1)) await thing(page, face, base, `${where}/${id}`, said.deeds, noun.name);
    if (said.deeds.some((deed) => deed.name === noun.makes) && once(`${face}${where}/new`)) {
      await go(page, `${base}${where}/new`);
      await good(page, shown(`all ${where} new`), quick());
    }
  }
}
async function thing(page, face, base, where, deeds, noun) {
  const { can = [] } = await get(page, `/api${where}`);
  if (once(`${face} ${noun}`)) {
    await go(page, base + where);
    await good(page, `all ${noun}`, some());
  }
  for (const verb of can.filter((one) => deeds.find((deed) => deed.name === `${noun}_${one}`)?.asks)) {
    if (!once(`${face} ${noun} ${verb}`)) continue;
    await go(page, `${base}${where}/${verb}`);
    await good(page, `all ${noun} ${verb}`, quick());
  }
}

const server = await serve(demo('faces'));
for (const as of [undefined, 'grid']) {
  const page = await open(PHONE, server, '/', { as });
  await every(page, `phone of ${as ? 'staff' : 'anybody'}`, '');
  await go(page, '/nothing-here');
  if (once('nothing')) await good(page, 'nothing here', some());
  await close(page);
}
for (const as of ['community', 'admin']) {
  const page = await open(DESK, server, '/desk/', { as });
  await every(page, 'desk', '/desk');
  await close(page);
}
quiet('the demo: no page complained');

await finish();
