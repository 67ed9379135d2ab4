package io.scanloop.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What S3Proxy writes before it is an object: {@code <key>-<uuid>} beside the object until the put is whole, and the
 * parts of multipart uploads below {@code .mpus-}. A server that is killed leaves both behind.
 */
final class Drafts {
    private static final Pattern NAME =
            Pattern.compile("(.+)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String PARTS = ".mpus-";
    /** Written when all bytes are, before the draft is moved to its place. */
    private static final String ENTITY_TAG = "content-md5";

    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

    private Drafts() {}

    /** The key that a draft of this name is for; empty when the name is none of a draft. */
    static Optional<String> finalName(String name) {
        var matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Removes what an earlier server left and nobody can finish; no server may run on the folder. */
    static void sweep(Path objects) throws IOException {
        var lastUse = Instant.now().minus(LONGEST_UPLOAD);
        Files.walkFileTree(objects, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean old = attributes.lastModifiedTime().toInstant().isBefore(lastUse);
                if (isDraft(file) || (old && isPart(objects.relativize(file)))) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Objects, too, may be named like drafts; but no object is without an entity tag or a link to another object. */
    private static boolean isDraft(Path file) throws IOException {
        if (finalName(file.getFileName().toString()).isEmpty()) {
            return false;
        }
        var attributes = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        return !attributes.list().contains(ENTITY_TAG) || (int) Files.getAttribute(file, "unix:nlink") > 1;
    }

    private static boolean isPart(Path file) {
        return file.getNameCount() > 1 && file.getName(1).toString().startsWith(PARTS);
    }
}
