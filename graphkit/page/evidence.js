/** Elements made by hand, and the sentences behind a fact. Nothing here reads HTML out of a text. */

/** An element. Attributes that start with "on" are listeners; children are elements or plain text.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children @returns {HTMLElement} */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== '' && child !== null && child !== undefined && child !== false));
  return element;
}

/** A link to the web that says where it goes; plain text for any other address. @param {string} url @param {string} text */
function link(url, text) {
  if (!/^https?:\/\//.test(url)) return h('span', {}, text);
  let host = '';
  try {
    host = new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return h('span', {}, text);
  }
  return h('a', { href: url, rel: 'noopener noreferrer', target: '_blank', title: url }, text, h('span', { class: 'host' }, ` ${host} ↗`));
}

/** @param {string} text @param {string} [kind] */
const chip = (text, kind = '') => h('span', { class: `chip ${kind}` }, text);

/** @param {string} code */
const htmlLang = (code) => (code === 'zh' ? 'zh-Hans' : code === 'und' ? undefined : code);

/** @typedef {{source: any[], paragraph: string, from: number, to: number, start: number, end: number, lang: string}} Quote */

/** @type {Quote[] | undefined} */
let quotes;

/** A quote by number. The block is unpacked at the first look: what a row leaves out follows from the rest.
 * @param {number} quote @returns {Quote} */
function quoteOf(quote) {
  if (!quotes) {
    const { paragraphs, quotes: rows } = block('evidence');
    let next = 0;
    quotes = rows.map((/** @type {any[]} */ [number, start, end, lang, from, to, at]) => {
      const source = GRAPH.sources[number];
      const paragraph = paragraphs[at ?? next++];
      return { source, paragraph, from: from ?? 0, to: to ?? paragraph.length, start, end: end ?? start + [...paragraph].length, lang: lang ?? source[6] };
    });
  }
  return /** @type {Quote[]} */ (quotes)[quote];
}

/** How many articles stand behind the facts. @param {number[]} facts */
function articlesBehind(facts) {
  return new Set(facts.flatMap((fact) => claimsOf(fact).map(([quote]) => quoteOf(quote).source[0]))).size;
}

/** The quotes of facts, each once, with all their forms. @param {number[]} facts @returns {[number, any[][]][]} */
function quotesBehind(facts) {
  /** @type {Map<number, any[][]>} */
  const found = new Map();
  for (const fact of facts) {
    for (const [quote, form] of claimsOf(fact)) {
      const forms = found.get(quote) || [];
      if (!forms.includes(form)) forms.push(form);
      found.set(quote, forms);
    }
  }
  return [...found];
}

/** Quote cards, the first few open to see, the rest behind a button. @param {number[]} facts @param {number} [few] */
function quoteCards(facts, few = 4) {
  const cards = quotesBehind(facts).map(([quote, forms]) => quoteCard(quote, forms));
  if (cards.length <= few + 1) return cards;
  return [...cards.slice(0, few), h('details', { class: 'more' }, h('summary', {}, t('more.quotes', { n: cards.length - few })), ...cards.slice(few))];
}

/** One quote inside its paragraph, with the article it is from. @param {number} quote @param {any[][]} forms */
function quoteCard(quote, forms) {
  const { source, paragraph, from, to, start, end, lang } = quoteOf(quote);
  const [, path, title, url, outlet, date, sourceLang] = source;
  const whole = from === 0 && to === paragraph.length;
  const reference = `“${paragraph.slice(from, to)}” — ${[title, outlet, date, url || path].filter(Boolean).join(', ')} [${start}–${end}]`;
  return h('figure', { class: 'quote' },
    h('blockquote', { lang: htmlLang(lang), class: whole ? 'whole' : '' }, paragraph.slice(0, from), h('mark', {}, paragraph.slice(from, to)), paragraph.slice(to)),
    h('figcaption', {},
      h('div', { class: 'article', lang: htmlLang(sourceLang) }, link(url, title)),
      h('div', { class: 'where' }, [outlet, date && day(date)].filter(Boolean).join(' · ') || t('undated'), h('code', {}, path)),
      h('details', { class: 'how' }, h('summary', {}, t('how')),
        h('dl', {}, ...forms.flatMap(([rule, status, rank, reason, confidence, extractor, qualifiers]) => [
          h('dt', {}, t('rule')), h('dd', {}, GRAPH.rules[rule]),
          h('dt', {}, t('confidence')), h('dd', {}, `${confidence} % · ${t('rank')}: ${term(rank)}${reason ? ` (${reason})` : ''} · ${extractor}${status !== 'closed' ? ` · ${term(statusCode(status))}` : ''}`),
          ...pairs(qualifiers).flatMap(([name, value]) => [h('dt', {}, t(`qualifier.${name}`)), h('dd', {}, value)]),
        ]), h('dt', {}, t('characters')), h('dd', {}, `${number(start)}–${number(end)}`)),
        h('button', { type: 'button', class: 'quiet', onclick: (/** @type {Event} */ event) => copy(reference, /** @type {HTMLElement} */ (event.currentTarget)) }, t('copy')))));
}

/** @param {string[]} flat @returns {[string, string][]} */
function pairs(flat) {
  /** @type {[string, string][]} */
  const found = [];
  for (let k = 0; k < flat.length; k += 2) found.push([flat[k], flat[k + 1]]);
  return found;
}

/** Put text on the clipboard; where the browser does not let us, by a selected field. @param {string} text @param {HTMLElement} button */
function copy(text, button) {
  const done = () => { button.textContent = t('copied'); announce(t('copied')); };
  const byHand = () => {
    const field = /** @type {HTMLTextAreaElement} */ (h('textarea', { class: 'unseen' }));
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
    done();
  };
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
  else byHand();
}

/** Tell a screen reader. @param {string} text */
function announce(text) {
  /** @type {HTMLElement} */ (document.getElementById('live')).textContent = text;
}
