package io.scanloop.eval;

import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PlannedPhase;
import io.scanloop.events.Point;
import io.scanloop.events.RunKind;
import io.scanloop.events.RunStarted;
import io.scanloop.events.Split;
import io.scanloop.events.StepKind;
import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Gate;
import io.scanloop.storage.layout.LabelManifest;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.ProjectVersion;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.SnapshotLabels;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.storage.layout.Snapshots;
import io.scanloop.storage.layout.StepManifest;
import io.scanloop.storage.layout.StoredVolume;
import io.scanloop.storage.layout.StudyManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Studies of a few voxels with labels and masks, and the runs that come of them, as the other services leave them. */
public final class Cohort {
    private static final PlannedPhase[] PLAN = {
        HandWritten.phase("finetune", StepKind.FINETUNE, 2, 100),
        HandWritten.phase("predict", StepKind.EVALUATE, 1, 3, "finetune")
    };

    private final ObjectStore store;
    private final String project;
    private final ProjectLayout layout;
    private final ObjectRef configuration;
    private final List<SnapshotStudy> studies = new ArrayList<>();
    private final Map<String, float[]> masks = new TreeMap<>();

    public Cohort(ObjectStore store, String project) {
        this(store, project, new Gate(null, null, null, null));
    }

    public Cohort(ObjectStore store, String project, Gate gate) {
        this.store = store;
        this.project = project;
        this.layout = new ProjectLayout(project);
        var classes = List.of(new SegmentedClass(1, "organ"), new SegmentedClass(2, "lesion"));
        var configured = new ProjectConfiguration(
                classes, List.of("T1", "T2"), List.of(1.0, 1.0, 1.0), "amae", "tiny", null, gate, null, null);
        this.configuration = put(
                layout.configuration(1),
                Documents.write(new ProjectVersion(project, 1, 1, "key", HandWritten.START, "local", configured)));
    }

    /** Three labelled patients to learn from, one to choose on, three to be judged on; masks that are partly right. */
    public static Cohort small(ObjectStore store, String project) {
        return small(store, project, new Gate(null, null, null, null));
    }

    public static Cohort small(ObjectStore store, String project, Gate gate) {
        var cohort = new Cohort(store, project, gate);
        for (char patient : "abcd".toCharArray()) {
            cohort.add(patient, 'a', patient == 'd' ? Split.VALIDATION : Split.TRAIN, 0, 0, 1, 1, 2, 2);
        }
        cohort.add('e', 'a', Split.TEST, 0, 0, 1, 1, 2, 2).mask('e', 'a', 0, 0, 1, 1, 2, 2);
        cohort.add('f', 'a', Split.TEST, 0, 0, 1, 1, 0, 0).mask('f', 'a', 0, 0, 1, 0, 0, 0);
        cohort.add('f', 'b', Split.TEST, 0, 0, 1, 1, 0, 0).mask('f', 'b', 0, 0, 1, 1, 0, 0);
        return cohort.add('g', 'a', Split.TEST, 0, 0, 1, 1, 2, 2).mask('g', 'a', 0, 0, 0, 0, 2, 0);
    }

    public ObjectRef configuration() {
        return configuration;
    }

    public static String patient(char patient) {
        return String.valueOf(patient).repeat(16);
    }

    public static String study(char patient, char study) {
        return patient(patient) + "-" + String.valueOf(study).repeat(16);
    }

