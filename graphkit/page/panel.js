/** The panel beside the picture: what is known of the thing or relation that was chosen, and in which words. */

const panel = /** @type {HTMLElement} */ (document.getElementById('panel'));

/** A button that opens a thing. @param {number} i @param {...any} more */
const toNode = (i, ...more) => h('button', { type: 'button', class: 'to', onclick: () => go({ node: i, centre: true }) }, glyph(sortOf(i)), h('span', { class: 'name' }, labelOf(i)), ...more);
/** @param {number} i @param {string} [text] */
const nodeLink = (i, text) => h('button', { type: 'button', class: 'link', onclick: () => go({ node: i, centre: true }) }, text || fullLabel(i));

/** @param {string} title @param {...any} children */
const section = (title, ...children) => h('section', {}, h('h3', {}, title), ...children);

/** @param {string} status a code: Closed, InTalks, Rumoured, Planned */
const statusChip = (status) => chip(term(status), status === 'Closed' ? 'closed' : 'open');

/** @param {number} sort @param {string} title @param {...any} under */
function heading(sort, title, ...under) {
  return h('div', { class: 'heading' },
    h('div', {}, h('h2', {}, sort >= 0 ? glyph(sortOf(sort)) : '', h('span', {}, title)), ...under),
    h('button', { type: 'button', class: 'close', 'aria-label': t('close'), title: t('close'), onclick: () => go({}) }, '×'));
}

// --- nothing chosen -------------------------------------------------------------------------------------

function overviewPanel() {
  const companies = raisers();
  const main = companies[0];
  const conflicts = disagreements();
  const best = Array.from({ length: COUNT }, (_, i) => i).filter((i) => !isRound(i)).sort((a, b) => AT[b].length - AT[a].length || a - b);
  return [
    h('h2', { class: 'welcome' }, t('title')),
    h('p', { class: 'lead' }, COUNT ? t('overview', { things: t('n.things', { n: COUNT }), relations: t('n.relations', { n: EDGES.length }), articles: t('n.articles', { n: GRAPH.sources.length }) }) : t('empty.long')),
    main === undefined ? '' : section(t('rounds.of', { name: labelOf(main) }), timeline(roundsOf(main).slice(0, 8)), companies.length > 1 || roundsOf(main).length > 8 ? h('button', { type: 'button', class: 'quiet', onclick: () => go({ view: 'rounds', company: main }) }, t('rounds.all')) : ''),
    conflicts.length ? section(t('disagree.n', { n: conflicts.length }), h('ul', { class: 'plain' }, ...conflicts.slice(0, 8).map(([i, name, facts]) => h('li', {}, h('button', { type: 'button', class: 'to clash', onclick: () => go({ node: i, centre: true }) },
      h('span', { class: 'name' }, `${fullLabel(i)}`, h('small', {}, `${capital(term(name))}: ${facts.map((fact) => valueText(FACTS[fact][2])).join(' / ')}`))))))) : '',
    newSince.form(),
    best.length > 3 ? section(t('best'), h('div', { class: 'list' }, ...best.slice(0, 8).map((i) => toNode(i, h('span', { class: 'count' }, number(AT[i].length)))))) : '',
    GRAPH.sources.length ? section(t('articles'), h('ul', { class: 'plain sources' }, ...GRAPH.sources.slice(0, 12).map((/** @type {any[]} */ source) => h('li', { lang: htmlLang(source[6]) }, link(source[3], source[2]), h('small', {}, [source[4], source[5] && day(source[5])].filter(Boolean).join(' · ') || source[1])))),
      GRAPH.sources.length > 12 ? h('p', { class: 'muted' }, t('more', { n: GRAPH.sources.length - 12 })) : '') : '',
  ];
}

/** All values that sources give differently. @returns {[number, string, number[]][]} */
function disagreements() {
  /** @type {[number, string, number[]][]} */
  const all = [];
  for (let i = 0; i < COUNT; i++) if (VALUES[i].length > 1) for (const [name, facts] of conflictsOf(i)) all.push([i, name, facts.filter((fact) => standing(fact) < 2)]);
  return all;
}

