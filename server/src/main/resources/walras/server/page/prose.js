// Words of the catalogue as the page shows them: formulas between dollars, names between backquotes. Nodes and text, never markup.
import { node } from './charts.js';

const SIGNS = { le: '≤', ge: '≥', neq: '≠', in: '∈', sim: '~', sum: '∑', int: '∫', dots: '…', cdot: '·', mid: '|', bmod: 'mod', times: '×', to: '→', infty: '∞',
  rho: 'ρ', gamma: 'γ', lambda: 'λ', mu: 'μ', sigma: 'σ', theta: 'θ', kappa: 'κ', eta: 'η', alpha: 'α', beta: 'β', delta: 'δ', Delta: 'Δ', epsilon: 'ε', pi: 'π', tau: 'τ', phi: 'φ' };
const RAISED = { _: 'sub', '^': 'sup' };

const plain = (tex) => tex.replaceAll(/\\(?:mathbb|mathrm|mathbf|mathcal|text|left|right)\b/g, '').replaceAll(/\\([a-zA-Z]+)/g, (_, name) => SIGNS[name] ?? name)
  .replaceAll(/\\[,;! ]/g, ' ').replaceAll('\\{', '❴').replaceAll('\\}', '❵');
const bare = (text) => text.replaceAll(/[{}]/g, '').replaceAll('❴', '{').replaceAll('❵', '}');

function formula(tex) {
  return plain(tex).split(/([_^](?:\{[^{}]*\}|[^{]))/).filter(Boolean)
    .map((part) => (part.length > 1 && RAISED[part[0]] ? node(RAISED[part[0]], {}, bare(part.slice(1))) : bare(part)));
}

/** Nodes and texts of a sentence. */
export function prose(text = '') {
  return text.split(/(\$[^$]+\$|`[^`]+`)/).map((part) => (/^\$.+\$$/.test(part) ? node('i', {}, formula(part.slice(1, -1)))
    : /^`.+`$/.test(part) ? node('code', {}, part.slice(1, -1)) : part));
}
