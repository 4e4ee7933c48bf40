// An exact solution, or a small run, from a form that the environment's options make.
import { node, table, figure, bars } from './charts.js';
import { prose } from './prose.js';
import * as wire from './wire.js';
import { Turns, seen } from './turns.js';
import { Economy, decoded } from './economies.js';
import { player } from './session.js';
import { shown } from './stats.js';

const MOST_NUMBERS = 1 << 16; // rows times steps of a run

/** One option's field; value() gives what was said, or undefined for what the environment has by itself. */
function field(option) {
  const { name, type, minimum, maximum, choices, unit, summary } = option;
  const usual = option.defaultValue;
  const bounds = minimum !== undefined || maximum !== undefined ? ` ${shown(Number(minimum ?? -Infinity))} to ${shown(Number(maximum ?? Infinity))}` : '';
  const id = `option-${name}`;
  let input, read;
  if (type === 'OPTION_TYPE_BOOLEAN') {
    input = node('input', { type: 'checkbox', id, checked: usual === true });
    read = () => input.checked;
  } else if (choices?.length) {
    input = node('select', { id }, choices.map((choice) => node('option', { value: choice, selected: choice === usual }, choice)));
    read = () => input.value;
  } else if (type === 'OPTION_TYPE_INTEGER' || type === 'OPTION_TYPE_NUMBER') {
    input = node('input', { type: 'number', id, value: usual ?? '', min: minimum, max: maximum, step: type === 'OPTION_TYPE_INTEGER' ? 1 : 'any' });
    read = () => (input.value === '' ? undefined : Number(input.value));
  } else if (type === 'OPTION_TYPE_TEXT') {
    input = node('input', { type: 'text', id, value: usual ?? '' });
    read = () => input.value;
  } else {
    input = node('textarea', { id, rows: 1, placeholder: 'as JSON', spellcheck: 'false' });
    input.value = usual === undefined || usual === null ? '' : JSON.stringify(usual);
    read = () => {
      if (!input.value.trim()) return undefined;
      try {
        return JSON.parse(input.value);
      } catch (error) {
        throw new Error(`${name}: expected JSON, got ${input.value.slice(0, 60)} (${error.message})`);
      }
    };
  }
  const before = JSON.stringify(read());
  return { name, value: () => (JSON.stringify(read()) === before ? undefined : read()),
    element: node('label', { for: id, title: summary }, `${name}${unit ? `, ${unit}` : ''}`, input, node('span', {}, prose(summary), bounds)) };
}

function said(fields) {
  return Object.fromEntries(fields.map((one) => [one.name, one.value()]).filter(([, value]) => value !== undefined));
}

/** The form that both pages have: an environment, its options, and more fields of the page's own. */
async function optionsForm(main, place, name, more, work) {
  const environments = (await wire.call('CatalogService/ListEnvironments', {})).environments;
  const chosen = environments.find((one) => one.id === place[name]) ?? environments.find((one) => one.id === 'auction/chain-v0') ?? environments[0];
  const { spec } = await wire.call('CatalogService/GetEnvironment', { environment: chosen.id });
  const select = node('select', { 'aria-label': 'Environment', onchange: () => { location.hash = `${name}=${select.value}`; } },
    environments.map((one) => node('option', { value: one.id, selected: one.id === chosen.id }, one.id)));
  const fields = (spec.options ?? []).map(field);
  const own = more(spec);
  const why = node('p', { class: 'why', role: 'alert' });
  const result = node('div', {});
  const button = node('button', {}, name === 'solve' ? 'Solve' : 'Run');
  const form = node('form', { class: 'options' }, own.map((one) => one.element),
    node('details', { class: 'all' }, node('summary', {}, `Options (${fields.length})`), node('div', { class: 'options-grid' }, fields.map((one) => one.element))),
    node('div', { class: 'all' }, button));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    why.textContent = '';
    button.disabled = true;
    try {
      await work(spec, said(fields), Object.fromEntries(own.map((one) => [one.name, one.value()])), result);
    } catch (error) {
      if (error.name !== 'AbortError') why.textContent = error.message;
    }
    button.disabled = false;
  });
  main.replaceChildren(node('h1', {}, name === 'solve' ? 'Exact solution' : 'A small run'), node('div', { class: 'bar-of' }, select), node('p', { class: 'dim' }, prose(chosen.summary)), form, why, result);
}

const cells = (values, shape) => (shape.length === 0 ? [[values]] : shape.length === 1 ? values.map((value, k) => [k, value])
  : shape.length === 2 ? values.map((row, k) => [k, ...row]) : values.flatMap((part, k) => cells(part, shape.slice(1)).map((row) => [`${k}, ${row[0]}`, ...row.slice(1)])));

function tableOf(made) {
  const shape = made.values.shape ?? [];
  const values = decoded(made);
  const dims = made.dims ?? [];
  const rows = cells(values, shape).slice(0, 400);
  const head = shape.length < 2 ? [...dims, made.name].slice(-Math.max(1, rows[0]?.length ?? 1)) : [dims.slice(0, -1).join(', '), ...Array.from({ length: shape.at(-1) }, (_, k) => `${dims.at(-1)} ${k}`)];
  return node('details', { open: rows.length <= 12, 'data-table': made.name }, node('summary', {}, `${made.name} [${shape.join(', ')}] ${made.unit ?? ''} `, node('span', { class: 'dim' }, prose(made.meaning))),
    node('div', { class: 'scroll' }, table(head, rows)));
}

