// receivers.mjs: who letters go to in stories: a mail server and an HTTP one, on loopback, that behave as they are told
// to: take, refuse, put off, hang, break off before or behind all was said.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';

// A certificate of its own for this run.
export function certificate(folder) {
  const key = path.join(folder, 'key.pem'), cert = path.join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const decoded = (mail) => {
  const [head, body] = mail.split('\r\n\r\n');
  const unfolded = head.replace(/\r\n /g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]);
  const word = (s) => s.replace(/\?= =\?UTF-8\?B\?/g, '?==?UTF-8?B?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (all, b) => Buffer.from(b, 'base64').toString('utf8'));
  const heads = Object.fromEntries(unfolded.map(([name, value]) => [name, word(value)]));
  return { head: heads, text: Buffer.from(body, 'base64').toString('utf8') };
};

// rule(to, mails so far for it): 'take', '550', '451', 'hang', 'drop' (behind the data), 'late550', 'break' (before it).
export async function mailServer({ secure, user, password, rule = () => 'take' } = {}) {
  const at = { mails: [], tried: new Map(), connections: 0, plain: 0, open: new Set() };
  function talk(socket, encrypted) {
    let buffer = '', data = null, mail = {}, authed = !user, asked = false;
    const say = (line) => socket.writable && socket.write(`${line}\r\n`);
    const command = (line) => {
      const word = line.split(' ')[0].toUpperCase();
      if (word === 'EHLO') { say('250-sink'); if (secure && !encrypted) say('250-STARTTLS'); if (user) say('250-AUTH PLAIN'); return say('250 8BITMIME'); }
      if (word === 'STARTTLS' && secure) {
        say('220 go ahead');
        socket.removeAllListeners('data');
        const wrapped = new tls.TLSSocket(socket, { isServer: true, ...secure });
        wrapped.on('error', () => {});
        return talk(wrapped, true);
      }
      if (asked || (word === 'AUTH' && line.split(' ')[2])) {
        const [, name, pass] = Buffer.from(asked ? line : line.split(' ')[2], 'base64').toString('utf8').split('\0');
        asked = false;
        authed = name === user && pass === password;
        return say(authed ? '235 ok' : '535 no');
      }
      if (word === 'AUTH') { asked = true; return say('334 '); }
      if (word === 'MAIL') { if (!authed) return say('530 who are you'); if (!encrypted) at.plain++; mail = { from: line }; return say('250 ok'); }
      if (word === 'RCPT') {
        mail.to = line.match(/<(.*)>/)[1];
        mail.rule = rule(mail.to, at.tried.get(mail.to) ?? 0);
        at.tried.set(mail.to, (at.tried.get(mail.to) ?? 0) + 1);
        if (/^[45]\d\d$/.test(mail.rule)) return say(`${mail.rule} no`);
        if (mail.rule === 'break') return socket.destroy();
        return mail.rule === 'hang' ? undefined : say('250 ok');
      }
      if (word === 'DATA') { data = ''; return say('354 go'); }
      if (word === 'QUIT') { say('221 bye'); return socket.end(); }
      return say('250 ok');
    };
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      buffer += bytes.toString('latin1');
      for (;;) {
        if (data !== null) {
          const end = buffer.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const whole = decoded(buffer.slice(0, end + 2).replace(/\r\n\.\./g, '\r\n.'));
          buffer = buffer.slice(end + 5);
          data = null;
          if (mail.rule === 'late550') { say('554 not this'); continue; }
          at.mails.push({ ...mail, ...whole, at: Date.now() });
          if (mail.rule === 'drop') { socket.destroy(); return; }
          say('250 2.0.0 taken');
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        command(line);
      }
    });
  }
  const server = net.createServer((socket) => {
    at.connections++;
    at.open.add(socket);
    socket.on('close', () => at.open.delete(socket));
    socket.write('220 sink\r\n');
    talk(socket, false);
  });
  at.port = await listen(server);
  at.close = () => { for (const s of at.open) s.destroy(); server.close(); };
  return at;
}

// rule(body, request, how many came): { status, body } to answer, 'hang', or 'drop' (behind the request).
export async function requestServer(rule = () => ({ status: 200, body: '{"errcode":0,"id":"r1"}' })) {
  const at = { got: [], open: new Set() };
  const server = http.createServer((request, answer) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (d) => { text += d; });
    request.on('end', () => {
      let json = null;
      try { json = JSON.parse(text); } catch { /* not JSON */ }
      at.got.push({ url: request.url, headers: request.headers, text, json });
      const said = rule(json, request, at.got.length);
      if (said === 'hang') return;
      if (said === 'drop') { request.socket.destroy(); return; }
      answer.writeHead(said.status, { 'Content-Type': 'application/json', ...said.headers });
      answer.end(said.body ?? '');
    });
  });
  server.on('connection', (socket) => { at.open.add(socket); socket.on('close', () => at.open.delete(socket)); });
  at.port = await listen(server);
  at.close = () => { for (const s of at.open) s.destroy(); server.close(); };
  return at;
}
