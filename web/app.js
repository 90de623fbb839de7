// The plain page: file, follow, queue, one matter, figures, sign-in. It speaks only the JSON API; its buttons come from
// `can`, their words and all others from /api/face and /api/form. This file is the frame: the head with its links, the foot, and which address shows which page.
import { called, deedOf, listOf, meet } from '/describe.js';
import { filePage } from '/file.js';
import { countsPage, followPage, homePage, queuePage } from '/list.js';
import { messagesPage, noticesPage, writePage } from '/notice.js';
import { invitePage, mePage, signInPage, signOut, signUpPage, who } from '/sign.js';
import { stopPage } from '/stop.js';
import { thingPage } from '/thing.js';
import { api, colon, el, english, here, LEFT, likeNumber, main, say, show, t } from '/tools.js';

const pages = {
  '/': homePage, '/file': filePage, '/follow': followPage, '/queue': queuePage, '/counts': countsPage, '/me': mePage,
  '/sign-in': signInPage, '/sign-up': signUpPage, '/invite': invitePage,
  '/notices': noticesPage, '/notices/new': writePage, '/messages': messagesPage,
};

// A number as people write it: #/410104-20261130-0044 opens its matter, 410104-T20261130-0001 its notice.
function numberOf(path) {
  if (path.startsWith('/stop/')) return null;
  const said = path.replace(/^\/(matter\/)?/, '').replace(/%(?![\da-fA-F]{2})/g, '');
  return !pages[path] && likeNumber(said) && [path, /t/i.test(said) ? 'notice' : 'matter', said];
}

function links(path) {
  const link = (to, label) => el('a', { href: `#${to}`, 'aria-current': path === to ? 'page' : null }, label);
  const out = async () => {
    await signOut();
    if (location.hash === '#/') route();
    else location.hash = '#/';
  };
  const own = here.me ? [link('/me', here.me.name || t('mine')), el('button', { onclick: out }, called(deedOf('sign_out')))]
    : [link('/sign-in', called(deedOf('sign_in')))];
  return [link('/', t('home')), link('/file', called(deedOf('matter_file'))), link('/follow', here.me ? t('mine') : t('follow')),
    link('/notices', called(listOf('notice_board'))), here.me && link('/messages', called(listOf('message_list'))),
    here.me?.posts?.length > 0 && link('/queue', called(listOf('matter_list'))), link('/counts', t('counts')), ...own].filter(Boolean);
}

function frame(path) {
  document.documentElement.lang = english() ? 'en' : 'zh-CN';
  document.querySelector('.skip').textContent = t('skip');
  const nav = document.getElementById('nav'), other = document.getElementById('lang');
  nav.setAttribute('aria-label', t('nav'));
  nav.replaceChildren(...links(path));
  other.textContent = t('lang');
  other.lang = english() ? 'zh-CN' : 'en';
}

async function foot() {
  const about = await api('/api/about').catch(() => null);
  if (!about) return;
  const parts = [about.operator && `${t('about')}${colon()}${about.operator}`, about.filing_no, about.pack_name,
    about.test && t('testing'), `Linli ${about.version}`];
  document.getElementById('foot').textContent = parts.filter(Boolean).join(' · ');
}

async function route() {
  const [path, search = ''] = (location.hash.slice(1) || '/').split('?');
  const query = new URLSearchParams(search), thing = /^\/(matter|notice)\/(\d+)$/.exec(path) ?? numberOf(path);
  here.page.abort();
  here.page = new AbortController();
  frame(path);
  try {
    const stop = /^\/stop\/([\w.-]+)$/.exec(path);
    if (stop) await stopPage(stop[1]);
    else if (thing) await thingPage(thing[1], thing[2], query);
    else await (pages[path] ?? homePage)(query);
  } catch (problem) {
    if (problem === LEFT) return;
    show(t('sorry'), say(problem.title ?? String(problem), true));
  }
}

document.getElementById('lang').addEventListener('click', async () => {
  here.lang = english() ? 'zh' : 'en';
  document.cookie = `lang=${here.lang}; path=/; max-age=31536000; samesite=strict`;
  await meet();
  route();
  foot();
});
document.getElementById('nav').addEventListener('click', (e) => {
  if (e.target.hash === (location.hash || '#/')) route();          // the same address again: a fresh page
});
document.querySelector('.skip').addEventListener('click', (e) => {
  e.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', async () => {
  await route();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
});
who().then(meet).then(route).then(foot);
