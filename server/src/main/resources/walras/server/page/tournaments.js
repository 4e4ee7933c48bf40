// Tournaments that the server holds: which there are, how one stands, and each match with its replay.
import { node, table, figure, intervals } from './charts.js';
import * as wire from './wire.js';
import { sessionPage } from './session.js';
import { pause, shown } from './stats.js';

const EVERY_MILLIS = 2000, PAGE = 100;
const SHADES = 8; // of a matrix's cells

const state = (text) => (text ?? '').replace('TOURNAMENT_STATE_', '').toLowerCase();
const address = (id, more = {}) => `#${new URLSearchParams({ tournament: id, ...more })}`;
const ask = (method, body, signal) => wire.call(`TournamentService/${method}`, body, { signal });
const faulty = (faults = {}) => Object.entries(faults).map(([kind, count]) => `${kind} ${count}`).join(', ');
const dim = (text) => node('p', { class: 'dim' }, text);

/** How far it has come. */
function progress({ played = 0, matches = 0 }) {
  return node('span', { class: 'progress' }, node('progress', { max: Math.max(1, matches), value: played, 'aria-label': 'Matches played' }), ` ${played} of ${matches} matches`);
}

/** All tournaments, the youngest first. */
export async function tournamentsPage(main, { signal }) {
  const list = node('div', { class: 'scroll' });
  main.replaceChildren(node('h1', {}, 'Tournaments'), list);
  while (!signal.aborted) {
    const { tournaments = [] } = await ask('ListTournaments', {}, signal);
    list.replaceChildren(tournaments.length ? table(['tournament', 'state', 'played', 'entrants', 'made'],
      tournaments.map((one) => [node('a', { href: address(one.id) }, one.name), state(one.state), progress(one), one.entrants?.length ?? 0, new Date(one.createTime).toLocaleString()]))
      : dim('None is held. A server with --data-dir holds those that CreateTournament makes; ./walras tournament run plays one without a server.'));
    await pause(EVERY_MILLIS, signal);
  }
}

/** Means with what they may be off by. */
function drawn(title, note, names, values) {
  const made = figure(title, note);
  made.show(intervals(names, values, { xLabel: 'entrant' }), [title], ['entrant', 'mean', 'low', 'high'], () => names.map((name, k) => [name, values[k].mean, values[k].low, values[k].high]));
  return made.element;
}

/** A square of numbers by entrant, the larger the darker. */
function matrix(title, note, names, rows) {
  const known = rows.flat().filter(Number.isFinite);
  const low = Math.min(...known), high = Math.max(...known);
  const shade = (value) => (Number.isFinite(value) && high > low ? Math.round((SHADES * (value - low)) / (high - low)) : 0);
  const cell = (value) => node('span', { class: `shade h${shade(value)}` }, shown(value));
  return node('section', { 'data-matrix': title }, node('h2', {}, title), dim(note),
    node('div', { class: 'scroll' }, table(['', ...names], rows.map((row, k) => [names[k], ...row.map(cell)]))));
}

/** One economy: what entrants earned there, and the metrics of their matches. */
function economy({ environment, options, mean_payoff: payoffs, metrics, metrics_of_entrants: of }) {
  const names = Object.keys(metrics ?? {});
  return node('details', { 'data-environment': environment }, node('summary', {}, environment, node('small', { class: 'dim' }, ` ${JSON.stringify(options)}`)),
    node('div', { class: 'scroll' }, table(['matches of', 'payoff', ...names], Object.entries(payoffs).map(([name, payoff]) => [name, payoff, ...names.map((metric) => of[name]?.[metric])]))));
}

/** What the data say, as report.html of a tournament has it. */
function report({ standings, resultsJson }) {
  const results = JSON.parse(resultsJson);
  const names = standings.map((one) => one.entrant);
  const range = (one) => (one.rankLow === one.rankHigh ? `${one.rank}` : `${one.rank} (${one.rankLow} to ${one.rankHigh})`);
  const off = (one) => 1.96 * one.meanPayoffSe;
  const paid = standings.map((one) => ({ mean: one.meanPayoff, low: one.meanPayoff - off(one), high: one.meanPayoff + off(one) }));
  const rated = standings.map((one) => ({ mean: one.rating, low: one.ratingLow, high: one.ratingHigh }));
  return [
    node('h2', {}, 'Standings'),
    node('div', { class: 'scroll', 'data-standings': '' }, table(['entrant', 'rank', 'payoff', '± 1.96 se', 'rating', 'low', 'high', 'α-rank', 'matches', 'faults'],
      standings.map((one) => [one.entrant, range(one), one.meanPayoff, off(one), one.rating, one.ratingLow, one.ratingHigh, results.alpha_rank[one.entrant], one.matches, faulty(one.faults)]))),
    node('div', { class: 'charts' }, drawn('Payoff', 'of an episode, ± 1.96 standard errors', names, paid), drawn('Rating', results.rating_kind ?? '', names, rated)),
    matrix('Payoffs by opponent', 'what the entrant of a row earned at a table with that of the column', results.payoff.names, results.payoff.mean),
    results.p_values ? matrix('Differences by chance', 'p-values of paired tests, corrected for their number', results.payoff.names, results.p_values) : null,
    node('h2', {}, 'Economies'), ...(results.environments ?? []).map(economy),
  ];
}

