// One session: its turns as they come, those before as its log has them, and a scrubber over all of them.
import { node, table } from './charts.js';
import * as wire from './wire.js';
import { Turns, seen } from './turns.js';
import { Economy, viewOf } from './economies.js';

const REPLAYED = 200; // turns that are fetched at once

/**
 * The way through turns: a slider, keys, and the picture of the turn that is looked at.
 * @param turns that are known; others are asked for by load(step), if it is given
 * @param address(step) writes where one is; null for the present turn
 */
export function player({ turns, economy, load = null, address = () => {} }) {
  const view = viewOf(economy);
  const slider = node('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': 'Turn', oninput: () => go(Number(slider.value)) });
  const place = node('output', { 'aria-live': 'off' }, '–');
  const live = node('button', { type: 'button', 'aria-pressed': 'true', title: 'Space', onclick: () => follow(!following) }, 'Follow');
  const bar = node('div', { class: 'bar-of', role: 'group', 'aria-label': 'Turns' },
    node('button', { type: 'button', title: 'Left', onclick: () => move(-1), 'aria-label': 'The turn before' }, '◀'), slider,
    node('button', { type: 'button', title: 'Right', onclick: () => move(1), 'aria-label': 'The next turn' }, '▶'), place, live);
  const why = node('p', { class: 'why', role: 'alert' });
  const state = node('p', { class: 'dim' });
  let following = true, at = null, drawing = false, reach = null, wanted = null;

  function range() {
    const steps = turns.steps();
    const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
    return reach ? [Math.min(first, reach[0]), Math.max(last, reach[1])] : [first, last];
  }

  function draw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      const [first, last] = range();
      slider.min = first;
      slider.max = last;
      const event = following ? turns.last() : turns.at(at);
      if (!event) return;
      slider.value = event.step;
      place.value = `turn ${event.step}`;
      live.setAttribute('aria-pressed', String(following));
      state.textContent = `${event.cause}; ${turns.size} turns known, ${first} to ${last}`;
      bar.dataset.step = event.step;
      view.draw(turns, event);
    });
  }

  async function go(step) {
    const [first, last] = range();
    at = Math.max(first, Math.min(last, step));
    following = false;
    address(at);
    place.value = `turn ${at}`;
    wanted = at;
    if (!turns.at(at) && load) {
      try {
        await load(at);
        why.textContent = '';
      } catch (error) {
        why.textContent = error.message;
      }
      if (wanted !== at) return;
    }
    if (!turns.at(at) && turns.size) at = turns.steps().reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
    draw();
  }

  function move(by) {
    const present = following ? turns.last()?.step : at;
    const steps = turns.steps();
    if (present === undefined || present === null) return;
    if (load) go(present + by);
    else go(steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(present) + by))]);
  }

  function follow(on) {
    following = on;
    if (on) address(null);
    else if (turns.last()) { at = turns.last().step; address(at); }
    draw();
  }

  function key(event) {
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { ArrowLeft: () => move(-1), ArrowRight: () => move(1), Home: () => go(range()[0]), End: () => follow(true), ' ': () => follow(!following) }[event.key];
    if (act) { event.preventDefault(); act(); }
  }
  addEventListener('keydown', key);

  return {
    element: node('section', {}, bar, state, why, view.element),
    draw,
    go,
    follow,
    reaches(first, last) { reach = [first, last]; draw(); },
    ended(text) { state.textContent = text; live.disabled = true; },
    close: () => removeEventListener('keydown', key),
  };
}

/** A solution to hold a session against; nothing where the one who looks may not ask for one, or there is none. */
async function solved(environment, options, notes) {
  try {
    return await wire.call('CatalogService/Solve', { environment, options });
  } catch (error) {
    notes.push(`No optimum is shown: ${error.message}`);
    return null;
  }
}

async function known(id, notes) {
  const { host, tickets } = wire.secrets.get(id);
  if (!host && !tickets.length) return null;
  try {
    return (await wire.call('SessionService/GetSession', { access: wire.access(id) })).session;
  } catch (error) {
    if (error.reason !== 'UNKNOWN_SESSION') throw error;
    notes.push('The session has ended; its log may have its turns.');
    return null;
  }
}

