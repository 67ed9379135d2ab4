// The report on a model: each class with its interval, and the floor that intensities alone reach.

import { el, svg } from './dom.js';
import { dice, duration } from './words.js';

export function reportTable(report) {
  const floor = report.baseline;
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'scroll' },
      el(
        'table',
        {},
        el('caption', {}, caption(report)),
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ...['Class', 'Dice, 0 to 1', 'Dice', '95 % interval'].map((name, index) => el('th', { scope: 'col', class: index < 2 ? 'left' : null }, name)),
            ...['IoU', 'Precision', 'Recall', 'Patients'].map(name => el('th', { scope: 'col', class: 'optional' }, name)),
          ),
        ),
        el(
          'tbody',
          {},
          ...report.classes.map(row => classRow(row.name, row.score, row, floor?.classes?.[row.value])),
          classRow('Mean of classes', report.mean, null, floor?.dice, 'mean'),
          floor ? floorRow(floor) : null,
        ),
      ),
    ),
    el(
      'p',
      { class: 'legend' },
      el('span', {}, el('i', { class: 'dice' }), 'mean over patients'),
      el('span', {}, el('i', { class: 'reach' }), '95 % interval, bootstrapped over patients'),
      floor ? el('span', {}, el('i', { class: 'base' }), `${floor.name}, the floor`) : null,
      report.classes.some(row => row.skipped > 0) ? el('span', {}, '* some studies neither have nor got the class and do not count') : null,
    ),
  );
}

function caption(report) {
  const patients = report.patients;
  return `${report.model} of ${report.run}, judged on ${patients.test} test patients; learned from ${patients.train}, chosen on ${patients.validation}; ${duration(report.deviceSeconds)} of device time`;
}

function classRow(name, score, row, floor, kind) {
  return el(
    'tr',
    { class: kind },
    el('th', { scope: 'row' }, name),
    el('td', { class: 'range' }, interval(name, score, floor)),
    el('td', {}, dice(score.dice)),
    el('td', {}, score.low === null ? '–' : `${dice(score.low)} – ${dice(score.high)}`),
    ...['iou', 'precision', 'recall'].map(measure => el('td', { class: 'optional' }, row ? dice(row[measure]) : '')),
    el('td', { class: 'optional' }, row ? patients(row) : ''),
  );
}

function patients(row) {
  const title = row.skipped > 0 ? `${row.skipped} test studies neither have nor got this class: they do not count` : null;
  return el('span', { title }, row.skipped > 0 ? `${row.patients} *` : String(row.patients));
}

function floorRow(floor) {
  return el(
    'tr',
    { class: 'floor' },
    el('th', { scope: 'row' }, `Floor (${floor.contrasts.join(', ')})`),
    el('td', { class: 'range' }, interval('floor', { dice: null, low: null, high: null }, floor.dice)),
    el('td', {}, dice(floor.dice)),
    el('td', {}, ''),
    ...[1, 2, 3, 4].map(() => el('td', { class: 'optional' }, '')),
  );
}

/** Dice on a scale from 0 to 1, with its interval and the floor's mark. */
function interval(name, score, floor) {
  const parts = [svg('rect', { class: 'track', x: '0', y: '7', width: '100%', height: '4', rx: '2' })];
  const percent = value => `${(100 * value).toFixed(2)}%`;
  if (score.low !== null) {
    parts.push(svg('rect', { class: 'reach', x: percent(score.low), y: '4', width: percent(Math.max(0.004, score.high - score.low)), height: '10', rx: '3' }));
  }
  if (floor !== null && floor !== undefined) {
    parts.push(svg('line', { class: 'base', x1: percent(floor), x2: percent(floor), y1: '1', y2: '17' }));
  }
  if (score.dice !== null) parts.push(svg('circle', { class: 'dice', cx: percent(score.dice), cy: '9', r: '5' }));
  const text = score.dice === null ? `${name}: Dice ${dice(floor)}` : `${name}: Dice ${dice(score.dice)}, floor ${dice(floor)}`;
  return svg('svg', { class: 'interval', role: 'img', 'aria-label': text }, ...parts);
}

const VERDICTS = { promoted: ['good', 'champion'], rejected: ['bad', 'rejected'], undecidable: ['warn', 'undecided'] };

export function verdict(report) {
  const [tone, word] = VERDICTS[report.verdict] ?? ['', report.verdict];
  const reasons = report.reasons.map(reason => reason.message).join(' · ');
  return [el('span', { class: `chip ${tone}` }, word), ...(reasons ? [el('span', { class: 'quiet' }, ` ${reasons}`)] : [])];
}
