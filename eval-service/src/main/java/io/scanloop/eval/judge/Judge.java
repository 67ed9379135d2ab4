package io.scanloop.eval.judge;

import io.scanloop.eval.Announcer;
import io.scanloop.eval.view.LoopViews;
import io.scanloop.eval.view.RunRecord;
import io.scanloop.events.Event;
import io.scanloop.events.GateVerdict;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepKind;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.ModelManifest;
import io.scanloop.storage.layout.ModelReport;
import io.scanloop.storage.layout.ProjectLayout;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a completed fine-tuning left: manifest and report of the model version, then the events that tell of them.
 *
 * <p>Safe to die anywhere and to be run again, here or on another replica. Documents are put under keys that the run names,
 * and the first put stands: whoever comes later goes by what stands. Events are made from these documents alone and have
 * deterministic ids; only those are sent that the log does not show after everything in it has been read. Two judges at one
 * run at the same time are kept apart by ownership, which is asked for before every send.
 */
public final class Judge {
    private final ObjectStore store;
    private final LoopViews views;
    private final LogBarrier barrier;
    private final Announcer announcer;
    private final Reporting reporting;
    private final Clock clock;

    /**
     * Makes a judge.
     *
     * @param views must know what the barrier waits for
     */
    public Judge(
            ObjectStore store,
            LoopViews views,
            LogBarrier barrier,
            Announcer announcer,
            NiftiLimits limits,
            Clock clock) {
        this.store = store;
        this.views = views;
        this.barrier = barrier;
        this.announcer = announcer;
        this.reporting = new Reporting(store, limits);
        this.clock = clock;
    }

    /** What a call came to. */
    public enum Outcome {
        /** The run is judged now; this call sent at least one event. */
        JUDGED,
        /** It was judged before. */
        STOOD,
        /** It leaves no model version. */
        NO_MODEL
    }

    /**
     * Judges a run of which the log says that it is completed.
     *
     * @param isOurs whether this replica may still speak for the project
     * @throws LostOwnershipException when it may not any more; nothing was sent since
     * @throws io.scanloop.storage.LostObjectException when something that the run left, or was made of, is gone or altered
     * @throws io.scanloop.storage.ObjectStoreException when the store is away: to be tried again
     * @throws io.scanloop.eval.AnnouncementException when the broker is away: to be tried again
     */
    public Outcome judge(String project, String run, BooleanSupplier isOurs) throws InterruptedException {
        if (stands(project, run)) {
            return Outcome.STOOD; // what the log shows stays
        }
        barrier.await();
        var record = views.record(project, run).filter(found -> found.leavesModel() && found.end() != null);
        if (record.isEmpty()) {
            return Outcome.NO_MODEL;
        }
        if (stands(project, run)) {
            return Outcome.STOOD;
        }
        var registry = views.registry(project);
        var model = record.get().model();
        var evaluation = registry.reports().get(model);
        var documents = documents(
                record.get(),
                registry.champion(record.get().started().generation()).orElse(null));
        int look = evaluation == null ? registry.looks(documents.report().panel()) + 1 : evaluation.look();
        var told = new Tidings(record.get(), documents, look);
        send(run, isOurs, registry.registered().contains(model), told::registered);
        send(run, isOurs, evaluation != null, told::evaluation);
        send(run, isOurs, registry.decided().contains(told.decision().id()), told::decision);
        return Outcome.JUDGED;
    }

    /** Whether the log shows all that a judgement of the run has to say. */
    private boolean stands(String project, String run) {
        var registry = views.registry(project);
        return views.record(project, run)
                .map(RunRecord::model)
                .filter(registry.registered()::contains)
                .flatMap(model -> Optional.ofNullable(registry.reports().get(model)))
                .filter(report -> registry.decided()
                        .contains(decisionId(project, report.model(), report.look(), report.verdict())))
                .isPresent();
    }

    private void send(String run, BooleanSupplier isOurs, boolean isTold, Supplier<? extends Event> event) {
        if (isTold) {
            return;
        }
        if (!isOurs.getAsBoolean()) {
            throw new LostOwnershipException(run);
        }
        announcer.announce(event.get());
    }

    static String decisionId(String project, String model, int look, GateVerdict verdict) {
        return verdict == GateVerdict.PROMOTED
                ? "model-promoted/%s/%s".formatted(project, model)
                : "model-rejected/%s/%s/%d".formatted(project, model, look);
    }

    /**
     * Manifest and report as they stand in the store, with the references to them.
     *
     * @param looksPlanned looks that share the error budget of a panel
     */
    record Judgement(
            ModelManifest manifest, ObjectRef manifestRef, ModelReport report, ObjectRef reportRef, int looksPlanned) {}

    private Judgement documents(RunRecord run, @Nullable String champion) {
        var layout = new ProjectLayout(run.started().project());
        var manifestKey = layout.model(run.model());
        var reportKey = layout.report(run.model());
        var evidence = Evidence.gather(store, run);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var manifest = standing(manifestKey, () -> manifest(evidence, now));
        var report = standing(reportKey, () -> reporting.report(evidence, champion, now));
        return new Judgement(
                Documents.read(manifest, ModelManifest.class),
                Documents.reference(manifestKey, manifest),
                Documents.read(report, ModelReport.class),
                Documents.reference(reportKey, report),
                evidence.configuration().gate().looks());
    }

    /** The bytes under a key: what stood there, or else the document. */
    private byte[] standing(String key, Supplier<Object> document) {
        var found = store.get(key);
        if (found.isPresent()) {
            return found.get().bytes();
        }
        var bytes = Documents.write(document.get());
        if (store.putIfAbsent(key, bytes)) {
            return bytes;
        }
        return store.get(key)
                .orElseThrow(() -> new IllegalStateException(
                        "%s was taken and is free again: models and reports are never deleted".formatted(key)))
                .bytes();
    }

    private static ModelManifest manifest(Evidence evidence, Instant now) {
        var started = evidence.started();
        var configuration = evidence.configuration();
        var encoder = evidence.run()
                .steps(StepKind.FINETUNE)
                .get(0)
                .scheduled()
                .order()
                .inputs()
                .get("encoder");
        return new ModelManifest(
                started.project(),
                evidence.model(),
                started.run(),
                started.generation(),
                now,
                started.method(),
                started.preset(),
                configuration.classes(),
                configuration.contrasts(),
                configuration.spacing(),
                evidence.weights(),
                started.configuration(),
                started.snapshot(),
                started.seed(),
                encoder,
                evidence.finetuned().provenance());
    }
}
