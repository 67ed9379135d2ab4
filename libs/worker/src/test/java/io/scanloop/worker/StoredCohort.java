package io.scanloop.worker;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Priority;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.events.StepOrder;
import io.scanloop.events.StepReady;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.PhantomCohort;
import io.scanloop.imaging.VolumeFacts;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.EncoderManifest;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Snapshots;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A project with studies in a store, as intake leaves them, and the orders that dispatch would send for it. */
public final class StoredCohort {
    public static final String PROJECT = "phantoms";
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final ObjectStore store;
    private final ProjectLayout layout = new ProjectLayout(PROJECT);
    private final List<SnapshotStudy> studies = new ArrayList<>();
    private final List<Double> spacing;
    private int version = 1;
    private Finetuning finetuning = Finetuning.DEFAULT;
    private @Nullable ObjectRef encoder;

    /** @param spacing at which networks work, in mm */
    public StoredCohort(ObjectStore store, double... spacing) {
        this.store = store;
        this.spacing = Arrays.stream(spacing).boxed().toList();
    }

    /** Phantoms of so many patients, labelled, one study each. */
    public void addPhantoms(Path folder, List<Split> sides, long seed) throws IOException {
        PhantomCohort.write(folder, sides.size(), seed);
        for (int n = 0; n < sides.size(); n++) {
            var study = folder.resolve("phantom-%03d-1".formatted(n + 1));
            var contrasts = new TreeMap<String, Path>();
            for (var contrast : List.of("T1", "T2", "FLAIR")) {
                var file = study.resolve(contrast + ".nii.gz");
                if (Files.exists(file)) {
                    contrasts.put(contrast, file);
                }
            }
            add(sides.get(n), contrasts, study.resolve("labels.nii.gz"));
        }
    }

    /** Stores a study of the next patient. */
    public SnapshotStudy add(Split side, SortedMap<String, Path> contrasts, @Nullable Path labels) {
        int n = studies.size();
        var patient = ("patient" + (char) ('a' + n) + "22222222");
        var study = patient + "-" + "study222222222" + (char) ('a' + n * 7 % 26) + "2";
        var volumes = new TreeMap<String, StoredVolume>();
        contrasts.forEach((contrast, file) -> volumes.put(contrast, volume(study, file)));
        var manifest = new StudyManifest(PROJECT, patient, study, 1, AT, volumes, new TreeMap<>(), "test");
        var stored = new SnapshotStudy(
                patient,
                side,
                study,
                1,
                List.copyOf(contrasts.keySet()),
                put(layout.study(study, 1), manifest),
                labels == null ? null : labels(patient, study, labels));
        studies.add(stored);
        return stored;
    }

    private SnapshotLabels labels(String patient, String study, Path file) {
        var manifest = new LabelManifest(
                PROJECT, patient, study, 1, "l1", 1, "a", AT, volume(study, file), new TreeMap<>(), "test");
        return new SnapshotLabels("l1", put(layout.labels(study, 1), manifest));
    }

    private StoredVolume volume(String study, Path file) {
        try {
            var facts = VolumeFacts.scan(file, NiftiLimits.DEFAULT);
            var geometry = facts.header().geometry();
            var draft = store.put("drafts/" + study, file);
            return new StoredVolume(
                    store.put(layout.volume(study, draft.sha256()), file),
                    facts.contentSha256(),
                    facts.header().type().toString(),
                    Arrays.stream(geometry.shape()).asLongStream().boxed().toList(),
                    Arrays.stream(geometry.spacing()).boxed().toList(),
                    Arrays.stream(geometry.affine().rows())
                            .map(row -> Arrays.stream(row).boxed().toList())
                            .toList(),
                    geometry.orientation(),
                    facts.minimum(),
                    facts.maximum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ObjectRef put(String key, Object document) {
        var bytes = Documents.write(document);
        store.putIfAbsent(key, bytes);
        return Documents.reference(key, bytes);
    }

    public List<SnapshotStudy> studies() {
        return List.copyOf(studies);
    }

    public ObjectRef snapshot() {
        return new Snapshots(store).put(PROJECT, 1, studies);
    }

    /** The next version of the configuration, for the steps that are made from now on. */
    public void finetune(Finetuning other) {
        version++;
        finetuning = other;
    }

    /** As {@link #finetune}, from published weights of that name. */
    public void startFrom(String name, Path file, Finetuning other) {
        finetune(other);
        var draft = store.put("drafts/" + name, file);
        var weights = store.put(layout.encoderWeights(draft.sha256()), file);
        encoder = put(layout.encoder(name), new EncoderManifest(PROJECT, name, AT, "npz", 1, weights, "test"));
    }

    private ObjectRef configuration() {
        var configuration = new ProjectConfiguration(
                List.of(
                        new SegmentedClass(3, "cerebellum"), // class index 1 is value 3
                        new SegmentedClass(1, "ventricle"),
                        new SegmentedClass(2, "nucleus"),
                        new SegmentedClass(4, "lesion")),
                List.of("T1", "T2", "FLAIR"),
                spacing,
                null,
                null,
                null,
                null,
                null,
                null,
                finetuning,
                null);
        return put(
                layout.configuration(version),
                new ProjectVersion(PROJECT, version, 1, "key", AT, "test", configuration, encoder));
    }

    /** The order for a step of {@code iterations} that is number {@code index} of its phase. */
    public StepReady step(
            String method, String run, StepKind kind, int index, int iterations, Map<String, ObjectRef> inputs) {
        return step(method, run, kind, index, iterations, (long) (index + 1) * iterations, inputs);
    }

    /** As above; the phase has {@code total} iterations. */
    public StepReady step(
            String method,
            String run,
            StepKind kind,
            int index,
            int iterations,
            long total,
            Map<String, ObjectRef> inputs) {
        var phase = kind == StepKind.EVALUATE ? "predict" : kind.name().toLowerCase(Locale.ROOT);
        var order = new StepOrder(
                method,
                "tiny",
                phase,
                index,
                0,
                1,
                (long) index * iterations,
                iterations,
                total,
                17,
                configuration(),
                snapshot(),
                inputs);
        var step = phase + "-" + index;
        return new StepReady(
                "step-ready/%s/%s/%s/1".formatted(PROJECT, run, step),
                AT,
                PROJECT,
                run,
                step,
                kind,
                Priority.NORMAL,
                1,
                order,
                null);
    }

    /** The same step, to be continued. */
    public static StepReady continued(StepReady step, @Nullable ObjectRef progress) {
        return new StepReady(
                step.id(),
                step.at(),
                step.project(),
                step.run(),
                step.step(),
                step.kind(),
                step.priority(),
                step.sending(),
                step.order(),
                progress);
    }
}
