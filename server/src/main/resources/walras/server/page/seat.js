// One seat, as the person who sits there has it: what is seen, controls for what may be done, a clock, and the past.
import { node, table, figure, lines } from './charts.js';
import { prose } from './prose.js';
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

/** The controls of all agents of a seat, and the button that plays what they say. */
function moves({ group, agents }, play) {
  const own = Array.from({ length: agents }, () => group.actions.map((tensor) => control(tensor)));
  const labelled = (tensor, made) => node('div', { class: 'control', 'data-action': tensor.name }, node('span', { title: tensor.summary }, tensor.unit ? `${tensor.name}, ${tensor.unit}` : tensor.name), made.element);
  const fieldsets = own.map((controls, k) => node('fieldset', {}, agents > 1 ? node('legend', {}, `agent ${k}`) : null, controls.map((made, t) => labelled(group.actions[t], made))));
  const button = node('button', { class: 'play' }, 'Play');
  const form = node('form', { class: 'seat' }, fieldsets, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    play();
  });
  return {
    element: form,
    /** @param step the present turn's number; null where nobody may move */
    enable(step) {
      for (const one of [...fieldsets, button]) one.disabled = step === null;
      form.dataset.step = step ?? '';
    },
    label: (text) => { button.textContent = text; },
    /** @param mask [agents][choices] */
    allow: (mask) => own.forEach((controls, k) => controls[0].allow?.(mask[k])),
    /** [agents][tensors]; throws in words where one is no action. */
    values: () => own.map((controls) => controls.map((made) => made.value())),
  };
}

/** What each agent sees: numbers first, then arrays. */
function looks({ group, agents }, obs) {
  const views = (k, arrays) => group.observations.map((tensor) => [tensor, obs[tensor.name][0][k]])
    .filter(([, value]) => Array.isArray(value) === arrays).map(([tensor, value]) => view(tensor, value));
  return Array.from({ length: agents }, (_, k) => node('section', {}, agents > 1 ? node('h3', {}, `agent ${k}`) : null, node('div', { class: 'tiles' }, views(k, false)), views(k, true)));
}

function rules({ session, group }) {
  const means = (head, tensors) => node('div', { class: 'scroll' }, table([head, 'what it is'], tensors.map((tensor) => [tensor.name, node('span', {}, prose(tensor.summary))])));
  return node('details', {}, node('summary', {}, 'The rules'), node('p', {}, prose(session.spec.summary)), means('you see', group.observations), means('you do', group.actions));
}

/** A seat at play: turns as they come, and moves as they are made. */
class Sitting {
  #present = null; // the turn
  #asked = -1; // the turn that the last move leads to
  #did = ''; // the last move
  #total = 0; // earned in this episode

  /** @param at {access, session, seat, group, agents}; report(state, text) says who moves */
  constructor(at, report, signal) {
    Object.assign(this, { at, report, signal });
    this.time = clock(at.session.config.deadline, at.seat.bank, signal);
    this.before = past();
    this.look = node('div', {});
    this.why = node('p', { class: 'why', role: 'alert' });
    this.moves = moves(at, () => {
      this.why.textContent = '';
      this.play().catch((error) => { this.why.textContent = error.message; });
    });
    this.moves.enable(null);
  }

  /** A turn, unless a later one was there. */
  take(event) {
    if (this.#present && event.step <= this.#present.step) return;
    const { group } = this.at;
    const { turn } = event;
    const over = turn.terminated[0] || turn.truncated[0];
    const move = over || turn.active[group.name][0].some(Boolean);
    this.#count(event, event.cause !== 'step' || !this.#present, over);
    this.#present = event;
    this.look.replaceChildren(...looks(this.at, turn.obs[group.name]));
    const mask = turn.action_mask?.[group.name]?.[0];
    if (mask && !over) this.moves.allow(mask);
    this.moves.label(over ? 'Next episode' : 'Play');
    this.why.textContent = '';
    const end = `The episode has ended${turn.terminated[0] ? '' : ', out of time'}.`;
    this.report(over ? 'over' : move ? 'move' : 'wait', over ? end : move ? 'Your move.' : 'The others move.');
    this.moves.enable(move ? event.step : null);
    if (move && !over) this.time.begin();
    else this.time.stop();
  }

  /** Writes down what a turn has brought. */
  #count({ step, turn }, begins, over) {
    const reward = begins ? 0 : turn.reward[this.at.group.name][0].reduce((a, b) => a + (b ?? 0), 0);
    this.#total = begins ? 0 : this.#total + reward;
    this.before.add({ step, begins, did: this.#asked === step ? this.#did : '', reward, total: this.#total, note: over ? 'the end' : begins ? 'the beginning' : '' });
    if (over) this.#total = 0;
  }

  /** Plays what the controls say; throws in words where that is no action. */
  async play() {
    const { group, access } = this.at;
    const step = this.#present.step + 1;
    const values = this.moves.values();
    const actions = { [group.name]: Object.fromEntries(group.actions.map((tensor, t) => [tensor.name, [values.map((agent) => agent[t])]])) };
    this.#asked = step;
    this.#did = group.actions.map((tensor, t) => `${tensor.name} ${values.map((agent) => told(agent[t])).join(' ')}`).join('; ');
    this.moves.enable(null);
    this.time.stop();
    this.report('wait', 'Played; the others move.');
    try {
      this.take(seen(await wire.call('SessionService/Step', { access, actions, step }, { lists: true, signal: this.signal })));
    } catch (error) {
      if (this.signal.aborted || error.reason === 'LIMIT') return; // the act stands, and the turn is watched for
      this.report('move', 'That was refused; your move still.');
      this.why.textContent = error.message;
      this.moves.enable(this.#present.step);
      this.time.begin();
    }
  }

  end() {
    this.moves.enable(null);
    this.time.stop();
    this.report('closed', 'The session has ended.');
  }
}

/** @param place {seat: ID} of the address */
export async function seatPage(main, place, { signal }) {
  const at = await seatOf(place.seat);
  const state = node('p', { class: 'state', role: 'status', 'aria-live': 'polite' }, 'Waits for the host to begin.');
  const report = (name, text) => {
    main.dataset.state = name;
    state.textContent = text;
  };
  const sitting = new Sitting(at, report, signal);
  const { session, seat, group } = at;
  main.replaceChildren(
    node('h1', {}, session.spec.id, node('small', { class: 'dim' }, ` ${seat.group}${seat.agent === undefined ? '' : ` ${seat.agent}`}`)),
    node('p', {}, prose(group.summary)), state, node('div', { class: 'tiles' }, sitting.time.element), sitting.look, sitting.why, sitting.moves.element, sitting.before.element, rules(at));
  for await (const [kind, event] of wire.watch(place.seat, { rows: 1, everyMillis: EVERY_MILLIS, signal })) {
    if (kind === 'closed') break;
    sitting.take(event);
  }
  sitting.end();
}
