// The page: what came in, the curves of a run, the report on a model, and the runs. State comes whole from the service when
// the stream is caught up, and then piece by piece with its events.

import { get, post, within } from './api.js';
import { Charts } from './charts.js';
import { Curves } from './curves.js';
import { $, el, options, say } from './dom.js';
import { reportTable, verdict } from './report.js';
import { runItem } from './runs.js';
import { Stream } from './stream.js';
import { ago, dice, phrase } from './words.js';

const PAGE = 20;
const NO_RUN = '-';

const state = {
  projects: [],
  project: null,
  runs: new Map(),
  limit: PAGE,
  total: 0,
  models: new Map(),
  triggers: new Map(),
  arrivals: null,
  chosenRun: null, // null follows the newest
  followed: null, // the run whose metrics are streamed
  chosenModel: null, // null follows the newest
  report: null,
  asked: new Set(), // runs whose cancelling was asked for
};

const curves = new Curves();
const charts = new Charts($('charts'), curves);
const stream = new Stream(connection);

// ---- connection

const CONNECTION = { connecting: 'connecting', 'catching-up': 'catching up', live: 'live', away: 'no connection, trying again' };

function connection(now) {
  $('connection').dataset.state = now;
  say($('connection').lastElementChild, CONNECTION[now]);
}

stream.on('reset', () => {
  curves.clear();
  redraw();
});
stream.on('points', batch => {
  if (batch.runId !== state.followed) return;
  curves.add(batch);
  redraw();
});
stream.on('committed', step => {
  if (step.runId !== state.followed) return;
  curves.committed(step.stepId, step.attempt);
  if (step.points !== undefined) setTimeout(() => complete(step), 1500);
});
stream.on('caught-up', () => refresh());
stream.on('run', run => {
  const isNew = !state.runs.has(run.run);
  state.runs.set(run.run, run);
  if (isNew) {
    state.total++;
    follow();
  }
  if (run.state !== 'running' && run.state !== 'paused') state.asked.delete(run.run);
  later('runs', showRuns);
});
stream.on('report', model => {
  state.models.set(model.model, model);
  later('models', showModels);
  later('projects', loadProjects);
});
stream.on('arrivals', arrivals => {
  state.arrivals = arrivals;
  later('arrivals', showArrivals);
});
stream.on('trigger', trigger => {
  state.triggers.set(trigger.trigger, trigger);
  later('triggers', showTriggers);
});

/** The live tail may lose points; the committed step has all of them. */
async function complete(step) {
  if (step.runId !== state.followed || curves.size(step.stepId) >= step.points) return;
  const whole = await get(within(state.project, 'runs', step.runId, 'steps', step.stepId, 'points'));
  if (whole.runId === state.followed) {
    curves.add(whole);
    redraw();
  }
}

// ---- what is shown, at most some times a second

const pending = new Map();

function later(name, show) {
  if (pending.size === 0) setTimeout(flush, 100);
  pending.set(name, show);
}

function flush() {
  const shows = [...pending.values()];
  pending.clear();
  shows.forEach(show => show());
}

function redraw() {
  later('curves', () => {
    const any = charts.draw();
    $('noCurves').hidden = any;
    document.body.dataset.points = String(curves.points);
  });
}

function showArrivals() {
  const { arrivals } = state;
  if (!arrivals) return;
  say($('studies'), arrivals.studies.toLocaleString('en'));
  say($('labelled'), arrivals.labelled.toLocaleString('en'));
  say($('contrasts'), Object.entries(arrivals.contrasts).map(([name, count]) => `${name} ${count}`).join(' · '));
  say($('latest'), arrivals.latest ? `latest ${ago(arrivals.latest)}` : '');
  const most = Math.max(1, ...Object.values(arrivals.patients));
  $('sides').replaceChildren(
    ...['train', 'validation', 'test'].map(side =>
      el(
        'div',
        {},
        el('b', {}, String(arrivals.patients[side])),
        el('div', { class: 'meter', 'aria-hidden': 'true' }, el('i', { style: { width: `${(100 * arrivals.patients[side]) / most}%` } })),
        el('span', {}, side),
        el('span', {}, `${arrivals.labelledPatients[side]} labelled`),
      ),
    ),
  );
}

