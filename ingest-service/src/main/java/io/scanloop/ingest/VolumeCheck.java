package io.scanloop.ingest;

import io.scanloop.events.ObjectRef;
import io.scanloop.events.Reason;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.VolumeFacts;
import io.scanloop.storage.layout.ProjectConfiguration;
import io.scanloop.storage.layout.ProjectLayout;
import io.scanloop.storage.layout.SegmentedClass;
import io.scanloop.storage.layout.StoredVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an uploaded file is a volume that can be trained on. Reads it once, with bounded memory. */
final class VolumeCheck {
    private final NiftiLimits limits;

    VolumeCheck(NiftiLimits limits) {
        this.limits = limits;
    }

    /**
     * What a file turned out to be.
     *
     * @param volume what will be stored of it; null when there are faults
     * @param labels voxels by value when all values are whole numbers, else null
     * @param faults why it is refused; empty when it is not
     */
    record Finding(@Nullable StoredVolume volume, @Nullable TreeMap<Integer, Long> labels, List<Reason> faults) {

        StoredVolume sound() {
            if (volume == null) {
                throw new IllegalStateException("a file with faults is not a volume");
            }
            return volume;
        }
    }

    /** Checks an image of a contrast. */
    Finding image(ProjectLayout project, String study, String contrast, Spool spool) {
        return check(project, study, contrast, spool, facts -> imageFaults(contrast, facts));
    }

    /** Checks a segmentation: whole numbers, none but background and the project's classes. */
    Finding labels(ProjectLayout project, String study, ProjectConfiguration configuration, Spool spool) {
        return check(project, study, null, spool, facts -> labelFaults(configuration, facts));
    }

    private interface Rules {
        List<Reason> faults(VolumeFacts facts);
    }

    private Finding check(ProjectLayout project, String study, @Nullable String contrast, Spool spool, Rules rules) {
        try {
            var facts = VolumeFacts.scan(spool.file(), limits);
            var geometry = facts.header().geometry();
            var faults = rules.faults(facts);
            if (!faults.isEmpty()) {
                return new Finding(null, null, faults);
            }
            var object = new ObjectRef(project.volume(study, spool.sha256()), spool.sha256(), spool.size());
            var labels = facts.labels() == null ? null : new TreeMap<>(facts.labels());
            return new Finding(stored(object, facts, geometry), labels, List.of());
        } catch (InvalidVolumeException e) {
            return new Finding(null, null, List.of(fault(contrast, e.code(), e.expected(), e.actual(), e.action())));
        } catch (IOException e) {
            throw new UncheckedIOException("a spooled upload cannot be read", e);
        }
    }

    private static StoredVolume stored(ObjectRef object, VolumeFacts facts, Geometry geometry) {
        return new StoredVolume(
                object,
                facts.contentSha256(),
                facts.header().type().toString(),
                Arrays.stream(geometry.shape()).asLongStream().boxed().toList(),
                Arrays.stream(geometry.spacing()).boxed().toList(),
                Arrays.stream(geometry.affine().rows())
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList(),
                geometry.orientation(),
                facts.minimum(),
                facts.maximum());
    }

    private static List<Reason> imageFaults(String contrast, VolumeFacts facts) {
        var faults = new ArrayList<Reason>();
        if (facts.nonFinite() > 0) {
            faults.add(fault(
                    contrast,
                    "non-finite-voxels",
                    "finite intensities only",
                    facts.nonFinite() + " voxels that are NaN or infinite",
                    "replace them before sending, by 0 outside the body"));
        } else if (facts.minimum() == facts.maximum()) {
            faults.add(fault(
                    contrast,
                    "no-signal",
                    "intensities that differ",
                    "the same value %s everywhere".formatted(facts.minimum()),
                    "check the export: this volume shows nothing"));
        }
        return faults;
    }

    private static List<Reason> labelFaults(ProjectConfiguration configuration, VolumeFacts facts) {
        var values = facts.labels();
        if (values == null) {
            return List.of(fault(
                    null,
                    "labels-not-integers",
                    "whole numbers that name classes",
                    "values from %s to %s that are not".formatted(facts.minimum(), facts.maximum()),
                    "send the segmentation, not the image or a probability map"));
        }
        var known = configuration.classes().stream().map(SegmentedClass::value).collect(Collectors.toSet());
        var unknown = values.keySet().stream()
                .filter(value -> value != 0 && !known.contains(value))
                .toList();
        if (!unknown.isEmpty()) {
            return List.of(fault(
                    null,
                    "unknown-class",
                    "0 for background and the project's classes " + new TreeSet<>(known),
                    "also " + unknown.stream().limit(10).toList(),
                    "add the classes to the project, or map these values"));
        }
        return List.of();
    }

    static Reason fault(@Nullable String contrast, String code, String expected, String actual, String action) {
        return new Reason(code, contrast, "expected %s, got %s: %s".formatted(expected, actual, action));
    }
}
