package io.scanloop.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidesTest {
    private static Plan plan(int seed, String more) {
        return Plans.with("'seed': %d, 'methods': [{'method': 'missu'}]%s".formatted(seed, more));
    }

    private static List<String> patients(List<TrialStudy> studies) {
        return studies.stream().map(TrialStudy::patient).distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noPatientIsOnBothSides(int seed) {
        var sides = Sides.of(plan(seed, ", 'testPatients': 3"), Folder.imagined(9, 3));

        assertThat(patients(sides.test())).hasSize(3).doesNotContainAnyElementsOf(patients(sides.train()));
        assertThat(sides.train().size() + sides.test().size()).isEqualTo(27);
    }

    @Test
    void namedPatientsAreTested() {
        var sides = Sides.of(plan(1, ", 'testPatients': ['p2', 'p5']"), Folder.imagined(5, 1));

        assertThat(sides.testPatients()).containsExactly("p2", "p5");
        assertThatThrownBy(() -> Sides.of(plan(1, ", 'testPatients': ['nobody']"), Folder.imagined(5, 1)))
                .hasMessageContaining("[nobody]");
    }

    @Test
    void theSplitOfTheFolderGoesBeforeADraw() {
        var studies = List.of(
                split("a", "train"),
                split("b", "validation"),
                split("c", "test"),
                split("d", "train"),
                split("e", "test"));

        var sides = Sides.of(plan(1, ", 'testPatients': 1"), studies);

        assertThat(patients(sides.train())).containsExactly("a", "d");
        assertThat(patients(sides.test())).containsExactly("c", "e");
    }

    private static TrialStudy split(String name, String split) {
        var study = Folder.imagined(name, name);
        return new TrialStudy(name, name, study.contrasts(), study.labels(), split, "1");
    }

    @Test
    void aStudyWithoutLabelsIsTrainedOnButNeitherDrawnNorJudged() {
        var studies = Folder.imagined(3, 1);
        studies.add(new TrialStudy("p1z", "p1", studies.get(0).contrasts(), null, null, "1"));
        studies.add(new TrialStudy("p2z", "p2", studies.get(0).contrasts(), null, null, "1"));

        var sides = Sides.of(plan(1, ", 'testPatients': ['p1']"), studies);

        assertThat(sides.train()).extracting(TrialStudy::name).containsExactly("p2a", "p2z", "p3a");
        assertThat(sides.test()).extracting(TrialStudy::name).containsExactly("p1a");
        assertThat(sides.labelled().values().stream().flatMap(List::stream))
                .extracting(TrialStudy::name)
                .containsExactly("p2a", "p3a");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void setsUseAllPatientsEquallyOftenAndNoneTwice(int seed) {
        var plan = plan(seed, ", 'testPatients': 1, 'labelledSets': 8");
        var sides = Sides.of(plan, Folder.imagined(9, 4));

        var single = sides.sets(plan, 1);
        var pairs = sides.sets(plan, 2);

        assertThat(single).hasSize(8);
        assertThat(single.stream().flatMap(set -> patients(set).stream())).doesNotHaveDuplicates();
        assertThat(pairs).hasSize(8).allSatisfy(set -> assertThat(patients(set)).hasSize(2));
        var uses = pairs.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(TrialStudy::patient, TreeMap::new, Collectors.counting()));
        assertThat(uses.values()).containsOnly(2L);
        assertThat(new HashSet<>(pairs)).hasSize(8);
    }

    @Test
    void moreSetsBeginWithThoseThatFewerWouldBe() {
        var few = plan(3, ", 'testPatients': 1, 'labelledSets': 3");
        var many = plan(3, ", 'testPatients': 1, 'labelledSets': 7");
        var studies = Folder.imagined(6, 3);

        assertThat(Sides.of(many, studies).sets(many, 2).subList(0, 3))
                .isEqualTo(Sides.of(few, studies).sets(few, 2));
    }

    @Test
    void allPatientsAreOneSetWithAllTheirStudies() {
        var plan = plan(1, ", 'testPatients': 1, 'labelledSets': 4, 'studiesPerPatient': 1");
        var sides = Sides.of(plan, Folder.imagined(4, 2));

        assertThat(sides.sets(plan, 0))
                .hasSize(1)
                .allSatisfy(set -> assertThat(set).hasSize(6));
        assertThatThrownBy(() -> sides.sets(plan, 4)).hasMessageContaining("the side of training has 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void otherStudiesOfTheSamePatientsAreNoOtherSet(int labels) {
        var plan = plan(5, ", 'testPatients': 1, 'labelledSets': 8, 'studiesPerPatient': 1");
        var sets = Sides.of(plan, Folder.imagined(4, 5)).sets(plan, labels);

        assertThat(sets.stream().map(set -> new HashSet<>(patients(set)))).doesNotHaveDuplicates();
        assertThat(sets).hasSize(labels == 3 ? 1 : 3); // that is all there are of three patients
    }
}
