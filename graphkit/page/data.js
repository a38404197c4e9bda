/** The graph block, unpacked: things by number, relations by number, and what can be asked of them. */

/** Subject, predicate, object, claims; why the graph does not follow it (see `standing`); status if not closed.
 * @typedef {[number, number, any, number[], number?, string?]} Row */

const GRAPH = block('graph');
/** @type {any[][]} */
const NODES = GRAPH.nodes;
/** @type {Row[]} */
const FACTS = GRAPH.facts;
/** @type {string[]} */
const SORTS = Object.keys(GRAPH.sorts);
/** @type {string[]} */
const PREDICATES = GRAPH.predicates;
const COUNT = NODES.length;
/** Numbers of the facts that are relations between two things. @type {number[]} */
const EDGES = [];
/** Relations at each thing. @type {number[][]} */
const AT = Array.from({ length: COUNT }, () => []);
/** Values (and disputed relations) of each thing. @type {number[][]} */
const VALUES = Array.from({ length: COUNT }, () => []);
/** @type {Map<string, number>} */
const BY_ID = new Map(NODES.map((row, i) => [row[0], i]));

FACTS.forEach((row, fact) => {
  if (typeof row[2] === 'number' && !row[4]) {
    EDGES.push(fact);
    AT[row[0]].push(fact);
    if (row[2] !== row[0]) AT[row[2]].push(fact);
  } else VALUES[row[0]].push(fact);
});

/** @param {number} i */
const sortOf = (i) => SORTS[GRAPH.sortOf[i]];
/** @param {number} i */
const colourOf = (i) => GRAPH.sorts[sortOf(i)][1];
/** @param {number} i */
const isRound = (i) => sortOf(i) === 'round';
/** @param {number} fact */
const predicateOf = (fact) => PREDICATES[FACTS[fact][1]];
/** @param {number} fact @param {number} i */
const otherEnd = (fact, i) => (FACTS[fact][0] === i ? FACTS[fact][2] : FACTS[fact][0]);
/** The status of a relation ('closed' unless told). @param {number} fact */
const statusOf = (fact) => FACTS[fact][5] || 'closed';
/** @param {string} word */
const statusCode = (word) => word.replace(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase());

/** 0 the graph follows it, 1 a rival, 2 the same in another currency, 3 set aside as wrong, 4 rounded, 5 less precise,
 * 6 a part, 7 of another time. @param {number} fact */
const standing = (fact) => FACTS[fact][4] || 0;
/** Does it stand beside the followed value without contradicting it? @param {number} fact */
const besides = (fact) => standing(fact) > 1 && standing(fact) !== 3;

/** The label of a term of the ontology. @param {string} name */
function term(name) {
  return (GRAPH.terms[name] || [])[LANGUAGES.indexOf(language)] || name;
}

/** @type {(string | undefined)[]} */
let labels = [];
const HAN = /\p{Script=Han}/u;

/** The name of a thing in the reader's language, if an article has one. @param {number} i @returns {string} */
function labelOf(i) {
  return (labels[i] ??= isRound(i) ? roundLabel(i) : nameOf(i));
}

/** @param {number} i @returns {string} */
function nameOf(i) {
  const [, , , name, others = []] = NODES[i];
  for (let k = 0; k < others.length; k += 2) {
    if (language === 'zh' && !HAN.test(name) && others[k + 1] === 'zh' && HAN.test(others[k])) return others[k];
    if (language !== 'zh' && HAN.test(name) && !HAN.test(others[k])) return others[k];
  }
  return name;
}

/** A round by kind (or instrument, or amount) and date; without the company. @param {number} i */
function roundLabel(i) {
  const round = roundOf(i);
  const what = round.kind ? term(round.kind) : round.instruments.length ? round.instruments.map(term).join(' + ') : round.amount ? valueText(FACTS[round.amount][2]) : term('FundingRound');
  const when = round.date ? day(round.date.slice(0, 7)) : round.status === 'Closed' ? '' : term(round.status);
  return capital(when ? `${what} · ${when}` : what);
}

/** A thing's name where no company stands beside it. @param {number} i */
function fullLabel(i) {
  const company = isRound(i) ? roundOf(i).company : -1;
  return company >= 0 ? `${labelOf(company)}: ${labelOf(i)}` : labelOf(i);
}

/** The value of a fact as text. @param {any} value @returns {string} */
function valueText(value) {
  if (typeof value === 'number') return fullLabel(value);
  const [type, text, more] = value;
  return type === 'm' ? money(text, more) : type === 'd' ? day(text) : type === 'c' ? term(text) : text;
}

/** Facts of a thing with that predicate; what the graph follows first. @param {number} i @param {string} predicate */
function valuesOf(i, predicate) {
  return VALUES[i].filter((fact) => predicateOf(fact) === predicate).sort((a, b) => standing(a) - standing(b) || a - b);
}

/** @typedef {{company: number, date: string, kind: string, instruments: string[], status: string, amount: number, valuation: number, leads: number[], investors: number[]}} Round */

/** @type {(Round | undefined)[]} */
const ROUNDS = [];

