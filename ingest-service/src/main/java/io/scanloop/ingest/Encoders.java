package io.scanloop.ingest;

import io.scanloop.events.EncoderStored;
import io.scanloop.events.ObjectRef;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.EncoderManifest;
import io.scanloop.storage.layout.Names;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Published weights that a project may start from, by their names; under a name they never change. */
public final class Encoders {
    private final Projects projects;
    private final StudyCatalog catalog;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;

    Encoders(Projects projects, StudyCatalog catalog, ObjectStore store, Outbox outbox, Clock clock) {
        this.projects = projects;
        this.catalog = catalog;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Takes weights in. The same under the same name change nothing.
     *
     * @param file stays the caller's to close
     * @throws RefusedException when there is no such project, the name is taken by others or none, or the file is neither
     *     safetensors nor {@code .npz}
     */
    public Receipt<EncoderManifest> receive(String projectName, EncoderRequest request, Spool file, String actor) {
        var project = projects.layout(projects.current(projectName).project());
        var name = name(request.name());
        var found = EncoderFile.of(file);
        var key = project.encoder(name);
        while (true) {
            var standing = Documents.read(store, key, EncoderManifest.class);
            if (standing.isPresent()) {
                return unchanged(standing.get(), file);
            }
            var weights = store.put(project.encoderWeights(file.sha256()), file.file());
            var manifest = new EncoderManifest(
                    project.project(), name, clock.instant(), found.format(), found.tensors(), weights, actor);
            var bytes = Documents.write(manifest);
            var committed = outbox.commit(key, bytes, stored(manifest, Documents.reference(key, bytes)));
            if (committed.isPresent()) {
                return Receipt.of(outbox.announce(committed.get()), manifest);
            }
        }
    }

    /**
     * Those that were announced, by name.
     *
     * @param after the name after which to begin; "" for the first
     * @param limit most to return
     */
    public List<EncoderManifest> list(String projectName, String after, int limit) {
        return catalog.encoders(projects.current(projectName).project()).stream()
                .filter(stored -> stored.encoder().compareTo(after) > 0)
                .limit(limit)
                .map(stored -> Documents.redeem(store, stored.manifest(), EncoderManifest.class))
                .toList();
    }

    private static Receipt<EncoderManifest> unchanged(EncoderManifest standing, Spool file) {
        if (!standing.object().sha256().equals(file.sha256())) {
            throw RefusedException.of(
                    Kind.CONFLICT,
                    "other-weights",
                    "the same weights again under the name \"%s\"".formatted(standing.encoder()),
                    "others",
                    "choose another name: what was trained from the first must stay what it was");
        }
        return new Receipt<>(Outcome.UNCHANGED, standing);
    }

    private static EncoderStored stored(EncoderManifest manifest, ObjectRef reference) {
        return new EncoderStored(
                "encoder-stored/%s/%s".formatted(manifest.project(), manifest.encoder()),
                manifest.at(),
                manifest.project(),
                manifest.encoder(),
                reference,
                manifest.actor());
    }

    private static String name(@Nullable String name) {
        if (name == null || !Names.isProject(name)) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-encoder-name",
                    "a \"name\": lower-case words of letters and digits joined by hyphens, at most 40 characters",
                    name == null ? "none" : "another form",
                    "use a name like swin-published");
        }
        return name;
    }
}
