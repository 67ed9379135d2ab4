package io.scanloop.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The rooms of the house and the doors between them: each is a Maven module with one root package. */
enum Room {
    EVENTS("libs/events", Kind.LIBRARY),
    IMAGING("libs/imaging", Kind.LIBRARY),
    MEASURE("libs/measure", Kind.LIBRARY, IMAGING),
    STORAGE("libs/storage", Kind.LIBRARY, EVENTS),
    LEARNING("libs/learning", Kind.LIBRARY, MEASURE),
    WORKFLOW("libs/workflow", Kind.LIBRARY, EVENTS, STORAGE),
    WORKER("libs/worker", Kind.LIBRARY, WORKFLOW, STORAGE, LEARNING),

    // always on, without a native library: neither opens into learning
    INGEST("ingest-service", Kind.SERVICE, EVENTS, IMAGING, STORAGE, WORKFLOW),
    EVAL("eval-service", Kind.SERVICE, EVENTS, MEASURE, STORAGE, WORKFLOW),
    PRETRAIN("pretrain-worker", Kind.SERVICE, WORKER),
    FINETUNE("finetune-worker", Kind.SERVICE, WORKER, MEASURE),

    EMBEDDED("deploy/embedded", Kind.WAY_TO_RUN, EVENTS),
    LAPTOP("deploy/laptop", Kind.WAY_TO_RUN, EMBEDDED),
    CLI("deploy/cli", Kind.WAY_TO_RUN, LEARNING, MEASURE, IMAGING),
    BENCH("deploy/bench", Kind.WAY_TO_RUN, WORKER, MEASURE, IMAGING, EMBEDDED, LAPTOP, CLI),
    TRIALS("deploy/trials", Kind.WAY_TO_RUN, WORKER, MEASURE, IMAGING, EMBEDDED, LAPTOP, CLI);

    /** What a room is for. */
    enum Kind {
        LIBRARY,
        SERVICE,
        WAY_TO_RUN
    }

    static final Path ROOT = Path.of(System.getProperty("scanloop.root"));

    private final String folder;
    private final Kind kind;
    private final List<Room> doors;

    Room(String folder, Kind kind, Room... doors) {
        this.folder = folder;
        this.kind = kind;
        this.doors = List.of(doors);
    }

    static List<Room> of(Kind kind) {
        return Stream.of(values()).filter(room -> room.kind == kind).toList();
    }

    /** Where it lies in the repository. */
    Path folder() {
        return ROOT.resolve(folder);
    }

    /** Its packages, for ArchUnit. */
    String packages() {
        var words = folder().getFileName().toString().split("-");
        return "io.scanloop." + words[0] + "..";
    }

    /** Its artifact, without {@code scanloop-}. */
    String artifact() {
        return folder().getFileName().toString();
    }

    /** Rooms that one enters directly. */
    List<Room> doors() {
        return doors;
    }

    /** Itself and all rooms that can be reached through doors. */
    Set<Room> reach() {
        var reached = new TreeSet<>(Set.of(this));
        doors.forEach(door -> reached.addAll(door.reach()));
        return reached;
    }

    /** Where its classes lie. */
    Path classes() {
        var classes = folder().resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(
                    "%s is not built, its classes are expected in %s: run the tests of all modules, ./mvnw verify"
                            .formatted(artifact(), classes));
        }
        return classes;
    }

    /** Folders of its production sources that hold a Java file. */
    List<Path> packageFolders() throws IOException {
        var sources = folder().resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
        }
    }

    /** Artifacts of ours, without {@code scanloop-}, that its production code declares in the pom. */
    Set<String> declared() {
        return declared(scope -> !scope.equals("test"));
    }

    /** Artifacts of ours, without {@code scanloop-}, that only its tests declare. */
    Set<String> declaredByTests() {
        return declared(scope -> scope.equals("test"));
    }

    private Set<String> declared(Predicate<String> scope) {
        return dependencies().stream()
                .filter(dependency -> text(dependency, "groupId").equals("io.scanloop"))
                .filter(dependency -> scope.test(text(dependency, "scope")))
                .map(dependency -> text(dependency, "artifactId").replaceFirst("^scanloop-", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Element> dependencies() {
        try {
            var pom = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder().resolve("pom.xml").toFile());
            var nodes = pom.getElementsByTagName("dependency");
            var dependencies = new ArrayList<Element>();
            for (int i = 0; i < nodes.getLength(); i++) {
                dependencies.add((Element) nodes.item(i));
            }
            return dependencies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("cannot read the pom of " + artifact(), e);
        }
    }

    private static String text(Element dependency, String tag) {
        var found = dependency.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().trim();
    }
}
