// The list of runs.

import { el } from './dom.js';
import { ago, duration, phrase } from './words.js';

const STATES = { running: 'busy', paused: 'warn', completed: 'good', failed: 'bad', cancelled: '' };

/** @param {{show: (run: string) => void, cancel: (run: string) => Promise<void>}} actions */
export function runItem(run, actions) {
  const isOpen = run.state === 'running' || run.state === 'paused';
  return el(
    'li',
    { 'data-run': run.run },
    el('button', { class: 'name', onclick: () => actions.show(run.run), title: `Show the curves of ${run.run}` }, run.run),
    el(
      'div',
      { class: 'what' },
      el('span', { class: `chip ${STATES[run.state] ?? ''}` }, run.state),
      el('span', {}, phrase(run.kind)),
      el('span', { class: 'quiet' }, `${run.method} ${run.preset}`),
      el('span', { class: 'quiet' }, times(run, isOpen)),
      el('span', { class: 'quiet' }, run.cause),
    ),
    el('div', { class: 'end' }, isOpen ? cancelButton(run, actions) : run.model ? el('span', { class: 'quiet' }, run.model) : null),
    el('div', { class: 'phases' }, ...run.phases.map(phase => phaseMeter(phase, isOpen))),
    run.failure ? el('p', { class: 'failure' }, `${run.failure.step ? `${run.failure.step}: ` : ''}${run.failure.message}`) : null,
  );
}

function times(run, isOpen) {
  const began = Date.parse(run.startedAt);
  if (!isOpen) return `${ago(run.endedAt)}, took ${duration((Date.parse(run.endedAt) - began) / 1000)}`;
  const passed = (Date.now() - began) / 1000;
  const left = run.progress > 0.03 ? `, about ${duration((passed * (1 - run.progress)) / run.progress)} left` : '';
  return `began ${ago(run.startedAt)}${left}`;
}

function cancelButton(run, actions) {
  const button = el('button', { 'aria-label': `Cancel ${run.run}` }, actions.isAsked(run.run) ? 'Cancelling…' : 'Cancel');
  button.disabled = actions.isAsked(run.run);
  button.addEventListener('click', () => {
    if (confirm(`Cancel ${run.run}? What it committed stays, the rest is lost.`)) actions.cancel(run.run);
  });
  return button;
}

function phaseMeter(phase, isOpen) {
  const current = phase.current;
  const done = Math.min(1, (phase.completed + (current ? current.progress : 0)) / phase.steps);
  const percent = Math.round(done * 100);
  const state = done >= 1 ? 'done' : current ? (current.worker ? `${percent} %` : 'queued') : isOpen ? 'to come' : `${percent} %`;
  return el(
    'div',
    { class: 'phase', title: current?.worker ? `${current.step} on ${current.worker}` : `${phase.completed} of ${phase.steps} steps` },
    el('span', {}, `${phrase(phase.phase)} · ${state}`),
    el(
      'div',
      { class: 'meter', role: 'progressbar', 'aria-label': phrase(phase.phase), 'aria-valuenow': percent, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      el('i', { style: { width: `${100 * done}%` } }),
    ),
  );
}
