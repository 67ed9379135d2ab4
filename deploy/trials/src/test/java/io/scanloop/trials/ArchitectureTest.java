package io.scanloop.trials;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The walls of the house. */
class ArchitectureTest {
    private static final String[] FRAMEWORKS = {
        "jakarta..", "io.quarkus..", "io.smallrye..", "org.eclipse.microprofile..", "io.micrometer..", "io.vertx.."
    };
    private static JavaClasses house;

    @BeforeAll
    static void enter() {
        house = new ClassFileImporter()
                .importPaths(Stream.of(Room.values())
                        .filter(room -> Files.isDirectory(room.folder().resolve("src/main/java")))
                        .map(Room::classes)
                        .toList());
    }

    @Test
    void everyModuleIsARoom() throws Exception {
        var pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Room.ROOT.resolve("pom.xml").toFile());
        var modules = pom.getElementsByTagName("module");
        var folders = new ArrayList<String>();
        for (int i = 0; i < modules.getLength(); i++) {
            folders.add(modules.item(i).getTextContent());
        }

        assertThat(folders)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Room.values())
                        .map(room -> Room.ROOT.relativize(room.folder()).toString())
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void aRoomUsesOnlyRoomsThatItHasADoorTo(Room room) {
        var reach = room.reach().stream().map(Room::packages).toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.scanloop..")).or(resideInAnyPackage(reach)))
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @EnumSource
    void aPomDeclaresOnlyDoors(Room room) {
        var doors = room.doors().stream().flatMap(door -> door.reach().stream()).map(Room::artifact);

        assertThat(doors).containsAll(room.declared());
    }

    @Test
    void aLibraryDeclaresExactlyItsDoors() {
        assertThat(Room.of(Room.Kind.LIBRARY))
                .allSatisfy(library -> assertThat(library.declared())
                        .containsExactlyInAnyOrderElementsOf(
                                library.doors().stream().map(Room::artifact).toList()));
    }

    @Test
    void noRoomDependsOnAService() {
        var services = Room.of(Room.Kind.SERVICE).stream().map(Room::artifact).toList();

        assertThat(Room.values()).allSatisfy(room -> assertThat(room.declared()).doesNotContainAnyElementsOf(services));
    }

    @Test
    void testsOfLibrariesAndServicesAddNoDoorButTheEmbeddedBrokerAndStore() {
        assertThat(Stream.concat(Room.of(Room.Kind.LIBRARY).stream(), Room.of(Room.Kind.SERVICE).stream()))
                .allSatisfy(room -> assertThat(Set.of("embedded")).containsAll(room.declaredByTests()));
    }

    @Test
    void noFrameworkOutsideAdapters() {
        var core = Stream.concat(Room.of(Room.Kind.LIBRARY).stream(), Room.of(Room.Kind.SERVICE).stream())
                .map(Room::packages)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAnyPackage(core)
                .and()
                .resideOutsideOfPackage("io.scanloop.*.adapter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS)
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @CsvSource({
        "io.minio.., io.scanloop.storage..",
        "ai.djl.., io.scanloop.learning..",
        "org.gaul.., io.scanloop.embedded..",
    })
    void aComponentIsMetInOneRoom(String component, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(component)
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @CsvSource({
        "io.scanloop.imaging.., java..",
        "io.scanloop.measure.., org.apache.commons.statistics..",
        "io.scanloop.events.., com.fasterxml.jackson..",
    })
    void whatAllOthersShareBringsLittleWithIt(String room, String component) {
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "javax..", "io.scanloop..", "org.jspecify..", component))
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.scanloop.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "graph : random, weights, network, loss, view, program, inference, method, study, training, export, estimate",
                "random : graph, weights, network, loss, view, program, inference, method, study, training, export, estimate",
                "weights : network, loss, view, program, inference, method, study, training, export, estimate",
                "network : weights, loss, view, program, inference, method, study, training, export, estimate",
                "loss : weights, network, view, program, inference, method, study, training, export, estimate",
                "view : weights, network, loss, program, inference, method, study, training, export, estimate",
                "program : network, loss, view, inference, method, study, training, export, estimate",
                "inference : weights, network, loss, method, study, training, export, estimate",
                "method : study, training, export, estimate",
                "study : weights, network, loss, program, training, export, estimate",
                "training : network, loss, view, inference, study, export, estimate",
                "export : training, study, estimate",
            })
    void learningKnowsOnlyWhatItIsBuiltOn(String part, String above) {
        var forbidden = Stream.of(above.split(", "))
                .map(name -> "io.scanloop.learning." + name + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.scanloop.learning." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true)
                .check(house);
    }

    @ParameterizedTest
    @EnumSource
    void everyPackageSaysWhatItIsAndThatNullIsMarked(Room room) throws IOException {
        for (var folder : room.packageFolders()) {
            assertThat(folder.resolve("package-info.java"))
                    .exists()
                    .content()
                    .startsWith("/**")
                    .contains("@NullMarked");
        }
    }
}
