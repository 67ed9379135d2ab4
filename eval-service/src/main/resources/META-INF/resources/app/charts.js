// Live curves, one figure for each question that people ask of a training.

import { el, say } from './dom.js';
import { dice, metric, number } from './words.js';

const HEIGHT = 220;
const SMOOTHING = 0.9;
const COLOURS = 9;

const FIGURES = [
  { id: 'pretrain', title: 'Pre-training loss', phase: 'pretrain', main: 'pretrain/loss', heldOut: 'validation/loss' },
  { id: 'finetune', title: 'Fine-tuning loss', phase: 'finetune', main: 'finetune/loss' },
  { id: 'dice', title: 'Validation Dice', phase: 'finetune', main: 'validation/dice', parts: 'validation/dice/' },
];

const dark = matchMedia('(prefers-color-scheme: dark)');

export class Charts {
  constructor(host, curves) {
    this.host = host;
    this.curves = curves;
    this.figures = new Map();
    this.classes = new Map();
    dark.addEventListener('change', () => this.rebuild());
    new ResizeObserver(() => this.resize()).observe(host);
  }

  rebuild() {
    this.figures.forEach(figure => figure.plot.destroy());
    this.figures.clear();
    this.host.replaceChildren();
    this.draw();
  }

  resize() {
    this.figures.forEach(figure => {
      const width = figure.frame.clientWidth;
      if (width > 0 && width !== figure.plot.width) figure.plot.setSize({ width, height: HEIGHT });
    });
  }

  /** Shows what there is; true when there is anything. */
  draw() {
    let any = false;
    for (const wanted of FIGURES) {
      const lines = this.lines(wanted);
      if (lines.length === 0) {
        this.remove(wanted.id);
        continue;
      }
      any = true;
      const shape = lines.map(line => line.key).join();
      if (this.figures.get(wanted.id)?.shape !== shape) {
        this.remove(wanted.id);
        this.figures.set(wanted.id, this.build(wanted, lines, shape));
      }
      this.update(this.figures.get(wanted.id), wanted, lines);
    }
    return any;
  }

  remove(id) {
    const figure = this.figures.get(id);
    if (figure) {
      figure.plot.destroy();
      figure.node.remove();
      this.figures.delete(id);
    }
  }

  lines(wanted) {
    const main = this.curves.find(wanted.phase, wanted.main);
    if (!main) return [];
    if (!wanted.parts) {
      const heldOut = this.curves.find(wanted.phase, wanted.heldOut);
      return [
        { key: wanted.main, label: 'each iteration', colour: 1, faint: true, curve: main },
        ...(heldOut ? [{ key: wanted.heldOut, label: 'on validation patients', colour: 2, thin: true, points: true, named: true, curve: heldOut }] : []),
        { key: `${wanted.main}~`, label: 'smoothed', colour: 1, curve: { ...main, values: smoothed(main.values) } },
      ];
    }
    const parts = this.curves.keys(wanted.phase, wanted.parts).map((key, index) => ({
      key,
      label: metric(key, this.classes),
      colour: 1 + ((index + 1) % COLOURS),
      thin: true,
      curve: this.curves.find(wanted.phase, key),
    }));
    return [...parts, { key: wanted.main, label: 'mean', colour: 1, points: true, curve: main }];
  }