    /** A study with a T1 whose intensities follow its labels, and an accepted label set. */
    public Cohort add(char patient, char name, Split side, int... labels) {
        var study = study(patient, name);
        var image = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            image[i] = 100 + 50 * labels[i] + 7 * (i % 2);
        }
        var volume = volume(layout.volume(study, "1".repeat(64)), image, NiftiType.FLOAT32);
        var segmentation = volume(layout.volume(study, "2".repeat(64)), floats(labels), NiftiType.UINT8);
        var manifest = put(
                layout.study(study, 1),
                Documents.write(new StudyManifest(
                        project,
                        patient(patient),
                        study,
                        1,
                        HandWritten.START,
                        new TreeMap<>(Map.of("T1", volume)),
                        new TreeMap<>(),
                        "local")));
        var labelled = put(
                layout.labels(study, 1),
                Documents.write(new LabelManifest(
                        project,
                        patient(patient),
                        study,
                        1,
                        "l1",
                        1,
                        "rater",
                        HandWritten.START,
                        segmentation,
                        new TreeMap<>(),
                        "local")));
        studies.add(new SnapshotStudy(
                patient(patient), side, study, 1, List.of("T1"), manifest, new SnapshotLabels("l1", labelled)));
        return this;
    }

    /** What the model makes of a study. */
    public Cohort mask(char patient, char name, int... classes) {
        masks.put(study(patient, name), floats(classes));
        return this;
    }

    /** The events that announce project, studies, labels and sides. */
    public List<Event> arrivals() {
        var events = new ArrayList<Event>();
        events.add(HandWritten.configured(project, configuration));
        for (var study : studies) {
            events.add(HandWritten.assigned(project, study.patient(), study.split()));
            events.add(HandWritten.stored(project, study.patient(), study.study(), "T1"));
            events.add(HandWritten.accepted(project, study.patient(), study.study()));
        }
        return events;
    }

    /** A fine-tuning from its start to its end, its outputs put; five decisions from {@code number} on. */
    public List<Event> run(long number) {
        var run = "r" + number;
        var snapshot = new Snapshots(store).put(project, 1, studies);
        RunStarted started = HandWritten.started(project, number, RunKind.FINETUNE, configuration, snapshot, PLAN);
        var events = new ArrayList<Event>(List.of(started));
        for (int index = 0; index < 2; index++) {
            var step = "finetune-" + index;
            events.add(HandWritten.scheduled(project, number + 1 + index, run, step, StepKind.FINETUNE));
            events.add(HandWritten.committed(
                    project, run, step, StepKind.FINETUNE, "a" + index, finetuned(run, step, "a" + index)));
        }
        events.add(HandWritten.scheduled(project, number + 3, run, "predict-0", StepKind.EVALUATE));
        events.add(HandWritten.committed(
                project, run, "predict-0", StepKind.EVALUATE, "a2", predicted(run, "m" + number)));
        events.add(HandWritten.completed(project, number + 4, run));
        return events;
    }

    private ObjectRef finetuned(String run, String step, String attempt) {
        var weights = put(layout.output(run, step, attempt, "weights-0.safetensors"), new byte[] {1, 2, 3});
        var best = put(layout.output(run, step, attempt, "best-0.safetensors"), new byte[] {4, 5});
        return manifest(run, step, StepKind.FINETUNE, attempt, Map.of("weights-0", weights, "best-0", best));
    }

    private ObjectRef predicted(String run, String model) {
        var outputs = new TreeMap<String, ObjectRef>();
        masks.forEach((study, mask) -> outputs.put(
                "prediction/%s/r1".formatted(study),
                volume(layout.prediction(study, 1, model, "a2"), mask, NiftiType.UINT8)
                        .object()));
        return manifest(run, "predict-0", StepKind.EVALUATE, "a2", outputs);
    }

    /** Puts the points of a step, and the manifest that names them. */
    public ObjectRef measured(String run, String step, StepKind kind, String attempt, List<Point> points) {
        var bytes = new ByteArrayOutputStream();
        try (var lines = new GZIPOutputStream(bytes)) {
            for (var point : points) {
                lines.write(Documents.write(point));
                lines.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var file = put(layout.output(run, step, attempt, "metrics.jsonl.gz"), bytes.toByteArray());
        return manifest(run, step, kind, attempt, Map.of("metrics", file));
    }

    /** Puts the manifest of a step. */
    public ObjectRef manifest(String run, String step, StepKind kind, String attempt, Map<String, ObjectRef> outputs) {
        return put(
                layout.step(run, step),
                Documents.write(new StepManifest(
                        project,
                        run,
                        step,
                        kind,
                        attempt,
                        "worker-1",
                        HandWritten.START,
                        100,
                        new TreeMap<>(outputs),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("threads", "1")),
                        12.5)));
    }

    public ObjectRef put(String key, byte[] bytes) {
        return store.put(key, new ByteArrayInputStream(bytes), bytes.length);
    }

    private StoredVolume volume(String key, float[] voxels, NiftiType type) {
        try {
            var file = Files.createTempFile("volume", ".nii.gz");
            Nifti.write(file, new Volume(new Geometry(voxels.length, 1, 1, Affine.IDENTITY), voxels), type);
            var object = store.put(key, file);
            Files.delete(file);
            return new StoredVolume(
                    object,
                    object.sha256(),
                    "float32",
                    List.of((long) voxels.length, 1L, 1L),
                    List.of(1.0, 1.0, 1.0),
                    List.of(),
                    "RAS",
                    0,
                    300);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(int... numbers) {
        var floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = numbers[i];
        }
        return floats;
    }
}
