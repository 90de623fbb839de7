#!/usr/bin/env node
// What is somebody's own: views they keep, all that is held about them as one file, and leaving for good.
import { asker, check, finish, folder, local, same, serve, staff } from './lib/linli.mjs';

const C = '410104003001';
const data = folder('mine');
const server = await serve(data);
const anyone = asker(server), li = asker(server), wang = asker(server);
const password = 'zhe-shi-wo-de-88';
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const owners = await staff(server, data, { name: '孙业委', role: 'owners', place: C, kind: 'owners', org: '一号院业委会' });
for (const [who, name] of [[li, '李居民'], [wang, '王居民']])
  same((await who('POST', '/api/sign-up', { name, password, phone: name === '李居民' ? '13900001111' : '13900002222' })).status, 200, `${name} signs up`);

// ---- views that somebody keeps -------------------------------------------------------------------------------------
const keep = (who, said) => who('POST', '/api/me/views', { list: 'matter_list', ...said });
let r = await keep(committee, { label: '路灯', query: 'text=路灯&open=1' });
same([r.status, r.json.label, r.json.list], [201, '路灯', 'matter_list'], 'kept');
const lamp = r.json.id;
same((await anyone('POST', '/api/matters', { text: '大门口路灯不亮', place: C })).status, 201, 'something is filed');
let views = (await committee('GET', '/api/views/matter_list')).json.items;
for (let i = 0; i < 50 && views.at(-1).n === 0; i++) {
  await new Promise((done) => setTimeout(done, 100));
  views = (await committee('GET', '/api/views/matter_list')).json.items;
}
same([views.at(-1).label, views.at(-1).kept, views.at(-1).n, views[0].kept], ['路灯', lamp, 1, undefined], 'it stands behind the others, with its count');
check(!(await owners('GET', '/api/views/matter_list')).json.items.some((v) => v.kept), 'another has none of it');
for (const [said, field] of [[{ label: 'x', query: 'colour=red' }, 'query'], [{ label: 'x', query: 'open=7' }, 'query'], [{ list: 'nothing', label: 'x' }, 'list'],
  [{ list: 'persons', label: 'x' }, 'list'], [{ label: '' }, 'label']])
  same((await keep(li, said)).json.problems?.map((p) => p.field), [field], `refused for ${field}`);
same((await keep(anyone, { label: 'x' })).status, 401, 'nobody keeps nothing');
for (let i = 0; i < 19; i++) await keep(committee, { label: `第${i}个` });
same((await keep(committee, { label: '太多' })).json.fault, 'too_many', 'twenty at most');
same((await owners('POST', `/api/me/views/${lamp}/drop`, {})).status, 404, 'another drops nothing');
same((await committee('POST', `/api/me/views/${lamp}/drop`, {})).status, 200, 'dropped');
same((await committee('GET', '/api/me/views')).json.items.length, 19, 'the others stay');

// ---- what waits for our sign-off --------------------------------------------------------------------------------------
const shared = (await anyone('POST', '/api/matters', { text: '楼道堆物要一起清', place: C })).json;
const org = owners.me.posts[0].org?.id ?? owners.me.posts[0].org;
same((await committee('POST', `/api/matters/${shared.id}/invite`, { org, text: '请一起看看' })).status, 200, 'the owners are asked');
const waits = async (who) => (await who('GET', '/api/matters?sign=1&open=1')).json.items.map((m) => m.id);
same([await waits(owners), await waits(committee)], [[shared.id], []], 'it waits for them alone');
same((await owners('POST', `/api/matters/${shared.id}/sign`, { text: '清好了' })).status, 200, 'they sign off');
same(await waits(owners), [], 'and it waits no more');
r = (await committee('GET', `/api/matters/${shared.id}`)).json;
same([r.parties.map((p) => p.kind), r.steps.map((s) => s.org_kind), r.steps.map((s) => s.role)], [['committee', 'owners'],
  [undefined, 'committee', 'owners'], [null, 'committee', 'owners']], 'each with its seal');
same((await li('GET', '/api/matters?sign=1')).status, 403, 'a resident signs nothing off');

// ---- all that is held --------------------------------------------------------------------------------------------------
const mine = (await li('POST', '/api/matters', { text: '我家门口漏水', place: C, private: true, reporter_name: '李居民', reporter_phone: '13900001111' })).json;
await committee('POST', `/api/matters/${mine.id}/look`, { why: '回电话' });
r = await li('GET', '/api/me/data');
const part = (name) => r.json.parts.find((p) => p.name === name)?.said;
same([r.status, r.headers.get('content-disposition'), r.headers.get('cache-control')], [200, 'attachment; filename="linli-me.json"', 'no-store'], 'one file');
same([part('me').name, part('me').phone, part('matter_list').items.map((m) => m.id), part('my_access').sessions.length], ['李居民', '13900001111', [mine.id], 1], 'with all that is theirs');
for (const name of ['my_looks', 'telling_read', 'message_list', 'tokens', 'views_kept']) check(part(name), `${name} is in it`);
check(!r.text.includes('csrf') || !part('me').csrf, 'no secret of the session');
check(!r.text.includes('王居民') && (await anyone('GET', '/api/me/data')).status === 401, 'nobody else\'s, for nobody else');

// ---- leaving ------------------------------------------------------------------------------------------------------------
same((await li('POST', '/api/me/forget', { password: 'not-this-one-99' })).json.problems.map((p) => p.fault), ['password_wrong'], 'not without the password');
same((await owners('POST', '/api/me/forget', { password: 'Pass-孙业委-2026' })).json.fault, 'person_at_work', 'not while at work');
r = await li('POST', '/api/me/forget', { password });
same([r.status, r.json.gone.length > 5, r.json.stays.includes('您反映过的事')], [200, true, true], 'gone, and told what stays');
same((await li('GET', '/api/me')).json.id, null, 'signed out');
same((await asker(server)('POST', '/api/sign-in', { name: '李居民', password })).status, 401, 'nobody signs in so');
r = (await committee('POST', `/api/matters/${mine.id}/look`, { why: '再回电话' })).json;
same([r.reporter_name, r.reporter_phone], ['removed', 'removed'], 'name and phone went from what they filed');
same((await committee('GET', `/api/matters/${mine.id}`)).json.text, '我家门口漏水', 'which stays');
same((await wang('GET', '/api/me')).json.name, '王居民', 'others stay');
await finish();
