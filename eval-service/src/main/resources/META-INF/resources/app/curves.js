// The points of one run. A point is named by phase, metric and iteration, so none can be there twice, whatever is told again.

export class Curves {
  constructor() {
    this.clear();
  }

  clear() {
    this.phases = new Map(); // phase -> metric -> { steps: [], values: [], at: Map(step -> index) }
    this.winners = new Map(); // step -> attempt
    this.counts = new Map(); // step -> Set of "metric@iteration"
  }

  /** Takes points of an attempt at a step. What an attempt that lost tells late does not replace anything. */
  add(batch) {
    const winner = this.winners.get(batch.stepId);
    const isLoser = winner !== undefined && winner !== batch.attempt;
    for (const point of batch.points) {
      const curve = this.curve(batch.phase, point.key);
      const value = Number.isFinite(point.value) ? point.value : null;
      const index = curve.at.get(point.step);
      if (index === undefined) insert(curve, point.step, value);
      else if (!isLoser) curve.values[index] = value;
      this.count(batch.stepId).add(`${point.key}@${point.step}`);
    }
  }

  committed(step, attempt) {
    this.winners.set(step, attempt);
  }

  /** How many points of a step are here. */
  size(step) {
    return this.count(step).size;
  }

  count(step) {
    if (!this.counts.has(step)) this.counts.set(step, new Set());
    return this.counts.get(step);
  }

  curve(phase, key) {
    if (!this.phases.has(phase)) this.phases.set(phase, new Map());
    const metrics = this.phases.get(phase);
    if (!metrics.has(key)) metrics.set(key, { steps: [], values: [], at: new Map() });
    return metrics.get(key);
  }

  find(phase, key) {
    return this.phases.get(phase)?.get(key);
  }

  /** Metrics of a phase whose names begin so. */
  keys(phase, prefix) {
    return [...(this.phases.get(phase)?.keys() ?? [])].filter(key => key.startsWith(prefix)).sort();
  }

  get points() {
    let points = 0;
    this.counts.forEach(count => (points += count.size));
    return points;
  }
}

function insert(curve, step, value) {
  const { steps, values, at } = curve;
  if (steps.length === 0 || step > steps[steps.length - 1]) {
    at.set(step, steps.length);
    steps.push(step);
    values.push(value);
    return;
  }
  let low = 0;
  for (let high = steps.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  steps.splice(low, 0, step);
  values.splice(low, 0, value);
  for (let index = low; index < steps.length; index++) at.set(steps[index], index);
}
