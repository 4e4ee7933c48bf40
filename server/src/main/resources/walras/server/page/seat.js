// One seat, as the person who sits there has it: what is seen, controls for what may be done, a clock, and the past.
import { node, table, figure, lines } from './charts.js';
import * as wire from './wire.js';
import { seen } from './turns.js';
import { shown } from './stats.js';
import { control } from './controls.js';

const EVERY_MILLIS = 100, TICK_MILLIS = 100;
const MOST_PAST = 200, MOST_AGENTS = 16, MOST_SHOWN = 400;

const seconds = (duration) => (duration === undefined ? 0 : parseFloat(duration));
const told = (value) => (Array.isArray(value) ? `[${value.map(told).join(', ')}]` : shown(value));

/** A tensor of one agent as it is looked at: a number as a tile, lists as a table. */
function view({ name, unit, summary }, value) {
  const title = summary || undefined;
  if (!Array.isArray(value)) {
    return node('div', { class: 'tile', title, 'data-seen': name }, node('b', {}, shown(value)), node('span', {}, unit ? `${name}, ${unit}` : name));
  }
  const flat = Array.isArray(value[0]) ? value : [value];
  if (value.flat(Infinity).length > MOST_SHOWN) return node('p', { class: 'dim' }, `${name}: ${value.flat(Infinity).length} numbers`);
  return node('div', { class: 'scroll seen', title, 'data-seen': name }, table([name, ...flat[0].map((_, k) => `${k}`)], flat.map((row, k) => [flat.length === 1 ? unit ?? '' : `${k}`, ...row.map((cell) => (Array.isArray(cell) ? told(cell) : cell))])));
}

/** Time for a move: of the deadline first, then what is left of the bank. */
function clock(deadline, bank, signal) {
  const step = seconds(deadline?.stepTime);
  const element = node('div', { class: 'tile', 'data-name': 'clock', role: 'timer' }, node('b', {}, '–'), node('span', {}, step ? 'seconds to move' : 'seconds on this move'));
  const [number, label] = element.children;
  let began = null, left = seconds(bank);
  const spent = () => (performance.now() - began) / 1000;
  const tick = () => {
    if (began === null) return;
    const now = spent();
    number.textContent = (step ? Math.max(0, now <= step ? step - now : left - (now - step)) : now).toFixed(1);
    label.textContent = !step ? 'seconds on this move' : now <= step ? `seconds to move${left ? `, then ${left.toFixed(1)} of the bank` : ''}` : 'seconds of the bank';
    element.classList.toggle('bad', step > 0 && step + left - now < Math.min(5, step / 4));
  };
  const timer = setInterval(tick, TICK_MILLIS);
  signal.addEventListener('abort', () => clearInterval(timer));
  return {
    element,
    begin() {
      began = performance.now();
      tick();
    },
    stop() {
      if (began !== null && step) left = Math.max(0, left - Math.max(0, spent() - step));
      began = null;
      number.textContent = '–';
      element.classList.remove('bad');
    },
  };
}

/** What was done and earned, the last first. */
function past() {
  const earned = figure('Earned', 'in this episode, added up');
  const rows = node('div', { class: 'scroll' });
  const all = [];
  return {
    element: node('section', {}, node('h2', {}, 'Before'), node('div', { class: 'charts' }, earned.element), rows),
    add(entry) {
      all.push(entry);
      if (all.length > MOST_PAST) all.shift();
      rows.replaceChildren(table(['turn', 'you did', 'earned', 'together', ''], [...all].reverse().map((one) => [one.step, one.did, one.reward, one.total, one.note])));
      const episode = all.slice(all.findLastIndex((one) => one.begins) + 1);
      const points = episode.map((one) => ({ x: one.step, mean: one.total }));
      if (points.length > 1) earned.show(lines([{ name: 'earned', points }], { xLabel: 'turn' }), ['earned'], ['turn', 'earned'], () => episode.map((one) => [one.step, one.total]));
      else earned.empty('Nothing yet.');
    },
  };
}

async function seatOf(id) {
  const { tickets } = wire.secrets.get(id);
  if (!tickets.length) throw new Error('This link has no ticket: expected #seat=SESSION&ticket=TICKET');
  const access = { sessionId: id, tickets: tickets.slice(0, 1) };
  const { session, seats } = await wire.call('SessionService/GetSession', { access });
  const seat = session.seats[seats[0]];
  const group = session.spec.groups.find((one) => one.name === seat.group);
  const agents = seat.agent === undefined ? group.agents : 1;
  if ((session.config.numEnvs ?? 1) !== 1) throw new Error(`A person plays a session of one row, and this has ${session.config.numEnvs}`);
  if (agents > MOST_AGENTS) throw new Error(`A person plays at most ${MOST_AGENTS} agents, and this seat has ${agents}`);
  return { access, session, seat, group, agents };
}