export function solvePage(main, place, { signal }) {
  return optionsForm(main, place, 'solve', () => [], async (spec, options, _, result) => {
    result.replaceChildren(node('p', { class: 'dim' }, 'Being solved …'));
    const solution = await wire.call('CatalogService/Solve', { environment: spec.id, options }, { signal });
    const small = (solution.tables ?? []).filter((one) => (one.values.shape ?? []).length === 2 && one.values.shape[0] * one.values.shape[1] <= 64 && (one.values.shape[0] > 1));
    const pictures = small.slice(0, 6).map((one) => {
      const values = decoded(one), made = figure(one.name, prose(one.meaning));
      const series = values[0].map((_, k) => ({ name: `${one.dims?.[1] ?? ''} ${k}`, values: values.map((row) => ({ mean: row[k] })) }));
      made.show(bars(values.map((_, k) => `${k}`), series, { xLabel: one.dims?.[0] ?? '' }), series.map((s) => s.name), [one.dims?.[0] ?? '', ...series.map((s) => s.name)], () => values.map((row, k) => [k, ...row]));
      return made.element;
    });
    result.replaceChildren(node('h2', {}, 'Certificate'), node('div', { class: 'scroll' }, table(['name', 'value'], Object.entries(solution.certificate ?? {}))),
      node('div', { class: 'charts' }, pictures), node('h2', {}, 'Tables'), ...(solution.tables ?? []).map(tableOf));
  });
}

function number(name, label, value, min, max) {
  const input = node('input', { type: 'number', id: `run-${name}`, value, min, max, step: 1, required: true });
  return { name, value: () => Number(input.value), element: node('label', { for: `run-${name}` }, label, input) };
}

function policies(spec) {
  return spec.groups.map((group) => {
    const fit = (spec.policies ?? []).filter((policy) => policy.groups?.includes(group.name));
    const select = node('select', { id: `policy-${group.name}` }, fit.map((policy) => node('option', { value: policy.name, selected: policy.name === group.defaultPolicy }, policy.name)));
    return { name: `policy:${group.name}`, value: () => select.value, element: node('label', { for: `policy-${group.name}` }, `${group.name} played by`, select) };
  });
}

/** Plays a session to its end with the server's policies, and closes it. */
async function played(spec, options, asked, turns, signal, draw) {
  const { spec: real } = await wire.call('CatalogService/GetEnvironment', { environment: spec.id, options }, { signal });
  const privileged = (real.privileged ?? []).length > 0;
  const made = await wire.call('SessionService/CreateSession', { config: { environment: spec.id, options, numEnvs: asked.rows, seed: asked.seed, metrics: ['*'], logMode: 'LOG_MODE_OFF',
    keep: '60s', seats: real.groups.map((group, k) => ({ group: group.name, remote: k === 0 && privileged ? { privileged } : {} })) } }, { signal });
  const id = made.session.id;
  const access = { sessionId: id, hostToken: made.hostToken, tickets: made.tickets.map((one) => one.ticket) };
  try {
    turns.add(seen(await wire.call('SessionService/Reset', { access }, { lists: true, signal })));
    const policiesOf = made.session.seats.map((seat, k) => ({ seat: k, policy: { named: { name: asked[`policy:${seat.group}`] ?? real.groups.find((group) => group.name === seat.group).defaultPolicy } } }));
    for await (const line of wire.lines('SessionService/Rollout', { access, steps: asked.steps, policies: policiesOf }, signal)) {
      turns.add(seen(line));
      draw();
    }
  } finally {
    await wire.call('SessionService/CloseSession', { access });
  }
  return real;
}

export function runPage(main, place, { signal }) {
  let shownPlayer = null;
  signal.addEventListener('abort', () => shownPlayer?.close());
  const more = (spec) => [number('rows', 'Rows', 64, 1, 4096), number('steps', 'Steps', 60, 1, 4000), number('seed', 'Seed', 1, 0, Number.MAX_SAFE_INTEGER), ...policies(spec)];
  return optionsForm(main, place, 'run', more, async (spec, options, asked, result) => {
    if (asked.rows * asked.steps > MOST_NUMBERS) throw new Error(`rows times steps: expected at most ${MOST_NUMBERS}, got ${asked.rows * asked.steps}`);
    shownPlayer?.close();
    const { spec: real } = await wire.call('CatalogService/GetEnvironment', { environment: spec.id, options }, { signal });
    const notes = [];
    const solution = await wire.call('CatalogService/Solve', { environment: spec.id, options }, { signal })
      .catch((error) => { notes.push(`No optimum is shown: ${error.message}`); return null; });
    const turns = new Turns();
    const economy = new Economy({ environment: spec.id, spec: real, options: real.resolvedOptions, solution });
    shownPlayer = player({ turns, economy });
    result.replaceChildren(...notes.map((note) => node('p', { class: 'dim' }, note)), shownPlayer.element);
    await played(spec, options, asked, turns, signal, shownPlayer.draw);
    shownPlayer.draw();
  });
}
