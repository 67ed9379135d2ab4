package io.scanloop.eval.view;

import io.scanloop.eval.Refusal;
import io.scanloop.eval.RefusedException;
import io.scanloop.eval.stream.CommittedStep;
import io.scanloop.eval.stream.LoopHistory;
import io.scanloop.eval.stream.StreamFilter;
import io.scanloop.events.Event;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.StepCompleted;
import io.scanloop.events.Topic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is shown, folded from the log. It lags the log by milliseconds; events may come twice. */
public final class LoopViews implements LoopHistory {
    /** The topics that it is to be fed with. */
    public static final Set<Topic> TOPICS = Set.of(
            Topic.PROJECTS,
            Topic.STUDIES,
            Topic.RUNS,
            Topic.STEP_EVENTS,
            Topic.WORKERS,
            Topic.TRIGGERS,
            Topic.MODELS,
            Topic.METRICS_EVALUATION);

    private final Map<String, ProjectLog> projects = new TreeMap<>();
    private boolean isComplete;

    /** Takes in an event of the log. */
    public synchronized void on(Event event) {
        if (!event.project().equals(Event.NO_PROJECT)) {
            projects.computeIfAbsent(event.project(), name -> new ProjectLog()).on(event);
        }
    }

    /** From now on questions are answered: what was in the log at the start has been taken in. */
    public synchronized void complete() {
        isComplete = true;
    }

    /** Whether questions are answered. */
    public synchronized boolean isComplete() {
        return isComplete;
    }

    /** All projects by name. */
    public synchronized Page<ProjectView> projects(String after, int limit) {
        requireComplete();
        var all = projects.values().stream().flatMap(log -> log.view().stream()).toList();
        return Page.of(all, ProjectView::project, after, limit);
    }

    /**
     * Checks that there is such a project.
     *
     * @throws RefusedException when there is none, or the log is not read yet
     */
    public synchronized void requireProject(String project) {
        var unused = log(project);
    }

    /** Runs of a project, the newest first. */
    public synchronized Page<RunView> runs(String project, String after, int limit) {
        return Page.of(log(project).runViews(), RunView::run, after, limit);
    }

    /** A run. */
    public synchronized RunView run(String project, String run) {
        return log(project).runView(run).orElseThrow(() -> unknown("run", "runs"));
    }

    /** A run as it stands, for those who push it; empty when it has not started. */
    public synchronized Optional<RunView> findRun(String project, String run) {
        return find(project).flatMap(log -> log.runView(run));
    }

    /** Model versions of a project, the newest first. */
    public synchronized Page<ModelView> models(String project, String after, int limit) {
        return Page.of(log(project).models().views(), ModelView::model, after, limit);
    }

    /** A model version. */
    public synchronized ModelView model(String project, String model) {
        return log(project).models().view(model).orElseThrow(() -> unknown("model version", "models"));
    }

    /** The manifest of a model version: a {@code ModelManifest}. */
    public synchronized ObjectRef manifest(String project, String model) {
        return log(project).models().manifest(model).orElseThrow(() -> unknown("model version", "models"));
    }

    /** A model version as it stands; empty when it is not registered. */
    public synchronized Optional<ModelView> findModel(String project, String model) {
        return find(project).flatMap(log -> log.models().view(model));
    }

    /** What each trigger of a project said last. */
    public synchronized Page<TriggerView> triggers(String project) {
        var all = log(project).triggers();
        return new Page<>(all, null, all.size());
    }

    /** What came in for a project. */
    public synchronized Arrivals arrivals(String project) {
        return log(project).arrivals();
    }

    /** What came in; empty while the project is not configured. */
    public synchronized Optional<Arrivals> findArrivals(String project) {
        return find(project).filter(ProjectLog::isConfigured).map(ProjectLog::arrivals);
    }

    /** The facts of a run; empty when it has not started. */
    public synchronized Optional<RunRecord> record(String project, String run) {
        return find(project).flatMap(log -> log.startedRun(run)).flatMap(RunLog::record);
    }

    /** What the log says of a project's models. */
    public synchronized Registry registry(String project) {
        return find(project).map(log -> log.models().registry()).orElse(Registry.EMPTY);
    }

    private Optional<ProjectLog> find(String project) {
        return Optional.ofNullable(projects.get(project));
    }

    private ProjectLog log(String project) {
        requireComplete();
        @Nullable ProjectLog log = projects.get(project);
        if (log == null || !log.isConfigured()) {
            throw RefusedException.of(
                    Refusal.Kind.UNKNOWN,
                    "unknown-project",
                    "a project that is configured",
                    "one that is not",
                    "list them with GET /api/v1/projects; configure one at ingest-service");
        }
        return log;
    }

    private static RefusedException unknown(String what, String list) {
        return RefusedException.of(
                Refusal.Kind.UNKNOWN,
                "unknown-" + what.replace(' ', '-'),
                "a %s of the project".formatted(what),
                "none of its names",
                "list them with GET /api/v1/projects/<project>/" + list);
    }

    private void requireComplete() {
        if (!isComplete) {
            throw RefusedException.of(
                    Refusal.Kind.UNAVAILABLE,
                    "views-not-ready",
                    "a service that has read the log",
                    "one that is still reading, or that waits for the broker",
                    "ask again in a few seconds");
        }
    }

    @Override
    public synchronized List<CommittedStep> committed(StreamFilter filter) {
        return wanted(filter).flatMap(run -> run.committedSteps().stream()).toList();
    }

    @Override
    public synchronized Optional<Instant> openSince(StreamFilter filter) {
        return wanted(filter).flatMap(run -> run.openSince().stream()).min(Comparator.naturalOrder());
    }

    /** The committed step that an event tells of; empty while its run is not known. */
    public synchronized Optional<CommittedStep> committed(StepCompleted event) {
        return find(event.project())
                .flatMap(log -> log.startedRun(event.run()))
                .flatMap(run -> run.committedStep(event.step()));
    }

    private Stream<RunLog> wanted(StreamFilter filter) {
        return projects.values().stream()
                .flatMap(log -> log.startedRuns().stream())
                .filter(run -> run.started()
                        .filter(start -> filter.takesRun(start.project(), start.run()))
                        .isPresent());
    }
}
