// What the page asks of the server, and nothing else: the calls, meters and streams that everybody has. Secrets are kept for as
// long as the tab is open and sent in headers, never in addresses.

const TOKEN = 'walras-token';
const SECRETS = 'walras-secrets-';

export class Refused extends Error {
  constructor(status, body) {
    super(body.message ?? `status ${status}`);
    this.status = status;
    this.reason = body.details?.reason ?? '';
  }
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN) ?? '',
  set: (text) => (text ? sessionStorage.setItem(TOKEN, text) : sessionStorage.removeItem(TOKEN)),
};

/** The host's token and tickets of a session: {host: text, tickets: [text]}. */
export const secrets = {
  get: (session) => JSON.parse(sessionStorage.getItem(SECRETS + session) ?? '{"host":"","tickets":[]}'),
  set: (session, found) => sessionStorage.setItem(SECRETS + session, JSON.stringify(found)),
};

export const access = (session) => {
  const { host, tickets } = secrets.get(session);
  return { sessionId: session, hostToken: host, tickets };
};

function headers(more = {}) {
  return token.get() ? { authorization: `Bearer ${token.get()}`, ...more } : more;
}

function secretHeaders(session) {
  const { host, tickets } = secrets.get(session);
  const shown = new Headers(headers());
  if (host) shown.set('walras-host-token', host);
  if (tickets.length) shown.set('walras-ticket', tickets.join(', '));
  return shown;
}

async function checked(answer) {
  if (answer.ok) return answer;
  const text = await answer.text();
  let body = { message: text.trim() };
  try {
    body = JSON.parse(text);
  } catch {
    /* a refusal in one line of text, which is the message */
  }
  const refused = new Refused(answer.status, body);
  if (answer.status === 401 || (answer.status === 403 && body.details?.where === 'authorization')) {
    dispatchEvent(new CustomEvent('walras-token', { detail: refused.message }));
  }
  throw refused;
}

function post(method, body, query, signal) {
  return fetch(`/walras.v1.${method}${query}`, {
    method: 'POST', body: JSON.stringify(body), headers: headers({ 'content-type': 'application/json' }), signal,
  }).then(checked);
}

/** One call with one answer; with lists, tensors are nested lists. */
export async function call(method, body, { lists = false, signal } = {}) {
  return (await post(method, body, lists ? '?values=lists' : '', signal)).json();
}

async function* pieces(answer, separator) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const parts = (rest + value).split(separator);
    rest = parts.pop();
    yield* parts;
  }
  if (rest.trim()) yield rest;
}

/** A call that answers line by line. */
export async function* lines(method, body, signal) {
  for await (const line of pieces(await post(method, body, '?values=lists', signal), '\n')) {
    const message = JSON.parse(line);
    if (message.error) throw new Refused(200, message.error);
    yield message;
  }
}

export const meters = async () => (await fetch('/metrics', { headers: headers() }).then(checked)).text();

export const logs = async () => (await fetch('/logs', { headers: headers() }).then(checked)).json();

export async function replay(session, from, steps, rows, shard = 0, signal = undefined) {
  const query = new URLSearchParams({ session, shard, from, steps, rows });
  return (await fetch(`/replay?${query}`, { headers: secretHeaders(session), signal }).then(checked)).json();
}

/** Server-sent events as [kind, data], until the stream ends. */
export async function* watch(session, { rows, everyMillis, shard = 0, signal }) {
  const query = new URLSearchParams({ session, shard, rows, every_ms: everyMillis });
  const answer = await fetch(`/watch?${query}`, { headers: secretHeaders(session), signal }).then(checked);
  for await (const event of pieces(answer, '\n\n')) {
    const kind = /^event: (.*)$/m.exec(event);
    const data = /^data: (.*)$/m.exec(event);
    if (kind && data) yield [kind[1], JSON.parse(data[1])];
  }
}
