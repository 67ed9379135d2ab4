package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.AssignedBy;
import io.scanloop.events.LabelsAccepted;
import io.scanloop.events.LabelsStored;
import io.scanloop.events.LabelsWithdrawn;
import io.scanloop.events.ObjectRef;
import io.scanloop.events.PatientAssigned;
import io.scanloop.events.PatientErased;
import io.scanloop.events.Reason;
import io.scanloop.events.Split;
import io.scanloop.events.StudyQuarantined;
import io.scanloop.events.StudyStored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StudyCatalogTest {
    private static final Instant AT = Instant.parse("2026-11-01T12:00:00Z");
    private static final ObjectRef REF = new ObjectRef("a/b.json", "0".repeat(64), 1);

    private final StudyCatalog catalog = new StudyCatalog();

    @BeforeEach
    void readTheLog() {
        catalog.complete();
    }

    @Test
    void nothingIsListedBeforeTheLogHasBeenRead() {
        assertThatThrownBy(() -> new StudyCatalog().projects())
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("lists-not-ready"));
    }

    @Test
    void pagesShowEachStudyOnceInOrderOfArrival() {
        for (int i = 0; i < 25; i++) {
            catalog.on(stored(study(i), 1));
            catalog.on(stored(study(i), 1));
        }

        var seen = new ArrayList<String>();
        long after = 0;
        while (true) {
            var page = catalog.studies("brain", line -> true, after, 10);
            assertThat(page.total()).isEqualTo(25);
            page.items().forEach(line -> seen.add(line.study()));
            if (page.next() == null) {
                break;
            }
            after = page.next();
        }

        assertThat(seen)
                .hasSize(25)
                .doesNotHaveDuplicates()
                .startsWith(study(0))
                .endsWith(study(24));
    }

    @Test
    void theHighestRevisionCountsInWhicheverOrderTheyCome() {
        catalog.on(stored(study(1), 2));
        catalog.on(stored(study(1), 1));

        assertThat(catalog.studies("brain", line -> true, 0, 10).items())
                .singleElement()
                .extracting(StudyCatalog.Line::revision)
                .isEqualTo(2);
    }

    @Test
    void sideAndLabelsAreJoinedInAnyOrder() {
        catalog.on(new LabelsAccepted("a", AT, "brain", patient(1), study(1), "l1", "tester"));
        catalog.on(new LabelsStored("s1", AT, "brain", patient(1), study(1), "l1", 1, "rater", REF, "tester"));
        catalog.on(new LabelsStored("s2", AT, "brain", patient(1), study(1), "l2", 2, "rater", REF, "tester"));
        catalog.on(stored(study(1), 1));
        catalog.on(new PatientAssigned("p-1", AT, "brain", patient(1), Split.TEST, AssignedBy.BLOCK));
        assertThat(line()).satisfies(line -> {
            assertThat(line.split()).isEqualTo(Split.TEST);
            assertThat(line.labels()).isEqualTo(2);
            assertThat(line.accepted()).isEqualTo(1);
        });

        catalog.on(new LabelsWithdrawn("w", AT, "brain", patient(1), study(1), "l1", "wrong", "tester"));

        assertThat(line().accepted()).isZero();
    }

    @Test
    void anErasedPatientIsGoneFromLists() {
        catalog.on(stored(study(1), 1));
        catalog.on(stored(study(2), 1));

        catalog.on(new PatientErased("e", AT, "brain", patient(1), "tester"));

        assertThat(line().study()).isEqualTo(study(2));
    }

    @Test
    void countsAreOfWhatARunWouldUse() {
        for (int i = 0; i < 4; i++) {
            catalog.on(stored(study(i), 1));
            catalog.on(new PatientAssigned(
                    "p-" + i, AT, "brain", patient(i), i == 3 ? Split.TEST : Split.TRAIN, AssignedBy.BLOCK));
            catalog.on(new LabelsStored("s" + i, AT, "brain", patient(i), study(i), "l1", 1, "rater", REF, "tester"));
        }
        catalog.on(stored(study(4), 1)); // of no side yet
        catalog.on(new LabelsAccepted("a1", AT, "brain", patient(1), study(1), "l1", "tester"));
        catalog.on(new LabelsAccepted("a3", AT, "brain", patient(3), study(3), "l1", "tester"));
        assertThat(catalog.counts("brain", List.of("T1", "T2")))
                .isEqualTo(new StudyCatalog.Counts(3, 1, Map.of(Split.TRAIN, 1, Split.VALIDATION, 0, Split.TEST, 1)));
        assertThat(catalog.counts("brain", List.of("T2")).train()).isZero();

        catalog.on(quarantined(study(1)));
        catalog.on(quarantined(study(3)));
        catalog.on(stored(study(3), 2));

        assertThat(catalog.counts("brain", List.of("T1")))
                .isEqualTo(new StudyCatalog.Counts(2, 1, Map.of(Split.TRAIN, 0, Split.VALIDATION, 0, Split.TEST, 1)));
    }

    private static StudyQuarantined quarantined(String study) {
        return new StudyQuarantined(
                "q-" + study,
                AT,
                "brain",
                study.substring(0, 16),
                study,
                1,
                new Reason("bad-volume", "T1", "cut off"),
                "tester");
    }

    private StudyCatalog.Line line() {
        return catalog.studies("brain", line -> true, 0, 10).items().get(0);
    }

    private static StudyStored stored(String study, int revision) {
        return new StudyStored(
                "study-stored/" + study + "/r" + revision,
                AT,
                "brain",
                study.substring(0, 16),
                study,
                revision,
                List.of("T1"),
                REF,
                "tester");
    }

    private static String patient(int number) {
        return "a".repeat(15) + (char) ('a' + number);
    }

    private static String study(int number) {
        return patient(number) + "-" + "b".repeat(16);
    }
}
