#!/usr/bin/env node
// What is told and shown, in a real Chromium: photos of a report, a notice from its draft to its poster, an objection,
// and messages.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DESK, PHONE, close, complaints, good, goer, open, problems, seen } from './lib/browser.mjs';
import { WORK, asker, check, fed, finish, folder, local, same, serve, staff } from './lib/linli.mjs';
import { pdf, photo } from './lib/papers.mjs';

const C = '410104003001', data = folder('told'), server = await serve(data), go = goer(server);
const file = (name, bytes) => { const at = path.join(WORK, name); writeFileSync(at, bytes); return at; };
const lamp = file('路灯.jpg', photo('jpg', 800, 600)), scan = file('说明.pdf', pdf()), bad = file('假.jpg', Buffer.from('this is no picture'));
const worker = { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' };
const invitation = (await local(data, 'POST', '/api/local/user', worker)).json.link;
const street = await staff(server, data, { name: '赵街道', role: 'street', place: '410104003', kind: 'street', org: '南关街街道办事处' });
const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
const soon = new Date(Date.now() + (20 * 24 + 8) * 3600e3).toISOString().slice(0, 10);

// ---- a report with a photo --------------------------------------------------------------------------------------------
const phone = await open(PHONE);
await go(phone, '/file', '我要反映');
await phone.getByLabel('什么事').fill('三号楼东侧的路灯三天不亮了');
await phone.getByLabel('街道').selectOption({ label: '南关街街道' });
await phone.getByLabel('社区').selectOption(C);
await phone.getByLabel('附件').setInputFiles([lamp, scan, bad]);
await phone.locator('.papers li:not([aria-busy])').nth(2).waitFor();
same(await phone.locator('.papers button').count(), 2, 'a photo and a document are there');
same(await phone.locator('.papers .bad').count(), 1, 'what is no picture says so');
await good(phone, 'told file papers');
await press(phone, '提交');
await phone.waitForFunction(() => document.querySelector('h1').textContent === '收到了');
await phone.locator('a.long').first().click();
await phone.locator('.steps .papers img').first().waitFor();
await phone.waitForFunction(() => [...document.querySelectorAll('.papers img')].every((i) => i.complete && i.naturalWidth > 0));
same(await phone.locator('.steps .papers a').count(), 2, 'shown with the report, by its link');
await good(phone, 'told matter papers');

// ---- an office writes a notice -------------------------------------------------------------------------------------------
const desk = await open(DESK);
await go(desk, invitation.slice(2), '使用邀请链接');
await desk.getByLabel('密码').first().fill('Pass-notice-2026');
await desk.locator('form button.main').click();
await desk.waitForFunction(() => document.querySelector('h1').textContent !== '使用邀请链接');
await desk.waitForLoadState('networkidle');
await desk.getByRole('link', { name: '公示栏' }).click();
await desk.getByRole('link', { name: '写公示' }).click();
await desk.locator('textarea').first().waitFor();
await good(desk, 'told write empty');
await desk.getByLabel('街道').selectOption({ label: '南关街街道' });
await desk.getByLabel('社区').selectOption(C);
await desk.getByLabel('种类').selectOption({ label: '居务公开' });
await desk.getByLabel('标题').fill('11 月居务公开');
await desk.getByLabel('正文').fill('收入 12,300 元，支出 9,800 元。\n经手人 张三丰，电话 13800000001。');
await desk.getByLabel('附件').setInputFiles(scan);
await desk.locator('.papers button').waitFor();
await press(desk, '确定');
await desk.locator('h1', { hasText: '11 月居务公开' }).waitFor();
await seen(desk, '手机号 138****0001');
await good(desk, 'told draft');
await press(desk, '发布');
await desk.locator('.deed form').waitFor();
await desk.locator('.deed button.main').click();
await desk.locator('.problem').first().waitFor();
same((await problems(desk)).sort(), ['keep_why', 'to_on'], 'what is in the way stands beside its field');
await good(desk, 'told publish refused');
await desk.getByLabel('公示到').fill(soon);
await desk.getByLabel('遮盖的文字').fill('张三丰');
await desk.getByLabel('遮盖查出的号码和住址').check();
await desk.locator('.deed button.main').click();
await seen(desk, '发布 ✓');
await seen(desk, '张**，电话 138****0001');
await good(desk, 'told published');

// ---- people read it, print it, object -----------------------------------------------------------------------------------------
await go(phone, '/notices', '公示栏');
await seen(phone, '11 月居务公开');
await good(phone, 'told board');
await phone.getByRole('link', { name: /11 月居务公开/ }).click();
await seen(phone, '138****0001');
check(!(await phone.locator('#main').innerText()).includes('张三丰'), 'masked for everybody');
const id = /notice\/(\d+)/.exec(phone.url())[1];
await press(phone, '提异议');
await phone.getByLabel('异议内容').fill('支出对不上');
await good(phone, 'told objection');
await phone.locator('.deed button.main').click();
await phone.locator('.deed a.long').click();
await phone.locator('h1', { hasText: '异议' }).waitFor();
await seen(phone, '支出对不上');
await go(phone, `/${(await asker(server)('GET', `/api/notices/${id}`)).json.number}`, '11 月居务公开');
const paper = await phone.context().newPage();
await paper.goto(`${server.url}/api/notices/${id}/poster`);
await paper.locator('svg.qr').waitFor();
same(await paper.evaluate(() => getComputedStyle(document.querySelector('h1')).textAlign), 'center', 'the poster has its style');
await good(paper, 'told poster');

// ---- messages ---------------------------------------------------------------------------------------------------------------------
await street('POST', `/api/notices/${id}/hide`, { text: '先核实' });
await fed(server);
await go(desk, '/messages', '消息');
await seen(desk, '条未读');
await good(desk, 'told messages');
await press(desk, '全部已读');
await desk.waitForFunction(() => !document.getElementById('main').innerText.includes('条未读'));
same(complaints, [], 'no page complained');
await close(phone);
await close(desk);
await finish();
