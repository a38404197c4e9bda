/** Questions without SPARQL: who else invested with X, how are X and Y connected, what is new since a date. */

/** @param {number} i */
function questionsAbout(i) {
  const asks = [];
  if (!isRound(i) && investorRounds(i).length) asks.push(h('button', { type: 'button', class: 'quiet wide', id: 'ask-co', onclick: () => go({ co: i }) }, t('ask.co', { name: labelOf(i) })));
  asks.push(h('details', { class: 'ask' }, h('summary', { id: 'ask-path' }, t('ask.path', { name: labelOf(i) })), thingField('path-to', t('ask.path.to'), (other) => go({ path: [i, other] }))));
  return [section(t('ask'), ...asks)];
}

/** A field with suggestions that hands on the thing that was chosen. @param {string} id @param {string} label @param {(i: number) => void} use */
function thingField(id, label, use) {
  const input = /** @type {HTMLInputElement} */ (h('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false', list: `${id}-list` }));
  const list = h('datalist', { id: `${id}-list` });
  const submit = () => {
    const i = find(input.value, 1)[0];
    if (i === undefined) announce(t('no.match', { words: input.value }));
    else use(i);
  };
  input.addEventListener('input', () => list.replaceChildren(...find(input.value, 8).map((i) => h('option', { value: fullLabel(i) }))));
  input.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); submit(); } });
  return h('div', { class: 'field' }, h('label', { for: id }, label), h('div', { class: 'with-button' }, input, h('button', { type: 'button', onclick: submit }, t('show'))), list);
}

// --- who else invested ----------------------------------------------------------------------------------

/** The rounds that an agent took part in. @param {number} i */
function investorRounds(i) {
  return [...new Set(AT[i].filter((fact) => againstArrow(fact) && FACTS[fact][2] === i).map((fact) => FACTS[fact][0]))].sort(laterFirst);
}

/** Who was in a round with the agent, with the rounds they share. @param {number} i @returns {[number, number[]][]} */
function coInvestors(i) {
  /** @type {Map<number, number[]>} */
  const shared = new Map();
  for (const round of investorRounds(i)) for (const other of roundOf(round).investors) if (other !== i) shared.set(other, [...(shared.get(other) || []), round]);
  return [...shared].sort((a, b) => b[1].length - a[1].length || labelOf(a[0]).localeCompare(labelOf(b[0])));
}

/** @param {number} i */
function coPanel(i) {
  const others = coInvestors(i);
  return [
    heading(i, t('ask.co', { name: labelOf(i) })),
    h('p', { class: 'lead' }, t('co.answer', { n: others.length, rounds: t('rounds.n', { n: investorRounds(i).length }) })),
    h('div', { class: 'list' }, ...others.slice(0, 60).map(([other, rounds]) => toNode(other, h('span', { class: 'count', title: rounds.map(fullLabel).join(', ') }, rounds.length > 1 ? `${number(rounds.length)} ×` : labelOf(rounds[0]))))),
    nodeLink(i, t('back.to', { name: labelOf(i) })),
  ];
}

// --- how are two connected ---------------------------------------------------------------------------

/** The shortest way from one thing to another over relations that are shown: facts in order, or null. Where several are
 * as short, the one over the better connected things. @param {number} a @param {number} b @returns {number[] | null} */
function pathBetween(a, b) {
  /** @type {Map<number, number>} */
  const by = new Map([[a, -1]]);
  let edge = [a];
  while (edge.length && !by.has(b)) {
    /** @type {number[]} */
    const next = [];
    for (const i of edge) {
      for (const fact of AT[i]) {
        const other = otherEnd(fact, i);
        if (by.has(other) || !edgeShown(fact)) continue;
        by.set(other, fact);
        next.push(other);
      }
    }
    edge = next.sort((x, y) => AT[y].length - AT[x].length || x - y);
  }
  if (!by.has(b)) return null;
  const path = [];
  for (let i = b; i !== a; i = otherEnd(path[0], i)) path.unshift(/** @type {number} */ (by.get(i)));
  return path;
}