  build(wanted, lines, shape) {
    const figure = { shape };
    figure.value = el('output');
    figure.frame = el('div', { class: 'plot', role: 'img' });
    figure.keys = el('ul', { class: 'key' });
    figure.node = el(
      'figure',
      { class: 'chart', id: `chart-${wanted.id}` },
      el('figcaption', {}, el('h3', {}, wanted.title), figure.value),
      figure.frame,
      figure.keys,
    );
    const after = FIGURES.slice(FIGURES.findIndex(one => one.id === wanted.id) + 1).map(one => this.figures.get(one.id)?.node);
    this.host.insertBefore(figure.node, after.find(node => node) ?? null);
    const ink = colour('--quiet');
    const grid = { stroke: colour('--line'), width: 1 };
    figure.plot = new uPlot(
      {
        width: Math.max(200, figure.frame.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, points: { size: 7 } },
        scales: {
          x: { time: false },
          y: wanted.parts
            ? { range: (plot, low, high) => [0, Math.min(1, Math.max(0.1, (high ?? 1) * 1.1))] }
            : { range: (plot, low, high) => uPlot.rangeNum(low ?? 0, high ?? 1, 0.08, true) },
        },
        axes: [
          { stroke: ink, grid: { show: false }, ticks: { show: false }, font: font(), size: 28, values: (plot, ticks) => ticks.map(tick => (Number.isInteger(tick) ? tick.toLocaleString('en') : '')) },
          { stroke: ink, grid, ticks: { show: false }, font: font(), size: 46, values: (plot, ticks) => ticks.map(tick => number(tick) === '–' ? '' : tick.toLocaleString('en', { maximumSignificantDigits: 3 })) },
        ],
        series: [
          { label: 'iteration' },
          ...lines.map(line => ({
            label: line.label,
            stroke: line.faint ? `${colour(`--c${line.colour}`)}55` : colour(`--c${line.colour}`),
            width: line.faint || line.thin ? 1.25 : 2.25,
            points: { show: Boolean(line.points), size: 5 },
            spanGaps: true,
          })),
        ],
        hooks: { setCursor: [plot => this.read(figure, wanted, plot)] },
      },
      [[], ...lines.map(() => [])],
      figure.frame,
    );
    return figure;
  }

  update(figure, wanted, lines) {
    figure.lines = lines;
    figure.plot.setData(joined(lines.map(line => line.curve)));
    this.read(figure, wanted, figure.plot);
    const last = figure.value.textContent;
    figure.frame.setAttribute('aria-label', `${wanted.title}, ${lines[0].curve.steps.length} values, last ${last}`);
  }

  /** The values under the cursor, or the last ones. */
  read(figure, wanted, plot) {
    if (!figure.lines) return;
    const index = plot.cursor?.idx;
    const pointed = index !== null && index !== undefined && plot.cursor.left >= 0;
    const write = wanted.parts ? dice : number;
    const values = figure.lines.map((line, row) => (pointed ? plot.data[row + 1][index] : last(line.curve.values)));
    const head = values[values.length - 1];
    say(figure.value, pointed ? `${write(head)} at ${plot.data[0][index].toLocaleString('en')}` : write(head));
    figure.keys.replaceChildren(
      ...figure.lines.flatMap((line, row) =>
        wanted.parts || line.named
          ? [el('li', {}, el('i', { style: { background: colour(`--c${line.colour}`) } }), `${line.label} ${write(line.named ? (values[row] ?? last(line.curve.values)) : values[row])}`)]
          : [],
      ),
    );
  }
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function font() {
  return '12px system-ui, sans-serif';
}

function last(values) {
  for (let index = values.length - 1; index >= 0; index--) {
    if (values[index] !== null) return values[index];
  }
  return null;
}

/** Exponential mean, corrected for its beginning. */
function smoothed(values) {
  let mean = 0;
  let weight = 0;
  return values.map(value => {
    if (value === null) return null;
    mean = SMOOTHING * mean + (1 - SMOOTHING) * value;
    weight = SMOOTHING * weight + (1 - SMOOTHING);
    return mean / weight;
  });
}

/** Curves on one axis; those that share it, as most do, are not copied. */
function joined(curves) {
  const first = curves[0].steps;
  if (curves.every(curve => curve.steps.length === first.length && curve.steps[first.length - 1] === first[first.length - 1])) {
    return [first, ...curves.map(curve => curve.values)];
  }
  return uPlot.join(curves.map(curve => [curve.steps, curve.values]));
}