function showRuns() {
  const runs = [...state.runs.values()].sort((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt));
  const focused = document.activeElement?.closest('[data-run]')?.dataset.run;
  const wasCancel = document.activeElement?.classList.contains('name') === false;
  $('runs').replaceChildren(...runs.slice(0, state.limit).map(run => runItem(run, actions)));
  if (focused) {
    $('runs').querySelector(`[data-run="${CSS.escape(focused)}"] ${wasCancel ? '.end button' : '.name'}`)?.focus();
  }
  $('noRuns').hidden = runs.length > 0;
  $('more').hidden = state.total <= state.limit;
  options(
    $('run'),
    [
      { value: '', text: runs.length ? `newest (${runs[0].run})` : 'none yet' },
      ...runs.map(run => ({ value: run.run, text: `${run.run} · ${phrase(run.kind)} · ${run.state}` })),
    ],
    state.chosenRun ?? '',
  );
  const run = state.runs.get(state.followed);
  say($('runFacts'), run ? `${run.method} ${run.preset}, ${run.cause}` : '');
}

function showModels() {
  const models = [...state.models.values()].sort((one, other) => Date.parse(other.registeredAt) - Date.parse(one.registeredAt));
  const judged = models.filter(model => model.verdict);
  const champion = models.find(model => model.alias);
  say($('champion'), champion ? champion.model : 'none yet');
  say($('championDice'), champion ? `Dice ${dice(champion.dice)}, ${dice(champion.low)} to ${dice(champion.high)}` : 'the first model that passes the floor');
  $('model').parentElement.hidden = judged.length === 0;
  options(
    $('model'),
    [
      { value: '', text: judged.length ? `newest (${judged[0].model})` : 'none yet' },
      ...judged.map(model => ({ value: model.model, text: `${model.model} · ${model.method} · Dice ${dice(model.dice)}${model.alias ? ' · champion' : ''}` })),
    ],
    state.chosenModel ?? '',
  );
  showReport(state.chosenModel ?? judged[0]?.model ?? null);
}

async function showReport(model) {
  $('noReport').hidden = model !== null;
  if (model === null) {
    state.report = null;
    $('report').replaceChildren();
    $('verdict').replaceChildren();
    return;
  }
  if (state.report?.model === model && state.report.project === state.project) return;
  const project = state.project;
  const report = await get(within(project, 'reports', model));
  if (project !== state.project) return;
  state.report = report;
  charts.classes = new Map(report.classes.map(row => [row.value, row.name]));
  $('report').replaceChildren(reportTable(report));
  $('verdict').replaceChildren(...verdict(report));
  charts.rebuild();
}

function showTriggers() {
  const told = [...state.triggers.values()].filter(trigger => trigger.verdict !== 'due');
  $('triggers').replaceChildren(
    ...told.map(trigger => el('li', {}, el('span', { class: `chip ${trigger.verdict === 'blocked' ? 'warn' : ''}` }, trigger.verdict), ` ${trigger.message}`)),
  );
}

// ---- where it comes from

async function loadProjects() {
  const page = await get('projects?limit=1000');
  state.projects = page.items;
  $('welcome').hidden = page.items.length > 0;
  $('content').hidden = page.items.length === 0;
  $('project').disabled = page.items.length === 0;
  if (page.items.length === 0) {
    connection('live');
    options($('project'), [{ value: '', text: 'none yet' }], '');
    return;
  }
  if (!page.items.some(item => item.project === state.project)) {
    const wanted = place().get('project');
    const first = page.items.find(item => item.project === wanted) ?? page.items.find(item => item.runs > 0) ?? page.items[0];
    choose(first.project, place().get('run'));
  }
  options($('project'), page.items.map(item => ({ value: item.project, text: item.project })), state.project);
}

