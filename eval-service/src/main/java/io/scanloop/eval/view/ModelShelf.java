package io.scanloop.eval.view;

import io.scanloop.events.EvaluationReport;
import io.scanloop.events.ModelEvent;
import io.scanloop.events.ModelPromoted;
import io.scanloop.events.ModelRegistered;
import io.scanloop.events.ModelRejected;
import io.scanloop.events.ModelRolledBack;
import io.scanloop.events.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The model versions of one project. */
final class ModelShelf {
    private final Map<String, ModelRegistered> registered = new LinkedHashMap<>();
    private final Map<String, EvaluationReport> reports = new HashMap<>();
    private final Set<String> decided = new HashSet<>();
    private final Map<Integer, String> champions = new HashMap<>();

    void on(ModelEvent event) {
        if (event instanceof ModelRegistered model) {
            registered.putIfAbsent(model.model(), model);
        } else if (event instanceof ModelPromoted promoted) {
            if (decided.add(promoted.id())) { // told again it must not undo a rollback
                champions.put(promoted.generation(), promoted.model());
            }
        } else if (event instanceof ModelRejected rejected) {
            decided.add(rejected.id());
        } else if (event instanceof ModelRolledBack back && decided.add(back.id())) {
            champions.put(back.generation(), back.model());
        }
    }

    void on(EvaluationReport report) {
        reports.putIfAbsent(report.model(), report);
    }

    Registry registry() {
        return new Registry(
                Set.copyOf(registered.keySet()), Map.copyOf(reports), Set.copyOf(decided), Map.copyOf(champions));
    }

    int count() {
        return registered.size();
    }

    @Nullable
    String champion(int generation) {
        return champions.get(generation);
    }

    @Nullable
    String ofRun(String run) {
        return registered.values().stream()
                .filter(model -> model.run().equals(run))
                .map(ModelRegistered::model)
                .findFirst()
                .orElse(null);
    }

    Optional<ModelView> view(String model) {
        return Optional.ofNullable(registered.get(model)).map(this::view);
    }

    /** What is needed to run a model version. */
    Optional<ObjectRef> manifest(String model) {
        return Optional.ofNullable(registered.get(model)).map(ModelRegistered::manifest);
    }

    /** The newest first. */
    List<ModelView> views() {
        var views = new ArrayList<ModelView>();
        registered.values().forEach(model -> views.add(0, view(model)));
        return views;
    }

    private ModelView view(ModelRegistered model) {
        var report = reports.get(model.model());
        return new ModelView(
                model.model(),
                model.project(),
                model.run(),
                model.generation(),
                model.method(),
                model.preset(),
                model.model().equals(champions.get(model.generation())) ? "champion" : null,
                report == null ? null : report.dice(),
                report == null ? null : report.low(),
                report == null ? null : report.high(),
                report == null ? null : report.baselineDice(),
                model.at(),
                report == null ? null : report.verdict());
    }
}
