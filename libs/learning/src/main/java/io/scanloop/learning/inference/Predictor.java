package io.scanloop.learning.inference;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.program.Program;
import io.scanloop.learning.view.Case;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A trained network that labels whole studies, window by window. Its program takes {@code images} (B, M, X, Y, Z) and
 * {@code present} (B, M), and gives {@code logits} (B, classes, X, Y, Z).
 *
 * <p>Owns the program until it is closed. One thread at a time.
 */
public final class Predictor implements AutoCloseable {
    private final Program program;
    private final SlidingWindow windows;
    private final int contrasts;
    private final int classes;
    private final Mirrors mirrors;
    private final Sight sight;

    /**
     * A predictor that sees each window as it is.
     *
     * @param program handed over
     * @param windows of the size and batch that the program takes
     * @param contrasts M of the task
     * @param classes with background
     */
    public Predictor(Program program, SlidingWindow windows, int contrasts, int classes) {
        this(program, windows, contrasts, classes, Mirrors.NONE);
    }

    /** The same, which may look at windows in the mirror too. */
    public Predictor(Program program, SlidingWindow windows, int contrasts, int classes, Mirrors mirrors) {
        this(program, windows, contrasts, classes, mirrors, Sight.WHOLE);
    }

    /**
     * The same for a network that sees studies in a way of its own.
     *
     * @param contrasts of studies seen so
     * @param sight how it sees a study
     */
    public Predictor(Program program, SlidingWindow windows, int contrasts, int classes, Mirrors mirrors, Sight sight) {
        this.program = program;
        this.windows = windows;
        this.contrasts = contrasts;
        this.classes = classes;
        this.mirrors = mirrors;
        this.sight = sight;
    }

    /**
     * Labels a study.
     *
     * @return the class index of each voxel on the case's grid, the first axis fastest, as volumes have it
     */
    public short[] predict(Case study) {
        int[] shape = study.shape();
        Case seen = sight.of(study);
        var labels = new short[shape[0] * shape[1] * shape[2]];
        windows.predict(shape, classes, from -> logits(seen, from), (x, logits) -> {
            int plane = shape[1] * shape[2];
            for (int at = 0; at < plane; at++) {
                int y = at / shape[2];
                int z = at % shape[2];
                labels[x + shape[0] * (y + shape[1] * z)] = (short) largest(logits, at, plane);
            }
        });
        return labels;
    }

    /**
     * Gives the probability of each class, plane by plane, so that a volume of any size needs no more memory than {@link
     * SlidingWindow#bytes}.
     *
     * @param planes takes (classes, Y, Z) of each X, ascending, on the case's grid; of a voxel they sum to 1
     */
    public void probabilities(Case study, SlidingWindow.Planes planes) {
        Case seen = sight.of(study);
        windows.predict(study.shape(), classes, from -> logits(seen, from), (x, logits) -> {
            int plane = logits.length / classes;
            for (int at = 0; at < plane; at++) {
                softmax(logits, at, plane);
            }
            planes.accept(x, logits);
        });
    }

    private void softmax(float[] logits, int at, int stride) {
        float most = logits[at + largest(logits, at, stride) * stride];
        double sum = 0;
        for (int index = 0; index < classes; index++) {
            sum += Math.exp(logits[at + index * stride] - most);
        }
        for (int index = 0; index < classes; index++) {
            int there = at + index * stride;
            logits[there] = (float) (Math.exp(logits[there] - most) / sum);
        }
    }

    private int largest(float[] logits, int at, int stride) {
        int best = 0;
        for (int index = 1; index < classes; index++) {
            if (logits[at + index * stride] > logits[at + best * stride]) {
                best = index;
            }
        }
        return best;
    }

    /** The network; stays the predictor's. */
    public Program network() {
        return program;
    }

    /** How a volume is put together from windows. */
    public SlidingWindow windows() {
        return windows;
    }

    /** Whether windows are predicted in the mirror too. */
    public Mirrors mirrors() {
        return mirrors;
    }

    /** How the network sees a study. */
    public Sight sight() {
        return sight;
    }

    /** The rest of a batch that is not full repeats nothing: zeros, which are thrown away. */
    private float[] logits(Case study, List<int[]> from) {
        int[] size = windows.size();
        int voxels = size[0] * size[1] * size[2];
        var images = new float[windows.batch() * contrasts * voxels];
        var present = new float[windows.batch() * contrasts];
        for (int n = 0; n < windows.batch(); n++) {
            for (int contrast = 0; contrast < contrasts; contrast++) {
                if (study.has(contrast)) {
                    present[n * contrasts + contrast] = 1;
                    if (n < from.size()) {
                        study.crop(contrast, from.get(n), size, images, (n * contrasts + contrast) * voxels);
                    }
                }
            }
        }
        var presence = HostTensor.of(present, windows.batch(), contrasts);
        var batch = HostTensor.of(images, windows.batch(), contrasts, size[0], size[1], size[2]);
        return mirrors.mean(batch, seen -> run(seen, presence)).asFloats();
    }

    private HostTensor run(HostTensor images, HostTensor present) {
        return Objects.requireNonNull(
                program.run(Map.of("images", images, "present", present)).get("logits"));
    }

    @Override
    public void close() {
        program.close();
    }
}
