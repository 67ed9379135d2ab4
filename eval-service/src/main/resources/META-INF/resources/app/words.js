// Numbers and times for people.

export const dice = value => (value === null || value === undefined ? '–' : value.toFixed(3));

export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(2);
  return value.toPrecision(4).replace(/\.?0+$/, '');
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

export function ago(time) {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

const CONTRACTED = { pretrain: 'pre-training', finetune: 'fine-tuning', predict: 'prediction', cycle: 'full cycle' };
export const phrase = name => CONTRACTED[name] ?? name;

/** Names of classes for keys like validation/dice/3. */
export function metric(key, classes) {
  const last = key.split('/').pop();
  return classes.get(Number(last)) ?? (/^\d+$/.test(last) ? `class ${last}` : last);
}