/** @param {number} a @param {number} b */
function pathPanel(a, b) {
  const path = pathBetween(a, b);
  if (!path) return [heading(a, t('path.title', { a: labelOf(a), b: labelOf(b) })), h('p', {}, t('path.none'))];
  let at = a;
  return [
    heading(a, t('path.title', { a: fullLabel(a), b: fullLabel(b) })),
    h('p', { class: 'lead' }, t('path.steps', { n: path.length })),
    h('ol', { class: 'path' }, h('li', {}, toNode(a)), ...path.map((fact) => {
      const forward = FACTS[fact][0] === at;
      at = otherEnd(fact, at);
      const arrow = predicateOf(fact) === 'partnerOf' || predicateOf(fact) === 'competitorOf' ? '↔' : forward !== againstArrow(fact) ? '↓' : '↑';
      return h('li', {}, h('button', { type: 'button', class: 'verb', onclick: () => go({ edge: fact }) }, `${arrow} ${relationWords(fact)}`, h('small', {}, t('n.articles', { n: articlesBehind([fact]) }))), toNode(at));
    })),
    h('button', { type: 'button', class: 'quiet', onclick: () => go({ path: [b, a] }) }, t('path.turn')),
  ];
}

// --- what is new ---------------------------------------------------------------------------------------

const newSince = {
  form() {
    const input = /** @type {HTMLInputElement} */ (h('input', { id: 'since', type: 'text', inputmode: 'numeric', placeholder: '2025-01', maxlength: '10', size: '10' }));
    const submit = () => { if (/^\d{4}(-\d\d){0,2}$/.test(input.value.trim())) go({ since: input.value.trim() }); else input.focus(); };
    input.addEventListener('keydown', (event) => { if (event.key === 'Enter') submit(); });
    return section(t('new'), h('div', { class: 'field' }, h('label', { for: 'since' }, t('new.since')), h('div', { class: 'with-button' }, input, h('button', { type: 'button', onclick: submit }, t('show')))));
  },

  /** @param {string} date */
  panel(date) {
    const after = (/** @type {string} */ other) => other && other >= date.slice(0, other.length);
    const rounds = Array.from({ length: COUNT }, (_, i) => i).filter((i) => isRound(i) && after(roundOf(i).date)).sort(laterFirst);
    const launched = VALUES.flatMap((facts) => facts.filter((fact) => predicateOf(fact) === 'launchedOn' && !FACTS[fact][4] && after(FACTS[fact][2][1]))).sort((a, b) => (FACTS[a][2][1] < FACTS[b][2][1] ? 1 : -1));
    const relations = EDGES.filter((fact) => !againstArrow(fact) && predicateOf(fact) !== 'raisedBy' && predicateOf(fact) !== 'investedIn' && sortOf(FACTS[fact][2]) !== 'product' && after(dateOf(fact)));
    const articles = GRAPH.sources.filter((/** @type {any[]} */ source) => after(source[5])).sort((/** @type {any[]} */ a, /** @type {any[]} */ b) => (a[5] < b[5] ? 1 : -1));
    const any = rounds.length + launched.length + relations.length + articles.length;
    return [
      heading(-1, t('new.title', { date: day(date) })),
      any ? '' : h('p', {}, t('new.none')),
      rounds.length ? section(t('rounds.n', { n: rounds.length }), h('div', { class: 'list' }, ...rounds.slice(0, 30).map((i) => h('button', { type: 'button', class: 'to', onclick: () => go({ node: i, centre: true }) }, glyph('round'), h('span', { class: 'name' }, fullLabel(i)), roundOf(i).status === 'Closed' ? '' : statusChip(roundOf(i).status), h('span', { class: 'count' }, roundOf(i).amount ? valueText(FACTS[roundOf(i).amount][2]) : ''))))) : '',
      launched.length ? section(t('new.launched', { n: launched.length }), h('div', { class: 'list' }, ...launched.slice(0, 30).map((fact) => toNode(FACTS[fact][0], h('span', { class: 'count' }, day(FACTS[fact][2][1])))))) : '',
      relations.length ? section(t('n.relations', { n: relations.length }), h('div', { class: 'list' }, ...relations.slice(0, 30).map((fact) => relationRow(fact, FACTS[fact][0])))) : '',
      articles.length ? section(t('n.articles', { n: articles.length }), h('ul', { class: 'plain sources' }, ...articles.slice(0, 30).map((/** @type {any[]} */ source) => h('li', { lang: htmlLang(source[6]) }, link(source[3], source[2]), h('small', {}, [source[4], day(source[5])].filter(Boolean).join(' · ')))))) : '',
      newSince.form(),
    ];
  },
};
