#!/usr/bin/env node
// The worked sample of a capability (test/sample/, CONTRIBUTING.md): what it says in its rows is enough for everything.
process.env.LINLI = process.env.LINLI_SAMPLE ?? new URL('../build/linli-sample', import.meta.url).pathname;
const { asker, check, finish, folder, local, same, serve, staff, word } = await import('./lib/linli.mjs');

const C = '410104003001';
const data = folder('sample');
const server = await serve(data);
const good = async (r, what) => { const a = await r; check(a.status < 300, `${what}: ${a.status} ${a.text}`); return a.json; };
const day = (offset) => new Date(Date.now() + (24 * offset + 8) * 3600e3).toISOString().slice(0, 10);
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const anyone = asker(server), other = asker(server, 'en'), resident = asker(server);
await good(resident('POST', '/api/sign-up', { county: 410104, name: '李四', phone: '13900000001', password: 'a good long word' }), 'a resident signs up');
const ask = (who, more = {}) => who('POST', '/api/loans', { place: C, item: '人字梯', until: day(3), use: 'repair', note: '换灯泡', ...more });
const loan = async (id, who = anyone) => (await who('GET', `/api/loans/${id}`)).json;

// ---- made, checked, found ------------------------------------------------------------------------------------------------
same((await ask(anyone)).status, 401, 'who is not signed in borrows nothing');
let r = await ask(resident, { item: '', amount: 21, until: day(40) });
same([r.status, r.json.problems.map((p) => p.field).sort()], [422, ['amount', 'item']], 'all that is wrong with the body in one answer');
r = await ask(resident, { until: day(40) });
same([r.status, r.json.problems?.[0].field], [422, 'until'], 'and the rule');
r = await ask(resident);
same(r.status, 201, r.text);
const ladder = r.json.id;
same([r.json.can, r.json.number.slice(0, 7)], [[], '410104-'], 'asked for: the borrower waits');
const chair = (await good(ask(resident, { item: '轮椅', use: 'care', until: day(9), amount: 2 }), 'another')).id;
let l = await loan(ladder, office);
same([l.state, l.title, l.amount, l.use, l.until, l.note], ['asked', '人字梯', 1, 'repair', day(3), '换灯泡'], 'as it was said');
same([l.place.code, l.holder_name, l.can], [C, '印刷厂街社区居委会', ['give']], 'where it is, with whom, and what can be done');
check(/^410104-L\d{8}-0001$/.test(l.number), `its number tells the kind: ${l.number}`);
same((await anyone('GET', `/api/loans/${l.number.toLowerCase().replaceAll('-', ' ')}`)).json.id, ladder, 'by the number that people quote');
same([(await anyone('GET', `/api/loans/${l.number.replace('L', '')}`)).status, (await anyone('GET', `/api/matters/${l.number}`)).status], [404, 404], 'a number of another kind is none of it');

// ---- deeds -----------------------------------------------------------------------------------------------------------------
const deed = (who, id, verb, body = {}) => who('POST', `/api/loans/${id}/${verb}`, body);
same((await deed(resident, ladder, 'give')).status, 403, 'who borrows gives nothing out');
same((await deed(office, ladder, 'return')).json.fault, 'deed_not_now', 'nor comes back what was not given');
same((await deed(office, ladder, 'give', { subject: 'P03' })).json.problems.map((p) => [p.field, p.fault]), [['subject', 'field_not_together']], 'a body that is not the deed’s');
r = await good(deed(office, ladder, 'give', { text: '已交' }), 'is given');
same(r.can, ['return', 'lose'], 'and what can be done then');
r = await deed(office, ladder, 'return', { seen: 1 });
same([r.status, r.json.since.at(-1).verb], [409, 'give'], 'what happened in between is told');
await good(deed(office, chair, 'give'), 'the other one too');
l = await loan(ladder, resident);
same(l.steps.map((s) => [s.verb, s.state, s.text]), [['ask', 'asked', ''], ['give', 'out', '已交']], 'its steps');

