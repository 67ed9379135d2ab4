package io.scanloop.cli.trial;

import io.scanloop.learning.random.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Who is trained on and who is judged on; no patient on both sides.
 *
 * @param train studies of the patients that may be trained on, labelled or not, by name
 * @param test labelled studies of the others, by name
 */
record Sides(List<TrialStudy> train, List<TrialStudy> test) {
    private static final String TEST = "test";
    /** So often an order of patients is drawn again that holds a set which was drawn before. */
    private static final int TRIES = 100;

    Sides {
        train = List.copyOf(train);
        test = List.copyOf(test);
    }

    /**
     * Parts the patients. Those that the folder calls {@code validation} are on neither side.
     *
     * @throws IllegalArgumentException when a side is empty or a named patient unknown
     */
    static Sides of(Plan plan, List<TrialStudy> studies) {
        var usable = studies.stream()
                .filter(study -> study.contrasts().keySet().stream().anyMatch(plan.contrasts()::contains))
                .sorted(Comparator.comparing(TrialStudy::name))
                .toList();
        var test = testPatients(plan, usable);
        var sides = new Sides(
                usable.stream()
                        .filter(study -> !test.contains(study.patient()))
                        .filter(study -> study.split() == null || study.split().equals("train"))
                        .toList(),
                usable.stream()
                        .filter(study -> test.contains(study.patient()) && study.isLabelled())
                        .toList());
        if (sides.labelled().isEmpty() || sides.test.isEmpty()) {
            throw new IllegalArgumentException(
                    "a trial needs labelled studies with one of %s to train on and to test on, got %d and %d of %d"
                            .formatted(plan.contrasts(), sides.labelled().size(), sides.test.size(), studies.size()));
        }
        return sides;
    }

    private static Set<String> testPatients(Plan plan, List<TrialStudy> studies) {
        var patients = new TreeSet<String>();
        studies.forEach(study -> patients.add(study.patient()));
        if (!plan.testPatients().isEmpty()) {
            var unknown = new TreeSet<>(plan.testPatients());
            unknown.removeAll(patients);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("the plan tests on %s, the folder has no such patients: it has %s"
                        .formatted(unknown, patients));
            }
            return Set.copyOf(plan.testPatients());
        }
        var said = new HashSet<String>();
        studies.stream().filter(study -> TEST.equals(study.split())).forEach(study -> said.add(study.patient()));
        if (!said.isEmpty()) {
            return said;
        }
        var drawn = shuffled(List.copyOf(patients), CounterRandom.of(plan.seed(), "trial/test"));
        return Set.copyOf(drawn.subList(0, Math.min(plan.testCount(), drawn.size())));
    }

    /** Patients that are judged on, sorted. */
    List<String> testPatients() {
        return test.stream().map(TrialStudy::patient).distinct().sorted().toList();
    }

    /** Labelled studies that may be trained on, by patient. */
    Map<String, List<TrialStudy>> labelled() {
        var byPatient = new TreeMap<String, List<TrialStudy>>();
        train.stream()
                .filter(TrialStudy::isLabelled)
                .forEach(study -> byPatient
                        .computeIfAbsent(study.patient(), unseen -> new ArrayList<>())
                        .add(study));
        return byPatient;
    }

    /**
     * Draws sets of labelled patients, no two of the same patients: other studies of the same people would be no other set.
     * Patients are taken from one order of all of them after the other, so all are used equally often, and sets share as few
     * as can be. More sets begin with those that fewer would be. All patients are one set, with all of their studies.
     *
     * @param count of patients in a set; 0: all
     * @return studies of each set, sorted by name; fewer sets than asked for where there are no more
     */
    List<List<TrialStudy>> sets(Plan plan, int count) {
        var byPatient = labelled();
        var patients = List.copyOf(byPatient.keySet());
        if (count == 0) {
            return List.of(byPatient.values().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(TrialStudy::name))
                    .toList());
        }
        if (count > patients.size()) {
            throw new IllegalArgumentException(
                    "sets of %d labelled patients need as many, the side of training has %d: lower \"labels\""
                            .formatted(count, patients.size()));
        }
        var chance = CounterRandom.of(plan.seed(), "trial/labels", count);
        var sets = new ArrayList<List<TrialStudy>>();
        var seen = new HashSet<Set<String>>();
        var left = List.<String>of();
        for (int barren = 0; sets.size() < plan.sets() && barren < TRIES; ) {
            var order = order(patients, left, count, seen, chance);
            int before = seen.size();
            for (var group : groups(order, count)) {
                if (sets.size() < plan.sets() && seen.add(Set.copyOf(group))) {
                    sets.add(group.stream()
                            .flatMap(patient ->
                                    studies(byPatient.getOrDefault(patient, List.of()), plan, chance).stream())
                            .sorted(Comparator.comparing(TrialStudy::name))
                            .toList());
                }
            }
            left = order.subList(order.size() / count * count, order.size());
            barren = seen.size() > before ? 0 : barren + 1;
        }
        return sets;
    }

    /** All patients once after those that are left of the order before; if that can be, without a set that was drawn. */
    private static List<String> order(
            List<String> patients, List<String> left, int count, Set<Set<String>> seen, RandomGenerator chance) {
        var order = new ArrayList<String>();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var next = shuffled(patients, chance);
            next.sort(Comparator.comparing(left::contains)); // so that a set holds nobody twice
            order.clear();
            order.addAll(left);
            order.addAll(next);
            var drawn = new HashSet<>(seen);
            if (groups(order, count).stream().allMatch(group -> drawn.add(Set.copyOf(group)))) {
                break;
            }
        }
        return order;
    }

    private static List<List<String>> groups(List<String> order, int count) {
        return IntStream.range(0, order.size() / count)
                .mapToObj(group -> order.subList(group * count, (group + 1) * count))
                .toList();
    }

    private static List<TrialStudy> studies(List<TrialStudy> all, Plan plan, RandomGenerator chance) {
        var order = shuffled(all, chance);
        return plan.studiesPerPatient() == 0
                ? order
                : order.subList(0, Math.min(plan.studiesPerPatient(), order.size()));
    }

    private static <T> ArrayList<T> shuffled(List<T> elements, RandomGenerator chance) {
        var order = new ArrayList<>(elements);
        for (int i = order.size() - 1; i > 0; i--) {
            int other = chance.nextInt(i + 1);
            T element = order.get(i);
            order.set(i, order.get(other));
            order.set(other, element);
        }
        return order;
    }
}
