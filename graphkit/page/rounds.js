/** Funding rounds: as a timeline in the panel, as a table of rounds and investors in a view of its own. */

const sheet = /** @type {HTMLElement} */ (document.getElementById('sheet'));

/** A company's rounds, the latest first: date, kind, amount, valuation, lead, status. @param {number[]} rounds */
function timeline(rounds) {
  return h('ol', { class: 'timeline' }, ...rounds.map((i) => {
    const round = roundOf(i);
    const amount = round.amount ? hedge(round.amount) + valueText(FACTS[round.amount][2]) : valuesOf(i, 'amountText').map((fact) => valueText(FACTS[fact][2])).join(', ');
    const kind = [round.kind, ...round.instruments].filter(Boolean).map(term).join(' · ') || term('FundingRound');
    const clash = conflictsOf(i).length > 0;
    return h('li', { class: round.status === 'Closed' ? '' : 'open' }, h('button', { type: 'button', class: 'stop', onclick: () => go({ node: i, centre: true }) },
      h('span', { class: 'when' }, round.date ? day(round.date) : t('undated')),
      h('span', { class: 'what' }, h('strong', {}, amount || '—'), ' ', h('span', {}, kind), round.status === 'Closed' ? '' : [' ', statusChip(round.status)], clash ? [' ', chip(t('disputed'), 'clash')] : ''),
      round.valuation || round.leads.length ? h('span', { class: 'who' }, [round.valuation ? t('at.valuation', { money: hedge(round.valuation) + valueText(FACTS[round.valuation][2]) }) : '', round.leads.length ? t('led.by', { names: round.leads.map(labelOf).join(', ') }) : ''].filter(Boolean).join(' · ')) : ''));
  }));
}

/** The view "rounds": one company's rounds as columns, everybody who took part as rows. */
function roundsSheet() {
  const companies = raisers();
  if (!companies.length) return [h('h2', {}, t('view.rounds')), h('p', {}, t('rounds.none'))];
  const company = companies.includes(chosen.company) ? chosen.company : companies[0];
  const rounds = roundsOf(company).reverse();
  const choice = /** @type {HTMLSelectElement} */ (h('select', { id: 'company', 'aria-label': t('company'), onchange: () => go({ view: 'rounds', company: Number(choice.value) }) }, ...companies.slice(0, 400).map((i) => h('option', { value: i, ...(i === company ? { selected: '' } : {}) }, `${labelOf(i)} (${roundsOf(i).length})`))));
  /** @type {Map<number, number>} */
  const times = new Map();
  for (const i of rounds) for (const agent of roundOf(i).investors) times.set(agent, (times.get(agent) || 0) + 1);
  const firstRound = (/** @type {number} */ agent) => rounds.findIndex((i) => roundOf(i).investors.includes(agent));
  const investors = [...times.keys()].sort((a, b) => (times.get(b) || 0) - (times.get(a) || 0) || firstRound(a) - firstRound(b) || labelOf(a).localeCompare(labelOf(b)));
  const money = (/** @type {number} */ i, /** @type {string} */ name) => valuesOf(i, name).filter((fact) => standing(fact) !== 3).map((fact, k) => h(k ? 'small' : 'strong', {}, `${k ? (standing(fact) === 1 ? `${t('or')} ` : '') : ''}${hedge(fact)}${valueText(FACTS[fact][2])}`));
  const line = (/** @type {string} */ title, /** @type {(i: number) => any} */ cell) => h('tr', {}, h('th', { scope: 'row' }, title), ...rounds.map((i) => h('td', { class: roundOf(i).status === 'Closed' ? '' : 'open' }, cell(i) || '–')));
  return [
    h('div', { class: 'sheet-head' }, h('h2', {}, t('rounds.of', { name: labelOf(company) })), companies.length > 1 ? choice : ''),
    ...valuationChart(rounds),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('rounds.table') }, h('table', { class: 'matrix' },
      h('caption', {}, t('rounds.caption', { rounds: rounds.length, n: investors.length })),
      h('thead', {}, h('tr', {}, h('td', {}), ...rounds.map((i) => h('th', { scope: 'col', class: roundOf(i).status === 'Closed' ? '' : 'open' }, nodeLink(i, labelOf(i)), roundOf(i).status === 'Closed' ? '' : statusChip(roundOf(i).status))))),
      h('tbody', { class: 'figures' }, line(capital(term('amount')), (i) => [...money(i, 'amount'), ...valuesOf(i, 'amountText').map((fact) => valueText(FACTS[fact][2]))]), line(capital(term('valuation')), (i) => money(i, 'valuation'))),
      h('tbody', {}, ...investors.map((agent) => h('tr', {}, h('th', { scope: 'row' }, nodeLink(agent)), ...rounds.map((i) => cell(i, agent)))))))
  ];
}

/** @param {number} i @param {number} agent */
function cell(i, agent) {
  const round = roundOf(i);
  const open = round.status === 'Closed' ? '' : 'open';
  if (!round.investors.includes(agent)) return h('td', { class: open });
  const lead = round.leads.includes(agent);
  const fact = AT[i].find((edge) => FACTS[edge][2] === agent && predicateOf(edge) === (lead ? 'leadInvestor' : 'investor')) ?? -1;
  return h('td', { class: `${open} in ${lead ? 'led' : ''}` }, h('button', { type: 'button', class: 'mark', onclick: () => go({ edge: fact }) }, lead ? `★ ${t('lead')}` : '●', h('span', { class: 'unseen' }, `${lead ? '' : t('joined')} ${labelOf(agent)}, ${labelOf(i)}`)));
}

/** Amounts over time as bars, each with its figure; a bar in one currency only, the others as text. @param {number[]} rounds */
function valuationChart(rounds) {
  const rows = rounds.map((i) => ({ i, fact: roundOf(i).valuation || roundOf(i).amount, valued: Boolean(roundOf(i).valuation) })).filter(({ fact }) => fact);
  if (rows.length < 2) return [];
  const most = Math.max(...rows.map(({ fact }) => Number(FACTS[fact][2][1])));
  return [h('ul', { class: 'bars', 'aria-label': t('chart') }, ...rows.map(({ i, fact, valued }) => {
    const svgSpace = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(svgSpace, 'svg');
    for (const [name, value] of Object.entries({ viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' })) svg.setAttribute(name, value);
    const bar = document.createElementNS(svgSpace, 'rect');
    for (const [name, value] of Object.entries({ width: String(Math.max(0.6, (100 * Number(FACTS[fact][2][1])) / most)), height: '8', class: `${valued ? 'valued' : ''} ${roundOf(i).status === 'Closed' ? '' : 'open'}` })) bar.setAttribute(name, value);
    svg.append(bar);
    return h('li', {}, h('span', {}, labelOf(i)), svg, h('span', {}, hedge(fact) + valueText(FACTS[fact][2]), ' ', h('small', {}, valued ? term('valuation') : term('amount'))));
  })), h('p', { class: 'muted' }, t('chart.note'))];
}
