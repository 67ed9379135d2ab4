package io.scanloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.storage.layout.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymsTest {
    private final Pseudonyms pseudonyms = Pseudonyms.of(Bench.KEY, "brain");

    @Test
    void aNameGivesTheSameKeyHoweverItIsTyped() {
        assertThat(pseudonyms.patient(" Müller^Eva "))
                .isEqualTo(pseudonyms.patient("müller^eva"))
                .isEqualTo(pseudonyms.patient("Mu\u0308ller^Eva"))
                .isEqualTo(pseudonyms.patient("\u00a0 Müller^Eva"));
        assertThat(pseudonyms.study("p", "caf\u00e9")).isEqualTo(pseudonyms.study("p", "cafe\u0301 "));
    }

    @Test
    void projectsAndInstallationsCannotBeMatched() {
        var otherProject = Pseudonyms.of(Bench.KEY, "liver");
        var otherKey = Pseudonyms.of(new InstallationKey(new byte[32]), "brain");

        assertThat(pseudonyms.patient("Ada"))
                .isNotEqualTo(otherProject.patient("Ada"))
                .isNotEqualTo(otherKey.patient("Ada"));
    }

    @Test
    void idsHaveTheFormThatKeysAreBuiltFrom() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var patient = pseudonyms.patient("patient " + i);
            var study = pseudonyms.study(patient, "study");

            assertThat(Names.patientOf(study)).isEqualTo(patient);
            ids.add(patient);
        }
        assertThat(ids).hasSize(1000);
    }

    @Test
    void theKeyFileIsMadeOnceAndForItsOwnerOnly(@TempDir Path folder) throws Exception {
        var file = folder.resolve("secret/installation.key");

        var made = InstallationKey.in(file);

        assertThat(InstallationKey.in(file).id()).isEqualTo(made.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aDamagedKeyFileIsSaidToBe(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("key"), "abc");

        assertThatThrownBy(() -> InstallationKey.in(file)).hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void derivedKeysDifferByPurpose() {
        assertThat(Bench.KEY.derive("a")).hasSize(32).isNotEqualTo(Bench.KEY.derive("b"));
    }
}
