package io.scanloop.ingest;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.ProjectConfigured;
import io.scanloop.ingest.Receipt.Outcome;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.Sha256;
import io.scanloop.storage.layout.Documents;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.Numbered;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.ProjectVersion;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The projects and the versions of their configuration. */
public final class Projects {
    private final Installation installation;
    private final ObjectStore store;
    private final Outbox outbox;
    private final Clock clock;
    /** Versions never change and are never skipped, so what was seen last is where to look on from. */
    private final Map<String, ProjectVersion> lastSeen = new ConcurrentHashMap<>();

    Projects(Installation installation, ObjectStore store, Outbox outbox, Clock clock) {
        this.installation = installation;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Makes this the project's configuration. The same configuration again changes nothing.
     *
     * @throws RefusedException naming every fault of the configuration
     */
    public Receipt<ProjectVersion> configure(String project, ProjectConfiguration configuration, String actor) {
        var layout = layout(project);
        ConfigurationRules.check(configuration);
        while (true) {
            var standing = find(layout);
            if (standing.isPresent() && standing.get().configuration().equals(configuration)) {
                return new Receipt<>(Outcome.UNCHANGED, standing.get());
            }
            var next = next(layout, configuration, standing, encoder(layout, configuration), actor);
            var key = layout.configuration(next.version());
            var bytes = Documents.write(next);
            var event = new ProjectConfigured(
                    "project-configured/%s/v%d".formatted(project, next.version()),
                    next.at(),
                    project,
                    next.version(),
                    next.generation(),
                    new ObjectRef(key, Sha256.of(bytes), bytes.length),
                    actor);
            var committed = outbox.commit(key, bytes, event);
            if (committed.isPresent()) {
                return Receipt.of(outbox.announce(committed.get()), next);
            }
        }
    }

    private ProjectVersion next(
            ProjectLayout project,
            ProjectConfiguration configuration,
            Optional<ProjectVersion> standing,
            @Nullable ObjectRef encoder,
            String actor) {
        int generation = standing.map(s -> s.generation() + (s.configuration().isOtherTaskThan(configuration) ? 1 : 0))
                .orElse(1);
        return new ProjectVersion(
                project.project(),
                standing.map(ProjectVersion::version).orElse(0) + 1,
                generation,
                installation.key().id(),
                clock.instant(),
                actor,
                configuration,
                encoder);
    }

    /** The published weights that a configuration names: a version holds on to what they are. */
    private @Nullable ObjectRef encoder(ProjectLayout project, ProjectConfiguration configuration) {
        var name = configuration.finetuningOrDefault().encoder();
        if (name == null) {
            return null;
        }
        var key = project.encoder(name);
        return store.get(key)
                .map(manifest -> Documents.reference(key, manifest.bytes()))
                .orElseThrow(() -> RefusedException.of(
                        Kind.INVALID,
                        "unknown-encoder",
                        "\"encoder\": the name of weights that were stored",
                        "\"%s\"".formatted(name),
                        "send them first with POST /api/v1/projects/%s/encoders".formatted(project.project())));
    }

    /**
     * The latest version.
     *
     * @throws RefusedException when there is no such project
     */
    public ProjectVersion current(String project) {
        return find(layout(project))
                .orElseThrow(() -> RefusedException.of(
                        Kind.UNKNOWN,
                        "unknown-project",
                        "a project that was configured",
                        "\"%s\"".formatted(project),
                        "make it with PUT /api/v1/projects/%s, or look for its name with GET /api/v1/projects"
                                .formatted(project)));
    }

    /** One version, or empty when there is none of that number. */
    public Optional<ProjectVersion> version(String project, int version) {
        return Documents.read(store, layout(project).configuration(version), ProjectVersion.class);
    }

    /**
     * The keys of a project.
     *
     * @throws RefusedException when the name is not one that a project can have
     */
    ProjectLayout layout(String project) {
        if (!Names.isProject(project)) {
            throw RefusedException.of(
                    Kind.INVALID,
                    "bad-project-name",
                    "lower-case words of letters and digits joined by hyphens, at most 40 characters",
                    "another form",
                    "use a name like brain-mr");
        }
        return new ProjectLayout(project);
    }

    private Optional<ProjectVersion> find(ProjectLayout project) {
        var known = lastSeen.get(project.project());
        int knownVersion = known == null ? 0 : known.version();
        int last = new Numbered(store, project::configuration).lastFrom(knownVersion);
        if (last == knownVersion) {
            return Optional.ofNullable(known);
        }
        var found = Documents.read(store, project.configuration(last), ProjectVersion.class);
        found.ifPresent(this::checkKey);
        found.ifPresent(version -> lastSeen.put(project.project(), version));
        return found;
    }

    private void checkKey(ProjectVersion version) {
        if (!version.keyId().equals(installation.key().id())) {
            throw new IllegalStateException("project %s is pseudonymous under installation key %s, this one is %s"
                    .formatted(
                            version.project(),
                            version.keyId(),
                            installation.key().id()));
        }
    }
}