/** @param place {seat: ID} of the address */
export async function seatPage(main, place, { signal }) {
  const { access, session, seat, group, agents } = await seatOf(place.seat);
  const id = place.seat;
  const time = clock(session.config.deadline, seat.bank, signal), before = past();
  const state = node('p', { class: 'state', role: 'status', 'aria-live': 'polite' }, 'Waits for the host to begin.');
  const why = node('p', { class: 'why', role: 'alert' });
  const look = node('div', {});
  const own = Array.from({ length: agents }, () => group.actions.map((tensor) => control(tensor)));
  const button = node('button', { class: 'play' }, 'Play');
  const labelled = (tensor, made) => node('div', { class: 'control', 'data-action': tensor.name }, node('span', { title: tensor.summary }, tensor.unit ? `${tensor.name}, ${tensor.unit}` : tensor.name), made.element);
  const form = node('form', { class: 'seat' }, own.map((controls, k) => node('fieldset', {}, agents > 1 ? node('legend', {}, `agent ${k}`) : null, controls.map((made, t) => labelled(group.actions[t], made)))), button);
  const tiles = node('div', { class: 'tiles' }, time.element);
  let present = null, asked = -1, total = 0, did = '';

  function enable(on) {
    for (const fieldset of form.querySelectorAll('fieldset')) fieldset.disabled = !on;
    button.disabled = !on;
    form.dataset.step = on ? present.step : '';
  }

  /** What agent k sees: numbers first, then arrays. */
  function looked(obs, k) {
    const views = (arrays) => group.observations.map((tensor) => [tensor, obs[tensor.name][0][k]])
      .filter(([, value]) => Array.isArray(value) === arrays).map(([tensor, value]) => view(tensor, value));
    return node('section', {}, agents > 1 ? node('h3', {}, `agent ${k}`) : null, node('div', { class: 'tiles' }, views(false)), views(true));
  }

  function take(event) {
    if (present && event.step <= present.step) return;
    const first = !present;
    present = event;
    const { turn } = event;
    const over = turn.terminated[0] || turn.truncated[0];
    const begins = event.cause !== 'step' || first;
    const rewards = turn.reward[group.name][0];
    const reward = rewards.reduce((a, b) => a + (b ?? 0), 0);
    total = begins ? 0 : total + reward;
    before.add({ step: event.step, begins, did: asked === event.step ? did : '', reward: begins ? 0 : reward, total, note: over ? 'the end' : begins ? 'the beginning' : '' });
    if (over) total = 0;
    look.replaceChildren(...Array.from({ length: agents }, (_, k) => looked(turn.obs[group.name], k)));
    const mask = turn.action_mask?.[group.name]?.[0];
    if (mask && !over) own.forEach((controls, k) => controls[0].allow?.(mask[k]));
    const move = over || turn.active[group.name][0].some(Boolean);
    button.textContent = over ? 'Next episode' : 'Play';
    state.textContent = over ? `The episode has ended${turn.terminated[0] ? '' : ', out of time'}.` : move ? 'Your move.' : 'The others move.';
    main.dataset.state = over ? 'over' : move ? 'move' : 'wait';
    why.textContent = '';
    enable(move);
    if (move && !over) time.begin();
    else time.stop();
  }

  async function play() {
    const step = present.step + 1;
    const values = own.map((controls) => controls.map((made) => made.value()));
    const actions = { [group.name]: Object.fromEntries(group.actions.map((tensor, t) => [tensor.name, [values.map((agent) => agent[t])]])) };
    asked = step;
    did = group.actions.map((tensor, t) => `${tensor.name} ${values.map((agent) => told(agent[t])).join(' ')}`).join('; ');
    enable(false);
    time.stop();
    state.textContent = 'Played; the others move.';
    main.dataset.state = 'wait';
    try {
      take(seen(await wire.call('SessionService/Step', { access, actions, step }, { lists: true, signal })));
    } catch (error) {
      if (signal.aborted || error.reason === 'LIMIT') return; // the act stands, and the turn is watched for
      state.textContent = 'That was refused; your move still.';
      why.textContent = error.message;
      main.dataset.state = 'move';
      enable(true);
      time.begin();
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    why.textContent = '';
    play().catch((error) => { why.textContent = error.message; });
  });

  main.replaceChildren(
    node('h1', {}, session.spec.id, node('small', { class: 'dim' }, ` ${seat.group}${seat.agent === undefined ? '' : ` ${seat.agent}`}`)),
    node('p', {}, group.summary ?? ''), state, tiles, look, why, form, before.element,
    node('details', {}, node('summary', {}, 'The rules'), node('p', {}, session.spec.summary ?? ''),
      node('div', { class: 'scroll' }, table(['you see', 'what it is'], group.observations.map((tensor) => [tensor.name, tensor.summary ?? '']))),
      node('div', { class: 'scroll' }, table(['you do', 'what it is'], group.actions.map((tensor) => [tensor.name, tensor.summary ?? ''])))));
  enable(false);
  for await (const [kind, event] of wire.watch(id, { rows: 1, everyMillis: EVERY_MILLIS, signal })) {
    if (kind === 'closed') break;
    take(event);
  }
  enable(false);
  time.stop();
  main.dataset.state = 'closed';
  state.textContent = 'The session has ended.';
}
