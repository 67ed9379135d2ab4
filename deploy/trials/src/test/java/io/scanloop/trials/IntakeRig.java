package io.scanloop.trials;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scanloop.bench.rig.Rig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts the rig for a trial; what it leaves lies under {@code deploy/trials/target} until the next run. */
final class IntakeRig {
    private static final Path ROOT = Path.of(System.getProperty("scanloop.root"));
    private static final Path INTAKE = ROOT.resolve("ingest-service/target/quarkus-app/quarkus-run.jar");

    private IntakeRig() {}

    /** A folder of a trial's own. */
    static Path folder(String trial) {
        return ROOT.resolve("deploy/trials/target").resolve(trial);
    }

    static Rig start(String trial) {
        assumeTrue(
                Files.exists(INTAKE), "ingest-service is not built: mvn -pl deploy/trials -am verify builds it first");
        return Rig.start(folder(trial).resolve("rig"), INTAKE, List.of("-Xmx256m", "-XX:+UseSerialGC"));
    }
}
