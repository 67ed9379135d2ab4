package io.scanloop.ingest;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.scanloop.events.Reason;
import io.scanloop.ingest.Refusal.Kind;
import io.scanloop.storage.layout.Contender;
import io.scanloop.storage.layout.Finetuning;
import io.scanloop.storage.layout.Names;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.workflow.dispatch.Budgets;
import io.scanloop.workflow.dispatch.PresetBudget;
import io.scanloop.workflow.dispatch.Regimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a project's configuration must fulfil. */
final class ConfigurationRules {
    private static final int LARGEST_CLASS = 1000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final CronParser CRON = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final List<Reason> faults = new ArrayList<>();

    private ConfigurationRules() {}

    /** Refuses a configuration with all its faults at once. */
    static void check(ProjectConfiguration configuration) {
        var rules = new ConfigurationRules();
        rules.task(configuration);
        rules.contenders(configuration);
        rules.training(configuration);
        rules.gate(configuration);
        rules.finetuning(configuration.finetuningOrDefault());
        if (!rules.faults.isEmpty()) {
            throw new RefusedException(new Refusal(
                    Kind.INVALID,
                    rules.faults.get(0).code(),
                    "a valid configuration",
                    rules.faults.size() == 1 ? "one fault" : rules.faults.size() + " faults",
                    "mend what the reasons say",
                    rules.faults));
        }
    }

    private void task(ProjectConfiguration task) {
        var values = task.classes().stream().map(SegmentedClass::value).toList();
        require(
                !values.isEmpty()
                        && values.size() == Set.copyOf(values).size()
                        && values.stream().allMatch(v -> v >= 1 && v <= LARGEST_CLASS),
                "bad-classes",
                "\"classes\": at least one, with distinct values from 1 to " + LARGEST_CLASS,
                values.toString());
        var names = task.classes().stream().map(SegmentedClass::name).toList();
        require(
                names.stream().allMatch(n -> n != null && !n.isBlank() && n.length() <= 64)
                        && names.size()
                                == new TreeSet<>(names.stream()
                                                .map(String::valueOf)
                                                .toList())
                                        .size(),
                "bad-class-names",
                "a distinct \"name\" of 1 to 64 characters for each class",
                names.toString());
        require(
                !task.contrasts().isEmpty()
                        && task.contrasts().size() <= 16
                        && task.contrasts().stream().allMatch(Names::isContrast)
                        && task.contrasts().size()
                                == Set.copyOf(task.contrasts()).size()
                        && !task.contrasts().contains("study"),
                "bad-contrasts",
                "\"contrasts\": 1 to 16 distinct names, a letter and then letters, digits, _ + -, like T1 (not \"study\")",
                task.contrasts().toString());
        require(
                task.spacing().size() == 3 && task.spacing().stream().allMatch(s -> s >= 0.05 && s <= 50),
                "bad-spacing",
                "\"spacing\": three lengths in mm along X, Y, Z, each from 0.05 to 50",
                task.spacing().toString());
    }

    private void contenders(ProjectConfiguration configuration) {
        var contenders = configuration.contenders();
        require(
                contenders.size() == configuration.methods().size(),
                "bad-comparison",
                "\"comparedWith\": methods, each once, and not the project's own",
                configuration.comparedWith().stream()
                        .map(Contender::words)
                        .toList()
                        .toString());
        var encoder = configuration.finetuningOrDefault().encoder();
        require(
                encoder == null || contenders.size() == 1,
                "bad-encoder",
                "\"encoder\" where one method trains, whose weights these are",
                "one for " + configuration.methods());
        contenders.forEach(contender -> contender(contender, configuration.finetuningOrDefault()));
    }

    private void contender(Contender contender, Finetuning finetuning) {
        boolean isMethod = Budgets.methods().contains(contender.method());
        require(isMethod, "bad-method", "\"method\": one of " + Budgets.methods(), contender.method());
        var presets = isMethod ? Budgets.presets(contender.method()) : Budgets.presets();
        require(
                presets.contains(contender.preset()),
                "bad-preset",
                "\"preset\"%s: one of %s".formatted(isMethod ? " of " + contender.method() : "", presets),
                contender.preset());
        var regime = finetuning.regime();
        boolean hasPretraining = Budgets.of(contender.method(), contender.preset())
                .map(PresetBudget::pretrains)
                .orElse(true);
        require(
                regime == null || hasPretraining || !Regimes.isPretrained(regime),
                "bad-regime",
                "\"regime\": scratch or none, for %s has no pre-training".formatted(contender.method()),
                String.valueOf(regime));
        boolean mayStart = hasPretraining && (regime == null || Regimes.isPretrained(regime));
        require(
                finetuning.encoder() == null || mayStart,
                "bad-encoder",
                "\"encoder\" where the method has a pre-training that it can stand for, and the regime is not scratch",
                "one for %s as %s".formatted(contender.method(), regime == null ? "it is" : regime));
        require(
                !finetuning.hasTeacher() || Budgets.hasTeacher(contender.method()),
                "bad-teacher",
                "\"meanTeacher\" where the method has one",
                contender.method());
        require(
                finetuning.layerDecay() == null || mayStart,
                "bad-layer-decay",
                "\"layerDecay\" where fine-tuning starts from a pre-training, else none",
                String.valueOf(finetuning.layerDecay()));
    }

