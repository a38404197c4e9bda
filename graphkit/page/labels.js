/** Names beside nodes: as large on the screen at any zoom, the important first, never one over another. */

/** Pixels; more on a screen of 4K, where a page is looked at from farther away. */
let LABEL_PX = 13;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif';
const CELL = 96;

/** Rectangles that are taken, in cells, so that asking is quick. */
class Taken {
  constructor() {
    /** @type {Map<number, number[][]>} */
    this.cells = new Map();
  }

  /** @param {number[]} box left, top, right, bottom @param {(key: number) => void | boolean} visit */
  over(box, visit) {
    for (let a = Math.floor(box[0] / CELL); a <= Math.floor(box[2] / CELL); a++) {
      for (let b = Math.floor(box[1] / CELL); b <= Math.floor(box[3] / CELL); b++) if (visit(a * 4096 + b)) return true;
    }
    return false;
  }

  /** @param {number[]} box */
  add(box) {
    this.over(box, (key) => {
      const list = this.cells.get(key);
      if (list) list.push(box);
      else this.cells.set(key, [box]);
    });
  }

  /** Does the box meet one that is taken, other than `own`? @param {number[]} box @param {number[]} [own] */
  meets(box, own) {
    return this.over(box, (key) => (this.cells.get(key) || []).some((other) => other !== own && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
  }
}

/** @type {Map<string, number>} */
const widths = new Map();
/** @param {CanvasRenderingContext2D} ctx @param {string} text @param {boolean} bold */
function widthOf(ctx, text, bold) {
  const key = (bold ? 'b' : 'n') + text;
  let width = widths.get(key);
  if (width === undefined) {
    ctx.font = labelFont(bold);
    widths.set(key, (width = ctx.measureText(text).width));
  }
  return width;
}

/** @param {number} width of the picture on the screen, in pixels */
function labelsFor(width) {
  const size = Math.round(Math.max(13, Math.min(22, width / 115)));
  if (size !== LABEL_PX) widths.clear();
  LABEL_PX = size;
}

/** @param {boolean} bold */
const labelFont = (bold) => `${bold ? '600 ' : ''}${LABEL_PX}px ${FONT}`;

/** @typedef {{i: number, text: string, x: number, y: number, box: number[], bold: boolean}} Label */

/** Choose which names are written and where. `first` are numbers of nodes that come before all others.
 * @param {CanvasRenderingContext2D} ctx @param {{i: number, x: number, y: number, r: number}[]} spots nodes on the screen
 * @param {Set<number>} first @param {number} width @param {number} height @returns {Label[]} */
function placeLabels(ctx, spots, first, width, height) {
  const taken = new Taken();
  const own = spots.map(({ x, y, r }) => [x - r - 1, y - r - 1, x + r + 1, y + r + 1]);
  own.forEach((box) => taken.add(box));
  const weight = (/** @type {number} */ i) => (first.has(i) ? 1e6 : 0) + (isRound(i) ? 40 : 0) + AT[i].length;
  const order = spots.map((_, k) => k).sort((a, b) => weight(spots[b].i) - weight(spots[a].i) || a - b);
  const room = Math.max(24, Math.floor((width * height) / (8500 * (LABEL_PX / 13) ** 2))) + first.size;
  /** @type {Label[]} */
  const placed = [];
  for (const k of order) {
    if (placed.length >= room) break;
    const { i, x, y, r } = spots[k];
    const text = shortened(labelOf(i));
    const bold = isRound(i) || AT[i].length > 20;
    const half = widthOf(ctx, text, bold) / 2;
    const high = LABEL_PX + 3;
    const beside = Math.max(r + 6, 8) + half;
    for (const [dx, dy] of [[0, r + 2 + high / 2], [beside, 0], [-beside, 0], [0, -r - 2 - high / 2], [half * 0.6, r + 3 + high / 2], [-half * 0.6, r + 3 + high / 2], [half * 0.8 + r, -r - high / 2], [-half * 0.8 - r, -r - high / 2], [half + r, r + high / 2], [-half - r, r + high / 2]]) {
      const [cx, cy] = [x + dx, y + dy];
      const box = [cx - half - 2, cy - high / 2, cx + half + 2, cy + high / 2];
      if (box[0] < 2 || box[1] < 2 || box[2] > width - 2 || box[3] > height - 2 || taken.meets(box, own[k])) continue;
      taken.add(box);
      placed.push({ i, text, x: cx, y: cy, box, bold });
      break;
    }
  }
  return placed;
}

/** @param {string} text */
const shortened = (text) => (text.length > 30 ? text.slice(0, 28) + '…' : text);

/** @param {CanvasRenderingContext2D} ctx @param {Label[]} list @param {string} ink @param {string} paper */
function drawLabels(ctx, list, ink, paper) {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3.5;
  for (const bold of [false, true]) {
    ctx.font = labelFont(bold);
    for (const label of list) {
      if (label.bold !== bold) continue;
      ctx.strokeStyle = paper;
      ctx.strokeText(label.text, label.x, label.y);
      ctx.fillStyle = ink;
      ctx.fillText(label.text, label.x, label.y);
    }
  }
}
