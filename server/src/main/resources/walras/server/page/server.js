// What runs: the meters that /metrics has, sessions, and logs.
import { node, table, figure, lines } from './charts.js';
import { meters, pause, quantile, short, shown } from './stats.js';
import * as wire from './wire.js';

const EVERY_MILLIS = 2000;
const KEPT = 300; // looks, ten minutes

/** The numbers of one look, of Prometheus' text. */
export function look(text) {
  const found = meters(text);
  const all = (name, labels = {}) => found.filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value));
  const sum = (name, labels) => all(name, labels).reduce((total, one) => total + one.value, 0);
  const timings = new Map();
  for (const one of all('walras_step_time_seconds_bucket')) {
    const key = `${one.labels.environment} (${one.labels.backend})`;
    timings.set(key, [...(timings.get(key) ?? []), { le: Number(one.labels.le.replace('+Inf', 'Infinity')), count: one.value }]);
  }
  return {
    sessions: sum('walras_sessions_open'), streams: sum('walras_streams_open'), calls: sum('walras_calls_open'), seats: sum('walras_seats_attached'),
    rows: sum('walras_rows_stepped_total'), steps: sum('walras_steps_total'), heap: sum('jvm_memory_used_bytes', { area: 'heap' }),
    heapMost: all('jvm_memory_max_bytes', { area: 'heap' }).reduce((total, one) => total + Math.max(0, one.value), 0),
    cpu: sum('process_cpu_usage'), threads: sum('jvm_threads_live_threads'), errors: sum('walras_errors_total'), incidents: sum('walras_incidents_total'),
    lapses: sum('walras_lapses_total'), draining: sum('walras_draining'),
    reasons: all('walras_errors_total').filter((one) => one.value > 0).map((one) => [one.labels.reason, one.value]),
    limits: all('walras_limit').map((one) => [one.labels.limit, sum('walras_limit_used', { limit: one.labels.limit }), one.value]),
    timings: [...timings].map(([name, buckets]) => [name, Math.max(...buckets.map((one) => one.count)), quantile(buckets, 0.5), quantile(buckets, 0.99)]),
    version: all('walras_build_info')[0]?.labels ?? {},
  };
}

const micros = (seconds) => (Number.isFinite(seconds) ? `≤ ${shown(seconds * 1e6)} µs` : '–');
const link = (id, text = id) => node('a', { href: `#session=${encodeURIComponent(id)}` }, text);
const state = (text) => (text ?? '').replace('SESSION_STATE_', '').toLowerCase();

export async function serverPage(main, { signal }) {
  const tiles = node('div', { class: 'tiles' });
  const rate = figure('Throughput', 'steps of rows in a second'), memory = figure('Heap', 'MiB in use'), open = figure('Open sessions', '');
  const sessions = node('div', { class: 'scroll' }), kept = node('div', { class: 'scroll' });
  const timings = node('div', { class: 'scroll' }), errors = node('div', { class: 'scroll' }), limits = node('div', { class: 'scroll' });
  main.replaceChildren(node('h1', {}, 'Server'), tiles,
    node('div', { class: 'charts' }, [rate, memory, open].map((one) => one.element)),
    node('h2', {}, 'Sessions'), sessions, node('h2', {}, 'Logs'), kept, node('h2', {}, 'Steps'), timings, node('h2', {}, 'Errors by reason'), errors, node('h2', {}, 'Limits'), limits);
  const looks = [];
  while (!signal.aborted) {
    const [text, list, logs] = await Promise.all([wire.meters(), wire.call('SessionService/ListSessions', {}), wire.logs()]);
    if (signal.aborted) return;
    const now = { at: Date.now() / 1000, ...look(text) };
    const before = looks.at(-1);
    now.rate = before ? (now.rows - before.rows) / (now.at - before.at) : NaN;
    looks.push(now);
    if (looks.length > KEPT) looks.shift();
    draw(now, list.sessions ?? [], logs.logs);
    await pause(EVERY_MILLIS, signal);
  }

  function draw(now, list, logs) {
    const tile = (name, value, bad = false) => node('div', { class: bad ? 'tile bad' : 'tile', 'data-name': name }, node('b', {}, value), node('span', {}, name));
    tiles.replaceChildren(
      tile('sessions', short(now.sessions)), tile('rows stepped a second', Number.isFinite(now.rate) ? short(now.rate) : '–'), tile('rows stepped', short(now.rows)),
      tile('steps', short(now.steps)), tile('heap', `${short(now.heap)}B of ${short(now.heapMost)}B`), tile('processors used', `${Math.round(100 * now.cpu)}%`),
      tile('play streams', short(now.streams)), tile('seats attached', short(now.seats)), tile('calls open', short(now.calls)), tile('threads', short(now.threads)),
      tile('refused or failed', short(now.errors), now.incidents > 0), tile('incidents', short(now.incidents), now.incidents > 0), tile('deadlines missed', short(now.lapses)),
      tile('version', `${now.version.version ?? ''}${now.draining ? ', draining' : ''}`, now.draining > 0));
    const series = (name, of) => [{ name, points: looks.map((one) => ({ x: one.at - now.at, mean: of(one) })) }];
    const show = (where, name, of) => {
      const made = series(name, of);
      where.show(lines(made, { xLabel: 'seconds', zero: true }), [name], ['seconds', name], () => made[0].points.map((point) => [point.x, point.mean]));
    };
    show(rate, 'rows a second', (one) => one.rate);
    show(memory, 'heap', (one) => one.heap / 2 ** 20);
    show(open, 'sessions', (one) => one.sessions);
    sessions.replaceChildren(list.length ? table(['session', 'environment', 'rows', 'state', 'seats', 'attached'],
      list.map((one) => [link(one.id), one.environment, one.numEnvs, state(one.state), one.remoteSeats ?? 0, one.attachedSeats ?? 0])) : node('p', { class: 'dim' }, 'None is open.'));
    kept.replaceChildren(logs.length ? table(['session', 'environment', 'rows', 'made', ''],
      logs.map((one) => [node('a', { href: `#session=${one.session}&turn=0` }, one.session), one.environment, one.num_envs, new Date(one.create_time_ms).toLocaleString(), one.open ? 'open' : 'ended'])) : node('p', { class: 'dim' }, 'There are none; serve --data-dir keeps them.'));
    timings.replaceChildren(table(['environment', 'steps', 'half within', '99 of 100 within'], now.timings.map(([name, count, p50, p99]) => [name, count, micros(p50), micros(p99)])));
    errors.replaceChildren(now.reasons.length ? table(['reason', 'count'], now.reasons) : node('p', { class: 'dim' }, 'None.'));
    limits.replaceChildren(table(['limit', 'used', 'of'], now.limits.map(([name, used, most]) => [name, short(used), short(most)])));
  }
}
