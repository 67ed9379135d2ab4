// The connection to the metric stream. A browser resumes a cut stream by itself, from the position of the last event; where
// the service refused, it gives up, and this begins anew, which the service announces with "reset".

const AGAIN_MILLIS = 2000;
const SILENCE_MILLIS = 35000;

export class Stream {
  /** @param {(state: 'connecting'|'catching-up'|'live'|'away') => void} onState */
  constructor(onState) {
    this.onState = onState;
    this.handlers = new Map();
    setInterval(() => this.watch(), 5000);
  }

  on(name, handler) {
    this.handlers.set(name, handler);
  }

  /** Follows a project, with the metrics of one run. */
  open(project, run) {
    this.close();
    this.url = `/api/v1/metrics/stream?${new URLSearchParams({ project, run })}`;
    this.connect();
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  connect() {
    this.onState('connecting');
    const source = new EventSource(this.url);
    this.source = source;
    source.onopen = () => {
      this.heard = Date.now();
      this.onState('catching-up');
    };
    source.onerror = () => {
      this.onState('away');
      if (source.readyState === EventSource.CLOSED) {
        this.timer = setTimeout(() => this.connect(), AGAIN_MILLIS);
      }
    };
    for (const name of ['reset', 'points', 'committed', 'caught-up', 'run', 'report', 'arrivals', 'trigger']) {
      source.addEventListener(name, event => {
        if (source !== this.source) return;
        this.heard = Date.now();
        if (name === 'caught-up') this.onState('live');
        this.handlers.get(name)?.(JSON.parse(event.data));
      });
    }
  }

  /** A connection that died without a word, as after sleep, is opened again. Heartbeats are no events, so ask. */
  async watch() {
    if (!this.source || this.source.readyState !== EventSource.OPEN) return;
    if (Date.now() - this.heard < SILENCE_MILLIS) return;
    this.heard = Date.now();
    try {
      await fetch('/q/health/live', { cache: 'no-store' });
    } catch {
      this.onState('away');
    }
  }
}
