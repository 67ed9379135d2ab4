package io.scanloop.storage.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectLayoutTest {
    private static final String PATIENT = "abcdefghijklmnop";
    private static final String STUDY = PATIENT + "-qrstuvwxyz234567";
    private static final ProjectLayout LAYOUT = new ProjectLayout("brain-mr");

    @Test
    void allOfAPatientLiesUnderOnePrefix() {
        var prefix = LAYOUT.patientPrefix(PATIENT);

        assertThat(keys()).filteredOn(key -> key.contains(PATIENT)).allMatch(key -> key.startsWith(prefix));
    }

    @Test
    void noKeyIsAFolderOfAnother() {
        assertThat(keys()).allSatisfy(key -> assertThat(keys()).noneMatch(other -> other.startsWith(key + "/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a\0b", "%2e%2e", "", ".", "..", "Ä", "a--b", "-a", "A", "a_b"})
    void whatIsNoNameReachesNoKey(String name) {
        assertThatThrownBy(() -> new ProjectLayout(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LAYOUT.patient(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LAYOUT.study(name, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LAYOUT.volume(STUDY, name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomTextReachesNoKeyEither() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            var text = random.ints(random.nextInt(40), 0, 0x250)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            if (!Names.isPatient(text)) {
                assertThatThrownBy(() -> LAYOUT.patient(text)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static List<String> keys() {
        return List.of(
                LAYOUT.configuration(1),
                LAYOUT.slot(1),
                LAYOUT.patient(PATIENT),
                LAYOUT.study(STUDY, 1),
                LAYOUT.study(STUDY, 12),
                LAYOUT.volume(STUDY, "0".repeat(64)),
                LAYOUT.labels(STUDY, 1),
                LAYOUT.labelsAccepted(STUDY, 1),
                LAYOUT.labelsWithdrawn(STUDY, 1),
                LAYOUT.quarantine("0001-abc"));
    }
}
