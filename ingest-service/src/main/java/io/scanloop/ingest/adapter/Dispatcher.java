package io.scanloop.ingest.adapter;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.scanloop.events.RunDecision;
import io.scanloop.events.RunFailed;
import io.scanloop.events.RunStarted;
import io.scanloop.events.StepScheduled;
import io.scanloop.events.TriggerEvaluated;
import io.scanloop.events.TriggerVerdict;
import io.scanloop.storage.ObjectStore;
import io.scanloop.workflow.dispatch.DispatchListener;
import io.scanloop.workflow.dispatch.DispatchLoop;
import io.scanloop.workflow.dispatch.DispatchSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Hosts the dispatch loop and tells the log what it does. */
@ApplicationScoped
class Dispatcher implements DispatchListener {
    /** Trouble that lasts is told this often. */
    private static final Duration REMINDER = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final DispatchSettings settings;
    private final String bootstrapServers;
    private @Nullable DispatchLoop loop;
    private volatile Instant silentUntil = Instant.EPOCH;

    Dispatcher(
            ObjectStore store,
            IngestConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.store = store;
        this.bootstrapServers = bootstrapServers;
        var dispatch = config.dispatch();
        this.settings = new DispatchSettings(
                DispatchSettings.DEFAULT.group(),
                dispatch.tick(),
                dispatch.silence(),
                dispatch.session(),
                dispatch.recheck());
    }

    /** Starts the loop unless it runs; it waits for the broker by itself. */
    synchronized void start() {
        if (loop == null) {
            loop = DispatchLoop.start(
                    Map.of("bootstrap.servers", bootstrapServers), store, settings, Clock.systemUTC(), this);
        }
    }

    synchronized void stop() {
        if (loop != null) {
            loop.close();
        }
    }

    @Override
    public void owns(Set<Integer> partitions) {
        Log.infof("dispatch answers for partitions=%s", partitions);
    }

    @Override
    public void decided(RunDecision decision) {
        if (decision instanceof RunStarted started) {
            Log.infof(
                    "a run starts project=%s run=%s kind=%s cause=\"%s\"",
                    started.project(),
                    started.run(),
                    started.kind(),
                    started.cause().message());
        } else if (decision instanceof RunFailed failed) {
            Log.warnf(
                    "a run failed project=%s run=%s code=%s reason=\"%s\"",
                    failed.project(), failed.run(), failed.code(), failed.message());
        } else if (decision instanceof StepScheduled step) {
            Log.debugf("a step is sent run=%s step=%s sending=%d", step.run(), step.step(), step.sending());
        } else {
            Log.infof("%s project=%s run=%s", decision.getClass().getSimpleName(), decision.project(), decision.run());
        }
    }

    @Override
    public void evaluated(TriggerEvaluated evaluated) {
        if (evaluated.verdict() == TriggerVerdict.BLOCKED) {
            Log.warnf(
                    "a trigger is blocked project=%s trigger=%s code=%s reason=\"%s\"",
                    evaluated.project(), evaluated.trigger(), evaluated.code(), evaluated.message());
        }
    }

    @Override
    public void unreadable(TopicPartition partition, long offset, RuntimeException cause) {
        Log.warnf("a record is no event of ours and is left out topic=%s offset=%d", partition, offset);
    }

    @Override
    public void troubled(RuntimeException cause) {
        var now = Instant.now();
        if (now.isAfter(silentUntil)) {
            silentUntil = now.plus(REMINDER);
            Log.infof("dispatch waits for broker or store reason=%s", cause.getMessage());
        }
    }

    @Override
    public void stuck(String project, RuntimeException cause) {
        Log.errorf(cause, "a project cannot be dispatched, look at its configuration in the store project=%s", project);
    }

    @Override
    public void stopped(Throwable cause) {
        Log.error("dispatch failed: the service ends, restart it", cause);
        Quarkus.asyncExit(1);
    }
}
