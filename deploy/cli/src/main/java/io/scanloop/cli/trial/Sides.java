package io.scanloop.cli.trial;

import io.scanloop.learning.random.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Who is trained on and who is judged on; no patient on both sides.
 *
 * @param train studies of the patients that may be trained on, labelled or not, by name
 * @param test labelled studies of the others, by name
 */
record Sides(List<TrialStudy> train, List<TrialStudy> test) {
    private static final String TEST = "test";
    /** So often a set is drawn again that was drawn before. */
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
     * Draws sets of labelled studies. Patients are taken from one order of all of them after the other, so all are used
     * equally often, and sets share as few as can be; none is drawn twice while there are others. More sets begin with those
     * that fewer would be.
     *
     * @param count of patients in a set; 0: all
     * @return each sorted by name
     */
    List<List<TrialStudy>> sets(Plan plan, int count) {
        var byPatient = labelled();
        var patients = List.copyOf(byPatient.keySet());
        int size = count == 0 ? patients.size() : count;
        if (size > patients.size()) {
            throw new IllegalArgumentException(
                    "sets of %d labelled patients need as many, the side of training has %d: lower \"labels\""
                            .formatted(size, patients.size()));
        }
        var chance = CounterRandom.of(plan.seed(), "trial/labels", size);
        var sets = new ArrayList<List<TrialStudy>>();
        var seen = new HashSet<List<TrialStudy>>();
        var queue = new ArrayList<String>();
        for (int attempt = 0; sets.size() < plan.sets() && attempt < plan.sets() * TRIES; attempt++) {
            var chosen = new LinkedHashMap<String, List<TrialStudy>>();
            while (chosen.size() < size) {
                if (queue.isEmpty()) {
                    // those already chosen last, so that a set holds nobody twice
                    queue.addAll(shuffled(patients, chance));
                    queue.sort(Comparator.comparing(chosen::containsKey));
                }
                var patient = queue.remove(0);
                chosen.put(patient, studies(byPatient.getOrDefault(patient, List.of()), plan, chance));
            }
            var set = chosen.values().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(TrialStudy::name))
                    .toList();
            if (seen.add(set)) {
                sets.add(set);
            }
        }
        return sets;
    }

    private static List<TrialStudy> studies(List<TrialStudy> all, Plan plan, RandomGenerator chance) {
        var order = shuffled(all, chance);
        return plan.studiesPerPatient() == 0
                ? order
                : order.subList(0, Math.min(plan.studiesPerPatient(), order.size()));
    }

    private static <T> List<T> shuffled(List<T> elements, RandomGenerator chance) {
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
