package io.scanloop.eval.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.scanloop.eval.stream.MetricLog;
import io.scanloop.eval.stream.StepHistory;
import io.scanloop.eval.stream.StreamHub;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.TriggerView;
import io.scanloop.events.EvaluationReport;
import io.scanloop.events.Event;
import io.scanloop.events.MetricBatch;
import io.scanloop.events.ModelEvent;
import io.scanloop.events.RunDecision;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.StepEvent;
import io.scanloop.events.StudyEvent;
import io.scanloop.events.Topic;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.WorkerSeen;
import io.scanloop.storage.ObjectStoreException;
import io.scanloop.workflow.LogFold;
import io.scanloop.workflow.LogListener;
import io.scanloop.workflow.LogPosition;
import io.scanloop.workflow.LoggedEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Keeps the hub of the metric stream fed: with the live tail, and several times a second with what changed in the views. */
final class LiveStream implements LogListener, AutoCloseable {
    private static final long TICK_MILLIS = 250;

    private final LoopViews views;
    private final StepHistory history;
    private final MetricLog log;
    private final Map<String, String> connection;
    private final long windowBytes;
    private final Consumer<StreamHub> whenReady;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "live-stream");
        thread.setDaemon(true);
        return thread;
    });
    /** What changed since the last tick; each said once, however often it changed. */
    private final Set<Change> changes = new LinkedHashSet<>();

    private volatile @Nullable StreamHub hub;
    private volatile @Nullable LogFold tail;

    /** Something of which clients are told how it stands now. */
    private interface Change {
        void tell(StreamHub hub);
    }

    private record RunChange(LoopViews views, String project, String run) implements Change {
        @Override
        public void tell(StreamHub hub) {
            views.findRun(project, run).ifPresent(view -> hub.tell("run", project, view));
        }
    }

    private record ModelChange(LoopViews views, String project, String model) implements Change {
        @Override
        public void tell(StreamHub hub) {
            views.findModel(project, model).ifPresent(view -> hub.tell("report", project, view));
        }
    }

    private record ArrivalChange(LoopViews views, String project) implements Change {
        @Override
        public void tell(StreamHub hub) {
            views.findArrivals(project).ifPresent(view -> hub.tell("arrivals", project, view));
        }
    }

    private record TriggerChange(TriggerEvaluated event) implements Change {
        @Override
        public void tell(StreamHub hub) {
            hub.tell("trigger", event.project(), TriggerView.of(event));
        }
    }

    private record StepChange(LoopViews views, StepHistory history, StepCompleted event) implements Change {
        @Override
        public void tell(StreamHub hub) {
            views.committed(event).ifPresent(step -> {
                Integer points = null;
                try {
                    points = history.count(step);
                } catch (ObjectStoreException e) {
                    Log.infof("points of a step could not be counted step=%s reason=%s", step.step(), e.getMessage());
                }
                hub.committed(step, points);
            });
        }
    }

    /**
     * Begins once the views are complete.
     *
     * @param whenReady gets the hub once it may be subscribed to
     */
    LiveStream(
            LoopViews views,
            StepHistory history,
            MetricLog log,
            Map<String, String> connection,
            long windowBytes,
            Consumer<StreamHub> whenReady) {
        this.views = views;
        this.history = history;
        this.log = log;
        this.connection = connection;
        this.windowBytes = windowBytes;
        this.whenReady = whenReady;
        var unused = ticker.scheduleWithFixedDelay(
                this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS); // a tick catches what it may meet
    }

    /** Notes what an event changed, after the views took it in. */
    void changed(Event event) {
        if (hub == null) {
            return; // nobody listens yet
        }
        change(event).forEach(change -> {
            synchronized (changes) {
                changes.add(change);
            }
        });
    }

    private List<Change> change(Event event) {
        if (event instanceof StepCompleted done) {
            return List.of(new RunChange(views, done.project(), done.run()), new StepChange(views, history, done));
        } else if (event instanceof StepEvent step) {
            return List.of(new RunChange(views, step.project(), step.run()));
        } else if (event instanceof RunDecision decision) {
            return List.of(new RunChange(views, decision.project(), decision.run()));
        } else if (event instanceof WorkerSeen worker) {
            return worker.run() == null ? List.of() : List.of(new RunChange(views, worker.project(), worker.run()));
        } else if (event instanceof StudyEvent study) {
            return List.of(new ArrivalChange(views, study.project()));
        } else if (event instanceof ModelEvent model) {
            return List.of(new ModelChange(views, model.project(), model.model()));
        } else if (event instanceof EvaluationReport report) {
            return List.of(new ModelChange(views, report.project(), report.model()));
        }
        return event instanceof TriggerEvaluated trigger ? List.of(new TriggerChange(trigger)) : List.of();
    }

    private void tick() {
        try {
            var current = hub;
            if (current == null) {
                begin();
                return;
            }
            List<Change> now;
            synchronized (changes) {
                now = List.copyOf(changes);
                changes.clear();
            }
            now.forEach(change -> change.tell(current));
        } catch (KafkaException e) {
            Log.infof("the broker does not answer, the metric stream waits reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            stopped(e);
        }
    }

    private void begin() {
        if (!views.isComplete()) {
            return;
        }
        var start = log.end();
        var made = new StreamHub(log, views, history, start, windowBytes);
        hub = made;
        tail = LogFold.start(
                connection,
                Set.of(Topic.METRICS_TRAINING),
                new LogPosition(KafkaMetricLog.offsets(start.before(StreamHub.WARM_UP))),
                this);
        whenReady.accept(made);
    }

    @Override
    public void on(LoggedEvent logged) {
        var current = hub;
        if (current != null && logged.event() instanceof MetricBatch batch) {
            current.on(batch, logged.partition().partition(), logged.offset());
        }
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        Log.warnf("a record is no event of ours and is left out topic=%s offset=%d", partition, offset);
    }

    @Override
    public void troubled(RuntimeException cause) {
        Log.infof("the broker does not answer, the live tail stands still reason=%s", cause.getMessage());
    }

    @Override
    public void stopped(Throwable cause) {
        Log.error("the metric stream can no longer be kept: the service ends, restart it", cause);
        Quarkus.asyncExit(1);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        var current = tail;
        if (current != null) {
            current.close();
        }
    }
}