function choose(project, run) {
  Object.assign(state, { project, chosenRun: run, followed: null, chosenModel: null, report: null, arrivals: null, limit: PAGE, total: 0 });
  state.runs.clear();
  state.models.clear();
  state.triggers.clear();
  curves.clear();
  charts.classes = new Map();
  remember();
  redraw();
  refresh();
}

/** Reads everything of the project anew. */
async function refresh() {
  const project = state.project;
  const [runs, models, arrivals, triggers] = await Promise.all([
    get(`${within(project, 'runs')}?limit=${state.limit}`),
    get(`${within(project, 'models')}?limit=1000`),
    get(within(project, 'arrivals')),
    get(within(project, 'triggers')),
  ]);
  if (project !== state.project) return;
  runs.items.forEach(run => state.runs.set(run.run, run));
  models.items.forEach(model => state.models.set(model.model, model));
  triggers.items.forEach(trigger => state.triggers.set(trigger.trigger, trigger));
  state.total = runs.total;
  state.arrivals = arrivals;
  follow();
  [showArrivals, showRuns, showModels, showTriggers].forEach(show => later(show.name, show));
}

/** Streams the metrics of the chosen run, or of the newest. */
function follow() {
  const newest = [...state.runs.values()].sort((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt))[0];
  const run = state.chosenRun ?? newest?.run ?? NO_RUN;
  if (run !== state.followed) {
    state.followed = run;
    curves.clear();
    redraw();
    stream.open(state.project, run);
  }
}

// ---- what people do

const actions = {
  show(run) {
    state.chosenRun = run;
    remember();
    follow();
    showRuns();
    $('training').focus();
    $('training').scrollIntoView({ block: 'start', behavior: 'auto' });
  },
  isAsked: run => state.asked.has(run),
  async cancel(run) {
    state.asked.add(run);
    showRuns();
    try {
      await post(within(state.project, 'runs', run, 'cancel'), {});
      note(`Cancelling ${run} was asked for; steps at work stop soon.`);
    } catch (failure) {
      state.asked.delete(run);
      note(failure.message, 'bad');
    }
    showRuns();
  },
};

$('start').addEventListener('submit', async event => {
  event.preventDefault();
  const button = event.submitter;
  button.disabled = true;
  try {
    await post(within(state.project, 'runs'), { kind: $('kind').value });
    note('The run was asked for; it appears here when it is due.');
  } catch (failure) {
    note(failure.message, 'bad');
  } finally {
    button.disabled = false;
  }
});

let noteTimer;

function note(text, tone = '') {
  $('note').className = `note ${tone}`;
  $('note').hidden = false;
  say($('note'), text);
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => ($('note').hidden = true), 12000);
}

$('project').addEventListener('change', () => choose($('project').value, null));
$('run').addEventListener('change', () => {
  state.chosenRun = $('run').value || null;
  remember();
  follow();
  showRuns();
});
$('model').addEventListener('change', () => {
  state.chosenModel = $('model').value || null;
  showModels();
});
$('more').addEventListener('click', () => {
  state.limit += PAGE;
  refresh();
});

function place() {
  return new URLSearchParams(location.hash.slice(1));
}

function remember() {
  const now = new URLSearchParams({ project: state.project, ...(state.chosenRun ? { run: state.chosenRun } : {}) });
  history.replaceState(null, '', `#${now}`);
}

// ---- begin

async function begin() {
  try {
    await loadProjects();
  } catch {
    connection('away');
  }
}

get('about').then(about => ($('ingest').href = about.ingest), () => {});
begin();
setInterval(begin, 5000); // new projects
setInterval(() => {
  later('runs', showRuns);
  later('arrivals', showArrivals);
}, 15000); // "3 min ago" ages