// --- a thing ----------------------------------------------------------------------------------------------

/** @param {number} i */
function nodePanel(i) {
  const [, kind, roles, name, others = []] = NODES[i];
  const chips = [chip(term(GRAPH.kinds[kind]))];
  if (roles & 1) chips.push(chip(term('Investor'), 'investor'));
  if (roles & 2) chips.push(chip(term('Partner'), 'partner'));
  if (isRound(i)) chips.push(statusChip(roundOf(i).status));
  if (conflictsOf(i).length) chips.push(chip(t('disagree'), 'clash'));
  const also = [name, ...others.filter((/** @type {string} */ _, /** @type {number} */ k) => k % 2 === 0)].filter((other) => other !== labelOf(i));
  const langs = ['', ...others.filter((/** @type {string} */ _, /** @type {number} */ k) => k % 2 === 1)];
  const rounds = roundsOf(i);
  const missing = [...new Set(AT[i].map((fact) => otherEnd(fact, i)))].filter((other) => !spots.has(other)).length;
  return [
    heading(i, isRound(i) ? fullLabel(i) : labelOf(i), h('div', { class: 'chips' }, ...chips)),
    also.length && !isRound(i) ? h('p', { class: 'also' }, t('also'), ' ', ...also.flatMap((other, k) => [k ? ', ' : '', h('span', { lang: htmlLang(langs[[name, ...others.filter((/** @type {string} */ _, /** @type {number} */ n) => n % 2 === 0)].indexOf(other)] || 'und') }, other)])) : '',
    missing ? h('button', { type: 'button', class: 'quiet wide', id: 'expand', onclick: () => expand(i) }, t('expand', { n: missing })) : '',
    ...(isRound(i) ? roundFacts(i) : valueFacts(i, ['name'])),
    rounds.length ? section(t('rounds.n', { n: rounds.length }), timeline(rounds), h('button', { type: 'button', class: 'quiet', onclick: () => go({ view: 'rounds', company: i }) }, t('rounds.table'))) : '',
    ...relationGroups(i),
    ...questionsAbout(i),
    valuesOf(i, 'name').length && !isRound(i) ? section(t('names'), ...valuesOf(i, 'name').slice(0, 20).map((fact) => valueRow(fact))) : '',
  ];
}

/** @param {number} i */
function expand(i) {
  bringNeighbours(i);
  go({ node: i, centre: true });
}

/** Values that sources give, each with its sentences; rivals side by side. @param {number} i @param {string[]} [skip] */
function valueFacts(i, skip = []) {
  const clashes = new Map(conflictsOf(i));
  const names = [...new Set(VALUES[i].map(predicateOf))].filter((name) => !skip.includes(name));
  return names.map((name) => {
    const facts = valuesOf(i, name);
    if (clashes.has(name)) return clash(name, facts);
    return section(capital(term(name)), ...facts.map((fact) => valueRow(fact)));
  });
}

/** A value, how many articles give it, and the sentences on demand. @param {number} fact @param {boolean} [open] */
function valueRow(fact, open = false) {
  const state = standing(fact);
  const more = qualifierText(fact);
  return h('details', { class: `value state-${state}`, ...(open ? { open: '' } : {}) },
    h('summary', {}, h('strong', {}, hedge(fact) + valueText(FACTS[fact][2])), more ? h('span', { class: 'muted' }, ` ${more}`) : '', state ? chip(t(`state.${state}`), 'quietly') : '', h('span', { class: 'count' }, t('n.articles', { n: articlesBehind([fact]) }))),
    ...quoteCards([fact]));
}

/** "~", "<" or ">" where every source hedges the figure. @param {number} fact */
function hedge(fact) {
  const words = claimsOf(fact).map(([, form]) => new Map(pairs(form[6])).get('approximation') || '');
  const signs = /** @type {Record<string, string>} */ ({ about: '≈ ', under: '≲ ', over: '≳ ' });
  return words.length && words.every(Boolean) ? signs[words[0]] || '' : '';
}

