// Which page is shown: the fragment of the address says it, so that every session, turn and form has one of its own.
import { node } from './charts.js';
import * as wire from './wire.js';
import { serverPage } from './server.js';
import { sessionPage } from './session.js';
import { runPage, solvePage } from './forms.js';
import { seatPage } from './seat.js';
import { tournamentPage, tournamentsPage } from './tournaments.js';

const main = document.getElementById('main');
const status = document.getElementById('status');
const tokenForm = document.getElementById('token');
let present = new AbortController();

/** {session: ID, turn: '120'}; a word alone is a page without more. */
function place() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/**
 * Secrets that an address brings are taken out of it and kept for the tab; those that are refused take nobody's place.
 * Returns why they are, or nothing.
 */
async function takeSecrets(at) {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const tickets = fragment.getAll('ticket'), host = fragment.get('host') ?? '';
  const of = at.session ?? at.seat;
  if (!of || (!tickets.length && !host)) return '';
  fragment.delete('ticket');
  fragment.delete('host');
  history.replaceState(null, '', `#${fragment}`);
  const before = wire.secrets.get(of);
  const brought = { host: host || before.host, tickets: tickets.length ? tickets : before.tickets };
  if (before.host || before.tickets.length) {
    try {
      await wire.call('SessionService/GetSession', { access: { sessionId: of, hostToken: brought.host, tickets: brought.tickets } });
    } catch (error) {
      return `What the link brought was refused, and what this tab held before is kept: ${error.message}`;
    }
  }
  wire.secrets.set(of, brought);
  return '';
}

/** Above the page until the next one is shown. */
function refusal(words) {
  return node('p', { class: 'bad', role: 'alert', id: 'refusal' }, words);
}

async function show() {
  present.abort();
  document.getElementById('refusal')?.remove();
  present = new AbortController();
  const { signal } = present;
  const refused = await takeSecrets(place());
  if (signal.aborted) return;
  const at = place();
  const name = ['session', 'seat', 'tournament', 'tournaments', 'solve', 'run'].find((key) => key in at) ?? 'server';
  status.textContent = '';
  document.title = at.session ? `Walras: ${at.session.slice(0, 8)}` : at.seat ? 'Walras: your seat' : 'Walras';
  main.dataset.page = name;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash.slice(1) === ({ server: '', tournament: 'tournaments' }[name] ?? name)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const pages = {
    server: () => serverPage(main, { signal }),
    session: () => sessionPage(main, at, { signal, again: show }),
    seat: () => seatPage(main, at, { signal }),
    tournament: () => tournamentPage(main, at, { signal, again: show }),
    tournaments: () => tournamentsPage(main, { signal }),
    solve: () => solvePage(main, at, { signal }),
    run: () => runPage(main, at, { signal }),
  };
  try {
    const shown = pages[name]();
    if (refused) main.before(refusal(refused));
    await shown;
  } catch (error) {
    if (signal.aborted) return;
    status.textContent = 'stopped';
    main.prepend(node('p', { class: 'bad', role: 'alert' }, error.message));
  }
}

addEventListener('hashchange', show);

addEventListener('walras-token', (event) => {
  tokenForm.hidden = false;
  tokenForm.querySelector('.why').textContent = wire.token.get() ? event.detail : '';
  tokenForm.token.focus();
});

tokenForm.addEventListener('submit', (event) => {
  event.preventDefault();
  wire.token.set(tokenForm.token.value.trim());
  tokenForm.token.value = '';
  tokenForm.hidden = true;
  show();
});

const SCHEMES = ['', 'dark', 'light'];

function scheme(name) {
  document.documentElement.className = name;
}

document.getElementById('scheme').addEventListener('click', () => {
  const next = SCHEMES[(SCHEMES.indexOf(localStorage.getItem('walras-scheme') ?? '') + 1) % SCHEMES.length];
  localStorage.setItem('walras-scheme', next);
  scheme(next);
});
scheme(localStorage.getItem('walras-scheme') ?? '');
show();