/** Matches that are over, a page of them, each with its replay. */
function matchTable(tournament, matches, first) {
  const seats = (match) => match.seats.map((seat) => `${seat.entrant} ${shown(seat.meanPayoff)}`).join(' – ');
  const turn = (from, text) => node('a', { href: address(tournament.id, { first: from }) }, text);
  return node('section', {}, node('h2', {}, 'Matches'),
    node('div', { class: 'scroll', 'data-matches': '' }, table(['match', 'environment', 'seed', 'steps', 'who earned what', 'faults'],
      matches.map((one) => [node('a', { href: address(tournament.id, { match: one.match ?? 0 }) }, `${one.match ?? 0}`), one.environment, one.seed, one.steps, seats(one), one.seats.map((seat) => faulty(seat.faults)).filter(Boolean).join('; ')]))),
    node('p', {}, first > 0 ? turn(Math.max(0, first - PAGE), 'Those before') : null, ' ', matches.length === PAGE ? turn((matches.at(-1).match ?? 0) + 1, 'The next') : null));
}

async function onePage(main, place, signal) {
  const id = place.tournament, first = Number(place.first ?? 0);
  const head = node('div', {}), body = node('div', {}), why = node('p', { class: 'dim' });
  main.replaceChildren(head, why, body);
  for (let known = -1, running = true; running && !signal.aborted; await pause(EVERY_MILLIS, signal)) {
    const { tournament } = await ask('GetTournament', { id }, signal);
    running = tournament.state === 'TOURNAMENT_STATE_RUNNING';
    head.replaceChildren(node('h1', {}, tournament.name, node('small', { class: 'dim' }, ` ${state(tournament.state)}`)), progress(tournament),
      tournament.error ? node('p', { class: 'bad', role: 'alert' }, tournament.error) : '',
      dim(`Entrants: ${(tournament.entrants ?? []).map((one) => `${one.name} (${one.kind})`).join(', ')}`));
    const played = tournament.played ?? 0;
    if (played === known) continue;
    known = played;
    if (!played) {
      why.textContent = 'No match is over yet.';
      continue;
    }
    const [standings, { matches = [] }] = await Promise.all([ask('GetStandings', { id }, signal), ask('ListMatches', { id, firstMatch: first, count: PAGE }, signal)]);
    why.textContent = '';
    body.replaceChildren(...report(standings).filter(Boolean), matchTable(tournament, matches, first));
    body.dataset.played = played;
  }
}

async function matchPage(main, place, { signal, again }) {
  const id = place.tournament, wanted = Number(place.match);
  const [{ tournament }, { matches = [] }] = await Promise.all([ask('GetTournament', { id }, signal), ask('ListMatches', { id, firstMatch: wanted, count: 1 }, signal)]);
  const match = matches.find((one) => (one.match ?? 0) === wanted);
  if (!match) throw new Error(`Match ${place.match} is not over, or there is none: expected 0 to ${(tournament.matches ?? 1) - 1}`);
  const replay = node('div', {});
  main.replaceChildren(node('p', {}, node('a', { href: address(id) }, tournament.name), `, match ${wanted}, seed ${match.seed}`),
    node('div', { class: 'scroll', 'data-seats': '' }, table(['seat', 'entrant', 'payoff', 'faults'], match.seats.map((seat) => [seat.seat, seat.entrant, seat.meanPayoff, faulty(seat.faults)]))), replay);
  await sessionPage(replay, { ...place, session: match.sessionId }, { signal, again });
}

/** @param place {tournament, match, first, turn} of the address */
export function tournamentPage(main, place, { signal, again }) {
  return place.match === undefined ? onePage(main, place, signal) : matchPage(main, place, { signal, again });
}