/** @param {number} fact */
function qualifierText(fact) {
  const found = new Set(claimsOf(fact).flatMap(([, form]) => pairs(form[6])).filter(([name]) => name === 'role' || name === 'asOf' || name === 'basis').map(([name, value]) => (name === 'asOf' ? t('as.of', { date: day(value) }) : value)));
  return [...found].join(', ');
}

/** Rival values side by side, each with its sentences. @param {string} name @param {number[]} facts */
function clash(name, facts) {
  const [rivals, rest] = [facts.filter((fact) => standing(fact) < 2), facts.filter((fact) => standing(fact) >= 2)];
  return h('section', { class: 'clashing' }, h('h3', {}, capital(term(name)), ' ', chip(t('disagree'), 'clash')),
    h('div', { class: 'rivals' }, ...rivals.map((fact) => h('div', { class: 'rival' }, h('strong', {}, hedge(fact) + valueText(FACTS[fact][2])), h('small', {}, FACTS[fact][4] ? t('state.1') : followedBecause(fact)), ...quoteCards([fact], 1)))),
    ...rest.map((fact) => valueRow(fact)));
}

/** @param {number} fact */
function followedBecause(fact) {
  const reason = claimsOf(fact).map(([, form]) => form[3]).find(Boolean);
  const words = reason && WORDS[`reason.${reason}`] ? t(`reason.${reason}`) : reason || '';
  return words ? `${t('followed')}: ${words}` : t('followed');
}

/** What a round is, on a few lines, and the sentences that say so. @param {number} i */
function roundFacts(i) {
  const round = roundOf(i);
  const clashes = conflictsOf(i).map(([name]) => name);
  const line = (/** @type {string} */ name, /** @type {any} */ value) => (value && (!Array.isArray(value) || value.length) ? [h('dt', {}, name), h('dd', {}, value)] : []);
  const others = (/** @type {string} */ name) => valuesOf(i, name).filter(besides).map((fact) => h('span', { class: 'muted' }, ` (${hedge(fact)}${valueText(FACTS[fact][2])})`));
  const figure = (/** @type {string} */ name, /** @type {number} */ fact) => (fact ? [h('strong', {}, hedge(fact) + valueText(FACTS[fact][2])), ...others(name), clashes.includes(name) ? [' ', chip(t('disputed'), 'clash')] : ''] : valuesOf(i, `${name}Text`).map((value) => valueText(FACTS[value][2])).join(', '));
  const main = [...AT[i].filter((fact) => predicateOf(fact) === 'raisedBy'), ...['amount', 'valuation', 'announcedOn', 'roundKind'].flatMap((name) => valuesOf(i, name).filter((fact) => !FACTS[fact][4]))];
  return [
    h('dl', { class: 'facts' },
      ...line(capital(term('raisedBy')), round.company >= 0 ? nodeLink(round.company) : ''),
      ...line(capital(term('announcedOn')), round.date && day(round.date)),
      ...line(capital(term('roundKind')), [round.kind, ...round.instruments].filter(Boolean).map(term).join(' · ')),
      ...line(capital(term('amount')), figure('amount', round.amount)),
      ...line(capital(term('valuation')), figure('valuation', round.valuation)),
      ...line(capital(term('leadInvestor')), round.leads.flatMap((agent, k) => [k ? ', ' : '', nodeLink(agent)]))),
    ...conflictsOf(i).map(([name, facts]) => clash(name, facts)),
    section(t('quotes.n', { n: quotesBehind(main).length, articles: t('n.articles', { n: articlesBehind(main) }) }), ...quoteCards(main, 2)),
    ...valueFacts(i, ['amount', 'valuation', 'announcedOn', 'roundKind', 'status', 'instrument', 'name', ...clashes]),
  ];
}