function secretsForm(id, again) {
  const { host, tickets } = wire.secrets.get(id);
  const form = node('form', { class: 'options' },
    node('label', {}, "Host's token ", node('input', { name: 'host', type: 'password', autocomplete: 'off', value: host })),
    node('label', {}, 'Tickets, with spaces between ', node('input', { name: 'tickets', type: 'password', autocomplete: 'off', value: tickets.join(' ') })),
    node('label', {}, node('span', {}, 'Without either the page shows what is public: metrics of rows, and their ends.'), node('button', {}, 'Show them')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    wire.secrets.set(id, { host: form.host.value.trim(), tickets: form.tickets.value.split(/\s+/).filter(Boolean) });
    again();
  });
  return node('details', { open: !host && !tickets.length }, node('summary', {}, 'What may be seen'), form);
}

/** @param place {session, turn, shard, rows} of the address; {tournament, match} where that is how one came here */
export async function sessionPage(main, place, { signal, again }) {
  const id = place.session;
  const shard = Number(place.shard ?? 0), rows = Number(place.rows ?? 64);
  const notes = [];
  const session = await known(id, notes);
  const listed = (await wire.call('SessionService/ListSessions', {})).sessions?.find((one) => one.id === id);
  let environment = session?.config.environment ?? listed?.environment;
  let options = session?.config.options ?? null;
  const from = place.turn === undefined ? null : Number(place.turn);
  let past = null;
  const fetched = async (step) => {
    past = await wire.replay(id, Math.max(0, step - REPLAYED / 2), REPLAYED, rows, shard, signal);
    past.turns.forEach((event) => turns.add(event));
    return past;
  };
  const turns = new Turns();
  if (from !== null || !listed) {
    try {
      await fetched(from ?? 0);
      environment ??= past.environment;
      options ??= past.options ?? null;
    } catch (error) {
      if (!listed) throw error;
      notes.push(`No turn of before is shown: ${error.message}`);
    }
  }
  const spec = session?.spec ?? (options && (await wire.call('CatalogService/GetEnvironment', { environment, options })).spec);
  const economy = new Economy({ environment, spec, options, solution: options && (await solved(environment, options, notes)) });
  const address = (step) => {
    const parts = new URLSearchParams({ ...(place.match === undefined ? { session: id } : { tournament: place.tournament, match: place.match }), ...(shard && { shard }), ...(place.rows && { rows }), ...(step !== null && { turn: step }) });
    history.replaceState(null, '', `#${parts}`);
  };
  const shown = player({ turns, economy, address, load: async (step) => {
    const found = await fetched(step);
    shown.reaches(found.first_step, found.last_step);
  } });
  signal.addEventListener('abort', shown.close);
  main.replaceChildren(
    node('h1', {}, environment, node('small', { class: 'dim' }, ` ${id}`)),
    node('p', { class: 'dim' }, `${session?.config.numEnvs ?? listed?.numEnvs ?? past?.num_envs} rows${shard ? `, shard ${shard}` : ''}. Keys: ← and → turn by turn, space stops and follows, Home the first turn, End the present one.`),
    secretsForm(id, again), ...notes.map((note) => node('p', { class: 'dim' }, note)), shown.element,
    ...(options ? [node('details', {}, node('summary', {}, 'Options'), node('div', { class: 'scroll' }, table(['option', 'value'], Object.entries(options).map(([name, value]) => [name, JSON.stringify(value).slice(0, 400)]))))] : []));
  if (past) shown.reaches(past.first_step, past.last_step);
  if (from !== null || !listed) shown.go(from ?? past.first_step);
  if (!listed) return shown.ended('The session has ended; this is its log.');
  for await (const [kind, event] of wire.watch(id, { rows, everyMillis: 200, shard, signal })) {
    if (kind === 'closed') return shown.ended('The session has ended.');
    turns.add(event);
    shown.draw();
  }
  shown.ended('The server ended the stream; reload to go on.');
}

export { seen };
