package io.scanloop.worker.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.events.ObjectRef;
import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.storage.layout.StoredVolume;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
    private static final Geometry GRID = new Geometry(2, 2, 1, Affine.IDENTITY);
    private final Preprocessing law = of(List.of(1.0, 1.0, 1.0), List.of(5, 2));

    private static Preprocessing of(List<Double> spacing, List<Integer> classValues) {
        return new Preprocessing(new Task(List.of("T1", "CT"), classValues, spacing, "tiny"));
    }

    @Test
    void bringsHounsfieldUnitsToTheUnitInterval() {
        var ct = new Volume(GRID, new float[] {-2000, -1000, 0, 3000});

        assertThat(law.image(ct, "CT", GRID).voxels()).containsExactly(0, 0, 0.5f, 1);
    }

    @Test
    void givesOtherContrastsMeanZeroAndDeviationOneWhereThereIsSomething() {
        var mr = new Volume(GRID, new float[] {0, 10, 20, 30});

        float[] scores = law.image(mr, "T1", GRID).voxels();

        assertThat(scores[0]).isZero();
        assertThat(scores[1]).isCloseTo(-1.2247f, within(1e-4f));
        assertThat(scores[2]).isZero();
        assertThat(scores[3]).isCloseTo(1.2247f, within(1e-4f));
    }

    @Test
    void countsClassesInTheOrderOfTheTask() {
        var labels = new Volume(GRID, new float[] {0, 5, 2, 9});

        assertThat(law.labels(labels, GRID).voxels()).containsExactly(0, 1, 2, 0);
    }

    @Test
    void namesResultsByContentParametersAndGrid() {
        var grid = law.gridFor(GRID);
        var key = law.imageKey(stored("a"), "T1", grid);

        assertThat(law.imageKey(stored("a"), "T2", grid)).as("the same law").isEqualTo(key);
        assertThat(List.of(
                        law.imageKey(stored("b"), "T1", grid),
                        law.imageKey(stored("a"), "CT", grid),
                        law.imageKey(
                                stored("a"),
                                "T1",
                                of(List.of(1.0, 1.0, 2.0), List.of(5)).gridFor(GRID)),
                        law.labelsKey(stored("a"), grid),
                        of(List.of(1.0, 1.0, 1.0), List.of(2, 5)).labelsKey(stored("a"), grid)))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    private static StoredVolume stored(String content) {
        var reference = new ObjectRef("k", "0".repeat(64), 1);
        return new StoredVolume(reference, content, "int16", List.of(2L, 2L, 1L), List.of(), List.of(), "RAS", 0, 1);
    }
}