/** Relations of a thing by kind and direction. @param {number} i */
function relationGroups(i) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const fact of AT[i]) {
    if (predicateOf(fact) === 'raisedBy' && FACTS[fact][2] === i) continue; // the timeline shows them
    const symmetric = predicateOf(fact) === 'partnerOf' || predicateOf(fact) === 'competitorOf';
    const key = predicateOf(fact) + (symmetric || FACTS[fact][0] === i ? '.out' : '.in');
    groups.set(key, [...(groups.get(key) || []), fact]);
  }
  if (groups.has('leadInvestor.out') && groups.has('investor.out')) {
    const leads = new Set((groups.get('leadInvestor.out') || []).map((fact) => FACTS[fact][2]));
    groups.set('investor.out', (groups.get('investor.out') || []).filter((fact) => !leads.has(FACTS[fact][2])));
  }
  if (groups.has('leadInvestor.in') && groups.has('investor.in')) {
    const led = new Set((groups.get('leadInvestor.in') || []).map((fact) => FACTS[fact][0]));
    groups.set('investor.in', (groups.get('investor.in') || []).filter((fact) => !led.has(FACTS[fact][0])));
  }
  const order = ['leadInvestor.out', 'investor.out', 'leadInvestor.in', 'investor.in', 'investedIn.out', 'investedIn.in'];
  const rank = (/** @type {string} */ key) => (order.indexOf(key) + order.length) % order.length - (order.includes(key) ? 10 : 0);
  return [...groups].filter(([, facts]) => facts.length).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(([key, facts]) => {
    facts.sort((a, b) => (dateOf(b) || '').localeCompare(dateOf(a) || '') || labelOf(otherEnd(a, i)).localeCompare(labelOf(otherEnd(b, i))));
    const rows = facts.map((fact) => relationRow(fact, i));
    return section(`${groupName(key)} (${number(facts.length)})`, h('div', { class: 'list' }, ...rows.slice(0, 25)), rows.length > 25 ? h('details', { class: 'more' }, h('summary', {}, t('more', { n: rows.length - 25 })), h('div', { class: 'list' }, ...rows.slice(25))) : '');
  });
}

/** @param {string} key */
function groupName(key) {
  return WORDS[`group.${key}`] ? t(`group.${key}`) : capital(term(key.split('.')[0]));
}

/** @param {number} fact @param {number} i */
function relationRow(fact, i) {
  const other = otherEnd(fact, i);
  const role = qualifierText(fact);
  return h('button', { type: 'button', class: 'to', 'data-edge': fact, onclick: () => go({ edge: fact }) }, glyph(sortOf(other)),
    h('span', { class: 'name' }, isRound(other) && roundOf(other).company !== i ? fullLabel(other) : labelOf(other), role ? h('small', {}, role) : ''),
    statusOf(fact) === 'closed' ? '' : statusChip(statusCode(statusOf(fact))), h('span', { class: 'count' }, dateOf(fact) && !isRound(other) ? day(dateOf(fact)) : ''));
}

// --- a relation -------------------------------------------------------------------------------------------

/** @param {number} fact */
function edgePanel(fact) {
  const [s, , o] = FACTS[fact];
  const [from, to] = againstArrow(fact) ? [o, s] : [s, o];
  const round = isRound(s) ? s : -1;
  const chips = [];
  const date = dateOf(fact);
  if (date) chips.push(chip(day(date)));
  if (round >= 0 && roundOf(round).amount) chips.push(chip(valueText(FACTS[roundOf(round).amount][2])));
  if (round >= 0 || statusOf(fact) !== 'closed') chips.push(statusChip(round >= 0 ? roundOf(round).status : statusCode(statusOf(fact))));
  const role = qualifierText(fact);
  if (role) chips.push(chip(role));
  const articles = articlesBehind([fact]);
  return [
    heading(-1, t('relation')),
    h('div', { class: 'triple' }, toNode(from), h('div', { class: 'verb' }, predicateOf(fact) === 'partnerOf' || predicateOf(fact) === 'competitorOf' ? '↔ ' : '↓ ', relationWords(fact)), h('button', { type: 'button', class: 'to', onclick: () => go({ node: to, centre: true }) }, glyph(sortOf(to)), h('span', { class: 'name' }, fullLabel(to)))),
    chips.length ? h('div', { class: 'chips' }, ...chips) : '',
    section(t('evidence.n', { n: articles }), ...quoteCards([fact])),
    h('button', { type: 'button', class: 'quiet', onclick: (/** @type {Event} */ event) => copy(location.href, /** @type {HTMLElement} */ (event.currentTarget)) }, t('copy.address')),
  ];
}