    private void training(ProjectConfiguration training) {
        var triggers = training.triggers();
        require(
                triggers.newStudies() >= 0 && triggers.newLabelSets() >= 0,
                "bad-triggers",
                "\"newStudies\" and \"newLabelSets\" of 0 (never) or more",
                triggers.newStudies() + " and " + triggers.newLabelSets());
        require(
                isUpTo(triggers.debounce(), Duration.ofDays(1)) && isUpTo(triggers.coolDown(), Duration.ofDays(31)),
                "bad-triggers",
                "\"debounce\" up to a day, \"coolDown\" up to 31, like PT30S",
                triggers.debounce() + " and " + triggers.coolDown());
        require(
                isSchedule(triggers.schedule()),
                "bad-triggers",
                "\"schedule\": five fields of cron like 0 3 * * *, or none",
                String.valueOf(triggers.schedule()));
        require(
                triggers.maxRuns() >= 1 && triggers.maxRuns() <= 100,
                "bad-triggers",
                "\"maxRuns\" from 1 to 100",
                triggers.maxRuns().toString());
        var budget = training.budget();
        require(
                isIterations(budget.pretrainIterations())
                        && isIterations(budget.finetuneIterations())
                        && isIterations(budget.stepIterations()),
                "bad-budget",
                "\"budget\": iterations from 1 to " + MOST_ITERATIONS + ", or none for the preset's",
                budget.toString());
        require(
                training.minimumPatients().values().stream().allMatch(n -> n >= 1),
                "bad-minimum-patients",
                "\"minimumPatients\": at least 1 on each side",
                training.minimumPatients().toString());
    }

    private void gate(ProjectConfiguration configuration) {
        var gate = configuration.gate();
        require(
                isShare(gate.floor()) && isShare(gate.minimumEffect()),
                "bad-gate",
                "\"floor\" and \"minimumEffect\" from 0 to 1, in Dice",
                gate.floor() + " and " + gate.minimumEffect());
        require(
                gate.looks() >= 1 && gate.looks() <= 10_000,
                "bad-gate",
                "\"looks\" from 1 to 10000",
                gate.looks().toString());
    }

    private void finetuning(Finetuning finetuning) {
        var regime = finetuning.regime();
        require(
                regime == null || Regimes.names().contains(regime),
                "bad-regime",
                "\"regime\": one of %s, or none for the method's own".formatted(Regimes.names()),
                String.valueOf(regime));
        var encoder = finetuning.encoder();
        require(
                encoder == null || Names.isProject(encoder),
                "bad-encoder-name",
                "\"encoder\": a name like swin-published, or none",
                "another form");
        var decay = finetuning.layerDecay();
        require(
                decay == null || (decay > 0 && decay <= 1),
                "bad-layer-decay",
                "\"layerDecay\" above 0, at most 1, or none",
                String.valueOf(decay));
        require(
                !finetuning.hasTeacher() || regime == null || Regimes.isTrained(regime),
                "bad-teacher",
                "\"meanTeacher\" where the whole network learns",
                "one with the regime " + regime);
        require(
                !finetuning.hasTeacher() || finetuning.average() == null,
                "bad-teacher",
                "\"average\" or \"meanTeacher\", which is an average itself",
                "both");
        var average = finetuning.average();
        require(
                average == null || (average > 0 && average < 1),
                "bad-average",
                "\"average\" above 0 and below 1, like 0.999, or none",
                String.valueOf(average));
    }

    private static boolean isIterations(@Nullable Integer iterations) {
        return iterations == null || (iterations >= 1 && iterations <= MOST_ITERATIONS);
    }

    private static boolean isShare(double share) {
        return share >= 0 && share <= 1;
    }

    private static boolean isSchedule(@Nullable String schedule) {
        try {
            return schedule == null || CRON.parse(schedule) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isUpTo(Duration duration, Duration limit) {
        return !duration.isNegative() && duration.compareTo(limit) <= 0;
    }

    private void require(boolean holds, String code, String expected, String actual) {
        if (!holds) {
            faults.add(new Reason(code, null, "expected %s, got %s".formatted(expected, actual)));
        }
    }
}
