package io.scanloop.worker.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scanloop.events.Split;
import io.scanloop.imaging.Affine;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.Nifti;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.NiftiType;
import io.scanloop.imaging.Volume;
import io.scanloop.learning.method.Task;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.VolumeCase;
import io.scanloop.storage.DirectoryObjectStore;
import io.scanloop.storage.layout.SnapshotStudy;
import io.scanloop.worker.StoredCohort;
import io.scanloop.worker.cache.FileCache;
import io.scanloop.workflow.step.StepFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyCasesTest {
    private static final Task TASK = new Task(List.of("T1", "CT", "T2"), List.of(7, 3), List.of(2.0, 2.0, 3.0), "tiny");
    private static final long LIMIT = 32L << 20;

    @TempDir
    Path folder;

    DirectoryObjectStore store;
    StoredCohort cohort;
    SnapshotStudy study;

    @BeforeEach
    void storeAStudy() throws IOException {
        store = new DirectoryObjectStore(folder.resolve("store"));
        cohort = new StoredCohort(store, 2, 2, 3);
        study = cohort.add(
                Split.TRAIN, new TreeMap<>(Map.of("T1", file("T1", 1, 500), "CT", file("CT", 2, 2000))), labels());
    }

    /** Towards the left, posterior and superior, of 1 x 2 x 4 mm. */
    private static Geometry sent() {
        return new Geometry(21, 17, 9, Affine.of(new double[][] {
            {-1, 0, 0, 10}, {0, -2, 0, 16}, {0, 0, 4, -16}, {0, 0, 0, 1}
        }));
    }

    private Path file(String name, long seed, int most) throws IOException {
        var chance = new SplittableRandom(seed);
        var voxels = new float[21 * 17 * 9];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i % 3 == 0 ? 0 : chance.nextInt(most) - (name.equals("CT") ? 1000 : 0);
        }
        var file = folder.resolve(name + ".nii.gz");
        Nifti.write(file, new Volume(sent(), voxels), NiftiType.INT16);
        return file;
    }

    private Path labels() throws IOException {
        var voxels = new float[21 * 17 * 9];
        voxels[sent().index(4, 5, 3)] = 3;
        for (int i = 10; i < 14; i++) {
            for (int j = 10; j < 13; j++) {
                voxels[sent().index(i, j, 5)] = 7;
                voxels[sent().index(i, j, 6)] = 99; // of another project's making: background here
            }
        }
        var file = folder.resolve("labels.nii.gz");
        Nifti.write(file, new Volume(sent(), voxels), NiftiType.UINT8);
        return file;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsWhatPreprocessingMakesOfTheFiles(long seed) throws IOException {
        var chance = new SplittableRandom(seed);
        int[] from = {chance.nextInt(-6, 12), chance.nextInt(-6, 18), chance.nextInt(-6, 13)};
        int[] size = {chance.nextInt(1, 9), chance.nextInt(1, 9), chance.nextInt(1, 9)};
        int voxels = size[0] * size[1] * size[2];
        VolumeCase expected = inMemory();
        try (var cache = new FileCache(folder.resolve("cache"), LIMIT);
                var cases = new StudyCases(store, cache, TASK, LIMIT)) {
            StudyCase read = cases.labelled(study);

            assertThat(read.shape()).isEqualTo(expected.shape());
            assertThat(read.grid().orientation()).isEqualTo("RAS");
            assertThat(read.has(0)).isTrue();
            assertThat(read.has(2)).isFalse();
            for (int contrast = 0; contrast < 2; contrast++) {
                var mine = new float[voxels + 3];
                var its = new float[voxels + 3];
                Arrays.fill(mine, -1);
                Arrays.fill(its, -1);
                read.crop(contrast, from, size, mine, 2);
                expected.crop(contrast, from, size, its, 2);
                assertThat(mine).isEqualTo(its);
            }
            var mine = new long[voxels];
            var its = new long[voxels];
            read.cropLabels(from, size, mine, 0);
            expected.cropLabels(from, size, its, 0);
            assertThat(mine).isEqualTo(its);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @Test
    void findsTheVoxelsOfEachClass() throws IOException {
        try (var cache = new FileCache(folder.resolve("cache"), LIMIT);
                var cases = new StudyCases(store, cache, TASK, LIMIT)) {
            StudyCase read = cases.labelled(study);
            VolumeCase expected = inMemory();

            for (int index = 1; index <= 2; index++) {
                assertThat(voxels(read, index))
                        .isNotEmpty()
                        .containsExactlyInAnyOrderElementsOf(voxels(expected, index));
            }
            assertThat(read.voxelCount(0)).isZero();
            assertThatThrownBy(() -> read.voxel(2, read.voxelCount(2))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(cases.unlabelled(study).isLabelled()).isFalse();
        }
    }

    private static List<List<Integer>> voxels(Case study, int index) {
        var voxels = new ArrayList<List<Integer>>();
        for (int n = 0; n < study.voxelCount(index); n++) {
            voxels.add(Arrays.stream(study.voxel(index, n)).boxed().toList());
        }
        return voxels;
    }

    @Test
    void preparesAVolumeOnce() throws IOException {
        readAll();
        var entries = entries();
        store.deletePrefix("projects/%s/patients/%s/studies/%s/volumes/"
                .formatted(StoredCohort.PROJECT, study.patient(), study.study()));

        readAll();

        assertThat(entries()).isEqualTo(entries).hasSize(3);
    }

    /** The file is there under its name, but the disk lost its end. */
    @Test
    void makesADamagedEntryAgain() throws IOException {
        readAll();
        for (Path entry : entries()) {
            try (var file = FileChannel.open(entry, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - 8);
            }
        }

        readAll();

        for (Path entry : entries()) {
            assertThat(Files.size(entry)).isGreaterThan(1000);
        }
    }

    @Test
    void worksWithFarLessRoomThanItsStudiesNeed() throws IOException {
        try (var cache = new FileCache(folder.resolve("cache"), 1);
                var cases = new StudyCases(store, cache, TASK, 1)) {
            StudyCase read = cases.labelled(study);
            for (int round = 0; round < 3; round++) {
                read.crop(0, new int[3], new int[] {2, 2, 2}, new float[8], 0);
                read.crop(1, new int[3], new int[] {2, 2, 2}, new float[8], 0);
                read.cropLabels(new int[3], new int[] {2, 2, 2}, new long[8], 0);
            }
            assertThat(entries()).as("one image and one segmentation are open").hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void saysWhichStudyIsGone() throws IOException {
        store.deletePrefix("projects/%s/patients/%s/".formatted(StoredCohort.PROJECT, study.patient()));
        try (var cache = new FileCache(folder.resolve("cache"), LIMIT);
                var cases = new StudyCases(store, cache, TASK, LIMIT)) {
            assertThatThrownBy(() -> cases.labelled(study).shape())
                    .isInstanceOf(StepFailure.class)
                    .hasMessageContaining(study.study())
                    .hasMessageContaining("it was deleted");
        }
    }

    private void readAll() throws IOException {
        try (var cache = new FileCache(folder.resolve("cache"), LIMIT);
                var cases = new StudyCases(store, cache, TASK, LIMIT)) {
            StudyCase read = cases.labelled(study);
            read.crop(0, new int[3], new int[] {1, 1, 1}, new float[1], 0);
            read.crop(1, new int[3], new int[] {1, 1, 1}, new float[1], 0);
            read.cropLabels(new int[3], new int[] {1, 1, 1}, new long[1], 0);
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/entries"))) {
            return files.sorted().toList();
        }
    }

    private VolumeCase inMemory() throws IOException {
        var law = new Preprocessing(TASK);
        Geometry grid = law.gridFor(sent());
        List<Volume> images = new ArrayList<>();
        images.add(law.image(read("T1"), "T1", grid));
        images.add(law.image(read("CT"), "CT", grid));
        images.add(null);
        return new VolumeCase("x", images, law.labels(read("labels"), grid), 2);
    }

    private Volume read(String name) throws IOException {
        return Nifti.read(folder.resolve(name + ".nii.gz"), NiftiLimits.DEFAULT);
    }
}