// ---- the list, its filters, its sheets ---------------------------------------------------------------------------------------
const list = async (query, who = office) => (await who('GET', `/api/loans?${query}`)).json.items.map((i) => i.id);
same(await list(''), [chair, ladder], 'newest first');
same(await list('order=urgent'), [ladder, chair], 'the most urgent first');
same([await list('use=care'), await list('state=asked'), await list('open=1'), await list('open=0')], [[chair], [], [chair, ladder], []], 'filters');
same([await list('mine=1', resident), await list(`place=${C}`), await list('place=410104001')], [[chair, ladder], [chair, ladder], []], 'mine, and by place');
same(await list(`org=${office.me.posts[0].org.id}`), [chair, ladder], 'on the desk of its holder');
const page = (await office('GET', '/api/loans?limit=1')).json;
same(await list(`limit=1&after=${page.next}`), [ladder], 'page by page');
const csv = (await office('GET', '/api/loans.csv?use=care')).text.trim().split('\r\n');
same(csv.length, 2, 'a sheet of what is filtered');
same(csv[0].replace(/[\uFEFF"]/g, ''), '编号,状态,物品,数量,用途,归还日期,曾逾期,地点', 'in the words of an office');
check(csv[1].replaceAll('"', '').includes(',借出,轮椅,2,照护,'), csv[1]);
check((await office('GET', '/api/loans.xlsx')).text.startsWith('PK'), 'and as .xlsx');

// ---- a cause that both sides name, and a chain that falls as a whole -----------------------------------------------------------
const entries = async () => (await local(data, 'GET', '/api/proof/410104/checkpoint')).text.split('\n')[1];
const before = await entries();
r = await deed(office, chair, 'lose', { text: '找不到了', subject: 'Q99' });
same([r.status, r.json.problems?.[0].field], [422, 'subject'], `the matter that it would cause is refused: ${r.text}`);
l = await loan(chair);
same([await entries(), l.state, l.matter], [before, 'out', null], 'so nothing of it is done');
await good(deed(resident, chair, 'lose', { text: '找不到了', subject: 'P03' }), 'is reported lost');
l = await loan(chair);
let m = (await office('GET', `/api/matters/${l.matter}`)).json;
same([l.state, m.origin, m.via, m.subject], ['lost', chair, 'cause', 'P03'], 'loan and matter name each other');
check(m.text.includes('轮椅'), m.text);

// ---- its due moment ---------------------------------------------------------------------------------------------------------------
const ends = new Date(`${day(4)}T00:00:00+08:00`).toISOString();
r = await good(local(data, 'POST', '/api/local/clock', { until: ends }), 'time goes on');
l = await loan(ladder);
same([r.done.filter((d) => d.id === ladder).length, l.state, l.late], [1, 'out', true], 'it was not back in time, which is told once');
m = (await office('GET', `/api/matters/${l.matter}`)).json;
same([m.origin, l.steps.at(-1).verb], [ladder, 'lapse'], 'and caused a matter');
await good(deed(office, ladder, 'return'), 'then it comes back');
same([(await loan(ladder)).state, await list('open=0')], ['back', [chair, ladder]], 'and is over');

// ---- what is counted ------------------------------------------------------------------------------------------------------------------
const counts = (await good(anyone('GET', `/api/loan-counts?place=${C}&to=${day(5)}`), 'counts')), flow = (s) => [counts.states[s].in, counts.states[s].out, counts.states[s].at_end];
same([counts.filed, counts.due, counts.open_late], [2, 1, 0], 'two loans were asked for, one fell due, none is late and open');
same(['asked', 'out', 'back', 'lost'].map(flow), [[2, 2, 0], [2, 2, 0], [1, 0, 1], [1, 0, 1]], 'what came into each state and left it');
same((await good(anyone('GET', `/api/counts?place=${C}&to=${day(5)}`), 'counts of matters')).filed, 2, 'apart from the matters they caused');

// ---- what pages are told ------------------------------------------------------------------------------------------------------------
const face = async (who) => (await good(who('GET', '/api/face'), 'the face'));
const desk = await face(office);
const noun = desk.nouns.find((n) => n.name === 'loan');
check(noun && noun.label === '借用', `a noun: ${JSON.stringify(noun)}`);
const shown = desk.lists.find((at) => at.path === '/api/loans');
same([shown.label, shown.views.map((v) => v.label)], ['借用', ['借出的', '我借的']], 'a list with its views');
check(shown.filters.some((f) => f.name === 'use' && f.label === '用途'), 'filters');
same(desk.deeds.filter((d) => d.name.startsWith('loan_')).map((d) => d.label), ['我要借', '交给', '归还', '报失'], 'deeds called as their verbs are');
same((await face(other)).lists.find((at) => at.path === '/api/loans').label, 'Loans', 'in English too');
const form = (await good(office('GET', '/api/form/loan_ask'), 'the form')).fields;
same(form.map((f) => f.name), ['place', 'item', 'amount', 'use', 'until', 'note'], 'six fields');

// ---- the record ------------------------------------------------------------------------------------------------------------------------
same((await good(office('POST', `/api/matters/${m.id}/answer`, { text: '已催' }), 'the matter goes its way')).can.includes('close'), true, 'like any other');
await server.stop();
const verified = word('verify', '--data', data);
same(verified.status, 0, `replay gives the same tables: ${verified.out}${verified.err}`);
const openapi = JSON.parse(word('describe', 'openapi').out);
check(openapi.paths['/api/loans/{id}/lose'] && openapi.components.schemas.loan_whole, 'it is described');
await finish();
