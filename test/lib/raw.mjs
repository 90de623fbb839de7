// raw.mjs: bytes as no well-behaved client sends them, over a socket of their own.
import net from 'node:net';

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// Sends the pieces (a number among them is a pause in ms) and reads until the server closes or the answer is whole.
export function raw(server, pieces, { limit_ms = 30000 } = {}) {
  return new Promise((done) => {
    const socket = net.connect(server.port, '127.0.0.1');
    const began = Date.now();
    let got = Buffer.alloc(0), over = false;
    const finish = () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.destroy();
      done({ ...parse(got), ms: Date.now() - began });
    };
    const timer = setTimeout(finish, limit_ms);
    socket.on('data', (d) => {
      got = Buffer.concat([got, d]);
      if (whole(got)) finish();
    });
    socket.on('error', () => {});
    socket.on('close', finish);
    send(socket, pieces);
  });
}

async function send(socket, pieces) {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    if (typeof piece === 'number') await wait(piece);
    else if (!socket.write(piece)) await drained(socket);
  }
}
const drained = (socket) => new Promise((go) => {
  const over = () => {
    socket.off('drain', over);
    socket.off('close', over);
    go();
  };
  socket.on('drain', over);
  socket.on('close', over);
});

function parse(bytes) {
  const text = bytes.toString('utf8'), cut = text.indexOf('\r\n\r\n');
  if (cut < 0) return { status: 0, headers: new Headers(), text: '', json: null };
  const [first, ...lines] = text.slice(0, cut).split('\r\n');
  const headers = new Headers(lines.map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 1).trim()]));
  const body = text.slice(cut + 4);
  let json = null;
  try { json = JSON.parse(body); } catch { /* not JSON */ }
  return { status: Number(first.split(' ')[1]), headers, text: body, json };
}

function whole(bytes) {
  const cut = bytes.indexOf('\r\n\r\n');
  if (cut < 0) return false;
  const length = /content-length: *(\d+)/i.exec(bytes.subarray(0, cut).toString('latin1'));
  return length !== null && bytes.length >= cut + 4 + Number(length[1]);
}

// One POST as text, with headers of one's own (null: without it; each character of a header is one byte).
export function post(path, body, headers = {}) {
  const bytes = Buffer.from(body);
  const all = { Host: '127.0.0.1', 'Content-Type': 'application/json', 'Content-Length': bytes.length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => (value === null ? '' : `${name}: ${value}\r\n`));
  return [Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes];
}