/** What the graph holds of a round; facts by number (0 when there is none), agents by number. @param {number} i @returns {Round} */
function roundOf(i) {
  return (ROUNDS[i] ??= (() => {
    const ends = (/** @type {string} */ name) => AT[i].filter((fact) => predicateOf(fact) === name && FACTS[fact][0] === i).map((fact) => FACTS[fact][2]);
    const first = (/** @type {string} */ name) => valuesOf(i, name).find((fact) => !FACTS[fact][4]) || 0;
    const word = (/** @type {string} */ name) => (first(name) ? FACTS[first(name)][2][1] : '');
    const leads = ends('leadInvestor');
    return {
      company: ends('raisedBy')[0] ?? -1, date: word('announcedOn'), kind: word('roundKind'), status: word('status') || 'Closed',
      instruments: valuesOf(i, 'instrument').filter((fact) => !FACTS[fact][4]).map((fact) => FACTS[fact][2][1]),
      amount: first('amount'), valuation: first('valuation'), leads, investors: [...new Set([...leads, ...ends('investor')])],
    };
  })());
}

/** Rounds of a company, the latest first; undated ones (talks) before them. @param {number} company */
function roundsOf(company) {
  return AT[company].filter((fact) => predicateOf(fact) === 'raisedBy' && FACTS[fact][2] === company).map((fact) => FACTS[fact][0]).sort(laterFirst);
}

/** @param {number} a @param {number} b */
function laterFirst(a, b) {
  const [x, y] = [roundOf(a).date || '9999', roundOf(b).date || '9999'];
  return x < y ? 1 : x > y ? -1 : a - b;
}

/** The companies that raised money, by number of rounds. @returns {number[]} */
function raisers() {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const fact of EDGES) if (predicateOf(fact) === 'raisedBy') counts.set(FACTS[fact][2], (counts.get(FACTS[fact][2]) || 0) + 1);
  return [...counts.keys()].sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || a - b);
}

/** Values that the sources give differently, by predicate. @param {number} i @returns {[string, number[]][]} */
function conflictsOf(i) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const fact of VALUES[i]) if (SINGLE.has(predicateOf(fact))) groups.set(predicateOf(fact), [...(groups.get(predicateOf(fact)) || []), fact]);
  return [...groups].filter(([, facts]) => facts.length > 1 && facts.some((fact) => standing(fact) === 1)).map(([name]) => [name, valuesOf(i, name)]);
}
const SINGLE = new Set(['totalRaised', 'amount', 'valuation', 'announcedOn', 'launchedOn', 'foundedOn', 'roundKind', 'status', 'headquarteredIn']);

/** @type {(string | undefined)[]} */
const DATED = [];

/** When a relation came about: the date of its round, the launch of its product, the "as of" of its claims; '' if no
 * source says. @param {number} fact @returns {string} */
function dateOf(fact) {
  return (DATED[fact] ??= (() => {
    const [s, , o] = FACTS[fact];
    if (isRound(s)) return roundOf(s).date;
    if (predicateOf(fact) === 'investedIn') {
      return roundsBehind(fact).map((i) => roundOf(i).date).filter(Boolean).sort()[0] || '';
    }
    const launched = sortOf(o) === 'product' ? valuesOf(o, 'launchedOn').find((value) => !FACTS[value][4]) : undefined;
    if (launched !== undefined) return FACTS[launched][2][1];
    for (const [, form] of claimsOf(fact)) {
      const at = form[6].indexOf('asOf');
      if (at >= 0) return form[6][at + 1];
    }
    return '';
  })());
}

/** @type {Map<number, number[]>} */
const VIA = new Map();

/** The closed rounds through which an investment was made. @param {number} fact */
function roundsBehind(fact) {
  let rounds = VIA.get(fact);
  if (!rounds) {
    const [s, , o] = FACTS[fact];
    rounds = [...new Set(AT[s].map((other) => FACTS[other][0]))].filter((i) => isRound(i) && roundOf(i).company === o && roundOf(i).status === 'Closed');
    VIA.set(fact, rounds);
  }
  return rounds;
}

/** Quote number and form of each claim of a fact. @param {number} fact @returns {[number, any[]][]} */
function claimsOf(fact) {
  const flat = FACTS[fact][3];
  /** @type {[number, any[]][]} */
  const pairs = [];
  for (let k = 0; k < flat.length; k += 2) pairs.push([flat[k], GRAPH.forms[flat[k + 1]]]);
  return pairs;
}

/** A relation's own name, to be found again in another build: subject~predicate~object. @param {number} fact */
function factKey(fact) {
  const [s, , o] = FACTS[fact];
  return [NODES[s][0], predicateOf(fact), NODES[o][0]].map(encodeURIComponent).join('~');
}

/** @param {string} key @returns {number} */
function factByKey(key) {
  try {
    const [s, predicate, o] = key.split('~').map(decodeURIComponent);
    const [from, to] = [BY_ID.get(s), BY_ID.get(o)];
    return from === undefined ? -1 : AT[from].find((fact) => FACTS[fact][0] === from && FACTS[fact][2] === to && predicateOf(fact) === predicate) ?? -1;
  } catch {
    return -1;
  }
}
